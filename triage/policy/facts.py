"""Order numbers, models, reasons found in a message. Does not know what a category makes of them.

A fact is found by patterns (order numbers), by a catalogue (models), by phrases, whose sentence is the value (reasons),
or by there being enough words (a description). All of it is compiled once for each `Rules`.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import Self

from triage.policy.catalogue import Catalogue
from triage.policy.lexicon import Reading, phrases_that_say, read
from triage.policy.once import once_for_each
from triage.policy.regex import Regex, regex
from triage.policy.rules import Fact, Rules
from triage.policy.sentences import in_one_line, sentence_around
from triage.policy.words import Text

MOST_VALUES = 20  # of one fact in one message
COURTESIES = """
hi hello dear hey good morning afternoon evening day sir madam team thanks thank you please regards best kind kindly
sincerely cheers hallo guten tag morgen abend sehr geehrte geehrter damen und herren liebe lieber bitte danke vielen dank
mit freundlichen grüßen viele grüße bonjour bonsoir madame monsieur merci d'avance cordialement s'il vous plaît hola
buenos días buenas tardes estimados gracias por favor saludos buongiorno salve gentile grazie cordiali saluti olá bom dia
obrigado obrigada beste bedankt alvast groeten met vriendelijke groet dzień dobry dziękuję pozdrawiam proszę
number no nr am bestellnummer número numéro numero nummer
"""

COURTEOUS = {word for word, _, _ in Text.of(COURTESIES).pieces}

Source = Callable[[Reading], Iterable[str]]  # a text → the values of one fact in it


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One fact and where it stood."""

    value: str  # canonical: an order number without blanks, a catalogue name, a sentence
    where: str  # "subject" or "text"


Finder = Callable[[Reading, Reading], tuple[Found, ...]]  # subject, text → one fact


def find(*, subject: str, text: str, rules: Rules) -> dict[str, tuple[Found, ...]]:
    """Every configured fact with what the message says about it, in its order, each value once; () when nothing."""
    return find_in(read(subject, rules), read(text, rules), rules)


def find_in(subject: Reading, text: Reading, rules: Rules) -> dict[str, tuple[Found, ...]]:
    """As `find`, for texts that have been read with these rules."""
    return {name: finder(subject, text) for name, finder in _finders(rules).items()}


@once_for_each
def _finders(rules: Rules) -> dict[str, Finder]:
    return {name: _finder(fact, rules) for name, fact in rules.facts.items()}


def _finder(fact: Fact, rules: Rules) -> Finder:
    sources = list(_sources(fact, rules))

    def finder(subject: Reading, text: Reading) -> tuple[Found, ...]:
        found: dict[str, Found] = {}
        for where, part in (("subject", subject), ("text", text)):
            for value in chain.from_iterable(source(part) for source in sources):
                found.setdefault(value, Found(value=value, where=where))
        if not found and fact.words is not None:
            return _enough_words(subject, text, fact.words)
        return tuple(found.values())[:MOST_VALUES]

    return finder


def _sources(fact: Fact, rules: Rules) -> Iterator[Source]:
    """The ways to find this fact that ops wrote down."""
    if fact.patterns:
        yield partial(_by_pattern, _Patterns.of(fact), fact)
    if fact.catalogue:
        yield Catalogue(fact).find
    if phrases := {*fact.phrases, *phrases_that_say(fact.says, rules)}:
        yield partial(_by_phrase, frozenset(phrases))


@dataclass(frozen=True, kw_only=True, slots=True)
class _Patterns:
    """The compiled patterns of one fact."""

    anything: Regex  # any of `each`: most messages need this one look
    each: tuple[Regex, ...]
    unless: tuple[Regex, ...]

    @classmethod
    def of(cls, fact: Fact) -> Self:
        return cls(
            anything=regex("|".join(f"(?:{pattern})" for pattern in fact.patterns)),
            each=tuple(map(regex, fact.patterns)),
            unless=tuple(map(regex, fact.unless)),
        )


def _by_pattern(patterns: _Patterns, fact: Fact, reading: Reading) -> Iterator[str]:
    raw = reading.text.raw
    if not patterns.anything.search(raw):
        return
    for other in patterns.unless:
        raw = other.sub(" ", raw)
    for match in chain.from_iterable(islice(each.finditer(raw), MOST_VALUES) for each in patterns.each):
        value = next((group for group in match.groups() if group), match.group()) or ""
        if written := _written(value, fact):
            yield written


def _written(value: str, fact: Fact) -> str:
    """The one way to write this value."""
    if fact.compact:
        value = "".join(value.split()).upper()
    return fact.prefix + value if value.isdecimal() else in_one_line(value)


def _by_phrase(phrases: frozenset[str], reading: Reading) -> Iterator[str]:
    spans = chain.from_iterable(reading.found[phrase] for phrase in reading.found.keys() & phrases)
    first = sorted(spans, key=lambda span: (span.start, span.end))[:MOST_VALUES]
    yield from (sentence_around(reading.text.raw, span) for span in first)


def _enough_words(subject: Reading, text: Reading, enough: int) -> tuple[Found, ...]:
    """The longer of the two as the value, when both together say enough."""
    if _substance(subject.text) + _substance(text.text) < enough:
        return ()
    where, told = max(("text", text.text), ("subject", subject.text), key=lambda part: part[1].length)
    return (Found(value=in_one_line(told.raw), where=where),)


def _substance(text: Text) -> int:
    """How many words are neither courtesy nor number."""
    courtesies = sum(1 for word, _, _ in text.pieces if word in COURTEOUS or word.isdecimal())
    return text.length - courtesies
