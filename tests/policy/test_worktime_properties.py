"""Working time against any desk and any moment that Hypothesis can think of."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from hypothesis import assume, given, settings
from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

from tests.policy.calendars import calendar_file
from triage.policy.hours import DAYS
from triage.policy.worktime import Calendar, Span

ZONES = ("America/New_York", "Europe/Berlin", "Pacific/Auckland", "Asia/Kolkata", "America/Santiago", "Africa/Cairo",
         "Australia/Lord_Howe", "America/Havana", "Antarctica/Troll", "Africa/Casablanca", "UTC")  # fmt: skip
few = settings(max_examples=30, deadline=None)
REGIONS = ([], ["US"], ["DE/BY"], ["NZ"])
OVERNIGHT = {"mon-fri": ["00:00-06:00", "22:00-24:00"]}
PARTIES = calendar_file(  # free days and hours, some of them over midnight, some where the clocks change
    ("SUMMARY:Inventory", "DTSTART;VALUE=DATE:20240105", "DTEND;VALUE=DATE:20240107", "RRULE:FREQ=MONTHLY;BYDAY=1FR"),
    ("SUMMARY:Lunch together", "DTSTART;TZID=Europe/Berlin:20240103T120000", "DURATION:PT90M", "RRULE:FREQ=WEEKLY"),
    ("SUMMARY:Night of maintenance", "DTSTART:20240101T230000", "DTEND:20240102T030000", "RRULE:FREQ=DAILY;INTERVAL=9"),
    ("SUMMARY:Sunday", "DTSTART;TZID=America/New_York:20240107T013000", "DURATION:PT1H", "RRULE:FREQ=WEEKLY"),
)
FREE_DAYS = calendar_file(
    ("SUMMARY:Inventory", "DTSTART;VALUE=DATE:20240105", "DTEND;VALUE=DATE:20240107", "RRULE:FREQ=MONTHLY;BYDAY=1FR"),
)


def clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


@st.composite
def day_hours(draw: DrawFn) -> list[str]:
    """Up to three stretches, on the quarter hour."""
    edges = sorted(draw(st.sets(st.integers(0, 24 * 4).map(lambda quarter: quarter * 15), min_size=2, max_size=6)))
    pairs = zip(edges[::2], edges[1::2], strict=False)
    return [f"{clock(opens)}-{clock(closes)}" for opens, closes in pairs]


@st.composite
def desks(draw: DrawFn) -> Calendar:
    days = draw(st.dictionaries(st.sampled_from(DAYS), day_hours(), min_size=1) | st.just(OVERNIGHT))
    return Calendar.of(
        timezone=draw(st.sampled_from(ZONES)),
        working_hours=days,
        holidays=draw(st.sampled_from(REGIONS)),
        closed=draw(st.sampled_from(([], ["2026-12-24: Christmas Eve"], ["2026-03-27 01:30-02:30: short"]))),
        events=draw(st.sampled_from((None, PARTIES))),
    )


@st.composite
def steady_desks(draw: DrawFn) -> Calendar:
    """The same hours on every working day."""
    days = draw(st.sampled_from(["mon-fri", "mon-sat", "sun-thu", "mon-sun"]))
    return Calendar.of(
        timezone=draw(st.sampled_from(ZONES)),
        working_hours={days: draw(st.sampled_from(["09:00-18:00", ["08:30-12:00", "13:00-17:30"], "06:00-24:00"]))},
        holidays=draw(st.sampled_from(REGIONS)),
        closed=["2026-12-24: Christmas Eve"],
        events=draw(st.sampled_from((None, FREE_DAYS))),
    )


moments = st.datetimes(datetime(2024, 1, 1), datetime(2031, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  given its zone beside
changes = st.sampled_from(  # around the clocks' changes
    [datetime(2026, 3, 8, 7, tzinfo=UTC), datetime(2026, 11, 1, 6, tzinfo=UTC), datetime(2026, 10, 25, 1, tzinfo=UTC),
     datetime(2026, 4, 5, 3, tzinfo=UTC), datetime(2026, 4, 4, 15, tzinfo=UTC), datetime(2026, 10, 29, 21, tzinfo=UTC)]
).flatmap(lambda change: st.integers(-300, 300).map(lambda minutes: change + timedelta(minutes=minutes)))  # fmt: skip
any_moment = moments | changes
spans = st.builds(Span, st.integers(1, 15), st.sampled_from(["working days", "working hours"]))
all_spans = st.builds(
    Span, st.integers(1, 40), st.sampled_from(["working days", "working hours", "days", "hours", "minutes"])
)


def is_in_hours(calendar: Calendar, moment: datetime) -> bool:
    """Open, or at the very end of a stretch."""
    return calendar.is_open(moment) or calendar.previous_closing(moment) == moment


@few
@given(desks(), any_moment, st.timedeltas(timedelta(), timedelta(days=10)), all_spans)
def test_a_later_start_is_never_due_earlier(calendar: Calendar, start: datetime, later: timedelta, span: Span) -> None:
    assert calendar.add(start, span) <= calendar.add(start + later, span)


@few
@given(desks(), any_moment, st.timedeltas(timedelta(), timedelta(hours=3)), spans)
def test_nor_is_it_within_hours_and_until_close(
    calendar: Calendar, start: datetime, later: timedelta, span: Span
) -> None:
    assert calendar.add(start, span, until="close") <= calendar.add(start + later, span, until="close")


@few
@given(desks(), any_moment, spans)
def test_a_deadline_lies_within_hours_and_after_the_start(calendar: Calendar, start: datetime, span: Span) -> None:
    due = calendar.add(start, span)
    assert is_in_hours(calendar, due)
    assert due > start
    assert due.tzinfo is UTC


@few
@given(desks(), any_moment, spans)
def test_close_is_the_end_of_the_day_on_which_it_would_be_due(calendar: Calendar, start: datetime, span: Span) -> None:
    close = calendar.add(start, span, until="close")
    assert close >= calendar.add(start, span)
    assert calendar.previous_closing(close) == close


@few
@given(steady_desks(), moments, st.integers(1, 12))
def test_days_one_by_one_are_as_long_as_days_at_once(calendar: Calendar, start: datetime, days: int) -> None:
    one_by_one = start
    for _ in range(days):
        one_by_one = calendar.add(one_by_one, Span(1, "working days"))
    assert one_by_one == calendar.add(start, Span(days, "working days"))


@few
@given(desks(), any_moment, st.integers(1, 20), st.integers(1, 20))
def test_hours_add_up(calendar: Calendar, start: datetime, some: int, more: int) -> None:
    at_once = calendar.add(start, Span(some + more, "working hours"))
    assert calendar.add(calendar.add(start, Span(some, "working hours")), Span(more, "working hours")) == at_once


@few
@given(desks(), any_moment, st.timedeltas(timedelta(), timedelta(hours=30)))
def test_between_gives_back_what_was_added(calendar: Calendar, start: datetime, length: timedelta) -> None:
    assert calendar.between(start, calendar.add_working_time(start, length)) == length


@few
@given(
    desks(), any_moment, st.timedeltas(timedelta(), timedelta(days=9)), st.timedeltas(timedelta(), timedelta(days=9))
)
def test_working_time_adds_up_over_any_moment_between(
    calendar: Calendar, start: datetime, some: timedelta, more: timedelta
) -> None:
    middle, end = start + some, start + some + more
    assert calendar.between(start, middle) + calendar.between(middle, end) == calendar.between(start, end)


@few
@given(desks(), any_moment, st.integers(1, 20))
def test_what_was_added_can_be_taken_away(calendar: Calendar, start: datetime, hours: int) -> None:
    span = Span(hours, "working hours")
    back = calendar.subtract(calendar.add(start, span), span)
    assert calendar.between(back, start) == timedelta()
    assert calendar.between(start, back) == timedelta()


@few
@given(desks(), any_moment, spans)
def test_before_lies_within_hours_and_before(calendar: Calendar, end: datetime, span: Span) -> None:
    assert calendar.subtract(end, span) < end
    assert is_in_hours(calendar, calendar.subtract(end, span))


@few
@given(desks(), any_moment, spans, st.lists(st.integers(0, 100), min_size=2, max_size=4))
def test_rungs_come_in_order_while_the_desk_is_open_and_before_the_deadline(
    calendar: Calendar, start: datetime, span: Span, percents: list[int]
) -> None:
    due = calendar.add(start, span)
    rungs = [calendar.at_percent(start, due, percent) for percent in sorted(percents)]
    assert rungs == sorted(rungs)
    assert all(start <= rung <= due and (rung == due or calendar.is_open(rung)) for rung in rungs)


@few
@given(desks(), any_moment)
def test_openings_and_closings_surround_a_moment(calendar: Calendar, moment: datetime) -> None:
    assert calendar.previous_closing(moment) <= moment <= calendar.next_opening(moment)
    assert calendar.is_open(calendar.next_opening(moment))
    assert calendar.is_open(moment) == (calendar.next_opening(moment) == moment)


@few
@given(desks(), any_moment)
def test_the_clock_on_the_wall_decides_what_is_open(calendar: Calendar, moment: datetime) -> None:
    local = moment.astimezone(calendar.zone)
    changed = local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset()
    assume(not changed)
    minute = (local.hour * 60 + local.minute) + (local.second + local.microsecond / 1e6) / 60
    hours = calendar._hours(local.date())
    is_free = any(begins <= moment < ends for begins, ends, _ in calendar._events_on(local.date()))
    assert calendar.is_open(moment) == (not is_free and any(opens <= minute < closes for opens, closes in hours))


@few
@given(desks(), any_moment, st.timedeltas(timedelta(), timedelta(days=40)))
def test_running_sums_are_the_sum_of_the_days(calendar: Calendar, start: datetime, length: timedelta) -> None:
    end = start + length
    first, last = start.astimezone(calendar.zone).date(), end.astimezone(calendar.zone).date()
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    worked = (min(closes, end) - max(opens, start) for day in days for opens, closes in calendar.stretches(day)
              if closes > start and opens < end)  # fmt: skip
    assert calendar.between(start, end) == sum(worked, timedelta())


@few
@given(desks(), st.lists(moments, min_size=2, max_size=6), spans)
def test_what_was_asked_before_changes_no_answer(calendar: Calendar, starts: list[datetime], span: Span) -> None:
    first = [calendar.add(start, span) for start in starts]
    fresh = [replace(calendar).add(start, span) for start in starts]
    assert first == fresh == [calendar.add(start, span) for start in starts]
