"""What a team reads each morning: where its open tickets stand, the most urgent first."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from triage.desk.brief import brief
from triage.desk.reports.lengths import spoken
from triage.desk.ticket import Status
from triage.policy.worktime import Calendar
from triage.record import record

Row = Mapping[str, Any]
Offer = Callable[[str, Sequence[str]], list[dict[str, str]]]  # a ticket's name and verbs → links

MOST = 6  # tickets of one section: five full ones stay below a letter's 16 KiB in any script
WIDEST = 60  # characters of a subject or an address


@record
class Section:
    """One heading with its tickets."""

    title: str
    verbs: tuple[str, ...]  # of desk/links.py
    rows: tuple[Row, ...]

    def as_values(self, calendar: Calendar, now: datetime, links: Offer) -> dict[str, object]:
        """For the template; moments stay moments. `links` makes those of a ticket for whoever reads the letter."""
        return {
            "title": self.title,
            "count": len(self.rows),
            "tickets": [
                {**line(row, calendar, now), "links": links(row["ticket"], self._fitting(row))}
                for row in self.rows[:MOST]
            ],
            "more": max(0, len(self.rows) - MOST),
        }

    def _fitting(self, row: Row) -> list[str]:
        """What a reader may want to do at once: nobody takes what is taken, or puts off what is late."""
        return [verb for verb in self.verbs if not (verb == "take" and row["assignee"])]


def morning(rows: Iterable[Row], calendar: Calendar, now: datetime, since: datetime) -> tuple[Section, ...]:
    """The sections of one team's digest, of its open tickets.

    Args:
        rows: with due_at, status, opened_at, first_answer_at, unsure, assignee, snoozed_until; those due first come first.
        calendar: the team's.
        now: its day decides what is due today.
        since: the last digest; what was opened later is new.
    """
    rows = tuple(row for row in rows if not _is_snoozed(row, now))
    today = now.astimezone(calendar.zone).date()

    def due(row: Row) -> datetime | None:
        return datetime.fromisoformat(row["due_at"]) if row["due_at"] else None

    late = tuple(row for row in rows if (at := due(row)) and at <= now)
    soon = tuple(row for row in rows if (at := due(row)) and at > now and at.astimezone(calendar.zone).date() == today)
    waiting = tuple(row for row in rows if row["status"] == Status.PENDING.value and not due(row))
    new = tuple(row for row in rows if datetime.fromisoformat(row["opened_at"]) > since)
    unsure = tuple(row for row in rows if row["unsure"] and not row["first_answer_at"])
    titled = (
        ("Overdue", ("take",), late),
        ("Due today", ("take",), soon),
        ("Waiting for the customer", ("close",), waiting),
        ("New", ("take", "snooze"), new),
        ("Unsure of the category", ("take",), unsure),
    )
    return tuple(Section(title=title, verbs=verbs, rows=rows) for title, verbs, rows in titled)


def _is_snoozed(row: Row, now: datetime) -> bool:
    """Put off, and no promise broken since."""
    is_late = row["due_at"] and datetime.fromisoformat(row["due_at"]) <= now
    return bool(row["snoozed_until"]) and datetime.fromisoformat(row["snoozed_until"]) > now and not is_late


def line(row: Row, calendar: Calendar, now: datetime) -> dict[str, object]:
    """One ticket for the template."""
    due_at = datetime.fromisoformat(row["due_at"]) if row["due_at"] else None
    return {
        "ticket": row["ticket"],
        "category": row["category"],
        "stage": row["stage"] or "no stage",
        "subject": brief(row["subject"], WIDEST),
        "requester": brief(row["requester"], WIDEST),
        "due": due_at,
        "remaining": _worked(calendar.between(now, due_at)) if due_at and due_at > now else None,
        "overdue": _worked(calendar.between(due_at, now)) if due_at and due_at <= now else None,
    }


def _worked(length: timedelta) -> str:
    return f"{spoken(length)} of working time"
