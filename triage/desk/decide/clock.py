"""How a ticket's clock starts, runs and stops: stage entry, the promise that begins there, and its settlement."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from triage.desk import deadlines
from triage.desk.deadlines import Deadline, Outcome, Rung
from triage.desk.decision import Decision, Event, EventKind, Promise, event
from triage.desk.situation import Policy
from triage.desk.ticket import Status, Ticket, stage_of, working_stage
from triage.policy.reckoning import reckoning
from triage.policy.rules import Stage
from triage.policy.worktime import Calendar
from triage.record import replace


def enter_stage(
    ticket: Ticket, stage: str, *, at: datetime, policy: Policy, received_at: datetime | None = None
) -> Decision:
    """The ticket in that stage, with its deadline and rungs.

    `at` is the receipt for a first stage, else the entry; `received_at` from when a later stage counts that counts from
    receipt, where that is not the opening, see `counts_from`.
    """
    ticket = replace(ticket, stage=stage)
    rules = stage_of(ticket, policy.rules)
    if rules is None:
        return Decision(ticket=ticket)
    if rules.start == "valid enquiry" and ticket.missing:
        return _wait_for_facts(ticket)
    starts_at = (received_at or ticket.opened_at) if rules.start == "receipt" and ticket.cycle else at
    return start_clock(ticket, rules, starts_at=starts_at, policy=policy)


def overtaking(entered: Decision, left: Ticket) -> Decision:
    """The ticket in its new stage, where nothing that watched over the one it has left is told any more, though no clock runs."""
    if entered.ticket is None or entered.ticket.cycle > left.cycle:
        return entered
    return replace(entered, ticket=replace(entered.ticket, cycle=left.cycle + 1))


def start_clock(ticket: Ticket, stage: Stage, *, starts_at: datetime, policy: Policy) -> Decision:
    """A new promise for the stage the ticket stands in."""
    cycle = ticket.cycle + 1
    category, calendar = policy.rules.categories[ticket.category], policy.calendar_of(ticket.team)
    deadline = deadlines.promise(
        ticket.stage or "",
        stage,
        starts_at=starts_at,
        cycle=cycle,
        calendar=calendar,
        clause=category.clause,
    )
    rungs = deadlines.waiting_rungs(stage, entered_at=starts_at, cycle=cycle, calendar=calendar)
    if deadline:
        rungs = (*rungs, *deadlines.ladder(deadline, policy.rules.ladder_of(ticket.category, ticket.team), calendar))
    status = Status.PENDING if stage.waits_for == "requester" else ticket.status
    return Decision(
        ticket=replace(ticket, cycle=cycle, deadline=deadline, status=status),
        promises=(Promise(deadline=deadline, rungs=rungs),) if deadline or rungs else (),
        events=(_clock_started(deadline, stage, calendar),) if deadline and stage.within else (),
    )


def follow_up(stage: Stage, policy: Policy) -> Stage:
    """The stage with a promise of ours: who writes again while nothing is promised is not left without an answer."""
    within = policy.rules.desk.follow_ups
    return stage.model_copy(update={"within": within, "until": "same time", "ours": True, "waits_for": "team"})


def take_up(ticket: Ticket, at: datetime, *, policy: Policy) -> Decision:
    """The ticket at work, with a promise that counts from then, unless one runs."""
    if ticket.deadline:
        return Decision(ticket=ticket)
    if ticket.paused:
        return resume(ticket, at, policy=policy)
    ticket = replace(ticket, status=ticket.status_at_work, closed_at=None, stage=working_stage(ticket, policy.rules))
    stage = stage_of(ticket, policy.rules)
    if stage is None:
        return Decision(ticket=ticket)
    waits = stage.start == "valid enquiry" and ticket.missing
    promised = follow_up(stage, policy) if waits or stage.within is None else stage
    return start_clock(ticket, promised, starts_at=at, policy=policy)


def carry_on(ticket: Ticket, promised: Deadline | None, rungs: Iterable[Rung], at: datetime) -> Decision:
    """The ticket with a promise that was given before, instead of its own: to its old moment, or standing still as it did.

    `rungs` are those that still watch over it.
    """
    ticket, settled = settle(ticket, at, kept=False)
    cycle = ticket.cycle + 1
    deadline = replace(promised, cycle=cycle) if promised else None
    watching = tuple(replace(rung, cycle=cycle) for rung in rungs)
    if deadline is None and not watching:
        return Decision(ticket=ticket, settled=settled)
    stands_still = deadline is not None and deadline.outcome is deadlines.Outcome.PAUSED
    ticket = replace(
        ticket,
        cycle=cycle,
        deadline=None if stands_still else deadline,
        paused=deadline if stands_still else None,
    )
    return Decision(ticket=ticket, settled=settled, promises=(Promise(deadline=deadline, rungs=watching),))


def pause(ticket: Ticket, at: datetime, *, because: str) -> Decision:
    """The ticket waits for its requester, and its clock stands still. Raises ValueError when none runs."""
    if ticket.deadline is None:
        raise ValueError(f"no clock runs on {ticket.name}")
    paused = deadlines.pause(ticket.deadline, at)
    return Decision(
        ticket=replace(ticket, deadline=None, paused=paused, status=Status.PENDING),
        settled=(paused,),
        events=(event(EventKind.CLOCK, f"{paused.stage} stands still: {because}"),),
    )


def resume(ticket: Ticket, at: datetime, *, policy: Policy) -> Decision:
    """The clock runs on, with exactly the working time that it stood still given back. Raises ValueError when it runs."""
    if ticket.paused is None:
        raise ValueError(f"no clock of {ticket.name} stands still")
    stage, calendar = stage_of(ticket, policy.rules) or Stage(), policy.calendar_of(ticket.team)
    rungs = watching(ticket, ticket.paused, policy=policy)
    deadline, coming = deadlines.resume(
        ticket.paused,
        rungs,
        at,
        cycle=ticket.cycle + 1,
        calendar=calendar,
        around_the_clock=bool(stage.within and not stage.within.unit.startswith("working")),
    )
    if not ticket.assignee:
        coming = (*coming, *_told_again(rungs, ticket.paused.settled_at or at, deadline, at, calendar))
    at_work = replace(ticket, deadline=deadline, paused=None, cycle=deadline.cycle, status=ticket.status_at_work)
    return Decision(
        ticket=at_work,
        settled=(deadlines.void(ticket.paused, at),),
        promises=(Promise(deadline=deadline, rungs=coming),),
        events=(event(EventKind.CLOCK, f"{deadline.stage} runs on, and is due {_worded(deadline.due_at, calendar)}"),),
    )


def _told_again(
    rungs: Iterable[Rung], stopped_at: datetime, deadline: Deadline, at: datetime, calendar: Calendar
) -> Iterator[Rung]:
    """Steps that repeat, told before the clock stood still, go on with it."""
    for rung in rungs:
        again = replace(rung, cycle=deadline.cycle).again(at, calendar)
        if again and rung.fires_at <= stopped_at:
            yield again


def counts_from(ticket: Ticket, at: datetime, *, policy: Policy) -> datetime:
    """The receipt, later by the working time that the clock has stood still until then."""
    deadline, stage = ticket.deadline or ticket.paused, stage_of(ticket, policy.rules)
    if deadline is None or stage is None or stage.start != "receipt":
        return ticket.opened_at
    began, calendar = _unbroken(ticket, deadline, policy).starts_at, policy.calendar_of(ticket.team)
    return (
        calendar.subtract_working_time(at, calendar.between(began, deadline.settled_at))
        if deadline.settled_at
        else began
    )


def _unbroken(ticket: Ticket, deadline: Deadline, policy: Policy) -> Deadline:
    """The deadline as if its clock had never stood still, but begun later."""
    stage, calendar = stage_of(ticket, policy.rules) or Stage(), policy.calendar_of(ticket.team)
    promised = calendar.add(deadline.starts_at, stage.within or policy.rules.desk.follow_ups, stage.until)
    return deadlines.unbroken(deadline, promised, calendar)


def watching(ticket: Ticket, deadline: Deadline, *, policy: Policy) -> tuple[Rung, ...]:
    """Every rung of a promise given before, told or not, as far from its end as if the clock had never stood still."""
    stage, calendar = stage_of(ticket, policy.rules) or Stage(), policy.calendar_of(ticket.team)
    unbroken = _unbroken(ticket, deadline, policy)
    return (
        *deadlines.waiting_rungs(stage, entered_at=unbroken.starts_at, cycle=deadline.cycle, calendar=calendar),
        *deadlines.ladder(unbroken, policy.rules.ladder_of(ticket.category, ticket.team), calendar),
    )


def promise_again(ticket: Ticket, lost: Deadline, *, told_until: datetime, policy: Policy) -> Decision:
    """A promise that was not kept after all, due as before. What had fallen due until then was told; the rest is told now."""
    calendar = policy.calendar_of(ticket.team)
    cycle = ticket.cycle + 1
    deadline = replace(lost, cycle=cycle, outcome=Outcome.OPEN, settled_at=None)
    rungs = tuple(rung for rung in watching(ticket, deadline, policy=policy) if rung.fires_at > told_until)
    due = f"{deadline.stage} is open again, due {_worded(deadline.due_at, calendar)} as promised"
    return Decision(
        ticket=replace(ticket, cycle=cycle, deadline=deadline),
        promises=(Promise(deadline=deadline, rungs=rungs),),
        events=(event(EventKind.CLOCK, due),),
    )


def settle(ticket: Ticket, at: datetime, *, kept: bool) -> tuple[Ticket, tuple[Deadline, ...]]:
    """The ticket without its running or paused deadline, and that deadline as kept (or merely overtaken)."""
    deadline = ticket.deadline or ticket.paused
    if deadline is None:
        return ticket, ()
    ended = deadlines.settle(deadline, at) if kept else deadlines.void(deadline, at)
    return replace(ticket, deadline=None, paused=None), (ended,)


def _wait_for_facts(ticket: Ticket) -> Decision:
    wanted = ", ".join(name.replace("_", " ") for name in ticket.missing)
    return Decision(
        ticket=replace(ticket, status=Status.PENDING, deadline=None),
        events=(
            event(
                EventKind.CLOCK, f"the clock of {ticket.stage} starts when the enquiry is complete: {wanted} missing"
            ),
        ),
    )


def _clock_started(deadline: Deadline, stage: Stage, calendar: Calendar) -> Event:
    """When it is due and why then: every day that was counted or skipped on the way."""
    whose = f"clause {deadline.clause}" if deadline.clause else "a promise of ours"
    starts_at, due_at = (_worded(moment, calendar) for moment in (deadline.starts_at, deadline.due_at))
    sentence = f"{deadline.stage} is due {due_at}: {stage.within} from {starts_at} ({whose})"
    if stage.within is None or not stage.within.unit.startswith("working"):
        return event(EventKind.CLOCK, sentence, f"{stage.within} run on day and night, on holidays too")
    return event(EventKind.CLOCK, sentence, *reckoning(calendar, deadline.starts_at, deadline.due_at))


def _worded(moment: datetime, calendar: Calendar) -> str:
    return f"{moment.astimezone(calendar.zone):%a %Y-%m-%d %H:%M %Z}"
