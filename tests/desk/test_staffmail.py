"""What staff write in answer to our letters: commands in the first lines, text for the requester, a transcript."""

from collections.abc import Iterable

import pytest

from tests.desk.builders import ANN, AUTHSERV, HOUR, MONDAY, PROBLEM, STAFF, SUPPORT, Book, mail
from triage.desk import tokens
from triage.desk.decision import Decision, EventKind
from triage.desk.drafts import LetterKind
from triage.desk.thread import Known
from triage.desk.ticket import Status
from triage.inbound.readers import Reading

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
    book.known.append(Known(rfc_id=own_id, ticket=int(ticket.removeprefix("AM-")), is_ours=True))
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
