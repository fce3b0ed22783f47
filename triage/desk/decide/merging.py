"""`#merge`: two tickets are one matter. The older one goes on with the messages, people and facts of both.

The promise that falls due first stays in force. Nothing is sent, and the younger one's name leads to the older for ever.
"""

from collections.abc import Iterable
from dataclasses import fields
from datetime import datetime

from triage.desk.commands import Command, CommandError
from triage.desk.deadlines import Rung
from triage.desk.decide import clock, joining
from triage.desk.decision import Decision, Event, EventKind, event
from triage.desk.parts import Parts
from triage.desk.situation import Policy
from triage.desk.ticket import Status, Taken, Ticket, stage_of, working_stage
from triage.policy.rules import NO_REQUEST
from triage.record import record, replace

ANYWAY = "anyway"
_PRIORITIES = ("low", "normal", "high", "urgent")


@record
class _Pair:
    """Two tickets that become one."""

    older: Ticket  # goes on
    younger: Ticket
    rungs: tuple[Rung, ...]  # open ones of the younger
    policy: Policy
    now: datetime

    @property
    def is_one_requester(self) -> bool:
        return self.younger.requesters == self.older.requesters


def merge(ticket: Ticket, command: Command, parts: Parts, policy: Policy, *, now: datetime, who: str) -> Decision:
    """The older of the ticket and the one that the command names, with the other taken in. Raises CommandError."""
    other, rest = _other(ticket, command, parts)
    older, younger = sorted((ticket, other), key=lambda each: each.number)
    pair = _Pair(older=older, younger=younger, rungs=parts.rungs.get(younger.number, ()), policy=policy, now=now)
    if not pair.is_one_requester and rest != ANYWAY:
        raise CommandError(
            f"#merge: {older.name} is of {older.requester}, {younger.name} of {younger.requester}; "
            f"if they are one matter nevertheless, write #merge {other.name} {ANYWAY}"
        )
    decision = _clock(_taken_in(pair), pair)
    pointer = f"merged by {who} into {older.name}, the older one, where it goes on"
    joined = joining.taken_in(younger, pointer, into=older, at=now)
    told = event(
        EventKind.JOINED, f"#merge by {who}: {younger.name} is merged into {older.name}, the older one", *_told(pair)
    )
    return replace(decision, joined=(joined,), keeps_letters=True, events=(told, *decision.events))


def _other(ticket: Ticket, command: Command, parts: Parts) -> tuple[Ticket, str]:
    """The ticket that the command names, and what stands behind its name."""
    word, _, rest = command.argument.partition(" ")
    name = word.strip("[]").upper()
    if not name or rest.strip().lower() not in ("", ANYWAY):
        raise CommandError(f"#merge: write the other ticket's name, as in #merge {ticket.name}")
    other = parts.named.get(name)
    if other is None:
        raise CommandError(f"#merge: there is no ticket {name}")
    if other.number == ticket.number:
        goes_on = "" if name == ticket.name else f", where {name} goes on"
        raise CommandError(f"#merge: this is {ticket.name}{goes_on}: write the name of another ticket")
    return other, rest.strip().lower()


def _told(pair: _Pair) -> Iterable[str]:
    """Who is on the ticket now, and who gets answers."""
    older, younger = pair.older, pair.younger
    yield f"{younger.name} leads here for ever: its subject, its mails and the answers to its letters; #split undoes this"
    if pair.is_one_requester:
        return
    people = sorted(older.requesters | younger.requesters)
    yield f"{len(people)} requesters are on it now: {', '.join(people)}"
    yield f"what answers a letter about {younger.requester} goes to {younger.requester}, every other letter to {older.requester}"
    yield "neither gets the other's words, and one answer keeps the promise for all: write to each"


