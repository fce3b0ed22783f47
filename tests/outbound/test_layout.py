"""Plain text in, blocks out: what base.html lays out."""

from textwrap import dedent
from typing import Any

import pytest

from triage.outbound.letters.layout import blocks, preview

LETTER = dedent("""\
    Hello Ada,

    Thank you.
    Your number is AM-1042.

    We answer by Wednesday.

    We need:
    - the order
    - the model
      as printed on the box

    Kind regards
    The desk

    Ticket AM-1042
    """)


def kinds(text: str, panels: dict[str, str] | None = None) -> list[str]:
    return [block["kind"] for block in blocks(text, panels)]


def test_a_letter_is_laid_out_as_it_reads() -> None:
    found = blocks(LETTER, {"Wednesday": "panel"})
    assert [block["kind"] for block in found] == ["text", "text", "panel", "text", "list", "text", "quiet"]
    assert found[1]["lines"] == ["Thank you.", "Your number is AM-1042."]
    assert found[4]["entries"] == [
        {"line": "the order", "small": []},
        {"line": "the model", "small": [{"text": "as printed on the box", "url": None}]},
    ]


def test_a_line_of_small_print_may_be_a_link_that_writes_a_mail_and_no_other() -> None:
    signed = "mailto:support@shop.example?subject=AM-1.take.7.20261124.abcdefghijklmnopqrst"
    (found,) = blocks(f"- AM-1\n  Take it: {signed}\n  See: https://evil.test\n  Tell: {signed}&body=x")
    assert found["entries"][0]["small"] == [
        {"text": "Take it", "url": signed},
        {"text": "See: https://evil.test", "url": None},
        {"text": f"Tell: {signed}&body=x", "url": None},
    ]


def test_a_list_of_mails_shows_the_promise_or_what_follows_the_greeting() -> None:
    assert preview(blocks(LETTER, {"Wednesday": "panel"})) == "We answer by Wednesday."
    assert preview(blocks(LETTER)) == "Thank you. Your number is AM-1042."
    assert preview(blocks("Hello\n")) == "Hello"
    assert preview(blocks("- one\n")) == ""


@pytest.mark.parametrize(
    ("text", "kind", "part"),
    [
        ("Overdue: 1\n=====\n", "heading", {"lines": ["Overdue: 1"]}),
        ("> a\n> b\n", "quote", {"lines": ["a", "b"]}),
        ("A: 1\nB: 2\nC: 3: 4\n", "facts", {"rows": [{"label": "A", "value": "1"}, {"label": "B", "value": "2"}, {"label": "C", "value": "3: 4"}]}),
        ("A: 1\nB: 2\n", "text", {"lines": ["A: 1", "B: 2"]}),
        ("A: 1\nno label\nC: 3\n", "text", {"lines": ["A: 1", "no label", "C: 3"]}),
        ("orders: 5\n██▌░\n", "bars", {"rows": [{"label": "orders", "value": "5", "share": 62, "is_lost": False}]}),
        ("kept\n███▒\n", "bars", {"rows": [{"label": "kept", "value": "", "share": 75, "is_lost": True}]}),
    ],
)  # fmt: skip
def test_each_kind_of_block_has_its_form_in_plain_text(text: str, kind: str, part: dict[str, Any]) -> None:
    assert blocks(text) == [{"kind": kind, **part}]


def test_a_later_panel_wins_and_never_takes_a_heading_or_a_quote() -> None:
    text = "late by 2 h, due Monday\n\n> due Monday\n\ndue Monday\n====\n\nend\n"
    assert kinds(text, {"due Monday": "panel", "2 h": "alarm"}) == ["alarm", "quote", "heading", "quiet"]


def test_the_line_above_which_one_answers_is_known_and_is_no_preview() -> None:
    found = blocks("##- Reply above this line -##\n\nAnn has written.\n\nShe waits.\n\nThe desk\n")
    assert [block["kind"] for block in found] == ["marker", "text", "text", "quiet"]
    assert preview(found) == "She waits."
