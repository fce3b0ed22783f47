"""What a person's mail means: a ticket, a promise, one acknowledgement; and what follows from the next mail."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.desk.builders import (
    ANN,
    BOB,
    DAY,
    FORM,
    HOUR,
    MONDAY,
    PROBLEM,
    RETURN,
    RULES,
    STAFF,
    SUPPORT,
    THANKS,
    TRACKING,
    WHOLESALE,
    Book,
    acknowledged,
    answer,
    decide,
    kinds,
    mail,
    policy,
    situation,
)
from triage.desk.decision import EventKind
from triage.desk.situation import Memory
from triage.desk.ticket import Status

REPLY = {"refs": ["m1@shop.test"], "subject": "Re: A question"}


def follow_up(text: str, number: int = 2, by: str = ANN):  # noqa: ANN201  what `mail` gives
    return mail(text, by, number=number, refs=["m1@shop.test"], subject="Re: A question")


# ---------------------------------------------------------------- a new ticket
def test_a_first_mail_opens_a_ticket_with_its_promise_and_one_letter() -> None:
    decision = decide(situation(mail(RETURN)))
    ticket = decision.ticket
    assert ticket
    assert decision.is_new
    assert (ticket.name, ticket.category, ticket.team, ticket.stage) == (
        "AM-1001",
        "return-request",
        "aftersales",
        "audit",
    )
    assert (ticket.requester, ticket.requester_name, ticket.mailbox) == (ANN, "Ann Example", SUPPORT)
    assert ticket.deadline
    assert (ticket.deadline.due_at, ticket.deadline.clause) == (MONDAY + DAY, "4")
    (draft,) = decision.drafts
    assert (draft.recipient, draft.in_reply_to, draft.values["promised"]) == (ANN, "m1@shop.test", MONDAY + DAY)
    assert kinds(decision) == [
        EventKind.OPENED,
        EventKind.CLASSIFIED,
        EventKind.FACTS,
        EventKind.NOTE,
        EventKind.CLOCK,
        EventKind.ORDERED,
    ]


def test_the_clock_of_a_valid_enquiry_waits_for_its_facts() -> None:
    decision = decide(situation(mail(TRACKING)))
    assert decision.ticket
    assert (decision.ticket.status, decision.ticket.deadline, decision.promises) == (Status.PENDING, None, ())
    assert decision.drafts[0].values["missing"] == ["order_number"]
    assert decision.drafts[0].values["clock_starts_when_complete"] is True


def test_the_history_says_which_days_the_clock_counted() -> None:
    decision = decide(situation(mail(RETURN), at=MONDAY - 5 * DAY))
    (clock,) = (entry for entry in decision.events if entry.kind is EventKind.CLOCK)
    assert clock.because == (
        "audit is due Fri 2026-11-27 10:00 EST: 1 working day from Wed 2026-11-25 10:00 EST (clause 4)",
        "Wed 25 Nov: 10:00–18:00, counted 8 h",
        "Thu 26 Nov: Thanksgiving Day, skipped",
        "Fri 27 Nov: 09:00–10:00, counted 1 h",
    )


def test_wholesale_belongs_to_its_own_mailbox_whichever_it_reached() -> None:
    text = "We run three cafés and would like to buy 50 AeroPress Go to resell. Please send your wholesale price list."
    decision = decide(situation(mail(text), mailbox=SUPPORT))
    assert decision.ticket
    assert (decision.ticket.category, decision.ticket.mailbox) == ("wholesale", WHOLESALE)
    assert decision.drafts[0].mailbox == WHOLESALE


def test_a_bare_thank_you_asks_nothing() -> None:
    decision = decide(situation(mail(THANKS)))
    assert decision.ticket
    assert (decision.ticket.category, decision.ticket.deadline, decision.drafts) == ("not-a-request", None, ())


def test_a_mass_mailing_asks_nothing_whatever_its_words_are() -> None:
    decision = decide(situation(mail(RETURN, headers="List-Unsubscribe: <https://x.test>\nPrecedence: bulk")))
    assert decision.classification
    assert (decision.classification.category, decision.classification.runner_up) == ("not-a-request", "return-request")


def test_the_form_s_mail_belongs_to_the_person_behind_it() -> None:
    decision = decide(situation(mail(PROBLEM, FORM, headers=f"Reply-To: {BOB}")))
    assert decision.ticket
    assert decision.ticket.requester == BOB
    assert decision.ticket.participants == {BOB}


def test_mail_by_nobody_is_a_ticket_without_a_letter() -> None:
    decision = decide(situation(mail(PROBLEM, headers="", by="")))
    assert decision.ticket
    assert (decision.ticket.requester, acknowledged(decision)) == ("", False)


def test_the_language_is_the_one_they_wrote_last_when_this_mail_does_not_tell() -> None:
    decision = decide(situation(mail("AM-10432"), memory=Memory(next_number=1001, language="de")))
    assert decision.ticket
    assert decision.ticket.language == "de"
    unknown = decide(situation(mail("AM-10432"), memory=Memory(next_number=1001, language="fi")))
    assert unknown.ticket
    assert unknown.ticket.language == "en"


def test_mail_too_large_to_read_whole_says_so_on_its_ticket() -> None:
    sight = situation(mail(PROBLEM))
    decision = decide(replace(sight, arrival=replace(sight.arrival, truncated=True)))
    assert "too large to read whole" in decision.events[0].because[-1]


# ---------------------------------------------------------------- the next mail
def test_a_nudge_never_postpones_what_runs() -> None:
    book = Book()
    first = book.take(mail(PROBLEM))
    second = book.take(follow_up("Any news on AM-10432? It is urgent, what happens now?"), MONDAY + DAY)
    assert second.ticket
    assert first.ticket
    assert second.ticket.deadline == first.ticket.deadline
    assert (second.drafts, second.promises) == ((), ())


def test_the_missing_fact_starts_the_clock() -> None:
    book = Book()
    book.take(mail(TRACKING))
    decision = book.take(follow_up("Sorry, the order number is AM-10432."), MONDAY + HOUR)
    assert decision.ticket
    assert decision.ticket.deadline
    assert (decision.ticket.deadline.starts_at, decision.ticket.missing) == (MONDAY + HOUR, ())
    assert decision.ticket.status is Status.NEW


def test_while_a_fact_is_missing_a_person_looks_and_the_policy_s_clock_waits() -> None:
    book = Book()
    book.take(mail(TRACKING))
    decision = book.take(follow_up("Which number do you mean? I cannot find any on the parcel."), MONDAY + HOUR)
    assert decision.ticket
    assert decision.ticket.deadline
    assert (decision.ticket.deadline.clause, decision.ticket.status) == (None, Status.NEW)  # a promise of ours
    assert ("still missing: order_number; a person looks",) in [entry.because for entry in decision.events]


def test_the_missing_fact_starts_the_policy_s_clock_even_while_a_promise_of_ours_runs() -> None:
    book = Book()
    book.take(mail(TRACKING))
    book.take(follow_up("Which number do you mean? I cannot find any on the parcel."), MONDAY + HOUR)
    decision = book.take(follow_up("Found it: AM-10432.", number=3), MONDAY + DAY)
    assert decision.ticket
    assert decision.ticket.deadline
    assert (decision.ticket.deadline.clause, decision.ticket.deadline.starts_at) == ("3", MONDAY + DAY)
    assert [ended.outcome.value for ended in decision.settled] == ["void"]


def test_a_thank_you_leaves_the_ticket_as_it_is() -> None:
    book = Book()
    book.take(mail(PROBLEM))
    book.take(answer(), MONDAY + HOUR, role="sent")
    decision = book.take(follow_up(THANKS), MONDAY + 2 * HOUR)
    assert decision.ticket
    assert (decision.ticket.status, decision.promises) == (Status.PENDING, ())


def test_a_new_question_after_the_answer_starts_a_new_clock() -> None:
    book = Book()
    book.take(mail(PROBLEM))
    book.take(answer(), MONDAY + HOUR, role="sent")
    decision = book.take(follow_up("But order AM-10432 is still not here, where is it?"), MONDAY + DAY)
    assert decision.ticket
    assert decision.ticket.deadline
    assert (decision.ticket.status, decision.ticket.deadline.cycle) == (Status.OPEN, 2)
    assert decision.drafts == (), "one acknowledgement a ticket"


def test_a_reply_to_a_closed_ticket_opens_it_again() -> None:
    book = Book()
    book.take(mail(PROBLEM))
    book.do("AM-1001", "#close", MONDAY + HOUR)
    decision = book.take(follow_up("The order AM-10432 is still wrong, please help."), MONDAY + DAY)
    assert decision.ticket
    assert (decision.ticket.number, decision.ticket.status, decision.ticket.closed_at) == (1001, Status.OPEN, None)
    assert EventKind.REOPENED in kinds(decision)


def test_a_reply_long_after_the_close_is_a_new_ticket() -> None:
    book = Book()
    book.take(mail(PROBLEM))
    book.do("AM-1001", "#close", MONDAY + HOUR)
    decision = book.take(follow_up("The order AM-10432 is wrong once more."), MONDAY + timedelta(days=32))
    assert decision.is_new
    assert any(
        "AM-1001, which was closed long ago" in sentence for entry in decision.events for sentence in entry.because
    )


def test_what_asked_nothing_may_become_a_request() -> None:
    book = Book()
    book.take(mail(THANKS))
    decision = book.take(follow_up(PROBLEM), MONDAY + HOUR)
    assert decision.ticket
    assert (decision.ticket.category, decision.ticket.stage, acknowledged(decision)) == (
        "order-problem",
        "answer",
        True,
    )


def test_nobody_is_acknowledged_twice_on_one_ticket() -> None:
    book = Book()
    book.take(mail(PROBLEM))
    book.do("AM-1001", "#category not-a-request", MONDAY + HOUR)
    decision = book.take(follow_up(PROBLEM), MONDAY + 2 * HOUR)
    assert decision.ticket
    assert (decision.ticket.category, acknowledged(decision)) == ("order-problem", False)
    assert len(book.open_deadlines(1001)) == 1


def test_a_ticket_whose_category_ops_removed_is_sorted_again() -> None:
    book = Book()
    book.take(mail(PROBLEM))
    book.policy = policy(categories={name: item for name, item in RULES.categories.items() if name != "order-problem"})
    decision = book.take(follow_up(RETURN), MONDAY + HOUR)
    assert decision.ticket
    assert (decision.ticket.category, decision.ticket.stage, decision.drafts) == ("return-request", "audit", ())
    assert [ended.outcome.value for ended in decision.settled] == ["void"]
    assert len(book.open_deadlines(1001)) == 1


@pytest.mark.parametrize("by", [STAFF, SUPPORT])
def test_one_of_us_writing_in_starts_no_clock(by: str) -> None:
    book = Book()
    book.take(mail(PROBLEM))
    book.take(answer(), MONDAY + HOUR, role="sent")
    decision = book.take(follow_up("Please look at AM-10432, what is wrong there?", by=by), MONDAY + DAY)
    assert decision.ticket
    assert (decision.ticket.status, decision.promises) == (Status.PENDING, ())


def test_a_stranger_on_the_ticket_is_pointed_out() -> None:
    book = Book()
    book.take(mail(PROBLEM))
    decision = book.take(follow_up("I am her brother: what about AM-10432?", by=BOB), MONDAY + HOUR)
    assert [entry.because for entry in decision.events if entry.kind is EventKind.DOUBT] == [
        (f"{BOB} is new on this ticket and unproven",)
    ]
    assert decision.drafts == ()


def test_the_requester_s_turn_in_a_stage_that_waits_for_her() -> None:
    book = Book()
    book.take(mail(RETURN))
    book.do("AM-1001", "#approve", MONDAY + HOUR)
    decision = book.take(follow_up("Where exactly shall I send order AM-10432?"), MONDAY + DAY)
    assert decision.ticket
    assert (decision.ticket.stage, decision.ticket.status) == ("parcel", Status.NEW)
    assert decision.ticket.deadline
    assert decision.ticket.deadline.clause is None  # a promise of ours: she asked, so it is our turn
    assert "waiting 14 days" in [rung.step for rung in book.open_rungs(1001)]


def test_what_somebody_else_writes_on_a_ticket_is_no_reason_to_acknowledge_it_to_its_requester() -> None:
    book = Book()
    book.take(mail(THANKS))
    decision = book.take(mail(TRACKING, BOB, number=2, refs=["m1@shop.test"], subject="Bob's own words"))
    assert decision.ticket
    assert decision.ticket.requester == ANN
    assert not acknowledged(decision)
