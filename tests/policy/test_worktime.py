"""Working time by hand: each expected moment was read off a calendar, not computed."""

import pickle
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from triage.policy.worktime import Calendar, Span

OFFICE: Mapping[str, str] = {"mon-fri": "09:00-18:00"}


def desk(
    timezone: str = "America/New_York",
    hours: Mapping[str, str | Sequence[str]] = OFFICE,
    holidays: Sequence[str] = ("US",),
    closed: Sequence[str] = ("2026-12-24: Christmas Eve",),
) -> Calendar:
    return Calendar.of(timezone=timezone, working_hours=hours, holidays=holidays, closed=closed)


NEW_YORK = desk()
MUNICH = desk("Europe/Berlin", holidays=["DE/BY"], closed=[])
BERLIN = desk("Europe/Berlin", holidays=["DE/BE"], closed=[])
AUCKLAND = desk("Pacific/Auckland", holidays=["NZ"], closed=[])
LONDON = desk("Europe/London", holidays=["GB/ENG"], closed=[])
WITH_BREAKS = desk(
    hours={"mon-thu": ["09:00-12:00", "13:00-18:00"], "fri": "09:00-13:00", "sat": "10:00-14:00"}, closed=[]
)
ROUND_THE_CLOCK = desk(hours={"mon-sun": "00:00-24:00"}, holidays=[], closed=[])


def local(calendar: Calendar, text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=calendar.zone)


def shown(calendar: Calendar, moment: datetime) -> str:
    assert moment.tzinfo is UTC
    return moment.astimezone(calendar.zone).strftime("%Y-%m-%d %H:%M")


# --- lengths of time


@pytest.mark.parametrize(
    ("text", "span"),
    [
        ("1 working day", Span(1, "working days")),
        ("2 working days", Span(2, "working days")),
        ("4 working hours", Span(4, "working hours")),
        ("14 days", Span(14, "days")),
        ("24 hours", Span(24, "hours")),
        ("30 minutes", Span(30, "minutes")),
        ("  1  Working   Day ", Span(1, "working days")),
    ],
)
def test_a_length_as_ops_write_it(text: str, span: Span) -> None:
    assert Span.parse(text) == span


