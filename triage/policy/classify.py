"""Message + rules → category, team, priority, what is missing, and why. Does not decide what follows from it.

Filters come first: the first that holds decides what it names. The score of a category is the sum of its signals that
held. The highest wins when it is at least ENOUGH; among equals the mailbox's default wins, then the order of the file.
When none has enough, the mailbox's default is taken. Confidence is score / (score + runner-up's score + 1): 0.5 for one
plain hit, near 1 for many and no rival, 1 when a filter named the category, and DEFAULT_CONFIDENCE when only the
mailbox spoke.

A second opinion, where there is one, joins signals that are less sure than `signals_suffice`: see `opinion`.
"""

from collections.abc import Mapping, Sequence

from triage.policy.facts import QUOTED, Found
from triage.policy.opinion import Opinion
from triage.policy.rules import ENOUGH, PRIORITIES, Category, Outcome, Rules
from triage.policy.seen import Asked, Hit, Seen, outcome_of, see
from triage.policy.signals import Circumstances
from triage.record import record

DEFAULT_CONFIDENCE = 0.1


@record
class Classification:
    """What a message is about, and why."""

    category: str
    confidence: float  # 0..1
    runner_up: str | None
    unsure: bool  # not confident enough: a person should look
    team: str | None
    priority: str
    acknowledge: bool  # whether its writer may get an answer at once
    ignored: bool  # a filter says: no ticket, no letter
    facts: dict[str, tuple[Found, ...]]
    missing: tuple[str, ...]  # required facts that were not found, in the order of `requires`
    ranking: tuple[tuple[str, float], ...]  # the categories that have enough, best first, with their scores
    hits: tuple[Hit, ...]
    because: tuple[str, ...]  # sentences: the filter, every hit with its score, the default or what it reads like

    @property
    def own_facts(self) -> dict[str, tuple[Found, ...]]:
        """The facts without what only a quoted mail tells."""
        return {name: tuple(each for each in found if each.where != QUOTED) for name, found in self.facts.items()}


@record
class _Verdict:
    category: str
    confidence: float
    runner_up: str | None
    because: tuple[str, ...] = ()  # beside filters and signals


def classify(
    *,
    subject: str,
    text: str,
    author: str,
    mailbox: str,
    rules: Rules,
    around: Circumstances = Circumstances(),  # noqa: B008  frozen
    opinion: Opinion | None = None,
) -> Classification:
    """Sort one message.

    Args:
        subject: The decoded subject.
        text: What the writer wrote now.
        author: The author's addr-spec, "" when unknown.
        mailbox: The addr-spec of the shared mailbox it reached, or an alias of it; for any other, the first mailbox
            of the rules gives the default.
        rules: The rules in force.
        around: What it shows beside its words.
        opinion: What it reads like.
    """
    return classified(see(Asked(subject, text, author, mailbox, around), rules), mailbox, rules, opinion)


def classified(seen: Seen, mailbox: str, rules: Rules, opinion: Opinion | None = None) -> Classification:
    """The same of a message in which these rules have seen this."""
    default = _default_of(mailbox.lower(), rules)
    outcome, hits = outcome_of(seen, rules), seen.hits
    scores = _scores(hits)
    ranking = _ranking(scores, default)
    verdict = _by_filter(outcome, ranking) or _by_signals(ranking, default, mailbox)
    if opinion and verdict.confidence < rules.opinion.signals_suffice:
        verdict = _with_opinion(opinion, scores, default, rules) or verdict
    unsure = verdict.confidence < rules.opinion.unsure_below and not outcome.ignore
    category = rules.categories[verdict.category]
    lacking = _lacking(category, seen.facts, rules)
    facts = seen.facts | {name: seen.quoted[name] for name in lacking if name in seen.quoted}
    return Classification(
        category=verdict.category,
        confidence=round(verdict.confidence, 2),
        runner_up=verdict.runner_up,
        unsure=unsure,
        team=outcome.team or category.team,
        priority=outcome.priority or _priority(hits, verdict.category, category),
        acknowledge=category.acknowledge if outcome.acknowledge is None else outcome.acknowledge,
        ignored=outcome.ignore,
        facts=facts,
        missing=tuple(name for name in category.requires if not facts.get(name)),
        ranking=ranking,
        hits=hits,
        because=(
            *seen.filtered,
            *(hit.sentence for hit in hits),
            *(() if outcome.ignore else verdict.because),
            *(_doubt(verdict) if unsure else ()),
        ),
    )


