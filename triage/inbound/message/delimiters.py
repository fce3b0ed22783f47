"""Lines of a multipart that are one of several delimiters (RFC 2046 §5.1.1), found in time linear in the bytes.

A mail may hold eight million lines that begin with "--": looking at each of them in Python takes too long, so one regular
expression looks for all boundaries at once; a boundary alone is sought as it stands. Does not know which of them is open.
"""

from collections.abc import Set as AbstractSet
from typing import Any

import re2

from triage.inbound.message.records import NotUnderstoodError
from triage.record import record

# Bytes compared of one boundary, and of all together; of a longer one the rest is compared by whoever asks.
_FEWEST, _TOGETHER = 32, 4096
_MOST_LOOKALIKES = 50_000  # lines that only begin like a delimiter
_OPTIONS = re2.Options()
_OPTIONS.encoding = re2.Options.Encoding.LATIN1  # bytes, whatever they mean
_OPTIONS.never_capture = True


@record
class Line:
    """One line that may be a delimiter."""

    start: int  # where the line break before it begins: that belongs to the delimiter
    end: int  # where the next line begins
    text: bytes  # without blanks at its end


class Search:
    """Looks for the delimiters of some boundaries in one body."""

    def __init__(self, body: bytes) -> None:
        self._body = body
        self._boundaries: AbstractSet[bytes] = frozenset()
        self._pattern: Any = None  # of several boundaries, or of one that other lines begin like
        self._lookalikes = 0

    def look_for(self, boundaries: AbstractSet[bytes]) -> None:
        """From now on these."""
        self._boundaries = boundaries
        self._pattern = None

    def is_looking_for(self, boundary: bytes) -> bool:
        """Whether its delimiters would be found."""
        return boundary in self._boundaries

    def reject(self) -> None:
        """The line found last was none after all. Raises NotUnderstoodError when there are too many of them."""
        self._lookalikes += 1
        if self._lookalikes > _MOST_LOOKALIKES:
            raise NotUnderstoodError(f"the message has more than {_MOST_LOOKALIKES} lines that look like a delimiter")

    def next(self, position: int, end: int | None = None) -> Line | None:
        """The next line that is, or begins like, a delimiter; None when there is none before `end`. `position` begins a line."""
        if self._pattern is None and len(self._boundaries) == 1:
            delimiter = b"--" + next(iter(self._boundaries))
            line = self._alone(delimiter, position, end)
            if line is None or line.text in (delimiter, delimiter + b"--"):
                return line  # else other lines begin like it: from here on the expression passes them by
        self._pattern = self._pattern or _pattern_of(self._boundaries)
        found = self._pattern.search(self._body, position, end)
        return self._line(found.start()) if found else None

    def _alone(self, delimiter: bytes, position: int, end: int | None) -> Line | None:
        if position == 0 and self._body.startswith(delimiter):
            return self._line(0)
        line_end = self._body.find(b"\n" + delimiter, max(0, position - 1), end)
        return self._line(line_end + 1) if line_end >= 0 else None

    def _line(self, begin: int) -> Line:
        body = self._body
        stop = body.find(b"\n", begin)
        stop = len(body) if stop < 0 else stop
        start = begin - 1 - body.startswith(b"\r\n", begin - 2) if begin > 1 else 0
        return Line(start=start, end=min(stop + 1, len(body)), text=body[begin:stop].rstrip(b" \t\r"))


def _pattern_of(boundaries: AbstractSet[bytes]) -> Any:
    most = max(_FEWEST, _TOGETHER // max(1, len(boundaries)))
    short = "|".join(_escaped(each) for each in boundaries if len(each) <= most)
    long = "|".join({_escaped(each[:most]) for each in boundaries if len(each) > most})
    ends = [rf"(?:{short})(?:--)?[ \t\r]*$"] * bool(short) + [rf"(?:{long})"] * bool(long)
    return re2.compile(f"(?m)^--(?:{'|'.join(ends)})".encode("latin-1"), _OPTIONS)


def _escaped(boundary: bytes) -> str:
    return str(re2.escape(boundary.decode("latin-1")))
