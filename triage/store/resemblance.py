"""Which stored tickets a message without a usable id might continue: by people, by subject, and by traces of their words.

Every look-up goes by an index and is cut off, so that its cost does not grow with the store.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime

from triage.desk.thread import RECENT, Candidate, subject_key, subject_keys, tags, traces
from triage.desk.ticket import Ticket
from triage.inbound.message import Message
from triage.store.tickets import Tickets

TRACES_KEPT = 100  # of one message
TRACES_SOUGHT = 64
COMMON_FROM = 9  # messages that hold the same words: then they are a footer or a form, and prove nothing
BY_TRACES = 4  # tickets
TEXTS_OF_ONE = 3  # messages of a ticket that share most words; else its latest ones
WRITERS_AMONG = 50  # newest messages of a ticket whose authors count
QUOTABLE = 20_000  # characters of a text in which quotations are looked for


class Resemblance:
    """What messages have in common apart from ids."""

    def __init__(self, connection: sqlite3.Connection, tickets: Tickets) -> None:
        self._db = connection
        self._tickets = tickets

    def keep(self, message: int, text: str) -> None:
        """Remember the traces of what was written in a message."""
        rows = [(trace, message) for trace in traces(text, TRACES_KEPT)]
        self._db.executemany("INSERT OR IGNORE INTO traces VALUES (?, ?)", rows)

    def candidates(self, message: Message, people: Iterable[str], *, now: datetime) -> tuple[Candidate, ...]:
        """Tickets named in the subject, then recent ones of the same people, subject or words."""
        since, shared = now - RECENT, self._shared(message)
        numbers = [
            *self._tickets.numbers_of_names(tags(message.subject)),
            *shared,
            *(number for address in people for number in self._tickets.numbers_of_author(address, since)),
            *self._tickets.numbers_of_subject(message.subject, since),
        ]
        found, keys = self._tickets.load(numbers), subject_keys(message.subject)
        return tuple(
            self._candidate(ticket, shared.get(number, {}))
            if number in shared or subject_key(ticket.subject) in keys
            else Candidate(ticket=ticket, texts=())
            for number, ticket in found.items()
        )

    def _shared(self, message: Message) -> Mapping[int, Mapping[int, int]]:
        """Ticket → its messages that share rare words with this one → how many, those with most words first."""
        counts: Counter[int] = Counter()
        for trace in traces(message.text, TRACES_SOUGHT):
            rows = self._db.execute(
                "SELECT message FROM traces WHERE trace = ? LIMIT ?", (trace, COMMON_FROM)
            ).fetchall()
            if len(rows) < COMMON_FROM:
                counts.update(row["message"] for row in rows)
        found: dict[int, dict[int, int]] = {}
        for row_id, count in counts.most_common(BY_TRACES * TEXTS_OF_ONE):
            row = self._db.execute("SELECT ticket FROM messages WHERE id = ?", (row_id,)).fetchone()
            if row and row["ticket"] is not None and (row["ticket"] in found or len(found) < BY_TRACES):
                found.setdefault(row["ticket"], {})[row_id] = count
        return found

    def _candidate(self, ticket: Ticket, shared: Mapping[int, int]) -> Candidate:
        wanted = list(shared)[:TEXTS_OF_ONE] or self._latest(ticket.number)
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
            rare=max(shared.values(), default=0),
            writers=self._writers(ticket.number),
        )

    def _latest(self, ticket: int) -> list[int]:
        rows = self._db.execute(
            "SELECT id FROM messages WHERE ticket = ? ORDER BY id DESC LIMIT ?", (ticket, TEXTS_OF_ONE)
        )
        return [row["id"] for row in rows]

    def _writers(self, ticket: int) -> dict[str, str]:
        rows = self._db.execute(
            "SELECT author, author_name FROM messages WHERE ticket = ? AND direction = 'in' ORDER BY id DESC LIMIT ?",
            (ticket, WRITERS_AMONG),
        )
        return {row["author"]: row["author_name"] for row in rows if row["author"]}