def signals_suffice(seen: Seen, mailbox: str, rules: Rules) -> bool:
    """Whether filters and signals are so sure of a message that nobody else is asked."""
    default = _default_of(mailbox.lower(), rules)
    ranking = _ranking(_scores(seen.hits), default)
    verdict = _by_filter(outcome_of(seen, rules), ranking) or _by_signals(ranking, default, mailbox)
    return verdict.confidence >= rules.opinion.signals_suffice


def _lacking(category: Category, facts: Mapping[str, Sequence[Found]], rules: Rules) -> list[str]:
    """What the writer need not repeat from the mail she answers: what her category asks for, and every number."""
    wanted = {*category.requires, *(name for name, fact in rules.facts.items() if fact.compact)}
    return [name for name in rules.facts if name in wanted and not facts.get(name)]


def _default_of(address: str, rules: Rules) -> str:
    reached = (box for own, box in rules.mailboxes.items() if address in (own, *box.aliases))
    return next(reached, next(iter(rules.mailboxes.values()))).default


def _scores(hits: tuple[Hit, ...]) -> dict[str, float]:
    scores: dict[str, float] = {}
    for hit in hits:
        scores[hit.category] = scores.get(hit.category, 0.0) + hit.score
    return scores


def _ranking(scores: dict[str, float], default: str) -> tuple[tuple[str, float], ...]:
    enough = [(name, score) for name, score in scores.items() if score >= ENOUGH]
    return tuple(sorted(enough, key=lambda entry: (-entry[1], entry[0] != default)))


def _priority(hits: tuple[Hit, ...], chosen: str, category: Category) -> str:
    """The highest that a signal of the category gives, else the category's own."""
    given = (category.signals[hit.signal].priority for hit in hits if hit.category == chosen)
    return max(filter(None, given), key=PRIORITIES.index, default=category.priority)


# --- the verdict


def _by_filter(outcome: Outcome, ranking: tuple[tuple[str, float], ...]) -> _Verdict | None:
    if outcome.category is None:
        return None
    rival = next((name for name, _ in ranking if name != outcome.category), None)
    return _Verdict(category=outcome.category, confidence=1.0, runner_up=rival)


def _by_signals(ranking: tuple[tuple[str, float], ...], default: str, mailbox: str) -> _Verdict:
    if not ranking:
        because = f"no signal was strong enough, so the default of {mailbox or 'the desk'} applies: {default}"
        return _Verdict(category=default, confidence=DEFAULT_CONFIDENCE, runner_up=None, because=(because,))
    chosen, score = ranking[0]
    runner_up, second = ranking[1] if ranking[1:] else (None, 0.0)
    return _Verdict(category=chosen, confidence=score / (score + second + 1), runner_up=runner_up)


def _with_opinion(opinion: Opinion, scores: dict[str, float], default: str, rules: Rules) -> _Verdict | None:
    """The category that signals and examples together make the likeliest.

    A doubtful guess never silences anyone: below `unsure_below` a category that gets no answer gives way to the next.
    """
    ranking = [entry for entry in opinion.beside(scores, default) if entry[0] in rules.categories]
    if not ranking:  # it was learned from other rules
        return None
    (first, confidence), *others = ranking
    heard = [entry for entry in others if rules.categories[entry[0]].acknowledge]
    if confidence < rules.opinion.unsure_below and not rules.categories[first].acknowledge and heard:
        (first, confidence), others = heard[0], [(first, confidence)]
    return _Verdict(
        category=first,
        confidence=confidence,
        runner_up=others[0][0] if others else None,
        because=tuple(opinion.sentences(first)),
    )


def _doubt(verdict: _Verdict) -> tuple[str, ...]:
    rival = f", or perhaps {verdict.runner_up}" if verdict.runner_up else ""
    return (f"unsure: {verdict.category} is only a guess ({verdict.confidence:.0%} sure){rival}; a person should look",)
