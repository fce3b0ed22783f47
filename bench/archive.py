"""A database with the mail of years in it, made by SQL alone: so many messages, two and a half a ticket.

What grows is there: messages, tickets, ids, occurrences, letters, events, subjects, and the traces of the last months'
words. The raw bytes are emptied, as `retention` leaves them.
"""

import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from bench.mails import SUPPORT
from triage.store import Store
from triage.store.moments import to_text

NOW = datetime.now(UTC)
A_TICKET = 5, 2  # messages, tickets
TRACED = 20_000  # messages of the last months, whose words are remembered
TRACES = 60  # of each
UIDVALIDITY = 1  # of a folder that is no more
SERIES = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most)"
# moments: one a minute, the last of them an hour ago
AT = "strftime('%Y-%m-%dT%H:%M:%fZ', :now, '-' || ((:most - i) * :step + 3600) || ' seconds')"

FILLING = (
    """INSERT INTO tickets (number, name, status, category, confidence, stage, team, priority, mailbox, requester, requester_name,
         subject, subject_key, language, opened_at, first_answer_at, closed_at, last_message_at, missing, cycle, letters)
       {series} SELECT i + 1000, 'AM-' || (i + 1000), CASE WHEN i > :most - 200 THEN 'open' ELSE 'closed' END, 'order-problem', 0.8, 'answer', 'aftersales', 'normal',
         :mailbox, 'old-' || (i % 100000) || '@customers.example', 'Old Customer', 'Question no. ' || i, 'question no. ' || i, 'en',
         {at}, {at}, CASE WHEN i <= :most - 200 THEN {at} END, {at}, '[]', 1, 1 FROM n""",
    "INSERT INTO participants {series} SELECT i + 1000, 'old-' || (i % 100000) || '@customers.example' FROM n",
    "INSERT INTO subjects {series} SELECT 'question no. ' || i, i + 1000, {at} FROM n",
    """INSERT INTO events (ticket, at, kind, because) {series} SELECT i + 1000, {at}, 'opened', '["by a customer in support"]' FROM n""",
    """INSERT INTO letters (kind, ticket, seq, mailbox, recipient, envelope_from, message_id, subject, state, created_at, done_at, raw)
       {series} SELECT 'acknowledgement', i + 1000, 1, :mailbox, 'old-' || (i % 100000) || '@customers.example', '', 'letter.' || i || '@desk.example',
         'Re: Question', 'sent', {at}, {at}, zeroblob(200) FROM n""",
)
OF_MESSAGES = (
    """INSERT INTO messages (content_key, message_id, ticket, direction, kind, authenticated, mailbox, author, author_name, recipients,
         subject, date, received_at, language, text, full_text, attachments, because, raw_sha256, size)
       {series} SELECT hex(randomblob(32)), 'old.' || i || '@customers.example', (i * 2 + 4) / 5 + 1000, CASE WHEN i % 5 = 4 THEN 'out' ELSE 'in' END, 'person', 'pass',
         :mailbox, 'old-' || ((i * 2 + 4) / 5 % 100000) || '@customers.example', 'Old Customer', '[]', 'Question no. ' || i,
         {at}, {at}, 'en', hex(randomblob(150)), hex(randomblob(200)), '[]', '[]', '', 7000 FROM n""",
    """INSERT OR IGNORE INTO ids (rfc_id, ticket, is_ours, is_reference)
       {series} SELECT 'old.' || i || '@customers.example', (i * 2 + 4) / 5 + 1000, 0, 0 FROM n""",
    """INSERT INTO occurrences (mailbox, folder, uidvalidity, uid, state, message, received_at)
       {series} SELECT :mailbox, 'INBOX', :uidvalidity, i, 'done', i, {at} FROM n""",
)
OF_TRACES = """INSERT OR IGNORE INTO traces
    {series} SELECT random(), :messages - i / :traces FROM n"""


def archive(folder: Path, messages: int) -> None:
    """Fill a new database in this folder."""
    store = Store.open(folder, now=NOW)
    db = store._db
    tickets = messages * A_TICKET[1] // A_TICKET[0]
    # tables name rows that come later, and nobody needs to survive a power cut while this is made
    db.execute("PRAGMA foreign_keys = 0")
    db.execute("PRAGMA synchronous = 0")
    db.execute("PRAGMA journal_mode = OFF")
    db.execute("PRAGMA cache_size = -1000000")
    for most, statements in ((tickets, FILLING), (messages, OF_MESSAGES)):
        for statement in statements:
            _fill(db, statement, most, messages)
    _fill(db, OF_TRACES, min(messages, TRACED) * TRACES, messages)
    with store.transaction():
        db.execute("INSERT OR IGNORE INTO raw VALUES ('', x'')")
        db.execute("UPDATE forgotten SET upto = ?", (max(0, messages - TRACED),))
    db.execute("PRAGMA journal_mode = WAL")
    store.close()


def _fill(db: sqlite3.Connection, statement: str, most: int, messages: int) -> None:
    values = {
        "most": most,
        "messages": messages,
        "mailbox": SUPPORT,
        "uidvalidity": UIDVALIDITY,
        "now": to_text(NOW),
        "step": max(1, int(timedelta(days=700).total_seconds() / most)),
        "traces": TRACES,
    }
    db.execute("BEGIN")
    db.execute(statement.format(series=SERIES, at=AT), values)
    db.execute("COMMIT")
