"""A calendar program's file in, free days and hours out."""

import re
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.calendars import calendar_file, calendar_text
from tests.policy.test_rulesfile import GOOD
from triage.policy.ical import LARGEST, Events
from triage.policy.rulesfile import read_rules, rules_from_file
from triage.policy.worktime import Calendar, Span

PARTY = ("SUMMARY:Company day", "DTSTART;VALUE=DATE:20260710")
HALF = (
    "SUMMARY:Inventory",
    "DTSTART;TZID=America/New_York:20260709T130000",
    "DTEND;TZID=America/New_York:20260709T180000",
)


def desk(*events: tuple[str, ...], zone: str = "America/New_York", closed: tuple[str, ...] = ()) -> Calendar:
    hours = {"mon-fri": ["09:00-12:00", "13:00-18:00"]}
    return Calendar.of(
        timezone=zone, working_hours=hours, holidays=["US"], closed=closed, events=calendar_file(*events)
    )


def hours_of(calendar: Calendar, day: str) -> str:
    stretches = calendar.stretches(date.fromisoformat(day))
    return " ".join("-".join(f"{end.astimezone(calendar.zone):%H:%M}" for end in stretch) for stretch in stretches)


def due(calendar: Calendar, start: str, span: str) -> str:
    moment = calendar.add(datetime.fromisoformat(start).replace(tzinfo=calendar.zone), Span.parse(span))
    return f"{moment.astimezone(calendar.zone):%Y-%m-%d %H:%M}"


def test_a_whole_day_is_free_and_bears_the_summary_as_its_name() -> None:
    calendar = desk(PARTY)
    assert hours_of(calendar, "2026-07-10") == ""
    assert calendar.closed_because(date(2026, 7, 10)) == "Company day"
    assert due(calendar, "2026-07-09 15:00", "1 working day") == "2026-07-13 15:00"


def test_an_event_of_some_hours_makes_a_shorter_day() -> None:
    calendar = desk(HALF)
    assert hours_of(calendar, "2026-07-09") == "09:00-12:00"
    assert calendar.closed_because(date(2026, 7, 9)) is None
    assert due(calendar, "2026-07-08 17:00", "2 working hours") == "2026-07-09 10:00"
    assert due(calendar, "2026-07-08 15:00", "1 working day") == "2026-07-09 12:00"


