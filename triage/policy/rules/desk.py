"""The keys of `desk`, `calendars` and `shop`: who we are, when we work, what we may state as fact."""

from functools import cached_property
from typing import Annotated, Self

from pydantic import AfterValidator, Field, field_validator, model_validator

from triage.policy import wording
from triage.policy.hours import parse_own_day, parse_week
from triage.policy.regions import parse_region
from triage.policy.rules.values import PREFIX, Addr, Days, Hours, ICal, Length, Letter, Strict, Word
from triage.policy.worktime import Calendar, Span


class Desk(Strict):
    """Who we are, and when we work."""

    name: Word
    """The desk's name, as letters sign it."""
    ticket_prefix: str = Field(default="AM", pattern=PREFIX)
    """Stands before every ticket number: one to six capital letters."""
    timezone: Annotated[str, AfterValidator(wording.timezone)]
    """Where the desk's clock hangs, e.g. America/New_York."""
    working_hours: dict[Days, Hours]
    """"mon-fri": "09:00-18:00", or a list with breaks; up to 24:00."""
    holidays: list[Annotated[str, AfterValidator(wording.checked(parse_region))]] = []
    """Public holidays of a country or country/subdivision, e.g. US or DE/BY."""
    closed: list[Annotated[str, AfterValidator(wording.checked(parse_own_day))]] = []
    """Own free days, "2026-12-24: Christmas Eve"; with hours, a shorter day: "2026-12-31 09:00-13:00: half a day"."""
    ical: ICal | None = None
    """A file beside this one (RFC 5545): closed while its events last, each by its summary's name."""
    languages: list[Annotated[str, AfterValidator(wording.language)]] = Field(default=["en"], min_length=1)
    """Letters exist in these; the first is the fallback."""
    follow_ups: Length = Field(default=Span(2, "working days"), json_schema_extra={"default": "2 working days"})
    """A promise of ours: who writes again while no stage promises anything is answered within this."""
    closing: Letter | None = None
    """The letter when a ticket is closed and nothing else told the requester so, e.g. requester/closing; none when not given."""
    manager: Addr
    """Told when nobody else moved."""
    ops: Addr
    """Gets digests, set-aside notices and warnings."""

    @field_validator("working_hours")
    @classmethod
    def _is_a_week(cls, working_hours: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        parse_week(working_hours)
        return working_hours

    @model_validator(mode="after")
    def _works_at_all(self) -> Self:
        _ = self.calendar
        return self

    @cached_property
    def calendar(self) -> Calendar:
        """When this desk works."""
        return Calendar.of(
            timezone=self.timezone,
            working_hours=self.working_hours,
            holidays=self.holidays,
            closed=self.closed,
            events=self.ical,
        )


class Timetable(Strict):
    """Other working hours than the desk's, for teams that keep them. What is not given is as at the desk."""

    timezone: Annotated[str, AfterValidator(wording.timezone)] | None = None
    """Where that team's clock hangs."""
    working_hours: dict[Days, Hours] | None = None
    """As under `desk`."""
    holidays: list[Annotated[str, AfterValidator(wording.checked(parse_region))]] | None = None
    """As under `desk`; [] for none."""
    closed: list[Annotated[str, AfterValidator(wording.checked(parse_own_day))]] | None = None
    """As under `desk`; [] for none."""
    ical: ICal | None = None
    """As under `desk`."""

    @field_validator("working_hours")
    @classmethod
    def _is_a_week(cls, working_hours: dict[str, str | list[str]] | None) -> dict[str, str | list[str]] | None:
        if working_hours is not None:
            parse_week(working_hours)
        return working_hours

    def calendar(self, desk: Desk) -> Calendar:
        """When a team with these hours works."""
        return Calendar.of(
            timezone=self.timezone or desk.timezone,
            working_hours=self.working_hours or desk.working_hours,
            holidays=desk.holidays if self.holidays is None else self.holidays,
            closed=desk.closed if self.closed is None else self.closed,
            events=self.ical or desk.ical,
        )


class Shop(Strict):
    """What letters may state as fact (policy clauses 1, 3 and 4)."""

    currency: Word
    """The only one we charge, e.g. USD."""
    free_return_days: int = Field(ge=1)
    """Days after receiving the goods in which a return is free."""
    handling: Word
    """How long until a parcel leaves, in words: "1 to 3 working days"."""
    transit: Word
    """How long it then travels, in words."""
    refund: Word
    """How long a refund takes, in words."""
    warehouse_address: Word
    """Where returns go, as it stands on the label."""
    repackaging: list[Word]
    """How to pack a return, one note each."""

    def as_values(self) -> dict[str, object]:
        """What letters say of the shop in passing."""
        return self.model_dump(include={"currency", "free_return_days", "handling", "transit", "refund"})
