"""Letters are ordered here and nowhere else: each passes the gate and becomes a Draft, or a Suppressed with reasons."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from triage.desk import gate, tokens
from triage.desk.decision import Decision, Event, EventKind, Remark, Suppressed, event
from triage.desk.drafts import ANSWERABLE, Draft, LetterKind
from triage.desk.gate import Tallies
from triage.desk.situation import Identity, Memory, Policy, Situation
from triage.desk.ticket import Ticket
from triage.inbound.origin import Reason
from triage.record import record, replace


@record
class Wish:
    """A letter that somebody should get, before the gate."""

    kind: LetterKind
    template: str
    recipient: str
    recipient_name: str = ""
    language: str
    values: Mapping[str, Any]  # moments may be aware datetimes; they are worded when the letter is composed
    subject: str | None = None
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    auto_submitted: str = "auto-generated"
    is_proven: bool = True  # False: plain, short, and on a smaller budget
    is_ordered: bool = False  # by a person, with a command
    written_by: str | None = None  # the staff member whose own words it carries
    meant_for: tuple[str, ...] | None = (
        None  # of a letter to staff: to whom an answer to it may go; None: to the requester whom `about` means
    )
    about: str | None = None  # the name under which its reader knows the ticket, where another was merged into this one
    reasons: tuple[Reason, ...] = ()  # why the message that asks for it must not be answered


@record
class Gathering:
    """One letter to one of the staff about several tickets, before the gate."""

    kind: LetterKind
    template: str
    recipient: str
    mailbox: str  # ours, that it comes from
    tickets: tuple[int, ...]
    values: Mapping[str, Any]


def order(
    decision: Decision, wish: Wish, *, memory: Memory, policy: Policy, identity: Identity, now: datetime
) -> Decision:
    """The decision with this letter ordered on its ticket, or suppressed with every reason."""
    ticket = decision.ticket
    if ticket is None:
        raise ValueError("a letter needs a ticket to belong to")
    request = gate.Request(
        kind=wish.kind,
        recipient=wish.recipient,
        parked_until=memory.parked_until.get(wish.recipient),
        tallies=memory.tallies.get(wish.recipient, Tallies()),
        is_ordered=wish.is_ordered,
    )
    reasons = (*wish.reasons, *gate.refusals(request, proven=wish.is_proven, limits=policy.rules.limits, now=now))
    if reasons:
        return _suppressed(decision, wish, reasons)
    ticket = replace(ticket, letters=ticket.letters + 1)
    draft = _draft(ticket, wish, policy, identity, now)
    return replace(
        decision,
        ticket=ticket,
        drafts=(*decision.drafts, draft),
        events=(*decision.events, _ordered(wish)),
    )


def order_apart(decision: Decision, wish: Wish, situation: Situation) -> Decision:
    """The same for a letter that belongs to no ticket, about the message that came in; held back, it leaves a remark."""
    memory = situation.memory
    request = gate.Request(
        kind=wish.kind,
        recipient=wish.recipient,
        parked_until=memory.parked_until.get(wish.recipient),
        tallies=memory.tallies.get(wish.recipient, Tallies()),
    )
    reasons = gate.refusals(request, proven=True, limits=situation.policy.rules.limits, now=situation.now)
    if reasons:
        remarks = tuple(Remark(ticket=None, event=entry) for entry in _suppressed(Decision(), wish, reasons).events)
        return replace(decision, remarks=(*decision.remarks, *remarks))
    gathering = Gathering(
        kind=wish.kind,
        template=wish.template,
        recipient=wish.recipient,
        mailbox=situation.arrival.mailbox,
        tickets=(),
        values=wish.values,
    )
    draft = draft_gathered(gathering, seq=memory.next_notice, identity=situation.identity, now=situation.now)
    return replace(decision, drafts=(*decision.drafts, draft))


def is_spent(memory: Memory, *, policy: Policy, now: datetime) -> bool:
    """Whether the desk has written so much to staff that every further letter to them must wait a while."""
    tallies = next(iter(memory.tallies.values()), Tallies())
    desk_only = Tallies(desk_10_minutes=tallies.desk_10_minutes, desk_hour=tallies.desk_hour)
    request = gate.Request(kind=LetterKind.ESCALATION, recipient=policy.rules.desk.manager, tallies=desk_only)
    return bool(gate.refusals(request, proven=True, limits=policy.rules.limits, now=now))


def draft_gathered(gathering: Gathering, *, seq: int, identity: Identity, now: datetime) -> Draft:
    """The letter about several tickets, to somebody who can be reached, while the desk's budget `is_spent` not."""
    own_id = tokens.message_id(
        key=identity.key,
        ticket=None,
        kind=gathering.kind,
        seq=seq,
        recipient=gathering.recipient,
        domain=gathering.mailbox.partition("@")[2],
        at=now,
    )
    return Draft(
        kind=gathering.kind,
        template=gathering.template,
        ticket=None,
        seq=seq,
        recipient=gathering.recipient,
        mailbox=gathering.mailbox,
        message_id=own_id,
        values=gathering.values,
        speaks_of=gathering.tickets,
    )


