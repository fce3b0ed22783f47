"""The clock on the wall of a zone, through its changes in spring and autumn. Knows no working hours."""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY, _SECOND = timedelta(days=1), timedelta(seconds=1)


def moment(zone: ZoneInfo, day: date, clock: timedelta, *, last: bool = False) -> datetime:
    """When the clock shows so much after midnight, in UTC.

    If it shows it twice, the first time (or the last); if it jumps over it, the moment of the jump.
    """
    if not last and clock < _DAY and (midnight := _steady_midnight(zone, day)):
        return midnight + clock
    wall = datetime.combine(day, time(), zone) + clock
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    if first > second:  # PEP 495: only within a jump forward
        return _jump(zone, second, first)
    return second if last else first


def reading(zone: ZoneInfo, at: datetime) -> tuple[date, timedelta]:
    """The local day, and how much after midnight its clock shows.

    While an hour is repeated the reading stays at that hour's end, so that a later moment never reads earlier.
    """
    local = at.astimezone(zone)
    if not local.fold:
        clock = timedelta(0, local.second, local.microsecond, 0, local.minute, local.hour)
        return local.date(), clock
    midnight = datetime.combine(local.date(), time())
    first = local.replace(fold=0)
    jump = _jump(zone, first.astimezone(UTC), at)
    return local.date(), (jump + (first.utcoffset() or timedelta())).replace(tzinfo=None) - midnight


@lru_cache(maxsize=16_384)
def _steady_midnight(zone: ZoneInfo, day: date) -> datetime | None:
    """When that day begins, in UTC; None for one on which the clock changes, or may."""
    before, midnight, after = (datetime.combine(day, time(), zone) + days * _DAY for days in (-1, 0, 2))
    return midnight.astimezone(UTC) if before.utcoffset() == midnight.utcoffset() == after.utcoffset() else None


def _jump(zone: ZoneInfo, low: datetime, high: datetime) -> datetime:
    """The moment, to the second, at which the zone takes on the offset that it has at `high` but not at `low`."""
    after = high.astimezone(zone).utcoffset()
    while high - low > _SECOND:
        middle = low + (high - low) // 2
        if middle.astimezone(zone).utcoffset() == after:
            high = middle
        else:
            low = middle
    return high.replace(microsecond=0)
