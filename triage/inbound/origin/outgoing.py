"""Whether a message lies in our mailbox because we sent it, and not because it was delivered there. From alone proves nothing."""

from triage.inbound.message import Message
from triage.inbound.origin.addresses import is_ours
from triage.inbound.origin.records import Ours

# What every delivery leaves: RFC 5321 §4.4 demands the first two. A copy that a mail client files bears none of them.
DELIVERED = ("received", "return-path", "delivered-to", "authentication-results", "x-original-to", "envelope-to")


def left_us(message: Message, ours: Ours) -> bool:
    """From names one of our addresses, and nothing shows that a server delivered it to us."""
    author = message.author.addr_spec if message.author else ""
    return is_ours(author, ours) and not any(message.header(name) is not None for name in DELIVERED)
