"""How many letters the desk ordered in the last hour: its budgets ask at each mail, and a busy hour holds many.

Within a transaction nobody else orders any: they are counted once for its moment, and each new one is added. Knows no limits.
"""

import sqlite3
from collections import Counter
from datetime import UTC, datetime, timedelta

from triage.desk.drafts import LetterKind
from triage.desk.gate import TO_REQUESTERS
from triage.store.moments import to_text

_HOUR, _TEN_MINUTES = timedelta(hours=1), timedelta(minutes=10)


class Lately:
    """The letters that were ordered before one moment, whatever became of them."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self._now = datetime.min.replace(tzinfo=UTC)  # all below is counted for this moment
        self._desk: dict[bool, tuple[int, int]] = {}
        self._news: Counter[str] | None = None

    def forget(self) -> None:
        """Count anew: a transaction begins, or takes back what was added in it."""
        self._desk.clear()
        self._news = None

    def of_desk(self, now: datetime, *, to_staff: bool) -> tuple[int, int]:
        """Those to requesters, or those to staff and ops but for news: in the last ten minutes, and in the last hour."""
        self._count_for(now)
        if to_staff not in self._desk:
            kinds = (
                "NOT IN ('acknowledgement', 'progress', 'notification', 'relay')"
                if to_staff
                else "IN ('acknowledgement', 'progress')"
            )
            row = self._db.execute(
                f"""SELECT count(*) FILTER (WHERE created_at > ?) AS lately, count(*) AS in_an_hour
                    FROM letters WHERE raw IS NOT NULL AND kind {kinds} AND created_at > ?""",  # noqa: S608  both stand above
                (to_text(now - _TEN_MINUTES), to_text(now - _HOUR)),
            ).fetchone()
            self._desk[to_staff] = (row["lately"], row["in_an_hour"])
        return self._desk[to_staff]

    def news(self, now: datetime) -> dict[str, int]:
        """Notifications in the last hour, by recipient."""
        self._count_for(now)
        if self._news is None:
            rows = self._db.execute(
                """SELECT recipient, count(*) AS letters FROM letters INDEXED BY letters_of_news
                   WHERE kind = 'notification' AND created_at > ? AND raw IS NOT NULL GROUP BY recipient""",
                (to_text(now - _HOUR),),
            )
            self._news = Counter({row["recipient"]: row["letters"] for row in rows})
        return dict(self._news)

    def added(self, kind: LetterKind, recipient: str, at: datetime) -> None:
        """One more was ordered."""
        if at != self._now:
            self.forget()
        elif kind is LetterKind.NOTIFICATION:
            if self._news is not None:
                self._news[recipient] += 1
        elif kind is not LetterKind.RELAY:
            is_to_staff = kind not in TO_REQUESTERS
            if known := self._desk.get(is_to_staff):
                self._desk[is_to_staff] = (known[0] + 1, known[1] + 1)

    def _count_for(self, now: datetime) -> None:
        if now != self._now or not self._db.in_transaction:
            self.forget()
            self._now = now
