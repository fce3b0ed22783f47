"""The keys of `staff`, `escalation` and `notify`: who works, whom to tell, and who instead."""

from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from triage.policy import wording
from triage.policy.rules.values import NOBODY, TOLD, Addr, Audience, Day, Interval, Length, Strict


class Step(Strict):
    """One rung of the escalation ladder; it lands in working time."""

    at: Annotated[str, AfterValidator(wording.percentage)] | None = None
    """So much of the working time has passed, e.g. 50%."""
    before: Length | None = None
    """So long before the deadline."""
    after: Length | None = None
    """So long after the deadline."""
    tell: Annotated[str | list[str], BeforeValidator(wording.one_or_many), AfterValidator(wording.told(TOLD))]
    """assignee, team, "assignee or team", lead, manager, or an address; one or a list."""
    repeat: Interval | None = None
    """Tell again, e.g. every 4 working hours, until somebody has taken or answered the ticket."""

    @model_validator(mode="after")
    def _has_one_moment(self) -> Self:
        return wording.exactly_one_of(self, "at", "before", "after")

    @property
    def percent(self) -> int | None:
        """The number in `at`."""
        return int(self.at.removesuffix("%")) if self.at else None

    @property
    def recipients(self) -> tuple[str, ...]:
        """`tell`, always as several."""
        return (self.tell,) if isinstance(self.tell, str) else tuple(self.tell)


class Notify(Strict):
    """Whom a letter tells at once that a ticket has news; it can simply be answered. Words as in `escalation`, or nobody."""

    new: Audience = NOBODY
    """Of a new ticket, e.g. team."""
    assigned: Audience = NOBODY
    """When somebody else gives a ticket to a staff member, e.g. assignee."""
    follow_up: Audience = NOBODY
    """When the requester writes again, e.g. "assignee or team"."""

    def told(self, news: str) -> tuple[str, ...]:
        """The words for this news, one of the keys, always as several; none for nobody."""
        named: str | list[str] = getattr(self, news)
        return tuple(word for word in ([named] if isinstance(named, str) else named) if word != NOBODY)


class Away(Strict):
    """Days on which somebody is not told, both ends included, by the desk's calendar."""

    start: Day | None = Field(default=None, alias="from")
    """The first of them, e.g. 2026-12-21; from now on when not given."""
    until: Day
    """The last of them."""
    substitute: Addr | None = None
    """Who is told in the meantime; without one, the next on the way up."""

    @model_validator(mode="after")
    def _ends_after_it_begins(self) -> Self:
        if self.start and self.start > self.until:
            raise ValueError(f"it ends on {self.until}, before it begins")
        return self

    def covers(self, day: date) -> bool:
        """Whether this day of the desk's calendar is one of them."""
        return (self.start or "") <= day.isoformat() <= self.until


class Team(Strict):
    """The people who answer a category."""

    members: list[Addr] = Field(min_length=1)
    """Who gets its notifications, and may command by mail."""
    lead: Addr
    """Told when a deadline comes near or passes."""
    away: dict[Addr, Away] = {}
    """Who of them, or the manager, is away, and until when."""
    calendar: str | None = None
    """Its deadlines are counted in this calendar; in the desk's when not given."""
    escalation: list[Step] | None = None
    """A ladder of its own, in place of the desk's."""
    notify: Notify | None = None
    """Who of it is told of news, in place of the desk's."""
