"""Which days a report is about: weeks and months of the desk's wall clock, or some days up to now."""

import re
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from triage.record import record

Every = Literal["week", "month"]

_DAY = timedelta(days=1)
_LONGEST = 3_660  # days of one report


@record
class Period:
    """A stretch of time with a name; `until` is the first moment behind it. Moments are UTC."""

    name: str  # "2026-W47", "2026-11", "7 days"; of weeks and months, names sort as they follow each other
    since: datetime
    until: datetime
    zone: ZoneInfo
    every: Every | None = None

    @property
    def first(self) -> date:
        """Its first day on the desk's calendar."""
        return self.since.astimezone(self.zone).date()

    @property
    def last(self) -> date:
        """Its last day on the desk's calendar."""
        return (self.until - timedelta.resolution).astimezone(self.zone).date()

    def before(self) -> "Period":
        """The one that it follows: the week, the month, or as many days before."""
        if self.every:
            return _PERIODS[self.every](self.first - _DAY, self.zone)
        length = self.until - self.since
        return Period(name=f"{self.name} before", since=self.since - length, until=self.since, zone=self.zone)


def week_of(day: date, zone: ZoneInfo) -> Period:
    """The ISO 8601 week with that day, Monday to Sunday."""
    year, week, weekday = day.isocalendar()
    monday = day - (weekday - 1) * _DAY
    return _days(f"{year}-W{week:02}", monday, monday + 7 * _DAY, zone, "week")


def month_of(day: date, zone: ZoneInfo) -> Period:
    """The calendar month with that day."""
    first = day.replace(day=1)
    return _days(f"{day:%Y-%m}", first, (first + 31 * _DAY).replace(day=1), zone, "month")


_PERIODS = {"week": week_of, "month": month_of}


def completed(every: Every, now: datetime, zone: ZoneInfo, count: int) -> list[Period]:
    """The last `count` weeks or months that are over, the oldest first."""
    found = [_PERIODS[every](now.astimezone(zone).date(), zone)]
    while len(found) <= count:
        found.append(found[-1].before())
    return found[:0:-1]


def since(text: str, now: datetime, zone: ZoneInfo) -> Period:
    """'7d' (days) or '4w' (weeks) up to now. Raises ValueError that says what was expected."""
    match = re.fullmatch(r"([0-9]{1,4})([dw])", text.strip().lower())
    days = int(match[1]) * (7 if match[2] == "w" else 1) if match else 0
    if not 1 <= days <= _LONGEST:
        raise ValueError(f"{text!r} is not a number of days: expected e.g. 7d or 4w")
    return Period(name="1 day" if days == 1 else f"{days} days", since=now - days * _DAY, until=now, zone=zone)


def week(text: str, zone: ZoneInfo) -> Period:
    """'2026-W47'. Raises ValueError that says what was expected."""
    match = re.fullmatch(r"([12][0-9]{3})-?[wW]([0-9]{1,2})", text.strip())
    try:
        monday = date.fromisocalendar(int(match[1]), int(match[2]), 1) if match else None
    except ValueError:
        monday = None
    if monday is None:
        raise ValueError(f"{text!r} is not a week: expected e.g. 2026-W47")
    return week_of(monday, zone)


def month(text: str, zone: ZoneInfo) -> Period:
    """'2026-11'. Raises ValueError that says what was expected."""
    match = re.fullmatch(r"([12][0-9]{3})-(0[1-9]|1[0-2])", text.strip())
    if match is None:
        raise ValueError(f"{text!r} is not a month: expected e.g. 2026-11")
    return month_of(date(int(match[1]), int(match[2]), 1), zone)


def _days(name: str, first: date, behind: date, zone: ZoneInfo, every: Every) -> Period:
    since_at, until = (datetime.combine(day, time(), zone).astimezone(UTC) for day in (first, behind))
    return Period(name=name, since=since_at, until=until, zone=zone, every=every)
