"""What filters and signals see in one message: all of its sorting that depends on nothing but it and the rules.

So it may be found in another process. Does not add up scores, and does not know what follows from them.
"""

from collections.abc import Iterator
from typing import NamedTuple

from triage.policy.candidates import Candidates
from triage.policy.facts import Found, find_in, find_quoted
from triage.policy.lexicon import read
from triage.policy.once import once_for_each
from triage.policy.rules import Outcome, Rules
from triage.policy.signals import Circumstances, Evidence, Reason, Test, compile_condition, why
from triage.record import record

NOTHING = Outcome.model_construct()


class Asked(NamedTuple):
    """What sorting looks at in one message."""

    subject: str  # decoded
    text: str  # what the writer wrote now
    author: str  # addr-spec, "" when unknown
    mailbox: str  # addr-spec of the shared mailbox it reached, or an alias of it
    around: Circumstances  # what it shows beside its words


@record
class Hit:
    """One signal that held."""

    category: str
    signal: int  # its index under the category
    score: float
    place: str  # of the signal: "rules.yaml:214", "" for rules that were not read from a file
    sentence: str  # e.g. "'send back' in the text speaks for return-request (+2; rules.yaml:214)"


@record
class Seen:
    """What is in it. Plain values."""

    facts: dict[str, tuple[Found, ...]]  # each configured one, as the message itself tells it
    quoted: dict[str, tuple[Found, ...]]  # those that only the mail quoted in it tells
    filter: int | None  # the place in the rules of the first that holds
    filtered: tuple[str, ...]  # why it does, in words
    hits: tuple[Hit, ...]


def see(asked: Asked, rules: Rules) -> Seen:
    """What these rules see in it."""
    evidence = _evidence(asked, rules)
    number, filtered = _filtered(evidence, rules)
    lacking = [name for name in _repeatable(rules) if not evidence.facts.get(name)]
    return Seen(
        facts=evidence.facts,
        quoted=find_quoted(asked.around.quoted, lacking, rules),
        filter=number,
        filtered=filtered,
        hits=tuple(_hits(evidence, rules)),
    )


def prepare(rules: Rules) -> None:
    """Builds what looking by these rules takes, so that no message waits for it."""
    see(Asked(subject="", text="", author="", mailbox="", around=Circumstances()), rules)


def outcome_of(seen: Seen, rules: Rules) -> Outcome:
    """What the filter decides that holds, if one does."""
    return NOTHING if seen.filter is None else rules.filters[seen.filter].then


@once_for_each
def _repeatable(rules: Rules) -> list[str]:
    """The facts that a category may take from the mail that is answered: what any asks for, and every number."""
    asked_for = {name for category in rules.categories.values() for name in category.requires}
    return [name for name, fact in rules.facts.items() if name in asked_for or fact.compact]


def _evidence(asked: Asked, rules: Rules) -> Evidence:
    subject, text = read(asked.subject, rules), read(asked.text, rules)
    return Evidence(
        in_subject=frozenset(subject.found),
        in_text=frozenset(text.found),
        raw=f"{subject.text.raw}\n{text.text.raw}",
        length=subject.text.length + text.text.length,
        author=asked.author,
        mailbox=asked.mailbox,
        facts=find_in(subject, text, rules, [file.name for file in asked.around.files]),
        around=asked.around,
    )


# --- filters


@once_for_each
def _filters(rules: Rules) -> list[tuple[str, Outcome, tuple[Test, ...]]]:
    """What reasons call each, what it decides, its tests."""
    return [
        (_name_of(at, rules), each.then, compile_condition(each.when, rules)) for at, each in enumerate(rules.filters)
    ]


def _name_of(at: int, rules: Rules) -> str:
    name, place = rules.filters[at].name, rules.place("filters", at)
    return f"the filter {name or f'no. {at + 1}'}" + (f" ({place})" if place else "")


def _filtered(evidence: Evidence, rules: Rules) -> tuple[int | None, tuple[str, ...]]:
    for at, (name, outcome, tests) in enumerate(_filters(rules)):
        if reason := why(tests, evidence):
            return at, (f"{reason.words} makes {name} decide: {_decided(outcome)}",)
    return None, ()


def _decided(outcome: Outcome) -> str:
    """'category complaint, priority urgent'."""
    if outcome.ignore:
        return "no ticket, no letter"
    given = outcome.model_dump(exclude_none=True, exclude={"ignore", "acknowledge"})
    letter = {None: (), True: ("acknowledged",), False: ("not acknowledged",)}[outcome.acknowledge]
    return ", ".join((*(f"{key} {value}" for key, value in given.items()), *letter))


# --- signals

Compiled = tuple[
    str, int, float, str, tuple[Test, ...]
]  # category, the signal's index, its score, its place, its tests


@once_for_each
def _signals(rules: Rules) -> tuple[Candidates, list[Compiled]]:
    """Every signal of every category, and which of them a message is worth trying on."""
    signals = [
        (name, at, signal) for name, category in rules.categories.items() for at, signal in enumerate(category.signals)
    ]
    compiled = [
        (name, at, signal.score, rules.place("categories", name, "signals", at), compile_condition(signal, rules))
        for name, at, signal in signals
    ]
    return Candidates([signal for _, _, signal in signals], rules), compiled


def _hits(evidence: Evidence, rules: Rules) -> Iterator[Hit]:
    candidates, signals = _signals(rules)
    for number in candidates.of(evidence.in_subject | evidence.in_text, evidence.raw):
        category, at, score, place, tests = signals[number]
        if reason := why(tests, evidence):
            sentence = _sentence(reason, category, score, place)
            yield Hit(category=category, signal=at, score=score, place=place, sentence=sentence)


def _sentence(reason: Reason, category: str, score: float, place: str) -> str:
    side = "for" if score >= 0 else "against"
    where = f"; {place}" if place else ""
    word = f", the word in {reason.place.rpartition(':')[2]}" if reason.place else ""
    return f"{reason.words} speaks {side} {category} ({score:+g}{where}{word})"
