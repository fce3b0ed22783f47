"""The model of rules.yaml: every key that ops may write, with its meaning. Reads no file; `rulesfile` does.

Each key stands for itself here; what one part of the file says about another is checked in `consistency`.
The sentence under a key is what editors show (`schema` puts it there).
"""

import re
from collections.abc import Mapping
from datetime import date
from functools import cached_property
from typing import Annotated, Literal, Self, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    InstanceOf,
    PlainSerializer,
    PrivateAttr,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
    model_validator,
)

from triage.policy import wording
from triage.policy.beside import Beside
from triage.policy.hours import parse_day, parse_days, parse_hours, parse_own_day, parse_region, parse_week
from triage.policy.ical import Events
from triage.policy.once import once_for_each
from triage.policy.worktime import Calendar, Span
from triage.policy.yamlnodes import Place, Trail

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

_WORD, _NAME, _PREFIX, _HEADER = r"\S", r"^[a-z][a-z0-9_-]*$", r"^[A-Z]{1,6}$", r"^[!-9;-~]+$"
_LETTER = r"^requester/[a-z][a-z0-9_-]*$"
EXPECTED = {  # what a pattern asks for, in words: "'x y' is not …"
    _WORD: "enough: expected at least one letter",
    _NAME: "a name: expected small letters, digits, - and _, beginning with a letter",
    _PREFIX: "a prefix: expected one to six capital letters",
    _LETTER: "a letter to requesters: expected e.g. 'requester/refund-soon', the file's name without language and .txt",
    _HEADER: "the name of a header field: expected e.g. 'X-Spam-Flag'",
}

Word = Annotated[str, Field(pattern=_WORD)]
Words = Annotated[list[Word], BeforeValidator(wording.one_as_list, json_schema_input_type=str | list[str])]
Name = Annotated[str, Field(pattern=_NAME)]
Letter = Annotated[str, Field(pattern=_LETTER)]
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
    )


class Desk(Strict):
    """Who we are, and when we work."""

    name: Word
    """The desk's name, as letters sign it."""
    ticket_prefix: str = Field(default="AM", pattern=_PREFIX)
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


class Folders(Strict):
    """IMAP folder names; `auto` finds the Sent folders by SPECIAL-USE (RFC 6154) and by their usual names."""

    inbox: Word = "INBOX"
    """Where new mail arrives."""
    sent: Words = Field(default=["auto"], min_length=1, json_schema_extra={"default": "auto"})
    """Where staff's mail clients keep what they sent, one folder or a list; auto asks the server; all: what we sent, in the folder of all mail."""
    triage: FolderPath | None = None
    """The folder whose folders staff sort mail into, e.g. Triage; `/` between levels. Without it, moves mean nothing."""

    @field_validator("sent")
    @classmethod
    def _is_a_word_or_names(cls, sent: list[str]) -> list[str]:
        if len(sent) > 1 and {"auto", "all"} & set(sent):
            raise ValueError("'auto' and 'all' stand alone: expected one of them, or the names of folders")
        return sent

    marks: MarkStyles = []
    """How a ticket's state shows on its mails in the inbox: keywords, thunderbird (labels), apple (flags), gmail (labels)."""
    file_sent: Literal["auto", "always", "never"] = "auto"
    """Whether answers that staff give by mail are filed in Sent too; auto waits two minutes, whether the provider does so itself."""
    file_automatic: bool = False
    """Whether letters to customers that nobody wrote are filed there as well."""


class Mailbox(Strict):
    """One shared mailbox: how to reach it, and what is meant for it."""

    purpose: Word
    """What customers are told to write here about."""
    clause: str | None = None
    """The policy clause that says so."""
    imap: Annotated[str, AfterValidator(wording.server("imap"))]
    """imaps://host[:port] or imap+starttls://host[:port]; imap:// only to this machine."""
    smtp: Annotated[str, AfterValidator(wording.server("smtp"))]
    """smtps://host[:port] or smtp+starttls://host[:port]; smtp:// only to this machine."""
    login: Word
    """The account's name on both servers."""
    secret: Annotated[str, AfterValidator(wording.secret)]
    """Where its password stands: an environment variable, a systemd credential, or file:PATH."""
    folders: Folders = Folders()
    """Its IMAP folders."""
    default: str
    """The category when nothing else matches."""
    aliases: list[Addr] = []
    """Other addresses that are delivered here."""
    authserv_id: Word | None = None
    """Whose Authentication-Results we believe (RFC 8601): DMARC, DKIM or SPF of mail from outside, the login of what our own people submit."""
    contact_forms: list[Addr] = []
    """From addresses whose requester stands in Reply-To."""
    subaddresses: bool = False
    """The server delivers support+anything@ here too (RFC 5233): answers by staff then carry their proof in the address as well."""
    outgoing_opens: bool = False
    """Whether a person's mail from here to somebody without a ticket opens one, which waits for their reply."""


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
    message_megabytes: int = Field(default=25, ge=1, le=200)
    """Larger messages are set aside."""
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


