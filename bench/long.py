"""What is long: a conversation, a References header, a full folder. One mail more must cost about the same.

`python -m bench.long`. The mails come from a real Dovecot; the conversation's past is written by SQL alone.
"""

import sqlite3
import tempfile
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from bench.contestants import Fetching
from bench.desk import Work, desk_at
from bench.figures import machine, table, title
from bench.mails import conversation, mixture
from bench.post import fill
from tests.servers.dovecot import Dovecot, User, dovecot
from triage.store import DATABASE

ANSWERS = 40  # measured
MESSAGES = (1, 1_000, 10_000)  # that a conversation has already
REFERENCES = (1, 100, 3_000)
FOLDER = (100, 1_000, 10_000)  # messages in it
PAST = (
    """INSERT INTO messages (content_key, message_id, ticket, direction, kind, authenticated, mailbox, author, author_name, recipients,
         subject, date, received_at, language, text, full_text, attachments, because, raw_sha256, size)
       WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :most)
       SELECT hex(randomblob(32)), 'past.' || i || '@customers.example', ticket, CASE WHEN i % 2 THEN 'out' ELSE 'in' END, kind, authenticated,
         mailbox, author, author_name, recipients, subject, date, received_at, language, text, full_text, attachments, because, raw_sha256, size
       FROM n, messages WHERE id = 1""",
    """INSERT INTO ids (rfc_id, ticket, is_ours, is_reference)
       SELECT message_id, ticket, direction = 'out', 0 FROM messages WHERE message_id LIKE 'past.%'""",
    """INSERT INTO events (ticket, at, kind, message, because)
       SELECT ticket, received_at, CASE direction WHEN 'out' THEN 'answered' ELSE 'note' END, id, '[]' FROM messages WHERE message_id LIKE 'past.%'""",
)


def main() -> None:
    """Print the three tables."""
    title("long: a conversation, References, a folder")
    print(machine(), end="\n\n")
    with tempfile.TemporaryDirectory(prefix="bench-long-") as folder, dovecot() as server:
        heads = ("one answer more", "CPU ms of the desk", "of the workers", "ms")
        rows = [
            (f"to a conversation of {many:,}", *_told(_conversation(Path(folder), server, many))) for many in MESSAGES
        ]
        rows += [(f"with {many:,} References", *_told(_references(Path(folder), server, many))) for many in REFERENCES]
        table(heads, rows)
        print()
        table(
            ("one new mail in a folder", "ms to fetch it"), [(f"of {many:,}", _folder(server, many)) for many in FOLDER]
        )


def _told(work: Work) -> Sequence[str]:
    return [f"{part * 1_000 / work.done:.1f}" for part in (work.cpu, work.cpu_workers, work.seconds)]


def _conversation(folder: Path, server: Dovecot, many: int) -> Work:
    """The first mail makes the ticket; its past is put behind it; answers come."""
    user = f"conversation{many}"
    first, *answers = conversation(2 * ANSWERS)
    with desk_at(folder / user, user=user, imap=server.imap) as desk:
        fill(server, user, [first])
        desk.does("poll")
    with closing(sqlite3.connect(folder / user / "data" / DATABASE)) as db, db:
        for statement in PAST:
            db.execute(statement, {"most": many})
    return _measured(folder / user, server, user, answers)


def _references(folder: Path, server: Dovecot, many: int) -> Work:
    user = f"references{many}"
    first, *answers = conversation(2 * ANSWERS, before=many - 1)
    with desk_at(folder / user, user=user, imap=server.imap) as desk:
        fill(server, user, [first])
        desk.does("poll")
    return _measured(folder / user, server, user, answers)


def _measured(folder: Path, server: Dovecot, user: str, answers: Sequence[bytes]) -> Work:
    """The second half of the answers: the first one warms up."""
    with desk_at(folder, user=user, imap=server.imap) as desk:
        works: list[Work] = []
        for some in (answers[:ANSWERS], answers[ANSWERS:]):
            fill(server, user, some)
            works.append(desk.does("poll"))
            assert works[-1].done == ANSWERS, works
        return works[-1]


def _folder(server: Dovecot, many: int) -> str:
    """The quickest of several, each with one mail more."""
    user, small = f"folder{many}", b"Subject: one of many\r\n\r\nHello\r\n"
    fill(server, user, [small] * many)
    with Fetching(User(server, user).account) as fetching:
        seconds: list[float] = []
        for raw in mixture(10):
            fill(server, user, [raw])
            seconds.append(fetching.poll())
    return f"{min(seconds) * 1_000:.1f}"


if __name__ == "__main__":
    main()
