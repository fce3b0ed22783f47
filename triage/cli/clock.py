"""Moments as people read them: by the desk's clock, or in UTC where no rules say where the desk stands."""

from collections.abc import Callable
from datetime import UTC, datetime, tzinfo
from functools import cache
from zoneinfo import ZoneInfo

from triage.settings import Settings

Worded = Callable[[str | None], str]


def desk_clock(where: Settings) -> Worded:
    """A function from a stored moment to 'Tue 2026-12-01 10:13 EST'; "" for None."""

    @cache
    def zone() -> tzinfo:
        from triage.policy.rulesfile import rules_from_file  # noqa: PLC0415  slow to load: only where there is a moment

        rules = rules_from_file(where.rules).rules
        return ZoneInfo(rules.desk.timezone) if rules else UTC

    def worded(moment: str | None) -> str:
        return f"{datetime.fromisoformat(moment).astimezone(zone()):%a %Y-%m-%d %H:%M %Z}" if moment else ""

    return worded
