"""Which links in letters to staff were used: each works once."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime

from triage.desk import tokens
from triage.store.moments import to_text


class Links:
    """The used ones."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def spent(self, subject: str) -> Iterator[str]:
        """The link that this subject names, if it was used before."""
        named = tokens.action_named(subject)
        if named and self._db.execute("SELECT 1 FROM spent_links WHERE link = ?", (named,)).fetchone():
            yield named

    def spend(self, link: str, *, at: datetime) -> None:
        """Used now. Inside the transaction that does what it says."""
        self._db.execute("INSERT OR IGNORE INTO spent_links VALUES (?, ?)", (link, to_text(at)))
