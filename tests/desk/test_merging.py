"""`#merge` and `#split`: two tickets are one matter, or one is two. No promise is lost, and nobody reads another's words."""

from dataclasses import replace

import pytest

from tests.desk.builders import ANN, BOB, DAY, HOUR, MONDAY, PROBLEM, RETURN, STAFF, THANKS, Book, answer, mail
from tests.desk.test_staffmail import answered, letter_to, transcript
from triage.desk.commands import CommandError
from triage.desk.deadlines import Outcome
from triage.desk.decision import Decision
from triage.desk.drafts import Draft, LetterKind
from triage.desk.ticket import Status, Ticket

PROGRAM = "I would like to know more about your loyalty program, it is a complaint that nobody told me."


def two(by: str = ANN, text: str = RETURN) -> Book:
    """AM-1001 asks about a wrong item; an hour later AM-1002 wants to return something (due first)."""
    book = Book()
    book.take(mail(PROBLEM, number=1, subject="Wrong item"))
    book.take(mail(text, by, number=2, subject="A return"), MONDAY + HOUR)
    assert list(book.tickets) == [1001, 1002]
    return book


def said(decision: Decision) -> str:
    return "\n".join(sentence for part in decision.parts for entry in part.events for sentence in entry.because)


def relayed(decision: Decision) -> Draft:
    (draft,) = (draft for part in decision.parts for draft in part.drafts if draft.kind is LetterKind.RELAY)
    return draft


def standing(ticket: Ticket) -> Ticket:
    """What a merge and a split must give back: counters of letters and promises only ever grow."""
    deadline = replace(ticket.deadline, cycle=0) if ticket.deadline else None
    return replace(ticket, letters=0, cycle=0, deadline=deadline)


def watched(book: Book, number: int) -> list[tuple[str, object]]:
    return sorted((rung.step, rung.fires_at) for rung in book.open_rungs(number))


# ---------------------------------------------------------------- which goes on, and what comes with it
@pytest.mark.parametrize(("on", "other"), [("AM-1001", "AM-1002"), ("AM-1002", "AM-1001")])
def test_the_older_one_goes_on_wherever_the_command_is_written(on: str, other: str) -> None:
    book = two()
    decision = book.do(on, f"#merge {other}", MONDAY + 2 * HOUR)
    assert decision.ticket
    assert decision.ticket.name == "AM-1001"
    assert book.tickets[1002].status is Status.CLOSED
    assert len(book.pieces[1001]) == 2
    assert "AM-1002 is merged into AM-1001, the older one" in said(decision)
    assert not decision.drafts, "nobody is written to"


def test_the_promise_that_falls_due_first_stays_in_force_with_its_reminders() -> None:
    book = two()
    first = book.tickets[1002].deadline
    assert first
    assert book.tickets[1001].deadline
    assert first.due_at < book.tickets[1001].deadline.due_at
    rungs = watched(book, 1002)
    book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    (runs,) = book.open_deadlines(1001)
    assert (runs.due_at, runs.starts_at, runs.clause) == (first.due_at, first.starts_at, first.clause)
    assert watched(book, 1001) == rungs
    assert (book.open_deadlines(1002), book.open_rungs(1002)) == ([], [])


def test_the_older_one_s_promise_runs_on_where_it_is_the_earlier() -> None:
    book = Book()
    book.take(mail(RETURN, number=1, subject="A return"))
    book.take(mail(PROBLEM, number=2, subject="Wrong item"), MONDAY + HOUR)
    before = (book.open_deadlines(1001), watched(book, 1001))
    book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    assert (book.open_deadlines(1001), watched(book, 1001)) == before


def test_a_reminder_that_was_told_is_not_told_again() -> None:
    book = two()
    book.wait(MONDAY + 6 * HOUR)
    told = [(step) for number, _, step in book.told if number == 1002]
    assert told
    book.do("AM-1001", "#merge AM-1002", MONDAY + 6 * HOUR)
    assert not set(told) & {step for step, _ in watched(book, 1001)}


def test_who_waits_for_the_requester_has_heard_from_her() -> None:
    book = two()
    book.do("AM-1001", "#pause", MONDAY + 2 * HOUR)
    book.do("AM-1001", "#merge AM-1002", MONDAY + 3 * HOUR)
    assert book.tickets[1001].status is Status.NEW
    assert len(book.open_deadlines(1001)) == 1
    assert book.paused_deadlines(1001) == []


