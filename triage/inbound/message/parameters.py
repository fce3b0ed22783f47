"""Content-Type and Content-Disposition: value and parameters (RFC 2045 §5.1, RFC 2231). One pass over the bytes."""

import re
from collections.abc import Mapping
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from triage.inbound.message import charset, words
from triage.inbound.message.limits import Limits
from triage.record import record

_VALUE = re.compile(r"\s*([^\s;=\"(,]*)")
_PARAMETER = re.compile(r';?\s*([^\s=;"]+)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\.)*)"?|([^;]*))')
_SECTION = re.compile(r"(.+?)(?:\*([0-9]{1,3}))?(\*)?")
_BACKSLASHED = re.compile(r"\\([\"\\])")
_FREE_TEXT = frozenset({"name", "filename"})
_SHORT = 80  # bytes: longer values hold a name or a boundary of their own


@record
class Structured:
    """One structured field."""

    value: str  # lower case, e.g. "text/plain" or "attachment"; "" when unreadable
    parameters: Mapping[str, str]  # lower-case names; decoded
    raw_boundary: bytes = b""  # the boundary parameter as it will stand in the body

    def get(self, name: str) -> str:
        """The parameter, "" when absent."""
        return self.parameters.get(name, "")


def read(raw: bytes, limits: Limits, fallback: str = words.FALLBACK) -> Structured:
    """A raw field value; `fallback` is the codec of undeclared 8-bit bytes."""
    way = _read_short if len(raw) <= _SHORT else _read
    return way(raw, limits.parameters, fallback)


def _read(raw: bytes, most: int, fallback: str) -> Structured:
    text = (
        raw.replace(b"\r", b"").replace(b"\n", b"").decode("latin-1")
    )  # one character a byte until the charset is known
    head = _VALUE.match(text)
    sections: dict[str, dict[int, tuple[str, bool]]] = {}
    for name, value in _pairs(text, head.end(1) if head else 0, most):
        section = _SECTION.fullmatch(name)
        if section:
            number = int(section[2]) if section[2] else -1 - bool(section[3])  # whole values sort before numbered ones
            sections.setdefault(section[1], {}).setdefault(number, (value, bool(section[3])))
    parameters = {name: _value(name, parts, fallback) for name, parts in sections.items()}
    plain_boundary = sections.get("boundary", {}).get(-1)
    boundary = (
        plain_boundary[0].encode("latin-1") if plain_boundary else parameters.get("boundary", "").encode()
    ).rstrip()
    return Structured(value=head[1].lower() if head else "", parameters=parameters, raw_boundary=boundary)


_read_short = lru_cache(maxsize=256)(_read)  # the same few stand in mail after mail


def _pairs(text: str, start: int, most: int) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    position = start
    while 0 <= position < len(text) and len(pairs) < most:
        found = _PARAMETER.match(text, position)
        if not found:
            position = text.find(";", position + 1)
            continue
        name = found[1].lower()
        quoted = found[2] is not None
        pairs.append((name, _BACKSLASHED.sub(r"\1", found[2]) if quoted else _unquoted(name, found[3])))
        position = found.end()
    return pairs


def _unquoted(name: str, value: str) -> str:
    """A bare value; blanks inside are part of file names only."""
    value = value.strip()
    return value if name.partition("*")[0] in _FREE_TEXT else value.partition(" ")[0]


def _value(name: str, sections: dict[int, tuple[str, bool]], fallback: str) -> str:
    """One parameter put together: extended value, else numbered sections, else the plain value (RFC 2231 §3, §4)."""
    if -2 in sections:  # noqa: PLR2004  the key of name*=
        return _extended([sections[-2]], fallback)
    if numbered := [sections[number] for number in sorted(sections) if number >= 0]:
        return _extended(numbered, fallback)
    raw = sections[-1][0].encode("latin-1", "replace")
    return words.decode(raw, fallback) if name in _FREE_TEXT or not raw.isascii() else raw.decode()


def _extended(sections: list[tuple[str, bool]], fallback: str) -> str:
    """Sections of charset'language'percent-encoded text; the first one names the charset."""
    first, is_extended = sections[0]
    label = ""
    if is_extended and first.count("'") > 1:
        label, _, first = first.split("'", 2)
    pieces = [(first, is_extended), *sections[1:]]
    raw = b"".join(
        unquote_to_bytes(text) if extended else text.encode("latin-1", "replace") for text, extended in pieces
    )
    if not label and b"=?" in raw:
        return words.decode(raw)
    return words.clean(charset.decode(raw, label or None, fallback)[0])
