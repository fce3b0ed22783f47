"""Signed Message-IDs: our letters are known again by a MAC, never by their look. Knows no store."""

import hashlib
import hmac
import re
from base64 import b32encode

from triage.desk.drafts import LetterKind

_OWN = re.compile(r"([A-Z]{1,6}-\d+|desk)\.([a-z]+)\.(\d+)\.([a-z2-7]{20})@([^\s@<>]+)")


def message_id(*, key: bytes, ticket: str | None, kind: LetterKind, seq: int, recipient: str, domain: str) -> str:
    """A Message-ID (without angle brackets) that only the holder of `key` can make for this recipient and letter."""
    place = ticket or "desk"
    return f"{place}.{kind.value}.{seq}.{_mac(key, place, kind.value, str(seq), recipient)}@{domain}"


def is_ours(own_id: str, *, key: bytes, recipient: str) -> bool:
    """Whether we gave this Message-ID to a letter for that recipient."""
    match = _OWN.fullmatch(own_id)
    if not match:
        return False
    place, kind, seq, mac, _ = match.groups()
    return hmac.compare_digest(mac, _mac(key, place, kind, seq, recipient))


def ticket_named(own_id: str, *, key: bytes, recipient: str) -> str | None:
    """The ticket of a letter that we gave this Message-ID, even if no record of the letter is left."""
    is_known = is_ours(own_id, key=key, recipient=recipient) and not own_id.startswith("desk.")
    return own_id.partition(".")[0] if is_known else None


def _mac(key: bytes, *parts: str) -> str:
    """100 bits in base32: length-prefixed, so no two lists of parts share a text."""
    text = b"".join(len(part).to_bytes(4, "big") + part.encode() for part in parts)
    return b32encode(hmac.digest(key, text, hashlib.sha256))[:20].decode().lower()
