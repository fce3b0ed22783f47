"""An iCal file (RFC 5545) → the times at which a desk is closed, each with its name. Reads no file; knows no working hours.

Every event closes, whatever its TRANSP says: public calendars mark holidays as free time. Cancelled ones do not.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from itertools import chain
from typing import Any, Self
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr

from triage.record import record

LARGEST = 1024 * 1024  # bytes
_MOST_EVENTS = 5_000
_MOST_PROBLEMS = 3  # told at once
_FREQUENCIES = ("YEARLY", "MONTHLY", "WEEKLY", "DAILY")
_FINE_PARTS = ("BYHOUR", "BYMINUTE", "BYSECOND")
_FIRST_YEAR, _LAST_YEAR, _LONGEST = 1900, 2999, timedelta(days=3_660)
_DAY = timedelta(days=1)
_ONCE = ("DTSTART", "DTEND", "DURATION", "RECURRENCE-ID")  # RFC 5545 §3.6.1
_MARGIN = 2 * _DAY  # wide enough for any two zones

Component = Any  # of icalendar, whose values are of many types
Event = tuple[datetime, datetime, str]  # closed from … until, in UTC, half-open; its name


@record
class Entry:
    """One VEVENT. Its days and hours are those of the clock on the wall of its zone."""

    name: str
    begins: datetime  # naive
    length: timedelta
    zone: tzinfo | None  # None: of whoever reads it, as all-day events are
    repeats: rruleset | None = None

    def between(self, first: datetime, last: datetime) -> list[datetime]:
        """When it begins within these bounds, naive."""
        if self.repeats:
            return list(self.repeats.between(first, last, inc=True))
        return [self.begins] if first <= self.begins <= last else []


@dataclass(frozen=True, kw_only=True)
class Events:
    """Everything in one file."""

    file: str  # its name
    entries: tuple[Entry, ...] = field(compare=False, repr=False)
    text: str = field(repr=False)
    _known: dict[tuple[str, int], dict[date, list[Event]]] = field(
        default_factory=dict[tuple[str, int], dict[date, list[Event]]], compare=False, repr=False
    )

    @classmethod
    def parse(cls, text: str, file: str) -> Self:
        """Raises ValueError that says which event is wrong and why."""
        entries, problems = _entries(text)
        if problems:
            more = f" … and {len(problems) - _MOST_PROBLEMS} more" if len(problems) > _MOST_PROBLEMS else ""
            raise ValueError(f"{file}: {'; '.join(problems[:_MOST_PROBLEMS])}{more}")
        return cls(file=file, entries=tuple(entries), text=text)

    def on(self, day: date, zone: ZoneInfo) -> list[Event]:
        """The events that touch this local day, in the order of the file."""
        key = (zone.key, day.year)
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = self._year(day.year, zone)
        return known.get(day, [])

    def _year(self, year: int, zone: ZoneInfo) -> dict[date, list[Event]]:
        found: dict[date, list[Event]] = {}
        first, last = datetime(year, 1, 1) - _MARGIN, datetime(year, 12, 31) + _MARGIN  # noqa: DTZ001  clock on the wall
        for entry in self.entries:
            for begins in entry.between(first - entry.length, last):
                event = _event(entry, begins, zone)
                for day in _days(event, zone):
                    if day.year == year:
                        found.setdefault(day, []).append(event)
        return found


def _event(entry: Entry, begins: datetime, zone: ZoneInfo) -> Event:
    moments = (moment.replace(tzinfo=entry.zone or zone).astimezone(UTC) for moment in (begins, begins + entry.length))
    return (*moments, entry.name)  # type: ignore[return-value]  two of them


def _days(event: Event, zone: ZoneInfo) -> Iterator[date]:
    begins, ends, _ = event
    day, last = begins.astimezone(zone).date(), (ends - timedelta.resolution).astimezone(zone).date()
    while day <= last:
        yield day
        day += _DAY


# --- reading


def _entries(text: str) -> tuple[list[Entry], list[str]]:
    """What the events say, and what is wrong with them."""
    from icalendar import Calendar as Document  # noqa: PLC0415  megabytes that few desks need

    try:
        documents: list[Component] = list(Document.from_ical(text, multiple=True))
    except ValueError as error:
        return [], [f"is no iCal file (RFC 5545): {error}"]
    if not documents or any(document.name != "VCALENDAR" for document in documents):
        return [], ["is no iCal file (RFC 5545): expected BEGIN:VCALENDAR"]
    components: list[Component] = [component for document in documents for component in document.walk("VEVENT")]
    if len(components) > _MOST_EVENTS:
        return [], [f"holds {len(components)} events: expected at most {_MOST_EVENTS}"]
    moved = _moved(components)
    found: list[Entry] = []
    problems: list[str] = []
    for component in components:
        try:
            entry = _entry(component, moved.get(str(component.get("UID", "")), []))
        except ValueError as error:
            problems.append(f"event {_name(component)!r}: {error}")
        else:
            found.extend([entry] if entry else [])
    return found, problems


def _moved(components: Iterable[Component]) -> Mapping[str, list[Any]]:
    """By UID: the occurrences that another event of the file stands for (RFC 5545 §3.8.4.4)."""
    found: dict[str, list[Any]] = {}
    for component in components:
        if "RECURRENCE-ID" in component and not component.errors:
            found.setdefault(str(component.get("UID", "")), []).append(component["RECURRENCE-ID"])
    return found


def _name(component: Component) -> str:
    return " ".join(str(component.get("SUMMARY", "")).split()) or "closed"


def _entry(component: Component, moved: Iterable[Any]) -> Entry | None:
    """None for an event that closes nothing: cancelled, or of no length."""
    if component.errors:
        name, sentence = component.errors[0]
        raise ValueError(f"{name}: {sentence}")
    if repeated := next((name for name in _ONCE if isinstance(component.get(name), list)), None):
        raise ValueError(f"{repeated} is given several times")
    if str(component.get("STATUS", "")).upper() == "CANCELLED":
        return None
    if "DTSTART" not in component:
        raise ValueError("DTSTART is missing")
    begins, zone = _clock(component["DTSTART"], "DTSTART")
    is_whole_days = not isinstance(component["DTSTART"].dt, datetime)
    length = _length(component, begins, zone)
    if is_whole_days:
        length = max(length, _DAY)  # many programs let a day end where it begins
    if not length:
        return None
    repeats = None if "RECURRENCE-ID" in component else _repeats(component, begins, zone, moved)
    return Entry(name=_name(component), begins=begins, length=length, zone=zone, repeats=repeats)


def _length(component: Component, begins: datetime, zone: tzinfo | None) -> timedelta:
    if "DTEND" in component:
        ends, _ = _clock(component["DTEND"], "DTEND", zone)
        length = ends - begins
    else:
        length = component["DURATION"].dt if "DURATION" in component else timedelta()
    if length < timedelta():
        raise ValueError("it ends before it begins")
    if length > _LONGEST or not _FIRST_YEAR <= begins.year <= _LAST_YEAR:
        raise ValueError(f"expected the years {_FIRST_YEAR} to {_LAST_YEAR}, and at most {_LONGEST.days} days at once")
    return length


def _repeats(component: Component, begins: datetime, zone: tzinfo | None, moved: Iterable[Any]) -> rruleset | None:
    rules, dates = _several(component, "RRULE"), list(_dates(component, "RDATE", begins, zone))
    excluded = chain(
        _dates(component, "EXDATE", begins, zone), (_clock(one, "RECURRENCE-ID", zone)[0] for one in moved)
    )
    if not rules and not dates:
        return None
    repeats = rruleset(cache=True)
    repeats.rdate(begins)
    for rule in rules:
        repeats.rrule(_rule(rule, begins, zone))
    for moment in dates:
        repeats.rdate(moment)
    for moment in excluded:
        repeats.exdate(moment)
    return repeats


def _rule(rule: Mapping[str, Any], begins: datetime, zone: tzinfo | None) -> Any:
    parts: dict[str, Any] = {key.upper(): values for key, values in rule.items()}
    (frequency,) = parts.get("FREQ") or ("",)
    if frequency not in _FREQUENCIES or not parts.keys().isdisjoint(_FINE_PARTS):
        raise ValueError("RRULE: expected a FREQ of DAILY, WEEKLY, MONTHLY or YEARLY, and no hours or minutes")
    if min(parts.get("INTERVAL", [1])) < 1:
        raise ValueError("RRULE: expected an INTERVAL of 1 or more")
    if until := parts.get("UNTIL"):
        parts["UNTIL"] = [_occurrence(until[0], begins, zone)]
    text = type(rule)(parts).to_ical().decode()  # type: ignore[attr-defined]  vRecur
    found: Any = rrulestr(text, dtstart=begins, cache=True)
    if next(iter(found), None) is None:
        raise ValueError(f"RRULE: there is no such day: {text}")
    return found


def _dates(component: Component, name: str, begins: datetime, zone: tzinfo | None) -> Iterator[datetime]:
    for several in _several(component, name):
        for one in several.dts:
            value = one.dt[0] if isinstance(one.dt, tuple) else one.dt  # a period begins there
            yield _occurrence(value, begins, zone)


def _occurrence(value: date, begins: datetime, zone: tzinfo | None) -> datetime:
    """When that occurrence begins; a day alone means the one on it, as many programs write of an event with hours."""
    return _wall(value, zone) if isinstance(value, datetime) else datetime.combine(value, begins.time())


def _several(component: Component, name: str) -> list[Any]:
    value = component.get(name, [])
    return value if isinstance(value, list) and not hasattr(value, "dts") else [value]


def _clock(value: Any, name: str, zone: tzinfo | None = None) -> tuple[datetime, tzinfo | None]:
    """(what the clock on the wall shows, whose wall), in that zone if one is given."""
    named = value.params.get("TZID")
    if isinstance(value.dt, datetime) and value.dt.tzinfo is None and named:
        raise ValueError(f"{name}: the time zone {str(named)!r} is not known, nor told in the file")
    own = value.dt.tzinfo if isinstance(value.dt, datetime) else None
    return _wall(value.dt, zone or own), zone or own


def _wall(value: date, zone: tzinfo | None) -> datetime:
    if not isinstance(value, datetime):
        return datetime.combine(value, time())
    return (value.astimezone(zone) if value.tzinfo and zone else value).replace(tzinfo=None)