@pytest.mark.parametrize("text", ["1 working day", "2 working days", "1 hour", "90 minutes"])
def test_a_length_reads_back_as_it_was_written(text: str) -> None:
    assert str(Span.parse(text)) == text


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2 wurking days", "'2 wurking days' is not a length of time: expected e.g. '2 working days'"),
        ("3 dayz", "'3 dayz' is not a length of time: expected e.g. '3 days'"),
        ("soon", "'soon' is not a length of time: expected e.g. '2 working days', '4 working hours', '14 days'"),
        ("", "'' is not a length of time: expected e.g. '2 working days'"),
        ("2h", "'2h' is not a length of time"),
        ("-1 days", "'-1 days' is not a length of time"),
        ("1.5 hours", "'1.5 hours' is not a length of time"),
        ("two days", "'two days' is not a length of time"),
        ("٣ days", "'٣ days' is not a length of time"),
        ("0 days", "'0 days' is out of range: expected 1 to 3650 days"),
        ("999999999 working days", "'999999999 working days' is out of range: expected 1 to 3650 working days"),
    ],
)
def test_what_is_no_length_says_what_was_expected(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Span.parse(text)


# --- deadlines


@pytest.mark.parametrize(
    ("calendar", "start", "span", "due"),
    [
        # an ordinary week
        (NEW_YORK, "2026-11-16 15:00", "1 working day", "2026-11-17 15:00"),
        (NEW_YORK, "2026-11-16 15:00", "2 working days", "2026-11-18 15:00"),
        (NEW_YORK, "2026-11-20 17:59", "1 working day", "2026-11-23 17:59"),
        # outside working hours: from the next opening
        (NEW_YORK, "2026-11-16 08:59", "1 working day", "2026-11-17 09:00"),
        (NEW_YORK, "2026-11-16 18:00", "1 working day", "2026-11-18 09:00"),
        (NEW_YORK, "2026-11-20 23:30", "2 working days", "2026-11-25 09:00"),
        (NEW_YORK, "2026-11-21 12:00", "1 working day", "2026-11-24 09:00"),
        (NEW_YORK, "2026-11-16 20:00", "4 working hours", "2026-11-17 13:00"),
        # Thanksgiving is Thursday the 26th
        (NEW_YORK, "2026-11-25 15:00", "1 working day", "2026-11-27 15:00"),
        (NEW_YORK, "2026-11-25 15:00", "2 working days", "2026-11-30 15:00"),
        (NEW_YORK, "2026-11-25 16:00", "4 working hours", "2026-11-27 11:00"),
        # Christmas Eve is our own, the 25th a Friday
        (NEW_YORK, "2026-12-23 10:00", "1 working day", "2026-12-28 10:00"),
        (NEW_YORK, "2026-12-23 10:00", "20 working hours", "2026-12-29 12:00"),
        # Independence Day 2026 is a Saturday, kept on Friday the 3rd
        (NEW_YORK, "2026-07-02 11:00", "1 working day", "2026-07-06 11:00"),
        # over New Year: 1 January 2027 is a Friday
        (NEW_YORK, "2026-12-31 17:00", "1 working day", "2027-01-04 17:00"),
        (NEW_YORK, "2026-12-31 17:00", "2 working hours", "2027-01-04 10:00"),
        # the clocks change in the night to Sunday: 8 March and 1 November 2026
        (NEW_YORK, "2026-03-06 15:00", "1 working day", "2026-03-09 15:00"),
        (NEW_YORK, "2026-10-30 15:00", "1 working day", "2026-11-02 15:00"),
        (NEW_YORK, "2026-03-06 17:00", "2 working hours", "2026-03-09 10:00"),
        (NEW_YORK, "2026-03-06 15:00", "14 days", "2026-03-20 15:00"),
        (NEW_YORK, "2026-03-07 15:00", "24 hours", "2026-03-08 16:00"),
        (NEW_YORK, "2026-10-31 15:00", "24 hours", "2026-11-01 14:00"),
        (NEW_YORK, "2026-11-20 17:45", "30 minutes", "2026-11-20 18:15"),
        # Easter 2026: Good Friday 3 April, Monday the 6th
        (MUNICH, "2026-04-02 16:00", "1 working day", "2026-04-07 16:00"),
        (LONDON, "2026-04-02 16:00", "1 working day", "2026-04-07 16:00"),
        # Epiphany is kept in Bavaria, not in Berlin
        (MUNICH, "2026-01-05 10:00", "1 working day", "2026-01-07 10:00"),
        (BERLIN, "2026-01-05 10:00", "1 working day", "2026-01-06 10:00"),
        # Boxing Day 2026 is a Saturday, in England kept on Monday the 28th
        (LONDON, "2026-12-24 10:00", "1 working day", "2026-12-29 10:00"),
        # Waitangi Day 2026 is a Friday; New Zealand's clocks go back on Sunday, 5 April, before Easter Monday
        (AUCKLAND, "2026-02-05 14:00", "1 working day", "2026-02-09 14:00"),
        (AUCKLAND, "2026-04-02 14:00", "1 working day", "2026-04-07 14:00"),
        # shorter days: never later than promised, never outside hours
        (WITH_BREAKS, "2026-11-16 12:30", "1 working day", "2026-11-17 13:00"),
        (WITH_BREAKS, "2026-11-19 15:00", "1 working day", "2026-11-20 13:00"),
        (WITH_BREAKS, "2026-11-20 09:30", "1 working day", "2026-11-21 10:00"),
        (WITH_BREAKS, "2026-11-21 12:30", "1 working day", "2026-11-23 12:00"),
        (WITH_BREAKS, "2026-11-16 11:00", "2 working hours", "2026-11-16 14:00"),
        (WITH_BREAKS, "2026-11-16 11:00", "1 working hour", "2026-11-16 12:00"),
    ],
)
def test_due(calendar: Calendar, start: str, span: str, due: str) -> None:
    assert shown(calendar, calendar.add(local(calendar, start), Span.parse(span))) == due


@pytest.mark.parametrize(
    ("start", "span", "due"),
    [
        ("2026-11-16 15:00", "1 working day", "2026-11-17 18:00"),
        ("2026-11-25 20:00", "1 working day", "2026-11-30 18:00"),  # counts from Friday's opening
        ("2026-11-16 15:00", "2 working hours", "2026-11-16 18:00"),
        ("2026-11-18 15:00", "3 days", "2026-11-23 18:00"),  # Saturday: the next working day's end
        ("2026-11-16 18:30", "30 minutes", "2026-11-17 18:00"),
    ],
)
def test_until_close_is_the_end_of_that_working_day(start: str, span: str, due: str) -> None:
    assert shown(NEW_YORK, NEW_YORK.add(local(NEW_YORK, start), Span.parse(span), until="close")) == due


def test_a_round_the_clock_desk_closes_at_the_midnight_that_ends_the_day() -> None:
    due = ROUND_THE_CLOCK.add(local(ROUND_THE_CLOCK, "2026-11-16 00:00"), Span.parse("1 working day"), until="close")
    assert shown(ROUND_THE_CLOCK, due) == "2026-11-18 00:00"


@pytest.mark.parametrize(
    ("end", "span", "moment"),
    [
        ("2026-11-18 15:00", "1 working day", "2026-11-17 15:00"),
        ("2026-11-27 15:00", "1 working day", "2026-11-25 15:00"),
        ("2026-11-18 09:00", "2 working hours", "2026-11-17 16:00"),
        ("2026-11-18 18:00", "9 working hours", "2026-11-18 09:00"),
        ("2026-11-22 12:00", "1 working day", "2026-11-19 18:00"),
        ("2026-03-09 15:00", "2 days", "2026-03-07 15:00"),
        ("2026-03-08 16:00", "24 hours", "2026-03-07 15:00"),
    ],
)
def test_before_a_deadline(end: str, span: str, moment: str) -> None:
    assert shown(NEW_YORK, NEW_YORK.subtract(local(NEW_YORK, end), Span.parse(span))) == moment


# --- hours


@pytest.mark.parametrize(
    ("moment", "is_open", "opens"),
    [
        ("2026-11-16 08:59", False, "2026-11-16 09:00"),
        ("2026-11-16 09:00", True, "2026-11-16 09:00"),
        ("2026-11-16 17:59", True, "2026-11-16 17:59"),
        ("2026-11-16 18:00", False, "2026-11-17 09:00"),
        ("2026-11-26 10:00", False, "2026-11-27 09:00"),
        ("2026-12-24 10:00", False, "2026-12-28 09:00"),
    ],
)
def test_open_or_closed(moment: str, is_open: bool, opens: str) -> None:
    assert NEW_YORK.is_open(local(NEW_YORK, moment)) is is_open
    assert shown(NEW_YORK, NEW_YORK.next_opening(local(NEW_YORK, moment))) == opens


def test_a_half_day_of_our_own_wins_over_week_and_holiday() -> None:
    calendar = desk(closed=["2026-12-31 09:00-13:00: New Year's Eve", "2026-12-25 10:00-11:00: somebody must"])
    assert calendar.is_open(local(calendar, "2026-12-31 12:59"))
    assert not calendar.is_open(local(calendar, "2026-12-31 13:00"))
    assert calendar.is_open(local(calendar, "2026-12-25 10:00"))
    due = calendar.add(local(calendar, "2026-12-30 15:00"), Span.parse("1 working day"))
    assert shown(calendar, due) == "2026-12-31 13:00"


def test_why_a_day_is_free() -> None:
    assert NEW_YORK.closed_because(date(2026, 11, 26)) == "Thanksgiving Day"
    assert NEW_YORK.closed_because(date(2026, 12, 24)) == "Christmas Eve"
    assert NEW_YORK.closed_because(date(2026, 11, 22)) == "no working day"
    assert NEW_YORK.closed_because(date(2026, 11, 23)) is None


def test_a_night_shift_works_an_hour_less_in_spring_and_more_in_autumn() -> None:
    nights = desk(hours={"sat-sun": "00:00-06:00"}, holidays=[], closed=[])
    hours = [nights.between(local(nights, f"{day} 00:00"), local(nights, f"{day} 12:00")) / timedelta(hours=1)
             for day in ("2026-03-07", "2026-03-08", "2026-11-01")]  # fmt: skip
    assert hours == [6, 5, 7]


def test_hours_that_the_clock_skips_begin_and_end_with_the_jump() -> None:
    calendar = desk(hours={"sun": ["01:00-02:30", "02:45-04:00"]}, holidays=[], closed=[])
    opened, closed = local(calendar, "2026-03-08 01:00"), local(calendar, "2026-03-08 03:00")
    assert [stretch[0] for stretch in calendar.stretches(date(2026, 3, 8))] == [opened, closed]
    assert calendar.between(opened, local(calendar, "2026-03-08 12:00")) == timedelta(hours=2)


def test_hours_that_the_clock_repeats_are_worked_twice_but_not_thrice() -> None:
    calendar = desk(hours={"sun": ["00:00-01:30", "01:30-03:00"]}, holidays=[], closed=[])
    assert calendar.between(local(calendar, "2026-11-01 00:00"), local(calendar, "2026-11-01 12:00")) == timedelta(
        hours=4
    )


def test_a_day_that_a_country_skipped_has_no_working_time() -> None:
    apia = desk("Pacific/Apia", hours={"mon-sun": "09:00-17:00"}, holidays=[], closed=[])
    assert apia.stretches(date(2011, 12, 30)) == ()
    due = apia.add(local(apia, "2011-12-29 10:00"), Span.parse("1 working day"))
    assert shown(apia, due) == "2011-12-31 10:00"


# --- amounts


def test_between_counts_working_time_only() -> None:
    friday, monday = local(NEW_YORK, "2026-11-20 17:00"), local(NEW_YORK, "2026-11-23 10:30")
    assert NEW_YORK.between(friday, monday) == timedelta(hours=2, minutes=30)
    assert NEW_YORK.between(monday, friday) == timedelta()
    assert NEW_YORK.between(friday, friday) == timedelta()


@pytest.mark.parametrize(
    ("percent", "moment"),
    [
        (0, "2026-11-24 15:00"),
        (25, "2026-11-25 10:30"),  # 4½ of 18 hours
        (50, "2026-11-25 15:00"),
        (80, "2026-11-27 11:24"),
        (100, "2026-11-27 15:00"),
    ],
)
def test_part_of_the_working_time_to_a_deadline(percent: int, moment: str) -> None:
    start, due = local(NEW_YORK, "2026-11-24 15:00"), local(NEW_YORK, "2026-11-27 15:00")
    assert shown(NEW_YORK, NEW_YORK.at_percent(start, due, percent)) == moment


def test_a_part_that_ends_with_the_day_falls_on_the_next_morning() -> None:
    start, due = local(NEW_YORK, "2026-11-16 09:00"), local(NEW_YORK, "2026-11-18 09:00")
    assert shown(NEW_YORK, NEW_YORK.at_percent(start, due, 50)) == "2026-11-17 09:00"
    assert shown(NEW_YORK, NEW_YORK.at_percent(start, due, 100)) == "2026-11-18 09:00"


# --- what is refused


@pytest.mark.parametrize(
    "ask",
    [
        NEW_YORK.is_open,
        NEW_YORK.next_opening,
        NEW_YORK.previous_closing,
        lambda moment: NEW_YORK.add(moment, Span(1, "days")),
        lambda moment: NEW_YORK.subtract(moment, Span(1, "days")),
        lambda moment: NEW_YORK.add_working_time(moment, timedelta()),
        lambda moment: NEW_YORK.between(moment, datetime(2026, 1, 1, tzinfo=UTC)),
        lambda moment: NEW_YORK.at_percent(datetime(2026, 1, 1, tzinfo=UTC), moment, 50),
    ],
)
def test_a_moment_without_a_zone_is_refused(ask: Callable[[datetime], object]) -> None:
    with pytest.raises(ValueError, match="has no time zone"):
        ask(datetime(2026, 11, 16, 15))  # noqa: DTZ001  the point of the test


def test_a_negative_length_and_an_impossible_percentage_are_refused() -> None:
    now = datetime(2026, 11, 16, tzinfo=UTC)
    with pytest.raises(ValueError, match="negative"):
        NEW_YORK.add_working_time(now, timedelta(hours=-1))
    with pytest.raises(ValueError, match="not a percentage"):
        NEW_YORK.at_percent(now, now, 101)


@pytest.mark.parametrize(
    ("wrong", "sentence"),
    [
        ({"hours": {}}, "there is no working time at all"),
        ({"hours": {"mon-fri": []}}, "there is no working time at all"),
        ({"hours": {"mo-fri": "09:00-18:00"}}, "'mo-fri' is not a day of the week"),
        ({"hours": {"mon-tue-wed": "09:00-18:00"}}, "'mon-tue-wed' is not a day of the week"),
        ({"hours": {"mon": "9-18"}}, "'9-18' are not hours of a day"),
        ({"hours": {"mon": "18:00-09:00"}}, "ends before it begins"),
        ({"hours": {"mon": "09:00-24:01"}}, "goes beyond the day"),
        ({"hours": {"mon": "09:00-17:75"}}, "goes beyond the day"),
        ({"hours": {"mon": ["09:00-13:00", "12:00-18:00"]}}, "overlaps itself"),
        ({"hours": {"mon-fri": "09:00-18:00", "fri": "09:00-13:00"}}, "'fri' has hours twice"),
        ({"closed": ["2026-02-30: never"]}, "there is no date '2026-02-30'"),
        ({"closed": ["Christmas"]}, "'Christmas' is not a closed day"),
        ({"closed": ["24.12.2026: Christmas Eve"]}, "is not a closed day"),
        ({"holidays": ["Germny"]}, "'Germny' is not a known holiday country (did you mean 'DE'?)"),
        ({"holidays": ["HolidayBase"]}, "is not a known holiday country"),
        ({"holidays": ["DE/Bavariaa"]}, "'Bavariaa' is not a part of DE"),
        ({"holidays": ["US/new york"]}, "(did you mean 'NY'?)"),
    ],
)
def test_a_calendar_that_makes_no_sense(wrong: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        desk(**wrong)


def test_a_desk_that_is_always_closed_is_refused_instead_of_searched_for_ever() -> None:
    sundays = [f"{date(2026, 1, 4) + timedelta(weeks=week)}: closed" for week in range(560)]
    with pytest.raises(ValueError, match="every working day is a holiday or closed"):
        desk(hours={"sun": "09:00-18:00"}, holidays=[], closed=sundays)


@pytest.mark.parametrize("year", [1, 2, 9999])
def test_a_moment_at_the_end_of_all_calendars_spoils_no_later_sum(year: int) -> None:
    calendar = desk()
    monday = local(calendar, "2026-11-30 10:00")
    for far in (datetime(year, 1, 1, tzinfo=UTC), datetime(year, 12, 31, 12, tzinfo=UTC)):
        for ask in (calendar.next_opening, lambda moment: calendar.subtract(moment, Span(1, "working days"))):
            with suppress(OverflowError):  # there is no such day
                ask(far)
            assert shown(calendar, calendar.add(monday, Span(1, "working days"))) == "2026-12-01 10:00"
            assert shown(calendar, calendar.subtract(monday, Span(1, "working days"))) == "2026-11-27 10:00"


def test_weeks_may_run_over_their_end_and_hours_stand_in_one_line() -> None:
    calendar = desk("Asia/Jerusalem", hours={"sun-thu": "09:00-12:00, 13:00-18:00"}, holidays=["IL"], closed=[])
    assert calendar.week == (*[((540, 720), (780, 1080))] * 4, (), (), ((540, 720), (780, 1080)))
    assert calendar.zone == ZoneInfo("Asia/Jerusalem")


def test_a_calendar_crosses_processes_as_it_was_written() -> None:
    calendar = Calendar.of(timezone="America/New_York", working_hours={"mon-fri": "09:00-18:00"}, holidays=["US"])
    there = pickle.loads(pickle.dumps(calendar))
    assert there == calendar
    moment = datetime(2026, 11, 25, 22, 0, tzinfo=UTC)
    assert there.add(moment, Span(1, "working days")) == calendar.add(moment, Span(1, "working days"))
