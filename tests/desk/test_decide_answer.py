"""What lies in a Sent folder: an answer stops the clock, nothing else does."""

import pytest

from tests.desk.builders import ANN, BOB, DAY, HOUR, MONDAY, PROBLEM, RETURN, SUPPORT, THANKS, Book, answer, kinds, mail
from triage.desk.deadlines import Outcome
from triage.desk.decision import EventKind
from triage.desk.ticket import Status

QUESTION = "But order AM-10432 is still not here, where is it?"


def asked() -> Book:
    book = Book()
    book.take(mail(PROBLEM))
    return book


def test_an_answer_stops_the_clock() -> None:
    book = asked()
    decision = book.take(answer(), MONDAY + HOUR, role="sent")
    assert decision.ticket
    assert (decision.direction, decision.ticket.status, decision.ticket.deadline) == ("out", Status.PENDING, None)
    assert decision.ticket.first_answer_at == MONDAY + HOUR
    assert [ended.outcome for ended in decision.settled] == [Outcome.MET]
    assert decision.events[0].because[-1] == "answer met, due 2026-12-02 15:00 UTC"
    assert book.open_rungs(1001) == []


def test_a_late_answer_is_late_and_counts() -> None:
    book = asked()
    decision = book.take(answer(), MONDAY + 3 * DAY, role="sent")
    assert [ended.outcome for ended in decision.settled] == [Outcome.LATE]


def test_a_second_answer_changes_no_first() -> None:
    book = asked()
    book.take(answer(), MONDAY + HOUR, role="sent")
    decision = book.take(answer(number="s2"), MONDAY + DAY, role="sent")
    assert decision.ticket
    assert (decision.ticket.first_answer_at, decision.settled) == (MONDAY + HOUR, ())


def test_an_answer_to_somebody_else_is_a_note() -> None:
    book = asked()
    decision = book.take(answer(to="carrier@parcels.test"), MONDAY + HOUR, role="sent")
    assert decision.ticket
    assert (decision.ticket.deadline is None, kinds(decision)) == (False, [EventKind.NOTE])


def test_a_vacation_notice_from_the_shared_mailbox_is_no_answer() -> None:
    book = asked()
    decision = book.take(answer(headers="Auto-Submitted: auto-replied"), MONDAY + HOUR, role="sent")
    assert decision.ticket
    assert (decision.ticket.deadline is None, kinds(decision)) == (False, [EventKind.NOTE])


def test_a_copy_of_our_own_letter_is_no_answer_and_proves_that_it_went_out() -> None:
    book = asked()
    decision = book.take(answer(headers="X-Triage-Instance: desk-1"), MONDAY + HOUR, role="sent")
    assert (decision.ticket, decision.events, decision.seen_in_sent) == (None, (), "ms1@shop.test")


def test_what_staff_write_to_strangers_belongs_to_no_ticket() -> None:
    decision = asked().take(answer(to=BOB, refs=["elsewhere@other.test"]), MONDAY + HOUR, role="sent")
    assert (decision.ticket, decision.direction) == (None, "out")


def test_an_answer_to_a_closed_ticket_leaves_it_closed() -> None:
    book = asked()
    book.do("AM-1001", "#close", MONDAY + HOUR)
    decision = book.take(answer(), MONDAY + 2 * HOUR, role="sent")
    assert decision.ticket
    assert decision.ticket.status is Status.CLOSED


def test_who_was_copied_takes_part_from_then_on() -> None:
    book = asked()
    decision = book.take(answer(headers=f"Cc: {BOB}, {SUPPORT}"), MONDAY + HOUR, role="sent")
    assert decision.ticket
    assert decision.ticket.participants == {ANN, BOB}


# ---------------------------------------------------------------- folders are read one after another
def test_an_answer_found_after_a_later_question_leaves_the_requester_waiting_no_longer_than_promised() -> None:
    book = asked()
    book.take(mail(QUESTION, number=2, refs=["m1@shop.test"]), MONDAY + 2 * HOUR)
    decision = book.take(answer(), MONDAY + HOUR, role="sent")
    assert decision.ticket
    assert decision.ticket.deadline
    assert (decision.ticket.status, decision.ticket.deadline.starts_at) == (Status.OPEN, MONDAY + 2 * HOUR)
    assert [ended.outcome for ended in decision.settled] == [Outcome.MET]
    assert len(book.open_deadlines(1001)) == 1


