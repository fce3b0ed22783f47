"""What is due when, on the desk's calendar: Monday to Friday, 9 to 18, New York."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.builders import RULES, ZONE
from triage.desk.deadlines import (
    GRACE,
    Deadline,
    Outcome,
    Rung,
    ladder,
    may_fire,
    promise,
    settle,
    void,
    waiting_rungs,
)
from triage.policy.rules import Stage, Step
from triage.policy.worktime import Span

CALENDAR = RULES.desk.calendar


def at(text: str) -> datetime:
    """'Mon 10:00' of the week of 30 November 2026, by the desk's clock."""
    day, clock = text.split()
    date = 30 + ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].index(day)
    hour, minute = map(int, clock.split(":"))
    return (datetime(2026, 11, 1, hour, minute, tzinfo=ZONE) + timedelta(days=date - 1)).astimezone(UTC)


def deadline(start: str, due: str) -> Deadline:
    return Deadline(stage="answer", cycle=1, starts_at=at(start), due_at=at(due), clause="2")


def rungs(steps: list[Step], start: str = "Mon 10:00", due: str = "Wed 10:00") -> dict[str, datetime]:
    return {rung.step: rung.fires_at for rung in ladder(deadline(start, due), steps, CALENDAR)}


def test_a_promise_ends_at_the_same_time_of_a_later_working_day() -> None:
    stage = Stage(within=Span(2, "working days"), clause="2")
    made = promise("answer", stage, starts_at=at("Mon 10:00"), cycle=1, calendar=CALENDAR, clause="9")
    assert made == deadline("Mon 10:00", "Wed 10:00")


def test_a_promise_of_ours_cites_no_clause() -> None:
    stage = Stage(within=Span(1, "working days"), ours=True, clause="4")
    made = promise("answer", stage, starts_at=at("Mon 10:00"), cycle=1, calendar=CALENDAR, clause="4")
    assert made
    assert made.clause is None


def test_the_category_s_clause_stands_where_the_stage_has_none() -> None:
    stage = Stage(within=Span(1, "working days"))
    made = promise("answer", stage, starts_at=at("Mon 10:00"), cycle=1, calendar=CALENDAR, clause="4")
    assert made
    assert made.clause == "4"


def test_a_stage_without_a_length_promises_nothing() -> None:
    assert promise("parcel", Stage(), starts_at=at("Mon 10:00"), cycle=1, calendar=CALENDAR, clause=None) is None


def test_rungs_share_the_working_time_and_are_in_order() -> None:
    steps = [
        Step(after=Span(1, "working days"), tell="manager"),
        Step(at="50%", tell="team"),
        Step(at="100%", tell="lead"),
    ]
    assert list(rungs(steps).items()) == [
        ("at 50%", at("Tue 10:00")),
        ("at 100%", at("Wed 10:00")),
        ("after 1 working day", at("Thu 10:00")),
    ]


def test_a_rung_before_the_clock_began_is_told_as_it_begins() -> None:
    assert rungs([Step(before=Span(9, "working days"), tell="team")]) == {"before 9 working days": at("Mon 10:00")}


def test_only_the_due_moment_and_what_follows_escalate() -> None:
    steps = [
        Step(at="99%", tell="a@b.test"),
        Step(at="100%", tell="lead"),
        Step(after=Span(1, "hours"), tell=["lead", "team"]),
    ]
    found = ladder(deadline("Mon 10:00", "Wed 10:00"), steps, CALENDAR)
    assert [(rung.is_escalation, rung.tell) for rung in found] == [
        (False, ("a@b.test",)),
        (True, ("lead",)),
        (True, ("lead", "team")),
    ]


def test_two_steps_of_one_moment_are_one_rung_for_both() -> None:
    (rung,) = ladder(
        deadline("Mon 10:00", "Wed 10:00"),
        [Step(at="80%", tell="team"), Step(at="80%", tell=["team", "lead"])],
        CALENDAR,
    )
    assert rung.tell == ("team", "lead")


@pytest.mark.parametrize("span", ["6 hours", "1 hour", "20 hours"])
def test_a_rung_of_exact_hours_is_told_when_the_desk_opens_next(span: str) -> None:
    found = rungs([Step(after=Span.parse(span), tell="lead")], due="Fri 17:00")[f"after {span}"]
    assert found == (at("Fri 18:00") if span == "1 hour" else at("Mon 09:00") + timedelta(days=7))


def test_a_step_needs_a_moment() -> None:
    nameless = Step.model_construct(tell="lead", at=None, before=None, after=None)
    with pytest.raises(ValueError, match="needs one of at, before, after"):
        ladder(deadline("Mon 10:00", "Wed 10:00"), [nameless], CALENDAR)


def test_waiting_and_progress_are_reminded_of() -> None:
    stage = Stage(remind_after=Span(14, "days"), progress_after=Span(5, "working days"))
    found = waiting_rungs(stage, entered_at=at("Mon 10:00"), cycle=2, calendar=CALENDAR)
    assert [(rung.step, rung.cycle) for rung in found] == [("waiting 14 days", 2), ("progress due 5 working days", 2)]
    assert waiting_rungs(Stage(), entered_at=at("Mon 10:00"), cycle=2, calendar=CALENDAR) == ()


def test_a_deadline_is_kept_up_to_its_last_moment() -> None:
    open_ = deadline("Mon 10:00", "Wed 10:00")
    assert settle(open_, at("Wed 10:00")).outcome is Outcome.MET
    assert settle(open_, at("Wed 10:01")).outcome is Outcome.LATE
    assert void(open_, at("Tue 10:00")).outcome is Outcome.VOID
    assert void(open_, at("Tue 10:00")).settled_at == at("Tue 10:00")


def rung_at(moment: datetime) -> Rung:
    return Rung(cycle=1, step="at 100%", fires_at=moment, is_escalation=True, tell=("lead",))


def test_a_rung_of_closing_time_may_be_told_just_after() -> None:
    closing = at("Mon 18:00")
    assert may_fire(rung_at(closing), CALENDAR, closing + GRACE)
    assert not may_fire(rung_at(closing), CALENDAR, closing + GRACE + timedelta(seconds=1))
    assert may_fire(rung_at(closing), CALENDAR, at("Tue 09:00"))


LENGTHS = st.one_of(
    st.builds(Span, st.integers(1, 12), st.sampled_from(["working days", "working hours", "days"])),
    st.builds(Span, st.integers(1, 200), st.sampled_from(["hours", "minutes"])),
)
STEPS = st.one_of(
    st.builds(lambda percent: Step(at=f"{percent}%", tell="lead"), st.integers(1, 100)),
    st.builds(lambda span: Step(before=span, tell="lead"), LENGTHS),
    st.builds(lambda span: Step(after=span, tell="lead"), LENGTHS),
)


@settings(deadline=None)
@given(st.integers(0, 60 * 24 * 21), LENGTHS, st.lists(STEPS, max_size=6))
def test_every_rung_lands_in_working_time_and_once(minutes: int, within: Span, steps: list[Step]) -> None:
    made = promise(
        "answer",
        Stage(within=within),
        starts_at=at("Mon 00:00") + timedelta(minutes=minutes),
        cycle=1,
        calendar=CALENDAR,
        clause=None,
    )
    assert made
    found = ladder(made, steps, CALENDAR)
    assert len({rung.step for rung in found}) == len(found)
    for rung in found:
        assert CALENDAR.previous_closing(rung.fires_at) == rung.fires_at, "open, or the moment of closing"
        assert may_fire(rung, CALENDAR, rung.fires_at)
