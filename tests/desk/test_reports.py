"""Rows of the store in, sections, numbers and sentences out."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.desk.builders import MONDAY, RULES
from triage.desk.reports import complaints, desk, period, promises, team
from triage.desk.reports.complaints import Records
from triage.desk.reports.lengths import Typical, spoken
from triage.desk.reports.sheet import csv_text
from triage.policy.rules import Theme, Topic
from triage.policy.themes import themes_of
from triage.policy.worktime import Calendar

NEW_YORK = ZoneInfo("America/New_York")
CALENDAR = RULES.desk.calendar
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def calendar_of(_: str | None) -> Calendar:
    return CALENDAR


def text(moment: datetime | None) -> str | None:
    return moment.isoformat().replace("+00:00", "Z") if moment else None


# ---------------------------------------------------------------- periods
def test_a_week_begins_on_the_desk_s_monday() -> None:
    week = period.week("2026-W47", NEW_YORK)
    assert (week.first, week.last, week.name) == (date(2026, 11, 16), date(2026, 11, 22), "2026-W47")
    assert week.since == datetime(2026, 11, 16, 5, tzinfo=UTC)
    assert week.before().name == "2026-W46"


def test_a_week_over_the_end_of_summer_time_is_an_hour_longer() -> None:
    week = period.week("2026-W44", NEW_YORK)
    assert week.until - week.since == 7 * DAY + HOUR


def test_names_follow_each_other_over_the_new_year() -> None:
    assert period.week("2027-W01", NEW_YORK).before().name == "2026-W53"
    assert period.month("2027-01", NEW_YORK).before().name == "2026-12"


def test_the_periods_that_are_over_the_oldest_first() -> None:
    now = datetime(2026, 12, 1, 14, tzinfo=UTC)
    assert [each.name for each in period.completed("month", now, NEW_YORK, 3)] == ["2026-09", "2026-10", "2026-11"]
    assert [each.name for each in period.completed("week", now, NEW_YORK, 2)] == ["2026-W47", "2026-W48"]


def test_some_days_are_compared_with_as_many_before() -> None:
    days = period.since("4w", MONDAY, NEW_YORK)
    assert (days.name, days.until, days.since) == ("28 days", MONDAY, MONDAY - 28 * DAY)
    assert (days.before().since, days.before().until) == (MONDAY - 56 * DAY, MONDAY - 28 * DAY)


@pytest.mark.parametrize("wrong", ["", "7", "d7", "0d", "-1d", "9999w", "7d; x", "７d"])
def test_other_lengths_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"expected e\.g\. 7d or 4w"):
        period.since(wrong, MONDAY, NEW_YORK)


@pytest.mark.parametrize("wrong", ["", "47", "2026-W54", "2026-W00", "2025-W53"])
def test_weeks_that_no_calendar_has_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"expected e\.g\. 2026-W47"):
        period.week(wrong, NEW_YORK)


@pytest.mark.parametrize("wrong", ["", "2026-13", "2026-1", "November"])
def test_months_that_no_calendar_has_are_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match=r"expected e\.g\. 2026-11"):
        period.month(wrong, NEW_YORK)


# ---------------------------------------------------------------- lengths
def test_the_ninetieth_percentile_is_one_that_somebody_waited() -> None:
    typical = Typical.of(timedelta(minutes=10 * count) for count in range(10, 0, -1))
    assert typical == Typical(timedelta(minutes=55), timedelta(minutes=90))
    assert str(typical) == "55 min (90 % within 1 h 30 min)"
    assert Typical.of([]) is None
    assert spoken(timedelta(hours=26, minutes=5)) == "26 h 5 min"


# ---------------------------------------------------------------- promises
def promise(outcome: str, *, clause: str | None = "5", due: datetime = MONDAY, settled: datetime | None = None, **more: Any) -> dict[str, Any]:  # fmt: skip
    return {
        "ticket": "AM-1001", "subject": "Hello", "category": "complaint", "team": "complaints", "stage": "classify",
        "clause": clause, "due_at": text(due), "outcome": outcome, "settled_at": text(settled), **more,
    }  # fmt: skip


def test_promises_are_counted_by_clause_and_ours_stand_last() -> None:
    rows = [
        promise("met"), promise("late"), promise("open"),
        promise("met", clause=None, category="wholesale", stage="quotation"),
    ]  # fmt: skip
    assert [each.as_values() for each in promises.kept(rows)] == [
        {"clause": "5", "label": "complaint, classify", "kept": 1, "missed": 2, "share": 33},
        {"clause": None, "label": "wholesale, quotation", "kept": 1, "missed": 0, "share": 100},
    ]
    assert (promises.share_kept(rows), promises.share_kept([])) == (50, None)


def test_a_missed_promise_says_when_it_was_due_when_settled_and_how_late_in_working_time() -> None:
    friday = MONDAY + 4 * DAY  # 10:00
    late, still_open = promises.missed(
        [promise("late", due=friday, settled=friday + 3 * DAY), promise("open", due=MONDAY), promise("met")],
        calendar_of,
        MONDAY + 2 * HOUR,
    )
    assert (late.due_at, late.settled_at, late.why) == (
        friday,
        friday + 3 * DAY,
        "settled 9 h 0 min of working time late",
    )
    assert still_open.why == "still open 2 h 0 min of working time late"


# ---------------------------------------------------------------- a team's morning
def ticket(name: str, **more: Any) -> dict[str, Any]:
    return {
        "ticket": name, "status": "new", "category": "order-problem", "stage": "answer", "subject": "Hello",
        "requester": "ann@shop.test", "opened_at": text(MONDAY - 9 * DAY), "first_answer_at": None, "unsure": 0,
        "due_at": None, "assignee": None, "snoozed_until": None, **more,
    }  # fmt: skip


def offer(ticket: str, verbs: Sequence[str]) -> list[dict[str, str]]:
    return [{"label": verb, "url": f"mailto:{ticket}"} for verb in verbs]


def test_a_line_offers_what_can_be_done_at_once() -> None:
    rows = [
        ticket("AM-1", opened_at=text(MONDAY - HOUR)),
        ticket("AM-2", opened_at=text(MONDAY - HOUR), assignee="ben@shop.test"),
    ]
    new = next(each for each in team.morning(rows, CALENDAR, MONDAY, MONDAY - DAY) if each.title == "New")
    lines: Any = new.as_values(CALENDAR, MONDAY, offer)["tickets"]
    assert [[link["label"] for link in line["links"]] for line in lines] == [["take", "snooze"], ["snooze"]]


def test_a_snoozed_ticket_is_left_out_until_its_day_or_until_it_is_late() -> None:
    rows = [
        ticket("AM-1", due_at=text(MONDAY + HOUR), snoozed_until=text(MONDAY + DAY)),
        ticket("AM-2", due_at=text(MONDAY - HOUR), snoozed_until=text(MONDAY + DAY)),
        ticket("AM-3", due_at=text(MONDAY + HOUR), snoozed_until=text(MONDAY - HOUR)),
    ]
    sections = team.morning(rows, CALENDAR, MONDAY, MONDAY - DAY)
    assert {each.title: [row["ticket"] for row in each.rows] for each in sections if each.rows} == {
        "Overdue": ["AM-2"],
        "Due today": ["AM-3"],
    }


def test_each_ticket_stands_under_what_is_to_be_done() -> None:
    rows = [
        ticket("AM-1", due_at=text(MONDAY)),
        ticket("AM-2", due_at=text(MONDAY + 3 * HOUR)),
        ticket("AM-3", due_at=text(MONDAY + DAY), opened_at=text(MONDAY - HOUR), unsure=1),
        ticket("AM-4", status="pending", stage=None, unsure=1, first_answer_at=text(MONDAY - 8 * DAY)),
    ]
    sections = team.morning(rows, CALENDAR, MONDAY, MONDAY - DAY)
    assert {section.title: [row["ticket"] for row in section.rows] for section in sections} == {
        "Overdue": ["AM-1"],
        "Due today": ["AM-2"],
        "Waiting for the customer": ["AM-4"],
        "New": ["AM-3"],
        "Unsure of the category": ["AM-3"],
    }


def test_a_line_tells_the_working_time_left_or_lost() -> None:
    late = team.line(ticket("AM-1", due_at=text(MONDAY - 3 * DAY)), CALENDAR, MONDAY)
    assert (late["overdue"], late["remaining"]) == ("9 h 0 min of working time", None)  # Friday 10:00 to Monday 10:00
    soon = team.line(ticket("AM-2", due_at=text(MONDAY + HOUR)), CALENDAR, MONDAY)
    assert (soon["overdue"], soon["remaining"]) == (None, "1 h 0 min of working time")


def test_of_two_thousand_tickets_a_few_are_named_and_all_are_counted() -> None:
    rows = [ticket(f"AM-{number}", due_at=text(MONDAY), subject="x" * 500) for number in range(2000)]
    overdue = team.morning(rows, CALENDAR, MONDAY, MONDAY)[0].as_values(CALENDAR, MONDAY, offer)
    shown: Any = overdue["tickets"]
    assert (overdue["count"], len(shown), overdue["more"]) == (2000, team.MOST, 2000 - team.MOST)
    assert len(shown[0]["subject"]) == team.WIDEST


# ---------------------------------------------------------------- the desk
NOTHING = desk.Records(opened=(), answered=(), closed=(), traffic=(), promises=(), held_back=())
WEEK = period.week("2026-W48", NEW_YORK)


def test_the_desk_s_numbers_stand_beside_those_of_the_week_before() -> None:
    waited = {
        "category": "complaint", "team": "complaints", "began_at": text(MONDAY), "ended_at": text(MONDAY + 2 * HOUR),
    }  # fmt: skip
    of = desk.Records(
        opened=[{"category": "wholesale", "count": 1}, {"category": "complaint", "count": 3}],
        answered=[waited],
        closed=[],
        traffic=[
            {"mailbox": "support@", "category": "complaint", "received": 3, "sent": 2},
            {"mailbox": "support@", "category": None, "received": 1, "sent": 0},
        ],
        promises=[promise("met"), promise("late", settled=MONDAY + HOUR)],
        held_back=[{"reason": "bulk", "count": 2}],
    )
    before = desk.Records(opened=[{"category": "complaint", "count": 6}], answered=[], closed=[], traffic=[], promises=[], held_back=[])  # fmt: skip
    report = desk.report(WEEK, MONDAY + DAY, of=of, before=before, calendar_of=calendar_of)
    values: Any = report.as_values()
    assert values["figures"] == [
        {"label": "New tickets", "value": "4", "change": "-2 against the period before"},
        {"label": "Closed tickets", "value": "0", "change": ""},
        {"label": "First answer", "value": "2 h 0 min (90 % within 2 h 0 min)", "change": ""},
        {"label": "Resolution", "value": "none closed", "change": ""},
        {"label": "Promises kept", "value": "50 %", "change": ""},
    ]
    assert values["volume"] == [
        {"label": "complaint", "count": 3, "share": 75},
        {"label": "wholesale", "count": 1, "share": 25},
    ]
    assert values["mailboxes"] == [{"label": "support@", "received": 4, "sent": 2}]
    assert [each["overdue"] for each in values["broken"]] == ["1 h 0 min of working time"]
    assert values["held_back"] == [{"label": "bulk", "count": 2, "share": 100}]
    assert not report.is_empty


def test_a_week_without_anything_is_empty() -> None:
    assert desk.report(WEEK, MONDAY, of=NOTHING, before=NOTHING, calendar_of=calendar_of).is_empty


# ---------------------------------------------------------------- complaints
def complaints_saying(*texts: str, first: int = 1, author: str = "ann@shop.test") -> Records:
    numbers = range(first, first + len(texts))
    return Records(
        tickets=[{"number": number, "ticket": f"AM-{number}", "subject": "Hello"} for number in numbers],
        said=[
            {"number": number, "author": author, "subject": "Hello", "text": said}
            for number, said in zip(numbers, texts, strict=True)
        ],
        facts=[{"number": first, "name": "model", "value": "AeroPress Go"}] if texts else [],
        promises=[],
    )


def report_of(now: Records, then: Records | None = None) -> complaints.ComplaintReport:
    return complaints.report(WEEK, of=now, before=then or complaints_saying(), rules=RULES)


def topic(report: complaints.ComplaintReport, theme: str, label: str) -> complaints.Topic:
    (found,) = (each for each in report.topics if (each.theme, each.label) == (theme, label))
    return found


def test_themes_are_counted_and_say_which_words_of_which_ticket_told_them() -> None:
    report = report_of(
        complaints_saying("DHL was late, and nobody answers.", "My parcel from DHL to Germany is late.", "Ihr Mitarbeiter war unfreundlich."),
        complaints_saying("Two weeks late!", first=90),
    )  # fmt: skip
    late = topic(report, "cause", "late or lost parcel")
    assert (late.count, late.before, late.share, late.trend) == (2, 1, 67, "up")
    assert late.because(3) == "'late' in AM-1 and AM-2"
    assert topic(report, "carrier", "DHL").trend == "new"
    assert topic(report, "country", "Germany").told_by == {"AM-2": "Germany"}
    assert topic(report, "service blamed", "consulting").told_by == {"AM-3": "Ihr Mitarbeiter"}
    assert topic(report, "product", "AeroPress Go").told_by == {"AM-1": "AeroPress Go"}


def test_what_nobody_says_any_more_is_going_down() -> None:
    report = report_of(complaints_saying(), complaints_saying("Your colleague was rude."))
    rude = topic(report, "cause", "rude treatment")
    assert (rude.count, rude.before, rude.trend, rude.share) == (0, 1, "down", 0)


def test_what_our_own_people_write_on_a_complaint_tells_nothing() -> None:
    assert (
        report_of(complaints_saying("The customer says UPS was late.", author=RULES.desk.manager)).topics[0].theme
        == "product"
    )


def test_the_letter_is_bounded_and_the_sheet_is_whole() -> None:
    many = {f"topic {number}": Topic(any=[f"word{number}"]) for number in range(50)}
    rules = RULES.model_copy(update={"themes": {"cause": Theme(topics=many)}})
    report = complaints.report(WEEK, of=complaints_saying(" ".join(f"word{n}" for n in range(50))), before=complaints_saying(), rules=rules)  # fmt: skip
    (theme,) = report.as_values()["themes"]  # type: ignore[misc]
    assert (theme["title"], len(theme["rows"]), len(report.rows())) == ("Cause", complaints.MOST_TOPICS, 50)  # pyright: ignore[reportGeneralTypeIssues]


def test_a_theme_may_be_told_by_a_fact_or_by_words() -> None:
    rules = RULES.model_copy(
        update={"themes": {"product": Theme(fact="model", topics={"any brewer": Topic(any=["brewer*"])})}}
    )
    told = themes_of(["My brewers leak"], {"model": ["AeroPress XL"]}, rules)
    assert told == {"product": {"AeroPress XL": "AeroPress XL", "any brewer": "brewer*"}}


# ---------------------------------------------------------------- sheets
@pytest.mark.parametrize("hostile", ["=cmd|' /C calc'!A0", "+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", " =1", "＝1", "\u202e=1", "\ufeff=1", "\u200b=1", "\x00=1"])  # fmt: skip
def test_no_cell_is_a_formula(hostile: str) -> None:
    cell = csv_text([{"a": hostile}], ["a"]).splitlines()[1].strip('"')
    assert cell.startswith("'")


def test_numbers_stay_numbers_and_lines_stay_rows() -> None:
    assert csv_text([{"a": -3, "b": 'two\nlines, "quoted"', "c": None}], "abc") == (
        '\ufeffa,b,c\n-3,"two lines, ""quoted""",\n'
    )
