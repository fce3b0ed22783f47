"""What people ask to see: tickets, one ticket's history, the outbox, what was set aside. Reads only; rows as plain dicts."""

import json
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from triage.store.moments import to_text

Row = dict[str, Any]

_TICKET = """
    SELECT t.name AS ticket, t.number, t.status, t.stage, t.category, t.team, t.assignee, t.priority, t.mailbox, t.requester,
           t.requester_name, t.subject, t.language, t.opened_at, t.first_answer_at, t.closed_at, t.confidence, t.unsure, t.missing,
           d.stage AS due_stage, d.due_at, d.clause, j.name AS joined_to
"""
_THEIR_DEADLINES = "LEFT JOIN deadlines d ON d.ticket = t.number AND d.cycle = t.cycle AND d.outcome = 'open'"
_JOINED = "LEFT JOIN tickets j ON j.number = t.joined_to"
_TICKETS = f"{_TICKET} FROM tickets t {_THEIR_DEADLINES} {_JOINED} "
# Each part comes out of an index in its order, so that the first rows cost the same among a million. LIMIT keeps a part's order.
_PROMISED = (
    f"SELECT * FROM ({_TICKET} FROM deadlines d CROSS JOIN tickets t ON t.number = d.ticket AND t.cycle = d.cycle {_JOINED} "  # noqa: S608
    "WHERE d.outcome = 'open' AND t.status {status} ORDER BY d.due_at, d.ticket LIMIT -1)"
)
_NOT_PROMISED = (
    f"SELECT * FROM ({_TICKET} FROM tickets t {{index}} {_THEIR_DEADLINES} {_JOINED} "  # noqa: S608  words from here
    "WHERE d.due_at IS NULL AND t.status {status} ORDER BY t.number LIMIT -1)"
)
_BOTH = f"{_PROMISED} UNION ALL {_NOT_PROMISED}"
_OPEN = _BOTH.format(status="<> 'closed'", index="INDEXED BY tickets_open_by_team")
_CLOSED = _BOTH.format(status="= 'closed'", index="")
_CONTRACT = (
    "ticket status stage category team assignee priority mailbox requester subject opened_at first_answer_at closed_at"
).split()


