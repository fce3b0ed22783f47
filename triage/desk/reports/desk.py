"""How the desk did: volume, times of answers, promises kept, letters held back; against the period before."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from triage.desk.brief import brief
from triage.desk.reports.lengths import Typical, spoken
from triage.desk.reports.period import Period
from triage.desk.reports.promises import CalendarOf, Kept, Missed, kept, missed, share_kept
from triage.record import record

Row = Mapping[str, Any]

MOST = 10  # lines of one list in a letter
WIDEST = 60  # characters of a subject


@record
class Records:
    """What the store knows of one period, as rows."""

    opened: Sequence[Row]  # category, count
    answered: Sequence[Row]  # category, team, began_at, ended_at: first answers given in the period
    closed: Sequence[Row]  # the same: tickets closed in the period
    traffic: Sequence[Row]  # mailbox, category or None, received, sent
    promises: Sequence[Row]  # deadlines that fell due
    held_back: Sequence[Row]  # reason, count: of letters suppressed


@record
class Times:
    """How long one category's requesters waited, in working time."""

    category: str
    first_answer: Typical | None
    resolution: Typical | None


@record
class DeskReport:
    """One period's numbers."""

    period: Period
    opened: int
    opened_before: int
    closed: int
    closed_before: int
    all_times: Times
    all_times_before: Times
    kept_share: int | None  # percent; None when no promise fell due
    volume: Mapping[str, int]  # by category, the largest first
    traffic: Sequence[Row]
    times: tuple[Times, ...]
    promises: tuple[Kept, ...]
    missed: tuple[Missed, ...]
    held_back: Mapping[str, int]

    @property
    def is_empty(self) -> bool:
        """Nothing happened at all."""
        return not (self.opened or self.closed or self.traffic or self.promises)

    def as_values(self) -> dict[str, object]:
        """For the template `staff/desk-report`."""
        return {
            "since": self.period.first,
            "until": self.period.last,
            "figures": self._figures(),
            "mailboxes": self._mailboxes(),
            "volume": [_share(name, count, self.opened) for name, count in self.volume.items()][:MOST],
            "times": [
                {
                    "label": each.category,
                    "first_answer": str(each.first_answer) if each.first_answer else None,
                    "resolution": str(each.resolution) if each.resolution else None,
                }
                for each in self.times[:MOST]
            ],
            "promises": [each.as_values() for each in self.promises],
            "broken": [
                {
                    "ticket": each.ticket,
                    "subject": brief(each.subject, WIDEST),
                    "stage": f"{each.category}, {each.stage}",
                    "due": each.due_at,
                    "overdue": f"{spoken(each.late)} of working time",
                }
                for each in self.missed[:MOST]
            ],
            "more": max(0, len(self.missed) - MOST),
            "held_back": [_share(name, count, sum(self.held_back.values())) for name, count in self.held_back.items()][
                :MOST
            ],
        }

    def as_json(self) -> dict[str, object]:
        """Plain values for `--json`; lengths in seconds of working time, moments in UTC."""
        return {
            "report": "desk",
            "period": self.period.name,
            "since": self.period.since.isoformat(),
            "until": self.period.until.isoformat(),
            "opened": self.opened,
            "closed": self.closed,
            "before": {"opened": self.opened_before, "closed": self.closed_before},
            "volume": dict(self.volume),
            "traffic": [dict(row) for row in self.traffic],
            "times": [_seconds(each) for each in (self.all_times, *self.times)],
            "promises": [each.as_values() for each in self.promises],
            "missed": [as_json(each) for each in self.missed],
            "held_back": dict(self.held_back),
        }

    def _figures(self) -> list[dict[str, str]]:
        now, then = self.all_times, self.all_times_before
        return [
            _figure("New tickets", str(self.opened), _difference(self.opened, self.opened_before)),
            _figure("Closed tickets", str(self.closed), _difference(self.closed, self.closed_before)),
            _figure("First answer", str(now.first_answer or "none given"), _was(then.first_answer)),
            _figure("Resolution", str(now.resolution or "none closed"), _was(then.resolution)),
            _figure("Promises kept", "none fell due" if self.kept_share is None else f"{self.kept_share} %", ""),
        ]

    def _mailboxes(self) -> list[dict[str, object]]:
        totals: dict[str, list[int]] = {}
        for row in self.traffic:
            total = totals.setdefault(row["mailbox"], [0, 0])
            total[0] += row["received"]
            total[1] += row["sent"]
        return [{"label": name, "received": came, "sent": went} for name, (came, went) in sorted(totals.items())]