@pytest.mark.parametrize("text", ["It is on its way.", "Which colour would you like?"])
def test_a_thank_you_that_is_seen_before_the_answer_asks_for_no_other(text: str) -> None:
    book = asked()
    book.take(mail(THANKS, number=2, refs=["ms1@shop.test"], subject="Re: A question"), MONDAY + 2 * HOUR)
    ticket = book.take(answer(text=text), MONDAY + HOUR, role="sent").ticket
    assert ticket
    assert (ticket.status, ticket.deadline, book.open_deadlines(1001)) == (Status.PENDING, None, [])


@pytest.mark.parametrize("closes", [False, True])
@pytest.mark.parametrize(
    ("text", "waits"),
    [
        ("Thanks!", False),
        ("Vielen Dank!", False),
        ("Thanks, that solved it.", False),
        ("Thanks, but it is still broken.", True),
        ("Thank you! When will it arrive?", True),
    ],
)
def test_a_thank_you_asks_nothing_below_the_subject_that_asked(text: str, *, waits: bool, closes: bool) -> None:
    book = Book()
    book.take(mail(PROBLEM, subject="Where is my order AM-10432?"))
    book.take(answer(), MONDAY + HOUR, role="sent")
    if closes:
        book.do("AM-1001", "#close", MONDAY + HOUR)
    stood = book.tickets[1001].status
    thanks = mail(text, number=2, refs=["ms1@shop.test"], subject="Re: Where is my order AM-10432?")
    book.take(thanks, MONDAY + 2 * HOUR)
    ticket = book.tickets[1001]
    assert (ticket.status is not stood, ticket.deadline is not None) == (waits, waits)


def test_an_answer_older_than_the_clock_does_not_stop_it() -> None:
    book = asked()
    book.take(answer(), MONDAY + HOUR, role="sent")
    book.take(mail(QUESTION, number=2, refs=["m1@shop.test"]), MONDAY + 3 * HOUR)
    decision = book.take(answer(number="s0"), MONDAY + 2 * HOUR, role="sent")
    assert decision.ticket
    assert decision.ticket.deadline
    assert (decision.ticket.status, decision.settled) == (Status.OPEN, ())


def test_a_later_question_on_a_ticket_without_work_only_opens_it() -> None:
    book = asked()
    book.take(mail(QUESTION, number=2, refs=["m1@shop.test"]), MONDAY + 2 * HOUR)
    book.policy = book.policy.__class__(
        rules=book.policy.rules.model_copy(update={"categories": {}}), calendar=book.policy.calendar
    )
    decision = book.take(answer(), MONDAY + HOUR, role="sent")
    assert decision.ticket
    assert (decision.ticket.status, decision.ticket.deadline) == (Status.OPEN, None)


def sends_back() -> Book:
    """A return that is authorized, whose requester asks how to pack."""
    book = Book()
    book.take(mail(RETURN))
    book.do("AM-1001", "#approve", MONDAY + HOUR)
    book.take(mail("Which box may I use?", number=2, refs=["m1@shop.test"]), MONDAY + DAY)
    return book


def test_a_question_in_between_costs_nobody_the_reminder_to_send_the_parcel() -> None:
    book = sends_back()
    book.take(answer(text="Any firm box will do."), MONDAY + DAY + HOUR, role="sent")
    waits = book.tickets[1001]
    assert (waits.status, waits.stage, waits.deadline) == (Status.PENDING, "parcel", None)
    (reminder,) = book.open_rungs(1001)
    assert (reminder.letter, reminder.fires_at) == ("requester/waiting", MONDAY + 15 * DAY + HOUR)


def test_who_asks_again_while_a_parcel_is_under_way_is_promised_an_answer_whichever_folder_was_read_first() -> None:
    book = sends_back()
    book.take(mail("And may I use tape?", number=3, refs=["m1@shop.test"]), MONDAY + DAY + 2 * HOUR)
    book.take(answer(text="Any firm box will do."), MONDAY + DAY + HOUR, role="sent")
    waits = book.tickets[1001]
    assert waits.deadline
    assert (waits.status, waits.deadline.due_at) == (Status.OPEN, MONDAY + 3 * DAY + 2 * HOUR)
