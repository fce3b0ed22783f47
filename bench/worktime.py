"""What working time costs: `python -m bench.worktime`. A million date sums a minute are 16,667 a second.

The floor is one clock reading there and back by `zoneinfo`, which no sum in a desk's zone can do without. Beside it a
naive sum that steps through the days one by one, as a helpdesk without running sums does.
"""

import random
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from time import perf_counter

from triage.policy.ical import Events
from triage.policy.worktime import Calendar, Span

MOMENTS, ROUNDS = 4_000, 5
LEAST_A_SECOND = 1_000_000 / 60
HALF_FRIDAYS = """BEGIN:VCALENDAR
VERSION:2.0
PRODID:bench
BEGIN:VEVENT
UID:1
SUMMARY:Summer Friday
DTSTART;TZID=America/New_York:20260605T140000
DTEND;TZID=America/New_York:20260605T180000
RRULE:FREQ=WEEKLY;UNTIL=20260901T000000Z
END:VEVENT
END:VCALENDAR
"""

Sum = Callable[[datetime], object]


def main() -> int:
    """Print the figures; 1 when a sum is slower than a million a minute."""
    calendar = desk()
    moments = some_moments()
    floor = a_second(lambda moment: moment.astimezone(calendar.zone).astimezone(UTC), moments)
    print(f"{len(moments)} moments of 2026 and 2027, best of {ROUNDS} rounds")
    print(f"{'':34}{'a second':>12}{'a minute':>14}{'to the floor':>14}")
    print(_line("floor: a clock reading", floor, floor))
    print(_line("naive: 10 working days, by steps", a_second(naive(calendar, 10), moments), floor))
    slowest = min(_shown(name, a_second(work, moments), floor) for name, work in sums(calendar).items())
    return int(slowest < LEAST_A_SECOND)


def sums(calendar: Calendar) -> dict[str, Sum]:
    """Each kind of sum that is held to the figure."""
    lengths = ("2 working days", "10 working days", "250 working days", "4 working hours", "2000 working hours")
    found: dict[str, Sum] = {f"add {text}": _adding(calendar, Span.parse(text)) for text in lengths}
    month = timedelta(days=30)
    return found | {
        "add 2 working days, until close": lambda moment: calendar.add(moment, Span(2, "working days"), until="close"),
        "subtract 2 working hours": lambda moment: calendar.subtract(moment, Span(2, "working hours")),
        "working time between, 30 days": lambda moment: calendar.between(moment, moment + month),
    }


def _adding(calendar: Calendar, span: Span) -> Sum:
    return lambda moment: calendar.add(moment, span)


def naive(calendar: Calendar, days: int) -> Sum:
    """The same time of the clock so many working days later, asking day after day whether it is one."""

    def added(moment: datetime) -> datetime:
        local, left = moment.astimezone(calendar.zone), days
        while left:
            local += timedelta(days=1)
            left -= calendar.closed_because(local.date()) is None
        return local.astimezone(UTC)

    return added


def a_second(work: Sum, moments: Sequence[datetime]) -> float:
    """How many of them in a second, in the best round."""
    return len(moments) / min(_round(work, moments) for _ in range(ROUNDS))


def _round(work: Sum, moments: Sequence[datetime]) -> float:
    started = perf_counter()
    for moment in moments:
        work(moment)
    return perf_counter() - started


def _shown(name: str, rate: float, floor: float) -> float:
    print(_line(name, rate, floor))
    return rate


def _line(name: str, rate: float, floor: float) -> str:
    return f"{name:34}{rate:12,.0f}{rate * 60:14,.0f}{floor / rate:13.1f}x"


def desk() -> Calendar:
    """Hours with a break, public holidays, an own half day, and an iCal file."""
    return Calendar.of(
        timezone="America/New_York",
        working_hours={"mon-thu": ["09:00-12:30", "13:15-18:00"], "fri": "09:00-18:00"},
        holidays=["US"],
        closed=["2026-12-24: Christmas Eve", "2026-12-31 09:00-13:00: New Year's Eve"],
        events=Events.parse(HALF_FRIDAYS, "fridays.ics"),
    )


def some_moments() -> list[datetime]:
    """Any minutes of two years, by night and by day."""
    dice = random.Random(2026)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    return [start + timedelta(minutes=dice.randrange(2 * 525_600)) for _ in range(MOMENTS)]


if __name__ == "__main__":
    sys.exit(main())
