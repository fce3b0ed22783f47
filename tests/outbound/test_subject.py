"""A stranger's subject, repeated in ours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.outbound.letters.subject import MAX_SUBJECT, reply_to, tagged


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("Return order AM-10432", "Re: Return order AM-10432 [AM-1042]"),
        ("Re: Return", "Re: Return [AM-1042]"),
        ("RE: Re: AW: Return", "Re: Return [AM-1042]"),
        ("Re[2]: SV: Return", "Re: Return [AM-1042]"),
        ("返信: 返品", "Re: 返品 [AM-1042]"),
        ("回复:退货", "Re: 退货 [AM-1042]"),
        ("Fwd: Return", "Re: Fwd: Return [AM-1042]"),
        ("Recipe: coffee", "Re: Recipe: coffee [AM-1042]"),
        ("Re: Return [AM-1042]", "Re: Return [AM-1042]"),
        ("Re: Return [AM-7] [am-8]", "Re: Return [AM-1042]"),
        ("[AM-7] Re: Return", "Re: Return [AM-1042]"),
        ("[OTHER-7] Return", "Re: [OTHER-7] Return [AM-1042]"),
        ("a\r\nBcc: evil@x.example", "Re: a Bcc: evil@x.example [AM-1042]"),
        ("a\x85b\u2028c\u2029d\x0be", "Re: a b c d e [AM-1042]"),
        ("a\x1b[31m\x07\u202eb\0c", "Re: a[31mbc [AM-1042]"),
        ("=?utf-8?q?=0D=0ABcc:_evil?=", "Re: = ?utf-8?q?=0D=0ABcc:_evil?= [AM-1042]"),
        ("", "Re: [AM-1042]"),
        ("{{ 7*7 }} ${x} %s", "Re: {{ 7*7 }} ${x} %s [AM-1042]"),
    ],
)
def test_their_subject_comes_back_clean_with_one_re_and_one_tag(theirs: str, ours: str) -> None:
    assert reply_to(theirs, "AM-1042") == ours


def test_a_long_subject_is_cut_and_keeps_its_tag() -> None:
    ours = reply_to("x" * 10_000, "AM-1042")
    assert len(ours) == MAX_SUBJECT
    assert ours.endswith("x… [AM-1042]")


def test_our_own_subject_carries_the_tag_once() -> None:
    assert tagged("We have received your message", "AM-1042") == "We have received your message [AM-1042]"
    assert tagged("Something happened", None) == "Something happened"


@given(st.text())
def test_no_subject_breaks_the_line_or_hides_an_encoded_word(theirs: str) -> None:
    ours = reply_to(theirs, "AM-1042")
    assert len(ours) <= MAX_SUBJECT
    assert ours.splitlines() == [ours]
    assert "=?" not in ours
    ours.encode()
