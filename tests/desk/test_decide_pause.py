"""Waiting for the requester: the clock stands still, and gives back exactly the working time."""

from datetime import datetime

import pytest

from tests.desk.builders import (
    BOB,
    DAY,
    HOUR,
    MONDAY,
    PROBLEM,
    RETURN,
    STAFF,
    THANKS,
    TRACKING,
    Book,
    answer,
    bounce,
    mail,
    policy,
    ticket,
)
from triage.desk.commands import CommandError
from triage.desk.deadlines import Outcome
from triage.desk.decide import clock
from triage.desk.question import asks_back
from triage.desk.ticket import Status
from triage.policy.rules import Stage, Step
from triage.policy.worktime import Span

WEDNESDAY = MONDAY + 2 * DAY
CALENDAR = policy().calendar
COMPLAINT = (
    "I want to complain: nobody answers, the service is rude and slow. I expect a full refund for order AM-10432."
)
QUESTION = "Could you send us a photo of the item you got?"


def asked() -> Book:
    book = Book()
    book.take(mail(PROBLEM))
    return book


def reply(book: Book, at: datetime, text: str = "Here it is.", number: int = 2, headers: str = "") -> None:
    book.take(mail(text, number=number, refs=["ms1@shop.test", "m1@shop.test"], headers=headers), at)


def test_a_question_back_stops_the_clock_and_the_reply_gives_the_time_back() -> None:
    book = asked()  # due on Wednesday at ten
    book.take(answer(text=QUESTION), MONDAY + 3 * HOUR, role="sent")
    waiting = book.tickets[1001]
    assert (waiting.status, waiting.deadline, book.open_rungs(1001)) == (Status.PENDING, None, [])
    assert waiting.paused
    assert book.wait(MONDAY + 9 * DAY) == [], "nobody is reminded of a clock that stands still"
    back = MONDAY + 10 * DAY  # Thursday of the next week at ten, with 15 hours of working time left
    reply(book, back)
    runs = book.tickets[1001]
    assert runs.deadline
    assert (runs.status, runs.paused) == (Status.OPEN, None)
    assert CALENDAR.between(back, runs.deadline.due_at) == CALENDAR.between(MONDAY + 3 * HOUR, WEDNESDAY)
    assert runs.deadline.due_at == MONDAY + 11 * DAY + 6 * HOUR, "Friday at sixteen"


def test_its_rungs_move_by_the_same_working_time_and_none_is_told_twice() -> None:
    book = asked()
    (half,) = book.wait(MONDAY + DAY)
    assert [rung.step for rung in half.told] == ["at 50%"]
    book.do("AM-1001", "#pause we wait for a photo", MONDAY + DAY + HOUR)
    assert book.wait(MONDAY + 3 * DAY) == []
    book.do("AM-1001", "#resume", MONDAY + 3 * DAY + HOUR)
    assert sorted(rung.step for rung in book.open_rungs(1001)) == ["after 1 working day", "at 100%", "at 80%"]
    assert book.wait(MONDAY + 4 * DAY - 3 * HOUR) == []
    told = [rung.step for decision in book.wait(MONDAY + 4 * DAY) for rung in decision.told]
    assert told == ["at 100%"], "due on Friday at ten, two working days later than without the pause"


def test_a_second_pause_loses_no_rung_and_moves_each_by_the_same_working_time() -> None:
    book = asked()
    left = {rung.step: CALENDAR.between(MONDAY, rung.fires_at) for rung in book.open_rungs(1001)}
    book.do("AM-1001", "#pause", MONDAY + HOUR)
    book.do("AM-1001", "#resume", MONDAY + 7 * DAY)
    book.do("AM-1001", "#pause", MONDAY + 7 * DAY + HOUR)
    book.do("AM-1001", "#resume", MONDAY + 14 * DAY)
    worked = 2 * HOUR
    coming = {rung.step: worked + CALENDAR.between(MONDAY + 14 * DAY, rung.fires_at) for rung in book.open_rungs(1001)}
    assert coming == left


def test_the_letter_of_progress_comes_after_two_pauses_and_after_an_answer_that_did_not_arrive() -> None:
    book = Book()
    book.take(mail(RETURN))
    for verb in ("#approve", "#received", "#passed"):
        book.do("AM-1001", verb, MONDAY)
    for week in (0, 1):
        book.do("AM-1001", "#pause", MONDAY + week * 7 * DAY + DAY)
        book.do("AM-1001", "#resume", MONDAY + week * 7 * DAY + 7 * DAY)
    book.take(answer(), MONDAY + 14 * DAY + HOUR, role="sent")
    book.take(bounce("ms1@shop.test"), MONDAY + 14 * DAY + 2 * HOUR)
    (progress,) = (rung for rung in book.open_rungs(1001) if rung.letter)
    assert progress.fires_at == MONDAY + 17 * DAY, "five working days, of which two had passed"


