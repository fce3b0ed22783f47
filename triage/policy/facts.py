"""Order numbers, models, reasons found in a message. Does not know what a category makes of them.

A fact is found by patterns (order numbers), by a catalogue (models), by phrases, whose sentence is the value (reasons),
or by there being enough words (a description). All of it is compiled once for each `Rules`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import chain, islice
from typing import NamedTuple, Self

from triage.policy.catalogue import Catalogue
from triage.policy.lexicon import Reading, phrases_that_say, read
from triage.policy.once import once_for_each
from triage.policy.regex import Regex, regex
from triage.policy.rules import Fact, Rules
from triage.policy.sentences import in_one_line, sentence_around
from triage.policy.words import Text

MOST_VALUES = 20  # of one fact in one message
MOST_NAMES = 20  # of attached files that are looked at
LONGEST_SHOWN = 60  # characters of the words that tell a fact
COURTESIES = """
hi hello dear hey good morning afternoon evening day sir madam team thanks thank you please regards best kind kindly
sincerely cheers hallo guten tag morgen abend sehr geehrte geehrter damen und herren liebe lieber bitte danke vielen dank
mit freundlichen grüßen viele grüße bonjour bonsoir madame monsieur merci d'avance cordialement s'il vous plaît hola
buenos días buenas tardes estimados gracias por favor saludos buongiorno salve gentile grazie cordiali saluti olá bom dia
obrigado obrigada beste bedankt alvast groeten met vriendelijke groet dzień dobry dziękuję pozdrawiam proszę
number no nr am bestellnummer número numéro numero nummer
"""

COURTEOUS = {word for word, _, _ in Text.of(COURTESIES).pieces}


class Sighting(NamedTuple):
    """A value of one fact, and the words that tell it."""

    value: str
    words: str


Source = Callable[[Reading], Iterable[Sighting]]  # a text → what it tells of one fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """One fact and where it stood."""

    value: str  # canonical: an order number without blanks, a catalogue name, a sentence
    where: str  # "subject", "text" or "name of an attachment"
    words: str  # as they stand there; "" when it is the whole of it

    def __str__(self) -> str:
        """As reasons tell it: AM-10432 ('order 10432' in the subject)."""
        told = f"'{self.words}' in the {self.where}" if self.words else f"the {self.where} as a whole"
        return f"{self.value[:LONGEST_SHOWN].strip()}{'…' if len(self.value) > LONGEST_SHOWN else ''} ({told})"


Finder = Callable[[Reading, Reading, Reading | None], tuple[Found, ...]]  # subject, text, names of files → one fact


def find(*, subject: str, text: str, rules: Rules, names: Sequence[str] = ()) -> dict[str, tuple[Found, ...]]:
    """Every configured fact with what the message says about it, in its order, each value once; () when nothing.

    The names of attached files may tell numbers and names, never sentences.
    """
    return find_in(read(subject, rules), read(text, rules), rules, names)


def find_in(subject: Reading, text: Reading, rules: Rules, names: Sequence[str] = ()) -> dict[str, tuple[Found, ...]]:
    """As `find`, for texts that have been read with these rules."""
    files = read("\n".join(names[:MOST_NAMES]).replace("_", " "), rules) if names else None
    return {name: finder(subject, text, files) for name, finder in _finders(rules).items()}


@once_for_each
def _finders(rules: Rules) -> dict[str, Finder]:
    return {name: _finder(fact, rules) for name, fact in rules.facts.items()}


def _finder(fact: Fact, rules: Rules) -> Finder:
    names, sentences = list(_of_names(fact)), list(_of_sentences(fact, rules))

    def finder(subject: Reading, text: Reading, files: Reading | None) -> tuple[Found, ...]:
        found: dict[str, Found] = {}
        parts = [("subject", subject, [*names, *sentences]), ("text", text, [*names, *sentences])]
        if files:
            parts.append(("name of an attachment", files, names))
        for where, part, sources in parts:
            for value, words in chain.from_iterable(source(part) for source in sources):
                found.setdefault(value, Found(value=value, where=where, words=in_one_line(words)[:LONGEST_SHOWN]))
        if not found and fact.words is not None:
            return _enough_words(subject, text, fact.words)
        return tuple(found.values())[:MOST_VALUES]

    return finder


def _of_names(fact: Fact) -> Iterator[Source]:
    """The ways to find numbers and names that ops wrote down."""
    if fact.patterns:
        yield partial(_by_pattern, _Patterns.of(fact), fact)
    if fact.catalogue:
        yield partial(_by_catalogue, Catalogue(fact))


def _of_sentences(fact: Fact, rules: Rules) -> Iterator[Source]:
    """The ways to find what only a sentence tells."""
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


def _by_pattern(patterns: _Patterns, fact: Fact, reading: Reading) -> Iterator[Sighting]:
    raw = reading.text.raw
    if not patterns.anything.search(raw):
        return
    for other in patterns.unless:
        raw = other.sub(" ", raw)
    for match in chain.from_iterable(islice(each.finditer(raw), MOST_VALUES) for each in patterns.each):
        value = next((group for group in match.groups() if group), match.group()) or ""
        if written := _written(value, fact):
            yield Sighting(written, match.group() or "")


def _written(value: str, fact: Fact) -> str:
    """The one way to write this value."""
    if fact.compact:
        value = "".join(value.split()).upper()
    return fact.prefix + value if value.isdecimal() else in_one_line(value)


def _by_catalogue(catalogue: Catalogue, reading: Reading) -> Iterator[Sighting]:
    return (Sighting(name, reading.text.raw[span.start : span.end]) for name, span in catalogue.find(reading))


def _by_phrase(phrases: frozenset[str], reading: Reading) -> Iterator[Sighting]:
    spans = chain.from_iterable(reading.found[phrase] for phrase in reading.found.keys() & phrases)
    first = sorted(spans, key=lambda span: (span.start, span.end))[:MOST_VALUES]
    raw = reading.text.raw
    yield from (Sighting(sentence_around(raw, span), raw[span.start : span.end]) for span in first)


def _enough_words(subject: Reading, text: Reading, enough: int) -> tuple[Found, ...]:
    """The longer of the two as the value, when both together say enough."""
    if _substance(subject.text) + _substance(text.text) < enough:
        return ()
    where, told = max(("text", text.text), ("subject", subject.text), key=lambda part: part[1].length)
    return (Found(value=in_one_line(told.raw), where=where, words=""),)


def _substance(text: Text) -> int:
    """How many words are neither courtesy nor number."""
    courtesies = sum(1 for word, _, _ in text.pieces if word in COURTEOUS or word.isdecimal())
    return text.length - courtesies
