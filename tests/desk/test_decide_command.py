"""What staff commands do to a ticket: verbs of the stage move it, the others are for every ticket."""

from dataclasses import replace
from datetime import timedelta

import pytest

from tests.desk.builders import (
    ANN,
    DAY,
    HOUR,
    MONDAY,
    PROBLEM,
    RETURN,
    RULES,
    STAFF,
    TRACKING,
    Book,
    answer,
    kinds,
    mail,
    policy,
)
from triage.desk.commands import Command, CommandError
from triage.desk.decide import obey
from triage.desk.decide.command import Desk
from triage.desk.decision import Correction, Decision, EventKind
from triage.desk.situation import Memory
from triage.desk.ticket import Status
from triage.policy.rules import Stage
from triage.policy.worktime import Span

COMPLAINT = (
    "I want to complain: nobody answers, the service is rude and slow. I expect a full refund for order AM-10432."
)


def book_with(text: str) -> Book:
    book = Book()
    book.take(mail(text))
    return book


def do(book: Book, line: str, after: timedelta = HOUR):  # noqa: ANN201  what `do` gives
    return book.do("AM-1001", line, MONDAY + after)


# ---------------------------------------------------------------- the whole way of a return
def test_a_return_from_its_audit_to_its_refund() -> None:
    book = book_with(RETURN)
    approved = do(book, "#approve")
    assert approved.ticket
    assert (approved.ticket.stage, approved.ticket.status, approved.ticket.deadline) == ("parcel", Status.PENDING, None)
    (letter,) = approved.drafts
    assert (letter.template, letter.recipient) == ("requester/authorization", ANN)
    assert str(letter.values["number"]).startswith("RA-1001-")
    assert letter.values["warehouse_address"] == RULES.shop.warehouse_address
    received = do(book, "#received", 9 * DAY)
    assert received.ticket
    assert received.ticket.deadline
    assert (received.ticket.stage, received.ticket.status) == ("inspection", Status.OPEN)
    assert received.ticket.deadline.starts_at == MONDAY + 9 * DAY
    assert all(rung.cycle == 3 for rung in book.open_rungs(1001)), "what reminded of the parcel is over"
    do(book, "#passed", 10 * DAY)
    assert "progress due 5 working days" in {rung.step for rung in book.open_rungs(1001)}
    refunded = do(book, "#refunded", 12 * DAY)
    assert refunded.ticket
    assert (refunded.ticket.status, refunded.ticket.stage) == (Status.CLOSED, None)
    assert (book.open_deadlines(1001), book.open_rungs(1001)) == ([], [])


def test_a_failed_inspection_is_itemised_with_its_clause() -> None:
    book = book_with(RETURN)
    do(book, "#approve")
    do(book, "#received")
    decision = do(book, "#failed the seal is torn; a part is missing; clause 4")
    assert decision.ticket
    assert decision.ticket.status is Status.CLOSED
    assert dict(decision.drafts[0].values) == {
        "ticket": "AM-1001",
        "name": "Ann Example",
        "reasons": ["the seal is torn", "a part is missing"],
        "clause": "4",
    }


@pytest.mark.parametrize("line", ["#decline", "#decline because", "#decline clause 4", "#decline ; clause 4"])
def test_a_refusal_needs_reasons_and_a_clause(line: str) -> None:
    book = book_with(RETURN)
    with pytest.raises(CommandError, match="needs reasons and the clause"):
        do(book, line)
    assert book.tickets[1001].stage == "audit", "nothing was done"


def test_a_complaint_s_later_promise_counts_from_its_arrival() -> None:
    book = book_with(COMPLAINT)
    decision = do(book, "#simple", DAY / 2)
    assert decision.ticket
    assert decision.ticket.deadline
    assert decision.ticket.deadline.starts_at == MONDAY
    assert decision.ticket.deadline.due_at == MONDAY + 3 * DAY


def test_nobody_is_promised_a_moment_that_has_passed() -> None:
    book = book_with(COMPLAINT)
    decision = book.do("AM-1001", "#simple", MONDAY + 7 * DAY)
    assert decision.ticket
    assert decision.ticket.deadline
    assert decision.ticket.deadline.due_at < MONDAY + 7 * DAY, "the breach stands"
    (letter,) = decision.drafts
    assert (letter.template, letter.values["promised"]) == ("requester/classified", None)


def test_an_acknowledgement_that_was_late_promises_no_moment_that_has_passed() -> None:
    category = RULES.categories["order-problem"]
    quick = category.model_copy(update={"stages": {"answer": Stage(within=Span(2, "working hours"))}})
    book = Book(policy=policy(categories={**RULES.categories, "order-problem": quick}))
    decision = book.take(mail(PROBLEM), now=MONDAY + 3 * HOUR)
    assert [draft.values["promised"] for draft in decision.drafts] == [None]


def test_a_verb_of_another_stage_does_not_fit() -> None:
    book = book_with(RETURN)
    desk = Desk(memory=Memory(next_number=1), policy=policy(), identity=None, now=MONDAY, who=STAFF)  # pyright: ignore[reportArgumentType]  never asked for
    with pytest.raises(CommandError, match="#refunded does not fit the stage audit of AM-1001"):
        obey(book.tickets[1001], Command(verb="refunded", argument=""), desk)


