"""Which days were counted on the way to a deadline, and which were not, in words."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from triage.policy.reckoning import MOST_LINES, reckoning
from triage.policy.worktime import Calendar

MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
ZONE = ZoneInfo("America/New_York")
CALENDAR = Calendar.of(timezone="America/New_York", working_hours={"mon-fri": "09:00-18:00"}, holidays=["US"])
BREAKS = Calendar.of(timezone="America/New_York", working_hours={"mon-fri": ["09:00-12:00", "13:00-18:00"]})


def at(day: int, hour: int, minute: int = 0, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, minute, tzinfo=ZONE)


def test_a_holiday_and_a_weekend_are_skipped_by_name() -> None:
    assert reckoning(CALENDAR, at(25, 15), at(30, 13, 10)) == (
        "Wed 25 Nov: 15:00–18:00, counted 3 h",
        "Thu 26 Nov: Thanksgiving Day, skipped",
        "Fri 27 Nov: 09:00–18:00, counted 9 h",
        "Sat 28 Nov – Sun 29 Nov: no working day, skipped",
        "Mon 30 Nov: 09:00–13:10, counted 4 h 10 min",
    )


def test_mail_in_the_evening_counts_from_the_next_opening() -> None:
    assert reckoning(CALENDAR, at(23, 20), at(24, 9, 30)) == (
        "Mon 23 Nov: outside working hours, skipped",
        "Tue 24 Nov: 09:00–09:30, counted 30 min",
    )


def test_before_the_opening_only_the_opening_counts() -> None:
    assert reckoning(CALENDAR, at(23, 7), at(23, 18)) == ("Mon 23 Nov: 09:00–18:00, counted 9 h",)


def test_a_break_is_not_counted() -> None:
    assert reckoning(BREAKS, at(23, 11), at(23, 14)) == ("Mon 23 Nov: 11:00–12:00, 13:00–14:00, counted 2 h",)


def test_whole_days_alike_are_said_together() -> None:
    assert reckoning(CALENDAR, at(7, 9, month=12), at(9, 18, month=12)) == (
        "Mon 7 Dec – Wed 9 Dec: 09:00–18:00, counted 9 h each",
    )


def test_nothing_is_counted_backwards_and_ten_years_stay_readable() -> None:
    assert reckoning(CALENDAR, at(25, 15), at(25, 15)) == ()
    lines = reckoning(CALENDAR, at(1, 9), at(1, 9) + timedelta(days=3650))
    assert len(lines) == MOST_LINES + 1
    assert lines[-1].startswith("… and ")


@given(st.integers(0, 60 * 24 * 20), st.integers(0, 60 * 24 * 12))
def test_what_is_said_adds_up_to_the_working_time(start: int, length: int) -> None:
    begin = at(20, 0) + timedelta(minutes=start)
    end = begin + timedelta(minutes=length)
    lines = reckoning(BREAKS, begin, end)
    assert _minutes(lines) == BREAKS.between(begin, end) // timedelta(minutes=1)


def _minutes(lines: tuple[str, ...]) -> int:
    total = 0
    for line in lines:
        _, counted, length = line.partition("counted ")
        if counted:
            words = length.removesuffix(" each").split()
            pairs = zip(words[::2], words[1::2], strict=True)
            total += _days(line) * sum(int(number) * (60 if unit == "h" else 1) for number, unit in pairs)
    return total


def _days(line: str) -> int:
    """How many days a line speaks of: 'Mon 7 Dec – Wed 9 Dec' are three."""
    ends = [date(2026, MONTHS.index(month) + 1, int(day)) for day, month in re.findall(r"(\d+) ([A-Z][a-z]{2})", line)]
    return (ends[-1] - ends[0]).days + 1
