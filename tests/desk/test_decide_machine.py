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
from triage.desk.decision import EventKind
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
    assert (decision.ticket.status, decision.ticket.deadline.starts_at) == (Status.OPEN, MONDAY + DAY)
    assert kinds(decision) == [EventKind.BOUNCED, EventKind.CLOCK]


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
    assert (decision.ticket.status, decision.promises) == (Status.OPEN, ())


def test_a_report_names_another_recipient_than_the_letter_had() -> None:
    book = asked()
    (letter,) = book.decisions[0].drafts
    decision = book.take(bounce(letter.message_id, recipient="forwarded@elsewhere.test"), MONDAY + HOUR)
    assert decision.bounce
    assert (decision.bounce.recipient, decision.bounce.park_until) == (ANN, None)


def test_a_bounce_of_nothing_we_sent_is_kept_without_a_ticket() -> None:
    decision = decide(situation(bounce("stranger@elsewhere.test")))
    assert (decision.ticket, decision.bounce, decision.drafts, decision.events) == (None, None, (), ())
