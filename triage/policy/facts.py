"""Order numbers, models, reasons found in a message. Does not know what a category makes of them.

A fact is found by patterns (order numbers), by a check digit (tracking numbers), by a catalogue (models), as a sum of
money or a day, by phrases, whose sentence is the value (reasons), or by there being enough words (a description). All of it is compiled once for
each `Rules`.
"""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import chain, islice
from typing import NamedTuple

from triage.policy.amounts import currencies
from triage.policy.catalogue import Catalogue
from triage.policy.dates import Calendar
from triage.policy.lexicon import Reading, phrases_that_say, read
from triage.policy.once import once_for_each
from triage.policy.parcelnumbers import numbers_in
from triage.policy.regex import Regex, Together, regex
from triage.policy.rules import Fact, Rules
from triage.policy.sentences import in_one_line, sentence_around
from triage.policy.words import Span
from triage.record import record

MOST_VALUES = 20  # of one fact in one message
MOST_NAMES = 20  # of attached files that are looked at
LONGEST_SHOWN = 60  # characters of the words that tell a fact
QUESTION = ("?", "؟")
QUOTED = "quoted text"
BLOT = " ✗ "  # in the place of what is not looked at, so that its neighbours do not join


class Sighting(NamedTuple):
    """A value of one fact, and the words that tell it."""

    value: str
    words: str


Source = Callable[[Reading], Iterable[Sighting]]  # a text → what it tells of one fact
SourcesOf = Callable[[str], Sequence[Source]]  # the name of a fact → the ways to find its numbers and names


@record
class Found:
    """One fact and where it stood."""

    value: str  # canonical: an order number without blanks, a catalogue name, a sentence
    where: str  # "subject", "text", "name of an attachment" or QUOTED
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


def find_quoted(quoted: str, wanted: Iterable[str], rules: Rules) -> dict[str, tuple[Found, ...]]:
    """Those wanted facts of which the text that a message quotes names exactly one value: the confirmation answered to.

    A quote may tell numbers and names, never sentences; one that names several leaves open which is meant.
    """
    sources = {name: found for name in wanted if (found := _names(rules)[name])}
    return dict(_quoted(read(quoted, rules), sources)) if quoted and sources else {}


def _quoted(reading: Reading, sources: Mapping[str, Sequence[Source]]) -> Iterator[tuple[str, tuple[Found, ...]]]:
    for name, ways in sources.items():
        match _found([(QUOTED, reading, ways)]):
            case (alone,):
                yield name, (alone,)
            case _:
                pass


@once_for_each
def _names(rules: Rules) -> dict[str, list[Source]]:
    """The ways to find the numbers and names of each fact."""
    known: dict[str, list[Source]] = {}

    def sources_of(name: str) -> list[Source]:
        if name not in known:
            known[name] = list(_of_names(rules.facts[name], sources_of))
        return known[name]

    return {name: sources_of(name) for name in rules.facts}


@once_for_each
def _finders(rules: Rules) -> dict[str, Finder]:
    return {name: _finder(fact, _names(rules)[name], rules) for name, fact in rules.facts.items()}


def _finder(fact: Fact, names: list[Source], rules: Rules) -> Finder:
    ways = [*names, *_of_sentences(fact, rules)]
    otherwise = [_bare(_by_patterns(fact, fact.otherwise, _names(rules).__getitem__), fact)] if fact.otherwise else []
    idle, asides = (
        frozenset(chain.from_iterable(phrases_that_say(each, rules) for each in lists))
        for lists in (fact.besides, fact.asides)
    )

    def finder(subject: Reading, text: Reading, files: Reading | None) -> tuple[Found, ...]:
        parts = [("subject", subject, ways), ("text", text, ways)]
        if files:
            parts.append(("name of an attachment", files, names))
        found = _found(parts) or _found([("subject", subject, otherwise), ("text", text, otherwise)])
        if not found and fact.words is not None:
            return _enough_words(subject, text, fact.words, lambda part: _substance(part, idle, asides))
        return found

    return finder


def _found(parts: Iterable[tuple[str, Reading, Sequence[Source]]]) -> tuple[Found, ...]:
    """What these sources see in these parts of a message, each value once."""
    found: dict[str, Found] = {}
    for where, part, sources in parts:
        for source in sources:
            for value, words in _told(source, part):
                if value not in found:
                    found[value] = Found(value=value, where=where, words=in_one_line(words)[:LONGEST_SHOWN])
    return tuple(found.values())[:MOST_VALUES]


def _told(source: Source, reading: Reading) -> Iterable[tuple[str, str]]:
    """What a source sees in a text: it is asked for one fact, and again where another must stay apart from that."""
    if (told := reading.told.get(source)) is None:
        told = reading.told[source] = tuple(source(reading))
    return told


def _of_names(fact: Fact, sources_of: SourcesOf) -> Iterator[Source]:
    """The ways to find numbers and names that ops wrote down."""
    if fact.patterns:
        yield _by_patterns(fact, fact.patterns, sources_of)
    if fact.parcel_numbers:
        yield partial(_by_form, numbers_in)
    yield from (partial(_by_form, currency.amounts_in) for currency in currencies(fact.amounts))
    if fact.dates:
        yield partial(_by_form, Calendar(fact.dates).dates_in)
    if fact.catalogue:
        yield partial(_by_catalogue, Catalogue(fact))