def test_a_letter_that_the_gate_stops_does_not_stop_the_command() -> None:
    book = book_with(RETURN)
    desk = Desk(
        memory=Memory(next_number=1, parked_until={ANN: MONDAY + DAY}),
        policy=policy(),
        identity=None,  # pyright: ignore[reportArgumentType]  no letter is made
        now=MONDAY,
        who=STAFF,
    )
    approve = Command(verb="decline", argument="it is used; clause 4")
    decision = obey(book.tickets[1001], approve, desk)
    assert decision.ticket
    assert (decision.ticket.status, decision.drafts) == (Status.CLOSED, ())
    assert [entry.reasons[0].code for entry in decision.suppressed] == ["parked"]


# ---------------------------------------------------------------- verbs that every ticket knows
@pytest.mark.parametrize(
    "named", [STAFF, STAFF.upper(), f"{STAFF}<mailto:{STAFF}>", f"Ben Cole <{STAFF}>", f"{STAFF}."]
)
def test_assign_reads_an_address_as_mail_programs_write_it(named: str) -> None:
    decision = do(book_with(PROBLEM), f"#assign {named}")
    assert decision.ticket
    assert decision.ticket.assignee == STAFF


def test_assign_takes_staff_only() -> None:
    book = book_with(PROBLEM)
    for wrong in ("#assign stranger@shop.test", "#assign", f"#assign {STAFF} stranger@shop.test"):
        with pytest.raises(CommandError, match="is not staff; staff are"):
            do(book, wrong)


def test_priority_and_note() -> None:
    book = book_with(PROBLEM)
    decision = do(book, "#priority urgent")
    assert decision.ticket
    assert decision.ticket.priority == "urgent"
    assert do(book, "#note called her").events[0].because == (f"#note by {STAFF}", "called her")
    with pytest.raises(CommandError, match="none of low, normal, high, urgent"):
        do(book, "#priority asap")


def test_another_category_means_another_team_and_promise() -> None:
    book = book_with(PROBLEM)
    decision = do(book, "#category complaint")
    assert decision.ticket
    assert decision.ticket.deadline
    assert (decision.ticket.team, decision.ticket.stage, decision.ticket.confidence) == ("complaints", "classify", 1.0)
    assert decision.ticket.deadline.starts_at == MONDAY
    assert [ended.outcome.value for ended in decision.settled] == ["void"]
    with pytest.raises(CommandError, match="'complaints' is none of"):
        do(book, "#category complaints")


def test_the_category_that_it_has_is_confirmed_and_the_work_goes_on_where_it_is() -> None:
    book = book_with(RETURN)
    do(book, "#approve")
    before, watched = book.tickets[1001], book.open_rungs(1001)
    decision = do(book, "#category return-request", 3 * DAY)
    assert decision.ticket == replace(before, unsure=False, confidence=1.0)
    assert (decision.settled, book.open_rungs(1001)) == ((), watched)
    assert decision.correction == Correction(was="return-request", category="return-request", by=STAFF)


@pytest.mark.parametrize("category", ["not-a-request", "order-tracking"])
def test_who_was_waited_for_hears_nothing_of_it_once_it_is_something_else(category: str) -> None:
    book = book_with(RETURN)
    do(book, "#approve")
    assert book.open_rungs(1001)
    do(book, f"#category {category}", 2 * HOUR)
    assert [rung for rung in book.open_rungs(1001) if rung.letter] == []
    assert not any(draft.recipient == ANN for told in book.wait(MONDAY + 20 * DAY) for draft in told.drafts)


def test_a_category_that_asks_for_more_waits_for_it() -> None:
    book = book_with("It has not come. Please help me quickly, I need it.")
    decision = do(book, "#category order-tracking")
    assert decision.ticket
    assert (decision.ticket.status, decision.ticket.deadline) == (Status.PENDING, None)
    assert "order_number" in decision.ticket.missing
    decision = do(book, "#category complaint")
    assert decision.ticket
    assert (decision.ticket.status, decision.ticket.deadline is not None) == (Status.NEW, True)


def test_sorting_a_closed_ticket_does_not_open_it() -> None:
    book = book_with(PROBLEM)
    do(book, "#close")
    decision = do(book, "#category complaint")
    assert decision.ticket
    assert (decision.ticket.status, decision.ticket.category, decision.promises) == (Status.CLOSED, "complaint", ())


def test_what_asks_nothing_has_no_stage() -> None:
    book = book_with(TRACKING)
    decision = do(book, "#category not-a-request")
    assert decision.ticket
    assert (decision.ticket.stage, decision.ticket.deadline, decision.promises) == (None, None, ())


