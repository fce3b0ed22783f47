"""Corrections in, lines for rules.yaml out: each mends more than it breaks, and the file stays as its author wrote it."""

from difflib import ndiff
from pathlib import Path

import pytest

from triage.opinion.suggestions import Case, suggestions, with_line
from triage.policy.rulesfile import read_rules

SHIPPED = (Path(__file__).parents[2] / "rules.yaml").read_text("utf-8")
SUPPORT = "support@aeropressmall.com"


def case(text: str, category: str, name: str = "AM-1001", subject: str = "", mailbox: str = SUPPORT) -> Case:
    return Case(name=name, subject=subject, text=text, category=category, mailbox=mailbox)


ENGRAVED = [  # nothing in the shipped rules knows of engraving
    case("Can you put an engraved name plate on one for my dad?", "product-question", "AM-1001"),
    case("My sister would love hers with her engraved name.", "product-question", "AM-1002"),
    case("hi is an engraved name possible, thx", "product-question", "AM-1003"),
]
OTHERS = [
    case("Please cancel my order, I found it cheaper.", "order-problem", "example en"),
    case("The name on my parcel is wrong.", "order-problem", "example en"),
]


def added(before: str, after: str) -> list[str]:
    """The lines that are new; nothing else may differ."""
    lines = list(ndiff(before.splitlines(), after.splitlines()))
    assert not [line for line in lines if line.startswith("- ")], "nothing of the file is lost"
    return [line[2:] for line in lines if line.startswith("+ ")]


def test_a_phrase_of_the_corrected_mails_becomes_a_signal_and_an_example_guards_it() -> None:
    signal, example = suggestions(SHIPPED, ENGRAVED, OTHERS)
    assert signal.category == example.category == "product-question"
    assert "engraved" in signal.line
    assert set(signal.mends) == {"AM-1001", "AM-1002", "AM-1003"}
    assert signal.breaks == ()
    assert example.line.startswith("- {text: ")
    lines = added(SHIPPED, example.patched)
    assert [line.strip() for line in lines] == [signal.line, example.line]
    rules, problems = read_rules(example.patched)
    assert (rules is not None, problems) == (True, ())


def test_what_others_say_too_is_no_signal() -> None:
    corrected = [case("Please cancel my order, I found it cheaper.", "wholesale")]
    assert list(suggestions(SHIPPED, corrected, OTHERS)) == []


def test_what_is_sorted_right_by_now_asks_for_nothing() -> None:
    corrected = [case("Where is my parcel? Order AM-10432, tracking has not moved for a week.", "order-tracking")]
    assert list(suggestions(SHIPPED, corrected, OTHERS)) == []


def test_scripts_without_blanks_have_phrases_too() -> None:
    corrected = [
        case("名入れはできますか", "product-question", "AM-1001"),
        case("父の日に名入れを頼みたい", "product-question", "AM-1002"),
    ]
    signal, *_ = suggestions(SHIPPED, corrected, OTHERS)
    assert "名入" in signal.line


def test_addresses_and_numbers_of_people_stay_out_of_the_file() -> None:
    text = "engraved name please, call +1 (202) 555-0143 or write to ann@shop.test"
    *_, example = suggestions(SHIPPED, [case(text, "product-question")], OTHERS)
    assert "ann@shop.test" not in example.line
    assert "0143" not in example.line


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a:\n  - one  # why\n  - two\nb: 1\n", "a:\n  - one  # why\n  - two\n  - new\nb: 1\n"),
        ("a:\n  - {x: 1,\n     y: 2}\n\n# about b\nb: 1\n", "a:\n  - {x: 1,\n     y: 2}\n  - new\n\n# about b\nb: 1\n"),
        ("a:\n- one", "a:\n- one\n- new\n"),
        ("a: [one, two]\n", None),
        ("b: 1\n", None),
    ],
)
def test_a_line_goes_to_the_end_of_its_list(text: str, expected: str | None) -> None:
    assert with_line(text, ("a",), "- new") == expected
