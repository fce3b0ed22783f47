"""Expressions that look at a text together."""

from triage.policy import regex
from triage.policy.regex import Together


def test_the_first_texts_and_those_after_them_are_answered_alike() -> None:
    together = Together(["te+a", "cup", r"\bmilk$"])
    texts = ["A TEEA and a cup", "", "no sugar, but milk"] * regex._TEXTS_ALONE
    assert [list(together.matching(text)) for text in texts] == [[0, 1], [], [2]] * regex._TEXTS_ALONE
