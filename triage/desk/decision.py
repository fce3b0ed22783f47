"""What follows from one message, one command or one moment, as data that can be printed, stored and tested."""

from datetime import datetime
from enum import StrEnum

from triage.desk.deadlines import Deadline, Rung
from triage.desk.drafts import Draft
from triage.desk.ticket import Ticket
from triage.inbound.origin import Reason
from triage.policy.classify import Classification
from triage.record import record, replace


class EventKind(StrEnum):
    """What happened to a ticket; `triage why` shows them in order."""

    OPENED = "opened"
    CLASSIFIED = "classified"
    FACTS = "facts"
    FOLLOW_UP = "follow-up"
    ANSWERED = "answered"
    NOTE = "note"
    CLOCK = "clock"
    ORDERED = "letter ordered"
    SUPPRESSED = "letter suppressed"
    SENT = "letter sent"
    FAILED = "letter failed"
    BOUNCED = "bounced"
    REMINDED = "reminder"
    ESCALATED = "escalation"
    MOVED = "stage"
    CLOSED = "closed"
    REOPENED = "reopened"
    JOINED = "joined"
    DOUBT = "doubt"
    REFUSED = "refused"  # a mail that would have acted as staff, and was not proven to be theirs


@record
class Event:
    """One line of a ticket's history."""

    kind: EventKind
    because: tuple[str, ...]  # sentences


@record
class Promise:
    """A deadline that begins, with the rungs that watch over it. Rungs alone watch over a stage without a deadline."""

    deadline: Deadline | None
    rungs: tuple[Rung, ...]


@record
class Suppressed:
    """A letter that was not ordered."""

    kind: str
    recipient: str
    reasons: tuple[Reason, ...]


@record
class Bounce:
    """A letter of ours that did not arrive."""

    message_id: str
    recipient: str
    diagnostic: str
    park_until: datetime | None
    passes_to: str | None = None  # a letter to staff: who is told instead


@record
class Correction:
    """Staff say what a ticket is about: a labelled example to learn from."""

    was: str  # the category it had
    category: str
    by: str  # the staff member's address or login


@record
class Withdrawal:
    """Corrections of this ticket that are taken back: they teach nothing."""

    by: str  # who made them
    since: datetime  # and when at the earliest


@record
class Joined:
    """A ticket that turns out to be part of another: its messages move there, its name leads there."""

    ticket: Ticket  # as it ends
    settled: tuple[Deadline, ...]
    events: tuple[Event, ...]  # on itself
    stood: Ticket  # as it was: what taking it out again gives back
    into: Ticket  # the other as it was without it


@record
class Parted:
    """What a ticket gets back, or gets as its own, out of another."""

    out_of: int  # the ticket's number
    pieces: frozenset[int]  # the messages
    letters: frozenset[str]  # the letters that followed from them, by Message-ID
    merge: int | None = None  # the merge that this undoes


@record
class Remark:
    """Something to remember that moves nothing: on a ticket that its message does not belong to, or on the desk."""

    ticket: int | None  # None: the desk's own history
    event: Event


@record
class Decision:
    """Everything that follows. The store saves it in one transaction."""

    ticket: Ticket | None = None  # as it shall be; None for mail that belongs to no ticket
    is_new: bool = False
    direction: str = "in"  # or "out" for staff's answers
    is_internal: bool = False  # the message is among staff and those they asked: no customer ever sees it
    asks_nothing: bool = False  # what it says in a conversation waits for no answer: a thank-you, say
    is_of_carrier: bool = False  # what staff passed on is here already: only the mail that carried it is kept
    apart: tuple[tuple[int, int], ...] = ()  # pairs of tickets that no later mail may join
    events: tuple[Event, ...] = ()
    promises: tuple[Promise, ...] = ()
    settled: tuple[Deadline, ...] = ()
    drafts: tuple[Draft, ...] = ()
    suppressed: tuple[Suppressed, ...] = ()
    bounce: Bounce | None = None
    seen_in_sent: str | None = None  # Message-ID of a letter of ours that a Sent folder proves was sent
    sent_as: str | None = None  # the other Message-ID that a provider gave it on its way
    classification: Classification | None = None  # of the message, for `explain`
    told: tuple[Rung, ...] = ()  # rungs that this decision does
    superseded: tuple[Rung, ...] = ()  # due rungs that a later one speaks for
    correction: Correction | None = None
    withdrawn: Withdrawal | None = None
    spoken_to: tuple[str, ...] = ()  # the staff that these rungs tell
    joined: tuple[Joined, ...] = ()  # what is taken into `ticket`
    keeps_letters: bool = False  # staff's letters about what it settles, that wait to be sent, are true all the same
    parted: Parted | None = None  # what `ticket` is given out of another
    remarks: tuple[Remark, ...] = ()
    steps: tuple["Decision", ...] = ()  # what was decided before it by the same mail, one command after another
    spends: str | None = None  # a link of ours that works once
    answer: tuple[str, ...] = ()  # lines for whoever asked with a command; nothing is kept of them

    @property
    def parts(self) -> tuple["Decision", ...]:
        """Its steps and itself, in the order in which they are saved."""
        if not self.steps:
            return (self,)
        return (*(part for step in self.steps for part in step.parts), replace(self, steps=()))

    def adding(self, *events: Event) -> "Decision":
        """The same decision with more history."""
        return replace(self, events=(*self.events, *events))


def event(kind: EventKind, *because: str) -> Event:
    """An event with its sentences; empty ones are left out."""
    return Event(kind=kind, because=tuple(filter(None, because)))
