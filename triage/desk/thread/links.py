"""The ids by which a message names its ancestors, and the ticket they lead to."""

from collections.abc import Mapping

from triage.desk.thread.records import Known, Verdict, stranger
from triage.desk.thread.subjects import subject_key
from triage.desk.ticket import Status, Ticket
from triage.inbound.message import Message
from triage.policy.once import once_for_each

Apart = frozenset[tuple[int, int]]  # pairs of tickets that staff split, the lower number first
REFERENCES_USED = 50  # newest ids that count
_THREAD_INDEX_ROOT = 30  # base64 characters of the 22 bytes that one Outlook conversation shares


@once_for_each
def ancestors(message: Message) -> tuple[str, ...]:
    """Every id the message refers to, nearest first: In-Reply-To, then References from the newest (RFC 5322 §3.6.4).

    Some programs put the address of the one they answer where an id belongs; it would join all that this person wrote.
    """
    people = {item.addr_spec for item in (*message.authors, *message.reply_to, *message.to, *message.cc)}
    ids = (*message.in_reply_to, *reversed(message.references))
    return tuple(dict.fromkeys(each for each in ids if each.lower() not in people))[:REFERENCES_USED]


def conversation_id(message: Message) -> str | None:
    """Outlook's conversation, as an id of its own kind to be looked up beside Message-IDs."""
    index = message.thread_index or ""
    return f"thread-index:{index[: _THREAD_INDEX_ROOT - 1]}" if len(index) >= _THREAD_INDEX_ROOT else None


def by_id(
    message: Message, sender: str, known: tuple[Known, ...], tickets: Mapping[int, Ticket], apart: Apart = frozenset()
) -> Verdict | None:
    """The ticket of the nearest known ancestor: our own letters first, then messages seen, then ids only referred to.

    One id may lead to two tickets, as an answer to two requesters does: then the sender decides.
    """
    order = {rfc_id: place for place, rfc_id in enumerate(ancestors(message))}
    usable = [item for item in known if not _is_namesake(item, message, sender, tickets)]
    ranked = sorted(
        usable,
        key=lambda item: (
            not item.is_ours,
            item.is_reference,
            order.get(item.rfc_id, len(order)),
            _strangeness(sender, tickets.get(item.ticket)),
        ),
    )
    ranked = _of_one_side(ranked, order, apart)
    if not ranked:
        return None
    related = _related(ranked, message.message_id, tickets, apart)
    first = ranked[0] if ranked[0].is_ours else min(related, key=lambda item: item.ticket)
    whose = "our letter" if first.is_ours else "a message"
    joins = {item.ticket for item in related if not first.is_ours} - {first.ticket}
    others = {item.ticket for item in ranked} - {first.ticket} - joins
    return Verdict(
        ticket=first.ticket,
        confidence=1.0,
        because=f"it refers to {whose} on that ticket (<{first.rfc_id}>)",
        joins=tuple(sorted(joins)),
        doubt=_doubt(sender, tickets.get(first.ticket), others),
    )


def _of_one_side(ranked: list[Known], order: Mapping[str, int], apart: Apart) -> list[Known]:
    """Between tickets that staff split the nearest mail decides, ours or not: what leads to the other side is left out."""
    seen = [item for item in ranked if not item.is_reference and item.rfc_id in order]
    for nearest in sorted(seen, key=lambda item: order[item.rfc_id])[:1]:
        return [item for item in ranked if _pair(item.ticket, nearest.ticket) not in apart]
    return ranked


def _pair(one: int, other: int) -> tuple[int, int]:
    return min(one, other), max(one, other)


def _strangeness(sender: str, ticket: Ticket | None) -> int:
    """How little the sender has to do with the ticket: 0 for its requester."""
    if ticket is None or sender not in ticket.participants:
        return 2
    return 0 if sender == ticket.requester else 1


def _related(ranked: list[Known], own_id: str | None, tickets: Mapping[int, Ticket], apart: Apart) -> list[Known]:
    """The nearest, and what leads to tickets that are one conversation with its ticket, only begun apart.

    They are when one refers to a message of the other (an answer overtook its parent) or to this very message, or both
    have the same subject (an answer came without links, and this message links it).
    """
    nearest = ranked[0].ticket
    subject = _subject(tickets, nearest)
    leads = {item.ticket: {each.rfc_id for each in ranked if each.ticket == item.ticket} for item in ranked}
    return [
        item
        for item in ranked
        if item.ticket == nearest
        or (
            not _is_closed(tickets, item.ticket)
            and _pair(nearest, item.ticket) not in apart
            and (
                own_id in leads[nearest] | leads[item.ticket]
                or leads[nearest] & leads[item.ticket]
                or (subject and _subject(tickets, item.ticket) == subject)
            )
        )
    ]


def _is_closed(tickets: Mapping[int, Ticket], number: int) -> bool:
    return number in tickets and tickets[number].status is Status.CLOSED


def _subject(tickets: Mapping[int, Ticket], number: int) -> str:
    return subject_key(tickets[number].subject) if number in tickets else ""


def _is_namesake(item: Known, message: Message, sender: str, tickets: Mapping[int, Ticket]) -> bool:
    """A stored message bears this very Message-ID, and this one comes from somebody who is not on its ticket."""
    ticket = tickets.get(item.ticket)
    is_same_id = item.rfc_id == message.message_id and not item.is_reference
    return is_same_id and not (ticket and sender in ticket.participants)


def _doubt(sender: str, ticket: Ticket | None, others: set[int]) -> str | None:
    if others:
        return f"its references also lead to {len(others)} other ticket(s); the nearest was taken"
    return stranger(sender, ticket) if ticket else None