def report(period: Period, now: datetime, *, of: Records, before: Records, calendar_of: CalendarOf) -> DeskReport:
    """The numbers of one period beside those of the one before."""
    return DeskReport(
        period=period,
        opened=_total(of.opened),
        opened_before=_total(before.opened),
        closed=len(of.closed),
        closed_before=len(before.closed),
        all_times=_times("all", of.answered, of.closed, calendar_of),
        all_times_before=_times("all", before.answered, before.closed, calendar_of),
        kept_share=share_kept(of.promises),
        volume={row["category"]: row["count"] for row in _largest_first(of.opened, "category")},
        traffic=of.traffic,
        times=_times_by_category(of, calendar_of),
        promises=kept(of.promises),
        missed=missed(of.promises, calendar_of, now),
        held_back={row["reason"]: row["count"] for row in _largest_first(of.held_back, "reason")},
    )


def as_json(each: Missed) -> dict[str, object]:
    """One broken promise as plain values."""
    return {
        **{name: getattr(each, name) for name in ("ticket", "subject", "category", "stage", "team", "clause")},
        "due_at": each.due_at.isoformat(),
        "settled_at": each.settled_at.isoformat() if each.settled_at else None,
        "late_seconds": int(each.late.total_seconds()),
        "why": each.why,
    }


def _times_by_category(of: Records, calendar_of: CalendarOf) -> tuple[Times, ...]:
    names = sorted({row["category"] for row in (*of.answered, *of.closed)})
    return tuple(
        _times(
            name,
            [row for row in of.answered if row["category"] == name],
            [row for row in of.closed if row["category"] == name],
            calendar_of,
        )
        for name in names
    )


def _times(category: str, answered: Iterable[Row], closed: Iterable[Row], calendar_of: CalendarOf) -> Times:
    return Times(
        category=category,
        first_answer=Typical.of(_worked(row, calendar_of) for row in answered),
        resolution=Typical.of(_worked(row, calendar_of) for row in closed),
    )


def _worked(row: Row, calendar_of: CalendarOf) -> timedelta:
    began, ended = (datetime.fromisoformat(row[name]) for name in ("began_at", "ended_at"))
    return calendar_of(row["team"]).between(began, ended)


def _total(rows: Iterable[Row]) -> int:
    return sum(row["count"] for row in rows)


def _largest_first(rows: Iterable[Row], name: str) -> list[Row]:
    return sorted(rows, key=lambda row: (-row["count"], row[name]))


def _share(label: str, count: int, total: int) -> dict[str, object]:
    return {"label": label, "count": count, "share": round(100 * count / total)}


def _figure(label: str, value: str, change: str) -> dict[str, str]:
    return {"label": label, "value": value, "change": change}


def _difference(now: int, then: int) -> str:
    return f"{now - then:+} against the period before" if then else ""


def _was(then: Typical | None) -> str:
    return f"before: {spoken(then.middle)}" if then else ""


def _seconds(each: Times) -> dict[str, object]:
    def seconds(typical: Typical | None) -> dict[str, int] | None:
        return (
            {"median": int(typical.middle.total_seconds()), "p90": int(typical.most.total_seconds())}
            if typical
            else None
        )

    return {
        "category": each.category,
        "first_answer": seconds(each.first_answer),
        "resolution": seconds(each.resolution),
    }