def test_a_closed_older_ticket_takes_the_work_of_the_younger_up() -> None:
    book = two()
    promised = book.tickets[1002].deadline
    book.do("AM-1001", "#close", MONDAY + 2 * HOUR)
    book.do("AM-1001", "#merge AM-1002", MONDAY + 3 * HOUR)
    one = book.tickets[1001]
    assert promised
    assert one.deadline
    assert (one.status, one.category, one.stage) == (Status.NEW, "return-request", "audit")
    assert one.deadline.due_at == promised.due_at


def test_a_closed_younger_ticket_changes_nothing_but_the_messages() -> None:
    book = two()
    book.do("AM-1002", "#close", MONDAY + 2 * HOUR)
    before = book.tickets[1001]
    book.do("AM-1001", "#merge AM-1002", MONDAY + 3 * HOUR)
    after = book.tickets[1001]
    assert (after.status, after.deadline, after.category) == (before.status, before.deadline, before.category)
    assert len(book.pieces[1001]) == 2


# ---------------------------------------------------------------- what is refused
@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("#merge", "write the other ticket's name"),
        ("#merge AM-1002 now", "write the other ticket's name"),
        ("#merge AM-7777", "there is no ticket AM-7777"),
        ("#merge AM-1001", "this is AM-1001"),
        ("#merge am-1001", "this is AM-1001"),
        ("#split AM-1002", "AM-1002 is not merged into AM-1001"),
        ("#split", "has only one message from outside"),
    ],
)
def test_a_line_that_does_not_fit_says_what_does(line: str, reason: str) -> None:
    with pytest.raises(CommandError, match=reason):
        two().do("AM-1001", line, MONDAY + 2 * HOUR)


def test_what_is_merged_already_is_not_merged_again() -> None:
    book = two()
    book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    with pytest.raises(CommandError, match="where AM-1002 goes on"):
        book.do("AM-1001", "#merge AM-1002", MONDAY + 3 * HOUR)


def test_two_requesters_are_merged_only_anyway_and_staff_are_told_who_is_on_it() -> None:
    book = two(BOB)
    with pytest.raises(CommandError, match="write #merge AM-1002 anyway"):
        book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    assert book.tickets[1002].status is Status.NEW
    decision = book.do("AM-1001", "#merge AM-1002 anyway", MONDAY + 2 * HOUR)
    assert f"2 requesters are on it now: {ANN}, {BOB}" in said(decision)
    assert book.tickets[1001].facts == two(BOB).tickets[1001].facts, "her facts are not his"


def test_who_would_come_along_counts_too() -> None:
    book = two(BOB)
    book.do("AM-1001", "#merge AM-1002 anyway", MONDAY + 2 * HOUR)
    for number, by in ((3, BOB), (4, ANN)):
        book.take(
            mail(f"Where is my parcel, order AM-2000{number}?", by, number=number, subject=f"Parcel {number}"), MONDAY
        )
        name = book.tickets[1000 + number].name
        with pytest.raises(CommandError, match="anyway"):
            book.do("AM-1001", f"#merge {name}", MONDAY + 3 * HOUR)


# ---------------------------------------------------------------- who gets which words
def test_an_answer_to_a_letter_about_his_ticket_still_goes_to_him_in_his_thread() -> None:
    book = two(BOB)
    book.do("AM-1001", "#merge AM-1002 anyway", MONDAY + 2 * HOUR)
    own_id = letter_to(book, ticket="AM-1002")
    decision = answered(book, "Hello Bob, the label is on its way.", answers=own_id, refs=(own_id,))
    draft = relayed(decision)
    assert (draft.recipient, draft.subject, draft.in_reply_to) == (BOB, "A return", "m2@shop.test")
    assert draft.ticket == "AM-1002"
    hers = answered(book, "Hello Ann, the right one is on its way.", number=51)
    assert (relayed(hers).recipient, relayed(hers).subject) == (ANN, "Wrong item")


