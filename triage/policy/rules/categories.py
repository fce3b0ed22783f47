"""The keys of `categories`: what a message can be about, and the stages of the work on it."""

from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from triage.policy import wording
from triage.policy.rules.signals import Signal
from triage.policy.rules.staff import Step
from triage.policy.rules.values import Addr, FolderLevel, Length, Letter, Name, Priority, Strict


class Stage(Strict):
    """One step of a category's work, with its own deadline."""

    within: Length | None = None
    """The promise, e.g. 2 working days."""
    start: Literal["receipt", "valid enquiry", "entry"] = Field(default="entry", alias="from")
    """What the promise counts from: the mail, the moment all facts were there, or entering this stage."""
    until: Literal["same time", "close"] = "same time"
    """Due at the same time of day, or at the end of that working day."""
    waits_for: Literal["team", "requester", "third party"] = "team"
    """Whose turn it is."""
    remind_after: Length | None = None
    """Ask again after so long without an answer."""
    progress_after: Length | None = None
    """Tell the requester how it stands after so long."""
    letter: Letter | None = None
    """A letter to the requester when a verb without a letter of its own leads here, e.g. requester/refund-soon."""
    verbs: dict[Name, str] = {}
    """What staff may write (`#approve`): the next stage, or closed."""
    letters: dict[str, Letter] = {}
    """What the requester is told: with each verb, as `progress` at progress_after, as `waiting` at remind_after."""
    clause: str | None = None
    """The policy clause that promises it."""
    ours: bool = False
    """A promise of ours, not of the policy."""

    @model_validator(mode="after")
    def _closes_on_a_working_day(self) -> Self:
        if self.until == "close" and (self.within is None or self.within.unit != "working days"):
            raise ValueError("'until: close' needs 'within' in working days")
        return self


class Example(Strict):
    """Mail that must be sorted so; `triage check` tries each."""

    subject: str = ""
    """Its subject."""
    text: str
    """What its writer wrote."""
    mailbox: Addr | None = None
    """The mailbox it reached; without one, it must hold in each."""
    sender: Addr | None = None
    """Who wrote it."""
    is_: str | None = Field(default=None, alias="is")
    """The category it belongs to; the one it stands under when not given."""
    missing: list[str] | None = None
    """The required facts that it lacks."""


class Join(Strict):
    """Whose ticket a new mail continues, though it names none."""

    category: str
    """An open ticket of this category, of the same requester."""
    by: str
    """… that holds the same value of this fact."""


class Category(Strict):
    """What a message can be about."""

    clause: str | None = None
    """The policy clause it implements."""
    team: str | None = None
    """Who answers it."""
    home: Addr | None = None
    """The mailbox that answers it, whichever it reached."""
    priority: Priority = "normal"
    """How soon among equals."""
    acknowledge: bool = True
    """Whether its writer gets an answer at once."""
    letter: Letter | None = None
    """The letter that acknowledges it to a proven sender, e.g. requester/wholesale; else requester/acknowledgement."""
    signals: list[
        Annotated[Signal, BeforeValidator(wording.words_as_any, json_schema_input_type=str | list[str] | Signal)]
    ] = []
    """What speaks for it, and against it; each a word, a list of words, or keys."""
    joins: Join | None = None
    """A new mail of this category continues such a ticket, where there is one."""
    requires: list[str] = []
    """The facts without which nobody can work on it; the acknowledgement asks for those missing."""
    stages: dict[Name, Stage] = {}
    """Its steps; a ticket begins in the first."""
    escalation: list[Step] | None = None
    """A ladder of its own, in place of its team's and the desk's."""
    folder: FolderLevel | None = None
    """Its folder's name under `folders.triage`; the category's name in words when not given, e.g. Return request."""
    examples: list[Example] = []
    """Mail that must be sorted into it."""