# ---------------------------------------------------------------- what the older one becomes
def _taken_in(pair: _Pair) -> Ticket:
    """The older ticket with what the younger one brings; facts are its requester's own."""
    older, younger = pair.older, pair.younger
    known = joining.with_theirs(older, (younger,))
    facts, missing = (known.facts, known.missing) if pair.is_one_requester else (older.facts, older.missing)
    is_snoozed = older.snoozed_until and younger.snoozed_until
    return replace(
        known,
        facts=facts,
        missing=missing,
        assignee=older.assignee or younger.assignee,
        priority=max(older.priority, younger.priority, key=_urgency),
        snoozed_until=min(older.snoozed_until, younger.snoozed_until) if is_snoozed else None,  # pyright: ignore[reportArgumentType]  both are set
        letters=older.letters + younger.letters,
        taken=(*older.taken, *younger.taken, _as_taken(younger)),
    )


def _as_taken(ticket: Ticket) -> Taken:
    return Taken(**{field.name: getattr(ticket, field.name) for field in fields(Taken)})


def _urgency(priority: str) -> int:
    return _PRIORITIES.index(priority) if priority in _PRIORITIES else 1


def _clock(ticket: Ticket, pair: _Pair) -> Decision:
    """Whichever promise falls due first stays in force; work goes on where it was open."""
    younger = pair.younger
    if younger.status is Status.CLOSED:
        return Decision(ticket=ticket)
    if _rests(pair.older, pair.policy):
        return _goes_on_as_younger(ticket, pair)
    own = _own_clock(ticket, pair)
    mine = own.ticket.deadline if own.ticket else None
    if younger.deadline and (mine is None or younger.deadline.due_at < mine.due_at):
        taken = clock.carry_on(ticket, younger.deadline, pair.rungs, pair.now)
        worked_on = _at_work(taken.ticket or ticket, pair)
        return replace(taken, ticket=worked_on, events=(_in_force(worked_on, younger.name, pair),))
    if younger.paused and mine is None and ticket.paused is None and ticket.first_answer_at:
        return clock.carry_on(replace(ticket, status=Status.PENDING), younger.paused, (), pair.now)
    return own


def _rests(ticket: Ticket, policy: Policy) -> bool:
    """Nobody works on it: it is closed, or asks nothing of us."""
    is_known = ticket.category in policy.rules.categories
    return ticket.status is Status.CLOSED or ticket.category == NO_REQUEST or not is_known


def _goes_on_as_younger(ticket: Ticket, pair: _Pair) -> Decision:
    """With the younger one's category, stage and promise."""
    younger = pair.younger
    ticket = replace(
        ticket,
        status=younger.status,
        closed_at=None,
        category=younger.category,
        confidence=younger.confidence,
        unsure=younger.unsure,
        team=younger.team,
        stage=younger.stage,
        missing=tuple(name for name in younger.missing if not ticket.facts.get(name)),
    )
    taken = clock.carry_on(ticket, younger.deadline or younger.paused, pair.rungs, pair.now)
    told = event(
        EventKind.CLASSIFIED, f"it goes on as {younger.name} did: {younger.category}, {younger.stage or 'no stage'}"
    )
    return replace(taken, events=(told,))


def _own_clock(ticket: Ticket, pair: _Pair) -> Decision:
    """The older one's own: what it waited for may have come with the younger one."""
    if ticket.paused and pair.younger.deadline:
        return clock.resume(ticket, pair.now, policy=pair.policy)
    stage = stage_of(ticket, pair.policy.rules)
    is_complete = stage and stage.start == "valid enquiry" and pair.older.missing and not ticket.missing
    if stage and is_complete and ticket.deadline is None and not ticket.first_answer_at:
        return clock.start_clock(
            replace(ticket, status=Status.NEW), stage, starts_at=pair.younger.opened_at, policy=pair.policy
        )
    return Decision(ticket=ticket)


def _at_work(ticket: Ticket, pair: _Pair) -> Ticket:
    return replace(ticket, status=ticket.status_at_work, stage=working_stage(ticket, pair.policy.rules))


def _in_force(ticket: Ticket, name: str, pair: _Pair) -> Event:
    deadline, zone = ticket.deadline, pair.policy.calendar_of(ticket.team).zone
    due = f"{deadline.due_at.astimezone(zone):%a %Y-%m-%d %H:%M %Z}" if deadline else ""
    return event(EventKind.CLOCK, f"the promise given on {name} falls due first and stays in force: {due}")
