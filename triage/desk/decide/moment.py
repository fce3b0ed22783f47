"""What follows when a moment passes: each step whose time has come is told once, and many to one person in one letter."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from triage.desk import deadlines, links
from triage.desk.deadlines import Rung
from triage.desk.decide.ordering import Gathering, Wish, order
from triage.desk.decide.shown import MOST_SHOWN, line, meant_for, whole
from triage.desk.decide.stages import Occasion, stage_letter
from triage.desk.decision import Decision, EventKind, Promise, event
from triage.desk.drafts import LetterKind
from triage.desk.people import People
from triage.desk.situation import Heard, Identity, Memory, Policy
from triage.desk.ticket import Ticket
from triage.policy.rules import Rules
from triage.record import record, replace


@record
class Due:
    """A ticket whose rungs have come due."""

    ticket: Ticket
    rungs: tuple[Rung, ...]  # of the running cycle, not yet told, earliest first
    heard: Heard  # the requester's latest
    memory: Memory
    policy: Policy
    identity: Identity
    now: datetime


# ---------------------------------------------------------------- whom
def may_speak(ticket: Ticket, rungs: Sequence[Rung], policy: Policy, now: datetime) -> bool:
    """Whether any of these may be told now."""
    return bool(speaking(ticket, rungs, policy, now))


def speaking(ticket: Ticket, rungs: Sequence[Rung], policy: Policy, now: datetime) -> tuple[Rung, ...]:
    """Those that may be told now: while the team works, or if it closed just after the latest of them fell due.

    A snoozed ticket's reminders wait; its requester's letters do not.
    """
    is_snoozed = ticket.snoozed_until and now < ticket.snoozed_until and not any(rung.is_escalation for rung in rungs)
    awake = tuple(rung for rung in rungs if rung.letter or not is_snoozed)
    return awake if awake and deadlines.may_fire(awake[-1], policy.calendar_of(ticket.team), now) else ()


def recipients(
    rungs: Iterable[Rung],
    ticket: Ticket,
    rules: Rules,
    *,
    day: date = date.min,
    unreachable: frozenset[str] = frozenset(),
) -> tuple[str, ...]:
    """Which of the staff the rungs tell; substitutes in place of who is away on that day or cannot be reached."""
    people = People(rules=rules, day=day, unreachable=unreachable)
    return people.told((word for rung in _to_be_told(ticket, rungs) for word in rung.tell), ticket)


def everybody(rules: Rules) -> frozenset[str]:
    """Every address that a step may tell."""
    teams = rules.staff.values()
    absences = [away for team in teams for away in team.away.values()]
    ladders = [rules.escalation, *(item.escalation or [] for item in (*rules.categories.values(), *teams))]
    return frozenset(
        [
            *(address for team in teams for address in (*team.members, team.lead)),
            *(away.substitute for away in absences if away.substitute),
            *(word for ladder in ladders for step in ladder for word in step.recipients if "@" in word),
            rules.desk.manager,
            rules.desk.ops,
        ]
    )


def shared(told: Mapping[int, Sequence[str]]) -> frozenset[str]:
    """Who is told of several tickets at once, and gets one letter for all."""
    counts = Counter(address for addresses in told.values() for address in addresses)
    return frozenset(address for address, count in counts.items() if count > 1)


# ---------------------------------------------------------------- one ticket
def escalate(due: Due, *, in_one_letter: frozenset[str] = frozenset()) -> Decision | None:
    """What the due rungs of one ticket come to: a letter for each person concerned; None while the desk is closed.

    Who stands in `in_one_letter` gets this ticket's lines in a letter about several, see `gather`.
    """
    ticket = due.ticket
    due = replace(due, rungs=speaking(ticket, due.rungs, due.policy, due.now))
    if not due.rungs:
        return None
    told = _to_be_told(ticket, due.rungs)
    if not told:
        return Decision(ticket=ticket, superseded=due.rungs, events=(event(EventKind.NOTE, "taken: not told again"),))
    decision = _history(due, told)
    for recipient in _people_told(due):
        decision = replace(decision, spoken_to=(*decision.spoken_to, recipient))
        if recipient in in_one_letter:
            decision = decision.adding(event(EventKind.ORDERED, f"{_kind(told).value} to {recipient}, with others"))
        else:
            decision = _order(decision, _wish(due, recipient), due)
    occasion = Occasion(ticket=ticket, policy=due.policy, identity=due.identity, now=due.now)
    wishes = (stage_letter(rung.letter, occasion) for rung in told if rung.letter)
    for wish in filter(None, wishes):
        decision = _order(decision, wish, due)
    return decision


def _to_be_told(ticket: Ticket, rungs: Iterable[Rung]) -> tuple[Rung, ...]:
    """A step is repeated only until somebody has taken the ticket."""
    return tuple(rung for rung in rungs if not (rung.is_repetition and ticket.assignee))


def _people_told(due: Due) -> tuple[str, ...]:
    if not any(rung.tell for rung in due.rungs):
        return ()
    unreachable = frozenset(address for address, until in due.memory.parked_until.items() if until > due.now)
    return recipients(due.rungs, due.ticket, due.policy.rules, day=today(due.policy, due.now), unreachable=unreachable)


def today(policy: Policy, now: datetime) -> date:
    """By the desk's calendar."""
    return now.astimezone(ZoneInfo(policy.rules.desk.timezone)).date()