def _of_sentences(fact: Fact, rules: Rules) -> Iterator[Source]:
    """The ways to find what only a sentence tells."""
    if phrases := {*fact.phrases, *phrases_that_say(fact.says, rules)}:
        besides = chain.from_iterable(phrases_that_say(each, rules) for each in fact.besides)
        yield partial(_by_phrase, frozenset(phrases), frozenset(each for each in besides if " " in each))


@record
class _Patterns:
    """Compiled patterns of one fact."""

    each: tuple[Regex, ...]
    which: Together  # of `each`
    unless: tuple[Regex, ...]
    which_unless: Together
    apart_from: tuple[Source, ...]  # the words of these facts are blotted out too


def _by_patterns(fact: Fact, patterns: Sequence[str], sources_of: SourcesOf) -> Source:
    compiled = _Patterns(
        each=tuple(map(regex, patterns)),
        which=Together(patterns),
        unless=tuple(map(regex, fact.unless)),
        which_unless=Together(fact.unless),
        apart_from=tuple(chain.from_iterable(map(sources_of, fact.apart_from))),
    )
    return partial(_by_pattern, compiled, fact)


def _by_pattern(patterns: _Patterns, fact: Fact, reading: Reading) -> Iterator[Sighting]:
    raw = reading.text.raw
    if not patterns.which.matching(raw):
        return
    for _, words in chain.from_iterable(_told(source, reading) for source in patterns.apart_from):
        raw = raw.replace(words, BLOT)
    first = next(iter(patterns.which_unless.matching(raw)), len(patterns.unless))
    for other in patterns.unless[first:]:  # all of them: a blot may let the next one match
        raw = other.sub(BLOT, raw)
    which = patterns.which.matching(raw)
    for match in chain.from_iterable(islice(patterns.each[at].finditer(raw), MOST_VALUES) for at in which):
        for value in [group for group in match.groups() if group] or [match.group() or ""]:
            if written := _written(value, fact):
                yield Sighting(written, match.group() or "")


def _bare(source: Source, fact: Fact) -> Source:
    """The same without the neighbours that such a pattern needs to see: of 'n 30421)', the number tells it."""
    return lambda reading: (Sighting(value, value.removeprefix(fact.prefix)) for value, _ in source(reading))


def _by_form(values_in: Callable[[str], Iterator[tuple[str, str]]], reading: Reading) -> Iterator[Sighting]:
    return (Sighting(value, words) for value, words in islice(values_in(reading.text.raw), MOST_VALUES))


def _written(value: str, fact: Fact) -> str:
    """The one way to write this value."""
    if fact.compact:
        value = "".join(value.split()).upper()
    return fact.prefix + value if value.isdecimal() else in_one_line(value)


def _by_catalogue(catalogue: Catalogue, reading: Reading) -> Iterator[Sighting]:
    return (Sighting(name, reading.text.raw[span.start : span.end]) for name, span in catalogue.find(reading))


def _by_phrase(phrases: frozenset[str], besides: frozenset[str], reading: Reading) -> Iterator[Sighting]:
    told = _spans(reading, phrases)
    if not told:
        return
    inside = _covered(reading, _spans(reading, besides))
    spans = (span for span in told if not (inside[span.start] and inside[span.end - 1]))
    first = sorted(spans, key=lambda span: (span.start, span.end))[:MOST_VALUES]
    raw = reading.text.raw
    yield from (Sighting(sentence_around(raw, span), raw[span.start : span.end]) for span in first)


def _enough_words(
    subject: Reading, text: Reading, enough: int, substance: Callable[[Reading], int]
) -> tuple[Found, ...]:
    """The longer of the two as the value, when both together say enough."""
    if substance(subject) + substance(text) < enough:
        return ()
    where, told = max(("text", text.text), ("subject", subject.text), key=lambda part: part[1].length)
    return (Found(value=in_one_line(told.raw), where=where, words=""),)


def _substance(reading: Reading, idle: frozenset[str], asides: frozenset[str]) -> int:
    """How many words are neither idle, nor in an aside, nor number; a sign of a script without blanks counts half."""
    besides = [*_spans(reading, idle), *(_asides(reading, asides) if asides else ())]
    if not besides:
        return len(reading.text.word_starts) + reading.text.unspaced() // 2
    covered = _covered(reading, besides)
    starts = reading.text.word_starts
    return len(starts) - sum(map(covered.__getitem__, starts)) + (reading.text.unspaced(covered) // 2)


def _covered(reading: Reading, spans: Iterable[Span]) -> bytearray:
    """For each character whether it lies in one of these spans."""
    covered = bytearray(len(reading.text.raw))
    for start, end in spans:
        covered[start:end] = b"\1" * (end - start)
    return covered


def _asides(reading: Reading, asides: frozenset[str]) -> Iterator[Span]:
    """The questions, and the sentences that say any of these."""
    told = sorted(span.start for span in _spans(reading, asides))
    for sentence in reading.sentences:
        at = bisect_left(told, sentence.start)
        is_question = reading.text.raw[sentence.start : sentence.end].rstrip().endswith(QUESTION)
        if is_question or (at < len(told) and told[at] < sentence.end):
            yield sentence


def _spans(reading: Reading, phrases: frozenset[str]) -> list[Span]:
    """Where any of these phrases stands."""
    if phrases.isdisjoint(reading.found):  # as for most of them in most mail
        return []
    return [span for phrase, spans in reading.found.items() if phrase in phrases for span in spans]
