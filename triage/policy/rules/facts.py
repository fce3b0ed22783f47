"""The keys of `facts`: what to find in a message."""

from typing import Self

from pydantic import Field, model_validator

from triage.policy import wording
from triage.policy.rules.values import Currency, FactPattern, Languages, Name, Strict, Word


class Fact(Strict):
    """Something to find in a message. Give patterns, catalogue, amounts, dates, phrases or words, or several: each may find it."""

    patterns: list[FactPattern] = []
    """Regular expressions (RE2, any case); every group that matched, or the whole match, is a value."""
    unless: list[FactPattern] = []
    """What these match is blotted out before the patterns look, e.g. ticket numbers that resemble order numbers."""
    compact: bool = False
    """The value of a pattern is a number: written without blanks, in capitals."""
    otherwise: list[FactPattern] = []
    """As `patterns`, but looked for only where these found nothing: a bare number that may mean something else elsewhere."""
    parcel_numbers: bool = False
    """The tracking numbers of the big carriers, known by their check digits, are values too."""
    amounts: dict[Currency, list[Word]] = {}
    """Sums of money are values, as USD 24.95. The currency by its code (ISO 4217): how else people write it."""
    dates: Languages = []
    """Days are values, as 2026-11-12, or --11-12 without a year (ISO 8601). The languages in which months have names."""
    apart_from: list[Name] = []
    """Other facts, e.g. tracking numbers: what their patterns match is blotted out before the patterns look."""
    prefix: str = ""
    """Put before a value of digits only, so that 10432 and AM-10432 are one value."""
    catalogue: dict[Word, list[Word]] = {}
    """The name we use: other spellings of it."""
    spellings: dict[Word, list[Word]] = {}
    """A word of the catalogue (the brand): how else people write it."""
    phrases: list[Word] = []
    """Any of these words; the sentence around them is the value."""
    says: str | None = None
    """As `phrases`: any word of this list in `words`."""
    words: int | None = Field(default=None, ge=1)
    """Enough text: at least this many words that are no greeting."""
    besides: list[Word] = []
    """Lists in `words`: what they hold counts for nothing towards `words`, nor do phrases that are part of it."""
    asides: list[Word] = []
    """Lists in `words`: sentences that say any of it, and questions, count for nothing towards `words`."""

    @model_validator(mode="after")
    def _can_be_found(self) -> Self:
        wording.needs(self, "patterns", "unless", "otherwise", "prefix", "apart_from")
        wording.needs(self, "words", "asides")
        wording.needs(self, "catalogue", "spellings")
        return wording.some_of(
            self, "patterns", "parcel_numbers", "amounts", "dates", "catalogue", "phrases", "words", "says"
        )
