"""What a server answers, as records of our own. Pure functions over what the library returns."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from triage.inbound.mailbox.sentfolder import Folder
from triage.record import record

APPENDUID = re.compile(rb"\[APPENDUID (\d+) (\d+)\]", re.IGNORECASE)  # RFC 4315
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
PART = re.compile(rb"BODY\[\]<(\d+)>")  # RFC 3501 §7.4.2


@record
class Opened:
    """A folder as EXAMINE found it (RFC 3501 §6.3.2)."""

    folder: str
    uidvalidity: int
    uidnext: int
    exists: int


@record
class Standing:
    """How far a folder has grown, told without opening it (RFC 3501 §6.3.10)."""

    folder: str
    uidvalidity: int
    uidnext: int


@record
class Facts:
    """What the server knows of a message without its text."""

    size: int  # octets (RFC822.SIZE)
    internaldate: datetime | None  # aware UTC; None when the server's claim is no date on which there was mail


@record
class Appended:
    """Where an appended message came to lie (RFC 4315)."""

    uidvalidity: int
    uid: int


def folders_of(lines: Iterable[tuple[Iterable[bytes], bytes | None, str]]) -> list[Folder]:
    """The lines of LIST."""
    return [
        Folder(
            name=name,
            delimiter=(delimiter or b"").decode("ascii"),
            attributes=frozenset(bytes(flag).lower() for flag in flags),
        )
        for flags, delimiter, name in lines
    ]


def facts_of(answer: dict[bytes, Any]) -> Facts | None:
    """None when the server tells no size."""
    size = answer.get(b"RFC822.SIZE")
    return Facts(size=size, internaldate=_utc(answer.get(b"INTERNALDATE"))) if isinstance(size, int) else None


def body_of(answer: dict[bytes, Any]) -> bytes | None:
    """The message under whichever key it came: BODY[], BODY[]<0>, RFC822. Servers differ."""
    return next(
        (
            value
            for key, value in answer.items()
            if (key.startswith(b"BODY[") or key == b"RFC822") and isinstance(value, bytes)
        ),
        None,
    )


def origin_of(answer: dict[bytes, Any]) -> int | None:
    """Of which octet on a part is, BODY[]<0>; None: the whole."""
    found = (PART.fullmatch(key) for key in answer)
    return next((int(match[1]) for match in found if match), None)


def appended(answer: Any) -> Appended | None:
    """None when the server does not say where the message lies."""
    told = APPENDUID.search(bytes(answer or b""))
    return Appended(uidvalidity=int(told[1]), uid=int(told[2])) if told else None


def names_of(flags: Iterable[bytes]) -> frozenset[str]:
    """Flags as text."""
    return frozenset(bytes(flag).decode("ascii", "replace") for flag in flags)


def _utc(claim: object) -> datetime | None:
    """The moment in UTC; None when it has no zone, is out of this calendar, or before all mail."""
    if not isinstance(claim, datetime) or claim.tzinfo is None:
        return None
    try:
        moment = claim.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment if moment >= EARLIEST else None
