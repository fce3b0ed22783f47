"""Options that many commands share."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, TypeVar

import click

from triage.settings import settings

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
