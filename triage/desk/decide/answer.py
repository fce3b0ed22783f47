"""What a person's answer to a requester means, on whatever way it went: the clock stops, or stands still where it asks back."""

from datetime import datetime

from triage.desk.decide import clock
from triage.desk.decision import Decision, EventKind, event
from triage.desk.question import asks_back
from triage.desk.situation import Policy, Situation
from triage.desk.ticket import Status, Ticket, stage_of
from triage.record import record, replace


@record
class Answer:
    """A person's words to the requester, on whatever way they went."""

    text: str  # without quotes and signature
    told: tuple[str, ...]  # who answered and how we know, in sentences
    addressed: frozenset[str] = frozenset()  # who else got it
    by: str | None = None  # the staff member who wrote it, where that is known
    keeps_clock: bool = False  # the clock has been dealt with


def answered(situation: Situation, ticket: Ticket, answer: Answer) -> Decision:
    """The ticket with this answer: its promise is kept, or stands still where we ask back. No letter is ordered."""
    at = situation.arrival.received_at
    is_older = ticket.deadline is not None and at < ticket.deadline.starts_at  # it answers what came before this clock
    if asks_back(answer.text) and not is_older and (ticket.deadline or ticket.paused):
        return _asked_back(situation, ticket, answer)
    left, settled = (ticket, ()) if is_older or answer.keeps_clock else clock.settle(ticket, at, kept=True)
    left = replace(
        left,
        status=ticket.status if is_older or ticket.status is Status.CLOSED else Status.PENDING,
        first_answer_at=ticket.first_answer_at or at,
        last_message_at=max(ticket.last_message_at, at),
        assignee=ticket.assignee or answer.by,
        participants=ticket.participants | answer.addressed,
    )
    kept = (
        f"{deadline.stage} {deadline.outcome.value}, due {deadline.due_at:%Y-%m-%d %H:%M} UTC" for deadline in settled
    )
    history = event(EventKind.ANSWERED, *answer.told, *kept)
    decision = Decision(ticket=left, direction="out", settled=settled, events=(history,))
    return _asked_again(decision, situation) if settled else decision


def _asked_back(situation: Situation, ticket: Ticket, answer: Answer) -> Decision:
    """Staff need something of the requester: the clock stands still until it comes."""
    at = situation.arrival.received_at
    told = event(EventKind.ANSWERED, *answer.told, "it asks back")
    paused = (
        clock.pause(ticket, at, because="we wait for the requester") if ticket.deadline else Decision(ticket=ticket)
    )
    asked = replace(
        paused.ticket or ticket,
        assignee=ticket.assignee or answer.by,
        first_answer_at=ticket.first_answer_at or at,
        last_message_at=max(ticket.last_message_at, at),
        participants=ticket.participants | answer.addressed,
    )
    decision = replace(paused, ticket=asked, direction="out", events=(told, *paused.events))
    wrote_at = situation.memory.asked_at.get(ticket.number)
    if not paused.settled or wrote_at is None or wrote_at <= at:
        return decision
    resumed = clock.resume(asked, wrote_at, policy=situation.policy)
    waits = event(EventKind.NOTE, "the requester has written again since")
    return replace(
        decision,
        ticket=resumed.ticket,
        settled=resumed.settled,
        promises=resumed.promises,
        events=(*decision.events, waits, *resumed.events),
    )


def _asked_again(decision: Decision, situation: Situation) -> Decision:
    """Folders are read one after another: the requester may have written again after this answer, and waits."""
    ticket, at = decision.ticket, situation.arrival.received_at
    asked_at = situation.memory.asked_at.get(ticket.number) if ticket else None
    if ticket is None or asked_at is None or asked_at <= at:
        return _waits_on(decision, at, situation.policy)
    started = clock.take_up(ticket, asked_at, policy=situation.policy)
    waits = event(EventKind.NOTE, "the requester has written again since")
    return replace(
        decision,
        ticket=started.ticket,
        promises=started.promises,
        events=(*decision.events, waits, *started.events),
    )


def _waits_on(decision: Decision, at: datetime, policy: Policy) -> Decision:
    """A stage that promises nothing itself goes on behind an answer: what it reminds of counts from then."""
    ticket = decision.ticket
    stage = stage_of(ticket, policy.rules) if ticket else None
    if ticket is None or stage is None or stage.within:
        return decision
    goes_on = clock.start_clock(ticket, stage, starts_at=at, policy=policy)
    return replace(decision, ticket=goes_on.ticket, promises=goes_on.promises)
