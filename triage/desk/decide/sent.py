"""What a mail in a Sent folder means: an answer to its requesters, a question to somebody else, or our own letter's copy.

Marks and copies count for nothing. It is matched by ids first, then by recipient, subject and time; nothing is guessed between two.
"""

from collections.abc import Sequence

from triage.desk import tokens
from triage.desk.answerer import answerer
from triage.desk.decide import correspondence, outsiders
from triage.desk.decide.answer import Answer, answered
from triage.desk.decision import Decision, EventKind, Remark, event
from triage.desk.situation import Situation
from triage.desk.thread import Verdict, ancestors, by_recipient
from triage.desk.ticket import Ticket
from triage.inbound.origin import Kind
from triage.record import replace


def sent_mail(situation: Situation, verdict: Verdict) -> Decision:
    """What follows from a message that left a shared mailbox."""
    if situation.origin.kind is Kind.LOOP:  # some providers file what they send
        return _own_copy(situation)
    ticket = situation.ticket(verdict.ticket)
    if situation.origin.kind is not Kind.PERSON:
        left = f"an automatic mail ({situation.origin.kind.value}) left the shared mailbox; it is no answer"
        return _note(ticket, left) if ticket else Decision(direction="out")
    return _by_person(situation, ticket, verdict)


def _by_person(situation: Situation, ticket: Ticket | None, verdict: Verdict) -> Decision:
    """By ids, else by the people who get it, else by what it quotes."""
    is_sure = verdict.confidence == 1
    if is_sure and (found := _answered_tickets(situation, ticket, verdict)):
        return _answers(situation, found)
    if is_sure and ticket:
        return _to_somebody_else(situation, ticket)
    told = _by_recipients(situation)
    if told.answered:
        return replace(_answers(situation, told.answered), remarks=told.remarks)
    if found := _answered_tickets(situation, ticket, verdict):  # it quotes what she wrote, say
        return _answers(situation, found)
    decision = _to_somebody_else(situation, ticket) if ticket else correspondence.opened(situation)
    return replace(decision, remarks=told.remarks)


def _own_copy(situation: Situation) -> Decision:
    """Of a letter of ours, under its own Message-ID or another that the provider gave it."""
    lies_as = situation.message.message_id
    named = (situation.message.header("x-triage-letter") or "").strip()
    own_id = named if tokens.shape(named) else lies_as
    return Decision(direction="out", seen_in_sent=own_id, sent_as=lies_as if lies_as != own_id else None)


# ---------------------------------------------------------------- which tickets it answers
def _answered_tickets(situation: Situation, ticket: Ticket | None, verdict: Verdict) -> list[tuple[Ticket, Verdict]]:
    """Each ticket that its ids lead to and whose requester gets it: the nearest first."""
    addressed = _addressed(situation)
    found = {ticket.number: (ticket, verdict)} if ticket and ticket.requesters & addressed else {}
    order = ancestors(situation.message)
    for known in situation.memory.known:
        other = situation.ticket(known.ticket)
        is_named = known.rfc_id in order and not known.is_reference
        if other and is_named and other.requesters & addressed and other.number not in found:
            because = f"it refers to a message on that ticket (<{known.rfc_id}>)"
            found[other.number] = (other, Verdict(ticket=other.number, confidence=1.0, because=because))
    return list(found.values())


class _ByRecipients:
    """What a mail that names no mail of ours means for the tickets of those who get it."""

    def __init__(self) -> None:
        self.answered: list[tuple[Ticket, Verdict]] = []
        self.remarks: tuple[Remark, ...] = ()


def _by_recipients(situation: Situation) -> _ByRecipients:
    found = _ByRecipients()
    at, candidates = situation.arrival.received_at, situation.memory.candidates
    for requester in sorted(_addressed(situation)):
        told = by_recipient(situation.message, requester, candidates, sent_at=at)
        ticket = situation.ticket(told.answered.ticket) if told.answered else None
        if told.answered and ticket:
            found.answered.append((ticket, told.answered))
        doubt = event(
            EventKind.DOUBT,
            f"{_who(situation)} wrote to {requester} from {situation.arrival.mailbox} about {situation.message.subject!r}",
            "no id, and no subject that only one ticket has, says what it answers: nothing is guessed, and the clock stays",
        )
        found.remarks += tuple(Remark(ticket=each.number, event=doubt) for each in told.unclear)
    return found


# ---------------------------------------------------------------- what it means for one of them
def _answers(situation: Situation, found: Sequence[tuple[Ticket, Verdict]]) -> Decision:
    """One mail may answer several requesters; it lies on the first one's ticket, and replies find each his own."""
    first, *more = [_answer(situation, *each) for each in found]
    return replace(first, steps=tuple(more))


def _answer(situation: Situation, ticket: Ticket, verdict: Verdict) -> Decision:
    """The assignee is set only where the mail points to one of the staff; else the shared mailbox alone is known."""
    by = answerer(situation.message, situation.policy.rules.people)
    who = _who(situation) + (f" ({by})" if by else "")
    told = (f"{who} answered from {situation.arrival.mailbox}", verdict.sentence)
    answer = Answer(text=situation.body.text, told=told, addressed=_addressed(situation), by=by)
    return answered(situation, ticket, answer)


def _to_somebody_else(situation: Situation, ticket: Ticket) -> Decision:
    """Staff ask a third party, or forward to one: what comes back stays among staff. A colleague of the customer is none."""
    addressed = _addressed(situation)
    if addressed and addressed <= ticket.participants - ticket.third_parties:
        return _note(ticket, "staff wrote to somebody else about this")
    outside = addressed - situation.identity.ours.staff
    asked = ", ".join(sorted(outside)) or "colleagues"
    sentence = f"{_who(situation)} wrote to {asked} about this, and not to the requester: it is internal"
    return outsiders.asked(ticket, outside, sentence=sentence, at=situation.arrival.received_at)


def _note(ticket: Ticket, sentence: str) -> Decision:
    return Decision(ticket=ticket, direction="out", events=(event(EventKind.NOTE, sentence),))


def _who(situation: Situation) -> str:
    author = situation.message.author
    return (author.display_name if author else "") or "staff"


def _addressed(situation: Situation) -> frozenset[str]:
    recipients = (*situation.message.to, *situation.message.cc)
    return frozenset(item.addr_spec for item in recipients if item.addr_spec) - situation.identity.ours.addresses