class Lists:
    """The desk as tables."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def tickets(self, *, messages: bool = False, closed: bool = True) -> Iterator[Row]:
        """The tickets with the keys that `triage tickets --json` promises, the most urgent first, the closed ones last if at all."""
        for row in self._db.execute(f"{_OPEN} UNION ALL {_CLOSED}" if closed else _OPEN):
            yield self._ticket(row, messages=messages)

    def ticket(self, name: str) -> Row | None:
        """One ticket with its facts, messages, letters, promises and people; of one that was merged, where it goes on."""
        goes_on = self._rows("SELECT coalesce(joined_to, number) AS number FROM tickets WHERE name = ?", name.upper())
        found = goes_on[0]["number"] if goes_on else None
        row = self._db.execute(_TICKETS + "WHERE t.number = ?", (found,)).fetchone()
        if row is None:
            return None
        number = row["number"]
        return {
            **self._ticket(row, messages=True),
            "requester_name": row["requester_name"],
            "language": row["language"],
            "missing": json.loads(row["missing"]),
            "facts": self._facts(number),
            "continues": self._continues(number),
            "continued_in": [item["name"] for item in self._rows("SELECT name FROM tickets WHERE continues = ? ORDER BY number", number)],
            "merged": [item["name"] for item in self._rows("SELECT name FROM tickets WHERE joined_to = ? ORDER BY number", number)],
            "also_in": [item["mailbox"] for item in self._rows(
                """SELECT DISTINCT o.mailbox FROM messages m JOIN occurrences o ON o.message = m.id AND o.state = 'done'
                   JOIN tickets t ON t.number = m.ticket
                   WHERE m.ticket = ? AND m.direction = 'in' AND o.mailbox <> t.mailbox ORDER BY 1""", number)],
            "participants": [item["address"] for item in self._rows("SELECT address FROM participants WHERE ticket = ?", number)],
            "deadlines": self._rows("SELECT stage, starts_at, due_at, clause, outcome, settled_at FROM deadlines WHERE ticket = ? ORDER BY cycle", number),
            "messages": self._rows(
                """SELECT received_at, direction, kind, author, author_name, subject, text, full_text, message_id, authenticated,
                          attachments, is_internal, forwarded_by, note FROM messages WHERE ticket = ? ORDER BY received_at, id""", number),
            "letters": self._rows("SELECT kind, recipient, subject, state, created_at, done_at, error FROM letters WHERE ticket = ? ORDER BY id", number),
        }  # fmt: skip

    def history(self, name: str, latest: int | None = None) -> list[Row]:
        """Why a ticket is as it is: each event with its sentences, or so many of them, oldest first."""
        rows = self._db.execute(
            """SELECT e.at, e.kind, e.because, e.rules_version FROM events e JOIN tickets t ON t.number = e.ticket
               WHERE t.name = ? ORDER BY e.id DESC LIMIT coalesce(?, -1)""",
            (name.upper(), latest),
        )
        return [{**dict(row), "because": json.loads(row["because"])} for row in rows][::-1]

    def told(self, name: str, latest: int = 20) -> tuple[str, ...]:
        """The latest of that history in lines, oldest first."""
        return tuple(
            f"{row['at'][:16].replace('T', ' ')} UTC {row['kind']}: {'; '.join(row['because'])}"
            for row in self.history(name, latest)
        )

    def letters(self) -> Iterator[Row]:
        """The outbox with the keys that `triage outbox --json` promises, oldest first."""
        for row in self._db.execute(
            """SELECT l.id AS letter, l.kind, t.name AS ticket, l.recipient AS "to", l.state, l.attempts, l.next_attempt_at, l.message_id, l.error
               FROM letters l LEFT JOIN tickets t ON t.number = l.ticket ORDER BY l.id"""
        ):
            yield {**dict(row), "error": row["error"] or None}

    def set_aside(self) -> list[Row]:
        """Messages that wait for a person, oldest first."""
        return self._rows(
            "SELECT id, mailbox, folder, uid, at, reason, headers FROM set_aside WHERE state = 'open' ORDER BY id"
        )

    def troubled(self, since: datetime) -> list[Row]:
        """Letters that ended badly since then."""
        return self._rows(
            """SELECT l.kind, l.recipient, l.state, l.error, t.name AS ticket_name FROM letters l LEFT JOIN tickets t ON t.number = l.ticket
               WHERE l.state IN ('failed', 'uncertain') AND l.done_at > ? ORDER BY l.id""",
            to_text(since),
        )

    def machine_mail(self, since: datetime) -> list[Row]:
        """Mail by machines that belongs to no ticket."""
        return self._rows(
            """SELECT received_at, kind, author, subject, mailbox FROM messages
               WHERE ticket IS NULL AND direction = 'in' AND kind <> 'person' AND received_at > ? ORDER BY id""",
            to_text(since),
        )

    def unplaced_mail(self, since: datetime) -> list[Row]:
        """Mail by people that belongs to no ticket, with the reason where that stands on none either."""
        rows = self._rows(
            """SELECT m.author, m.subject, m.mailbox,
                      (SELECT e.because FROM events e WHERE e.ticket IS NULL AND e.message = m.id ORDER BY e.id LIMIT 1) AS because
               FROM messages m WHERE m.ticket IS NULL AND m.direction = 'in' AND m.kind = 'person' AND m.received_at > ? ORDER BY m.id""",
            to_text(since),
        )
        return [{**row, "because": json.loads(row["because"] or "[]")} for row in rows]

    def opened(self, since: datetime, category: str) -> list[Row]:
        """Tickets of one category opened since then."""
        return self._rows(
            "SELECT name, requester, subject FROM tickets WHERE category = ? AND opened_at > ? ORDER BY number",
            category,
            to_text(since),
        )

    def unsure(self, since: datetime) -> list[Row]:
        """Tickets opened since then whose category is only a guess, and still open."""
        return self._rows(
            """SELECT name, category, confidence, requester, subject FROM tickets
               WHERE unsure AND status != 'closed' AND opened_at > ? ORDER BY +number""",  # else every ticket is looked at
            to_text(since),
        )

    def overdue(self, now: datetime) -> list[Row]:
        """Open promises whose moment has passed."""
        return self._rows(
            """SELECT t.name, t.team, d.stage, d.due_at, t.subject FROM deadlines d JOIN tickets t ON t.number = d.ticket
               WHERE d.outcome = 'open' AND d.due_at <= ? ORDER BY d.due_at""",
            to_text(now),
        )

    def open_deadlines(self) -> list[Row]:
        """Every promise that runs, the first due first."""
        return self._rows(
            """SELECT t.name AS ticket, t.team, d.stage, d.due_at, d.clause, t.category, t.status, t.assignee, t.priority,
                      t.requester, t.subject
               FROM deadlines d JOIN tickets t ON t.number = d.ticket WHERE d.outcome = 'open' ORDER BY d.due_at, t.number"""
        )

    # ------------------------------------------------------------ inside
    def _rows(self, sql: str, *values: object) -> list[Row]:
        return [dict(row) for row in self._db.execute(sql, values)]

    def _ticket(self, row: sqlite3.Row, *, messages: bool) -> Row:
        due = {"stage": row["due_stage"], "due_at": row["due_at"], "clause": row["clause"]} if row["due_at"] else None
        found: Row = {name: row[name] for name in _CONTRACT}
        found |= {"next_due": due, "confidence": row["confidence"], "unsure": bool(row["unsure"])}
        found["joined_to"] = row["joined_to"]
        if messages:
            found["message_ids"] = self._message_ids(row["number"])
        return found

    def _message_ids(self, number: int) -> list[str]:
        rows = self._db.execute(
            "SELECT message_id FROM messages WHERE ticket = ? AND message_id IS NOT NULL ORDER BY received_at, id",
            (number,),
        )
        return [row["message_id"] for row in rows]

    def _continues(self, number: int) -> str | None:
        rows = self._rows(
            "SELECT o.name FROM tickets t JOIN tickets o ON o.number = t.continues WHERE t.number = ?", number
        )
        return rows[0]["name"] if rows else None

    def _facts(self, number: int) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for row in self._db.execute("SELECT name, value FROM facts WHERE ticket = ?", (number,)):
            found.setdefault(row["name"], []).append(row["value"])
        return found
