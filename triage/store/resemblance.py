"""Which stored tickets a message without a usable id might continue: by people, by subject, and by traces of their words.

Every look-up goes by an index and is cut off, so that its cost does not grow with the store.
"""

import json
import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from itertools import takewhile

from triage.desk.thread import RECENT, Candidate, subject_key, subject_keys, tags, traces
from triage.desk.thread.words import marked
from triage.desk.ticket import Ticket
from triage.inbound.message import Message
from triage.store.moments import to_text
from triage.store.tickets import Tickets

TRACES_KEPT = 100  # of one message
TRACES_SOUGHT = 64
REMEMBERED = RECENT + timedelta(days=60)  # a ticket may go on for long, and old words of it be quoted
FORGOTTEN_AT_ONCE = 3  # messages whose traces go when one comes: more than come, so that a backlog shrinks
COMMON_FROM = 9  # messages that hold the same words: then they are a footer or a form, and prove nothing
BY_TRACES = 4  # tickets
TEXTS_OF_ONE = 3  # messages of a ticket that share most words
LATEST_OF_ONE = 12  # messages of a ticket, beside them
WRITERS_AMONG = 50  # newest messages of a ticket whose authors count
QUOTABLE = 20_000  # characters of a text in which quotations are looked for

# The messages that hold a trace, but for a trace that more than ?2 hold: of those no more than one beyond is looked at.
_RARE = """
    SELECT held.message FROM json_each(?1) sought CROSS JOIN traces held ON held.trace = sought.value
    WHERE (SELECT 1 FROM traces WHERE trace = sought.value LIMIT 1 OFFSET ?2) IS NULL
"""


class Resemblance:
    """What messages have in common apart from ids."""

    def __init__(self, connection: sqlite3.Connection, tickets: Tickets) -> None:
        self._db = connection
        self._tickets = tickets

    def keep(self, message: int, text: str, *, subject: str, ticket: int, at: datetime) -> None:
        """Remember a message's subject and the traces of what was written in it, and forget some that are too old."""
        rows = [(trace, message) for trace in traces(text, TRACES_KEPT)]
        self._db.executemany("INSERT OR IGNORE INTO traces VALUES (?, ?)", rows)
        self._db.executemany(
            "INSERT INTO subjects VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
            [(key, ticket, to_text(at)) for key in subject_keys(subject)[:1]],
        )
        self._forget(at - REMEMBERED)

    def candidates(self, message: Message, people: Iterable[str], *, now: datetime) -> tuple[Candidate, ...]:
        """Tickets named in the subject, then recent ones of the same people, subject or words."""
        since, shared = now - RECENT, self._shared(message)
        tagged = self._tickets.numbers_of_names(tags(message.subject))
        of_subject = self._tickets.numbers_of_subject(message.subject, since)
        numbers = [
            *tagged,
            *shared,
            *(number for address in people for number in self._tickets.numbers_of_author(address, since)),
            *of_subject,
        ]
        found = self._tickets.load(numbers)
        return tuple(
            self._candidate(ticket, shared.get(number, {}), is_tagged=number in tagged)
            if number in shared or number in of_subject
            else Candidate(ticket=ticket, texts=(), is_tagged=number in tagged)
            for number, ticket in found.items()
        )

    def _forget(self, before: datetime) -> None:
        """Take back what was kept of a few of the oldest messages, so that old mail costs no room for ever."""
        rows = self._db.execute(
            """SELECT id, ticket, subject, text, received_at FROM messages
               WHERE id > (SELECT upto FROM forgotten) ORDER BY id LIMIT ?""",
            (FORGOTTEN_AT_ONCE,),
        )
        for row in list(takewhile(lambda row: row["received_at"] < to_text(before), rows)):
            of_message = [(trace, row["id"]) for trace in traces(row["text"], TRACES_KEPT)]
            self._db.executemany("DELETE FROM traces WHERE trace = ? AND message = ?", of_message)
            self._db.execute(
                "DELETE FROM subjects WHERE subject_key = ? AND ticket = ? AND at < ?",
                (subject_key(row["subject"]), row["ticket"], to_text(before)),
            )
            self._db.execute("UPDATE forgotten SET upto = ?", (row["id"],))

    def _shared(self, message: Message) -> Mapping[int, Mapping[int, int]]:
        """Ticket → its messages that share rare words with this one → how many, those with most words first."""
        sought = {*traces(marked(message.text), TRACES_SOUGHT), *traces(message.text, TRACES_SOUGHT)}
        counts = Counter(row["message"] for row in self._db.execute(_RARE, (json.dumps([*sought]), COMMON_FROM - 1)))
        found: dict[int, dict[int, int]] = {}
        for row_id, count in counts.most_common(BY_TRACES * TEXTS_OF_ONE):
            row = self._db.execute("SELECT ticket FROM messages WHERE id = ?", (row_id,)).fetchone()
            if row and row["ticket"] is not None and (row["ticket"] in found or len(found) < BY_TRACES):
                found.setdefault(row["ticket"], {})[row_id] = count
        return found

    def _candidate(self, ticket: Ticket, shared: Mapping[int, int], *, is_tagged: bool) -> Candidate:
        wanted = dict.fromkeys((*list(shared)[:TEXTS_OF_ONE], *self._latest(ticket.number)))
        rows = [
            self._db.execute(
                "SELECT direction, substr(text, 1, ?1) AS text, substr(full_text, 1, ?1) AS full_text FROM messages WHERE id = ?2",
                (QUOTABLE, row_id),
            ).fetchone()
            for row_id in wanted
        ]
        return Candidate(
            ticket=ticket,
            texts=tuple(row["text"] for row in rows if row["direction"] == "in"),
            quotes=tuple(row["full_text"] for row in rows),
            subjects=self._subjects(ticket.number),
            rare=max(shared.values(), default=0),
            writers=self._writers(ticket.number),
            is_tagged=is_tagged,
        )

    def _latest(self, ticket: int) -> list[int]:
        rows = self._db.execute(
            "SELECT id FROM messages WHERE ticket = ? ORDER BY id DESC LIMIT ?", (ticket, LATEST_OF_ONE)
        )
        return [row["id"] for row in rows]

    def _subjects(self, ticket: int) -> frozenset[str]:
        rows = self._db.execute(
            "SELECT subject FROM messages WHERE ticket = ? ORDER BY id DESC LIMIT ?", (ticket, WRITERS_AMONG)
        )
        return frozenset(subject_key(row["subject"]) for row in rows)

    def _writers(self, ticket: int) -> dict[str, str]:
        rows = self._db.execute(
            "SELECT author, author_name FROM messages WHERE ticket = ? AND direction = 'in' AND NOT is_internal ORDER BY id DESC LIMIT ?",
            (ticket, WRITERS_AMONG),
        )
        return {row["author"]: row["author_name"] for row in rows if row["author"]}
