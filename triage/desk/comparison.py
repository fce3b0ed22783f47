"""Two decisions about one message, by two sets of rules: what differs, which rule is responsible, and what staff say."""

from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from triage.desk.decision import Decision
from triage.desk.drafts import LetterKind
from triage.policy.rules import Rules
from triage.policy.seen import Hit
from triage.record import record

Agreement = Literal["better", "worse", "unknown"]
TOLD = ("ticket", "category", "team", "priority", "missing", "letter", "due")  # what is compared, as people read it


@record
class Outcome:
    """What one set of rules made of a message."""

    ticket: str | None
    opens: bool  # a new ticket, rather than news on one
    category: str | None
    team: str | None
    priority: str | None
    missing: tuple[str, ...]
    letter: str  # "acknowledgement", or why there is none
    due: str | None  # stage, moment in UTC and clause of the promise that runs
    hits: tuple[Hit, ...]


@record
class Change:
    """A message that other rules would have decided otherwise."""

    before: Outcome
    after: Outcome
    fields: tuple[str, ...]  # of TOLD
    rule: str  # the one responsible, in words


def outcome_of(decision: Decision) -> Outcome:
    """The part of a decision that people would notice."""
    ticket, found = decision.ticket, decision.classification
    return Outcome(
        ticket=ticket.name if ticket else None,
        opens=decision.is_new,
        category=ticket.category if ticket else None,
        team=ticket.team if ticket else None,
        priority=ticket.priority if ticket else None,
        missing=ticket.missing if ticket else (),
        letter=_letter(decision),
        due=_due(decision),
        hits=found.hits if found else (),
    )


def change(before: Outcome, after: Outcome) -> Change | None:
    """What differs; None when nobody would notice."""
    fields = tuple(name for name in TOLD if getattr(before, name) != getattr(after, name))
    return (
        Change(before=before, after=after, fields=fields, rule=_responsible(before, after, fields)) if fields else None
    )


def agreement(change: Change, *, corrected: str | None, answered_from: str | None, rules: Rules) -> Agreement:
    """Whether the change comes closer to what staff did.

    Their correction decides; without one, the mailbox they answered from, where only one of the two categories is at home.
    """
    pair = (change.before.category, change.after.category)
    if pair[0] == pair[1]:
        return "unknown"
    if corrected:
        return _better(*(category == corrected for category in pair))
    homes = [rules.categories[category].home if category in rules.categories else None for category in pair]
    return _better(*(home == answered_from for home in homes)) if answered_from and all(homes) else "unknown"


def confusion(pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], int]:
    """(what staff say, what the rules say) → how often."""
    return Counter(pairs)


def _better(before_is_right: bool, after_is_right: bool) -> Agreement:
    if before_is_right == after_is_right:
        return "unknown"
    return "better" if after_is_right else "worse"


def _letter(decision: Decision) -> str:
    if any(draft.kind is LetterKind.ACKNOWLEDGEMENT for draft in decision.drafts):
        return LetterKind.ACKNOWLEDGEMENT.value
    reasons = [reason.code for entry in decision.suppressed for reason in entry.reasons]
    return f"none: {', '.join(reasons)}" if reasons else "none"


def _due(decision: Decision) -> str | None:
    deadline = decision.ticket.deadline if decision.ticket else None
    if deadline is None:
        return None
    clause = f" (clause {deadline.clause})" if deadline.clause else ""
    return f"{deadline.stage} {deadline.due_at:%Y-%m-%d %H:%M}Z{clause}"


def _responsible(before: Outcome, after: Outcome, fields: tuple[str, ...]) -> str:
    """The signal that weighs most among those that only one side has; else the part of the rules that the fields name."""
    own = _signals(before), _signals(after)
    apart = [(hit, "new" if hit in own[1] else "gone") for hit in own[0] ^ own[1]]
    if apart and {"category", "missing", "priority"} & set(fields):
        (category, sentence, score), side = max(apart, key=lambda entry: (abs(entry[0][2]), entry[1], entry[0]))
        return f"{category}: {side} signal {sentence} ({score:+g})"
    if "missing" in fields:
        return f"{after.category}: facts or `requires`"
    if "category" in fields:
        return f"{after.category}: filters, defaults or examples"
    if "due" in fields:
        return f"{after.category}: stages or the calendar"
    return {
        "letter": "limits or `acknowledge`",
        "team": f"{after.category}: team",
        "priority": f"{after.category}: priority",
    }.get(fields[0], "the ticket that it continues")


def _signals(outcome: Outcome) -> frozenset[tuple[str, str, float]]:
    """Category, words and score of each signal: its line moves with every edit and says nothing."""
    return frozenset((hit.category, _words(hit), hit.score) for hit in outcome.hits)


def _words(hit: Hit) -> str:
    return hit.sentence.partition(" speaks ")[0]