def test_a_step_that_repeats_goes_on_behind_a_pause_until_somebody_takes_the_ticket() -> None:
    ladder = [Step(at="100%", tell="lead", repeat=Span(4, "working hours"))]
    book = Book(policy=policy(escalation=ladder))
    book.take(mail(PROBLEM))
    assert len(book.wait(WEDNESDAY)) == 1
    for line in ("#pause", "#resume"):
        book.do("AM-1001", line, WEDNESDAY + HOUR)
    assert [rung.fires_at for rung in book.open_rungs(1001)] == [WEDNESDAY + 5 * HOUR]
    assert len(book.wait(WEDNESDAY + 5 * HOUR)) == 1
    for line in ("#take", "#pause", "#resume"):
        book.do("AM-1001", line, WEDNESDAY + 6 * HOUR)
    assert book.open_rungs(1001) == []


def test_a_thank_you_and_a_machine_leave_it_standing() -> None:
    book = asked()
    book.do("AM-1001", "#pause", MONDAY + HOUR)
    stands = book.tickets[1001]
    reply(book, MONDAY + 2 * HOUR, THANKS)
    reply(book, MONDAY + 3 * HOUR, "I am away.", 3, "Auto-Submitted: auto-replied")
    after = book.tickets[1001]
    assert (after.paused, after.deadline, after.status) == (stands.paused, None, Status.PENDING)


def test_a_machine_and_a_nudge_leave_it_running() -> None:
    book = asked()
    runs = book.tickets[1001].deadline
    reply(book, MONDAY + 2 * HOUR, "Any news? When is it coming?")
    reply(book, MONDAY + 3 * HOUR, "I am away.", 3, "Auto-Submitted: auto-replied")
    assert book.tickets[1001].deadline == runs


def test_an_answer_after_all_keeps_the_promise_that_stood_still() -> None:
    book = asked()
    book.take(answer(text=QUESTION), MONDAY + HOUR, role="sent")
    book.take(answer(number="s2"), MONDAY + 9 * DAY, role="sent")
    assert (book.tickets[1001].paused, book.deadlines[1001, 1].outcome) == (None, Outcome.MET)


def test_closing_keeps_it_and_another_category_overtakes_it() -> None:
    book = asked()
    book.do("AM-1001", "#pause", MONDAY + HOUR)
    book.do("AM-1001", "#close", MONDAY + DAY)
    assert (book.tickets[1001].paused, book.deadlines[1001, 1].outcome) == (None, Outcome.MET)
    book = asked()
    book.do("AM-1001", "#pause", MONDAY + HOUR)
    book.do("AM-1001", "#category complaint", MONDAY + 2 * HOUR)
    assert (book.tickets[1001].paused, book.deadlines[1001, 1].outcome) == (None, Outcome.VOID)


def test_another_category_waits_for_nobody() -> None:
    book = asked()
    book.do("AM-1001", "#pause", MONDAY + HOUR)
    book.do("AM-1001", "#category complaint", MONDAY + 2 * HOUR)
    assert (book.tickets[1001].status, book.tickets[1001].deadline is not None) == (Status.NEW, True)


@pytest.mark.parametrize("resumes", [True, False])
@pytest.mark.parametrize(("line", "days"), [("#simple", 3), ("#category order-problem", 2)])
def test_a_later_promise_that_counts_from_arrival_gives_the_time_back_too(
    line: str, days: int, *, resumes: bool
) -> None:
    book = Book()
    book.take(mail(COMPLAINT))
    book.do("AM-1001", "#pause", MONDAY + 2 * HOUR)
    back = MONDAY + 7 * DAY + HOUR
    if resumes:
        book.do("AM-1001", "#resume", back)
    decision = book.do("AM-1001", line, back)
    runs = book.tickets[1001].deadline
    assert runs
    assert runs.due_at == MONDAY + (7 + days) * DAY - HOUR, "two hours were counted before"
    assert all(draft.values["promised"] == runs.due_at for draft in decision.drafts)


def test_another_category_counts_from_the_mail_that_waits_for_an_answer() -> None:
    book = asked()
    book.take(answer(), MONDAY + HOUR, role="sent")
    reply(book, MONDAY + 7 * DAY, COMPLAINT)
    book.do("AM-1001", "#category complaint", MONDAY + 7 * DAY + HOUR)
    runs = book.tickets[1001].deadline
    assert runs
    assert runs.due_at == MONDAY + 8 * DAY


