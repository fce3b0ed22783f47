"""Which promises were kept. A promise belongs to the period in which it fell due, so each is counted once.

One that is still open counts as missed from the moment it was due; one that was overtaken (the ticket moved on) not at all.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from triage.desk.deadlines import Outcome
from triage.desk.reports.lengths import spoken
from triage.policy.worktime import Calendar
from triage.record import record

Row = Mapping[str, Any]
CalendarOf = Callable[[str | None], Calendar]  # team → when it works


@record
class Kept:
    """One promise of the policy, or of ours, and how often it was kept."""

    clause: str | None  # of the policy; None for a promise of ours
    label: str  # "complaint, classify"
    kept: int
    missed: int

    @property
    def share(self) -> int:
        """Percent kept, rounded down: 100 means all of them."""
        return 100 * self.kept // (self.kept + self.missed)

    def as_values(self) -> dict[str, object]:
        """For a template, or as JSON."""
        return {
            "clause": self.clause, "label": self.label, "kept": self.kept, "missed": self.missed, "share": self.share,
        }  # fmt: skip


@record
class Missed:
    """One promise that was not kept."""

    ticket: str
    subject: str
    category: str
    stage: str
    team: str | None
    clause: str | None
    due_at: datetime
    settled_at: datetime | None  # None: still open
    late: timedelta  # of working time, until it was settled or until now

    @property
    def why(self) -> str:
        """In a sentence."""
        return f"{'settled' if self.settled_at else 'still open'} {spoken(self.late)} of working time late"


def is_missed(row: Row) -> bool:
    """Whether this deadline, due in the past, was not kept."""
    return row["outcome"] != Outcome.MET.value


def kept(rows: Iterable[Row]) -> tuple[Kept, ...]:
    """The promises by clause, category and stage; those of the policy first."""
    counts: dict[tuple[bool, str, str], list[int]] = {}
    for row in rows:
        key = (row["clause"] is None, row["clause"] or "", f"{row['category']}, {row['stage']}")
        counts.setdefault(key, [0, 0])[is_missed(row)] += 1
    return tuple(
        Kept(clause=None if is_ours else clause, label=label, kept=good, missed=bad)
        for (is_ours, clause, label), (good, bad) in sorted(counts.items())
    )


def missed(rows: Iterable[Row], calendar_of: CalendarOf, now: datetime) -> tuple[Missed, ...]:
    """The promises that were not kept, as they fell due; `now` ends the lateness of those still open."""
    return tuple(_missed(row, calendar_of, now) for row in rows if is_missed(row))


def share_kept(rows: Iterable[Row]) -> int | None:
    """Percent of all promises that were kept, rounded down; None when none fell due."""
    misses = [is_missed(row) for row in rows]
    return 100 * misses.count(False) // len(misses) if misses else None


def _missed(row: Row, calendar_of: CalendarOf, now: datetime) -> Missed:
    due_at = datetime.fromisoformat(row["due_at"])
    settled_at = datetime.fromisoformat(row["settled_at"]) if row["settled_at"] else None
    return Missed(
        **{name: row[name] for name in ("ticket", "subject", "category", "stage", "team", "clause")},
        due_at=due_at,
        settled_at=settled_at,
        late=calendar_of(row["team"]).between(due_at, settled_at or now),
    )
