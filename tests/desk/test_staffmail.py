"""What staff write in answer to our letters: commands in the first lines, text for the requester, a transcript."""

from collections.abc import Iterable
from dataclasses import replace

import pytest

from tests.desk.builders import ANN, AUTHSERV, HOUR, MONDAY, PROBLEM, RULES, STAFF, SUPPORT, Book, mail, policy
from triage.desk import tokens
from triage.desk.decision import Decision, EventKind
from triage.desk.drafts import LetterKind
from triage.desk.ticket import Status
from triage.inbound.records import Reading

KEY = b"k" * 32


def book_with(text: str = PROBLEM) -> Book:
    book = Book()
    book.take(mail(text))
    return book


def letter_to(book: Book, recipient: str = STAFF, ticket: str = "AM-1001", seq: int = 7) -> str:
    """The Message-ID of a reminder that this person got."""
    own_id = tokens.message_id(
        key=KEY,
        ticket=ticket,
        kind=LetterKind.REMINDER,
        seq=seq,
        recipient=recipient,
        domain="aeropressmall.com",
        at=MONDAY,
    )
    book.sent_to_staff(own_id, int(ticket.removeprefix("AM-")))
    return own_id


def answered(book: Book, text: str, *, by: str = STAFF, refs: Iterable[str] = (), **more: object) -> Decision:
    """Staff press Reply in the letter they got."""
    own_id = letter_to(book, by)
    usual: dict[str, object] = {
        "subject": "Re: Due soon",
        "number": 50,
        "answers": own_id,
        "refs": (own_id,),
        "name": "Ben Cole",
    }
    reading: Reading = mail(text, by, **(usual | more))  # pyright: ignore[reportArgumentType]  a table of arguments
    return book.take(reading, MONDAY + HOUR)


def transcript(decision: Decision) -> dict[str, object]:
    (draft,) = (draft for draft in decision.drafts if draft.kind is LetterKind.TRANSCRIPT)
    assert draft.recipient == STAFF
    return dict(draft.values)


def test_a_command_is_obeyed_and_answered_with_a_transcript() -> None:
    book = book_with()
    decision = answered(book, "#take\n#priority urgent\n\n-- \nBen")
    assert decision.ticket
    assert (decision.ticket.assignee, decision.ticket.priority) == (STAFF, "urgent")
    told = transcript(decision)
    assert [line["command"] for line in told["lines"]] == ["#take", "#priority urgent"]  # pyright: ignore[reportIndexIssue, reportGeneralTypeIssues, reportUnknownVariableType]
    assert (told["problem"], told["text"], told["sent"]) == (None, None, False)


def test_a_slip_undoes_the_whole_mail_and_gives_the_text_back() -> None:
    book = book_with()
    decision = answered(book, "#take\n#cloze\nHello Ann, it is on its way.")
    assert decision.ticket
    assert (decision.ticket.assignee, decision.ticket.status) == (None, Status.NEW)
    told = transcript(decision)
    assert told["problem"] == "#cloze: no such command here; did you mean #close?"
    assert told["text"] == "Hello Ann, it is on its way."
    assert all(draft.recipient != ANN for part in decision.parts for draft in part.drafts)


def test_staff_without_a_claim_are_ordinary_requesters() -> None:
    book = book_with()
    decision = book.take(mail("My own AeroPress leaks. What can I do?", STAFF, number=9, subject="Private"), MONDAY)
    assert decision.ticket
    assert (decision.ticket.number, decision.ticket.requester) == (1002, STAFF)


def test_a_command_without_our_letter_is_refused_and_shown_to_whose_address_it_bears() -> None:
    book = book_with()
    decision = book.take(mail("#close", STAFF, number=9, subject="Re: AM-1001"), MONDAY)
    assert decision.ticket is None
    (letter,) = decision.drafts
    assert (letter.kind, letter.recipient, letter.ticket) == (LetterKind.REFUSAL, STAFF, None)
    assert [remark.event.kind for remark in decision.remarks] == [EventKind.REFUSED]


@pytest.mark.parametrize(
    "headers", ["", f"Authentication-Results: {AUTHSERV}; dmarc=fail header.from=aeropressmall.com"]
)
def test_a_token_alone_is_no_proof(headers: str) -> None:
    book = book_with()
    before = book.tickets[1001]
    decision = answered(book, "#close\nHello", proven=False, headers=headers)
    assert book.tickets[1001] == before
    assert [remark.ticket for remark in decision.remarks] == [1001]
    assert {draft.kind for draft in decision.drafts} == {LetterKind.REFUSAL}


def test_the_shared_mailbox_itself_is_obeyed_from_its_sent_folder_only() -> None:
    book = book_with()
    note = {
        "by": SUPPORT,
        "to": SUPPORT,
        "number": 20,
        "answers": "m1@shop.test",
        "proven": False,
        "subject": "Re: A question",
    }
    seen_in_inbox = mail("#close", **note)  # pyright: ignore[reportArgumentType]  a table of arguments
    assert book.take(seen_in_inbox, MONDAY + HOUR).ticket is None
    assert book.tickets[1001].status is Status.NEW
    assert book.take(seen_in_inbox, MONDAY + HOUR, role="sent").ticket
    assert book.tickets[1001].status is Status.CLOSED


# ---------------------------------------------------------------- text and commands together
def sent_to_ann(decision: Decision) -> list[str]:
    """The kinds of letters that Ann gets, in order."""
    return [draft.kind.value for part in decision.parts for draft in part.drafts if draft.recipient == ANN]