def _draft(ticket: Ticket, wish: Wish, policy: Policy, identity: Identity, now: datetime) -> Draft:
    name, mailbox = wish.about or ticket.name, policy.rules.writes_from(ticket.mailbox)
    own_id = tokens.message_id(
        key=identity.key,
        ticket=name,
        kind=wish.kind,
        seq=ticket.letters,
        recipient=wish.recipient,
        domain=mailbox.partition("@")[2],
        at=now,
    )
    return Draft(
        kind=wish.kind,
        template=wish.template,
        ticket=name,
        seq=ticket.letters,
        recipient=wish.recipient,
        recipient_name=wish.recipient_name if wish.is_proven else "",
        mailbox=mailbox,
        message_id=own_id,
        reply_to=_reply_to(name, mailbox, wish, policy, identity, now),
        meant_for=_meant_for(ticket, wish),
        language=wish.language,
        subject=wish.subject if wish.is_proven else None,
        in_reply_to=wish.in_reply_to,
        references=wish.references,
        auto_submitted=wish.auto_submitted,
        plain_only=not wish.is_proven,
        values=wish.values,
        written_by=wish.written_by,
    )


def _meant_for(ticket: Ticket, wish: Wish) -> tuple[str, ...] | None:
    """Kept with the letter: whatever becomes of its ticket, an answer goes to one of them or to nobody."""
    if wish.kind not in ANSWERABLE:
        return None
    return (ticket.as_named(wish.about).requester,) if wish.meant_for is None else wish.meant_for


def _reply_to(name: str, mailbox: str, wish: Wish, policy: Policy, identity: Identity, now: datetime) -> str | None:
    """A second carrier of the token, for staff whose provider rewrites Message-IDs."""
    if wish.kind not in ANSWERABLE or not policy.rules.mailboxes[mailbox].subaddresses:
        return None
    return tokens.reply_address(key=identity.key, ticket=name, recipient=wish.recipient, mailbox=mailbox, at=now)


def _suppressed(decision: Decision, wish: Wish, reasons: tuple[Reason, ...]) -> Decision:
    sentences = (
        f"no {wish.kind.value} to {wish.recipient}",
        *(f"{reason.code}: {reason.sentence}" for reason in reasons),
    )
    entry = Suppressed(kind=wish.kind.value, recipient=wish.recipient, reasons=reasons)
    return replace(
        decision,
        suppressed=(*decision.suppressed, entry),
        events=(*decision.events, event(EventKind.SUPPRESSED, *sentences)),
    )


def _ordered(wish: Wish) -> Event:
    return event(EventKind.ORDERED, f"{wish.kind.value} to {wish.recipient}")
