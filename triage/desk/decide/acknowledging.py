"""The acknowledgement: ordered when a mail opens a ticket, or once staff say that it did ask something of us; never twice."""

from collections.abc import Sequence
from datetime import datetime

from triage.desk import gate
from triage.desk.decide.ordering import Wish, order
from triage.desk.decide.standing import standing
from triage.desk.decision import Decision
from triage.desk.drafts import LetterKind
from triage.desk.situation import Identity, Memory, Policy
from triage.desk.ticket import Ticket
from triage.inbound.origin import Authenticated, Origin
from triage.record import record

ACKNOWLEDGEMENT = "requester/acknowledgement"


@record
class Asking:
    """The mail that is acknowledged."""

    origin: Origin
    received_at: datetime
    subject: str
    message_id: str | None
    references: Sequence[str] = ()


def acknowledge(
    decision: Decision, asking: Asking, *, memory: Memory, policy: Policy, identity: Identity, now: datetime
) -> Decision:
    """The decision with an acknowledgement to the ticket's requester, or with the reason why there is none."""
    ticket = decision.ticket
    if ticket is None:
        return decision
    is_proven = asking.origin.authenticated is Authenticated.PASS
    wish = Wish(
        kind=LetterKind.ACKNOWLEDGEMENT,
        template=_letter_of(ticket, policy) if is_proven else ACKNOWLEDGEMENT,
        recipient=ticket.requester,
        recipient_name=ticket.requester_name,
        language=ticket.language,
        subject=asking.subject,
        in_reply_to=asking.message_id,
        references=(*asking.references, *([asking.message_id] if asking.message_id else [])),
        auto_submitted="auto-replied",
        is_proven=is_proven,
        values=standing(ticket, name=ticket.requester_name if is_proven else "", rules=policy.rules, now=now),
        reasons=gate.refusals_of_message(
            asking.origin,
            received_at=asking.received_at,
            now=now,
            limits=policy.rules.limits,
            calendar=policy.calendar,
        ),
    )
    return order(decision, wish, memory=memory, policy=policy, identity=identity, now=now)


def _letter_of(ticket: Ticket, policy: Policy) -> str:
    """The category's own letter, or the one for all."""
    category = policy.rules.categories.get(ticket.category)
    return category.letter if category and category.letter else ACKNOWLEDGEMENT
