"""Copies of sent letters on their way into a Sent folder: work of its own, with a state of its own.

A row begins in the transaction that records "sent", so no filing is forgotten and none can cause a second sending. A copy
whose filing broke off is filed again only after the folder was looked into: what lies there is not filed twice.
"""

import sqlite3
from datetime import datetime

from triage.record import record
from triage.store.moments import to_text


@record
class Copy:
    """One letter to be filed."""

    letter: int
    message_id: str
    raw: bytes
    attempts: int  # before this one


class Copies:
    """What is to lie in Sent folders."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def want(self, letter: int, *, not_before: datetime) -> None:
        """A copy of this letter, which was sent, shall be filed then, unless it is seen in Sent before."""
        self._db.execute(
            """INSERT OR IGNORE INTO copies (letter, mailbox, message_id, next_attempt_at)
               SELECT id, mailbox, message_id, ? FROM letters WHERE id = ?""",
            (to_text(not_before), letter),
        )

    def due(self, mailbox: str, now: datetime) -> list[Copy]:
        """What is to be filed now, oldest first. Ask right after a look into that mailbox's Sent folder."""
        rows = self._db.execute(
            """SELECT c.letter, c.message_id, c.attempts, l.raw FROM copies c JOIN letters l ON l.id = c.letter
               WHERE c.state IN ('wanted', 'begun') AND c.mailbox = ? AND c.next_attempt_at <= ? ORDER BY c.letter""",
            (mailbox, to_text(now)),
        )
        return [
            Copy(letter=row["letter"], message_id=row["message_id"], raw=row["raw"], attempts=row["attempts"])
            for row in rows
        ]

    def begin(self, letter: int) -> None:
        """From here on it may lie there."""
        self._db.execute("UPDATE copies SET state = 'begun', attempts = attempts + 1 WHERE letter = ?", (letter,))

    def filed(self, letter: int, now: datetime) -> None:
        self._db.execute(
            "UPDATE copies SET state = 'filed', done_at = ?, error = '' WHERE letter = ?", (to_text(now), letter)
        )

    def later(self, letter: int, *, at: datetime, error: str) -> None:
        """The server refused it: certainly not filed, to be tried again."""
        self._db.execute(
            "UPDATE copies SET state = 'wanted', next_attempt_at = ?, error = ? WHERE letter = ?",
            (to_text(at), error, letter),
        )

    def seen(self, message_id: str, now: datetime) -> None:
        """It lies in Sent: filed by the provider, or by us when we did not hear so."""
        self._db.execute(
            """UPDATE copies SET state = 'seen', done_at = ?, error = ''
               WHERE message_id = ? AND state IN ('wanted', 'begun')""",
            (to_text(now), message_id),
        )
