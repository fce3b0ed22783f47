"""Message + rules → category, team, priority, what is missing, and why. Does not decide what follows from it.

The score of a category is the sum of its signals that held. The highest wins when it is at least ENOUGH; among equals
the mailbox's default wins, then the order of the file. When none has enough, the mailbox's default is taken.
Confidence is score / (score + runner-up's score + 1): 0.5 for one plain hit, near 1 for many and no rival, and
DEFAULT_CONFIDENCE when only the mailbox spoke.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from triage.policy.facts import Found, find_in
from triage.policy.lexicon import Reading, read
from triage.policy.once import once_for_each
from triage.policy.rules import Rules
from triage.policy.signals import Evidence, Test, compile_signal, why

ENOUGH = 1.0
DEFAULT_CONFIDENCE = 0.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """One signal that held."""

    category: str
    signal: int  # its index under the category
    score: float
    sentence: str  # e.g. "'send back' in the text speaks for return-request (+2)"


@dataclass(frozen=True, kw_only=True, slots=True)
class Classification:
    """What a message is about, and why."""

    category: str
    confidence: float  # 0..1
    runner_up: str | None
    team: str | None
    priority: str
    facts: dict[str, tuple[Found, ...]]
    missing: tuple[str, ...]  # required facts that were not found, in the order of `requires`
    hits: tuple[Hit, ...]
    because: tuple[str, ...]  # sentences, every hit with its score


def classify(*, subject: str, text: str, author: str, mailbox: str, rules: Rules) -> Classification:
    """Sort one message.

    Args:
        subject: The decoded subject.
        text: What the writer wrote now.
        author: The author's addr-spec, "" when unknown.
        mailbox: The addr-spec of the shared mailbox it reached, or an alias of it; for any other, the first mailbox
            of the rules gives the default.
        rules: The rules in force.
    """
    default = _default_of(mailbox.lower(), rules)
    evidence = _evidence(read(subject, rules), read(text, rules), author, mailbox, rules)
    hits = tuple(_hits(evidence, rules))
    ranking = _ranking(hits, default)
    chosen, score = ranking[0] if ranking else (default, 0.0)
    runner_up, second = ranking[1] if ranking[1:] else (None, 0.0)
    category = rules.categories[chosen]
    return Classification(
        category=chosen,
        confidence=round(score / (score + second + 1), 2) if ranking else DEFAULT_CONFIDENCE,
        runner_up=runner_up,
        team=category.team,
        priority=category.priority,
        facts=evidence.facts,
        missing=tuple(name for name in category.requires if not evidence.facts.get(name)),
        hits=hits,
        because=_because(hits, ranking, chosen, mailbox),
    )


def _default_of(address: str, rules: Rules) -> str:
    reached = (box for own, box in rules.mailboxes.items() if address in (own, *box.aliases))
    return next(reached, next(iter(rules.mailboxes.values()))).default


Compiled = tuple[str, int, float, tuple[Test, ...]]  # category, the signal's index, its score, its tests


@once_for_each
def _signals(rules: Rules) -> list[Compiled]:
    return [
        (name, at, signal.score, compile_signal(signal, rules))
        for name, category in rules.categories.items()
        for at, signal in enumerate(category.signals)
    ]


def _evidence(subject: Reading, text: Reading, author: str, mailbox: str, rules: Rules) -> Evidence:
    return Evidence(
        in_subject=frozenset(subject.found),
        in_text=frozenset(text.found),
        raw=f"{subject.text.raw}\n{text.text.raw}",
        length=subject.text.length + text.text.length,
        author=author,
        mailbox=mailbox,
        facts=find_in(subject, text, rules),
    )


def _hits(evidence: Evidence, rules: Rules) -> Iterator[Hit]:
    for category, at, score, tests in _signals(rules):
        if (reason := why(tests, evidence)) is not None:
            side = "for" if score >= 0 else "against"
            sentence = f"{reason} speaks {side} {category} ({score:+g})"
            yield Hit(category=category, signal=at, score=score, sentence=sentence)


def _ranking(hits: tuple[Hit, ...], default: str) -> list[tuple[str, float]]:
    """The categories that have enough, best first, with their scores."""
    scores: dict[str, float] = {}
    for hit in hits:
        scores[hit.category] = scores.get(hit.category, 0.0) + hit.score
    enough = [(name, score) for name, score in scores.items() if score >= ENOUGH]
    return sorted(enough, key=lambda entry: (-entry[1], entry[0] != default))


def _because(hits: tuple[Hit, ...], ranking: list[tuple[str, float]], chosen: str, mailbox: str) -> tuple[str, ...]:
    said = tuple(hit.sentence for hit in hits)
    if ranking:
        return said
    return (*said, f"no signal was strong enough, so the default of {mailbox or 'the desk'} applies: {chosen}")
