"""Whatever a mail holds: nothing is invented, new words are never lost, and the time grows with the length only."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.inbound.body import of
from triage.inbound.body.lines import LONGEST_TEXT, MOST_LINES, less_marked

PIECES = (
    "",
    " ",
    "Hello,",
    "Where is my order?",
    "> quoted",
    ">> deeper",
    ">",
    "| quoted",
    "AL> quoted",
    "On 12 Nov 2026 at 10:00, Ann <ann@x.example> wrote:",
    "Ann schrieb:",
    "wrote:",
    "-----Original Message-----",
    "---------- Forwarded message ---------",
    "> Begin forwarded message:",
    "From: Ann <ann@x.example>",
    "Sent: 12 November 2026 10:00",
    "To: Robin",
    "Subject: Your order",
    "________________________________",
    "##- Please type your reply above this line -##",
    "-- ",
    "--",
    "Kind regards,",
    "Robin",
    "Tel: +44 20 1234 5678",
    "www.shop.example",
    "Sent from my iPhone",
    "-----BEGIN PGP SIGNATURE-----",
    "[...]",
    "<< quoted",
    "Ann Lee",
    "11/12/2026 10:00 AM",
)
mails = st.lists(st.sampled_from(PIECES), max_size=25).map("\n".join)


@given(st.one_of(st.text(), mails), st.booleans(), st.sampled_from(["", "Re: x", "Fwd: x"]))
def test_every_line_was_in_the_mail(text: str, is_reply: bool, subject: str) -> None:
    body = of(text, subject=subject, is_reply=is_reply)
    lines = {line.rstrip() for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")} | {""}
    lines |= {less_marked(line) for line in lines}  # a forward that is all marked is read without its marks
    assert set(body.text.split("\n")) <= lines
    assert set(body.signature.split("\n")) <= lines


@given(mails, st.booleans())
def test_what_stands_first_is_never_lost(text: str, is_reply: bool) -> None:
    assert of(f"Where is the grinder\n\n{text}", is_reply=is_reply).text.startswith("Where is the grinder")


@given(mails)
def test_an_answer_between_marked_lines_is_never_lost(text: str) -> None:
    attribution = "On 12 Nov 2026 at 10:00, Shop <s@shop.example> wrote:"
    body = of(f"{attribution}\n> Which one?\n\nThe black grinder please\n\n> Anything else?\n\n{text}", is_reply=True)
    assert "The black grinder please" in body.text


@given(st.text(min_size=1))
def test_the_same_mail_is_read_the_same_way_twice(text: str) -> None:
    assert of(text) == of(text)


@pytest.mark.parametrize("text", ["", "\n\n", "\x00", "\ud800", "\u200f", " \t ", "> ", ">"])
def test_no_words_no_text(text: str) -> None:
    body = of(text)
    assert (body.language, body.text.strip("\x00\ud800\u200f> ")) == (None, "")


HUGE = {
    "header words": "Hello\n" + "Von: a\n" * 8_000,
    "header blocks": "Hello\n" + "From: a@b\nSent: b\nTo: c\nSubject: x\n" * 9_000,
    "one line of marks": ">" * 1_000_000,
    "lines of marks": ">\n" * 500_000,
    "marks deep in marks": "".join(">" * depth + "\n" for depth in range(1_400)),
    "attributions without an end": "Hello\n" + "On Mon, Feb 1, 2026 at 4:58 AM, a\n" * 20_000,
    "addresses": "Hello\n" + "a@b c@d wrote:\n" * 20_000,
    "colons": ":" * 1_000_000,
    "blank lines": "\n" * 1_000_000,
    "one line of blanks": " " * 1_000_000,
    "one word": "a" * 1_000_000,
    "delimiters": "Hello\n" + "--\n" * 90_000,
    "rules": "Hello\n" + "-----\nx\n" * 40_000,
    "closings": "Hello\n" + "Regards\nJohn\n" * 20_000,
    "devices": "Sent from my iPhone\n" * 13_000,
    "notices": "Hello\n"
    + "confidential, intended recipient and so on, only for you and no one else, please delete it\n\n" * 2_000,
    "separators": "Hello\n" + "-----Original Message-----\n" * 10_000,
    "answers and quotes": "On 1 Jan 2026 at 10:00 a@b.c wrote:\n> x\ny\n" * 6_000,
    "omissions": "Hello\n" + "On 1 Jan 2026 at 10:00 a@b.c wrote:\n[...]\n" * 6_000 + "> x",
    "addresses on their own lines": "Hello\n" + "Ann Lee\n<a@b.example> wrote\n" * 10_000,
    "advertisements": "Hello\n" + "----- a -----\nhttp://x.example\n" * 20_000,
    "initials": "Hello\n" + "AB> x\nC\n" * 40_000,
    "cards": "Hello.\n" + "\nAnn Lee\nTel: +44 20 1234 5678\nwww.shop.example\n" * 5_000,
    "brackets": "[" * 300_000 + "\n" + "(https://" * 20_000,
    "half markers": "##-" * 80_000,
    "digits": "1 " * 130_000,
    "long header": "From: x@y\nTo: " + "a@b, " * 50_000 + "\nSubject: x\nhello",
}


@pytest.mark.parametrize("text", HUGE.values(), ids=list(HUGE))
def test_a_huge_mail_takes_no_long_time(text: str) -> None:
    of("Hello, this loads the language model.")
    started = time.process_time()
    of(text, is_reply=True)
    assert time.process_time() - started < 2  # seconds of one busy core; 0.5 on a quiet one


def test_what_lies_beyond_the_limits_is_not_looked_at() -> None:
    assert len(of("a word " * LONGEST_TEXT).text) <= LONGEST_TEXT
    assert of("line\n" * (2 * MOST_LINES)).text.count("\n") < MOST_LINES
