"""Working days, hours and holidays. Pure: every moment is an argument, aware, and answered in UTC.

Knows nothing of tickets. The clock on the desk's wall decides: an hour that it skips in spring is not worked, an hour
that it repeats in autumn is worked twice.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import UTC, date, datetime, timedelta
from functools import cached_property
from itertools import chain
from typing import Literal, Self
from zoneinfo import ZoneInfo

from holidays import HolidayBase

from triage.policy import wallclock
from triage.policy.hours import FULL_DAY, Hours, OwnDay, Week, parse_own_day, parse_week
from triage.policy.ical import Event, Events
from triage.policy.ledger import Ledger, Stretch
from triage.policy.nearest import nearest
from triage.policy.regions import parse_region

Unit = Literal["working days", "working hours", "days", "hours", "minutes"]
Until = Literal["same time", "close"]
_LONGEST: dict[Unit, int] = {  # about ten years of each: no deadline is longer, and no sum overflows
    "working days": 3_650,
    "working hours": 87_600,
    "days": 3_650,
    "hours": 87_600,
    "minutes": 5_256_000,
}
_ANY_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # from here `of` looks for one working day
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time as ops write it: '2 working days', '4 working hours', '14 days', '24 hours', '30 minutes'."""

    amount: int
    unit: Unit

    def __post_init__(self) -> None:
        if not 1 <= self.amount <= _LONGEST[self.unit]:
            raise ValueError(f"'{self}' is out of range: expected 1 to {_LONGEST[self.unit]} {self.unit}")

    @classmethod
    def parse(cls, text: str) -> Self:
        """'1 working day' → Span(1, 'working days'). Raises ValueError that says what was expected."""
        match = re.fullmatch(r"([0-9]{1,9})\s+(\S.*)", text.strip())
        unit = _UNITS.get(" ".join(match[2].lower().split())) if match else None
        if match is None or unit is None:
            raise ValueError(f"{text!r} is not a length of time: expected e.g. {_examples(text)}")
        return cls(int(match[1]), unit)

    def __str__(self) -> str:
        return f"{self.amount} {self.unit.removesuffix('s') if self.amount == 1 else self.unit}"

    @property
    def length(self) -> timedelta:
        """The exact duration of a span of hours or minutes. Days have none: they follow the calendar (ValueError)."""
        if self.unit in ("days", "working days"):
            raise ValueError(f"{self} follow the calendar and have no fixed length")
        return timedelta(minutes=self.amount) if self.unit == "minutes" else timedelta(hours=self.amount)


_UNITS: dict[str, Unit] = {spelling: unit for unit in _LONGEST for spelling in (unit, unit.removesuffix("s"))}


