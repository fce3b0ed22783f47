"""Two decisions about one mail: what a person would notice, whose fault it is, and which one staff would side with."""

from dataclasses import replace
from typing import Any

import pytest

from tests.desk.builders import PROBLEM, RULES, Book, mail
from triage.desk.comparison import Change, Outcome, agreement, change, outcome_of


def outcome(**changes: Any) -> Outcome:
    return replace(outcome_of(Book().take(mail(PROBLEM))), **changes)


def changed(**changes: Any) -> Change:
    found = change(outcome(), outcome(**changes))
    assert found
    return found


def test_equal_decisions_are_no_change() -> None:
    assert change(outcome(), outcome()) is None


@pytest.mark.parametrize(
    ("changes", "field", "rule"),
    [
        ({"due": None}, "due", "order-problem: stages or the calendar"),
        ({"team": "presales"}, "team", "order-problem: team"),
        ({"letter": "none"}, "letter", "limits or `acknowledge`"),
        ({"ticket": "AM-9"}, "ticket", "the ticket that it continues"),
        ({"category": "complaint"}, "category", "complaint: filters, defaults or examples"),
    ],
)
def test_what_differs_names_the_part_of_the_rules(changes: dict[str, Any], field: str, rule: str) -> None:
    found = changed(**changes)
    assert (found.fields, found.rule) == ((field,), rule)


def test_the_signal_that_weighs_most_is_responsible() -> None:
    found = changed(category="complaint", hits=())
    assert "gone signal" in found.rule


@pytest.mark.parametrize(
    ("corrected", "answered_from", "expected"),
    [
        ("product-question", None, "better"),
        ("order-problem", None, "worse"),
        ("complaint", None, "unknown"),
        (None, "press@aeropressmall.com", "better"),
        (None, "support@aeropressmall.com", "worse"),
        (None, None, "unknown"),
        ("order-problem", "press@aeropressmall.com", "worse"),  # a correction says more than a mailbox
    ],
)
def test_staff_say_which_is_right(corrected: str | None, answered_from: str | None, expected: str) -> None:
    found = changed(category="product-question")
    assert agreement(found, corrected=corrected, answered_from=answered_from, rules=RULES) == expected


def test_staff_have_nothing_to_say_of_a_moment() -> None:
    assert agreement(changed(due=None), corrected="order-problem", answered_from=None, rules=RULES) == "unknown"
