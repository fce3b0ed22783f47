"""One raw RFC 5322 message, parsed into a Message. Does not know about mailboxes, rules or tickets.

bytes → `block` (header fields) → `tree` (MIME) → `parts` (text, attachments, reports) → `parsing` (the Message).
Header text is read by `words`, `parameters`, `addresses` and `ids`; every limit stands in `limits`. Whoever only holds records
loads no parser: the first message does.
"""

from triage.inbound.message.limits import LIMITS, Limits
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


def parse(raw: bytes, *, limits: Limits = LIMITS) -> Message:
    """One message from its raw RFC 5322 bytes.

    Raises:
        NotUnderstoodError: it is empty, too large, or has too many or too deeply nested parts.
    """
    from triage.inbound.message import parsing  # noqa: PLC0415  see above

    return parsing.parse(raw, limits=limits)


def enclosed(raw: bytes, *, limits: Limits = LIMITS) -> tuple[bytes, ...]:
    """The first few attached messages; those inside of them are theirs. Raises NotUnderstoodError as `parse` does."""
    from triage.inbound.message import attached  # noqa: PLC0415  see above

    return attached.enclosed(raw, limits=limits)
