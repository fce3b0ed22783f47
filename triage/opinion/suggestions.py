"""Signals and examples that staff's corrections ask for, as lines for rules.yaml, each with its back-test.

A phrase is proposed when mails that were sorted wrongly hold it and mails of other categories hardly do. The back-test
is exact: a new signal can only change mail in which its phrases stand, so all of those known are sorted again.
"""

import json
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from triage.policy import yamlnodes
from triage.policy.classify import classify
from triage.policy.rules import Rules
from triage.policy.rulesfile import read_rules
from triage.policy.words import IS_UNSPACED, Phrases, Text
from triage.record import record, replace

LONGEST_PHRASE = 3  # words
SIGNS = (2, 3, 4)  # of a phrase in a script without blanks
SHORTEST = 4  # letters of a phrase of one word
RARE = 0.1  # of the mails that hold a phrase, at most so many may be of another category
MOST_PHRASES = 5  # in one signal
SCORES = (2, 3, 4, 6)  # tried in this order: as little as needed
LONGEST_EXAMPLE = 300  # characters
_PRIVATE = re.compile(r"[^\s@<>]+@[^\s@<>]+|\+?\d[\d\s()/-]{7,}\d")  # addresses and telephone numbers


@record
class Case:
    """One mail whose category a person knows."""

    name: str  # as people find it: a ticket, or "de" for a German starter example
    subject: str
    text: str
    category: str
    mailbox: str  # that it reached


@record
class Suggestion:
    """One line to add, and what it would do."""

    category: str
    line: str  # as it would stand in the file, without its indentation
    because: tuple[str, ...]  # the tickets that ask for it
    mends: tuple[str, ...]  # names of cases that would become right
    breaks: tuple[str, ...]  # names of cases that would become wrong
    patched: str  # the whole file with this line and those suggested before it


def suggestions(text: str, corrected: Sequence[Case], known: Sequence[Case]) -> Iterator[Suggestion]:
    """What to add to this rules.yaml, one after another.

    Args:
        text: The file, without problems.
        corrected: The mails that staff corrected.
        known: Others that must not be harmed: examples.
    """
    categories = Counter(case.category for case in corrected)
    for category, _ in categories.most_common():
        signal = _signal(text, category, corrected, known)
        if signal:
            yield signal
            text = signal.patched
            example = _example(text, category, [case for case in corrected if case.name in signal.mends])
            if example:
                yield example
                text = example.patched


# ---------------------------------------------------------------- a signal
def _signal(text: str, category: str, corrected: Sequence[Case], known: Sequence[Case]) -> Suggestion | None:
    rules = _rules(text)
    wrong = [case for case in corrected if case.category == category and _sorted(case, rules) != category]
    every = [*corrected, *known]
    phrases = _phrases(wrong, [case for case in every if case.category != category], every)
    if not phrases or category not in rules.categories:
        return None
    holders = [case for case in every if _holds(case, phrases)]
    before = {id(case): _sorted(case, rules) for case in holders}
    for score in SCORES:
        line = f"- {{score: {score}, any: {json.dumps(phrases, ensure_ascii=False)}}}"
        patched = with_line(text, ("categories", category, "signals"), line)
        if patched is None:
            return None
        trial = _rules(patched)
        after = {id(case): _sorted(case, trial) for case in holders}
        mends = [case for case in holders if after[id(case)] == case.category != before[id(case)]]
        breaks = [case for case in holders if before[id(case)] == case.category != after[id(case)]]
        if len(breaks) >= len(mends) and breaks:
            return None  # a higher score would break still more
        if all(after[id(case)] == category for case in wrong if id(case) in after):
            return Suggestion(
                category=category,
                line=line,
                because=tuple(case.name for case in wrong if id(case) in after),
                mends=tuple(case.name for case in mends),
                breaks=tuple(case.name for case in breaks),
                patched=patched,
            )
    return None


def _phrases(wrong: Sequence[Case], others: Sequence[Case], every: Sequence[Case]) -> list[str]:
    """Phrases of the wrong ones that others hardly hold; together they stand in as many of the wrong ones as can be."""
    held = [_candidates(case) for case in wrong]
    support = Counter(phrase for phrases in held for phrase in phrases)
    against, all_in = (_counted(cases, support) for cases in (others, every))
    fit = {phrase for phrase in support if against[phrase] <= RARE * all_in[phrase]}
    chosen: list[str] = []
    waiting = list(range(len(wrong)))
    while waiting and len(chosen) < MOST_PHRASES:
        reach = Counter(phrase for at in waiting for phrase in held[at] & fit)
        if not reach:
            break
        best = max(reach, key=lambda phrase: (reach[phrase], all_in[phrase] - against[phrase], len(phrase), phrase))
        chosen.append(best)
        waiting = [at for at in waiting if best not in held[at]]
    return chosen