@pytest.mark.parametrize(
    ("lines", "free"),
    [
        (("DTSTART;VALUE=DATE:20260713", "DTEND;VALUE=DATE:20260716"), ["13", "14", "15"]),
        (("DTSTART;VALUE=DATE:20260713", "DURATION:P2D"), ["13", "14"]),
        (("DTSTART;VALUE=DATE:20260713", "RRULE:FREQ=DAILY;COUNT=3"), ["13", "14", "15"]),
        (("DTSTART;VALUE=DATE:20260713", "RRULE:FREQ=DAILY;UNTIL=20260715", "EXDATE;VALUE=DATE:20260714"), ["13", "15"]),
        (("DTSTART;VALUE=DATE:20260713", "RDATE;VALUE=DATE:20260717,20260716"), ["13", "16", "17"]),
        (("DTSTART;VALUE=DATE:20250714", "RRULE:FREQ=YEARLY"), ["14"]),
        (("DTSTART;VALUE=DATE:20200101", "RRULE:FREQ=MONTHLY;BYDAY=3WE"), ["15"]),
        (("DTSTART:20260712T220000", "DTEND:20260714T090000"), ["13"]),
        (("DTSTART;VALUE=DATE:20260713", "STATUS:CANCELLED"), []),
        (("DTSTART;VALUE=DATE:20260713", "TRANSP:TRANSPARENT"), ["13"]),
        (("DTSTART:20260713T090000",), []),
        (("DTSTART;VALUE=DATE:20260713", "DTEND;VALUE=DATE:20260713"), ["13"]),
        (("DTSTART:20260713T090000", "DURATION:PT9H", "RRULE:FREQ=DAILY;UNTIL=20260715"), ["13", "14", "15"]),
        (("DTSTART:20260713T090000", "DURATION:PT9H", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE;VALUE=DATE:20260714"), ["13", "15"]),
        (("DTSTART:20260713T090000", "DURATION:PT9H", "RDATE;VALUE=DATE:20260716"), ["13", "16"]),
    ],
)  # fmt: skip
def test_which_days_of_a_week_are_free(lines: tuple[str, ...], free: list[str]) -> None:
    calendar = desk(("SUMMARY:away", *lines))
    assert [f"{day}" for day in range(13, 18) if calendar.closed_because(date(2026, 7, day)) == "away"] == free


def test_a_moved_occurrence_frees_its_new_day_and_no_longer_its_old_one() -> None:
    weekly = ("UID:1", "SUMMARY:training", "DTSTART;VALUE=DATE:20260708", "RRULE:FREQ=WEEKLY")
    moved = ("UID:1", "SUMMARY:training, moved", "RECURRENCE-ID;VALUE=DATE:20260715", "DTSTART;VALUE=DATE:20260716")
    calendar = desk(weekly, moved)
    assert hours_of(calendar, "2026-07-15") == "09:00-12:00 13:00-18:00"
    assert calendar.closed_because(date(2026, 7, 16)) == "training, moved"
    assert calendar.closed_because(date(2026, 7, 22)) == "training"


def test_an_event_keeps_the_clock_of_its_own_zone_when_that_changes() -> None:
    """Berlin leaves summer time a week before New York does: 15:00 there is 09:00 here, and then 10:00."""
    standup = ("SUMMARY:call", "DTSTART;TZID=Europe/Berlin:20261019T150000", "DTEND;TZID=Europe/Berlin:20261019T160000", "RRULE:FREQ=WEEKLY;UNTIL=20261231T000000Z")  # fmt: skip
    calendar = desk(standup)
    assert hours_of(calendar, "2026-10-19") == "10:00-12:00 13:00-18:00"
    assert hours_of(calendar, "2026-10-26") == "09:00-10:00 11:00-12:00 13:00-18:00"
    assert hours_of(calendar, "2026-11-02") == "10:00-12:00 13:00-18:00"


def test_zones_that_outlook_names_and_zones_that_the_file_tells() -> None:
    outlook = ("SUMMARY:a", "DTSTART;TZID=W. Europe Standard Time:20260709T190000", "DURATION:PT5H")
    assert hours_of(desk(outlook), "2026-07-09") == "09:00-12:00"
    told = calendar_text(("SUMMARY:b", "DTSTART;TZID=Ours:20260709T130000", "DURATION:PT5H")).replace(
        "BEGIN:VEVENT",
        "BEGIN:VTIMEZONE\r\nTZID:Ours\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:-0400\r\n"
        "TZOFFSETTO:-0400\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT",
        1,
    )
    calendar = Calendar.of(timezone="America/New_York", working_hours={"mon-fri": "09:00-18:00"}, events=Events.parse(told, "x.ics"))  # fmt: skip
    assert hours_of(calendar, "2026-07-09") == "09:00-13:00"


def test_own_days_of_rules_yaml_win() -> None:
    assert hours_of(desk(PARTY, closed=("2026-07-10 10:00-11:00: somebody must",)), "2026-07-10") == "10:00-11:00"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("hello", "holidays.ics: is no iCal file (RFC 5545)"),
        ("", "holidays.ics: is no iCal file (RFC 5545): expected BEGIN:VCALENDAR"),
        (calendar_text(("SUMMARY:a",)), "holidays.ics: event 'a': DTSTART is missing"),
        (
            calendar_text(("SUMMARY:a", "DTSTART;VALUE=DATE:20260710", "DTSTART;VALUE=DATE:20260711")),
            "holidays.ics: event 'a': DTSTART is given several times",
        ),
        (calendar_text(("SUMMARY:a", "DTSTART:2026-13-02")), "holidays.ics: event 'a': DTSTART: Expected date"),
        (
            calendar_text(("SUMMARY:a", "DTSTART;TZID=Moon/Sea:20260102T130000")),
            "the time zone 'Moon/Sea' is not known",
        ),
        (calendar_text((*PARTY, "DTEND;VALUE=DATE:20260701")), "'Company day': it ends before it begins"),
        (calendar_text((*PARTY, "DURATION:P9999D")), "at most 3660 days at once"),
        (calendar_text(("SUMMARY:a", "DTSTART:00010101T000000Z", "DURATION:P1D")), "expected the years 1900 to 2999"),
        (calendar_text((*PARTY, "RRULE:FREQ=HOURLY")), "RRULE: expected a FREQ of DAILY, WEEKLY, MONTHLY or YEARLY"),
        (calendar_text((*PARTY, "RRULE:FREQ=DAILY;INTERVAL=0")), "RRULE: expected an INTERVAL of 1 or more"),
        (calendar_text((*PARTY, "RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30")), "RRULE: there is no such day"),
        (calendar_text(*[("SUMMARY:a",)] * 5), "; event 'a': DTSTART is missing … and 2 more"),
    ],
)
def test_what_is_wrong_is_said_with_the_events_name(text: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=re.escape(sentence)):
        Events.parse(text, "holidays.ics")