def test_what_was_late_before_it_stood_still_stays_late() -> None:
    book = asked()
    book.do("AM-1001", "#pause", WEDNESDAY + HOUR)
    book.do("AM-1001", "#resume", WEDNESDAY + DAY)
    runs = book.tickets[1001].deadline
    assert runs
    assert runs.due_at == WEDNESDAY
    assert [rung.step for rung in book.open_rungs(1001)] == ["after 1 working day"]
    assert book.do("AM-1001", "#close", WEDNESDAY + 2 * DAY).settled[0].outcome is Outcome.LATE


def test_who_wrote_again_behind_the_question_starts_the_clock_at_once() -> None:
    book = asked()
    reply(book, MONDAY + 2 * HOUR, "I forgot: the box was open.")
    book.take(answer(text=QUESTION), MONDAY + HOUR, role="sent")
    runs = book.tickets[1001]
    assert runs.deadline
    assert (runs.paused, runs.deadline.due_at) == (None, WEDNESDAY + HOUR)


def test_a_question_that_came_back_lets_the_clock_run_on() -> None:
    book = asked()
    book.take(answer(text=QUESTION), MONDAY + HOUR, role="sent")
    book.take(bounce("ms1@shop.test"), MONDAY + 2 * HOUR)
    assert book.tickets[1001].deadline
    assert book.tickets[1001].paused is None


def test_the_fact_that_was_missing_starts_the_policy_s_clock_whatever_stood_still() -> None:
    book = Book()
    book.take(mail(TRACKING))
    book.take(mail("I am still waiting, please look into it!", number=2, refs=["m1@shop.test"]), MONDAY + HOUR)
    book.take(answer(text="What is your order number?"), MONDAY + 2 * HOUR, role="sent")
    assert book.tickets[1001].paused
    reply(book, MONDAY + DAY, "The order number is AM-10432.", 3)
    runs = book.tickets[1001]
    assert runs.deadline
    assert (runs.missing, runs.paused, runs.deadline.starts_at) == ((), None, MONDAY + DAY)
    assert runs.deadline.clause == "3"


@pytest.mark.parametrize(("line", "sentence"), [("#resume", "stands still"), ("#pause", "no clock runs")])
def test_there_is_nothing_to_pause_or_resume(line: str, sentence: str) -> None:
    book = asked()
    if line == "#pause":
        book.do("AM-1001", "#close", MONDAY)
    with pytest.raises(CommandError, match=sentence):
        book.do("AM-1001", line, MONDAY + HOUR)


def test_a_promise_in_hours_by_the_clock_is_given_back_by_the_clock() -> None:
    stages = {"answer": Stage(within=Span(24, "hours"))}
    around = policy(
        categories={"order-problem": policy().rules.categories["order-problem"].model_copy(update={"stages": stages})}
    )
    started = clock.start_clock(ticket(), stages["answer"], starts_at=MONDAY, policy=around).ticket
    assert started
    paused = clock.pause(started, MONDAY + 4 * HOUR, because="x").ticket
    assert paused
    resumed = clock.resume(paused, MONDAY + 3 * DAY + 12 * HOUR, policy=around).ticket
    assert resumed
    assert resumed.deadline
    assert resumed.deadline.due_at == MONDAY + 3 * DAY + 32 * HOUR


@pytest.mark.parametrize(
    "text",
    [
        QUESTION,
        f"Hello Ann,\n\nThank you for your mail. {QUESTION}\n\nBest\nBen",
        "Guten Tag,\nkönnten Sie uns bitte Ihre Bestellnummer nennen?\nViele Grüße",
        "ご注文番号を教えていただけますか？",
        "请问您的订单号是多少？",
        "¿Nos puede enviar una foto del paquete?",
    ],
)
def test_what_asks_back(text: str) -> None:
    assert asks_back(text)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "It is on its way.",
        "Your parcel is in Newark. It will be with you on Thursday. Is there anything else we can do?",
        "We have sent you a new one today; it takes six days. You need not send the old one back. OK?",
    ],
)
def test_what_answers(text: str) -> None:
    assert not asks_back(text)


def test_a_colleague_of_the_requester_may_give_what_we_waited_for() -> None:
    book = asked()
    book.take(answer(text=QUESTION), MONDAY + HOUR, role="sent")
    book.take(
        mail("I have the photo, here it is.", BOB, number=2, refs=["ms1@shop.test", "m1@shop.test"]), MONDAY + DAY
    )
    assert all(item.paused is None or item.number == 1001 for item in book.tickets.values())
    assert STAFF not in book.tickets[1001].participants