def _counted(cases: Iterable[Case], phrases: Iterable[str]) -> Counter[str]:
    wanted = Phrases(phrases)
    return Counter(phrase for case in cases for phrase in wanted.find(Text.of(f"{case.subject}\n\n{case.text}")))


def _candidates(case: Case) -> frozenset[str]:
    text = Text.of(f"{case.subject}\n\n{case.text}")
    return frozenset((*_spaced(text), *_unspaced(text)))


def _spaced(text: Text) -> Iterator[str]:
    """Runs of one to three words of one sentence."""
    run: list[str] = []
    for word, _, _ in (*text.pieces, ("", 0, 0)):
        if not word or any(map(str.isdigit, word)):
            run = []
            continue
        run = [*run, word][-LONGEST_PHRASE:]
        for length in range(1, len(run) + 1):
            if length > 1 or len(word) >= SHORTEST:
                yield " ".join(run[-length:])


def _unspaced(text: Text) -> Iterator[str]:
    dense, _ = text.dense
    for length in SIGNS:
        for at in range(len(dense) - length + 1):
            if all(map(IS_UNSPACED.match, dense[at : at + length])):
                yield dense[at : at + length]


def _holds(case: Case, phrases: list[str]) -> bool:
    return bool(Phrases(phrases).find(Text.of(f"{case.subject}\n\n{case.text}")))


# ---------------------------------------------------------------- an example
def _example(text: str, category: str, mended: Sequence[Case]) -> Suggestion | None:
    """The shortest of the mails that became right, so that no later change loses it again."""
    rules = _rules(text)
    for case in sorted(mended, key=lambda case: len(case.text)):
        shown = replace(case, subject=_public(case.subject), text=_public(case.text))
        if len(shown.text) > LONGEST_EXAMPLE or _sorted(shown, rules) != category:
            continue
        entries = {"subject": shown.subject, "text": shown.text, "mailbox": shown.mailbox}
        line = f"- {{{', '.join(f'{key}: {json.dumps(value, ensure_ascii=False)}' for key, value in entries.items() if value)}}}"
        patched = with_line(text, ("categories", category, "examples"), line)
        if patched:
            return Suggestion(category=category, line=line, because=(case.name,), mends=(), breaks=(), patched=patched)
    return None


def _public(text: str) -> str:
    """On one line, without addresses and telephone numbers."""
    return _PRIVATE.sub("…", " ".join(text.split()))


# ---------------------------------------------------------------- the file
def with_line(text: str, path: tuple[str, ...], line: str) -> str | None:
    """The file with one more entry at the end of the block list at this path; None where there is no such list.

    Everything else of the file stays as it is, comments and layout included.
    """
    document = yamlnodes.read(text)
    last = max((each for each in document.values if each[:-1] == path and isinstance(each[-1], int)), default=None)
    if last is None:
        return None
    lines = [f"{each}\n" for each in text.splitlines()]  # the last line may lack its end
    begins = document.values[last].line - 1
    indent = _indent(lines[begins])
    if not lines[begins][indent:].startswith("-"):
        return None
    ends = next((at for at in range(begins + 1, len(lines)) if _is_outside(lines[at], indent)), len(lines))
    while not lines[ends - 1].strip():  # blank lines belong to what follows
        ends -= 1
    return "".join((*lines[:ends], f"{' ' * indent}{line}\n", *lines[ends:]))


def _is_outside(line: str, indent: int) -> bool:
    return bool(line.strip()) and _indent(line) <= indent


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip(" "))


# ---------------------------------------------------------------- sorting
def _rules(text: str) -> Rules:
    rules, problems = read_rules(text)
    if rules is None:
        raise ValueError("; ".join(map(str, problems)))
    return rules


def _sorted(case: Case, rules: Rules) -> str:
    return classify(subject=case.subject, text=case.text, author="", mailbox=case.mailbox, rules=rules).category
