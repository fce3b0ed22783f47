"""What one message and everything enclosed in it may still use. Does not know what it is used for."""

from typing import Literal

from triage.inbound.message import words
from triage.inbound.message.block import Block, split
from triage.inbound.message.limits import Limits
from triage.inbound.message.records import NotUnderstoodError

Kind = Literal["headers", "text", "html", "reports", "enclosed"]


class Budget:
    """Counts down while one message is read."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.parts = 0
        self.multiparts = 0
        self.guesses = limits.guesses  # of charsets of undeclared text
        self.winmails = limits.winmails  # to be unpacked
        self.fallback = words.FALLBACK  # codec of undeclared 8-bit bytes where guessing is not worth its time
        self._left: dict[Kind, int] = {
            "headers": limits.part_header_bytes,
            "text": limits.text_bytes,
            "html": limits.html_bytes,
            "reports": limits.reports_bytes,
            "enclosed": limits.all_enclosed_bytes,
        }

    def take_part(self, depth: int) -> None:
        """Count one more part. Raises NotUnderstoodError beyond the limits."""
        self.parts += 1
        if self.parts > self.limits.parts:
            raise NotUnderstoodError(f"the message has more than {self.limits.parts} parts")
        if depth > self.limits.nesting:
            raise NotUnderstoodError(f"the message is nested deeper than {self.limits.nesting} levels")

    def take_multipart(self) -> None:
        """Count one more multipart. Raises NotUnderstoodError beyond the limit."""
        self.multiparts += 1
        if self.multiparts > self.limits.multiparts:
            raise NotUnderstoodError(f"the message has more than {self.limits.multiparts} multiparts")

    def take_guess(self) -> str | None:
        """None while the charset of a text may still be guessed, then the fallback."""
        self.guesses -= 1
        return None if self.guesses >= 0 else self.fallback

    def take_winmail(self) -> bool:
        """Whether one more winmail.dat may be unpacked."""
        self.winmails -= 1
        return self.winmails >= 0

    def take(self, kind: Kind, data: bytes) -> bytes:
        """As much of the bytes as may still be read."""
        granted = data[: self._left[kind]]
        self._left[kind] -= len(granted)
        return granted

    def split(self, raw: bytes, begin: int = 0, end: int | None = None) -> Block:
        """Header and body of a part; what goes beyond the header bytes that are left is not read."""
        left, end = self._left["headers"], len(raw) if end is None else end
        block = split(raw, self.limits, begin=begin, end=end, header_bytes=min(left, self.limits.header_bytes))
        self._left["headers"] = max(0, left - (end - begin - len(block.body)))
        return block
