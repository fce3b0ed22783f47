"""Signed Message-IDs and reply addresses: our letters are known again by a MAC, never by their look. Knows no store.

`AM-1042.reminder.3.20261130.MAC@domain`: every part but the domain is under the MAC, and so is the recipient, which the id
does not show. No other shape is known, so no older one is believed.
"""

import hashlib
import hmac
import re
from base64 import b32encode
from datetime import UTC, date, datetime

from triage.desk.drafts import LetterKind
from triage.record import record

_OWN = re.compile(r"([A-Z]{1,6}-\d{1,12}|desk)\.([a-z]+)\.(\d{1,12})\.(\d{8})\.([a-z2-7]{20})@([^\s@<>]+)")
_LIKE_OWN = re.compile(r"([A-Z]{1,6}-\d{1,12}|desk)\.([a-z]+)\.\d{1,12}\.(?:\d{1,12}\.)?[A-Za-z0-9]{1,60}@[^\s@<>]+")
_LONGEST_LOCAL = 64  # octets of a local part, RFC 5321 §4.5.3.1.1
_TAG = re.compile(r"\+([a-z]{1,6}-\d{1,12})\.(\d{8})\.([a-z2-7]{20})@")
_ACTION = re.compile(r"\b([A-Z]{1,6}-\d{1,12})\.([a-z]{1,20})\.(\d{1,12})\.(\d{8})\.([a-z2-7]{20})\b")
_CLICKED = "action"  # stands under the MAC of an action, so that none of its parts can be taken for a Message-ID's
_REPLY = "reply"  # stands under the MAC of a reply address where the kind stands under that of a Message-ID


@record
class Token:
    """What a Message-ID or reply address of ours says, its MAC found true for the one who uses it."""

    ticket: str | None  # "AM-1042"; None for a letter about several tickets, or none
    kind: str  # a LetterKind's value; "reply" for a reply address, which only letters to staff carry
    day: date  # on which it was signed, UTC


@record
class Action:
    """What a link in a digest does when its mail is sent, its MAC found true for the one who sends it."""

    text: str  # as it stands in the subject: it may be used once
    ticket: str  # "AM-1042"
    verb: str
    day: date  # on which it was signed, UTC


def message_id(
    *, key: bytes, ticket: str | None, kind: LetterKind, seq: int, recipient: str, domain: str, at: datetime
) -> str:
    """A Message-ID (without angle brackets) that only the holder of `key` can make for this recipient and letter."""
    place, day = ticket or "desk", _day(at)
    return f"{place}.{kind.value}.{seq}.{day}.{_mac(key, place, kind.value, str(seq), day, recipient)}@{domain}"


def reply_address(*, key: bytes, ticket: str, recipient: str, mailbox: str, at: datetime) -> str | None:
    """`support+am-1042.20261130.MAC@domain`, for servers that deliver subaddresses (RFC 5233); None where it gets too long.

    A second carrier, for providers that rewrite Message-IDs. All in small letters, as some programs make them.
    """
    local, _, domain = mailbox.rpartition("@")
    day = _day(at)
    tagged = f"{local}+{ticket.lower()}.{day}.{_mac(key, ticket, _REPLY, day, recipient)}"
    return f"{tagged}@{domain}" if len(tagged) <= _LONGEST_LOCAL else None


def read(own_id: str, *, key: bytes, recipient: str) -> Token | None:
    """What a Message-ID says that we gave to a letter for that recipient; None for every other id."""
    match = _OWN.fullmatch(own_id)
    if not match:
        return None
    place, kind, seq, day, mac, _ = match.groups()
    return _token(place, kind, day) if _holds(mac, _mac(key, place, kind, seq, day, recipient)) else None


def read_address(address: str, *, key: bytes, recipient: str) -> Token | None:
    """The same for a reply address."""
    match = _TAG.search(address.lower())
    if not match:
        return None
    place, day, mac = match[1].upper(), match[2], match[3]
    return _token(place, _REPLY, day) if _holds(mac, _mac(key, place, _REPLY, day, recipient)) else None


def action(*, key: bytes, ticket: str, verb: str, seq: int, recipient: str, at: datetime) -> str:
    """A subject by which this recipient, and nobody else, does one thing to one ticket; `seq` is the letter's that offers it."""
    day = _day(at)
    return f"{ticket}.{verb}.{seq}.{day}.{_mac(key, _CLICKED, ticket, verb, str(seq), day, recipient)}"


def read_action(text: str, *, key: bytes, recipient: str) -> Action | None:
    """What the first action in a subject says that was offered to that recipient; None for everything else."""
    match = _ACTION.search(text)
    if not match:
        return None
    ticket, verb, seq, day, mac = match.groups()
    token = _token(ticket, verb, day)
    is_true = _holds(mac, _mac(key, _CLICKED, ticket, verb, seq, day, recipient))
    return Action(text=match[0], ticket=ticket, verb=verb, day=token.day) if token and is_true else None


def action_named(text: str) -> str | None:
    """The first thing in a subject that looks like an action. Proves nothing, whoever wrote it."""
    match = _ACTION.search(text)
    return match[0] if match else None


def shape(text: str) -> tuple[str, str] | None:
    """What a Message-ID or reply address claims to be: ("AM-1042", "reminder"). Proves nothing, whoever wrote it."""
    if match := _LIKE_OWN.fullmatch(text):
        return match[1], match[2]
    tag = _TAG.search(text.lower())
    return (tag[1].upper(), _REPLY) if tag else None


def is_ours(own_id: str, *, key: bytes, recipient: str) -> bool:
    """Whether we gave this Message-ID to a letter for that recipient."""
    return read(own_id, key=key, recipient=recipient) is not None


def ticket_named(own_id: str, *, key: bytes, recipient: str) -> str | None:
    """The ticket of a letter that we gave this Message-ID, even if no record of the letter is left."""
    token = read(own_id, key=key, recipient=recipient)
    return token.ticket if token else None


def _day(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y%m%d}"


def _token(place: str, kind: str, day: str) -> Token | None:
    try:
        return Token(ticket=None if place == "desk" else place, kind=kind, day=date.fromisoformat(day))
    except ValueError:  # signed by us, so it cannot be; a MAC found by chance must not raise
        return None


def _holds(given: str, made: str) -> bool:
    return hmac.compare_digest(given, made)


def _mac(key: bytes, *parts: str) -> str:
    """100 bits in base32: length-prefixed, so no two lists of parts share a text."""
    text = b"".join(len(part).to_bytes(4, "big") + part.encode() for part in parts)
    return b32encode(hmac.digest(key, text, hashlib.sha256)[:15])[:20].decode().lower()
