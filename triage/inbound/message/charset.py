"""Bytes and the name of a charset → text. Knows how the names lie; does not know where the bytes come from.

The lies follow the WHATWG Encoding Standard (latin-1 means windows-1252 and so on), because senders do.
"""

import binascii
import codecs
import encodings
import pkgutil
import re
from encodings.aliases import aliases
from functools import lru_cache

import chardet

# What the name says → Python codecs to try in this order. A codec further on holds more characters.
_CODECS: dict[str, tuple[str, ...]] = {
    **dict.fromkeys(("iso-8859-1", "iso8859-1", "latin1", "latin-1", "l1", "iso-latin-1", "windows-1252"), ("cp1252",)),
    **dict.fromkeys(("gb2312", "gbk", "x-gbk", "gb-2312", "gb2312-80", "cp936", "euc-cn", "chinese"), ("gb18030",)),
    **dict.fromkeys(("ks-c-5601-1987", "ks-c-5601-1989", "ks-c-5601", "ksc5601", "euc-kr", "korean"), ("cp949",)),
    **dict.fromkeys(
        ("shift-jis", "shiftjis", "sjis", "x-sjis", "ms-kanji", "windows-31j"), ("cp932", "shift_jis_2004")
    ),
    **dict.fromkeys(("big5", "big5-eten", "x-x-big5", "cn-big5"), ("cp950", "big5hkscs")),
    **dict.fromkeys(("euc-jp", "x-euc-jp", "eucjp", "cp51932"), ("euc_jp", "euc_jis_2004")),
    **dict.fromkeys(("tis-620", "tis620", "iso-8859-11", "windows-874"), ("cp874",)),
    **dict.fromkeys(("iso-8859-8-i", "iso-8859-8-e", "logical"), ("iso8859_8", "cp1255")),
    **dict.fromkeys(("iso-8859-6-i", "iso-8859-6-e"), ("iso8859_6",)),
    **dict.fromkeys(("unicode-1-1-utf-8", "utf8mb4", "utf", "unicode", "x-utf-8"), ("utf_8",)),
    **dict.fromkeys(("macintosh", "x-mac-roman", "mac"), ("mac_roman",)),
    "iso-8859-9": ("cp1254",),
    "x-mac-cyrillic": ("mac_cyrillic",),
    "koi8-ru": ("koi8_u",),
}
_UTF7 = re.compile(r"(?:x-)?(?:unicode-(?:1-1|2-0)-)?utf-7")
_SHIFTED = re.compile(rb"\+([A-Za-z0-9+/]*)(?:-|(?=[^A-Za-z0-9+/-])|\Z)")
_HARMLESS = frozenset("\"';!?,. \r\n")  # the ASCII characters that UTF-7 senders shift in ordinary prose
_JAPANESE = re.compile(r"(?:csiso2022jp|iso-2022-jp(?:-?\w+)?|cp5022[0-2]|jis)")
_NUMBERED = re.compile(r"(?:x-)?(?:cp|ibm|windows|win|dos|ms)-?([0-9]{3,5})")
_ASCII = frozenset(
    {"ascii", "us-ascii", "ansi-x3.4-1968", "iso-646-us", "7bit", "8bit", "unknown", "unknown-8bit", "x-unknown"}
)
_UNUSUAL = re.compile(r"[^a-z0-9.+:]+")
# These say one thing to a filter and another to a reader.
_REFUSED = frozenset({"unicode-escape", "raw-unicode-escape", "idna", "punycode", "undefined"})
_NOT_ASCII = frozenset({"hz", "iso2022-kr", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be"})
_KANJI = re.compile(rb"\x1b\$[@B]([^\x1b]*)")
# What undeclared mail is written in; not the code pages of DOS, of the old Mac and of mainframes.
_IN_MAIL = frozenset(
    "cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 iso8859-2 iso8859-5 iso8859-7 iso8859-15 koi8-r koi8-u cp866 cp874 "
    "gb18030 cp949 cp932 cp950 big5hkscs euc_jp johab".split()
)
_SAMPLE_BYTES = 4096  # enough for the detector
_LONGEST_NAME = 40
_MOST_UTF7 = 1024 * 1024  # bytes; each shift is decoded in Python
_SHIFTED_JAPANESE = 1024 * 1024  # bytes; the same
# Python searches its disk for a codec it does not know, each time anew.
_PYTHON_KNOWS = frozenset(aliases) | {module.name for module in pkgutil.iter_modules(encodings.__path__)}
# Shift_JIS skips these in its trail and lead bytes.
_DELETE_CELL, _LAST_LEAD = 0x60, 0x9F
_MOSTLY = 8  # whole characters for each broken one
_SURELY = 4  # valid UTF-8 characters that are no coincidence


def decode(data: bytes, label: str | None, fallback: str | None = None) -> tuple[str, str | None]:
    """Text without lone surrogates, and what was wrong with the name in words, or None.

    `fallback` is the codec for bytes that are not what they claim; without it the detector is asked, which takes time.
    """
    name = _plain(label or "")
    if name in _ASCII or not name:
        return _undeclared(data, fallback)
    if _JAPANESE.fullmatch(name):
        return _japanese(data)
    if _UTF7.fullmatch(name):
        complaint = "charset utf-7 is read only for what ASCII cannot say"
        return _utf7(data), complaint + (f", and only {_MOST_UTF7} bytes of it" if len(data) > _MOST_UTF7 else "")
    codecs_to_try = _codecs(name)
    if not codecs_to_try:
        refused = _is_refused(name)
        text = data.decode("ascii", "replace") if refused else _undeclared(data, fallback)[0]
        return text, f"charset {name!r} is {'refused' if refused else 'unknown'}"
    return _declared(data, name, codecs_to_try, fallback)


def fallback_for(data: bytes, declared: str | None) -> str:
    """The codec for undeclared 8-bit bytes such as these: what the mail declares if that can be, else as detected."""
    known = _codecs(_plain(declared or ""))
    if (
        known
        and known[0] not in _NOT_ASCII
        and known[0].replace("_", "-") != "utf-8"
        and _strictly(data, known[0]) is not None
    ):
        return known[0]
    return "cp1252" if _strictly(data, "utf_8") is not None else _detected(data)


def _plain(label: str) -> str:
    """The name as a table key: lower case, '-' for every run of odd characters, language tag cut."""
    return _UNUSUAL.sub("-", label.partition("*")[0].strip(" \t\"'").lower()[: _LONGEST_NAME + 1]).strip("-")


@lru_cache(maxsize=256)
def _codecs(name: str) -> tuple[str, ...]:
    """Python codecs for this name; empty when unknown or refused."""
    if name in _CODECS:
        return _CODECS[name]
    if numbered := _NUMBERED.fullmatch(name):
        name = {"65001": "utf-8", "28591": "cp1252", "936": "gb18030"}.get(numbered[1], f"cp{numbered[1]}")
    found = _lookup(name)
    return (found,) if found and found not in _REFUSED else ()


def _is_refused(name: str) -> bool:
    return _lookup(name) in _REFUSED


def _utf7(data: bytes) -> str:
    """UTF-7 (RFC 2152) would hide "<script" or an address from every rule: ASCII that could is left as it was sent."""
    return _SHIFTED.sub(_unshifted, data[:_MOST_UTF7]).decode("utf-8", "replace")


def _unshifted(shift: re.Match[bytes]) -> bytes:
    if not shift[1]:
        return b"+"
    whole = shift[1][:-1] if len(shift[1]) % 4 == 1 else shift[1]
    text = binascii.a2b_base64(whole + b"=" * (-len(whole) % 4))
    readable = text[: len(text) // 2 * 2].decode("utf-16-be", "replace")
    is_hiding = any(character < "\x80" and character not in _HARMLESS for character in readable)
    return shift[0] if is_hiding else readable.encode()


def _lookup(name: str) -> str | None:
    """Python's name of a codec for text; None when there is none."""
    if len(name) > _LONGEST_NAME or encodings.normalize_encoding(name) not in _PYTHON_KNOWS:
        return None
    try:
        codec = codecs.lookup(name).name.replace("_", "-")
        if codec not in _REFUSED:
            "".encode(codec)  # LookupError for codecs that are not for text, such as base64
    except LookupError:
        return None
    return codec


def _declared(data: bytes, name: str, choices: tuple[str, ...], fallback: str | None) -> tuple[str, str | None]:
    if data.isascii() and choices[0] not in _NOT_ASCII:
        return data.decode("ascii"), None
    if (text := _surely_utf8(data, choices[0])) is not None:
        return text, f"text is UTF-8, not {name}"
    for codec in choices:
        if (text := _strictly(data, codec)) is not None:
            return text, None
    if choices[0] == "cp1252":  # the five bytes that windows-1252 leaves open
        return data.decode("latin-1"), None
    return _in_spite_of(data, name, choices[0], fallback)


def _surely_utf8(data: bytes, codec: str) -> str | None:
    """Text of bytes that are valid UTF-8 so often that it cannot be chance; None otherwise, or if the codec says so anyway."""
    if codec in ("utf_8", "utf-8") or codec in _NOT_ASCII:
        return None
    text = data.decode("utf-8", "replace")
    whole, broken = _counts(text)
    return text if whole >= _SURELY and whole > broken * _MOSTLY else None


def _in_spite_of(data: bytes, name: str, codec: str, fallback: str | None) -> tuple[str, str]:
    """The label is wrong, or a few characters are broken: whichever loses less."""
    text = data.decode(codec, "replace")
    whole, broken = _counts(text)
    if broken > whole and (codec not in _NOT_ASCII):
        return _undeclared(data, fallback)[0], f"text is not in the charset it names, {name}"
    return text, f"{broken} characters are broken in charset {name}"


def _counts(text: str) -> tuple[int, int]:
    """Characters beyond ASCII that are whole, and broken ones."""
    broken = text.count("\ufffd")
    return len(text) - len(text.encode("ascii", "ignore")) - broken, broken


def _undeclared(data: bytes, fallback: str | None) -> tuple[str, str | None]:
    if data.isascii():
        return _japanese(data) if b"\x1b$" in data else (data.decode("ascii"), None)
    if (text := _strictly(data, "utf_8")) is not None:
        return text, None
    text = data.decode("utf-8", "replace")
    whole, broken = _counts(text)
    if whole > broken * _MOSTLY:
        return text, f"{broken} characters are broken"
    codec = fallback or _detected(data)
    text = _strictly(data, codec)
    return data.decode("cp1252", "replace") if text is None else text, f"charset not declared, read as {codec}"


def _detected(data: bytes) -> str:
    """The detector's codec; windows-1252 where it has no opinion we can use."""
    sample = b"\n".join(line for line in data[: 16 * _SAMPLE_BYTES].splitlines() if not line.isascii())[:_SAMPLE_BYTES]
    guess = chardet.detect(sample)["encoding"]
    known = _codecs(_plain(guess)) if guess else ()
    return known[0] if known and known[0] in _IN_MAIL and _strictly(data, known[0]) is not None else "cp1252"


def _japanese(data: bytes) -> tuple[str, str | None]:
    """ISO-2022-JP as sent: with half-width katakana and the NEC rows that the standard lacks."""
    for codec in ("iso2022_jp", "iso2022_jp_ext"):
        if (text := _strictly(data, codec)) is not None:
            return text, None
    if len(data) <= _SHIFTED_JAPANESE and b"\x1b$" in data:
        shifted = _KANJI.sub(lambda kanji: _shifted(kanji[1]), data).replace(b"\x1b(B", b"").replace(b"\x1b(J", b"")
        if (text := _strictly(shifted, "cp932")) is not None:
            return text, None
    if data.isascii():  # no other charset has its escapes
        text = data.decode("iso2022_jp_ext", "replace").encode("utf-8", "replace").decode()
        return text, "text is broken in charset iso-2022-jp"
    return _in_spite_of(data, "iso-2022-jp", "iso2022_jp_ext", "cp932")


def _shifted(kanji: bytes) -> bytes:
    """JIS X 0208 pairs as Shift_JIS: the arithmetic of JIS X 0208:1997, annex 1."""
    pairs = zip(kanji[::2], kanji[1::2], strict=False)
    return b"".join(bytes(_shifted_pair(row, cell)) for row, cell in pairs)


def _shifted_pair(row: int, cell: int) -> tuple[int, int]:
    lead = ((row - 0x21) >> 1) + 0x81
    trail = cell + (0x1F + (cell >= _DELETE_CELL) if row & 1 else 0x7E)
    return (lead + 0x40 if lead > _LAST_LEAD else lead) & 0xFF, trail & 0xFF


def _strictly(data: bytes, codec: str) -> str | None:
    """Text, or None when the bytes do not fit or the codec makes lone surrogates of them."""
    try:
        text = data.decode(codec)
        text.encode()
    except (UnicodeError, LookupError):
        return None
    return text
