"""Messages as they came, byte for byte, each kept once by its SHA-256. Does not know what is in them."""

import sqlite3
from datetime import datetime

from triage.inbound.spool import Raw, digest_of, pieces
from triage.store.moments import to_text


class Originals:
    """The raw bytes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def keep(self, raw: Raw) -> str:
        """Store the bytes once; answers their SHA-256. What lies in a file goes from there piece by piece."""
        digest = digest_of(raw)
        if isinstance(raw, bytes):
            self._db.execute("INSERT OR IGNORE INTO raw VALUES (?, ?)", (digest, raw))
            return digest
        added = self._db.execute("INSERT OR IGNORE INTO raw VALUES (?, zeroblob(?))", (digest, len(raw)))
        if added.rowcount and added.lastrowid:
            with self._db.blobopen("raw", "bytes", added.lastrowid) as blob:
                for piece in pieces(raw):
                    blob.write(piece)
        return digest

    def empty(self, before: datetime, most: int = 1_000) -> int:
        """Drop the bytes of mail received before then, unless it waits set aside; answers of how many, at most `most`."""
        old = """SELECT m.raw_sha256 FROM messages m JOIN raw r ON r.sha256 = m.raw_sha256
                 WHERE m.received_at < ? AND length(r.bytes) > 0
                   AND NOT EXISTS (SELECT 1 FROM messages n WHERE n.raw_sha256 = m.raw_sha256 AND n.received_at >= ?)
                 UNION
                 SELECT s.raw_sha256 FROM set_aside s JOIN raw r ON r.sha256 = s.raw_sha256
                 WHERE s.at < ? AND s.state != 'open' AND length(r.bytes) > 0
                   AND NOT EXISTS (SELECT 1 FROM messages n WHERE n.raw_sha256 = s.raw_sha256)
                 LIMIT ?"""
        waiting = "SELECT raw_sha256 FROM set_aside WHERE state = 'open' AND raw_sha256 IS NOT NULL"
        moment = to_text(before)
        return self._db.execute(
            f"UPDATE raw SET bytes = x'' WHERE sha256 IN ({old}) AND sha256 NOT IN ({waiting})",  # noqa: S608  both stand above
            (moment, moment, moment, most),
        ).rowcount
