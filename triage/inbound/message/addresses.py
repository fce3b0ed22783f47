"""Address fields → addresses. mail-parser reads them; what it refuses is repaired here only where one reading is left.

In doubt there is no address: a guess would send our letters to whoever the guess favours.
"""

import re
from collections.abc import Callable

from mailparser.utils import get_addresses

from triage.inbound.message import words
from triage.inbound.message.limits import Limits
from triage.inbound.message.records import Address

_ENCODED_WHOLE = re.compile(rb"\s*=\?[^?\s]+\?[bBqQ]\?[^?]*\?=\s*")
# No letter of these is looked at from more than one beginning: a field may have 60,000.
_QUOTED, _COMMENT = r'"(?:[^"\\]|\\.)*"', r"\([^()]*\)"
_CLOSED = re.compile(rf'(?:[^"(]|{_QUOTED}|{_COMMENT}|\()*')  # up to the end, or a quote that nothing closes
_QUOTED_OR_COMMENT, _COMMENT_ALONE = re.compile(f"{_QUOTED}|{_COMMENT}"), re.compile(_COMMENT)
_BARE = r"[^\s<>()\[\]\",;:\\@]"
_CANDIDATE = re.compile(rf"(?<!{_BARE}){_BARE}+@{_BARE}+")
_EMPTY_ANGLE = re.compile(r"([^<>]*)<\s*>\s*")
_LOCAL = re.compile(r"([^<>@]*)<([\w.+-]+)>\s*|([\w.+-]+)\s*(?:\(([^()]*)\)\s*)?")
_SURROUNDING = "'`."
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"  # RFC 5322 §3.2.3
_ADDR_SPEC = rf"{_ATOM}(?:\.{_ATOM})*@[a-z0-9-]+(?:\.[a-z0-9-]+)+"
# One address as most mail has it: alone, or in angle brackets behind a name of atoms or in quotes. A fiftieth of
# mail-parser's time, with the same result.
PLAIN = re.compile(
    rf"(?:({_ATOM}(?: {_ATOM})*) |\"([^\"\\]*)\" )?<({_ADDR_SPEC})>|({_ADDR_SPEC})", re.ASCII | re.IGNORECASE
)


def read(values: tuple[bytes, ...], limits: Limits, fallback: str) -> tuple[tuple[Address, ...], tuple[str, ...]]:
    """Addresses of all fields of one kind, and what was repaired or refused, in words."""
    found: list[Address] = []
    defects: list[str] = []
    for value in values:
        if value.count(b",") + value.count(b";") >= limits.addresses:
            defects.append(f"more than {limits.addresses} addresses: the rest is left out")
            value = _first(value, limits.addresses)  # noqa: PLW2901  the same field, shortened
        addresses, complaints = _of_field(_text(value, fallback))
        found += addresses
        defects += complaints
    return tuple(found[: limits.addresses]), tuple(defects)


def _first(value: bytes, count: int) -> bytes:
    return b",".join(value.replace(b";", b",").split(b",", count)[:count])


def _text(value: bytes, fallback: str) -> str:
    """Raw bytes as text, encoded words left alone: they must not bring commas or brackets with them."""
    if _ENCODED_WHOLE.fullmatch(value):  # somebody encoded the whole field
        return words.decode(value, fallback)
    return words.undeclared(value, fallback)


def _of_field(text: str) -> tuple[list[Address], list[str]]:
    if plain := PLAIN.fullmatch(text):
        return [_address(plain[1] or plain[2] or "", plain[3] or plain[4])], []
    problems: list[dict[str, str]] = []
    strict = [_address(name, spec) for name, spec in get_addresses(text, defects=problems) if spec]
    if not problems:
        return strict, []
    reasons = ", ".join(sorted({problem["reason"] for problem in problems}))
    repaired = (
        _with_semicolons(text) or _with_comma(text, strict) or strict or _local(text) or _apart(text) or _single(text)
    )
    return repaired, [f"address field {text[:60]!r} is doubtful ({reasons})"]


def _with_semicolons(text: str) -> list[Address]:
    """Addresses like "a@x; b@y", as Outlook shows it: taken only if every piece then reads strictly."""
    if ";" not in text or ":" in text:
        return []
    problems: list[dict[str, str]] = []
    found = get_addresses(_outside(text, _without_semicolons).replace(";", ","), defects=problems)
    return [] if problems else [_address(name, spec) for name, spec in found if spec]


def _with_comma(text: str, strict: list[Address]) -> list[Address]:
    """`Lee, Kim <a@b>` without the quotes that it needs: its only address has the whole name."""
    name, bracket, _ = text.rpartition("<")
    is_only_one = len(strict) == 1 and text.count("@") == 1 and bool(bracket)
    return [_address(name, strict[0].addr_spec)] if is_only_one and not set(name) & set('"():;<') else []


def _outside(text: str, instead: Callable[[re.Match[str]], str]) -> str:
    """What stands outside quotes and comments, with something else for these. A quote that nothing closes is only a sign."""
    closed = _CLOSED.match(text)
    end = closed.end() if closed else 0
    return _QUOTED_OR_COMMENT.sub(instead, text[:end]) + _COMMENT_ALONE.sub(instead, text[end:])


def _without_semicolons(quoted: re.Match[str]) -> str:
    return quoted[0].replace(";", " ")


def _apart(text: str) -> list[Address]:
    """Bare addresses with blanks between them."""
    problems: list[dict[str, str]] = []
    found = get_addresses(text.replace(" ", ","), defects=problems)
    return [] if problems or "<" in text else [_address("", spec) for _, spec in found if spec]


def _local(text: str) -> list[Address]:
    """Of "MAILER-DAEMON", "Postmaster <root>" or "cron (Cron Daemon)": a local part whose domain the server left out."""
    found = _LOCAL.fullmatch(text)
    return [_address(found[1] or found[4] or "", found[2] or found[3])] if found else []


def _single(text: str) -> list[Address]:
    """The only thing outside quotes and comments that can be an address; else the name in front of "<>"."""
    outside = _outside(text, lambda _: " ")
    candidates = [candidate.strip(_SURROUNDING) for candidate in _CANDIDATE.findall(outside)]
    is_only_one = len(set(candidates)) == 1 and text.count("@") == len(candidates)
    if is_only_one and ('"' not in outside or f"<{candidates[0]}>" in outside):
        return [_address(text.partition(candidates[0])[0].strip("<>[(:'\" "), candidates[0])]
    if (empty := _EMPTY_ANGLE.fullmatch(text)) or "@" not in text:
        return [_address(empty[1] if empty else text, "")] if text.strip(" <>;:") else []
    return []


def _address(name: str, spec: str) -> Address:
    display = words.decode(name.strip().strip('"').encode("utf-8", "replace"))
    return Address(display_name=_bare(display), addr_spec=words.clean(spec).lower())


def _bare(name: str) -> str:
    """Without quotes that were inside an encoded word."""
    return name[1:-1] if len(name) > 1 and name[0] == name[-1] and name[0] in "\"'" else name
