"""A person writes from a shared mailbox to somebody who has no ticket: where ops want it, that opens one that waits for them."""

from triage.desk.decide.request import classification_of, new_ticket
from triage.desk.decision import Decision, EventKind, event
from triage.desk.situation import Situation
from triage.desk.ticket import Status
from triage.inbound.message import Address
from triage.inbound.origin import is_strict
from triage.policy.rules import NO_REQUEST
from triage.record import replace


def opened(situation: Situation) -> Decision:
    """The ticket, without acknowledgement or clock: the reply lands there. None where ops have not asked for it."""
    mailbox = situation.policy.rules.mailboxes.get(situation.arrival.mailbox)
    recipient = _first_outside(situation)
    if mailbox is None or not mailbox.outgoing_opens or recipient is None:
        return Decision(direction="out")
    found = classification_of(situation)
    rules = situation.policy.rules
    name = mailbox.default if found.category == NO_REQUEST or found.ignored else found.category
    category = rules.categories[name]
    drawn = new_ticket(situation, found, category)
    ticket = replace(
        drawn,
        category=name,
        team=category.team,
        mailbox=situation.arrival.mailbox,
        requester=recipient.addr_spec,
        requester_name=recipient.display_name,
        participants=drawn.participants | {recipient.addr_spec},
        status=Status.PENDING,
        first_answer_at=situation.arrival.received_at,
        missing=(),
    )
    history = event(
        EventKind.OPENED,
        f"somebody wrote to {recipient.addr_spec} from {situation.arrival.mailbox}, and no ticket of theirs fits",
        "no acknowledgement and no clock: we wait for their reply",
    )
    return Decision(ticket=ticket, is_new=True, direction="out", classification=found, events=(history,))


def _first_outside(situation: Situation) -> Address | None:
    """The first in To who is neither we nor staff."""
    ours = situation.identity.ours
    inside = ours.addresses | ours.staff | ours.contact_forms
    strangers = (each for each in situation.message.to if each.addr_spec not in inside)
    return next((each for each in strangers if is_strict(each.addr_spec)), None)
