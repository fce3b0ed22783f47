"""Whose mail joins which ticket, asked of the whole desk: ids, tags and subjects, friends, strangers and forms."""

from base64 import b64encode
from dataclasses import replace
from time import process_time

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.builders import ANN, BOB, DAY, FORM, HOUR, MONDAY, PROBLEM, RETURN, Book, answer, mail, situation
from triage.desk.decide import which_ticket
from triage.desk.situation import Memory
from triage.desk.thread import subject_key, tags

REFUND = "When will I get the refund for AM-10432? I sent it back last week."


def asked() -> Book:
    book = Book()
    book.take(mail(PROBLEM, subject="Wrong item"))
    return book


def joins(book: Book, text: str, by: str = ANN, **more: object) -> int | None:
    """The ticket that one more mail would continue."""
    reading = mail(text, by, number=99, **more)  # pyright: ignore[reportArgumentType]  passed on
    return which_ticket(situation(reading, at=MONDAY + HOUR, memory=book.memory(reading))).ticket


def test_an_id_joins_whatever_the_subject_says() -> None:
    assert joins(asked(), "Here you are.", subject="Something else", refs=["m1@shop.test"]) == 1001
    assert joins(asked(), "Here you are.", answers="m1@shop.test", subject="Something else") == 1001


def test_an_answer_to_our_letter_joins_even_if_the_first_mail_is_not_named() -> None:
    book = asked()
    (letter,) = book.decisions[0].drafts
    assert joins(book, "It is AM-10432.", refs=[letter.message_id]) == 1001


def test_an_answer_to_staff_s_mail_joins() -> None:
    book = asked()
    book.take(answer(), MONDAY, role="sent")
    assert joins(book, "Thanks, but no.", refs=["ms1@shop.test"]) == 1001


def test_a_tag_joins_who_is_on_the_ticket_and_nobody_else() -> None:
    assert joins(asked(), "One more thing.", subject="About [AM-1001]") == 1001
    assert joins(asked(), "One more thing.", BOB, subject="About [AM-1001]") is None


def test_a_subject_alone_joins_nobody_else() -> None:
    assert joins(asked(), "I have that too.", BOB, subject="Wrong item") is None
    assert joins(asked(), "I have that too.", BOB, subject="Re: Wrong item") is None


def test_a_form_s_subject_does_not_join_the_people_who_used_it() -> None:
    book = Book()
    book.take(mail(PROBLEM, FORM, subject="Contact form", headers=f"Reply-To: {ANN}"))
    other = mail(PROBLEM, FORM, number=2, subject="Re: Contact form", headers=f"Reply-To: {BOB}")
    assert which_ticket(situation(other, memory=book.memory(other))).ticket is None


def test_the_same_id_on_a_stranger_s_mail_joins_nothing() -> None:
    book = asked()
    twin = mail("Buy my oil.", BOB, number=1, subject="Oil")
    assert which_ticket(situation(twin, memory=book.memory(twin))).ticket is None


def test_a_conversation_that_is_none_of_ours_is_a_new_one() -> None:
    assert joins(asked(), PROBLEM, subject="Re: Wrong item", refs=["elsewhere@other.test"]) is None


def test_outlook_s_conversation_joins_though_every_other_link_is_lost() -> None:
    """22 octets name the conversation, five more each answer in it."""
    root = bytes(range(22))
    book = Book()
    book.take(mail(PROBLEM, subject="Wrong item", headers=f"Thread-Index: {b64encode(root).decode()}"))
    later = f"Thread-Index: {b64encode(root + bytes(10)).decode()}\nThread-Topic: Wrong item"
    assert joins(book, "Any news?", subject="Another subject", headers=later) == 1001
    assert joins(book, "Any news?", subject="Another subject", headers="Thread-Index: AdzB8mR1") is None


def test_garbage_among_references_hides_no_id() -> None:
    garbage = "References: garbage (a comment) <m1@shop.test> <>, <<x>\nIn-Reply-To: Your message of Monday <m8@shop.test> <m7@shop.test>"
    assert joins(asked(), "Any news?", subject="Another subject", headers=garbage) == 1001
    assert (
        joins(asked(), "Any news?", subject="Another subject", headers="References: m0@shop.test m1@shop.test") == 1001
    )


def test_twenty_thousand_references_and_loops_cost_no_time() -> None:
    plain = mail("Any news?", number=3)
    refs = (*(f"r{number}@shop.test" for number in range(20_000)), "m3@shop.test", "m1@shop.test")
    reading = replace(plain, message=replace(plain.message, references=refs, in_reply_to=("m3@shop.test",)))
    book = asked()
    began = process_time()
    assert which_ticket(situation(reading, memory=book.memory(reading))).ticket == 1001
    assert process_time() - began < 0.5


def test_subjects_of_one_conversation_share_a_key() -> None:
    for subject in (
        "Re: Wrong item",
        "AW: RE: wrong  item",
        "[AM-1001] Re: Wrong item",
        "Re[2]: Wrong item",
        "回复：Wrong item",
    ):
        assert subject_key(subject) == "wrong item"
    assert subject_key("Reservation: Wrong item") != "wrong item"
    assert tags("Re: [AM-1001] and [AM-7]") == ("AM-1001", "AM-7")


def test_a_subject_of_blanks_costs_no_time() -> None:
    began = process_time()
    subject_key("re" + " " * 50_000 + "x")
    subject_key("Re: " * 10_000)
    assert process_time() - began < 1


@settings(max_examples=30, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60))
def test_two_requesters_are_never_joined_by_their_subject(subject: str, text: str) -> None:
    book = Book()
    line = " ".join(subject.split()).encode("ascii", "replace").decode()
    book.take(mail(PROBLEM, subject=line))
    assert joins(book, text.encode("ascii", "replace").decode(), BOB, subject=line) is None


def test_who_knows_nothing_joins_nothing() -> None:
    verdict = which_ticket(situation(mail(PROBLEM), memory=Memory(next_number=1)))
    assert (verdict.ticket, verdict.doubt) == (None, None)
    assert verdict.because


def test_a_new_mail_about_the_refund_continues_its_return_when_the_order_number_tells() -> None:
    book = Book()
    book.take(mail(RETURN))
    asked = book.take(mail(REFUND, number=7, subject="Refund"), MONDAY + DAY)
    assert (asked.ticket and asked.ticket.name, asked.is_new) == ("AM-1001", False)
    other = book.take(mail(REFUND, BOB, number=8, subject="Refund"), MONDAY + DAY)
    assert other.is_new, "somebody else's order number opens nobody's ticket"
    book.do("AM-1001", "#close", MONDAY + DAY)
    assert book.take(mail(REFUND, number=9, subject="My money"), MONDAY + DAY).is_new
