"""What reports count: tickets, answers, promises, mail and letters of a period. Reads only; rows as plain dicts.

Every question is about a stretch of time (since included, until not) and finds its rows by an index on the moment. A ticket that
was merged into another is counted there, once.
"""

import sqlite3
from datetime import datetime
from typing import Any

from triage.store.moments import to_text

Row = dict[str, Any]


class Figures:
    """The desk in numbers."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def opened(self, since: datetime, until: datetime) -> list[Row]:
        """Tickets opened, by category."""
        return self._rows(
            "SELECT category, count(*) AS count FROM tickets WHERE opened_at >= ? AND opened_at < ? AND joined_to IS NULL GROUP BY category",
            since,
            until,
        )

    def answered(self, since: datetime, until: datetime) -> list[Row]:
        """First answers given, with the moment from which the requester waited."""
        return self._rows(
            """SELECT category, team, opened_at AS began_at, first_answer_at AS ended_at FROM tickets
               WHERE first_answer_at >= ? AND first_answer_at < ?""",
            since,
            until,
        )

    def closed(self, since: datetime, until: datetime) -> list[Row]:
        """Tickets closed, with the moment they were opened."""
        return self._rows(
            """SELECT category, team, opened_at AS began_at, closed_at AS ended_at FROM tickets
               WHERE closed_at >= ? AND closed_at < ? AND status = 'closed' AND joined_to IS NULL""",
            since,
            until,
        )

    def promises(self, since: datetime, until: datetime, category: str | None = None) -> list[Row]:
        """Deadlines that fell due and were not overtaken, of one category or of all, in their order."""
        return self._rows(
            """SELECT t.name AS ticket, t.subject, t.category, t.team, d.stage, d.clause, d.due_at, d.outcome, d.settled_at
               FROM deadlines d JOIN tickets t ON t.number = d.ticket
               WHERE d.due_at >= ? AND d.due_at < ? AND d.outcome IN ('met', 'late', 'open')
               AND t.category = coalesce(?, t.category) ORDER BY d.due_at, d.ticket""",
            since,
            until,
            category,
        )

    def traffic(self, since: datetime, until: datetime) -> list[Row]:
        """Mail by people, in and out, and our letters to them, by mailbox and the category of its ticket (None without one)."""
        moments = (since, until)
        mail = self._rows(
            """SELECT m.mailbox, t.category, sum(m.direction = 'in') AS received, sum(m.direction = 'out') AS sent
               FROM messages m LEFT JOIN tickets t ON t.number = m.ticket
               WHERE m.received_at >= ? AND m.received_at < ? AND (m.kind = 'person' OR m.direction = 'out') GROUP BY 1, 2""",
            *moments,
        )
        letters = self._rows(
            """SELECT l.mailbox, t.category, 0 AS received, count(*) AS sent FROM letters l JOIN tickets t ON t.number = l.ticket
               WHERE l.created_at >= ? AND l.created_at < ? AND l.state = 'sent' AND l.kind IN ('acknowledgement', 'progress')
               GROUP BY 1, 2""",
            *moments,
        )
        found: dict[tuple[str, str | None], Row] = {}
        for row in (*mail, *letters):
            key = (row["mailbox"], row["category"])
            if known := found.get(key):
                row = {**row, "received": known["received"] + row["received"], "sent": known["sent"] + row["sent"]}  # noqa: PLW2901  the sum of both
            found[key] = row
        return sorted(found.values(), key=lambda row: (row["mailbox"], row["category"] or ""))

    def held_back(self, since: datetime, until: datetime) -> list[Row]:
        """Letters suppressed, by the first reason that spoke against each."""
        return self._rows(
            """SELECT CASE WHEN instr(error, ':') THEN substr(error, 1, instr(error, ':') - 1) ELSE error END AS reason, count(*) AS count
               FROM letters WHERE created_at >= ? AND created_at < ? AND state = 'suppressed' GROUP BY 1""",
            since,
            until,
        )

    def tickets_of(self, category: str, since: datetime, until: datetime) -> list[Row]:
        """The tickets of one category opened then, oldest first."""
        return self._rows(
            """SELECT number, name AS ticket, subject, requester FROM tickets
               WHERE opened_at >= ? AND opened_at < ? AND category = ? AND joined_to IS NULL ORDER BY number""",
            since,
            until,
            category,
        )

    def said_in(self, category: str, since: datetime, until: datetime) -> list[Row]:
        """What people wrote on those tickets: number, author, subject, text."""
        return self._rows(
            """SELECT t.number, m.author, m.subject, m.text FROM tickets t JOIN messages m ON m.ticket = t.number
               WHERE t.opened_at >= ? AND t.opened_at < ? AND t.category = ? AND m.direction = 'in' AND m.kind = 'person' AND NOT m.is_internal
               ORDER BY t.number, m.id""",
            since,
            until,
            category,
        )

    def facts_in(self, category: str, since: datetime, until: datetime) -> list[Row]:
        """The facts of those tickets: number, name, value."""
        return self._rows(
            """SELECT t.number, f.name, f.value FROM tickets t JOIN facts f ON f.ticket = t.number
               WHERE t.opened_at >= ? AND t.opened_at < ? AND t.category = ? ORDER BY t.number, f.name, f.value""",
            since,
            until,
            category,
        )

    def open_tickets(self, team: str) -> list[Row]:
        """What a team has to do: its open tickets with their promises, what is due first."""
        return self._rows(
            """SELECT t.name AS ticket, t.status, t.category, coalesce(d.stage, t.stage) AS stage, t.subject, t.requester,
                      t.opened_at, t.first_answer_at, t.unsure, t.assignee, t.snoozed_until, d.due_at
               FROM tickets t LEFT JOIN deadlines d ON d.ticket = t.number AND d.cycle = t.cycle AND d.outcome = 'open'
               WHERE t.team = ? AND t.status <> 'closed' ORDER BY d.due_at IS NULL, d.due_at, t.number""",
            team,
        )

    def _rows(self, sql: str, *values: datetime | str | None) -> list[Row]:
        plain = [to_text(value) if isinstance(value, datetime) else value for value in values]
        return [dict(row) for row in self._db.execute(sql, plain)]
