"""What was said once and need not be said again: warnings to ops, letters of a day, week or month."""

import sqlite3
from datetime import datetime, timedelta

from triage.store.moments import from_text, to_text


class Notices:
    """When something was last said, by a key."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def say_once(self, key: str, now: datetime, *, quiet_for: timedelta) -> bool:
        """True when nothing was said under this key within `quiet_for`; from then on it was.

        What was said much later than now was said by a clock that went wrong, and silences nothing.
        """
        changed = self._db.execute(
            """INSERT INTO notices VALUES (?, ?) ON CONFLICT DO UPDATE SET at = excluded.at
               WHERE notices.at <= ? OR notices.at > ?""",
            (key, to_text(now), to_text(now - quiet_for), to_text(now + quiet_for)),
        ).rowcount
        return changed > 0

    def say_for(self, key: str, period: str, now: datetime) -> bool:
        """True when this was never said for that day, week or month; from now on it was, whatever the clock does."""
        changed = self._db.execute("INSERT OR IGNORE INTO notices VALUES (?, ?)", (f"{key} {period}", to_text(now)))
        return changed.rowcount > 0

    def said_for(self, key: str) -> dict[str, datetime]:
        """For which days, weeks or months this was said, and when."""
        rows = self._db.execute(
            "SELECT key, at FROM notices WHERE key > ? AND key < ?",
            (f"{key} ", f"{key}!"),  # "!" follows the space
        )
        return {row["key"].removeprefix(f"{key} "): from_text(row["at"]) for row in rows}

    def said_at(self, key: str) -> datetime | None:
        """When something was last said under this key."""
        row = self._db.execute("SELECT at FROM notices WHERE key = ?", (key,)).fetchone()
        return from_text(row["at"]) if row else None
