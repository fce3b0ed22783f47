"""Remember what was built from a value that cannot be hashed. Does not know what is built."""

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

Source = TypeVar("Source")
Built = TypeVar("Built")
KEPT = 4  # the rules in force, new ones being tried, and a little room


def once_for_each(build: Callable[[Source], Built]) -> Callable[[Source], Built]:
    """`build`, called once for each argument: the last few are known again by identity, so they must not change."""
    recent: tuple[tuple[Source, Built], ...] = ()

    @wraps(build)
    def remembered(source: Source) -> Built:
        nonlocal recent
        for known, built in recent:
            if known is source:
                return built
        built = build(source)
        recent = ((source, built), *recent)[:KEPT]  # one assignment, so threads see the old or the new
        return built

    return remembered
