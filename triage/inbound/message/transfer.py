"""Content-Transfer-Encoding (RFC 2045 §6): encoded bytes → bytes, as well as it goes. Does not know charsets."""

import binascii
import re
from itertools import islice

import re2

_NAMES = {
    "base64": "base64",
    "base-64": "base64",
    "b64": "base64",
    "quoted-printable": "quoted-printable",
    "quotedprintable": "quoted-printable",
    "qp": "quoted-printable",
    "x-uuencode": "uuencode",
    "uuencode": "uuencode",
    "x-uue": "uuencode",
    "uue": "uuencode",
}
_TOKEN = re.compile(r"[a-z0-9-]+")
_BASE64_ALPHABET = bytes(range(ord("A"), ord("Z") + 1)) + bytes(range(ord("a"), ord("z") + 1)) + b"0123456789+/="
_BASE64_NOISE = bytes(byte for byte in range(256) if byte not in _BASE64_ALPHABET)
_PADDED = re.compile(rb"=+")
_QUAD = rb"[A-Za-z0-9+/]"
_LAST_QUAD = rb"(?:" + _QUAD + rb"{2}==|" + _QUAD + rb"{3}=)"
# re2: the standard library would remember every run, a gigabyte of them
_WHOLE_RUNS = re2.compile(rb"(?:(?:" + _QUAD + rb"{4})*" + _LAST_QUAD + rb"?(?:\s+|\z))+")
_LAST_SIGNS = 8  # hold the padding, and a few line ends behind it
_FEWEST_WORDS = 4
_MOST_RUNS = 1_000
_SAMPLE_BYTES = 64 * 1024  # tells prose from base64
_MOST_UU_LINES = 1_000_000  # of 45 bytes each: what the largest mail can hold
NOT_BASE64 = "base64 is not base64: read as it stands"
_LINE = re.compile(rb"[^\n]*(?:\n|\Z)")
_UU_BEGIN = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)


def decode(data: bytes, name: str) -> tuple[bytes, str | None]:
    """Decoded bytes, and what was wrong in words, or None. Unknown names mean: as it stands."""
    token = _TOKEN.search(name.lower())
    match _NAMES.get(token[0]) if token else None:
        case "base64":
            return base64(data)
        case "quoted-printable":
            return binascii.a2b_qp(data), None
        case "uuencode":
            return _uuencode(data)
        case _:
            return data, None


def base64(data: bytes) -> tuple[bytes, str | None]:
    """Base64 with noise, missing padding, several padded runs or plain text behind it."""
    if (plain := _faultless(data)) is not None:
        return plain, None
    kept = data.translate(None, _BASE64_NOISE)
    noise = len(data.translate(None, b" \t\r\n")) - len(kept)
    front = _before_plain_text(data)
    if front is not None and not _is_prose(data):
        return base64(front)[0], "text behind the base64 is left out"
    if noise * 8 > len(kept) or _is_prose(data):
        return data, NOT_BASE64
    kept = kept.rstrip(b"=")
    runs = [run for run in _PADDED.split(kept, _MOST_RUNS) if run] if b"=" in kept else [kept]
    return b"".join(map(_run, runs)), "base64 holds foreign characters" if noise else None


def _faultless(data: bytes) -> bytes | None:
    """Decoded in one go, when that gives as many bytes as the signs promise: then nothing was left out. Else None."""
    signs = len(data) - data.count(b"\n") - data.count(b"\r")
    last = data[-_LAST_SIGNS:].rstrip(b"\r\n")
    padding = len(last) - len(last.rstrip(b"="))
    if signs % 4 or padding > 2:  # noqa: PLR2004  three signs hide among more
        return None
    try:
        decoded = binascii.a2b_base64(data)
    except binascii.Error:
        return None
    return decoded if len(decoded) == signs // 4 * 3 - padding else None


def _is_prose(data: bytes) -> bool:
    """More blanks inside lines than any encoder puts there."""
    sample = data[:_SAMPLE_BYTES]
    words = len(sample.split())
    return words > _FEWEST_WORDS and words > 2 * len(sample.splitlines())


def _before_plain_text(data: bytes) -> bytes | None:
    """Base64 up to its padding, when what follows is no base64: the footer of a list server, for instance."""
    padding = _PADDED.match(data, start) if (start := data.find(b"=")) >= 0 else None
    behind = data[padding.end() :].strip() if padding else b""
    if not behind or _WHOLE_RUNS.fullmatch(behind):
        return None
    return data[: padding.end()] if padding else None


def _run(run: bytes) -> bytes:
    """One run without padding; a single odd character at its end carries nothing."""
    whole = len(run) - (len(run) % 4 == 1)
    return binascii.a2b_base64(run[:whole] + b"=" * (-whole % 4))


def _uuencode(data: bytes) -> tuple[bytes, str | None]:
    begin = _UU_BEGIN.search(data)
    if not begin:
        return data, "uuencode without a begin line: read as it stands"
    decoded = bytearray()
    complaint = None
    lines = islice(_LINE.finditer(data, begin.end()), _MOST_UU_LINES)
    for line in (found[0].rstrip(b"\r\n") for found in lines):
        if line.strip() in (b"end", b"`", b""):
            break
        try:
            decoded += binascii.a2b_uu(line)
        except binascii.Error:
            complaint = "uuencode is broken"
            decoded += _forgiving_uu_line(line)
    return bytes(decoded), complaint


def _forgiving_uu_line(line: bytes) -> bytes:
    """A line with a wrong length: as many bytes as its length character promises."""
    promised = (((line[0] - 32) & 63) * 4 + 5) // 3
    try:
        return binascii.a2b_uu(line[:promised])
    except binascii.Error:
        return b""