def test_close_and_reopen() -> None:
    book = book_with(PROBLEM)
    closed = do(book, "#close solved by phone")
    assert closed.ticket
    assert (closed.ticket.status, closed.ticket.closed_at) == (Status.CLOSED, MONDAY + HOUR)
    assert book.open_rungs(1001) == []
    reopened = do(book, "#reopen", DAY)
    assert reopened.ticket
    assert reopened.ticket.deadline
    assert (reopened.ticket.status, reopened.ticket.deadline.starts_at) == (Status.OPEN, MONDAY + DAY)
    assert kinds(reopened) == [EventKind.REOPENED, EventKind.CLOCK]
    with pytest.raises(CommandError, match="AM-1001 is open, not closed"):
        do(book, "#reopen")


def test_a_ticket_whose_category_is_gone_can_still_be_opened() -> None:
    book = book_with(PROBLEM)
    do(book, "#close")
    book.policy = policy(categories={"complaint": RULES.categories["complaint"]})
    decision = do(book, "#reopen")
    assert decision.ticket
    assert (decision.ticket.status, decision.promises) == (Status.OPEN, ())


def test_a_letter_of_a_stage_answers_the_requester_s_own_mail() -> None:
    book = Book()
    book.take(mail(RETURN, number=0))
    (draft,) = do(book, "#approve").drafts
    assert (draft.in_reply_to, draft.references) == (None, ())
    book = book_with(RETURN)
    book.take(answer(), MONDAY + HOUR, role="sent")
    (draft,) = do(book, "#approve").drafts
    assert (draft.in_reply_to, draft.references, draft.subject) == ("m1@shop.test", ("m1@shop.test",), "A question")


# ---------------------------------------------------------------- the closing letter
def letters(decision: Decision) -> list[str]:
    return [draft.template for draft in decision.drafts]


def test_closing_tells_the_requester_once() -> None:
    book = book_with(PROBLEM)
    closed = do(book, "#close")
    assert (letters(closed), closed.drafts[0].recipient) == (["requester/closing"], ANN)
    with pytest.raises(CommandError, match="AM-1001 is closed already"):
        do(book, "#close")
    do(book, "#reopen", DAY)
    assert letters(do(book, "#close", 2 * DAY)) == ["requester/closing"], "once for each closing"


def test_a_verb_that_speaks_for_itself_sends_no_second_letter() -> None:
    book = book_with(RETURN)
    assert letters(do(book, "#decline it is used; clause 4")) == ["requester/declined"]


def test_a_verb_without_words_of_its_own_ends_with_the_closing_letter() -> None:
    book = book_with(COMPLAINT)
    do(book, "#simple")
    book.take(answer(text="We refund the difference."), MONDAY + 2 * HOUR, role="sent")
    assert letters(do(book, "#settled", DAY)) == ["requester/closing"], "an answer by mail has settled it"


@pytest.mark.parametrize("line", ["#spam", "#category not-a-request"])
def test_what_asks_nothing_is_closed_in_silence(line: str) -> None:
    book = book_with(PROBLEM)
    assert letters(do(book, line)) == []
    if line == "#category not-a-request":
        assert letters(do(book, "#close")) == []


def test_spam_is_a_correction_to_learn_from() -> None:
    book = book_with(PROBLEM)
    decision = do(book, "#spam")
    assert decision.ticket
    assert (decision.ticket.status, decision.ticket.category) == (Status.CLOSED, "not-a-request")
    assert decision.correction == Correction(was="order-problem", category="not-a-request", by=STAFF)
    assert [ended.outcome.value for ended in decision.settled] == ["void"], "no promise was kept by it"


def test_nobody_is_told_of_a_closing_where_ops_want_no_letter_or_nobody_reads() -> None:
    silent = book_with(PROBLEM)
    silent.policy = policy(desk=RULES.desk.model_copy(update={"closing": None}))
    assert letters(do(silent, "#close")) == []
    robot = Book()
    robot.take(mail(PROBLEM, "no-reply@shop.test"))
    assert letters(do(robot, "#close")) == []


# ---------------------------------------------------------------- who takes it, and verbs that only ask
def test_take_gives_the_ticket_to_whoever_commands() -> None:
    book = book_with(PROBLEM)
    assert do(book, "#take").ticket == replace(book.tickets[1001], assignee=STAFF)
    desk = Desk(memory=Memory(next_number=1), policy=policy(), identity=None, now=MONDAY, who="root")  # pyright: ignore[reportArgumentType]  never asked for
    with pytest.raises(CommandError, match="root is not staff; write #assign ADDRESS"):
        obey(book.tickets[1001], Command(verb="take", argument=""), desk)


def test_status_and_help_answer_and_change_nothing() -> None:
    book = book_with(RETURN)
    was = book.tickets[1001]
    asked = do(book, "#status")
    assert (asked.ticket, asked.events, asked.drafts) == (was, (), ())
    assert asked.answer[0] == "AM-1001 is new: return-request, audit"
    assert "audit due Tue 2026-12-01 10:00 EST" in asked.answer
    fitting = do(book, "#help").answer
    assert fitting[0].startswith("#approve — ")
    assert any(line.startswith("#close") for line in fitting)
    assert not any(line.startswith(("#reopen", "#resume")) for line in fitting), "they do not fit an open ticket"
    do(book, "#close")
    fitting = do(book, "#help").answer
    assert any(line.startswith("#reopen") for line in fitting)
    assert not any(line.startswith(("#close", "#approve", "#pause")) for line in fitting)
