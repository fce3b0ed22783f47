"""What ops may write about absences, repeated steps and a stage's letters, and what they are told when it does not fit."""

from pathlib import Path

import pytest

from triage.policy.rulesfile import read_rules
from triage.settings import RULES, shipped

TEXT = shipped(RULES).read_text("utf-8")
LEAD = "lead: aftersales-lead@aeropressmall.com"


def problems(old: str, new: str) -> list[str]:
    assert old in TEXT
    _, found = read_rules(TEXT.replace(old, new), Path("rules.yaml").name)
    return [str(problem) for problem in found]


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        (LEAD, LEAD + '\n    away: {aftersales-1@aeropressmall.com: {until: "2026-02-30"}}', "is not a date"),
        (LEAD, LEAD + '\n    away: {aftersales-1@aeropressmall.com: {from: "2026-12-24", until: "2026-12-01"}}', "before it begins"),
        (LEAD, LEAD + '\n    away: {aftersale-1@aeropressmall.com: {until: "2026-12-01"}}', "did you mean 'aftersales-1@aeropressmall.com'"),
        ("tell: manager}", "tell: manager, repeat: every 4 wroking hours}", "is not a length of time"),
        ("letters: {approve: ", "letters: {aprove: ", "did you mean 'approve'"),
        ("letters: {progress: ", "letters: {waiting: ", "no such moment here"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_in_words(old: str, new: str, sentence: str) -> None:
    (problem,) = problems(old, new)
    assert sentence in problem


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (LEAD, LEAD + '\n    away: {manager@aeropressmall.com: {until: "2026-12-01", substitute: boss@aeropressmall.com}}'),
        ("tell: manager}", "tell: manager, repeat: every 4 working hours}"),
        ("tell: manager}", "tell: manager, repeat: 1 working day}"),
    ],
)  # fmt: skip
def test_what_fits_is_taken(old: str, new: str) -> None:
    assert problems(old, new) == []
