"""Moments as the database keeps them: UTC text of one width, so that text order is time order."""

from datetime import UTC, datetime
from functools import lru_cache


@lru_cache(maxsize=64)  # one mail writes the same few moments in a dozen rows
def to_text(moment: datetime) -> str:
    """An aware moment → '2026-11-23T20:00:00.000000Z'. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError(f"a stored moment needs a time zone: {moment!r}")
    there = moment if moment.tzinfo is UTC else moment.astimezone(UTC)
    return there.isoformat(timespec="microseconds").removesuffix("+00:00") + "Z"


def from_text(text: str) -> datetime:
    """What `to_text` wrote → an aware moment in UTC."""
    return datetime.fromisoformat(text)


def maybe_text(moment: datetime | None) -> str | None:
    """`to_text`, or None for None."""
    return to_text(moment) if moment else None


def claimed_text(moment: datetime | None) -> str | None:
    """`to_text` of what a header claims; None also for a moment that UTC has no date for."""
    try:
        return maybe_text(moment)
    except OverflowError:
        return None


def maybe_moment(text: str | None) -> datetime | None:
    """`from_text`, or None for None."""
    return from_text(text) if text else None
