"""The messages that lie attached in a message, as bytes, to be read as messages of their own."""

from triage.inbound.message import tree
from triage.inbound.message.block import split, unwrapped
from triage.inbound.message.budget import Budget
from triage.inbound.message.limits import LIMITS, Limits

_TYPES = frozenset(("message/rfc822", "message/global"))
_MOST = 5


def enclosed(raw: bytes, *, limits: Limits = LIMITS) -> tuple[bytes, ...]:
    """The first few attached messages; those inside of them are theirs. Raises NotUnderstoodError as `parse` does."""
    root = tree.grow(split(unwrapped(raw), limits), Budget(limits))
    found = (
        leaf for leaf in tree.leaves(root) if leaf.content_type in _TYPES or leaf.filename.lower().endswith(".eml")
    )
    return tuple(leaf.data for _, leaf in zip(range(_MOST), found, strict=False))
