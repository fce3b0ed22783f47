"""Options that many commands share."""

import shutil
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from triage.cli.exits import ProblemsError
from triage.policy.rules import Rules
from triage.policy.rulesfile import WIDEST, Problem, Reading, render, rules_from_file
from triage.settings import Settings, settings
from triage.store import Store

_MARGIN = 9  # columns before a line: its number and a bar
_NARROWEST = 30
_FIRST_YEAR, _LAST_YEAR = 1970, 2999  # of mail, and with room on both sides to reckon in

F = TypeVar("F", bound=Callable[..., Any])

as_json = click.option(
    "--json", "as_json", is_flag=True, help="One JSON object a line on stdout, and nothing else there."
)


def places(function: F) -> F:
    """--rules FILE and --data DIR, joined into one `where: Settings`."""

    @click.option("--rules", metavar="FILE", help="rules.yaml (else TRIAGE_RULES, ./rules.yaml, the shipped one)")
    @click.option("--data", metavar="DIR", help="where everything is kept (else TRIAGE_DATA, ./data)")
    def wrapped(rules: str | None, data: str | None, **others: Any) -> Any:
        return function(where=settings(rules, data), **others)

    wrapped.__doc__ = function.__doc__
    wrapped.__name__ = function.__name__
    wrapped.__click_params__ = [*getattr(function, "__click_params__", []), *wrapped.__click_params__]  # type: ignore[attr-defined]
    return wrapped  # type: ignore[return-value]


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


def store_of(where: Settings) -> closing[Store]:
    """The store that a daemon or an import made, closed at the end. Raises StoreError when there is none."""
    return closing(Store.open(where.data, now=datetime.now(UTC), must_exist=True))


class Moment(click.ParamType[datetime]):
    """An ISO 8601 moment with offset, e.g. 2026-11-23T15:00-05:00."""

    name = "moment"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        try:
            moment = datetime.fromisoformat(str(value))
        except ValueError:
            self.fail(f"{value!r} is not a moment: expected e.g. 2026-11-23T15:00-05:00", param, ctx)
        if moment.tzinfo is None:
            self.fail(f"{value!r} has no offset: expected e.g. 2026-11-23T15:00-05:00", param, ctx)
        if not _FIRST_YEAR <= moment.year <= _LAST_YEAR:
            self.fail(f"{value!r} lies outside the years {_FIRST_YEAR} to {_LAST_YEAR}", param, ctx)
        return moment
