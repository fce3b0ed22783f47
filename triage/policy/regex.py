"""Regular expressions in linear time (RE2). Does not know what they are for."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Protocol, cast

import re2

_MEMORY = 8 << 20  # bytes for the automaton of expressions that look together
_TEXTS_ALONE = 20  # texts for which an automaton is not worth its building …
_FEW = 16  # … where it has no more expressions than these


class Match(Protocol):
    """Where an expression held."""

    def group(self, number: int = 0, /) -> str | None: ...
    def groups(self) -> tuple[str | None, ...]: ...
    def span(self) -> tuple[int, int]: ...


class Regex(Protocol):
    """A compiled expression."""

    @property
    def pattern(self) -> str: ...
    def search(self, text: str, /) -> Match | None: ...
    def finditer(self, text: str, /) -> Iterator[Match]: ...
    def sub(self, replacement: str, text: str, /) -> str: ...


def regex(pattern: str) -> Regex:
    """An expression that ignores case, compiled when it is first looked for: most mail never gets to most of them."""
    return _WhenNeeded(pattern)


def compiled(pattern: str) -> Regex:
    """The same at once; it logs nothing. Raises re2.error with RE2's own words as bytes."""
    return cast("Regex", re2.compile(pattern, _options()))


class _WhenNeeded:
    """An expression that is known to be one."""

    def __init__(self, pattern: str) -> None:
        self.pattern = pattern

    @cached_property
    def _regex(self) -> Regex:
        return compiled(self.pattern)

    def search(self, text: str, /) -> Match | None:
        return self._regex.search(text)

    def finditer(self, text: str, /) -> Iterator[Match]:
        return self._regex.finditer(text)

    def sub(self, replacement: str, text: str, /) -> str:
        return self._regex.sub(replacement, text)


class Together:
    """Several expressions, each as `regex` reads it, that look at a text in one pass.

    Their common automaton costs as much to build as a hundred looks of each, so the first texts are looked at by each alone.
    """

    def __init__(self, patterns: Sequence[str], *, memory: int = _MEMORY) -> None:
        """`memory`: bytes for their common automaton; where they do not fit, each is always worth trying."""
        self._patterns, self._memory = patterns, memory
        self._all = tuple(range(len(patterns)))
        self._each = tuple(map(regex, patterns)) if len(patterns) <= _FEW else ()
        self._texts_alone = _TEXTS_ALONE

    @cached_property
    def _set(self) -> re2.Set | None:
        return _set_of(self._patterns, self._memory) if self._patterns else None

    def matching(self, text: str) -> Sequence[int]:
        """The places, in order, of the expressions that match somewhere in the text; of all when that cannot be told."""
        if self._each and self._texts_alone:
            self._texts_alone -= 1
            return [at for at, each in enumerate(self._each) if each.search(text)]
        matches = self._set.Match(text) if self._set else None
        return sorted(at for at in matches if at < len(self._all)) if matches else self._all


def _set_of(patterns: Sequence[str], memory: int) -> re2.Set | None:
    options = _options()
    options.max_mem = memory
    together = re2.Set.SearchSet(options)
    for pattern in (*patterns, ""):  # the last always matches: without it, a search ran out of memory
        together.Add(pattern)
    try:
        together.Compile()
    except re2.error:
        return None
    return together


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    return options
