"""The journal of mails that staff sorted into folders: where each lies, and what is needed to take its moves back."""

import sqlite3
from datetime import datetime

from pydantic import TypeAdapter

from triage.desk.deadlines import Rung
from triage.desk.sorting import Sorted, Stood
from triage.store.moments import from_text, to_text
from triage.store.tickets import rung_of

_STOOD = TypeAdapter(Stood)


class Sorting:
    """Moves, one row each; the last of a mail in a mailbox says where it lies."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def last(self, message: int, mailbox: str, *, ticket: int) -> Sorted | None:
        """Where this mail lies in that mailbox; None for one that was never moved.

        What its moves did to another ticket, from which it was parted since, is not told; nor how the ticket stood after
        them, where another was merged into it since and brought its own promise.
        """
        row = self._db.execute(
            """SELECT role, since, before, ticket, CASE WHEN NOT EXISTS (
                   SELECT 1 FROM merges WHERE kept = moves.ticket AND undone_at IS NULL AND at >= moves.at) THEN after END AS after
               FROM moves WHERE message = ? AND mailbox = ? ORDER BY id DESC LIMIT 1""",
            (message, mailbox),
        ).fetchone()
        if row is None:
            return None
        since = from_text(row["since"])
        if row["ticket"] != ticket:
            return Sorted(role=row["role"], since=since)
        before = _read(row["before"])
        rungs = self._overtaken(ticket, before) if before else ()
        return Sorted(role=row["role"], since=since, before=before, after=_read(row["after"]), rungs=rungs)

    def _overtaken(self, ticket: int, before: Stood) -> tuple[Rung, ...]:
        """What would still be told had the moves not ended it; what watches over a promise is reckoned from that."""
        if before.deadline or before.paused:
            return ()
        rows = self._db.execute(
            "SELECT * FROM rungs WHERE ticket = ? AND cycle = ? AND state = 'void' ORDER BY fires_at",
            (ticket, before.cycle),
        )
        return tuple(rung_of(row) for row in rows)

    def add(self, moved: Sorted, *, message: int, mailbox: str, ticket: int, at: datetime) -> None:
        """A move that has been seen, and done."""
        self._db.execute(
            "INSERT INTO moves (message, mailbox, ticket, role, at, since, before, after) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (
                message,
                mailbox,
                ticket,
                moved.role,
                to_text(at),
                to_text(moved.since),
                _text(moved.before),
                _text(moved.after),
            ),
        )


def _read(text: str | None) -> Stood | None:
    return _STOOD.validate_json(text) if text else None


def _text(how: Stood | None) -> str | None:
    return _STOOD.dump_json(how).decode() if how else None
