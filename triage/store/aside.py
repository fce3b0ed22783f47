"""Mail that we could not handle, set aside with the reason until a person has seen to it. Does not know why it could not be."""

import sqlite3
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from triage.inbound.spool import Raw, digest_of
from triage.store.moments import to_text
from triage.store.originals import Originals
from triage.store.places import Place


class Aside:
    """What was set aside."""

    def __init__(self, connection: sqlite3.Connection, originals: Originals) -> None:
        self._db = connection
        self._originals = originals

    def keep(self, place: Place, *, reason: str, headers: str, raw: Raw, at: datetime) -> None:
        """Keep a message that we cannot handle where people see it; once, even if its folder is read anew."""
        digest = self._originals.keep(raw)
        if raw and self._is_here(place.mailbox, digest):
            return
        self._db.execute(
            "INSERT INTO set_aside VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, ?, NULL, 'open')",
            (place.mailbox, place.folder, place.uidvalidity, place.uid, to_text(at), reason, headers, digest),
        )

    def untold(self) -> list[dict[str, Any]]:
        """What was set aside and ops have not heard of."""
        rows = self._db.execute(
            "SELECT * FROM set_aside WHERE told_at IS NULL AND state = 'open' ORDER BY id LIMIT 100"
        )
        return [dict(row) for row in rows]

    def mark_told(self, numbers: Iterable[int], now: datetime) -> None:
        self._db.executemany("UPDATE set_aside SET told_at = ? WHERE id = ?", [(to_text(now), row) for row in numbers])

    def raw(self, number: int) -> bytes | None:
        """The bytes of one message that was set aside."""
        row = self._db.execute(
            "SELECT r.bytes FROM set_aside s JOIN raw r ON r.sha256 = s.raw_sha256 WHERE s.id = ?", (number,)
        ).fetchone()
        return row["bytes"] if row else None

    def release(self, number: int) -> bool:
        """Have it read once more: its occurrence is forgotten, and the cursor steps back before it."""
        row = self._db.execute("SELECT * FROM set_aside WHERE id = ? AND state = 'open'", (number,)).fetchone()
        if row is None:
            return False
        place = (row["mailbox"], row["folder"], row["uidvalidity"], row["uid"])
        self._db.execute("UPDATE set_aside SET state = 'released' WHERE id = ?", (number,))
        self._db.execute(
            "DELETE FROM occurrences WHERE mailbox = ? AND folder = ? AND uidvalidity = ? AND uid = ?", place
        )
        self._db.execute(
            "UPDATE cursors SET last_uid = min(last_uid, ? - 1) WHERE mailbox = ? AND folder = ? AND uidvalidity = ?",
            (place[3], *place[:3]),
        )
        return True

    def release_copies(self, mailbox: str, raw: Raw) -> None:
        """Whatever was set aside with these bytes in that mailbox waits for nobody any more: it is read once more now."""
        self._db.execute(
            "UPDATE set_aside SET state = 'released' WHERE mailbox = ? AND raw_sha256 = ? AND state != 'released'",
            (mailbox, digest_of(raw)),
        )

    def discard(self, number: int) -> bool:
        """A person has seen to it."""
        changed = self._db.execute(
            "UPDATE set_aside SET state = 'discarded' WHERE id = ? AND state = 'open'", (number,)
        ).rowcount
        return changed > 0

    def _is_here(self, mailbox: str, digest: str) -> bool:
        row = self._db.execute(
            "SELECT 1 FROM set_aside WHERE mailbox = ? AND raw_sha256 = ? AND state != 'released'", (mailbox, digest)
        ).fetchone()
        return row is not None
