"""Who was taken for somebody who asks nothing hears once what she is promised: judged by her own mail, wherever staff say so."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desk.builders import BOB, FORM, PROBLEM, STAFF, SUPPORT
from tests.jobs.post import Post, post_in

JOE = "joe@shop.test"
OFFER = "We offer SEO services at the best price for your website. Buy our link packages."


@pytest.fixture
def post(tmp_path: Path) -> Iterator[Post]:
    with post_in(tmp_path) as opened:
        yield opened


def acknowledged(post: Post) -> list[tuple[str, str]]:
    """To whom, and what became of it."""
    return [(row["recipient"], row["state"]) for row in post.letters("acknowledgement")]


def offers(post: Post, by: str = JOE, number: str = "j1", **more: str) -> None:
    post.brings(OFFER, by, number=number, subject="SEO offer", **more)


def from_sent(post: Post, text: str, number: str = "s1") -> None:
    post.brings(text, SUPPORT, number=number, subject="Re: SEO offer", answers="j1@shop.test", role="sent")


def test_a_forged_address_is_not_answered_because_of_somebody_else_s_proven_mail(post: Post) -> None:
    offers(post, proof="fail")
    offers(post, BOB, "b1", answers="j1@shop.test")
    offers(post, BOB, answers="j1@shop.test")  # under the same Message-ID
    from_sent(post, "#notspam")
    assert acknowledged(post) == [(JOE, "suppressed")]
    assert "forged: our own server says that the From address is forged" in post.why()


def test_one_command_in_the_sent_folder_is_enough(post: Post) -> None:
    offers(post)
    from_sent(post, "#notspam")
    assert acknowledged(post) == [(JOE, "queued")]


def test_a_command_in_the_sent_folder_is_told_what_happened(post: Post) -> None:
    post.brings(PROBLEM, JOE, number="j1")
    from_sent(post, "#why")
    (letter,) = post.letters("transcript")
    assert b"nothing is recorded" not in letter["raw"]


def test_a_letter_to_staff_about_it_is_none_to_her(post: Post) -> None:
    text = f"#category complaint\n\n---------- Forwarded message ---------\nFrom: Joe <{JOE}>\nSubject: SEO offer\nTo: <{SUPPORT}>\n\n{OFFER}"
    post.brings(text, STAFF, number="f1", subject="Fwd: SEO offer")
    post.staff_answer("transcript", "#category complaint")
    assert acknowledged(post) == [(JOE, "queued")]


@pytest.mark.parametrize("lines", [["#notspam\n#spam\n#notspam"], ["#notspam", "#spam", "#notspam"]])
def test_she_hears_it_once(post: Post, lines: list[str]) -> None:
    offers(post)
    for number, line in enumerate(lines):
        from_sent(post, line, number=f"s{number}")
    assert acknowledged(post) == [(JOE, "queued")]


def test_whoever_wrote_by_a_contact_form_hears_it_too(post: Post) -> None:
    offers(post, FORM, headers=f"Reply-To: {BOB}")
    from_sent(post, "#notspam")
    assert acknowledged(post) == [(BOB, "queued")]