_LINES = st.sampled_from(
    ["SUMMARY:é\\, 夏休み", "DTSTART;VALUE=DATE:20260710", "DTSTART:20260710T090000Z", "DTEND:20260710T100000Z", "DURATION:-P1D",
     "DURATION:PT1H", "RRULE:FREQ=DAILY", "RRULE:FREQ=YEARLY;BYDAY=FR;BYMONTHDAY=13;COUNT=2", "RRULE:FREQ=WEEKLY;BYDAY=XX",
     "EXDATE:20260710", "EXDATE;VALUE=PERIOD:x", "RDATE;VALUE=PERIOD:20260711T090000Z/PT1H", "RECURRENCE-ID:20260710",
     "UID:1", "TZID:x", "BEGIN:VALARM", "END:VEVENT", "X-Y;Z=:", " folded", "DTSTART;TZID=Europe/Berlin:20260329T023000"]
) | st.text(max_size=30)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(st.lists(_LINES, max_size=6).map(tuple), max_size=4))
def test_any_file_is_read_or_refused_with_a_sentence(events: list[tuple[str, ...]]) -> None:
    try:
        calendar = desk(*events)
    except ValueError as error:
        assert str(error)  # noqa: PT017  either is fine
    else:
        assert calendar.next_opening(datetime.fromisoformat("2026-07-10T00:00+00:00"))


# --- beside rules.yaml


def written(folder: Path, ical: str, beside: str | None = calendar_text(PARTY)) -> Path:
    file = folder / "rules.yaml"
    file.write_text(GOOD.replace("  languages: [en, de]", f"  ical: {ical}\n  languages: [en, de]"), "utf-8")
    if beside is not None:
        (folder / "holidays.ics").write_text(beside, "utf-8")
    return file


def test_rules_name_a_file_beside_them_for_the_desk_and_its_teams(tmp_path: Path) -> None:
    file = written(tmp_path, "holidays.ics")
    text = file.read_text("utf-8") + "calendars:\n  late: {working_hours: {mon-fri: '12:00-20:00'}}\n"
    file.write_text(text.replace("lead: b@shop.example}", "lead: b@shop.example, calendar: late}", 1))
    reading = rules_from_file(file)
    assert reading.rules is not None
    assert reading.rules.desk.calendar.closed_because(date(2026, 7, 10)) == "Company day"
    assert reading.rules.team_calendars["aftersales"].closed_because(date(2026, 7, 10)) == "Company day"
    kept, _ = read_rules(reading.text, files=reading.files)
    assert kept is not None
    assert kept.desk.calendar.closed_because(date(2026, 7, 10)) == "Company day"


@pytest.mark.parametrize(
    ("ical", "beside", "sentence"),
    [
        ("other.ics", "", "desk.ical: other.ics: cannot be read: No such file or directory"),
        ("../holidays.ics", "", "desk.ical: '../holidays.ics' is not the name of a file beside this one"),
        ("holidays.txt", "", "desk.ical: 'holidays.txt' is not the name of a file beside this one"),
        ("7", "", "desk.ical: 7 is not the name of a file beside this one"),
        ("holidays.ics", "x" * (LARGEST + 1), "desk.ical: holidays.ics: the file is larger than 1024 KB"),
        ("holidays.ics", calendar_text(("SUMMARY:a",)), "desk.ical: holidays.ics: event 'a': DTSTART is missing"),
        ("holidays.ics", calendar_text((*PARTY, "RRULE:FREQ=DAILY")), "there is no working time at all"),
    ],
)
def test_its_problems_are_problems_of_rules_yaml(tmp_path: Path, ical: str, beside: str, sentence: str) -> None:
    file = written(tmp_path, ical, beside)
    if "no working time" in sentence:
        (tmp_path / "holidays.ics").write_text(beside.replace("20260710", "19900101"), "utf-8")
    problems = [str(problem) for problem in rules_from_file(file).problems]
    assert len(problems) == 1
    assert problems[0].startswith(f"{file}:")
    assert sentence in problems[0]
