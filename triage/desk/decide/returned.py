"""A staff member's answer that did not reach its requester: its writer hears so, with the reason, and the requester still waits."""

from datetime import datetime

from triage.desk import deadlines
from triage.desk.brief import SUBJECT, brief
from triage.desk.decide import clock
from triage.desk.decide.ordering import Wish, order
from triage.desk.decision import Decision, EventKind, event
from triage.desk.drafts import LetterKind
from triage.desk.situation import Answered, Identity, Memory, Policy
from triage.desk.ticket import Ticket, stage_of, working_stage
from triage.record import record, replace

TEMPLATE = "staff/returned"
GIVEN_BACK = 6_000  # characters of the words that are repeated; the whole lies in their writer's Sent folder


@record
class Returned:
    """An answer by mail that failed, or of which nobody knows whether it went out."""

    recipient: str  # whom it was for
    written_by: str  # the staff member who hears of it
    reason: str  # the server's words, or ours
    is_certain: bool  # it did not arrive; else it may have
    text: str  # what it said, to be sent again; "" when that is not known any more
    answered: Answered | None = None  # what it had brought about


def give_back(
    ticket: Ticket, answer: Returned, *, memory: Memory, policy: Policy, identity: Identity, now: datetime
) -> Decision:
    """The ticket with its clock running again where the answer certainly failed, and the letter to its writer."""
    what = "did not arrive" if answer.is_certain else "may not have gone out"
    told = event(EventKind.FAILED, f"the answer by {answer.written_by} {what}: {answer.reason}")
    decision = Decision(ticket=ticket, events=(told,))
    if answer.is_certain:
        decision = unanswered(decision, answer.answered, now, policy)
    seen = ticket.asked_by(answer.recipient)
    is_theirs = seen is not None and answer.recipient in (seen.requester, seen.answer_to)
    wish = Wish(
        kind=LetterKind.TRANSCRIPT,
        template=TEMPLATE,
        recipient=answer.written_by,
        language="en",
        is_ordered=True,
        about=seen.name if seen else ticket.name,
        meant_for=(seen.requester,) if seen and is_theirs else (),
        values={
            "ticket": ticket.name,
            "subject": brief(ticket.subject, SUBJECT),
            "requester": answer.recipient,
            "reason": answer.reason,
            "is_certain": answer.is_certain,
            "text": brief(answer.text, GIVEN_BACK) or None,
        },
    )
    return order(decision, wish, memory=memory, policy=policy, identity=identity, now=now)


def unanswered(decision: Decision, answer: Answered | None, at: datetime, policy: Policy) -> Decision:
    """The ticket as if that answer had not been given: the requester still waits, and what she was promised holds.

    A clock that runs already runs on. None for an answer of which nothing is known any more: a new clock starts.
    """
    ticket = decision.ticket
    if ticket is None:
        return decision
    if answer and answer.at == ticket.first_answer_at:
        ticket = replace(ticket, first_answer_at=answer.other_at)
    kept = (answer.kept if answer else None) or ticket.paused
    own = kept if answer is None or answer.is_kept_here else None
    voided = tuple(deadlines.void(each, at) for each in dict.fromkeys((own, ticket.paused)) if each)
    if ticket.deadline:
        return replace(decision, ticket=ticket, settled=voided)
    stage = working_stage(ticket, policy.rules)
    reopened = replace(ticket, status=ticket.status_at_work, stage=stage, closed_at=None, paused=None)
    rules = stage_of(reopened, policy.rules)
    if rules is None:
        return replace(decision, ticket=reopened, settled=voided)
    if kept and kept.stage == stage:
        started = clock.promise_again(reopened, kept, told_until=answer.at if answer else at, policy=policy)
    else:
        started = clock.start_clock(reopened, rules, starts_at=at, policy=policy)
    events = (*decision.events, *started.events)
    return replace(decision, ticket=started.ticket, settled=voided, promises=started.promises, events=events)
