"""Lengths of working time: in words, and what is typical of many."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import ceil

_MOST = 0.9  # "90 % within"


@dataclass(frozen=True, slots=True)
class Typical:
    """Median and 90th percentile (nearest rank) of at least one length."""

    middle: timedelta
    most: timedelta

    def __str__(self) -> str:
        return f"{spoken(self.middle)} (90 % within {spoken(self.most)})"

    @classmethod
    def of(cls, lengths: Iterable[timedelta]) -> "Typical | None":
        """None when there is nothing to tell of."""
        found: Sequence[timedelta] = sorted(lengths)
        if not found:
            return None
        middle = (found[(len(found) - 1) // 2] + found[len(found) // 2]) / 2
        return cls(middle, found[ceil(_MOST * len(found)) - 1])


def spoken(length: timedelta) -> str:
    """'3 h 20 min', '5 min'."""
    hours, minutes = divmod(int(length.total_seconds()) // 60, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min"
