"""Which of many conditions can hold for a message at all, so that only these are tried. Does not know whether they do.

A condition that asks for words can only hold where one of them stands; one with a regular expression, where it matches,
and all expressions look at a text together in one pass. Whoever asks for neither is always tried.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain

import re2

from triage.policy.lexicon import phrases_that_say
from triage.policy.rules import Condition, Rules

_MEMORY = 64 << 20  # bytes for the automaton of all expressions; where it does not fit, each is tried by itself


class Candidates:
    """Conditions by what they cannot do without."""

    def __init__(self, conditions: Sequence[Condition], rules: Rules) -> None:
        self._by_phrase: dict[str, list[int]] = defaultdict(list)
        self._always: list[int] = []
        patterns: list[tuple[int, str]] = []
        for number, condition in enumerate(conditions):
            if phrases := _needed(condition, rules):
                for phrase in phrases:
                    self._by_phrase[phrase].append(number)
            elif condition.regex is not None:
                patterns.append((number, condition.regex))
            else:
                self._always.append(number)
        self._patterns = _Together(patterns)

    def of(self, phrases: Iterable[str], text: str) -> list[int]:
        """The numbers of the conditions to try, in order, for a message in which these phrases stand."""
        by_words = chain.from_iterable(self._by_phrase[phrase] for phrase in phrases if phrase in self._by_phrase)
        return sorted({*self._always, *by_words, *self._patterns.matching(text)})


def _needed(condition: Condition, rules: Rules) -> Sequence[str]:
    """Phrases without one of which it cannot hold; none when it asks for no words."""
    said = phrases_that_say(condition.says, rules)
    return condition.any or said or condition.subject or condition.all[:1]


class _Together:
    """Many regular expressions that look at a text in one pass."""

    def __init__(self, patterns: Sequence[tuple[int, str]]) -> None:
        self._numbers = [number for number, _ in patterns]
        self._set = _set_of([pattern for _, pattern in patterns]) if patterns else None

    def matching(self, text: str) -> Iterator[int]:
        """The numbers of those that match, or of all when that cannot be told."""
        matches = self._set.Match(text) if self._set else None
        return (self._numbers[at] for at in matches if at < len(self._numbers)) if matches else iter(self._numbers)


def _set_of(patterns: Iterable[str]) -> re2.Set | None:
    """The expressions as one; None when they do not fit into the memory."""
    options = re2.Options()
    options.log_errors = False
    options.case_sensitive = False
    options.max_mem = _MEMORY
    together = re2.Set.SearchSet(options)
    for pattern in (*patterns, ""):  # the last always matches: without it, a search ran out of memory
        together.Add(pattern)
    try:
        together.Compile()
    except re2.error:
        return None
    return together
