"""What people have not heard of letters: news that was held back, answers that were lost, and trouble. Sends nothing."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from triage.record import record
from triage.store.moments import to_text

DOUBT_AFTER = timedelta(minutes=30)  # an uncertain letter may still be cleared up so long (docs/operating.md)

Row = dict[str, Any]


@record
class Lost:
    """A staff member's answer that did not arrive, or may not have."""

    id: int
    ticket: int
    recipient: str
    written_by: str
    state: str  # failed or uncertain
    error: str
    text: str  # what it said


class Untold:
    """What is still to be told, and to whom."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def news(self, since: datetime) -> dict[str, list[int]]:
        """By person whose first such news came before `since`: the tickets whose notifications were held back, unheard of yet."""
        rows = self._db.execute(
            """SELECT recipient, coalesce(t.joined_to, l.ticket) AS ticket, min(l.created_at) OVER (PARTITION BY recipient) AS first
               FROM letters l JOIN tickets t ON t.number = l.ticket
               WHERE l.kind = 'notification' AND l.state = 'suppressed' AND l.told_at IS NULL ORDER BY l.id""",
        )
        news: dict[str, list[int]] = {}
        for row in rows:
            if row["first"] <= to_text(since):
                news.setdefault(row["recipient"], []).append(row["ticket"])
        return news

    def mark_news_told(self, recipient: str, now: datetime) -> None:
        """They have heard of all that was held back."""
        self._db.execute(
            """UPDATE letters SET told_at = ?
               WHERE kind = 'notification' AND state = 'suppressed' AND told_at IS NULL AND recipient = ?""",
            (to_text(now), recipient),
        )

    def lost_answers(self, doubtful_since: datetime) -> list[Lost]:
        """Staff's answers by mail that failed, or have been in doubt since then, and whose writers have not heard of it."""
        rows = self._db.execute(
            """SELECT l.id, coalesce(t.joined_to, t.number) AS ticket, l.recipient, l.written_by, l.state, l.error, l.said
               FROM letters l JOIN tickets t ON t.number = l.ticket
               WHERE l.kind = 'relay' AND l.returned_at IS NULL AND l.state IN ('failed', 'uncertain')
                 AND (l.state = 'failed' OR l.done_at <= ?) AND l.written_by IS NOT NULL ORDER BY l.id LIMIT 100""",
            (to_text(doubtful_since),),
        )
        return [
            Lost(
                id=row["id"],
                ticket=row["ticket"],
                recipient=row["recipient"],
                written_by=row["written_by"],
                state=row["state"],
                error=row["error"],
                text=row["said"] or "",
            )
            for row in rows
        ]

    def mark_returned(self, letter: int, now: datetime) -> None:
        """Its writer has heard."""
        self._db.execute("UPDATE letters SET returned_at = ? WHERE id = ?", (to_text(now), letter))

    def trouble(self, now: datetime) -> list[Row]:
        """Letters that failed, or have been in doubt for a while, and that ops have not heard of."""
        return self._letters(
            "l.state IN ('failed', 'uncertain') AND (l.state = 'failed' OR l.done_at <= ?)", to_text(now - DOUBT_AFTER)
        )

    def held_back(self) -> list[Row]:
        """Letters to staff, and all that the desk's own budget suppressed, that ops have not heard of."""
        return self._letters("l.state = 'suppressed' AND l.kind != 'notification'")

    def mark_told(self, letters: Iterable[int], now: datetime) -> None:
        self._db.executemany(
            "UPDATE letters SET told_at = ? WHERE id = ?", [(to_text(now), letter) for letter in letters]
        )

    def _letters(self, condition: str, *values: object) -> list[Row]:
        rows = self._db.execute(
            f"""SELECT l.id, l.kind, l.recipient, l.state, l.error, t.name AS ticket_name
                FROM letters l LEFT JOIN tickets t ON t.number = l.ticket
                WHERE l.told_at IS NULL AND {condition} ORDER BY l.id LIMIT 100""",  # noqa: S608  conditions stand in this file
            values,
        )
        return [dict(row) for row in rows]