class Rules(Strict):
    """The whole file."""

    desk: Desk
    """Who we are, and when we work."""
    shop: Shop
    """What letters may state as fact."""
    mailboxes: dict[Addr, Mailbox] = Field(min_length=1)
    """The shared mailboxes, by address."""
    calendars: dict[Name, Timetable] = {}
    """Other hours than the desk's, by name."""
    staff: dict[Name, Team]
    """The teams, by name."""
    facts: dict[Name, Fact]
    """What to find in a message, by name."""
    filters: list[Filter] = []
    """Hard rules, tried in this order before any scoring; the first that holds decides."""
    categories: dict[Name, Category]
    """What a message can be about, by name."""
    words: dict[Word, list[Word]] = {}
    """Lists of words and phrases that mean the same to us, by what a message then says."""
    escalation: list[Step] = []
    """Whom to tell when, as a deadline comes near and passes."""
    notify: Notify = Notify()
    """Whom a letter tells at once that a ticket has news."""
    opinion: SecondOpinion = SecondOpinion()
    """A second opinion on the category."""
    themes: dict[Word, Theme] = {}
    """What complaints are counted by in their report, by name."""
    reports: Reports = Reports()
    """How often the desk reports of itself."""
    limits: Limits = Limits()
    """Brakes."""
    retention: Retention = Retention()
    """What is emptied after a time; tickets, texts and histories stay."""

    _file: str = PrivateAttr(default="")
    _places: Mapping[Trail, Place] = PrivateAttr(default_factory=dict[Trail, Place])

    def written_in(self, file: str, places: Mapping[Trail, Place]) -> Self:
        """These rules, knowing where in which file each of their values stands."""
        self._file, self._places = file, places
        return self

    def place(self, *path: str | int) -> str:
        """'rules.yaml:214' for the value at this path; "" for rules that were not read from a file."""
        place = self._places.get(path)
        return f"{self._file}:{place.line}" if place else ""

    @property
    def people(self) -> frozenset[str]:
        """Everybody who may speak for the desk today: members, leads, the manager and ops."""
        teams = (address for team in self.staff.values() for address in (*team.members, team.lead))
        return frozenset((*teams, self.desk.manager, self.desk.ops))

    @property
    def letters(self) -> Mapping[Trail, str]:
        """The letters that ops name, by where they name them."""
        found: dict[Trail, str | None] = {("desk", "closing"): self.desk.closing}
        for name, category in self.categories.items():
            found["categories", name, "letter"] = category.letter
            for at, stage in category.stages.items():
                found["categories", name, "stages", at, "letter"] = stage.letter
                found |= {
                    ("categories", name, "stages", at, "letters", when): letter
                    for when, letter in stage.letters.items()
                }
        return {path: letter for path, letter in found.items() if letter}

    def away(self, address: str, day: date) -> Away | None:
        """The absence of this person on that day; None for who is there."""
        noted = (team.away.get(address) for team in self.staff.values())
        return next((away for away in noted if away and away.covers(day)), None)

    def ladder_of(self, category: str, team: str | None) -> list[Step]:
        """Whom to tell when: the category's own steps, else its team's, else the desk's."""
        own = self.categories[category].escalation if category in self.categories else None
        theirs = self.staff[team].escalation if team in self.staff else None
        return next((steps for steps in (own, theirs) if steps is not None), self.escalation)

    def notify_of(self, team: str | None) -> Notify:
        """Whom to tell of news: as the team has it, else as the desk."""
        own = self.staff[team].notify if team in self.staff else None
        return self.notify if own is None else own

    @property
    def team_calendars(self) -> Mapping[str, Calendar]:
        """The calendars of the teams that keep other hours than the desk."""
        return _team_calendars(self)


@once_for_each
def _team_calendars(rules: Rules) -> dict[str, Calendar]:
    return {
        name: rules.calendars[team.calendar].calendar(rules.desk)
        for name, team in rules.staff.items()
        if team.calendar is not None
    }
