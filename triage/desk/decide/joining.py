"""Tickets that a message shows to be one conversation, begun apart: the younger ones are taken into the oldest.

Only tickets on which nobody has worked yet, and never at the cost of an earlier promise; others stay, and a person is told.
"""

from collections.abc import Iterable
from datetime import datetime

from triage.desk.decide import clock
from triage.desk.decision import Decision, EventKind, Joined, event
from triage.desk.situation import Situation
from triage.desk.thread import Verdict
from triage.desk.ticket import Status, Ticket
from triage.record import replace


def untouched(verdict: Verdict, situation: Situation) -> tuple[Ticket, ...]:
    """The tickets of the same conversation that wait for their first answer and that nobody has taken."""
    found = (situation.ticket(number) for number in verdict.joins)
    return tuple(each for each in found if each and not _is_worked_on(each))


def with_theirs(ticket: Ticket, others: Iterable[Ticket]) -> Ticket:
    """The ticket with the people and facts of the others."""
    for other in others:
        facts = {
            name: tuple(dict.fromkeys((*ticket.facts.get(name, ()), *other.facts.get(name, ()))))
            for name in (*ticket.facts, *other.facts)
        }
        ticket = replace(
            ticket,
            facts=facts,
            participants=ticket.participants | other.participants,
            third_parties=ticket.third_parties | other.third_parties,
            last_message_at=max(ticket.last_message_at, other.last_message_at),
        )
    return replace(ticket, missing=tuple(name for name in ticket.missing if not ticket.facts.get(name)))


def waiting_since(others: Iterable[Ticket], at: datetime) -> datetime:
    """From when a promise must count that speaks for these tickets as well."""
    return min([at, *(other.deadline.starts_at for other in others if other.deadline)])


def join(decision: Decision, verdict: Verdict, situation: Situation) -> Decision:
    """The decision about the oldest ticket, with the others taken in, or with the reason why they stay apart."""
    for number in verdict.joins:
        other = situation.ticket(number)
        if other and decision.ticket:
            decision = _join_one(decision, other, decision.ticket, situation)
    return decision


def _join_one(decision: Decision, other: Ticket, into: Ticket, situation: Situation) -> Decision:
    reason = _stays_apart(other, into)
    if reason:
        return decision.adding(event(EventKind.DOUBT, f"{other.name} is the same conversation, but {reason}"))
    was = situation.ticket(into.number) or into
    pointer = f"it is the same conversation as {into.name}, where it goes on"
    joined = taken_in(other, pointer, into=without(into, other, was), at=situation.arrival.received_at)
    taken = event(EventKind.JOINED, f"{other.name} is the same conversation: this message refers to both")
    return replace(decision, joined=(*decision.joined, joined)).adding(taken)


def taken_in(other: Ticket, pointer: str, *, into: Ticket, at: datetime) -> Joined:
    """The ticket as it ends, with the sentence that leads on to where it goes on."""
    closed, settled = clock.settle(other, at, kept=False)
    closed = replace(closed, status=Status.CLOSED, closed_at=closed.closed_at or at)
    return Joined(ticket=closed, settled=settled, events=(event(EventKind.JOINED, pointer),), stood=other, into=into)


def without(ticket: Ticket, other: Ticket, was: Ticket) -> Ticket:
    """The ticket without the people and facts that it has from the other alone; `was`: as it stood before it got them."""
    facts = {
        name: tuple(
            value for value in values if value in was.facts.get(name, ()) or value not in other.facts.get(name, ())
        )
        for name, values in ticket.facts.items()
    }
    return replace(
        ticket,
        participants=ticket.participants - (other.participants - was.participants),
        third_parties=ticket.third_parties - (other.third_parties - was.third_parties),
        facts={name: values for name, values in facts.items() if values},
    )


def _stays_apart(other: Ticket, into: Ticket) -> str:
    if _is_worked_on(other):
        return "somebody works on it or it is closed"
    if other.deadline and (into.deadline is None or into.deadline.due_at > other.deadline.due_at):
        return "an answer was promised there earlier"
    return ""


def _is_worked_on(ticket: Ticket) -> bool:
    return bool(ticket.first_answer_at or ticket.assignee or ticket.status is Status.CLOSED)
