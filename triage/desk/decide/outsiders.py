"""Mail between staff and those whom they asked about a ticket, a carrier say: it stays among staff, and no clock heeds it.

Whoever answers such a mail is no customer: nothing is acknowledged, and nothing of it reaches the requester.
"""

from datetime import datetime

from triage.desk.decide.news import News, notify, telling
from triage.desk.decision import Decision, EventKind, event
from triage.desk.situation import Situation
from triage.desk.thread import RECENT, Known, ancestors, subject_keys, tags
from triage.desk.ticket import Ticket
from triage.record import replace


def asked(ticket: Ticket, outside: frozenset[str], *, sentence: str, at: datetime) -> Decision:
    """Staff wrote about the ticket to these people, and not to its requester."""
    told = replace(
        ticket, third_parties=ticket.third_parties | outside, last_message_at=max(ticket.last_message_at, at)
    )
    return Decision(ticket=told, direction="out", is_internal=True, events=(event(EventKind.NOTE, sentence),))


def answered(situation: Situation) -> Decision | None:
    """A third party's answer, as a note on the ticket that it is about; None for any other mail."""
    found = _by_id(situation) or _by_address(situation)
    if found is None:
        return None
    ticket, because = found
    sender = situation.requester.addr_spec
    told = replace(
        ticket,
        third_parties=ticket.third_parties | ({sender} - {"", *ticket.requesters}),
        last_message_at=max(ticket.last_message_at, situation.arrival.received_at),
    )
    sentence = f"{sender or 'an unknown sender'} answered what staff asked: it stays among staff, status and clock stay"
    decision = Decision(ticket=told, is_internal=True, events=(event(EventKind.NOTE, sentence, because),))
    return notify(decision, News.OUTSIDER, telling(situation))


def _by_id(situation: Situation) -> tuple[Ticket, str] | None:
    """The nearest mail that it answers is one that staff wrote to somebody else, or such a one's answer."""
    order = {rfc_id: place for place, rfc_id in enumerate(ancestors(situation.message))}
    seen = [each for each in situation.memory.known if not each.is_reference and each.rfc_id in order]
    nearest: Known | None = min(seen, key=lambda each: (order[each.rfc_id], not each.is_internal), default=None)
    ticket = situation.ticket(nearest.ticket) if nearest and nearest.is_internal else None
    if nearest is None or ticket is None or situation.requester.addr_spec in ticket.requesters:
        return None
    return ticket, f"it refers to an internal mail of that ticket (<{nearest.rfc_id}>)"


def _by_address(situation: Situation) -> tuple[Ticket, str] | None:
    """It names no mail that we know, but comes from somebody whom staff asked lately, about the same subject."""
    message, sender = situation.message, situation.requester.addr_spec
    if any(each.rfc_id in ancestors(message) for each in situation.memory.known):
        return None
    keys, named = set(subject_keys(message.subject)), set(tags(message.subject))
    found = [
        ticket
        for number, subjects in situation.memory.asked_outside.items()
        if (ticket := situation.ticket(number))
        and sender in ticket.third_parties - ticket.participants
        and situation.arrival.received_at - ticket.last_message_at <= RECENT
        and (ticket.name in named or keys & {*subjects, *subject_keys(ticket.subject)})
    ]
    if len(found) != 1:  # nothing is guessed between two
        return None
    return found[0], f"staff asked {sender} about {found[0].name}, under this subject"
