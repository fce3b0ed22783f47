"""What a value of rules.yaml may be: a word, an address, a length of time; and what every set of keys has in common."""

import re
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    PlainSerializer,
    ValidationInfo,
    WithJsonSchema,
)

from triage.policy import wording
from triage.policy.beside import Beside
from triage.policy.hours import parse_day, parse_days, parse_hours
from triage.policy.ical import Events
from triage.policy.worktime import Span

CLOSED = "closed"  # where a verb may lead besides a stage
ENOUGH = 1.0  # the score from which a category can win
COMPLAINT = "complaint"  # the category whose tickets the complaint report sums up
NO_REQUEST = "not-a-request"  # the category of mail that asks nothing of us; mass mail comes here by itself
COMMANDS = frozenset({  # lines that staff may write in every category; no verb may take their names
    "take", "assign", "category", "priority", "note", "close", "reopen", "pause",
    "resume", "merge", "split", "snooze", "spam", "notspam", "status", "why", "help",
})  # fmt: skip
TOLD = ("assignee", "team", "assignee or team", "lead", "manager")  # whom a rung may tell, besides an address
NOBODY = "nobody"  # in place of those, whom a notification may tell
PROGRESS, WAITING = "progress", "waiting"  # moments of a stage that may have a letter, besides its verbs

_WORD, _NAME, PREFIX, _HEADER = r"\S", r"^[a-z][a-z0-9_-]*$", r"^[A-Z]{1,6}$", r"^[!-9;-~]+$"
LETTER = r"^requester/[a-z][a-z0-9_-]*$"
EXPECTED = {  # what a pattern asks for, in words: "'x y' is not …"
    _WORD: "enough: expected at least one letter",
    _NAME: "a name: expected small letters, digits, - and _, beginning with a letter",
    PREFIX: "a prefix: expected one to six capital letters",
    LETTER: "a letter to requesters: expected e.g. 'requester/refund-soon', the file's name without language and .txt",
    _HEADER: "the name of a header field: expected e.g. 'X-Spam-Flag'",
}

Word = Annotated[str, Field(pattern=_WORD)]
Words = Annotated[list[Word], BeforeValidator(wording.one_as_list, json_schema_input_type=str | list[str])]
Name = Annotated[str, Field(pattern=_NAME)]
Letter = Annotated[str, Field(pattern=LETTER)]
HeaderName = Annotated[str, Field(pattern=_HEADER)]
FolderPath = Annotated[str, AfterValidator(wording.folder)]
FolderLevel = Annotated[str, AfterValidator(wording.folder_level)]
Addr = Annotated[str, AfterValidator(wording.address), AfterValidator(str.lower)]
Correspondents = Annotated[
    list[Annotated[str, AfterValidator(wording.correspondent), AfterValidator(str.lower)]],
    BeforeValidator(wording.one_as_list, json_schema_input_type=str | list[str]),
]
Languages = Annotated[
    list[Annotated[str, AfterValidator(wording.language)]],
    BeforeValidator(wording.one_as_list, json_schema_input_type=str | list[str]),
]
MarkStyle = Literal["keywords", "thunderbird", "apple", "gmail"]
MarkStyles = Annotated[
    list[MarkStyle], BeforeValidator(wording.one_as_list, json_schema_input_type=MarkStyle | list[MarkStyle])
]
Priority = Literal["low", "normal", "high", "urgent"]
PRIORITIES: tuple[Priority, ...] = get_args(Priority)
Pattern = Annotated[str, AfterValidator(wording.pattern)]
Currency = Annotated[str, AfterValidator(wording.currency)]
FactPattern = Annotated[str, AfterValidator(wording.fact_pattern)]
Days = Annotated[str, AfterValidator(wording.checked(parse_days))]
Hours = Annotated[str | list[str], BeforeValidator(wording.one_or_many), AfterValidator(wording.checked(parse_hours))]
_FILE = r"^[^/\\]+\.ics$"


def _events_of(value: object, info: ValidationInfo) -> object:
    """The file of that name, read; `context` is the `Beside` to find it in."""
    if isinstance(value, Events):
        return value
    if not isinstance(value, str) or not re.match(_FILE, value):
        raise ValueError(f"{value!r} is not the name of a file beside this one: expected e.g. 'holidays.ics'")
    beside: Beside = info.context or Beside()
    return Events.parse(beside.text(value), value)


ICal = Annotated[
    InstanceOf[Events],
    BeforeValidator(_events_of),
    PlainSerializer(lambda events: events.file),
    WithJsonSchema({"type": "string", "pattern": _FILE, "examples": ["holidays.ics"]}),
]
Length = Annotated[
    Span,
    BeforeValidator(lambda value: Span.parse(value) if isinstance(value, str) else value),
    PlainSerializer(str),
    WithJsonSchema({"type": "string", "examples": ["2 working days", "4 working hours", "14 days", "24 hours"]}),
]
Audience = Annotated[
    str | list[str], BeforeValidator(wording.one_or_many), AfterValidator(wording.told((*TOLD, NOBODY)))
]
Interval = Annotated[Length, BeforeValidator(wording.without_every)]
Day = Annotated[str, AfterValidator(wording.checked(parse_day))]


class Strict(BaseModel):
    """Frozen, and refuses keys it does not know."""

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        populate_by_name=True,
        allow_inf_nan=False,
        defer_build=True,  # what `Rules` needs is built once, with it, and nothing for a model by itself
    )
