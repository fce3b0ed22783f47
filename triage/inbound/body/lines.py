"""The lines of a text and what each can be: new, quoted, forwarded, signature. Knows no phrases and no languages."""

import re
from collections.abc import Sequence
from enum import Enum

LONGEST_TEXT = 256 * 1024  # characters of a mail that are looked at; people write far less, machines may paste more
MOST_LINES = 10_000  # of it
LONGEST_LINE = 500  # characters of a line that a pattern sees: the cost of a line stays bounded

_MARK = re.compile(r"(?!>From )[ \t]{0,3}[>＞]")  # mbox files protect a line that begins with "From " as ">From "
_ONE_MARK = re.compile(r"[ \t]{0,3}[>＞][ \t]?")
_MARKS = re.compile(r"(?:[ \t]{0,3}[>＞])+[ \t]?")
_DIRECTIONS = dict.fromkeys([0x200E, 0x200F, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFEFF])
_DRAWN = "-_=*~–—―‐"
_DECORATION = " \t\r\xa0\ufeff\u200b\u200e\u200f\u1427-_=*#~+–—―‐"


class Kind(Enum):
    """What a line is."""

    NEW = "new"
    QUOTED = "quoted"
    FORWARDED = "forwarded"
    SIGNATURE = "signature"


def split(text: str) -> list[str]:
    """The lines of a text, up to LONGEST_TEXT characters and MOST_LINES lines; blanks at line ends go."""
    plain = text[:LONGEST_TEXT].replace("\r\n", "\n").replace("\r", "\n")
    return [line.rstrip() for line in plain.split("\n", MOST_LINES)[:MOST_LINES]]


def seen(line: str) -> str:
    """What a pattern sees of a line: no blanks around, no marks of writing direction, at most LONGEST_LINE characters."""
    beginning = line[:LONGEST_LINE]
    return (beginning if beginning.isprintable() else beginning.translate(_DIRECTIONS)).strip()


def is_marked(line: str) -> bool:
    """Does the line carry the quote mark of mail programs (RFC 3676 §4.5)?"""
    return _MARK.match(line) is not None


def unmarked(line: str) -> str:
    """The line without its quote marks, however deep."""
    return _MARKS.sub("", line, count=1) if is_marked(line) else line


def less_marked(line: str) -> str:
    """The line with one quote mark less."""
    return _ONE_MARK.sub("", line, count=1) if is_marked(line) else line


def says_something(line: str) -> bool:
    """Is there more than blanks and decoration on the line?"""
    return bool(line.strip(_DECORATION))


def is_rule(line: str) -> bool:
    """A line drawn across: five or more dashes, underscores, equals signs or stars."""
    drawn = line.strip().replace(" ", "")
    return len(drawn) >= 5 and not drawn.strip(_DRAWN) and len(set(drawn)) <= 2  # noqa: PLR2004  as said above


def next_spoken(lines: Sequence[str], start: int) -> int:
    """The first line from `start` on that is not blank; len(lines) when there is none."""
    return next((at for at in range(start, len(lines)) if lines[at].strip()), len(lines))


def joined(lines: Sequence[str]) -> str:
    """Lines as one text without blank lines around."""
    return "\n".join(lines).strip("\n")