def _history(due: Due, told: tuple[Rung, ...]) -> Decision:
    last = told[-1]
    escalates = _kind(told) is LetterKind.ESCALATION
    calendar = due.policy.calendar_of(due.ticket.team)
    again = tuple(rung for each in told if not due.ticket.assignee and (rung := each.again(due.now, calendar)))
    return Decision(
        ticket=due.ticket,
        told=(last,),
        superseded=tuple(rung for rung in due.rungs if rung is not last),
        promises=(Promise(deadline=None, rungs=again),) if again else (),
        events=(event(EventKind.ESCALATED if escalates else EventKind.REMINDED, *(rung.step for rung in told)),),
    )


def _kind(rungs: Iterable[Rung]) -> LetterKind:
    return LetterKind.ESCALATION if any(rung.is_escalation for rung in rungs) else LetterKind.REMINDER


def _order(decision: Decision, wish: Wish, due: Due) -> Decision:
    return order(decision, wish, memory=due.memory, policy=due.policy, identity=due.identity, now=due.now)


def _wish(due: Due, recipient: str) -> Wish:
    kind = _kind(_to_be_told(due.ticket, due.rungs))
    seen = due.ticket.as_seen_by(due.heard.author)
    return Wish(
        kind=kind,
        template=f"staff/{kind.value}",
        recipient=recipient,
        language="en",
        about=seen.name,
        meant_for=meant_for(due.ticket, due.heard.author, due.identity.ours),
        values={
            **whole(seen, due.heard, due.policy, due.now, falls_due=_due_at(due)),
            "step": due.rungs[-1].step,
        },
    )


# ---------------------------------------------------------------- many tickets, one letter
def gather(recipient: str, dues: Sequence[Due], *, seq: int) -> Gathering:
    """Letter number `seq`, to one person about all these tickets, the most urgent first."""
    dues = sorted(dues, key=_urgency)
    lines = [
        {
            **line(due.ticket, due.policy, due.now, falls_due=_due_at(due)),
            "links": _links(due, recipient, seq),
        }
        for due in dues[:MOST_SHOWN]
    ]
    late = sum(due.now >= _due_at(due) for due in dues)
    is_escalation = any(_kind(_to_be_told(due.ticket, due.rungs)) is LetterKind.ESCALATION for due in dues)
    return Gathering(
        kind=LetterKind.ESCALATION if is_escalation else LetterKind.REMINDER,
        template="staff/reminders",
        recipient=recipient,
        mailbox=_mailbox(dues[0]),
        tickets=tuple(due.ticket.number for due in dues),
        values={
            "count": len(dues),
            "late": late,
            "tickets": lines,
            "more": max(0, len(dues) - MOST_SHOWN),
        },
    )


def _links(due: Due, recipient: str, seq: int) -> list[dict[str, str]]:
    verbs = () if due.ticket.assignee else ("take",)
    return links.offered(
        verbs,
        ticket=due.ticket.name,
        recipient=recipient,
        mailbox=_mailbox(due),
        seq=seq,
        identity=due.identity,
        at=due.now,
    )


def _mailbox(due: Due) -> str:
    return due.policy.rules.writes_from(due.ticket.mailbox)


def _urgency(due: Due) -> tuple[datetime, int]:
    return _due_at(due), due.ticket.number


def _due_at(due: Due) -> datetime:
    return due.ticket.deadline.due_at if due.ticket.deadline else due.rungs[-1].fires_at
