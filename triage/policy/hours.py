"""What ops write about working hours and free days, understood. Knows no clock and no zone; `worktime` reckons with it."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from itertools import pairwise

from triage.record import record

DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FULL_DAY = 24 * 60

Hours = tuple[tuple[int, int], ...]  # stretches of one day, in minutes after midnight, half-open, in order
Week = tuple[Hours, ...]  # seven of them, Monday first

_SPAN = re.compile(r"([0-9]{1,2}):([0-9]{2})\s*-\s*([0-9]{1,2}):([0-9]{2})")
_OWN_DAY = re.compile(
    r"(?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})"
    rf"(?:\s+(?P<hours>{_SPAN.pattern}(?:\s*,\s*{_SPAN.pattern})*))?"
    r"(?:\s*:\s*(?P<name>\S.*))?"
)


@record
class OwnDay:
    """A date on which the desk keeps other hours than its week says."""

    day: date
    hours: Hours  # none at all: closed
    name: str


def parse_days(text: str) -> tuple[int, ...]:
    """'mon-fri' → (0, 1, 2, 3, 4); 'sat' → (5,); 'sun-thu' runs over the week's end. Raises ValueError."""
    ends = [end.strip() for end in text.lower().split("-")]
    if len(ends) > 2 or not set(ends) <= set(DAYS):  # noqa: PLR2004  from and to
        raise ValueError(f"{text!r} is not a day of the week: expected e.g. 'mon-fri' or 'sat'")
    first, last = DAYS.index(ends[0]), DAYS.index(ends[-1])
    return tuple((first + step) % 7 for step in range((last - first) % 7 + 1))


def parse_day(text: str) -> date:
    """'2026-12-24' → that date. Raises ValueError."""
    try:
        if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise ValueError(f"{text!r} is not a date: expected e.g. '2026-12-24'")


def parse_hours(text: str | Sequence[str]) -> Hours:
    """'09:00-18:00', or several with breaks between, as a list or with commas → minutes. Raises ValueError."""
    spans = text.split(",") if isinstance(text, str) else text
    hours = tuple(_stretch(span) for span in spans)
    for earlier, later in pairwise(hours):
        if later[0] < earlier[1]:
            raise ValueError(f"{text!r} overlaps itself: give the hours in order, each beginning after the last ended")
    return hours


def parse_week(working_hours: Mapping[str, str | Sequence[str]]) -> Week:
    """{'mon-fri': '09:00-18:00', …} → Week. Raises ValueError, also for a day with hours twice and for no hours at all."""
    found: dict[int, tuple[str, Hours]] = {}
    for key, text in working_hours.items():
        hours = parse_hours(text)
        for day in parse_days(key):
            if day in found:
                raise ValueError(f"{DAYS[day]!r} has hours twice, under {found[day][0]!r} and under {key!r}")
            found[day] = (key, hours)
    week = tuple(found[day][1] if day in found else () for day in range(7))
    if not any(week):
        raise ValueError("there is no working time at all: expected e.g. {mon-fri: '09:00-18:00'}")
    return week


def parse_own_day(text: str) -> OwnDay:
    """'2026-12-24: Christmas Eve' (closed) or '2026-12-31 09:00-13:00: New Year's Eve' (these hours). Raises ValueError."""
    match = _OWN_DAY.fullmatch(text.strip())
    if match is None:
        raise ValueError(
            f"{text!r} is not a closed day: expected e.g. '2026-12-24: Christmas Eve', "
            "or '2026-12-31 09:00-13:00: half a day' for other hours"
        )
    try:
        day = date.fromisoformat(match["day"])
    except ValueError:
        raise ValueError(f"there is no date {match['day']!r}") from None
    return OwnDay(day=day, hours=parse_hours(match["hours"]) if match["hours"] else (), name=match["name"] or "closed")


def _stretch(text: str) -> tuple[int, int]:
    match = _SPAN.fullmatch(text.strip())
    if match is None:
        raise ValueError(f"{text!r} are not hours of a day: expected e.g. '09:00-18:00'")
    hour, minute, end_hour, end_minute = map(int, match.groups())
    opens, closes = hour * 60 + minute, end_hour * 60 + end_minute
    if max(minute, end_minute) > 59 or closes > FULL_DAY:  # noqa: PLR2004  minutes of an hour
        raise ValueError(f"{text!r} goes beyond the day: expected times from 00:00 to 24:00")
    if opens >= closes:
        raise ValueError(f"{text!r} ends before it begins: past midnight, give '…-24:00' and '00:00-…' on the next day")
    return opens, closes
