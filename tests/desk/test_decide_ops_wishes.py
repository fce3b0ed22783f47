"""What ops may wish for one team, one category or some mails: other hours, another ladder, a filter."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from tests.desk.builders import MONDAY, PROBLEM, RULES, Book, acknowledged, decide, kinds, mail, policy, situation
from triage.desk.decision import EventKind
from triage.desk.situation import Policy
from triage.policy.rules import Filter, Step, Timetable

BERLIN = ZoneInfo("Europe/Berlin")


def with_team(**wishes: Any) -> Policy:
    """The shipped rules, in which the aftersales team has these wishes."""
    team = RULES.staff["aftersales"].model_copy(update=wishes)
    calendars = {"berlin": Timetable(timezone="Europe/Berlin", working_hours={"mon-thu": "08:00-16:00"}, holidays=[])}
    return policy(staff={**RULES.staff, "aftersales": team}, calendars=calendars)


def filtering(when: Any, then: Any) -> Policy:
    return policy(filters=[Filter.model_validate({"when": when, "then": then})])


def test_a_team_s_deadlines_are_counted_in_its_own_calendar() -> None:
    decision = decide(situation(mail(PROBLEM), in_force=with_team(calendar="berlin")))
    assert decision.ticket is not None
    assert decision.ticket.deadline is not None
    # Monday 10:00 in New York is 16:00 in Berlin, just closed: from Tuesday's opening to Thursday's, two working days on
    assert decision.ticket.deadline.due_at == datetime(2026, 12, 3, 8, tzinfo=BERLIN)


def test_its_reminders_come_in_its_own_hours() -> None:
    book = Book(policy=with_team(calendar="berlin"))
    book.take(mail(PROBLEM))
    half = min(rung.fires_at for rung in book.rungs.values())
    assert half == datetime(2026, 12, 2, 8, tzinfo=BERLIN)
    assert len(book.wait(half)) == 1  # two in the morning where the desk stands


def test_a_team_and_a_category_may_have_ladders_of_their_own() -> None:
    ours = [Step(at="100%", tell="boss@shop.example")]
    theirs = [Step(at="25%", tell="lead")]
    book = Book(policy=with_team(escalation=ours))
    book.take(mail(PROBLEM))
    assert [rung.step for rung in book.rungs.values()] == ["at 100%"]
    category = RULES.categories["order-problem"].model_copy(update={"escalation": theirs})
    rules = book.policy.rules.model_copy(update={"categories": {**RULES.categories, "order-problem": category}})
    both = Book(policy=Policy(rules=rules, calendar=rules.desk.calendar))
    both.take(mail(PROBLEM))
    assert [rung.step for rung in both.rungs.values()] == ["at 25%"]


def test_mail_that_a_filter_ignores_opens_no_ticket() -> None:
    decision = decide(situation(mail(PROBLEM), in_force=filtering({"sender": "shop.test"}, {"ignore": True})))
    assert (decision.ticket, decision.drafts, decision.events) == (None, (), ())
    assert decision.classification is not None
    assert "no ticket, no letter" in decision.classification.because[0]


def test_on_a_ticket_ignored_mail_changes_nothing_and_says_so() -> None:
    book = Book(policy=filtering({"header": {"X-Robot": "*"}}, {"ignore": True}))
    book.take(mail(PROBLEM))
    decision = book.take(mail("Beep.", number=2, refs=["m1@shop.test"], headers="X-Robot: yes"))
    assert decision.ticket is not None
    assert decision.ticket.deadline == book.decisions[0].ticket.deadline  # pyright: ignore[reportOptionalMemberAccess]
    assert kinds(decision) == [EventKind.FOLLOW_UP, EventKind.NOTE]


def test_a_filter_may_hold_the_acknowledgement_back_or_want_one() -> None:
    held = decide(situation(mail(PROBLEM), in_force=filtering({"sender": "shop.test"}, {"acknowledge": False})))
    assert not acknowledged(held)
    assert held.ticket is not None
    assert held.ticket.deadline is not None
    assert held.events[-1].because == ("no acknowledgement: a filter wants it so",)
    wanted = decide(situation(mail("Thank you so much!"), in_force=filtering("thank you", {"acknowledge": True})))
    assert acknowledged(wanted)


def test_a_filter_sees_headers_attachments_recipients_and_proof() -> None:
    when = {"header": {"X-Shop": "vip"}, "recipient": "support@aeropressmall.com", "authenticated": "pass"}
    in_force = filtering(when, {"priority": "urgent", "team": "complaints"})
    asked = mail(PROBLEM, headers="X-Shop: VIP customer")
    ticket = decide(situation(asked, at=MONDAY, in_force=in_force)).ticket
    assert ticket is not None
    assert (ticket.priority, ticket.team, ticket.category) == ("urgent", "complaints", "order-problem")


def test_a_category_may_have_a_letter_of_its_own_for_who_is_proven() -> None:
    category = RULES.categories["order-problem"].model_copy(update={"letter": "requester/trouble"})
    in_force = policy(categories={**RULES.categories, "order-problem": category})
    (letter,) = decide(situation(mail(PROBLEM), in_force=in_force)).drafts
    assert (letter.template, letter.values["category"]) == ("requester/trouble", "order-problem")
    (plain,) = decide(situation(mail(PROBLEM, proven=False), in_force=in_force)).drafts
    assert (plain.template, plain.plain_only) == ("requester/acknowledgement", True)
    assert in_force.rules.letters["categories", "order-problem", "letter"] == "requester/trouble"


def test_a_stage_may_tell_the_requester_that_it_began() -> None:
    returns = RULES.categories["return-request"]
    refund = returns.stages["refund"].model_copy(update={"letter": "requester/refund-soon"})
    inspection = returns.stages["inspection"].model_copy(update={"letters": {}})
    stages = {**returns.stages, "inspection": inspection, "refund": refund}
    in_force = policy(categories={**RULES.categories, "return-request": returns.model_copy(update={"stages": stages})})
    book = Book(policy=in_force)
    book.take(mail("I would like to return my AeroPress Go, order AM-10432, because it does not fit."))
    for line in ("#approve", "#received"):
        book.do("AM-1001", line, MONDAY)
    (letter,) = book.do("AM-1001", "#passed", MONDAY).drafts
    assert letter.template == "requester/refund-soon"
    assert letter.values["promised"] == datetime(2026, 12, 14, 10, tzinfo=ZoneInfo("America/New_York"))
    (own,) = book.do("AM-1001", "#refunded", MONDAY).drafts
    assert own.template == "requester/refunded", "a verb's own letter comes before its stage's"
