"""How far each folder has been read, and what became of each message that lies there. Does not know what a message says."""

import sqlite3
from collections.abc import Sequence
from datetime import datetime

from triage.inbound.cursor import Cursor
from triage.record import record
from triage.store.moments import to_text

TRIES = 2  # a message that breaks us twice is set aside


@record
class Place:
    """Where one message lies; names one immutable message for ever (RFC 3501 §2.3.1.1)."""

    mailbox: str
    folder: str
    uidvalidity: int
    uid: int


class Places:
    """The cursor of each folder, and the occurrences of messages behind it."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def cursor(self, mailbox: str, role: str, folder: str | None = None) -> Cursor | None:
        """How far that folder was read; without its name, any folder of this role."""
        row = self._db.execute(
            """SELECT folder, uidvalidity, last_uid FROM cursors
               WHERE mailbox = ? AND role = ? AND (?3 IS NULL OR folder = ?3) LIMIT 1""",
            (mailbox, role, folder),
        ).fetchone()
        return Cursor(folder=row["folder"], uidvalidity=row["uidvalidity"], last_uid=row["last_uid"]) if row else None

    def set_cursor(self, mailbox: str, role: str, cursor: Cursor, *, at: datetime) -> None:
        """How far a folder has been read; the first time also remembers when its reading began."""
        self._db.execute(
            """INSERT INTO cursors (mailbox, role, folder, uidvalidity, last_uid, began_at) VALUES (?, ?, ?, ?, ?, ?)
               ON CONFLICT DO UPDATE SET uidvalidity = excluded.uidvalidity, last_uid = excluded.last_uid""",
            (mailbox, role, cursor.folder, cursor.uidvalidity, cursor.last_uid, to_text(at)),
        )

    def follow(self, mailbox: str, role: str, folders: Sequence[str]) -> None:
        """These are the folders of the role now. One that is new, or bears another name since, is read from when we began."""
        rows = self._db.execute(
            "SELECT folder, began_at FROM cursors WHERE mailbox = ? AND role = ? ORDER BY began_at", (mailbox, role)
        ).fetchall()
        known = [row["folder"] for row in rows]
        fresh = [folder for folder in folders if folder not in known] if known else []
        for folder in fresh:
            self._db.execute(
                "INSERT INTO cursors (mailbox, role, folder, uidvalidity, last_uid, began_at) VALUES (?, ?, ?, 0, 0, ?)",
                (mailbox, role, folder, rows[0]["began_at"]),
            )
        gone = [(mailbox, role, folder) for folder in known if folder not in folders]
        self._db.executemany("DELETE FROM cursors WHERE mailbox = ? AND role = ? AND folder = ?", gone)

    def start_over(self, mailbox: str, role: str, cursor: Cursor, *, upto: int, at: datetime) -> None:
        """The folder's UIDs are new: everything up to that UID is read again."""
        self.set_cursor(mailbox, role, cursor, at=at)
        self._db.execute(
            "UPDATE cursors SET reread_upto = ? WHERE mailbox = ? AND role = ? AND folder = ?",
            (upto, mailbox, role, cursor.folder),
        )

    def lay_before_us(self, place: Place, role: str, received_at: datetime) -> bool:
        """Whether a message that is read again lay in its folder before our first look, which took nothing in.

        The first message taken in there counts beside our own clock, for the server's may be behind it.
        """
        row = self._db.execute(
            """SELECT began_at, (SELECT received_at FROM occurrences o WHERE o.mailbox = c.mailbox AND o.folder = c.folder
                                 ORDER BY uidvalidity, uid LIMIT 1) AS first_at
               FROM cursors c WHERE mailbox = ? AND role = ? AND folder = ? AND uidvalidity = ? AND reread_upto >= ?""",
            (place.mailbox, role, place.folder, place.uidvalidity, place.uid),
        ).fetchone()
        return row is not None and to_text(received_at) < min(filter(None, (row["began_at"], row["first_at"])))

    def is_reread(self, place: Place, role: str) -> bool:
        """Whether its folder is read anew, so that the message may have lain there before."""
        row = self._db.execute(
            "SELECT 1 FROM cursors WHERE mailbox = ? AND role = ? AND folder = ? AND uidvalidity = ? AND reread_upto >= ?",
            (place.mailbox, role, place.folder, place.uidvalidity, place.uid),
        ).fetchone()
        return row is not None

    def lies_in(self, message: int, mailbox: str) -> bool:
        """Whether this message has been seen in that mailbox."""
        row = self._db.execute(
            "SELECT 1 FROM occurrences WHERE message = ? AND mailbox = ? LIMIT 1", (message, mailbox)
        ).fetchone()
        return row is not None

    def finished_uids(self, mailbox: str, cursor: Cursor) -> frozenset[int]:
        """UIDs above the cursor that need not be fetched again: one below them is still to be retried."""
        rows = self._db.execute(
            "SELECT uid FROM occurrences WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid > ? AND state != 'retry'",
            (mailbox, cursor.folder, cursor.uidvalidity, cursor.last_uid),
        )
        return frozenset(row["uid"] for row in rows)

    def settled_upto(self, after: Place) -> int:
        """The highest UID up to which nothing is left to retry; that of `after` when nothing came since."""
        row = self._db.execute(
            """SELECT max(uid) AS last, min(uid) FILTER (WHERE state = 'retry') AS first_retry FROM occurrences
               WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid > ?""",
            (after.mailbox, after.folder, after.uidvalidity, after.uid),
        ).fetchone()
        if row["first_retry"] is not None:
            return row["first_retry"] - 1
        return after.uid if row["last"] is None else row["last"]

    def to_retry(self, after: Place) -> list[int]:
        """UIDs beyond that place that broke us once."""
        rows = self._db.execute(
            "SELECT uid FROM occurrences WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid > ? AND state = 'retry'",
            (after.mailbox, after.folder, after.uidvalidity, after.uid),
        )
        return [row["uid"] for row in rows]

    def mark(self, place: Place, state: str, *, at: datetime, message: int | None = None) -> int:
        """Record what became of this occurrence; answers how often it has been tried."""
        row = self._db.execute(
            """INSERT INTO occurrences (mailbox, folder, uidvalidity, uid, state, message, received_at) VALUES (?, ?, ?, ?, ?, ?, ?)
               ON CONFLICT DO UPDATE SET state = excluded.state, message = excluded.message, tries = tries + 1
               RETURNING tries""",
            (place.mailbox, place.folder, place.uidvalidity, place.uid, state, message, to_text(at)),
        ).fetchone()
        return row["tries"]

    def postpone(self, place: Place, *, at: datetime) -> None:
        """It could not be fetched now, by no fault of its own: the cursor waits before it, and no try is counted."""
        self._db.execute(
            """INSERT INTO occurrences (mailbox, folder, uidvalidity, uid, state, tries, received_at) VALUES (?, ?, ?, ?, 'retry', 0, ?)
               ON CONFLICT DO NOTHING""",
            (place.mailbox, place.folder, place.uidvalidity, place.uid, to_text(at)),
        )
