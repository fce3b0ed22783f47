"""One letter's bytes: header fields and a text, with its HTML beside it (RFC 5322, RFC 2045–2047).

Written by hand and small on purpose: the library's EmailMessage costs 3 ms a letter and, on Pythons without the fix of
CVE-2024-6923, turns an encoded word with a line break into a header of its own. Here a field body is either printable
ASCII or encoded by us, and the finished bytes are read again before anybody gets them. Knows nothing of tickets.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Iterator, Sequence
from email.charset import Charset
from email.message import Message
from email.parser import BytesParser
from functools import lru_cache
from hashlib import sha256

from triage.desk.drafts import Attachment
from triage.outbound.addresses import problem_with
from triage.outbound.cleaning import clean_line, has_lone_line_end, without_encoded_words
from triage.outbound.letter import LetterError
from triage.outbound.letters.files import File
from triage.record import replace

MAX_LINE = 998  # octets without CRLF, RFC 5322 §2.1.1
MAX_REFERENCES = 50
MAX_REFERENCES_OCTETS = 3_000  # relays refuse header fields of 4,096 octets
_FOLD_AT = 76  # RFC 2047 §2 for lines with encoded words
_ENCODED_OCTETS = 39  # of UTF-8 in one encoded word, 64 characters with its frame: fits behind "Subject: "
_BEGINNING = 57  # octets of a file that are read again: one line of base64
_MAX_NAME = 100  # characters of a display name

_UTF8 = Charset("utf-8")
_FILENAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_ID = re.compile(r"[!-;=?-~]{1,248}")  # printable ASCII without angle brackets; 250 characters with ours

# One field of a finished header, stricter than RFC 5322 §2.2: every folded line says something.
_FIELD = re.compile(rb"([!-9;-~]+): [^\r\n]*(?:\r\n +[^\s][^\r\n]*)*(?:\r\n?|\n|\Z)")
_BOUNDARY = re.compile(rb'(?:\A|\r\n)Content-Type: multipart/[a-z]+;(?:\r\n)? boundary="([^"\r\n]+)"(?:\r\n(?! )|\Z)')

Field = tuple[str, Sequence[str]]  # name, and the words of its body between which it may be folded
Part = tuple[list[Field], bytes]


def unstructured(text: str) -> list[str]:
    """Any text as the words of a field body (RFC 5322 §2.2.1): cleaned, on one line, encoded unless it is ASCII."""
    line = without_encoded_words(clean_line(text, MAX_LINE // 2))
    return line.split(" ") if line.isascii() else _encoded_words(line)


@lru_cache(maxsize=32)  # our own stand in every letter
def mailbox(name: str, address: str) -> tuple[str, ...]:
    """`"Name" <address>`, or the bare address where there is no name (RFC 5322 §3.4).

    Raises:
        LetterError: the address is none that we write to.
    """
    problem = problem_with(address)
    if problem:
        raise LetterError(problem)
    shown = without_encoded_words(clean_line(name, _MAX_NAME))
    if not shown:
        return (address,)
    return (*(_quoted(shown) if shown.isascii() else _encoded_words(shown)), f"<{address}>")


def usable_id(message_id: str | None) -> bool:
    """May this id stand in a header of ours? Printable ASCII without angle brackets or encoded words."""
    return message_id is not None and bool(_ID.fullmatch(message_id)) and "=?" not in message_id


def references(ids: Iterable[str]) -> list[str]:
    """The first id and as many of the last ones as fit into 50 ids and 3,000 octets (RFC 5322 §3.6.4)."""
    usable = [f"<{known}>" for known in dict.fromkeys(ids) if usable_id(known)]
    first, later = usable[:1], usable[1:][-(MAX_REFERENCES - 1) :]
    while later and sum(len(known) + 3 for known in first + later) > MAX_REFERENCES_OCTETS:
        later = later[1:]
    return first + later


def write(
    fields: Sequence[Field],
    *,
    text: str,
    html: str | None,
    files: Sequence[Attachment | File] = (),
    images: Sequence[File] = (),
) -> bytes:
    """The whole message with CRLF line ends; always the same bytes for the same letter.

    `images` are those that the HTML shows by their Content-ID (RFC 2387, RFC 2392).

    Raises:
        LetterError: read again, the bytes show other header fields or parts than intended, or a file's name is unusable.
    """
    _require_files(fields, text=text, html=html, files=files, images=images)
    return _checked(fields, text=text, html=html, files=files, images=images)


def _checked(
    fields: Sequence[Field],
    *,
    text: str,
    html: str | None,
    files: Sequence[Attachment | File],
    images: Sequence[File],
) -> bytes:
    page = _part("html", html) if html is not None else None
    shown = _joined([page, *map(_image, images)], "related") if page and images else page
    words = [_part("plain", text), *([shown] if shown else [])]
    content = _joined(words, "alternative") if shown else words[0]
    parts = [content, *map(_file, files)]
    body_fields, body = _joined(parts, "mixed") if files else content
    whole: list[Field] = [*fields, ("MIME-Version", ["1.0"]), *body_fields]
    raw = b"\r\n".join([*(_folded(name, words).encode() for name, words in whole), b"", body])
    _require_as_intended(raw, [name for name, _ in whole], len(parts if files else words))
    return raw


def _quoted(text: str) -> list[str]:
    escaped = re.sub(r'(["\\])', r"\\\1", text)
    return [f'"{escaped}"']


def _encoded_words(text: str) -> list[str]:
    return [_UTF8.header_encode(chunk) for chunk in _chunks(text, _ENCODED_OCTETS)]


def _chunks(text: str, octets: int) -> Iterator[str]:
    """Pieces of at most so many octets of UTF-8; no character is parted."""
    piece, size = "", 0
    for character in text:
        width = len(character.encode())
        if size + width > octets:
            yield piece
            piece, size = "", 0
        piece, size = piece + character, size + width
    yield piece


def _folded(name: str, words: Sequence[str]) -> str:
    lines = [f"{name}:"]
    for at, word in enumerate(words):
        fits = at == 0 or len(lines[-1]) + 1 + len(word) <= _FOLD_AT
        lines = [*lines[:-1], f"{lines[-1]} {word}"] if fits else [*lines, f" {word}"]
    return "\r\n".join(lines)


def _part(subtype: str, text: str) -> Part:
    """A text part in whichever transfer encoding is shorter; lines of at most 76 characters in both."""
    octets = text.replace("\n", "\r\n").encode()
    readable = binascii.b2a_qp(octets, istext=True)
    is_readable = len(readable) <= len(octets) * 4 // 3
    body = readable if is_readable else base64.encodebytes(octets).replace(b"\n", b"\r\n")
    kind: Field = ("Content-Type", [f"text/{subtype};", 'charset="utf-8"'])
    encoding: Field = ("Content-Transfer-Encoding", ["quoted-printable" if is_readable else "base64"])
    return [kind, encoding], body.removesuffix(b"\r\n") + b"\r\n"


def _file(file: Attachment | File) -> Part:
    """An attached file (RFC 2183)."""
    if isinstance(file, File):
        return _binary(file, "attachment")
    if not _FILENAME.fullmatch(file.filename):
        raise LetterError(f"{file.filename!r} cannot be the name of an attached file")
    (kind, encoding), body = _part(file.subtype, file.text)
    return [kind, encoding, ("Content-Disposition", ["attachment;", f'filename="{file.filename}"'])], body


def _image(file: File) -> Part:
    """An image that the HTML shows."""
    if not usable_id(file.content_id):
        raise LetterError(f"{file.filename!r} is shown in the text, and has no usable Content-ID")
    fields, body = _binary(file, "inline")
    return [*fields, ("Content-ID", [f"<{file.content_id}>"])], body


def _binary(file: File, disposition: str) -> Part:
    kind = [f"{file.content_type};", f'charset="{file.charset}"'] if file.charset else [file.content_type]
    fields: list[Field] = [
        ("Content-Type", kind),
        ("Content-Transfer-Encoding", ["base64"]),
        ("Content-Disposition", [f"{disposition};", file.parameter]),
    ]
    return fields, _base64(file.content)


def _base64(content: bytes) -> bytes:
    """In lines of 76 characters (RFC 2045 §6.8)."""
    whole = binascii.b2a_base64(content, newline=False)
    return b"".join(whole[at : at + _FOLD_AT] + b"\r\n" for at in range(0, len(whole), _FOLD_AT)) or b"\r\n"


def _joined(parts: Sequence[Part], subtype: str) -> Part:
    """A multipart of these; its boundary holds '=_', which neither transfer encoding can produce (RFC 2045 §6.7)."""
    boundary = "=_" + sha256(b"".join(body for _, body in parts)).hexdigest()[:24]
    written = [
        b"\r\n".join([*(_folded(name, words).encode() for name, words in fields), b"", body]) for fields, body in parts
    ]
    marker = f"--{boundary}".encode()
    body = b"".join(marker + b"\r\n" + part + b"\r\n" for part in written) + marker + b"--\r\n"
    return [("Content-Type", [f"multipart/{subtype};", f'boundary="{boundary}"'])], body


def _require_as_intended(raw: bytes, names: Sequence[str], parts: int) -> None:
    head, _, body = raw.partition(b"\r\n\r\n")
    found = list(_fields_in(head))
    boundary = _BOUNDARY.search(head)
    markers = body.count(b"--" + boundary[1]) if boundary else 0
    checks = (
        (found == names, f"its header fields read back as {', '.join(found)}"),
        (markers == (parts + 1 if parts > 1 else 0), f"it does not have {parts} parts"),
        (max(map(len, raw.split(b"\r\n"))) <= MAX_LINE, f"a line is longer than {MAX_LINE} octets"),
        (not has_lone_line_end(raw) and b"\0" not in raw, "it has a lone line end or a NUL"),
    )
    for held, sentence in checks:
        if not held:
            raise LetterError(f"the finished letter is not what was meant: {sentence}")


def _fields_in(head: bytes) -> Iterator[str]:
    """The names of a header's fields in order; what is none stands last, as it is."""
    at = 0
    while field := _FIELD.match(head, at):
        yield field[1].decode()
        at = field.end()
    if rest := head[at:]:
        yield repr(rest)


