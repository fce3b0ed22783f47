"""What is known when a decision is made: the message, how it came, and what the store remembers about it."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from triage.desk import ticket as tickets
from triage.desk.deadlines import Deadline
from triage.desk.gate import Tallies
from triage.desk.parts import Parts
from triage.desk.thread import Candidate, Known
from triage.desk.ticket import Ticket
from triage.inbound.body import Body
from triage.inbound.message import Address, Message
from triage.inbound.origin import Origin, Ours, requester_of
from triage.inbound.records import Forwarded
from triage.policy.once import once_for_each
from triage.policy.opinion import Opinion
from triage.policy.rules import Rules
from triage.policy.seen import Seen
from triage.policy.worktime import Calendar
from triage.record import record


@record
class Arrival:
    """How a message reached us."""

    mailbox: str  # our address whose folder held it
    role: Literal["inbox", "sent"]
    received_at: datetime  # UTC: when it came in, never the Date header's claim
    truncated: bool = False  # too large: only its beginning was read
    sorted_as: str | None = None  # staff put it into the folder of this category
    is_put_away: bool = False  # … into the one of closed or unwanted mail: nobody waits for an answer


@record
class Identity:
    """What makes our letters ours."""

    instance: str  # marks our letters
    key: bytes  # signs our Message-IDs
    ours: Ours


@record
class Answered:
    """What a person's answer had brought about, to be undone where it did not arrive."""

    at: datetime
    kept: Deadline | None = None  # the promise that it kept, as it was settled; or that has stood still since
    is_kept_here: bool = True  # that promise is in the ticket's own book; False: in that of one that was merged into it
    other_at: datetime | None = None  # of the next answer that is not known to have failed; None when there is none


@record
class SentLetter:
    """A letter or answer of ours that a delivery report speaks of."""

    message_id: str
    ticket: int | None
    recipient: str
    kind: str  # a LetterKind's value, or "answer" for staff's own mail
    speaks_of: tuple[int, ...] = ()  # the tickets of a letter about several
    answered: Answered | None = None  # of staff's own mail


@record
class Heard:
    """What the requester's side wrote last on a ticket."""

    text: str = ""  # without quotes and signature
    files: tuple[str, ...] = ()  # the names of what was attached
    author: str = ""  # addr-spec


@record
class Question:
    """A mail of a requester, which an answer refers to."""

    message_id: str
    subject: str


@record
class Memory:
    """What the store knows that bears on one message."""

    next_number: int  # the number a new ticket would get
    known: tuple[Known, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    tickets: Mapping[int, Ticket] = field(default_factory=dict[int, Ticket])  # every ticket that `known` leads to
    reported: SentLetter | None = None  # what a delivery report is about
    parked_until: Mapping[str, datetime] = field(default_factory=dict[str, datetime])
    tallies: Mapping[str, Tallies] = field(default_factory=dict[str, Tallies])  # by recipient
    language: str | None = None  # the author's last known language
    asked_at: Mapping[int, datetime] = field(
        default_factory=dict[int, datetime]
    )  # by ticket: its requester's last mail that waits for an answer
    asked_outside: Mapping[int, frozenset[str]] = field(
        default_factory=dict[int, frozenset[str]]
    )  # by ticket on which staff asked the author as a third party: the subjects' keys
    apart: frozenset[tuple[int, int]] = frozenset()  # pairs of these tickets that staff split, the lower number first
    asked: Mapping[str, Question] = field(
        default_factory=dict[str, Question]
    )  # by the name under which somebody asks, of a merged ticket too: their last mail
    history: Mapping[int, tuple[str, ...]] = field(
        default_factory=dict[int, tuple[str, ...]]
    )  # by ticket that the author may speak on: what happened to it, a line an event
    spent: frozenset[str] = frozenset()  # links of ours, named in the subject, that were used before
    next_notice: int = 1  # the number that a letter of no ticket would get
    heard: Mapping[int, Heard] = field(default_factory=dict[int, Heard])  # by ticket, where staff may be told of it
    came: Mapping[int, Origin] = field(
        default_factory=dict[int, Origin]
    )  # by ticket: how the mail came that opened it, as it was told then; left out where nobody knows it any more
    written_to: frozenset[int] = frozenset()  # tickets whose requester has got a letter on them, from us or from staff
    notified: Mapping[str, int] = field(default_factory=dict[str, int])  # by staff: notifications in the last hour
    meant_for: Mapping[str, tuple[str, ...]] = field(
        default_factory=dict[str, tuple[str, ...]]
    )  # by Message-ID of a letter to staff that is known: the requesters to whom an answer to it may go
    rearranged: frozenset[int] = frozenset()  # of these tickets, those that ever were merged or split
    parts: Parts = field(default_factory=Parts)  # for commands that merge and split


@record
class Policy:
    """What ops wrote, ready for use."""

    rules: Rules
    calendar: Calendar  # the desk's

    def calendar_of(self, team: str | None) -> Calendar:
        """In which the deadlines of this team are counted."""
        return self.rules.team_calendars.get(team or "", self.calendar)

    def ticket_name(self, number: int) -> str:
        """'AM-1042' for 1042."""
        return tickets.ticket_name(self.rules.desk.ticket_prefix, number)


@record
class Situation:
    """Everything one decision about one message depends on."""

    message: Message
    body: Body
    origin: Origin
    arrival: Arrival
    memory: Memory
    policy: Policy
    identity: Identity
    now: datetime
    seen: Seen | None = None  # what these rules see in the message; None: nobody has looked yet
    opinion: Opinion | None = None  # what the message reads like
    forwarded: Forwarded | None = (
        None  # one of us passed it on: the message is the original, or theirs while that is unclear
    )

    @property
    def requester(self) -> Address:
        """Who wants something of us; without an address when nobody can be told."""
        return _requester(self)

    def ticket(self, number: int | None) -> Ticket | None:
        """The ticket of that number, as the store remembers it."""
        return self.memory.tickets.get(number) if number is not None else None


@once_for_each
def _requester(situation: Situation) -> Address:
    return requester_of(situation.message, situation.identity.ours) or Address(display_name="", addr_spec="")
