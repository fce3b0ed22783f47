"""What it means that staff move a mail: into a folder, what the folder stands for; back into the inbox, that it is taken back."""

from collections.abc import Iterator

from triage.desk import deadlines
from triage.desk.commands import CommandError, read_command
from triage.desk.decide import clock
from triage.desk.decide.command import Desk, confirmed, obey
from triage.desk.decision import Decision, EventKind, Promise, Withdrawal, event
from triage.desk.sorting import INBOX, Sorted, Stood, stood
from triage.desk.ticket import Status, Ticket
from triage.policy.rules import NO_REQUEST
from triage.policy.sorting import CLOSE, RETRY, SPAM, category_of
from triage.record import record, replace

_STAYS = "its ticket has moved on since: what the move did stays"


@record
class Move:
    """What follows from one move."""

    decisions: tuple[Decision, ...]  # in order; each stands on the one before
    ticket: Ticket  # after all of them
    journal: Sorted  # what to write down


def move(ticket: Ticket, role: str, last: Sorted | None, desk: Desk) -> Move:
    """A mail of this ticket has come into the folder of that role; `last` is where it lay before, if it was ever moved."""
    if role == INBOX:
        back = (put_back(ticket, last, desk),) if last and last.before else ()
        return Move(decisions=back, ticket=_last_of(back, ticket), journal=Sorted(role=INBOX, since=desk.now))
    decisions = tuple(_sort_into(ticket, role, last, desk))
    after = _last_of(decisions, ticket)
    unmoved = _without_moves(last, ticket)  # then this one adds to those before
    if not unmoved and stood(ticket) == stood(after):
        return Move(decisions=decisions, ticket=after, journal=Sorted(role=role, since=desk.now))
    since = last.since if last and unmoved else desk.now
    journal = Sorted(role=role, since=since, before=unmoved or stood(ticket), after=stood(after))
    return Move(decisions=decisions, ticket=after, journal=journal)


def _last_of(decisions: tuple[Decision, ...], ticket: Ticket) -> Ticket:
    return next((decision.ticket for decision in reversed(decisions) if decision.ticket), ticket)


def _sort_into(ticket: Ticket, role: str, last: Sorted | None, desk: Desk) -> Iterator[Decision]:
    if last and last.before and role != CLOSE and last.is_as_left(ticket) and _was_closed_by(last):
        reopened = put_back(ticket, last, desk)
        yield reopened
        ticket = reopened.ticket or ticket
    yield _done(ticket, role, desk)


def put_back(ticket: Ticket, last: Sorted, desk: Desk) -> Decision:
    """The ticket as it stood before the moves that `last` sums up, as far as nothing else has happened since."""
    if last.before is None:
        return Decision(ticket=ticket)
    before = _without_moves(last, ticket)
    if before is None:
        return Decision(ticket=ticket, events=(event(EventKind.NOTE, f"moved back by {desk.who}; {_STAYS}"),))
    category_is_known = before.category in desk.policy.rules.categories
    if not category_is_known:
        gone = f"moved back by {desk.who}; the category {before.category} is no longer in the rules: {_STAYS}"
        return Decision(ticket=ticket, events=(event(EventKind.NOTE, gone),))
    back = replace(
        ticket,
        category=before.category,
        confidence=before.confidence,
        unsure=before.unsure,
        team=before.team,
        missing=_missing(ticket, before, desk),
        stage=before.stage,
        closed_at=before.closed_at,
        status=before.status,
    )
    kind = EventKind.REOPENED if _was_closed_by(last) else EventKind.CLASSIFIED
    told = event(kind, f"moved back by {desk.who}: {before.category}, {before.status.value} again")
    decision = Decision(ticket=back, events=(told,), withdrawn=Withdrawal(by=desk.who, since=last.since))
    promised = before.deadline or before.paused
    is_so = promised is not None and promised == (ticket.deadline or ticket.paused)
    return decision if is_so else _clock_again(decision, back, last, before, desk)