def test_text_below_a_merge_answers_both_and_goes_out_once() -> None:
    book = two()
    decision = answered(book, "#merge AM-1002\n\nHello Ann, both leave today.")
    assert relayed(decision).recipient == ANN
    assert book.tickets[1001].status is Status.PENDING
    assert (book.open_deadlines(1001), book.open_deadlines(1002)) == ([], [])


@pytest.mark.parametrize(
    ("lines", "reason"),
    [
        ("#merge AM-1002 anyway\n\nHello", "several requesters are on it"),
        ("#split\n\nHello", "two tickets after #split"),
        ("#merge AM-1002\n#split", "one #merge or #split a mail"),
    ],
)
def test_text_that_may_reach_the_wrong_one_is_not_sent(lines: str, reason: str) -> None:
    book = two(BOB)
    decision = answered(book, lines)
    assert reason in str(transcript(decision)["problem"])
    assert book.tickets[1002].status is Status.NEW
    assert all(draft.recipient == STAFF for part in decision.parts for draft in part.drafts)


# ---------------------------------------------------------------- and apart again
def test_split_gives_both_back_as_they_were() -> None:
    book = two()
    before = {number: (standing(item), watched(book, number)) for number, item in book.tickets.items()}
    book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    decision = book.do("AM-1001", "#split", MONDAY + 2 * HOUR)
    assert {number: (standing(item), watched(book, number)) for number, item in book.tickets.items()} == before
    assert [len(book.pieces[number]) for number in (1001, 1002)] == [1, 1]
    assert "AM-1002 is a ticket of its own again, with 1 message" in said(decision)
    assert book.apart == {(1001, 1002)}


def test_what_came_since_goes_with_its_own_thread() -> None:
    book = two()
    book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    book.take(
        mail("More about the return.", number=3, subject="Re: A return", refs=["m2@shop.test"]), MONDAY + 3 * HOUR
    )
    book.take(
        mail("More about the item.", number=4, subject="Re: Wrong item", refs=["m1@shop.test"]), MONDAY + 3 * HOUR
    )
    assert len(book.pieces[1001]) == 4
    book.do("AM-1001", "#split", MONDAY + 4 * HOUR)
    found = {number: [piece.message_id for piece in book.pieces[number]] for number in (1001, 1002)}
    assert found == {1001: ["m1@shop.test", "m4@shop.test"], 1002: ["m2@shop.test", "m3@shop.test"]}
    later = mail("And?", number=5, subject="Re: A return", refs=["m1@shop.test", "m3@shop.test"])
    assert book.take(later, MONDAY + 5 * HOUR).ticket == book.tickets[1002], (
        "the nearest decides, and nothing is joined"
    )


def test_an_answer_in_one_thread_keeps_that_one_s_promise_only() -> None:
    book = two()
    promised = {number: item.deadline for number, item in book.tickets.items()}
    book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    book.take(answer(refs=("m2@shop.test",)), MONDAY + 3 * HOUR, role="sent")
    assert book.open_deadlines(1001) == []
    book.do("AM-1001", "#split", MONDAY + 4 * HOUR)
    (owed,) = book.open_deadlines(1001)
    assert promised[1001]
    assert owed.due_at == promised[1001].due_at
    assert (book.tickets[1001].status, book.tickets[1001].first_answer_at) == (Status.NEW, None)
    assert (book.tickets[1002].status, book.open_deadlines(1002)) == (Status.PENDING, [])
    assert book.deadlines[1002, 1].outcome is Outcome.MET


def test_thanks_for_an_answer_are_owed_none_after_a_split() -> None:
    book = two()
    book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    book.take(answer(refs=["m2@shop.test"]), MONDAY + 3 * HOUR, role="sent")
    book.take(mail(THANKS, number=3, subject="All well", refs=["ms1@shop.test"]), MONDAY + 4 * HOUR)
    book.do("AM-1001", "#split", MONDAY + 5 * HOUR)
    assert len(book.pieces[1002]) == 3
    assert (book.tickets[1002].status, book.open_deadlines(1002)) == (Status.PENDING, [])


def test_a_merge_after_a_split_is_a_merge_like_any_other() -> None:
    book = two()
    for _ in range(3):
        book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
        assert len(book.open_deadlines(1001)) == 1
        book.do("AM-1001", "#split AM-1002", MONDAY + 3 * HOUR)
        assert [len(book.open_deadlines(number)) for number in (1001, 1002)] == [1, 1]


