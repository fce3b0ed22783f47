"""What answers by people had brought about, so that it can be undone where one did not arrive."""

import sqlite3

from triage.desk.situation import Answered
from triage.store.moments import from_text, maybe_moment
from triage.store.tickets import deadline_of

# Answers, each with the mail that brought it, which lies where its ticket goes on; and which letter carried one to the requester.
_ANSWERS = "FROM events e JOIN messages m ON m.id = e.message WHERE m.ticket = :ticket AND e.kind = 'answered'"
_CARRIES = "l.kind = 'relay' AND l.message = m.id"
_BY_MAIL = "m.message_id = :key"
_BY_RELAY = f"EXISTS (SELECT 1 FROM letters l WHERE l.id = :key AND {_CARRIES})"  # noqa: S608  our own words


class Answers:
    """People's answers to requesters."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def of_mail(self, ticket: int, message_id: str) -> Answered | None:
        """What staff's mail of this Message-ID had brought about on the ticket; None when it was no answer."""
        return self._answered(ticket, _BY_MAIL, message_id)

    def of_relay(self, ticket: int, letter: int) -> Answered | None:
        """What the mail had brought about that this letter carried."""
        return self._answered(ticket, _BY_RELAY, letter)

    def _answered(self, ticket: int, which: str, key: str | int) -> Answered | None:
        values = {"ticket": ticket, "key": key}
        row = self._db.execute(f"SELECT max(m.received_at) AS at {_ANSWERS} AND {which}", values).fetchone()
        if row["at"] is None:
            return None
        kept = self._db.execute(
            """SELECT d.*, d.ticket = :ticket AS is_here FROM deadlines d JOIN tickets t ON t.number = d.ticket
               WHERE (d.ticket = :ticket OR t.joined_to = :ticket) AND d.settled_at = :at AND d.outcome IN ('met', 'late', 'paused')
               ORDER BY is_here DESC, d.cycle DESC LIMIT 1""",
            {"ticket": ticket, "at": row["at"]},
        ).fetchone()
        other = self._db.execute(
            f"""SELECT min(m.received_at) AS at {_ANSWERS} AND NOT {which} AND m.received_at >= :at
                AND NOT EXISTS (SELECT 1 FROM letters l WHERE l.state = 'failed' AND {_CARRIES})""",  # noqa: S608  our own words
            {**values, "at": row["at"]},
        ).fetchone()
        return Answered(
            at=from_text(row["at"]),
            kept=deadline_of(kept) if kept else None,
            is_kept_here=bool(kept and kept["is_here"]),
            other_at=maybe_moment(other["at"]),
        )
