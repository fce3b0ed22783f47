"""Who wrote a message: person, machine, bounce, loop, ourselves; and how well proven. Every verdict says why.

`verdict` is the whole story: `kinds` finds what wrote it, `authentication` how well that is proven, `refusals` why not to
answer. `words` and `failures` are data. Knows nothing of rules, tickets or budgets. Whoever only holds records loads none of
the three: the first message does.
"""

from triage.inbound.message import Address, Message
from triage.inbound.origin.addresses import is_strict, reply_address_of, requester_of
from triage.inbound.origin.marks import is_system
from triage.inbound.origin.outgoing import left_us
from triage.inbound.origin.records import Authenticated, FailedRecipient, Kind, Origin, Ours, Reason, Report

__all__ = [
    "Authenticated",
    "FailedRecipient",
    "Kind",
    "Origin",
    "Ours",
    "Reason",
    "Report",
    "is_strict",
    "is_system",
    "left_us",
    "of",
    "proven_author",
    "reply_address_of",
    "requester_of",
]


def proven_author(message: Message, author: Address, ours: Ours) -> tuple[Authenticated, str]:
    """Whether our server proved that address, be it in From or in Resent-From, and why we say so."""
    from triage.inbound.origin import verdict  # noqa: PLC0415  see above

    return verdict.proven_author(message, author, ours)


def of(message: Message, text: str, ours: Ours) -> Origin:
    """The verdict on one message; `text` is what the writer wrote now. Never raises on any message.

    Sources: RFC 3834 (who is not answered), RFC 3464, 8098 and 5965 (reports), RFC 8601 (authentication).
    """
    from triage.inbound.origin import verdict  # noqa: PLC0415  see above

    return verdict.of(message, text, ours)
