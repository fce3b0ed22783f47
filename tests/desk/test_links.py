"""Links in digests: a mail with a signed subject does one thing to one ticket, once, for the one whom it was offered to."""

import re
from datetime import timedelta
from typing import Any

import pytest

from tests.desk.builders import (
    ANN,
    DAY,
    HOUR,
    IDENTITY,
    MONDAY,
    PROBLEM,
    RETURN,
    STAFF,
    SUPPORT,
    Book,
    kinds,
    mail,
    policy,
    ticket,
)
from triage.desk import links
from triage.desk.deadlines import Rung
from triage.desk.decide.moment import may_speak
from triage.desk.decision import Decision, EventKind
from triage.desk.drafts import LetterKind
from triage.desk.thread import Known
from triage.desk.ticket import Status

COLLEAGUE = "aftersales-2@aeropressmall.com"
OFFER = "Hello, we are an agency and sell guest posts with a dofollow link on sites about lifestyle. 80 USD each."


def link(verb: str, *, recipient: str = STAFF, name: str = "AM-1001") -> str:
    """The subject of the mail that a click writes."""
    (offered,) = links.offered(
        [verb], ticket=name, recipient=recipient, mailbox=SUPPORT, seq=3, identity=IDENTITY, at=MONDAY
    )
    assert re.fullmatch(rf"mailto:{SUPPORT}\?subject=[\w.-]+", offered["url"])
    return offered["url"].partition("subject=")[2]


def book_with(text: str = PROBLEM) -> Book:
    book = Book()
    book.take(mail(text))
    return book


def sent(
    book: Book, subject: str, *, by: str = STAFF, after: timedelta = HOUR, number: int = 60, **more: Any
) -> Decision:
    """Somebody sends the mail as the link wrote it. What the store knows of a signed subject is known here as well."""
    if (named := re.search(r"AM-\d+\.\w+\.\d+\.\d+\.\w+", subject)) and by == STAFF:
        book.known.append(Known(rfc_id=named[0], ticket=1001, is_ours=True))
    return book.take(mail("", by, subject=subject, number=number, **more), MONDAY + after)


def test_a_click_takes_the_ticket_and_is_answered() -> None:
    book = book_with()
    decision = sent(book, link("take"))
    assert book.tickets[1001].assignee == STAFF
    (letter,) = (draft for draft in decision.drafts if draft.kind is LetterKind.TRANSCRIPT)
    assert (letter.recipient, letter.values["problem"]) == (STAFF, None)


def test_a_click_on_a_ticket_that_was_merged_since_is_about_where_it_goes_on() -> None:
    book = book_with()
    book.take(mail("I would like to return my AeroPress Go, it does not fit.", number=2, subject="A return"), MONDAY)
    book.do("AM-1001", "#merge AM-1002", MONDAY)
    decision = sent(book, link("take", name="AM-1002"))
    assert book.tickets[1001].assignee == STAFF
    (letter,) = (draft for draft in decision.drafts if draft.kind is LetterKind.TRANSCRIPT)
    assert (letter.values["ticket"], letter.values["problem"]) == ("AM-1002", None)


def test_a_click_closes_the_ticket() -> None:
    book = book_with()
    sent(book, link("close"))
    assert book.tickets[1001].status is Status.CLOSED


def test_what_was_taken_for_spam_becomes_a_request_with_its_promise() -> None:
    book = book_with(OFFER)
    assert book.tickets[1001].category == "not-a-request"
    decision = sent(book, link("notspam"))
    found = book.tickets[1001]
    assert (found.category, found.stage, found.deadline is not None) == ("order-problem", "answer", True)
    assert [part.correction.category for part in decision.parts if part.correction] == ["order-problem"]


def test_a_click_works_once() -> None:
    book = book_with()
    subject = link("close")
    sent(book, subject)
    book.do("AM-1001", "#reopen", MONDAY + HOUR)
    decision = sent(book, subject, number=61)
    assert book.tickets[1001].status is Status.OPEN
    (refused,) = decision.remarks
    assert "works once" in refused.event.because[0]
    assert [draft.recipient for draft in decision.drafts] == [STAFF]  # told why


FORGED: dict[str, dict[str, Any]] = {
    "not proven": {"proven": False},
    "somebody else's": {"by": COLLEAGUE},
    "old": {"after": 15 * DAY},
    "by a machine": {"headers": "Auto-Submitted: auto-replied"},
}