def _examples(text: str) -> str:
    """The nearest length that we would understand, or one of each kind."""
    digits, unit = re.search("[0-9]+", text), re.sub("[0-9.,]", "", text).strip().lower()
    near = nearest(unit, tuple(_LONGEST))
    if digits and near:
        return repr(f"{digits[0][:4]} {near.removesuffix('s') if digits[0] == '1' else near}")
    return "'2 working days', '4 working hours', '14 days', '24 hours' or '30 minutes'"


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When a desk works. Build one with `of`.

    Every method takes aware moments of any zone (a naive one is a ValueError) and answers in UTC.
    """

    zone: ZoneInfo
    week: Week
    regions: tuple[str, ...] = ()  # whose public holidays are free: "US", "DE/BY"
    own_days: tuple[OwnDay, ...] = ()  # they win over the week, public holidays and events
    events: Events | None = None  # of an iCal file: closed while they last

    @classmethod
    def of(
        cls,
        *,
        timezone: str,
        working_hours: Mapping[str, str | Sequence[str]],
        holidays: Sequence[str] = (),
        closed: Sequence[str] = (),
        events: Events | None = None,
    ) -> Self:
        """The calendar of a desk as rules.yaml describes it. Raises ValueError (ZoneInfoNotFoundError for the zone)."""
        calendar = cls(
            zone=ZoneInfo(timezone),
            week=parse_week(working_hours),
            regions=tuple(holidays),
            own_days=tuple(parse_own_day(text) for text in closed),
            events=events,
        )
        calendar.next_opening(_ANY_DAY)  # raises when no day is left to work on
        return calendar

    def __getstate__(self) -> dict[str, object]:
        """What ops wrote crosses processes; what was reckoned from it does not, for it is large and soon reckoned again."""
        return {each.name: getattr(self, each.name) for each in fields(self)}

    def is_open(self, moment: datetime) -> bool:
        """Whether the desk works at this moment. The moment of closing is outside."""
        return self.next_opening(moment) == moment

    def next_opening(self, moment: datetime) -> datetime:
        """The moment itself while the desk is open, otherwise when it opens next."""
        moment = _utc(moment)
        return max(moment, self._ledger.opens_after(moment)[0])

    def previous_closing(self, moment: datetime) -> datetime:
        """The moment itself while the desk is open or just closes, otherwise when it closed last."""
        moment = _utc(moment)
        return min(moment, self._ledger.open_before(moment)[1])

    def add(self, start: datetime, span: Span, until: Until = "same time") -> datetime:
        """The moment that lies `span` after `start`.

        Working days: the same time of the desk's clock so many working days later; a start outside working hours
        counts from the next opening. Where that day is already closed, or pauses, at this time, the moment is the close
        before; where it has not opened yet, its opening. Working hours: as `add_working_time`. Days are calendar days
        at the same time of the clock, hours and minutes exact durations; both may end outside working hours.
        With `until='close'`: the end of that working day, or of the next one when that moment lies after it.
        """
        start = _utc(start)
        if span.unit == "working days":
            return self._working_days_from(self.next_opening(start), span.amount, until)
        if span.unit == "working hours":
            moment = self.add_working_time(start, span.length)
        elif span.unit == "days":
            moment = self._same_time(start, span.amount)
        else:
            moment = start + span.length
        return moment if until == "same time" else self._close_of_day(moment)

    def subtract(self, end: datetime, span: Span) -> datetime:
        """The moment that lies `span` before `end`, by the rules of `add` read backwards."""
        end = _utc(end)
        if span.unit == "working days":
            return self._working_days_from(self.previous_closing(end), -span.amount, "same time")
        if span.unit == "working hours":
            return self._ledger.earlier(end, span.length)
        return self._same_time(end, -span.amount) if span.unit == "days" else end - span.length

    def add_working_time(self, start: datetime, length: timedelta) -> datetime:
        """The moment at which `length` of working time has passed since `start`; it may be a moment of closing."""
        return self._ledger.later(_utc(start), _positive(length))

    def subtract_working_time(self, end: datetime, length: timedelta) -> datetime:
        """The moment since which `length` of working time has passed until `end`."""
        return self._ledger.earlier(_utc(end), _positive(length))

    def between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from `start` to `end`; nothing when `end` is not later."""
        start, end = _utc(start), _utc(end)
        return self._ledger.between(start, end) if start < end else timedelta()

    def at_percent(self, start: datetime, end: datetime, percent: float) -> datetime:
        """The moment, always an open one before `end`, at which this part (0 to 100) of the working time has passed.

        100 is `end` itself, and so is everything when no working time lies between. Raises ValueError.
        """
        start, end = _utc(start), _utc(end)
        if not 0 <= percent <= 100:  # noqa: PLR2004  percent
            raise ValueError(f"{percent} is not a percentage from 0 to 100")
        total = self.between(start, end)
        if percent == 100 or not total:  # noqa: PLR2004  percent
            return end
        return min(end, self.next_opening(self.add_working_time(start, total * (percent / 100))))

    def stretches(self, day: date) -> tuple[Stretch, ...]:
        """The opening hours of one local day; none when it is free."""
        known = self._known.get(day)
        if known is None:
            known = self._known[day] = self._reckon(day)
        return known

    def closed_because(self, day: date) -> str | None:
        """The name of the holiday, event or own free day, 'no working day' for one the week leaves out, None when open."""
        if self.stretches(day):
            return None
        if day in self._own_days:
            return self._own_days[day].name
        holidays = (holidays[day] for holidays in self._holidays if day in holidays)
        return next(chain(holidays, (name for *_, name in self._events_on(day))), "no working day")

    # --- days

    @cached_property
    def _ledger(self) -> Ledger:
        return Ledger(self.zone, self.stretches)

    @cached_property
    def _known(self) -> dict[date, tuple[Stretch, ...]]:
        return {}

    @cached_property
    def _own_days(self) -> dict[date, OwnDay]:
        return {own.day: own for own in self.own_days}

    @cached_property
    def _holidays(self) -> tuple[HolidayBase, ...]:
        return tuple(parse_region(region) for region in self.regions)

    def _hours(self, day: date) -> Hours:
        if day in self._own_days:
            return self._own_days[day].hours
        hours = self.week[day.weekday()]
        return () if hours and any(day in holidays for holidays in self._holidays) else hours

    def _events_on(self, day: date) -> Sequence[Event]:
        """Those that may take away working hours of that day; our own days know better."""
        return self.events.on(day, self.zone) if self.events and day not in self._own_days else ()

    def _reckon(self, day: date) -> tuple[Stretch, ...]:
        found: list[Stretch] = []
        for opens, closes in self._hours(day):
            begins = wallclock.moment(self.zone, day, timedelta(minutes=opens))
            # A closing time that the clock shows twice is the second one; midnight is the first, where tomorrow begins.
            ends = wallclock.moment(self.zone, day, timedelta(minutes=closes), last=closes < FULL_DAY)
            if found and begins < found[-1][1]:
                begins = found[-1][1]
            if begins < ends:
                found.append((begins, ends))
        return _without(found, self._events_on(day))

    # --- moments

    def _working_days_from(self, moment: datetime, amount: int, until: Until) -> datetime:
        """`moment` lies in working time; `amount` may be negative."""
        today, clock = wallclock.reading(self.zone, moment)
        day = self._ledger.day_after(today, amount) if amount > 0 else self._ledger.day_before(today, -amount)
        if until == "close":
            return self.stretches(day)[-1][1]
        return self._inside(day, wallclock.moment(self.zone, day, clock))

    def _inside(self, day: date, moment: datetime) -> datetime:
        """The nearest working moment of that day that is not later, or its first."""
        stretches = self.stretches(day)
        nearest = stretches[0][0]
        for opens, closes in stretches:
            if opens <= moment:
                nearest = min(moment, closes)
        return nearest

    def _close_of_day(self, moment: datetime) -> datetime:
        day = moment.astimezone(self.zone).date()
        while not (stretches := self.stretches(day)) or stretches[-1][1] < moment:
            day = self._ledger.day_after(day, 1)
        return stretches[-1][1]

    def _same_time(self, moment: datetime, days: int) -> datetime:
        day, clock = wallclock.reading(self.zone, moment)
        return wallclock.moment(self.zone, day + days * _DAY, clock)


def _without(stretches: Iterable[Stretch], events: Iterable[Event]) -> tuple[Stretch, ...]:
    """What is left of the stretches outside the events."""
    left = tuple(stretches)
    for begins, ends, _ in events:
        parts = (part for opens, closes in left for part in ((opens, min(closes, begins)), (max(opens, ends), closes)))
        left = tuple((opens, closes) for opens, closes in parts if opens < closes)
    return left


def _utc(moment: datetime) -> datetime:
    if moment.tzinfo is UTC:
        return moment
    if moment.utcoffset() is None:
        raise ValueError(f"{moment} has no time zone")
    return moment.astimezone(UTC)


def _positive(length: timedelta) -> timedelta:
    if length < timedelta():
        raise ValueError(f"{length} is negative")
    return length