def _require_files(
    fields: Sequence[Field],
    *,
    text: str,
    html: str | None,
    files: Sequence[Attachment | File],
    images: Sequence[File],
) -> None:
    """Read again with the beginning of each file, the letter carries these files, so named and of these kinds, and no others.

    The beginning is enough: what follows is more of the same base64, which no boundary and no header is made of.
    """
    wanted = [*images, *(file for file in files if isinstance(file, File))]
    if not wanted:
        return
    shortened = [replace(file, content=file.content[:_BEGINNING]) if isinstance(file, File) else file for file in files]
    shown = [replace(file, content=file.content[:_BEGINNING]) for file in images]
    raw = _checked(fields, text=text, html=html, files=shortened, images=shown)
    leaves = [leaf for leaf in BytesParser().parsebytes(raw).walk() if not leaf.is_multipart()]
    expected = sorted(
        [*map(_told, (*shown, *shortened)), *(["text/plain"], *([["text/html"]] if html is not None else []))]
    )
    found = sorted(_read_back(leaf) for leaf in leaves)
    if found != expected:
        raise LetterError(f"the finished letter is not what was meant: it carries {found} instead of {expected}")


def _told(file: Attachment | File) -> list[str]:
    """Kind, name and contents of a file, to be compared."""
    if isinstance(file, File):
        return [file.content_type, file.filename, sha256(file.content).hexdigest()]
    return [f"text/{file.subtype}", file.filename]


def _read_back(leaf: Message) -> list[str]:
    name, content = leaf.get_filename(), leaf.get_payload(decode=True)
    digest = sha256(content if isinstance(content, bytes) else b"").hexdigest()
    is_file = leaf["Content-Transfer-Encoding"] == "base64" and name is not None
    return [leaf.get_content_type(), *([name] if name else []), *([digest] if is_file else [])]
