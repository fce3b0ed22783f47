"""Strangers' text made safe to print: no control characters, no reordering marks, no broken Unicode.

Knows characters, not meaning; subjects have rules of their own in letters/subject.
"""

import re

# C0, C1 and DEL without tab and newline, and the marks that reorder text on screen (Unicode UAX #9)
_UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]")
_LINE_ENDS = re.compile("\r\n|[\r\n\v\f\x85\u2028\u2029]")
_SPACES = re.compile(r"\s+")


def clean_text(text: str) -> str:
    """Several lines of somebody's text: every kind of line end becomes a newline, lone surrogates a question mark."""
    if text.isprintable():  # of all that is replaced below, nothing is; most values are one short line
        return text
    whole = text.encode("utf-8", "replace").decode()
    return _UNPRINTABLE.sub("", _LINE_ENDS.sub("\n", whole))


def has_lone_line_end(raw: bytes) -> bool:
    """Whether a CR or LF stands alone in these octets. Counting takes a hundredth of what a pattern takes."""
    pairs = raw.count(b"\r\n")
    return not pairs == raw.count(b"\r") == raw.count(b"\n")


def clean_line(text: str, limit: int) -> str:
    """The same on one line, blanks run together, at most `limit` characters; a cut shows as an ellipsis."""
    line = _SPACES.sub(" ", clean_text(text)).strip()
    return line if len(line) <= limit else line[: limit - 1].rstrip() + "…"


def without_encoded_words(line: str) -> str:
    """Break every '=?' so that no program on the way decodes it as an encoded word (RFC 2047; CVE-2024-6923)."""
    return line.replace("=?", "= ?")
