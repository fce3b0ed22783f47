"""What follows when a moment passes: each rung told once, to the people it names, while the desk works."""

from dataclasses import replace
from datetime import datetime

import pytest

from tests.desk.builders import DAY, HOUR, IDENTITY, MONDAY, PROBLEM, RULES, STAFF, Book, mail, policy, ticket
from triage.desk.deadlines import Rung
from triage.desk.decide import escalate
from triage.desk.decide.moment import Due, recipients
from triage.desk.decision import Decision, EventKind
from triage.desk.drafts import LetterKind
from triage.desk.situation import Heard, Memory

MEMBERS, LEAD, MANAGER = tuple(RULES.staff["aftersales"].members), RULES.staff["aftersales"].lead, RULES.desk.manager
WEDNESDAY = MONDAY + 2 * DAY


def asked() -> Book:
    book = Book()
    book.take(mail(PROBLEM))
    return book


def steps(decisions: list[Decision]) -> list[tuple[str, ...]]:
    return [
        entry.because
        for decision in decisions
        for entry in decision.events
        if entry.kind in (EventKind.REMINDED, EventKind.ESCALATED)
    ]


def test_each_rung_is_told_at_its_moment_to_its_people() -> None:
    book = asked()
    (half,) = book.wait(MONDAY + DAY)
    assert {(draft.kind, draft.recipient) for draft in half.drafts} == {(LetterKind.REMINDER, who) for who in MEMBERS}
    (more,) = book.wait(WEDNESDAY - HOUR)
    assert {draft.recipient for draft in more.drafts} == {*MEMBERS, LEAD}
    (whole,) = book.wait(WEDNESDAY)
    assert [(draft.kind, draft.recipient) for draft in whole.drafts] == [(LetterKind.ESCALATION, LEAD)]
    (after,) = book.wait(WEDNESDAY + DAY)
    assert [draft.recipient for draft in after.drafts] == [MANAGER]
    assert book.wait(WEDNESDAY + 9 * DAY) == []


def test_a_daemon_that_slept_speaks_once_for_all_that_passed() -> None:
    book = asked()
    (decision,) = book.wait(WEDNESDAY + 2 * DAY)
    assert [rung.step for rung in decision.told] == ["after 1 working day"]
    assert [rung.step for rung in decision.superseded] == ["at 50%", "at 80%", "at 100%"]
    assert steps([decision]) == [("at 50%", "at 80%", "at 100%", "after 1 working day")]
    assert sorted(draft.recipient for draft in decision.drafts) == sorted({*MEMBERS, LEAD, MANAGER})


def test_nothing_is_told_while_the_desk_sleeps() -> None:
    book = asked()
    assert book.wait(WEDNESDAY + 12 * HOUR) == []
    assert len(book.wait(WEDNESDAY + DAY)) == 1


def test_a_letter_to_staff_says_what_is_at_stake() -> None:
    book = asked()
    (half,) = book.wait(MONDAY + DAY)
    values = half.drafts[0].values
    assert (values["ticket"], values["due"], values["overdue"]) == ("AM-1001", WEDNESDAY, None)
    assert values["remaining"] == "9 h 0 min of working time"
    assert {"name": "order_number", "value": "AM-10432"} in values["facts"]
    (late,) = book.wait(WEDNESDAY + HOUR / 2)
    assert (late.drafts[0].values["remaining"], late.drafts[0].values["overdue"]) == (None, "30 min of working time")


@pytest.mark.parametrize(
    ("word", "assignee", "team", "told"),
    [
        ("assignee", STAFF, "aftersales", (STAFF,)),
        ("assignee", None, "aftersales", MEMBERS),
        ("assignee or team", STAFF, "aftersales", (STAFF,)),
        ("team", STAFF, "aftersales", MEMBERS),
        ("team", None, None, (MANAGER,)),
        ("team", None, "dissolved", (MANAGER,)),
        ("lead", None, "aftersales", (LEAD,)),
        ("lead", None, None, (MANAGER,)),
        ("manager", None, "aftersales", (MANAGER,)),
        ("boss@elsewhere.test", None, "aftersales", ("boss@elsewhere.test",)),
    ],
)
def test_somebody_is_always_told(word: str, assignee: str | None, team: str | None, told: tuple[str, ...]) -> None:
    assert recipients([rung(word)], ticket(assignee=assignee, team=team), RULES) == told


def test_each_address_is_told_once() -> None:
    assert recipients([rung("team"), rung("team", "lead", "manager")], ticket(), RULES) == (*MEMBERS, LEAD, MANAGER)


def rung(*tell: str, at: datetime = MONDAY) -> Rung:
    return Rung(cycle=1, step="at 50%", fires_at=at, is_escalation=False, tell=tell)


def test_a_waiting_ticket_has_no_promise_to_name() -> None:
    waiting = Due(
        ticket=ticket(),
        rungs=(rung("assignee"),),
        heard=Heard(),
        memory=Memory(next_number=1),
        policy=policy(),
        identity=IDENTITY,
        now=MONDAY,
    )
    decision = escalate(waiting)
    assert decision
    assert (decision.drafts[0].values["due"], decision.drafts[0].values["clause"]) == (MONDAY, "")
    parked = escalate(replace(waiting, memory=Memory(next_number=1, parked_until=dict.fromkeys(MEMBERS, MONDAY + DAY))))
    assert parked
    assert [draft.recipient for draft in parked.drafts] == [LEAD], "the next on the way up"
    assert parked.told == waiting.rungs
