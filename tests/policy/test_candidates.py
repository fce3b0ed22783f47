"""Trying only the conditions that can hold changes nothing but the time."""

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.policy.test_classify import RULES, SUPPORT, rules_with
from triage.policy import candidates
from triage.policy.candidates import Candidates
from triage.policy.classify import classify
from triage.policy.rules import Condition

SIGNALS: list[Any] = [
    "tea",
    ["send … back", "返品"],
    {"regex": "te+a"},
    {"regex": "cup", "any": "tea"},
    {"says": "has sent it back"},
    {"subject": "tea"},
    {"all": ["tea", "cup"]},
    {"fact": "order_number"},
    {"words_at_most": 3, "none": "tea"},
]
WORDS = st.lists(st.sampled_from("tea teea cup send it back 返品 I returned AM-10432 .".split()), max_size=12).map(
    " ".join
)


RULES_TOGETHER = rules_with(tea={"signals": SIGNALS})


@given(subject=WORDS, text=WORDS)
@settings(max_examples=100, deadline=None)
def test_the_same_signals_hold_as_when_all_are_tried(subject: str, text: str) -> None:
    found = {"subject": subject, "text": text, "author": "", "mailbox": SUPPORT, "rules": RULES_TOGETHER}
    some = classify(**found).hits
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Candidates, "of", lambda *_: range(len(SIGNALS)))
        assert classify(**found).hits == some


def numbers(*conditions: Any, text: str, phrases: tuple[str, ...] = ()) -> list[int]:
    return Candidates([Condition.model_validate(each) for each in conditions], RULES).of(phrases, text)


def test_only_what_can_hold_is_tried() -> None:
    asked = (
        {"any": ["tea", "pot"]},
        {"regex": "te+a"},
        {"sender": "a.example"},
        {"regex": "cup"},
        {"all": ["tea", "cup"]},
    )
    assert numbers(*asked, text="", phrases=()) == [2]
    assert numbers(*asked, text="a teea", phrases=("pot",)) == [0, 1, 2]
    assert numbers(*asked, text="tea in a cup", phrases=("tea", "cup")) == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("memory", [40_000, 300_000])
def test_where_the_expressions_do_not_fit_into_memory_each_is_tried(
    memory: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(candidates, "_MEMORY", memory)
    wide = [{"regex": rf"(?:{first}.{{0,30}}){{3}}{second}"} for first in "abcdefgh" for second in "xyz"]
    assert numbers(*wide, text="abcdefgh" * 200) == list(range(len(wide)))