def test_merges_come_apart_one_by_one() -> None:
    book = two()
    book.take(mail("Where is my parcel with order AM-10433?", number=3, subject="Parcel"), MONDAY + HOUR)
    before = {number: standing(item) for number, item in book.tickets.items()}
    book.do("AM-1002", "#merge AM-1003", MONDAY + 2 * HOUR)
    book.do("AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    with pytest.raises(CommandError, match="AM-1003 came here with AM-1002: split that first"):
        book.do("AM-1001", "#split AM-1003", MONDAY + 3 * HOUR)
    book.do("AM-1001", "#split AM-1002", MONDAY + 3 * HOUR)
    book.do("AM-1002", "#split", MONDAY + 3 * HOUR)
    assert {number: standing(item) for number, item in book.tickets.items()} == before


# ---------------------------------------------------------------- a message that is another matter
def grown() -> Book:
    """Ann writes about something else in her old thread, and goes on about both."""
    book = Book()
    book.take(mail(PROBLEM, number=1, subject="Wrong item"))
    book.take(answer(), MONDAY + HOUR, role="sent")
    book.take(mail(RETURN, number=2, subject="Re: Wrong item", refs=["m1@shop.test"]), MONDAY + DAY)
    book.take(
        mail("The handle too.", number=3, subject="Re: Wrong item", refs=["m1@shop.test", "m2@shop.test"]), MONDAY + DAY
    )
    book.take(mail("Thank you for the item.", number=4, subject="Re: Wrong item", refs=["m1@shop.test"]), MONDAY + DAY)
    return book


def test_a_message_and_what_followed_become_a_ticket_of_their_own_with_their_own_promise() -> None:
    book = grown()
    decision = answered(book, "#split", answers="m2@shop.test", refs=(letter_to(book), "m2@shop.test"))
    new = book.tickets[1002]
    assert [piece.message_id for piece in book.pieces[1002]] == ["m2@shop.test", "m3@shop.test"]
    assert (new.requester, new.category, new.status, new.opened_at) == (ANN, "return-request", Status.NEW, MONDAY + DAY)
    assert new.deadline
    assert new.deadline.starts_at == MONDAY + DAY
    assert book.tickets[1001].deadline is None, "what the message began there is not owed there"
    assert "AM-1002 now, with 2 messages" in said(decision)
    assert all(draft.recipient == STAFF for part in decision.parts for draft in part.drafts)


def test_her_next_reply_to_either_finds_the_right_one() -> None:
    book = grown()
    answered(book, "#split", answers="m2@shop.test", refs=(letter_to(book), "m2@shop.test"))
    for number, refs in (
        (1002, ["m1@shop.test", "s1@shop.test", "m3@shop.test"]),
        (1001, ["m1@shop.test", "s1@shop.test"]),
    ):
        decision = book.take(mail("And?", number=f"x{number}", subject="Re: Wrong item", refs=refs), MONDAY + 2 * DAY)
        assert decision.ticket
        assert (decision.ticket.number, decision.joined) == (number, ())


def test_a_merge_undoes_it() -> None:
    book = grown()
    answered(book, "#split", answers="m2@shop.test", refs=(letter_to(book), "m2@shop.test"))
    book.do("AM-1001", "#merge AM-1002", MONDAY + DAY + HOUR)
    assert sorted(piece.message_id or "" for piece in book.pieces[1001] if piece.asks) == [
        f"m{number}@shop.test" for number in (1, 2, 3, 4)
    ]
    assert len(book.open_deadlines(1001)) == 1


def test_the_message_that_opened_a_ticket_stays() -> None:
    book = grown()
    decision = answered(book, "#split", answers="m1@shop.test", refs=(letter_to(book), "m1@shop.test"))
    assert "that message opened AM-1001" in str(transcript(decision)["problem"])


def test_help_names_split_where_there_is_something_to_split() -> None:
    assert not any("#split" in line for line in two().do("AM-1001", "#help", MONDAY + 2 * HOUR).answer)
    assert any("#split" in line for line in grown().do("AM-1001", "#help", MONDAY + 2 * DAY).answer)
    assert any(line.startswith("#merge AM-1042 —") for line in two().do("AM-1001", "#help", MONDAY + 2 * HOUR).answer)
