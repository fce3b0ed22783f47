"""One signal of rules.yaml against one message: does it hold, and why. Does not add up scores.

Each condition that ops gave becomes a test, which answers with the words that made it hold, or None when it does not.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from triage.policy.facts import Found
from triage.policy.lexicon import phrases_that_say
from triage.policy.regex import Regex, regex
from triage.policy.rules import Rules, Signal


@dataclass(frozen=True, kw_only=True, slots=True)
class Evidence:
    """What is known about one message when signals look at it."""

    in_subject: frozenset[str]  # phrases of the rules that stand there
    in_text: frozenset[str]
    raw: str  # subject and text
    length: int  # words in both
    author: str  # addr-spec
    mailbox: str  # addr-spec
    facts: dict[str, tuple[Found, ...]]


Test = Callable[[Evidence], str | None]


def compile_signal(signal: Signal, rules: Rules) -> tuple[Test, ...]:
    """The tests of this signal of these rules; it holds when each of them answers."""
    return tuple(_tests(signal, rules))


def why(tests: tuple[Test, ...], evidence: Evidence) -> str | None:
    """What made the signal hold, in words; None when it does not hold. A signal without a condition never does."""
    reasons: list[str] = []
    for test in tests:
        if (reason := test(evidence)) is None:
            return None
        reasons.append(reason)
    return " and ".join(filter(None, reasons)) or None


def _tests(signal: Signal, rules: Rules) -> Iterator[Test]:
    yield from _tests_of_words(signal, rules)
    if signal.regex is not None:
        yield partial(_regex, regex(signal.regex))
    if signal.sender:
        yield partial(_sender, tuple(signal.sender))
    if signal.mailbox is not None:
        yield partial(_mailbox, signal.mailbox)
    if signal.fact is not None:
        yield partial(_fact, signal.fact, signal.count)
    if signal.words_at_most is not None:
        yield partial(_short, signal.words_at_most)


def _tests_of_words(signal: Signal, rules: Rules) -> Iterator[Test]:
    for some in filter(None, (signal.any, phrases_that_say(signal.says, rules))):
        yield partial(_any, tuple(some), frozenset(some))
    if signal.all:
        yield partial(_all, tuple(signal.all))
    if unwanted := {*signal.none, *phrases_that_say(signal.does_not_say, rules)}:
        yield partial(_none, frozenset(unwanted))
    if signal.subject:
        yield partial(_subject, tuple(signal.subject))


def _any(phrases: tuple[str, ...], as_set: frozenset[str], evidence: Evidence) -> str | None:
    for found, where in ((evidence.in_subject, "subject"), (evidence.in_text, "text")):
        if not as_set.isdisjoint(found):
            return f"'{next(phrase for phrase in phrases if phrase in found)}' in the {where}"
    return None


def _all(phrases: tuple[str, ...], evidence: Evidence) -> str | None:
    found = evidence.in_subject | evidence.in_text
    return " and ".join(f"'{phrase}'" for phrase in phrases) if found.issuperset(phrases) else None


def _none(phrases: frozenset[str], evidence: Evidence) -> str | None:
    return "" if phrases.isdisjoint(evidence.in_subject | evidence.in_text) else None


def _subject(phrases: tuple[str, ...], evidence: Evidence) -> str | None:
    return next((f"'{phrase}' in the subject" for phrase in phrases if phrase in evidence.in_subject), None)


def _regex(expression: Regex, evidence: Evidence) -> str | None:
    match = expression.search(evidence.raw)
    return f"'{' '.join((match.group() or '').split())[:60]}'" if match else None


def _sender(known: tuple[str, ...], evidence: Evidence) -> str | None:
    author = evidence.author.lower()
    domain = author.rpartition("@")[2]
    fits = (each for each in map(str.lower, known) if each == author or f".{domain}".endswith(f".{each.lstrip('@')}"))
    return next((f"the sender {each}" for each in fits), None)


def _mailbox(address: str, evidence: Evidence) -> str | None:
    return f"having reached {address}" if evidence.mailbox.lower() == address.lower() else None


def _fact(name: str, count: int, evidence: Evidence) -> str | None:
    values = [found.value for found in evidence.facts.get(name, ())]
    return f"{name} {', '.join(values[:3])}" if len(values) >= count else None


def _short(most: int, evidence: Evidence) -> str | None:
    return f"a mail of {evidence.length} words" if evidence.length <= most else None
