"""The keys of `limits`, `retention` and `opinion`: brakes, how long we keep things, whom we ask besides."""

from pydantic import Field

from triage.policy.rules.values import Length, Strict
from triage.policy.worktime import Span


class Limits(Strict):
    """Brakes on automatic letters, and on what one message may cost."""

    acknowledgements_per_address_a_day: int = Field(default=5, ge=0)
    """To a sender whose address is proven."""
    unproven_acknowledgements_per_address_a_day: int = Field(default=2, ge=0)
    """To a sender whose address is only claimed."""
    letters_per_ticket_a_day: int = Field(default=3, ge=0)
    """Automatic letters on one ticket."""
    letters_per_10_minutes: int = Field(default=30, ge=0)
    """Automatic letters of the whole desk."""
    letters_per_hour: int = Field(default=120, ge=0)
    """Automatic letters of the whole desk."""
    notifications_per_person_an_hour: int = Field(default=20, ge=0)
    """Letters that tell a staff member of news; what comes beyond stands in one letter."""
    message_megabytes: int = Field(default=25, ge=1, le=50)
    """Of a larger message only the beginning is read. No reader takes more than 50."""
    passed_on_megabytes: int = Field(default=15, ge=1, le=50)
    """Files that staff attach to an answer by mail; with more, the answer comes back to them."""
    look_back: Length = Field(default=Span(24, "hours"), json_schema_extra={"default": "24 hours"})
    """Older mail is taken in, not acknowledged."""
    staff_letters_answerable: Length = Field(default=Span(60, "days"), json_schema_extra={"default": "60 days"})
    """So long may staff answer a letter of ours, or command in it; afterwards its signature has expired."""
    refusals_per_address_a_day: int = Field(default=2, ge=0)
    """Letters to a staff member about mail in their name that was not proven to be theirs."""


class Retention(Strict):
    """How long we keep what is no longer needed for the work."""

    raw_mail: Length | None = None
    """A mail's original bytes, counted from its receipt, e.g. 400 days; for ever when not given."""


class SecondOpinion(Strict):
    """What a message reads like, learned from the examples in this file and those that ship with triage."""

    enabled: bool = True
    """Whether it is asked; it needs the package's part `opinion`."""
    signals_suffice: float = Field(default=0.9, ge=0, le=1)
    """Signals at least so sure decide alone, e.g. 0.9."""
    unsure_below: float = Field(default=0.5, ge=0, le=1)
    """Less sure than this, a ticket is marked unsure, for a person to look at."""
