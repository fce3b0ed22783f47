"""A file that goes with a letter, fit to be sent: its name, type and contents, whoever named it (RFC 2183, RFC 2231)."""

import mimetypes
import re
from pathlib import PurePosixPath
from urllib.parse import quote

from triage.outbound.cleaning import clean_line, without_encoded_words
from triage.record import record

_LONGEST_GIVEN = 10_000  # characters of a name that is looked at
_LONGEST_ENDING = 10
MAX_NAME = 80  # characters; nine octets each at most, and the whole field stays far below the longest line

_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,60}")
_CHARSET = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.:-]{0,30}")
_UNFIT = re.compile(r'[/\\:*?"<>|;\x00-\x1f\x7f-\x9f]')  # in a name on some system, or in a parameter
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)
_STRUCTURED = ("multipart/", "message/")  # these would be taken apart by the reader's program


@record
class File:
    """One file."""

    filename: str
    content_type: str
    content: bytes
    charset: str = ""
    content_id: str | None = None  # of an image that the HTML shows

    @classmethod
    def of(cls, filename: str, content_type: str, content: bytes, *, charset: str = "", number: int = 1) -> "File":
        """The file with a name that no system stumbles over, and a type that says no more than what it is."""
        kind = content_type if _TYPE.fullmatch(content_type) else "application/octet-stream"
        kind = "application/octet-stream" if kind.startswith(_STRUCTURED) else kind
        extension = mimetypes.guess_extension(kind) or ""
        return cls(
            filename=_fit(filename) or f"file-{number}{extension}",
            content_type=kind,
            content=content,
            charset=charset if _CHARSET.fullmatch(charset) else "",
        )

    @property
    def parameter(self) -> str:
        """`filename="receipt.pdf"`, or by RFC 2231 where it is not ASCII."""
        if self.filename.isascii():
            return f'filename="{self.filename}"'
        return f"filename*=utf-8''{quote(self.filename, safe='')}"


def _fit(filename: str) -> str:
    """The name without a path, without what some system cannot store, its ending kept where it must be cut."""
    name = _UNFIT.sub(
        "_", without_encoded_words(clean_line(PurePosixPath(filename.replace("\\", "/")).name, _LONGEST_GIVEN))
    )
    name = name.strip(". ")
    if _DEVICES.match(name):
        name = f"_{name}"
    stem, dot, ending = name.rpartition(".")
    if len(name) <= MAX_NAME or not dot or len(ending) > _LONGEST_ENDING:
        return name[:MAX_NAME].strip(". ")
    return f"{stem[: MAX_NAME - len(ending) - 1]}.{ending}"