def _without_moves(last: Sorted | None, ticket: Ticket) -> Stood | None:
    """How the ticket would stand now had it not been moved: what was answered or paused since is so all the same.

    None where there is nothing to take back, or it has moved on since.
    """
    before, after = (last.before, last.after) if last and last.is_as_left(ticket) else (None, None)
    if before is None or after is None:
        return None
    status = before.status if ticket.status is after.status else ticket.status
    how = replace(before, status=status, first_answer_at=ticket.first_answer_at)
    left, runs = after.deadline or after.paused, ticket.deadline or ticket.paused
    is_same = left is not None and runs is not None and left.starts_at == runs.starts_at
    if is_same and after.deadline and ticket.paused:
        return replace(how, status=ticket.status, deadline=None, paused=_stopped(before, ticket.paused))
    if ticket.first_answer_at == before.first_answer_at and (is_same or left is None):
        return how
    answered = Status.PENDING if ticket.status is Status.CLOSED else ticket.status
    return replace(how, status=answered, deadline=ticket.deadline, paused=ticket.paused)


def _stopped(before: Stood, since: deadlines.Deadline) -> deadlines.Deadline | None:
    """The promise from before the moves, standing still since the other one was paused."""
    if before.deadline is None or since.settled_at is None:
        return before.paused
    return deadlines.pause(before.deadline, since.settled_at)


def _done(ticket: Ticket, role: str, desk: Desk) -> Decision:
    """What the folder stands for; nothing where it is so already."""
    wanted = category_of(role)
    if ticket.category == wanted and ticket.unsure:
        return confirmed(ticket, desk.who)
    if _is_so(ticket, role):
        return Decision(ticket=ticket)
    if role == RETRY:
        return Decision(ticket=ticket)
    try:
        return obey(ticket, read_command(role, ()), desk)
    except CommandError as error:
        return Decision(ticket=ticket, events=(event(EventKind.NOTE, f"moved by {desk.who}: {error}"),))


def _is_so(ticket: Ticket, role: str) -> bool:
    is_closed = ticket.status is Status.CLOSED
    wanted = category_of(role) or (NO_REQUEST if role == SPAM else ticket.category)
    return ticket.category == wanted and (is_closed or role not in (CLOSE, SPAM))


def _clock_again(decision: Decision, back: Ticket, last: Sorted, before: Stood, desk: Desk) -> Decision:
    """The promise that ran before the move runs again to its old moment; what the moves began or ended is overtaken."""
    ended, settled = clock.settle(back, desk.now, kept=False)
    if before.paused:  # it goes on standing still
        return replace(decision, ticket=replace(ended, paused=before.paused), settled=(*settled, before.paused))
    if before.deadline is None:
        waits = clock.carry_on(ended, None, last.rungs, desk.now)
        return replace(decision, ticket=waits.ticket, settled=settled, promises=waits.promises)
    overtaken = deadlines.void(before.deadline, desk.now)  # the move had settled it as kept, or as overtaken
    deadline = replace(before.deadline, cycle=ended.cycle + 1)
    promise = Promise(deadline=deadline, rungs=tuple(_rungs_left(back, deadline, last, desk)))
    runs = event(EventKind.CLOCK, f"{deadline.stage} runs on, due {deadline.due_at:%Y-%m-%d %H:%M} UTC as before")
    return replace(
        decision,
        ticket=replace(ended, deadline=deadline, cycle=deadline.cycle),
        settled=(*settled, overtaken),
        promises=(promise,),
        events=(*decision.events, runs),
    )


def _rungs_left(ticket: Ticket, deadline: deadlines.Deadline, last: Sorted, desk: Desk) -> Iterator[deadlines.Rung]:
    """Those whose moment had not come when the mail was moved: the others were told then."""
    return (rung for rung in clock.watching(ticket, deadline, policy=desk.policy) if rung.fires_at > last.since)


def _was_closed_by(last: Sorted) -> bool:
    return bool(
        last.before and last.after and last.after.status is Status.CLOSED and last.before.status is not Status.CLOSED
    )


def _missing(ticket: Ticket, before: Stood, desk: Desk) -> tuple[str, ...]:
    requires = desk.policy.rules.categories[before.category].requires
    return tuple(name for name in requires if not ticket.facts.get(name))
