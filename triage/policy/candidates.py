"""Which of many conditions can hold for a message at all, so that only these are tried. Does not know whether they do.

A condition that asks for words can only hold where one of them stands; one with a regular expression, where it matches,
and all expressions look at a text together in one pass. Whoever asks for neither is always tried.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from itertools import chain

from triage.policy.lexicon import phrases_that_say
from triage.policy.regex import Together
from triage.policy.rules import Condition, Rules

_MEMORY = 64 << 20  # bytes: ops may write thousands of expressions


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
        self._numbers = [number for number, _ in patterns]  # of the conditions with an expression
        self._patterns = Together([pattern for _, pattern in patterns], memory=_MEMORY)

    def of(self, phrases: Iterable[str], text: str) -> list[int]:
        """The numbers of the conditions to try, in order, for a message in which these phrases stand."""
        by_words = chain.from_iterable(self._by_phrase[phrase] for phrase in phrases if phrase in self._by_phrase)
        by_expressions = (self._numbers[at] for at in self._patterns.matching(text))
        return sorted({*self._always, *by_words, *by_expressions})


def _needed(condition: Condition, rules: Rules) -> Sequence[str]:
    """Phrases without one of which it cannot hold; none when it asks for no words."""
    said = phrases_that_say(condition.says, rules)
    return condition.any or said or condition.subject or condition.all[:1]
