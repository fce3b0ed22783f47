"""One condition of rules.yaml against one message: does it hold, and why. Does not add up scores.

Each thing that ops asked for becomes a test, which answers with what made it hold, or None when it does not.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from fnmatch import fnmatchcase
from functools import partial
from typing import NamedTuple

from triage.policy.facts import Found
from triage.policy.lexicon import phrases_that_say
from triage.policy.regex import Regex, regex
from triage.policy.rules import Condition, Rules
from triage.policy.words import Phrases, Text
from triage.record import record

ANY_VALUE = "*"


class File(NamedTuple):
    """An attached file, as its sender names it."""

    name: str
    media_type: str  # lower case, e.g. "image/png"


@record
class Circumstances:
    """What a message shows beside its words. Plain values."""

    recipients: tuple[str, ...] = ()  # addr-specs in To and Cc, lower case
    headers: tuple[tuple[str, str], ...] = ()  # (lower-case name, decoded value)
    files: tuple[File, ...] = ()
    quoted: str = ""  # what it quotes or forwards below the writer's own words
    language: str | None = None  # ISO 639 code
    authenticated: str = "none"  # or "pass", "fail": our own server's verdict on From


@record
class Evidence:
    """What is known about one message when conditions look at it."""

    in_subject: frozenset[str]  # phrases of the rules that stand there
    in_text: frozenset[str]
    raw: str  # subject and text
    length: int  # words in both
    author: str  # addr-spec
    mailbox: str  # addr-spec
    facts: dict[str, tuple[Found, ...]]
    around: Circumstances


class Reason(NamedTuple):
    """What made a test hold."""

    words: str  # "'send back' in the text"; "" when there is nothing to tell
    place: str = ""  # of the word in rules.yaml, when it stands in a list of `words`


Test = Callable[[Evidence], Reason | None]


def compile_condition(condition: Condition, rules: Rules) -> tuple[Test, ...]:
    """The tests of this condition of these rules; it holds when each of them answers."""
    return tuple(_tests(condition, rules))


def why(tests: tuple[Test, ...], evidence: Evidence) -> Reason | None:
    """What made the condition hold, in words; None when it does not. Without a test it never does."""
    reasons: list[Reason] = []
    for test in tests:
        if (reason := test(evidence)) is None:
            return None
        reasons.append(reason)
    told = " and ".join(filter(None, (reason.words for reason in reasons)))
    return Reason(told, next(filter(None, (reason.place for reason in reasons)), "")) if told else None


def _tests(condition: Condition, rules: Rules) -> Iterator[Test]:
    yield from _tests_of_words(condition, rules)
    if condition.regex is not None:
        yield partial(_regex, regex(condition.regex))
    if condition.words_at_most is not None:
        yield partial(_short, condition.words_at_most)
    if condition.fact is not None:
        yield partial(_fact, condition.fact, condition.count)
    yield from _tests_of_circumstances(condition)


def _tests_of_words(condition: Condition, rules: Rules) -> Iterator[Test]:
    if condition.any:
        yield partial(_any, _places(condition.any), _nowhere)
    if condition.says is not None:
        said = phrases_that_say(condition.says, rules)
        yield partial(_any, _places(said), partial(rules.place, "words", condition.says))
    if condition.all:
        yield partial(_all, tuple(condition.all))
    if unwanted := {*condition.none, *phrases_that_say(condition.does_not_say, rules)}:
        yield partial(_none, frozenset(unwanted))
    if condition.subject:
        yield partial(_subject, tuple(condition.subject))


def _tests_of_circumstances(condition: Condition) -> Iterator[Test]:
    if condition.sender:
        yield partial(_sender, tuple(condition.sender))
    if condition.recipient:
        yield partial(_recipient, tuple(condition.recipient))
    for name, words in condition.header.items():
        yield partial(_header, name.lower(), name, None if ANY_VALUE in words else Phrases(words))
    if condition.attachment:
        yield partial(_attachment, tuple(condition.attachment))
    if condition.language:
        yield partial(_language, frozenset(condition.language))
    if condition.authenticated is not None:
        yield partial(_authenticated, condition.authenticated)
    if condition.mailbox is not None:
        yield partial(_mailbox, condition.mailbox)


# --- words


def _places(phrases: Sequence[str]) -> dict[str, int]:
    """Each phrase and its place in the list; of one that stands there twice, the first."""
    return {phrase: at for at, phrase in reversed([*enumerate(phrases)])}


def _any(places: Mapping[str, int], place_of: Callable[[int], str], evidence: Evidence) -> Reason | None:
    for found, where in ((evidence.in_subject, "subject"), (evidence.in_text, "text")):
        if said := places.keys() & found:
            first = min(said, key=places.__getitem__)
            return Reason(f"'{first}' in the {where}", place_of(places[first]))
    return None


def _nowhere(_: int) -> str:
    """The place of a word that stands with its condition, which has one."""
    return ""


def _all(phrases: tuple[str, ...], evidence: Evidence) -> Reason | None:
    found = evidence.in_subject | evidence.in_text
    return Reason(" and ".join(f"'{phrase}'" for phrase in phrases)) if found.issuperset(phrases) else None


def _none(phrases: frozenset[str], evidence: Evidence) -> Reason | None:
    return Reason("") if phrases.isdisjoint(evidence.in_subject | evidence.in_text) else None


def _subject(phrases: tuple[str, ...], evidence: Evidence) -> Reason | None:
    return next((Reason(f"'{phrase}' in the subject") for phrase in phrases if phrase in evidence.in_subject), None)


def _regex(expression: Regex, evidence: Evidence) -> Reason | None:
    match = expression.search(evidence.raw)
    return Reason(f"'{' '.join((match.group() or '').split())[:60]}'") if match else None


def _short(most: int, evidence: Evidence) -> Reason | None:
    return Reason(f"a mail of {evidence.length} words") if evidence.length <= most else None


def _fact(name: str, count: int, evidence: Evidence) -> Reason | None:
    values = [found.value for found in evidence.facts.get(name, ())]
    return Reason(f"{name} {', '.join(values[:3])}") if len(values) >= count else None


# --- circumstances


def _sender(known: tuple[str, ...], evidence: Evidence) -> Reason | None:
    return next((Reason(f"the sender {each}") for each in known if _is_at(evidence.author, each)), None)


def _recipient(known: tuple[str, ...], evidence: Evidence) -> Reason | None:
    addressed = evidence.around.recipients
    fitting = (each for each in known if any(_is_at(address, each) for address in addressed))
    return next((Reason(f"the recipient {each}") for each in fitting), None)


def _is_at(address: str, correspondent: str) -> bool:
    """Whether this is that address, or one of that domain."""
    address, domain = address.lower(), address.lower().rpartition("@")[2]
    return correspondent == address or f".{domain}".endswith(f".{correspondent.lstrip('@')}")


def _header(name: str, written: str, words: Phrases | None, evidence: Evidence) -> Reason | None:
    values = [value for header, value in evidence.around.headers if header == name]
    if words is None:
        return Reason(f"a header {written}") if values else None
    found = (next(iter(words.find(Text.of(value))), None) for value in values)
    return next((Reason(f"'{word}' in the header {written}") for word in found if word), None)


def _attachment(patterns: tuple[str, ...], evidence: Evidence) -> Reason | None:
    for file in evidence.around.files:
        for pattern in patterns:
            if fnmatchcase(file.media_type if "/" in pattern else file.name.lower(), pattern.lower()):
                return Reason(f"the attachment {file.name or file.media_type}")
    return None


def _language(languages: frozenset[str], evidence: Evidence) -> Reason | None:
    spoken = evidence.around.language or ""
    return Reason(f"the language {spoken}") if languages & {spoken, spoken.partition("-")[0]} else None


def _authenticated(verdict: str, evidence: Evidence) -> Reason | None:
    return Reason(f"the authentication verdict {verdict}") if evidence.around.authenticated == verdict else None


def _mailbox(address: str, evidence: Evidence) -> Reason | None:
    return Reason(f"having reached {address}") if evidence.mailbox.lower() == address else None
