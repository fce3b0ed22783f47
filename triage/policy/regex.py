"""Regular expressions in linear time (RE2). Does not know what they are for."""

from collections.abc import Iterator
from typing import Protocol, cast

import re2


class Match(Protocol):
    """Where an expression held."""

    def group(self, number: int = 0, /) -> str | None: ...
    def groups(self) -> tuple[str | None, ...]: ...
    def span(self) -> tuple[int, int]: ...


class Regex(Protocol):
    """A compiled expression."""

    def search(self, text: str, /) -> Match | None: ...
    def finditer(self, text: str, /) -> Iterator[Match]: ...
    def sub(self, replacement: str, text: str, /) -> str: ...


def regex(pattern: str) -> Regex:
    """An expression that ignores case and logs nothing. Raises re2.error with RE2's own words as bytes."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    return cast("Regex", re2.compile(pattern, options))
