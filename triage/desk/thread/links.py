"""The ids by which a message names its ancestors, and the ticket they lead to."""

from collections.abc import Mapping

from triage.desk.thread.records import Known, Verdict, stranger
from triage.desk.thread.subjects import subject_key
from triage.desk.ticket import Ticket
from triage.inbound.message import Message

REFERENCES_USED = 50  # newest ids that count
_THREAD_INDEX_ROOT = 30  # base64 characters of the 22 bytes that one Outlook conversation shares


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


def by_id(message: Message, sender: str, known: tuple[Known, ...], tickets: Mapping[int, Ticket]) -> Verdict | None:
    """The ticket of the nearest known ancestor: our own letters first, then messages seen, then ids only referred to."""
    order = {rfc_id: place for place, rfc_id in enumerate(ancestors(message))}
    usable = [item for item in known if not _is_namesake(item, message, sender, tickets)]
    ranked = sorted(usable, key=lambda item: (not item.is_ours, item.is_reference, order.get(item.rfc_id, len(order))))
    if not ranked:
        return None
    first = ranked[0] if ranked[0].is_ours else _trunk(ranked[0], ranked, tickets)
    whose = "our letter" if first.is_ours else "a message"
    others = {item.ticket for item in ranked} - {first.ticket}
    return Verdict(
        ticket=first.ticket,
        confidence=1.0,
        because=f"it refers to {whose} on that ticket (<{first.rfc_id}>)",
        doubt=_doubt(sender, tickets.get(first.ticket), others),
    )


def _trunk(nearest: Known, ranked: list[Known], tickets: Mapping[int, Ticket]) -> Known:
    """The nearest, unless its ticket is a branch of an older one: then the conversation goes on where it began.

    A branch refers to a message that came in on the older ticket (an answer overtook its parent), or has the same
    subject (an answer came without links, and this message links it).
    """
    referred = {item.rfc_id for item in ranked if item.ticket == nearest.ticket and item.is_reference}
    subject = _subject(tickets, nearest.ticket)
    seen = (item for item in ranked if not item.is_reference)
    trunks = (
        item for item in seen if item.rfc_id in referred or (subject and _subject(tickets, item.ticket) == subject)
    )
    return min((nearest, *trunks), key=lambda item: item.ticket)


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
