"""Mail by machines: kept, never answered, no clock heeds it; a bounce is bad news about one letter."""

from datetime import timedelta

import pytest

from tests.desk.builders import (
    ANN,
    DAY,
    HOUR,
    MONDAY,
    PROBLEM,
    RULES,
    Book,
    answer,
    bounce,
    decide,
    kinds,
    mail,
    policy,
    situation,
)
from triage.desk.deadlines import Outcome
from triage.desk.decision import EventKind
from triage.desk.drafts import LetterKind
from triage.desk.ticket import Status

VACATION = "I am out of the office until Monday."


def asked() -> Book:
    book = Book()
    book.take(mail(PROBLEM))
    return book


@pytest.mark.parametrize("subject", ["Out of Office: Re: A question", "Automatic reply: A question"])
def test_a_vacation_notice_changes_nothing_on_its_ticket(subject: str) -> None:
    book = asked()
    before = book.tickets[1001]
    notice = mail(VACATION, number=2, subject=subject, refs=["m1@shop.test"], headers="Auto-Submitted: auto-replied")
    decision = book.take(notice, MONDAY + HOUR)
    assert (decision.ticket, kinds(decision), decision.drafts) == (before, [EventKind.NOTE], ())


def test_a_vacation_notice_out_of_nowhere_is_no_ticket() -> None:
    decision = decide(situation(mail(VACATION, subject="Out of Office", headers="Auto-Submitted: auto-replied")))
    assert (decision.ticket, decision.events, decision.drafts) == (None, (), ())


def test_our_own_letter_coming_back_is_dropped() -> None:
    decision = decide(situation(mail(PROBLEM, headers="X-Triage-Instance: desk-1")))
    assert (decision.ticket, decision.events, decision.drafts) == (None, (), ())


def test_a_bounced_acknowledgement_is_noted_and_its_address_rests() -> None:
    book = asked()
    (letter,) = book.decisions[0].drafts
    decision = book.take(bounce(letter.message_id), MONDAY + HOUR)
    assert decision.ticket
    assert decision.bounce
    assert (decision.bounce.recipient, decision.bounce.park_until) == (ANN, MONDAY + HOUR + timedelta(days=60))
    assert decision.events[0].because == (f"acknowledgement to {ANN} did not arrive: 5.1.1 smtp; 550 no such user",)
    assert decision.ticket.deadline, "she still waits for her answer"


def test_a_passing_failure_parks_nobody() -> None:
    book = asked()
    (letter,) = book.decisions[0].drafts
    decision = book.take(bounce(letter.message_id, status="4.2.2"), MONDAY + HOUR)
    assert decision.bounce is None
    assert decision.events[0].because[0].endswith("nothing to do")


def test_a_bounced_answer_means_that_she_still_waits() -> None:
    book = asked()
    book.take(answer(), MONDAY + HOUR, role="sent")
    decision = book.take(bounce("ms1@shop.test"), MONDAY + DAY)
    assert decision.ticket
    assert decision.ticket.deadline
    assert (decision.ticket.status, decision.ticket.first_answer_at) == (Status.NEW, None)
    assert kinds(decision) == [EventKind.BOUNCED, EventKind.CLOCK]


def test_the_promise_that_a_bounced_answer_had_kept_is_open_again_and_due_as_it_was() -> None:
    book = asked()
    promised = book.tickets[1001].deadline
    assert promised
    book.take(answer(), MONDAY + HOUR, role="sent")
    assert book.deadlines[1001, 1].outcome is Outcome.MET
    decision = book.take(bounce("ms1@shop.test"), MONDAY + DAY)
    assert decision.ticket
    assert decision.ticket.deadline
    assert decision.ticket.deadline.due_at == promised.due_at
    assert book.deadlines[1001, 1].outcome is Outcome.VOID, "nobody counts it as kept"


def test_a_promise_that_ran_out_before_the_bounce_is_told_at_once() -> None:
    book = asked()
    book.take(answer(), MONDAY + HOUR, role="sent")
    book.take(bounce("ms1@shop.test"), MONDAY + 4 * DAY)
    (escalated,) = book.wait(MONDAY + 4 * DAY)
    assert {draft.kind for draft in escalated.drafts} == {LetterKind.ESCALATION}


def test_one_of_two_answers_that_bounces_leaves_the_other_one_the_first() -> None:
    book = asked()
    book.take(answer(), MONDAY + HOUR, role="sent")
    book.take(answer(number="s2", text="And one thing more."), MONDAY + 2 * HOUR, role="sent")
    decision = book.take(bounce("ms1@shop.test"), MONDAY + DAY)
    assert decision.ticket
    assert decision.ticket.first_answer_at == MONDAY + 2 * HOUR
    later = book.take(bounce("ms2@shop.test"), MONDAY + DAY)
    assert later.ticket
    assert later.ticket.first_answer_at is None


def test_a_bounced_answer_while_a_clock_runs_postpones_nothing() -> None:
    book = asked()
    book.take(answer(), MONDAY + HOUR, role="sent")
    book.take(mail("Order AM-10432 is still wrong, why?", number=2, refs=["m1@shop.test"]), MONDAY + DAY)
    decision = book.take(bounce("ms1@shop.test"), MONDAY + 2 * DAY)
    assert decision.ticket
    assert decision.ticket.deadline
    assert (decision.ticket.deadline.starts_at, decision.promises) == (MONDAY + DAY, ())


def test_a_bounced_answer_of_a_category_that_is_gone_opens_the_ticket() -> None:
    book = asked()
    book.take(answer(), MONDAY + HOUR, role="sent")
    book.policy = policy(categories={name: item for name, item in RULES.categories.items() if name != "order-problem"})
    decision = book.take(bounce("ms1@shop.test"), MONDAY + DAY)
    assert decision.ticket
    assert (decision.ticket.status, decision.promises) == (Status.NEW, ())


def test_a_report_names_another_recipient_than_the_letter_had() -> None:
    book = asked()
    (letter,) = book.decisions[0].drafts
    decision = book.take(bounce(letter.message_id, recipient="forwarded@elsewhere.test"), MONDAY + HOUR)
    assert decision.bounce
    assert (decision.bounce.recipient, decision.bounce.park_until) == (ANN, None)


def test_a_bounce_of_nothing_we_sent_is_kept_without_a_ticket() -> None:
    decision = decide(situation(bounce("stranger@elsewhere.test")))
    assert (decision.ticket, decision.bounce, decision.drafts, decision.events) == (None, None, (), ())