def test_text_above_which_a_command_closes_goes_out_first() -> None:
    book = book_with()
    decision = answered(book, "#close\n\nHello Ann, the right one is on its way.")
    assert sent_to_ann(decision) == ["relay", "progress"], "her answer, then the closing letter"
    ticket = book.tickets[1001]
    assert (ticket.status, ticket.assignee, ticket.first_answer_at) == (Status.CLOSED, STAFF, MONDAY + HOUR)
    assert book.open_deadlines(1001) == []
    assert transcript(decision)["sent"] is True


@pytest.mark.parametrize("line", ["#pause", "#pause: we wait", "*#pause* we wait"])
def test_text_below_a_pause_goes_out_and_the_clock_stands_still(line: str) -> None:
    book = book_with()
    decision = answered(book, f"{line}\nThe warehouse looks for it.")
    assert sent_to_ann(decision) == ["relay"]
    assert book.tickets[1001].paused
    assert book.tickets[1001].first_answer_at == MONDAY + HOUR


def test_reopening_and_answering_leaves_nothing_running() -> None:
    book = book_with()
    book.do("AM-1001", "#close", MONDAY)
    decision = answered(book, "#reopen\nOne more thing: it was posted today.")
    assert sent_to_ann(decision) == ["relay"]
    assert (book.tickets[1001].status, book.open_deadlines(1001)) == (Status.PENDING, [])


def test_sorting_anew_and_closing_in_one_mail_leaves_no_deadline_behind() -> None:
    book = book_with()
    answered(book, "#category complaint\n#close")
    assert (book.tickets[1001].status, book.open_deadlines(1001), book.open_rungs(1001)) == (Status.CLOSED, [], [])


@pytest.mark.parametrize(
    "line", ["#note She called.", "*#note* She called.", "_#note:_ She called.", "__#Note__ She called."]
)
def test_a_note_takes_all_that_stands_below_it(line: str) -> None:
    book = book_with()
    decision = answered(book, f"{line}\nShe was angry about the colour.")
    assert sent_to_ann(decision) == []
    told = [sentence for part in decision.parts for entry in part.events for sentence in entry.because]
    assert "She called.\nShe was angry about the colour." in told
    assert book.tickets[1001].first_answer_at is None


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("#spam\nPlease stop writing.", "nobody is written to about #spam"),
        ("*#spam* surely\nPlease stop writing.", "nobody is written to about #spam"),
        ("#status\nHello Ann", "text below a question to the desk goes to nobody"),
        ("Hello Ann,\n#close", "'#close' stands below other text"),
        ("#refunded 10 USD\nHello Ann", "#refunded: no such command here"),
        ("#take #close\nHello Ann", "each command needs a line of its own"),
        ("#assign somebody@else.test\nHello Ann", "is not staff"),
    ],
)
def test_what_is_not_clear_is_not_done_at_all(text: str, problem: str) -> None:
    book = book_with()
    before = book.tickets[1001]
    decision = answered(book, text)
    assert replace(book.tickets[1001], letters=before.letters) == before
    assert sent_to_ann(decision) == []
    told = transcript(decision)
    assert problem in str(told["problem"])
    assert str(told["text"]) in text


def test_a_command_in_a_mail_of_html_alone_is_obeyed() -> None:
    book = book_with()
    html = "<div><b>#take</b></div><div><br></div><div>#priority&nbsp;high</div><blockquote type='cite'>#close</blockquote>"
    answered(book, html, headers="MIME-Version: 1.0\nContent-Type: text/html; charset=utf-8")
    ticket = book.tickets[1001]
    assert (ticket.assignee, ticket.priority, ticket.status) == (STAFF, "high", Status.NEW)


def test_what_was_quoted_or_signed_is_no_command() -> None:
    book = book_with()
    answered(book, "#take\n\nOn Monday, AeroPress Mall wrote:\n> #close\n>\n> #spam")
    assert book.tickets[1001].status is Status.NEW


def test_whoever_answers_all_has_reached_the_requester_and_we_send_no_second_copy() -> None:
    book = book_with()
    decision = answered(book, "Hello Ann, it is on its way.", to=f"{SUPPORT}, {ANN}")
    assert sent_to_ann(decision) == []
    assert book.tickets[1001].first_answer_at == MONDAY + HOUR


@pytest.mark.parametrize(
    "headers",
    ["Auto-Submitted: auto-replied", "X-Autoreply: yes", "Precedence: list\nList-Id: <team.aeropressmall.com>"],
)
def test_what_a_machine_writes_in_staff_s_name_is_no_answer(headers: str) -> None:
    book = book_with()
    decision = answered(book, "#close\nI am out of the office until Monday.", headers=headers)
    assert sent_to_ann(decision) == []
    ticket = book.tickets[1001]
    assert (ticket.status, ticket.first_answer_at, bool(ticket.deadline)) == (Status.NEW, None, True)


def test_a_letter_to_staff_carries_its_token_in_the_reply_address_where_the_server_delivers_it() -> None:
    boxes = RULES.mailboxes
    with_tags = {**boxes, SUPPORT: boxes[SUPPORT].model_copy(update={"subaddresses": True})}
    book = Book(policy=policy(mailboxes=with_tags))
    book.take(mail(PROBLEM))
    letter = next(draft for draft in answered(book, "#status").drafts if draft.kind is LetterKind.TRANSCRIPT)
    assert letter.reply_to
    token = tokens.read_address(letter.reply_to, key=KEY, recipient=STAFF)
    assert token
    assert (token.ticket, token.kind) == ("AM-1001", "reply")
    by_address = mail(
        "#take",
        STAFF,
        number=60,
        to=letter.reply_to,
        subject="Re: x",
        name="Ben Cole",
        answers="rewritten@provider.test",
    )
    assert book.take(by_address, MONDAY + HOUR).ticket
    assert book.tickets[1001].assignee == STAFF
    assert all("+" not in address for address in book.tickets[1001].participants)
