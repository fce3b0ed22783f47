"""Header text: encoded words (RFC 2047) in all their misuse, raw 8-bit bytes, control characters. No addresses here."""

import binascii
import re

from triage.inbound.message import charset, transfer

FALLBACK = "cp1252"  # where nothing better is known
_HEAD = re.compile(rb"=\?[ \t]*([^?\s]{1,60})\?[ \t]*([bBqQ])[ \t]*\?")
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029]+")
_BIDI = re.compile("[\u202a-\u202e\u2066-\u2069]")  # they make a name read as another
_HEX_FOLLOWS = re.compile(rb"[0-9A-Fa-f]{2}")
_Piece = tuple[bytes, bytes | None]  # bytes, and their charset when they were an encoded word


def decode(raw: bytes, fallback: str = FALLBACK) -> str:
    """One clean line of text of a raw header value; `fallback` is the codec of undeclared bytes that are not UTF-8."""
    if raw.isascii() and b"=?" not in raw:
        return clean(raw.decode("ascii"))
    pieces = _joined(_pieces(raw))
    return clean("".join(_text(piece, label, fallback) for piece, label in pieces))


def _text(piece: bytes, label: bytes | None, fallback: str) -> str:
    return charset.decode(piece, None if label is None else label.decode("ascii", "replace"), fallback)[0]


def undeclared(raw: bytes, fallback: str) -> str:
    """Text of a raw value with its encoded words left as they are."""
    return clean(charset.decode(raw, None, fallback)[0])


def clean(text: str) -> str:
    """Without control characters and marks that turn the reading direction; line ends become blanks."""
    if text.isprintable():
        return text.strip()
    return _BIDI.sub("", _CONTROL.sub(" ", text)).strip()


def _pieces(raw: bytes) -> list[_Piece]:
    """(bytes, charset) of encoded words and (bytes, None) of what stands between; each byte is looked at a few times."""
    pieces: list[_Piece] = []
    done = look = 0
    while (start := raw.find(b"=?", look)) >= 0:
        head = _HEAD.match(raw, start)
        end = _end(raw, head) if head else -1
        if head and end < 0:
            break
        if not head:
            look = start + 2
            continue
        pieces += [(raw[done:start], None), (_content(head[2], raw[head.end() : end]), head[1])]
        done = look = end + 2
    return [*pieces, (raw[done:], None)]


def _end(raw: bytes, head: re.Match[bytes]) -> int:
    """Where the encoded text ends: at '?=', but not at the '?=' of "What?=20now?="."""
    end = raw.find(b"?=", head.end())
    if head[2] in b"qQ" and end >= 0 and _HEX_FOLLOWS.match(raw, end + 2):
        later, word = raw.find(b"?=", end + 2), raw.find(b"=?", end + 2)
        if later >= 0 and not end < word <= later:
            return later
    return end


def _content(encoding: bytes, text: bytes) -> bytes:
    if encoding in b"bB":
        return transfer.base64(text)[0]
    return binascii.a2b_qp(text.rstrip(b" \t"), header=True)


def _joined(pieces: list[_Piece]) -> list[_Piece]:
    """Blanks between encoded words dropped; neighbours of one charset joined, for characters split between them."""
    joined: list[_Piece] = []
    blank = b""
    for piece, label in pieces:
        if label is None and joined and joined[-1][1] is not None and not piece.strip():
            blank = piece
        elif label is not None and joined and (joined[-1][1] or b"").lower() == label.lower():
            joined[-1] = (joined[-1][0] + piece, label)
            blank = b""
        else:
            joined.append((piece, label))
            blank = b""
    return [*joined, (blank, None)]
