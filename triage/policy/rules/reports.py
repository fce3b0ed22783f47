"""The keys of `themes` and `reports`: what the desk tells of itself."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, model_validator

from triage.policy import wording
from triage.policy.rules.values import Strict, Word, Words


class Topic(Strict):
    """What a theme may be about. A word or a list of words alone stands for `any`."""

    any: Words = []
    """Any of these words or phrases tells of it, as in signals."""
    says: Words = []
    """Any word of these lists in `words`."""

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        return wording.some_of(self, "any", "says")


class Theme(Strict):
    """What complaints are counted by, e.g. their cause."""

    fact: str | None = None
    """Each value of this fact is a topic."""
    topics: dict[
        Word, Annotated[Topic, BeforeValidator(wording.words_as_any, json_schema_input_type=str | list[str] | Topic)]
    ] = {}
    """What it may be about, by name."""

    @model_validator(mode="after")
    def _asks_something(self) -> Self:
        return wording.some_of(self, "fact", "topics")


class Reports(Strict):
    """How often the desk reports of itself, at the first opening after the week or month; each once."""

    desk: Literal["week", "month", "never"] = "week"
    """Volume, times and promises kept, to the manager and ops."""
    complaints: Literal["week", "month", "never"] = "month"
    """What recurs in complaints, to the same and the lead of their team (policy clause 5)."""