@pytest.mark.parametrize("case", FORGED)
def test_a_link_is_refused(case: str) -> None:
    book = book_with()
    decision = sent(book, link("close"), **FORGED[case])
    assert book.tickets[1001].status is Status.NEW
    assert not decision.spends
    assert case == "by a machine" or [
        entry.event.kind for entry in decision.remarks if entry.event.kind is EventKind.REFUSED
    ]


@pytest.mark.parametrize("part", range(5))
def test_no_part_of_a_link_can_be_changed(part: int) -> None:
    book = book_with()
    parts = link("take").split(".")
    parts[part] = {0: "AM-1002", 1: "close", 2: "4", 3: "20301231", 4: "a" * 20}[part]
    sent(book, ".".join(parts))
    assert (book.tickets[1001].status, book.tickets[1001].assignee) == (Status.NEW, None)


def test_a_customer_who_writes_such_a_subject_is_an_ordinary_customer() -> None:
    book = book_with()
    decision = sent(book, link("close"), by=ANN)
    assert decision.ticket
    assert book.tickets[1001].status is Status.NEW
    assert EventKind.REFUSED not in kinds(decision)


def test_an_answer_to_the_transcript_that_quotes_the_subject_is_no_second_click() -> None:
    book = book_with()
    subject = link("take")
    sent(book, subject)
    decision = sent(book, f"Re: Done: {subject}", number=62, answers="some.letter@aeropressmall.com")
    assert all("works once" not in entry.event.because[0] for entry in decision.remarks)


# ---------------------------------------------------------------- snooze
REMINDER = Rung(cycle=1, step="at 50%", fires_at=MONDAY, is_escalation=False, tell=("team",))
BREACH = Rung(cycle=1, step="at 100%", fires_at=MONDAY, is_escalation=True, tell=("lead",))


def test_a_snoozed_tickets_reminders_wait_and_its_breach_does_not() -> None:
    snoozed = ticket(snoozed_until=MONDAY + DAY)
    assert not may_speak(snoozed, [REMINDER], policy(), MONDAY + HOUR)
    assert may_speak(snoozed, [REMINDER, BREACH], policy(), MONDAY + HOUR)
    assert may_speak(snoozed, [REMINDER], policy(), MONDAY + DAY)
    assert may_speak(ticket(), [REMINDER], policy(), MONDAY + HOUR)


def test_a_snoozed_tickets_requester_gets_the_letter_of_progress_at_its_moment() -> None:
    book = Book()
    book.take(mail(RETURN))
    for line in ("#approve", "#received", "#passed", "#snooze 2026-12-09"):
        book.do("AM-1001", line, MONDAY)
    (told,) = book.wait(MONDAY + 7 * DAY)
    assert [(draft.template, draft.recipient) for draft in told.drafts] == [("requester/progress", ANN)]
    assert book.wait(MONDAY + 8 * DAY) == []
    (later,) = book.wait(MONDAY + 9 * DAY)
    assert [rung.step for rung in later.told] == ["at 50%"]
    assert all(draft.template != "requester/progress" for draft in later.drafts)


@pytest.mark.parametrize(
    ("words", "until"),
    [
        ("monday", MONDAY + 7 * DAY - HOUR),  # the next one, at its opening
        ("Wednesday", MONDAY + 2 * DAY - HOUR),
        ("2026-12-05", MONDAY + 7 * DAY - HOUR),  # a Saturday: the desk opens on Monday
    ],
)
def test_snooze_ends_at_the_opening_of_that_day(words: str, until: Any) -> None:
    book = book_with()
    book.do("AM-1001", f"#snooze {words}", MONDAY)
    assert book.tickets[1001].snoozed_until == until


@pytest.mark.parametrize("words", ["", "yesterday", "2026-11-30", "1999-01-01"])
def test_a_day_that_is_not_to_come_is_refused(words: str) -> None:
    with pytest.raises(ValueError, match="no day to come; write monday, or a date"):
        book_with().do("AM-1001", f"#snooze {words}", MONDAY)


@pytest.mark.parametrize("day", ["2029-01-01", "9999-12-31"])
def test_a_ticket_is_not_snoozed_for_years(day: str) -> None:
    with pytest.raises(ValueError, match=f"{day} is more than 730 days away, which would be to forget AM-1001"):
        book_with().do("AM-1001", f"#snooze {day}", MONDAY)


def test_only_what_was_taken_for_spam_can_be_overruled() -> None:
    with pytest.raises(ValueError, match="taken for order-problem already"):
        book_with().do("AM-1001", "#notspam", MONDAY)
