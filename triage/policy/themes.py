"""What complaints have in common: which topics of each theme a ticket tells of, and by which words. Counts nothing."""

from collections.abc import Iterable, Mapping
from itertools import chain
from typing import NamedTuple

from triage.policy.lexicon import phrases_that_say
from triage.policy.once import once_for_each
from triage.policy.rules import Rules, Theme
from triage.policy.words import Phrases, Text

Told = Mapping[str, Mapping[str, str]]  # theme → topic → the words that tell of it


class _Reader(NamedTuple):
    topics: Mapping[str, Mapping[str, tuple[str, ...]]]  # theme → topic → its phrases
    phrases: Phrases


def themes_of(texts: Iterable[str], facts: Mapping[str, Iterable[str]], rules: Rules) -> Told:
    """What one ticket tells of.

    Args:
        texts: subjects and texts that its requester wrote.
        facts: of the ticket, by name.
        rules: whose `themes` are asked.

    A topic that a fact names is told by the fact's value; any other by the first of its phrases, as ops wrote it.
    """
    reader = _reader(rules)
    found = set(chain.from_iterable(reader.phrases.find(Text.of(text)) for text in texts))
    return {
        name: {
            **{value: value for value in facts.get(theme.fact or "", ())},
            **{
                topic: next(phrase for phrase in phrases if phrase in found)
                for topic, phrases in reader.topics[name].items()
                if not found.isdisjoint(phrases)
            },
        }
        for name, theme in rules.themes.items()
    }


@once_for_each
def _reader(rules: Rules) -> _Reader:
    topics = {name: _phrases(theme, rules) for name, theme in rules.themes.items()}
    everything = chain.from_iterable(phrases for theme in topics.values() for phrases in theme.values())
    return _Reader(topics, Phrases(everything))


def _phrases(theme: Theme, rules: Rules) -> dict[str, tuple[str, ...]]:
    return {
        label: (*topic.any, *chain.from_iterable(phrases_that_say(meaning, rules) for meaning in topic.says))
        for label, topic in theme.topics.items()
    }
