"""The rules that a command works with, or every problem in them on the terminal."""

import shutil

import click

from triage.cli.exits import ProblemsError
from triage.policy.rules import Rules
from triage.policy.rulesfile import WIDEST, Problem, Reading, render, rules_from_file
from triage.settings import Settings

_MARGIN = 9  # columns before a line: its number and a bar
_NARROWEST = 30


def good_rules(where: Settings) -> Rules:
    """The rules in the file. Raises ProblemsError with every problem, its line and a caret."""
    reading = rules_from_file(where.rules)
    if reading.rules is None:
        raise ProblemsError(*wrong_rules(reading))
    return reading.rules


def wrong_rules(reading: Reading) -> list[str]:
    """Every problem of a rules file, with its line and a caret."""
    return [rendered(problem, reading.text) for problem in reading.problems]


def rendered(problem: Problem, text: str) -> str:
    """The problem, its line and a caret, as wide as this terminal; colours are for terminals alone (click drops them)."""
    columns = max(_NARROWEST, min(WIDEST, shutil.get_terminal_size().columns - _MARGIN))
    sentence, *shown = render(problem, text, columns).split("\n")
    place, space, words = sentence.partition(" ")
    lines = [click.style(place, bold=True) + space + words, *shown[:1]]
    return "\n".join((*lines, *(click.style(caret, fg="red", bold=True) for caret in shown[1:])))
