"""Did you mean …? Knows words only."""

from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches

_MOST_LISTED = 12  # longer lists help nobody


def not_one_of(word: str, known: Iterable[str]) -> str:
    """A sentence such as: 'wholsale' is not one of aftersales, wholesale (did you mean 'wholesale'?)."""
    names = list(known)
    return f"{word!r} is not one of {listed(names)}{did_you_mean(word, names)}"


def listed(names: Sequence[str]) -> str:
    """The names, or the first dozen."""
    return ", ".join(names[:_MOST_LISTED]) + (", …" if len(names) > _MOST_LISTED else "") if names else "none at all"


def nearest(word: str, known: Iterable[str] | Mapping[str, str]) -> str | None:
    """The name most like this word, whatever its capitals; of a mapping, what that spelling stands for."""
    pairs = known.items() if isinstance(known, Mapping) else ((name, name) for name in known)
    spellings = {spelling.lower(): name for spelling, name in pairs}
    near = get_close_matches(word.lower(), spellings, 1)
    return spellings[near[0]] if near else None


def did_you_mean(word: str, known: Iterable[str] | Mapping[str, str]) -> str:
    """' (did you mean …?)' with the nearest name, or nothing."""
    near = nearest(word, known)
    return f" (did you mean {near!r}?)" if near else ""
