"""What is due when: the promised moment of a stage, and the rungs of reminders and escalations before and after it.

Pure arithmetic on the calendar; knows neither tickets' storage nor letters.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

from triage.policy.rules import Stage, Step
from triage.policy.worktime import Calendar

WHOLE = 100  # percent: the promised moment itself
# A rung whose moment fell inside working hours may still be told this long after closing.
GRACE = timedelta(minutes=15)


class Outcome(StrEnum):
    """How a deadline ended."""

    OPEN = "open"
    MET = "met"
    LATE = "late"  # settled, after it was due
    VOID = "void"  # overtaken: the ticket moved on


@dataclass(frozen=True, kw_only=True, slots=True)
class Deadline:
    """One promise to one requester."""

    stage: str
    cycle: int  # counts the deadlines of one ticket
    starts_at: datetime  # UTC: when the clock began
    due_at: datetime  # UTC
    clause: str | None  # of the policy; None for a promise of ours
    outcome: Outcome = Outcome.OPEN
    settled_at: datetime | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Rung:
    """One reminder or escalation, told once."""

    cycle: int
    step: str  # as ops wrote it: "at 80%", "after 1 working day"
    fires_at: datetime  # UTC, in working time
    is_escalation: bool  # at or after the due moment
    tell: tuple[str, ...]  # team, lead, manager, assignee …, or an address


def promise(
    name: str, stage: Stage, *, starts_at: datetime, cycle: int, calendar: Calendar, clause: str | None
) -> Deadline | None:
    """The deadline of a stage whose clock starts then; None for a stage without one."""
    if stage.within is None:
        return None
    due_at = calendar.add(starts_at, stage.within, until=stage.until)
    clause = None if stage.ours else stage.clause or clause
    return Deadline(stage=name, cycle=cycle, starts_at=starts_at, due_at=due_at, clause=clause)


def ladder(deadline: Deadline, steps: Iterable[Step], calendar: Calendar) -> tuple[Rung, ...]:
    """The rungs of one deadline, each at its moment in working time, earliest first; steps of one moment are one rung."""
    rungs: dict[str, Rung] = {}
    for rung in (_rung(deadline, step, calendar) for step in steps):
        told = rungs[rung.step].tell if rung.step in rungs else ()
        rungs[rung.step] = replace(rung, tell=tuple(dict.fromkeys((*told, *rung.tell))))
    return tuple(sorted(rungs.values(), key=lambda rung: rung.fires_at))


def waiting_rungs(stage: Stage, *, entered_at: datetime, cycle: int, calendar: Calendar) -> tuple[Rung, ...]:
    """Reminders for a stage that waits for somebody else, or that owes a word of progress on the way."""
    spans = {"waiting": stage.remind_after, "progress due": stage.progress_after}
    return tuple(
        Rung(
            cycle=cycle,
            step=f"{word} {span}",
            fires_at=calendar.next_opening(calendar.add(entered_at, span)),
            is_escalation=False,
            tell=("assignee or team",),
        )
        for word, span in spans.items()
        if span
    )


def settle(deadline: Deadline, at: datetime) -> Deadline:
    """The deadline as kept or broken by an answer at that moment."""
    outcome = Outcome.MET if at <= deadline.due_at else Outcome.LATE
    return _ended(deadline, outcome, at)


def void(deadline: Deadline, at: datetime) -> Deadline:
    """The deadline as overtaken by another move."""
    return _ended(deadline, Outcome.VOID, at)


def may_fire(rung: Rung, calendar: Calendar, now: datetime) -> bool:
    """Whether a due rung may be told now: in working time, or just after a close it fell before."""
    just_closed = now - rung.fires_at <= GRACE
    return calendar.is_open(now) or just_closed


def _rung(deadline: Deadline, step: Step, calendar: Calendar) -> Rung:
    if step.percent is not None:
        word, escalates = f"at {step.at}", step.percent >= WHOLE
        fires_at = calendar.at_percent(deadline.starts_at, deadline.due_at, step.percent)
    elif step.before:
        word, fires_at, escalates = f"before {step.before}", calendar.subtract(deadline.due_at, step.before), False
        fires_at = max(fires_at, deadline.starts_at)
    elif step.after:
        word, fires_at, escalates = f"after {step.after}", calendar.add(deadline.due_at, step.after), True
    else:
        raise ValueError("an escalation step needs one of at, before, after")
    return Rung(
        cycle=deadline.cycle,
        step=word,
        fires_at=_in_working_time(fires_at, calendar),
        is_escalation=escalates,
        tell=step.recipients,
    )


def _in_working_time(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself while the desk works or just closes, else when it opens next."""
    return moment if calendar.previous_closing(moment) == moment else calendar.next_opening(moment)


def _ended(deadline: Deadline, outcome: Outcome, at: datetime) -> Deadline:
    return replace(deadline, outcome=outcome, settled_at=at)
