"""Every phrase of a rules file, looked for once in each text. Does not know what a phrase is good for."""

from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, product

from triage.policy.once import once_for_each
from triage.policy.rules import Fact, Rules
from triage.policy.sentences import sentences_of
from triage.policy.words import Phrases, Span, Text


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A text, and the phrases of the rules that stand in it."""

    text: Text
    phrases: Phrases  # that are looked for
    told: dict[Hashable, tuple[tuple[str, str], ...]] = field(default_factory=dict)  # by who looked: none looks twice

    @cached_property
    def found(self) -> dict[str, list[Span]]:
        """Each phrase that stands there, with its places."""
        return self.phrases.find(self.text)

    @cached_property
    def sentences(self) -> list[Span]:
        """Where each sentence stands."""
        return list(sentences_of(self.text.raw))


def read(text: str, rules: Rules) -> Reading:
    """The text, for whoever asks for the phrases of these rules in it."""
    return Reading(text=Text.of(text), phrases=_phrases(rules))


def ways_to_write(fact: Fact) -> Iterator[tuple[str, str]]:
    """(a way to write it, the name) for each name of the catalogue, with every spelling of its words."""
    for name, words in ways_in_words(fact):
        yield from ((" ".join(choice), name) for choice in product(*words))


def ways_in_words(fact: Fact) -> Iterator[tuple[str, list[tuple[str, ...]]]]:
    """(the name, the spellings of each word) for each way to write a name of the catalogue."""
    for name, others in fact.catalogue.items():
        for way in (name, *others):
            yield name, [(word, *fact.spellings.get(word, ())) for word in way.split()]


@once_for_each
def _phrases(rules: Rules) -> Phrases:
    return Phrases(_all_phrases(rules))


def phrases_that_say(meaning: str | None, rules: Rules) -> list[str]:
    """The words of that list in the rules (`rulesfile` has seen that it exists)."""
    return rules.words[meaning] if meaning is not None else []


def _all_phrases(rules: Rules) -> Iterator[str]:
    yield from chain.from_iterable(rules.words.values())
    signals = chain.from_iterable(category.signals for category in rules.categories.values())
    for asked in chain(signals, (each.when for each in rules.filters)):
        yield from (*asked.any, *asked.all, *asked.none, *asked.subject)
    for fact in rules.facts.values():
        yield from fact.phrases
        yield from (way for way, _ in ways_to_write(fact) if not is_syllable(way))


def is_syllable(way: str) -> bool:
    """One Korean syllable: part of many a word, so not looked for as a phrase."""
    return len(way) == 1 and "가" <= way <= "힣"
