"""Open deadlines and their open rungs under other hours: which moments move, and where to. Pure; knows no storage.

The promise itself stays as it was given ("2 working days"): only the calendar that counts it is another.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from triage.desk.deadlines import Deadline, Outcome, Rung
from triage.desk.decision import Event, EventKind, event
from triage.desk.situation import Policy
from triage.desk.ticket import Ticket, stage_of
from triage.policy.worktime import Calendar, Span, Until
from triage.record import record, replace


@record
class Moved:
    """One ticket whose moments are others now. Rungs come in pairs: as it was, as it becomes."""

    ticket: Ticket
    deadline: tuple[Deadline, Deadline] | None
    rungs: tuple[tuple[Rung, Rung], ...]

    def history(self, calendar: Calendar, version: str) -> Event:
        """'answer: due moved from Wed … to Thu …, because rules.yaml 1a2b3c', by the clock of its team."""
        moves = [
            f"{what} moved from {_worded(was, calendar)} to {_worded(becomes, calendar)}"
            for what, was, becomes in self.moments()
        ]
        return event(EventKind.CLOCK, f"{moves[0]}, because rules.yaml {version}", *moves[1:])

    def moments(self) -> Iterator[tuple[str, datetime, datetime]]:
        """(what, as it was, as it becomes), the deadline first."""
        if self.deadline:
            was, becomes = self.deadline
            stands_still = " (it stands still)" if was.outcome is Outcome.PAUSED else ""
            yield f"{was.stage}{stands_still}: due", was.due_at, becomes.due_at
        for rung, moved in self.rungs:
            yield f"{self.ticket.stage}: {rung.step}", rung.fires_at, moved.fires_at


def recompute(ticket: Ticket, rungs: Iterable[Rung], was: Policy, becomes: Policy) -> Moved | None:
    """What moves for this ticket, whose open rungs these are; None when nothing does."""
    old, new = was.calendar_of(ticket.team), becomes.calendar_of(ticket.team)
    if old == new:
        return None
    before = ticket.deadline or ticket.paused  # what is left of one that stands still is counted to its old end
    after = replace(before, due_at=_due(before, ticket, old, new, was)) if before else None
    pairs = [(rung, replace(rung, fires_at=_fires(rung, before, after, old, new))) for rung in rungs]
    moved = tuple((rung, other) for rung, other in pairs if rung != other)
    changed = (before, after) if before and after and before != after else None
    return Moved(ticket=ticket, deadline=changed, rungs=moved) if changed or moved else None


def _due(deadline: Deadline, ticket: Ticket, old: Calendar, new: Calendar, was: Policy) -> datetime:
    """The promise counted anew; with what a pause has given back, if it had one."""
    promises = [
        *(each for each in _merged(deadline, ticket, was) if old.add(deadline.starts_at, *each) == deadline.due_at),
        *_promises(ticket, was),
    ]
    for span, until in promises:
        if new.add(deadline.starts_at, span, until) == deadline.due_at:
            return deadline.due_at
    for span, until in promises:
        if old.add(deadline.starts_at, span, until) == deadline.due_at:
            return new.add(deadline.starts_at, span, until)
    span, until = promises[0]
    promised = old.add(deadline.starts_at, span, until)
    if promised > deadline.due_at or not span.unit.startswith("working"):
        return deadline.due_at
    given_back = old.between(promised, deadline.due_at)
    return new.add_working_time(new.add(deadline.starts_at, span, until), given_back)


def _promises(ticket: Ticket, policy: Policy) -> Iterator[tuple[Span, Until]]:
    """What the deadline may have been reckoned from: its stage's promise, or ours to who writes again."""
    stage = stage_of(ticket, policy.rules)
    if stage and stage.within:
        yield stage.within, stage.until
    yield policy.rules.desk.follow_ups, "same time"


def _merged(deadline: Deadline, ticket: Ticket, policy: Policy) -> Iterator[tuple[Span, Until]]:
    """What a ticket that others were merged into may have promised as one of them, under a stage of another category."""
    stages = (category.stages.get(deadline.stage) for category in policy.rules.categories.values())
    return ((stage.within, stage.until) for stage in stages if ticket.taken and stage and stage.within)


def _fires(rung: Rung, before: Deadline | None, after: Deadline | None, old: Calendar, new: Calendar) -> datetime:
    """By the step that ops wrote, where it still tells; else as far from the deadline as it was, in working time."""
    step = _step(rung)
    if step and before and after and _by_step(step, before, old) == rung.fires_at:
        return _by_step(step, after, new)
    if before is None or after is None:
        return _in_working_time(_from_entry(rung, step, old, new), new)
    if rung.fires_at > before.due_at:
        moment = new.add_working_time(after.due_at, old.between(before.due_at, rung.fires_at))
    else:
        left = old.between(rung.fires_at, before.due_at)
        moment = new.subtract_working_time(after.due_at, left) if left else after.due_at
    return _in_working_time(moment, new)


def _from_entry(rung: Rung, step: tuple[str, str] | None, old: Calendar, new: Calendar) -> datetime:
    """A stage without a deadline: counted from when it was entered."""
    if step is None or step[0] not in ("waiting", "progress due"):
        return rung.fires_at
    span = Span.parse(step[1])
    return new.add(old.subtract(rung.fires_at, span), span) if span.unit.startswith("working") else rung.fires_at


def _step(rung: Rung) -> tuple[str, str] | None:
    """'after 1 working day' → ('after', '1 working day'); None for one that ops did not write so."""
    for word in ("at", "before", "after", "waiting", "progress due"):
        rest = rung.step.removeprefix(f"{word} ")
        if rest != rung.step and "," not in rest:
            return word, rest
    return None


def _by_step(step: tuple[str, str], deadline: Deadline, calendar: Calendar) -> datetime:
    word, text = step
    if word == "at":
        moment = calendar.at_percent(deadline.starts_at, deadline.due_at, int(text.removesuffix("%")))
    elif word == "before":
        moment = max(calendar.subtract(deadline.due_at, Span.parse(text)), deadline.starts_at)
    elif word == "after":
        moment = calendar.add(deadline.due_at, Span.parse(text))
    else:
        return calendar.next_opening(calendar.add(deadline.starts_at, Span.parse(text)))
    return _in_working_time(moment, calendar)


def _in_working_time(moment: datetime, calendar: Calendar) -> datetime:
    return moment if calendar.previous_closing(moment) == moment else calendar.next_opening(moment)


def _worded(moment: datetime, calendar: Calendar) -> str:
    return f"{moment.astimezone(calendar.zone):%a %Y-%m-%d %H:%M %Z}"
