"""What is due when: the promised moment of a stage, and the rungs of reminders and escalations before and after it.

Pure arithmetic on the calendar; knows neither tickets' storage nor letters.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from triage.policy.rules import PROGRESS, WAITING, Stage, Step
from triage.policy.worktime import Calendar, Span
from triage.record import record, replace

WHOLE = 100  # percent: the promised moment itself
# A rung whose moment fell inside working hours may still be told this long after closing.
GRACE = timedelta(minutes=15)
_AGAIN = ", time "  # between a step and how often it has been told


class Outcome(StrEnum):
    """How a deadline ended."""

    OPEN = "open"
    MET = "met"
    LATE = "late"  # settled, after it was due
    VOID = "void"  # overtaken: the ticket moved on
    PAUSED = "paused"  # it stands still while we wait for the requester


@record
class Deadline:
    """One promise to one requester."""

    stage: str
    cycle: int  # counts the deadlines of one ticket
    starts_at: datetime  # UTC: when the clock began
    due_at: datetime  # UTC
    clause: str | None  # of the policy; None for a promise of ours
    outcome: Outcome = Outcome.OPEN
    settled_at: datetime | None = None  # or since when it stands still


@record
class Rung:
    """One reminder, escalation or letter to the requester, told once."""

    cycle: int
    step: str  # as ops wrote it: "at 80%", "after 1 working day"
    fires_at: datetime  # UTC, in working time
    is_escalation: bool  # at or after the due moment
    tell: tuple[str, ...]  # team, lead, manager, assignee …, or an address
    repeat: Span | None = None  # told again after so long, until somebody takes the ticket
    letter: str | None = None  # the requester gets this one, and nobody else is told

    @property
    def is_repetition(self) -> bool:
        """It was told before."""
        return _AGAIN in self.step

    def again(self, at: datetime, calendar: Calendar) -> "Rung | None":
        """The next telling of a step that repeats, counted from this one."""
        if self.repeat is None:
            return None
        base, _, turn = self.step.partition(_AGAIN)
        fires_at = _in_working_time(calendar.add(at, self.repeat), calendar)
        return replace(self, step=f"{base}{_AGAIN}{int(turn or 1) + 1}", fires_at=fires_at)


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
        other = rungs.get(rung.step, rung)
        told = tuple(dict.fromkeys((*other.tell, *rung.tell)))
        rungs[rung.step] = replace(rung, tell=told, repeat=rung.repeat or other.repeat)
    return tuple(sorted(rungs.values(), key=lambda rung: rung.fires_at))


def waiting_rungs(stage: Stage, *, entered_at: datetime, cycle: int, calendar: Calendar) -> tuple[Rung, ...]:
    """A word to the requester while a stage waits, or owes one of progress; to the team where ops name no letter."""
    moments = (("waiting", stage.remind_after, WAITING), ("progress due", stage.progress_after, PROGRESS))
    return tuple(
        Rung(
            cycle=cycle,
            step=f"{word} {span}",
            fires_at=calendar.next_opening(calendar.add(entered_at, span)),
            is_escalation=False,
            tell=() if name in stage.letters else ("assignee or team",),
            letter=stage.letters.get(name),
        )
        for word, span, name in moments
        if span
    )


def settle(deadline: Deadline, at: datetime) -> Deadline:
    """The deadline as kept or broken by an answer at that moment, or at the one since which it stands still."""
    stopped_at = deadline.settled_at or at
    outcome = Outcome.MET if stopped_at <= deadline.due_at else Outcome.LATE
    return _ended(deadline, outcome, stopped_at)


def void(deadline: Deadline, at: datetime) -> Deadline:
    """The deadline as overtaken by another move."""
    return _ended(deadline, Outcome.VOID, at)


def pause(deadline: Deadline, at: datetime) -> Deadline:
    """The deadline, standing still from then on."""
    return _ended(deadline, Outcome.PAUSED, at)


def resume(
    paused: Deadline, rungs: Iterable[Rung], at: datetime, *, cycle: int, calendar: Calendar, around_the_clock: bool
) -> tuple[Deadline, tuple[Rung, ...]]:
    """The deadline and its coming rungs, later by exactly the working time that it stood still.

    `rungs` are those of the paused deadline; what had fallen due before the pause was told or is overtaken.
    `around_the_clock`: the promise does not count working time, so the whole time is given back.
    """
    stopped_at = paused.settled_at or at

    def given_back(moment: datetime) -> datetime:
        if moment <= stopped_at:
            return moment
        if around_the_clock:
            return at + (moment - stopped_at)
        return calendar.add_working_time(at, calendar.between(stopped_at, moment))

    deadline = replace(paused, cycle=cycle, due_at=given_back(paused.due_at), outcome=Outcome.OPEN, settled_at=None)
    coming = (
        replace(rung, cycle=cycle, fires_at=_in_working_time(given_back(rung.fires_at), calendar))
        for rung in rungs
        if rung.fires_at > stopped_at
    )
    return deadline, tuple(coming)


def unbroken(deadline: Deadline, promised: datetime, calendar: Calendar) -> Deadline:
    """The deadline as if its clock had begun later, instead of standing still since.

    `promised`: when it would have been due without that.
    """
    if promised >= deadline.due_at:
        return deadline
    length = calendar.between(deadline.starts_at, promised)
    return replace(deadline, starts_at=calendar.subtract_working_time(deadline.due_at, length))


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
        repeat=step.repeat,
    )


def _in_working_time(moment: datetime, calendar: Calendar) -> datetime:
    """The moment itself while the desk works or just closes, else when it opens next."""
    return moment if calendar.previous_closing(moment) == moment else calendar.next_opening(moment)


def _ended(deadline: Deadline, outcome: Outcome, at: datetime) -> Deadline:
    return replace(deadline, outcome=outcome, settled_at=at)
