"""Message ids in header fields (RFC 5322 §3.6.4), as senders really write them. Does not know what they are for."""

import re

from triage.inbound.message.limits import Limits

_ANGLED = re.compile(rb"<([^<>]{1,600})>")
_SEPARATORS = bytes.maketrans(b'<>,;"()', b"       ")
_FOLDED = re.compile(r"\s+")
_PRINTABLE = re.compile(r"[!-;=?-~]{1,250}")
_RETURN_PATH = re.compile(r"<([^<>]*)>")
_NULL_PATHS = frozenset(("", "mailer-daemon"))


def one(value: bytes | None) -> str | None:
    """A Message-ID without angle brackets; None when missing or unusable."""
    if value is None:
        return None
    found = _ANGLED.search(value)
    return _usable(found[1] if found else value.strip(b"<> \t"))


def many(values: tuple[bytes, ...], limits: Limits) -> tuple[str, ...]:
    """Ids in order, each once; of too many the oldest and the newest stay."""
    joined = b" ".join(values)
    found = _ANGLED.findall(joined) or _bare(joined)
    usable = (_usable(each) for each in found[:1] + found[1:][-limits.references_read + 1 :])
    ids = tuple(dict.fromkeys(each for each in usable if each))
    return ids if len(ids) <= limits.references else ids[:1] + ids[-limits.references + 1 :]


def _bare(joined: bytes) -> list[bytes]:
    """Ids without brackets; an address in "Ann's message of Monday" (RFC 822 allowed such phrases) is none."""
    words = joined.translate(_SEPARATORS).split()
    return words if all(b"@" in word for word in words) else []


def return_path(value: bytes | None) -> str | None:
    """None when absent, "" for the null reverse-path (also spelt <MAILER-DAEMON>), else the address, lower case."""
    if value is None:
        return None
    text = value.decode("utf-8", "replace").strip()
    found = _RETURN_PATH.search(text)
    address = (found[1] if found else text).strip().lower()
    return "" if address in _NULL_PATHS else address


def _usable(raw: bytes) -> str | None:
    text = _FOLDED.sub("", raw.decode("ascii", "replace"))
    return text if _PRINTABLE.fullmatch(text) else None
