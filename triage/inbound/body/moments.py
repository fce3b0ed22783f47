"""Dates and times of day as mail programs write them, in any language. Tells that there is one, not which."""

import re

_CLOCK = re.compile(r"(?<![\d.])\d{1,2}(?:[:.hH時时시]\s?\d{2}(?!\.?\d|%)|\s?[AaPp]\.?[Mm]\b)")
_DATE = re.compile(
    r"(?<!\d)(?:\d{4}[-./]\s?\d{1,2}[-./]\s?\d{1,2}|\d{1,2}[-./]\s?\d{1,2}[-./]\s?\d{2,4}|(?:19|20)\d{2})(?!\d)|\d[年년]"
)
_BARE = re.compile(r"[\s\d/.:,-]*(?:[AaPp][Mm])?[\s*]*")
_OPENS = re.compile(
    r"[\W_]*+(?:[^\W\d_]++[^\w\s/]{0,3}+\s*+){0,5}+\d"
)  # at most five words before the first digit, no link


def has_clock(text: str) -> bool:
    """Is there a time of day?"""
    return bool(_CLOCK.search(text))


def has_date(text: str) -> bool:
    """Is there a date with its year?"""
    return bool(_DATE.search(text))


def is_bare(text: str) -> bool:
    """Is there nothing but a date and a time?"""
    return bool(_BARE.fullmatch(text))


def comes_first(text: str) -> bool:
    """Does the text begin with a moment ("On Mon, Feb 1, 2016", "2016-02-01 10:00", "Den fre 28 feb.")?"""
    return bool(_OPENS.match(text)) and (has_date(text) or has_clock(text))
