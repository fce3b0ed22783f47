"""How a calendar counted from one moment to another, day by day in words. Does not know what is promised."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from itertools import groupby, islice
from operator import itemgetter

from triage.policy.worktime import Calendar

MOST_LINES = 30  # a longer count ends with how many days are not shown
COUNTED = "counted"
_DAY = timedelta(days=1)


def reckoning(calendar: Calendar, start: datetime, end: datetime) -> tuple[str, ...]:
    """'Wed 25 Nov: 15:00–18:00, counted 3 h'; 'Thu 26 Nov: Thanksgiving Day, skipped' … by the calendar's clock.

    Both moments are aware; nothing when `end` is not later.
    """
    lines = [f"{days}: {sentence}" for days, sentence in _runs(calendar, start, end)]
    left = len(lines) - MOST_LINES
    return tuple(lines) if left <= 0 else (*islice(lines, MOST_LINES), f"… and {left} more lines like these")


def _runs(calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[str, str]]:
    """Days one after the other of which the same is to be said are said together."""
    if start >= end:
        return
    for sentence, run in groupby(_days(calendar, start, end), key=itemgetter(1)):
        days = [day for day, _ in run]
        if len(days) == 1:
            yield _named(days[0]), sentence
        else:
            yield f"{_named(days[0])} – {_named(days[-1])}", sentence + (" each" if COUNTED in sentence else "")


def _days(calendar: Calendar, start: datetime, end: datetime) -> Iterator[tuple[date, str]]:
    day, last = start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    while day <= last:
        if sentence := _of_day(calendar, day, start, end):
            yield day, sentence
        day += _DAY


def _of_day(calendar: Calendar, day: date, start: datetime, end: datetime) -> str:
    """What was counted of this day; "" for a last day on which nothing could be."""
    if closed := calendar.closed_because(day):
        return f"{closed}, skipped"
    counted = [
        (max(opens, start), min(closes, end))
        for opens, closes in calendar.stretches(day)
        if opens < end and start < closes
    ]
    if not counted:
        return "outside working hours, skipped" if day == start.astimezone(calendar.zone).date() else ""
    hours = ", ".join(f"{_clock(calendar, opens)}–{_clock(calendar, closes)}" for opens, closes in counted)
    return f"{hours}, {COUNTED} {_length(sum((closes - opens for opens, closes in counted), timedelta()))}"


def _clock(calendar: Calendar, moment: datetime) -> str:
    return f"{moment.astimezone(calendar.zone):%H:%M}"


def _length(length: timedelta) -> str:
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return " ".join(filter(None, (f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else "")))


def _named(day: date) -> str:
    return f"{day:%a} {day.day} {day:%b}"
