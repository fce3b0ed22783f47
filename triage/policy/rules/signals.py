"""The keys of signals and `filters`: what can be asked of a message, and what is decided then."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from triage.policy import wording
from triage.policy.rules.values import (
    Addr,
    Correspondents,
    HeaderName,
    Languages,
    Pattern,
    Priority,
    Strict,
    Word,
    Words,
)


class Condition(Strict):
    """What can be asked of a message. Everything given must hold."""

    any: Words = []
    """Any of these words or phrases; whole words, accents ignored. word* takes any ending, … up to four other words."""
    all: Words = []
    """All of these words or phrases."""
    none: Words = []
    """None of these words or phrases."""
    says: str | None = None
    """As `any`: any word of this list in `words`."""
    does_not_say: str | None = None
    """As `none`: no word of this list in `words`."""
    regex: Pattern | None = None
    """A regular expression (RE2, any case) on subject and text."""
    words_at_most: int | None = Field(default=None, ge=1)
    """Subject and text hold at most so many words; a Chinese, Japanese or Korean sign counts half."""
    subject: Words = []
    """Any of these words or phrases, in the subject only."""
    sender: Correspondents = []
    """Addresses or domains of the author."""
    recipient: Correspondents = []
    """Addresses or domains in To or Cc."""
    header: dict[HeaderName, Words] = {}
    """Header fields, each with words of which it holds any; "*" for whatever it says."""
    attachment: Words = []
    """Any attached file of such a name or media type: "*.pdf", "image/*"; "*" for any."""
    language: Languages = []
    """It is written in any of these."""
    authenticated: Literal["pass", "fail", "none"] | None = None
    """What our own server found out about its From address."""
    mailbox: Addr | None = None
    """It reached this mailbox."""
    fact: str | None = None
    """This fact was found."""
    count: int = Field(default=1, ge=1)
    """… at least so many times, all different."""

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        wording.needs(self, "fact", "count")
        return wording.some_of(
            self,
            *("any", "all", "says", "regex", "subject", "words_at_most", "fact", "sender", "recipient", "header"),
            *("attachment", "language", "authenticated", "mailbox"),
        )


class Signal(Condition):
    """What speaks for a category: when all of it holds, `score` counts. A word or a list of words alone stands for `any`."""

    score: float = 1.0
    """How much it counts; negative speaks against."""
    priority: Priority | None = None
    """The ticket's priority when this holds and the category wins; the highest of several."""


class Outcome(Strict):
    """What a filter decides."""

    category: str | None = None
    """It is this, whatever the signals say."""
    team: str | None = None
    """This team answers it."""
    priority: Priority | None = None
    """How soon among equals."""
    acknowledge: bool | None = None
    """Whether its writer gets an answer at once."""
    ignore: bool = False
    """It opens no ticket and gets no letter; the digest lists it."""

    @model_validator(mode="after")
    def _decides_something(self) -> Self:
        given = (self.category, self.team, self.priority, self.acknowledge)
        if self.ignore and any(each is not None for each in given):
            raise ValueError("'ignore' stands alone: what opens no ticket has no category, team, priority or letter")
        if not self.ignore and all(each is None for each in given):
            raise ValueError("expected at least one of category, team, priority, acknowledge, ignore")
        return self


class Filter(Strict):
    """A hard rule, tried before any scoring."""

    name: Word | None = None
    """What reasons call it."""
    when: Annotated[
        Condition, BeforeValidator(wording.words_as_any, json_schema_input_type=str | list[str] | Condition)
    ]
    """What must hold; a word or a list of words alone stands for `any`."""
    then: Outcome
    """What is decided then."""
