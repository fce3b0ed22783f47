"""What staff said tickets are about, and what else shows whether a decision was right."""

import sqlite3
from datetime import datetime
from typing import Any

from triage.desk.decision import Correction, Decision, Withdrawal
from triage.record import record
from triage.store.moments import from_text, to_text


@record
class Corrected:
    """A ticket's first message with the category that staff gave it last."""

    ticket: str  # "AM-1042"
    subject: str
    text: str  # what the writer wrote
    author: str
    mailbox: str  # that it reached
    language: str
    was: str  # the category before staff's first correction
    category: str
    by: str
    at: datetime


@record
class Truth:
    """What staff did with a ticket."""

    category: str | None = None  # as they corrected it; None: nobody did
    answered_from: str | None = None  # the shared mailbox that the first answer was sent from


class Corrections:
    """Labelled examples."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def keep(self, decision: Decision, *, ticket: int, at: datetime) -> None:
        """What the decision takes back, then what it corrects."""
        if decision.withdrawn:
            self._withdraw(decision.withdrawn, ticket=ticket)
        if decision.correction:
            self.add(decision.correction, ticket=ticket, at=at)

    def add(self, correction: Correction, *, ticket: int, at: datetime) -> None:
        self._db.execute(
            "INSERT INTO corrections (ticket, was, category, by_whom, at) VALUES (?, ?, ?, ?, ?)",
            (ticket, correction.was, correction.category, correction.by, to_text(at)),
        )

    def _withdraw(self, withdrawal: Withdrawal, *, ticket: int) -> None:
        self._db.execute(
            "DELETE FROM corrections WHERE ticket = ? AND by_whom = ? AND at >= ?",
            (ticket, withdrawal.by, to_text(withdrawal.since)),
        )

    def labelled(self) -> list[Corrected]:
        """One example a corrected ticket, the oldest correction first."""
        rows = self._db.execute(
            """SELECT t.name AS ticket, m.subject, m.text, m.author, m.mailbox, coalesce(m.language, '') AS language,
                      first.was, last.category, last.by_whom AS "by", last.at
               FROM (SELECT ticket, min(id) AS first, max(id) AS last FROM corrections GROUP BY ticket) c
               JOIN corrections first ON first.id = c.first JOIN corrections last ON last.id = c.last
               JOIN tickets t ON t.number = c.ticket
               JOIN messages m ON m.id = (SELECT min(id) FROM messages WHERE ticket = c.ticket AND direction = 'in' AND NOT is_internal)
               ORDER BY c.last"""
        )
        return [_corrected(row) for row in rows]

    def truth(self, ticket: int) -> Truth:
        """What staff did with that ticket."""
        corrected = self._db.execute(
            "SELECT category FROM corrections WHERE ticket = ? ORDER BY id DESC LIMIT 1", (ticket,)
        ).fetchone()
        answered = self._db.execute(
            "SELECT mailbox FROM messages WHERE ticket = ? AND direction = 'out' AND NOT is_internal ORDER BY received_at LIMIT 1",
            (ticket,),
        ).fetchone()
        return Truth(
            category=corrected["category"] if corrected else None,
            answered_from=answered["mailbox"] if answered else None,
        )


def _corrected(row: sqlite3.Row) -> Corrected:
    values: dict[str, Any] = {**dict(row), "at": from_text(row["at"])}
    return Corrected(**values)
