"""One raw RFC 5322 message, parsed into a Message. Does not know about mailboxes, rules or tickets.

bytes → `block` (header fields) → `tree` (MIME) → `parts` (text, attachments, reports) → `parsing` (the Message).
Header text is read by `words`, `parameters`, `addresses` and `ids`; every limit stands in `limits`.
"""

from triage.inbound.message.enclosed import enclosed
from triage.inbound.message.limits import LIMITS, Limits
from triage.inbound.message.parsing import parse
from triage.inbound.message.records import ATTACHED, Address, Attachment, Message, NotUnderstoodError, Part

__all__ = [
    "ATTACHED",
    "LIMITS",
    "Address",
    "Attachment",
    "Limits",
    "Message",
    "NotUnderstoodError",
    "Part",
    "enclosed",
    "parse",
]
