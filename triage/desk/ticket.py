"""A ticket, where it stands, and the table of moves its category allows. Knows nothing of mail or storage."""

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime
from enum import StrEnum

from triage.desk.deadlines import Deadline
from triage.policy.rules import Category, Rules, Stage
from triage.record import record, replace

CLOSED = "closed"


class Status(StrEnum):
    """Where a ticket stands."""

    NEW = "new"  # nobody has answered yet
    OPEN = "open"  # work is ours
    PENDING = "pending"  # waits for the requester
    CLOSED = "closed"


@record
class Taken:
    """What a ticket that was merged into another still says: its own name, and who asks under it."""

    name: str  # "AM-1042"
    requester: str  # addr-spec
    requester_name: str
    answer_to: str | None
    subject: str
    language: str
    original_message_id: str | None


@record
class Ticket:
    """The unit of work: one requester's matter and all that was said about it."""

    number: int
    name: str  # "AM-1042"
    status: Status
    category: str
    confidence: float  # 0..1, of the classification
    unsure: bool = False  # its category is only a guess: a person should look
    stage: str | None
    team: str | None
    assignee: str | None
    priority: str
    mailbox: str  # the shared mailbox that answers
    requester: str  # addr-spec
    requester_name: str
    answer_to: str | None = (
        None  # where a person's answer goes, as proven mail asked for (Reply-To); None: to the requester
    )
    subject: str
    language: str
    opened_at: datetime
    first_answer_at: datetime | None = None
    closed_at: datetime | None = None
    last_message_at: datetime
    facts: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    missing: tuple[str, ...] = ()
    participants: frozenset[str] = frozenset()  # who wrote or was addressed, ourselves excepted
    third_parties: frozenset[str] = (
        frozenset()
    )  # whom staff asked about it without its requester: a carrier, a supplier
    deadline: Deadline | None = None  # the one that runs now
    paused: Deadline | None = None  # the one that stands still while we wait for the requester
    snoozed_until: datetime | None = (
        None  # staff want no reminder before; who is above them hears of a breach all the same
    )
    cycle: int = 0  # how many deadlines this ticket has had
    letters: int = 0  # how many automatic letters were ordered on it
    original_message_id: str | None = None  # of the message that opened it
    continues: int | None = None  # the number of the long closed ticket that it takes up again
    continued_in: int | None = (
        None  # the number of the latest ticket that takes this one up again, or of where that goes on since a merge
    )
    taken: tuple[Taken, ...] = ()  # the tickets that were merged into it, the oldest first

    @property
    def status_at_work(self) -> Status:
        """How it stands while the work is ours."""
        return Status.OPEN if self.first_answer_at else Status.NEW

    @property
    def requesters(self) -> frozenset[str]:
        """Its own, and those of the tickets that were merged into it."""
        return frozenset((self.requester, *(each.requester for each in self.taken)))

    def as_named(self, name: str | None) -> "Ticket":
        """As the requester of a ticket that was merged into it knows it, by the name of that; itself under any other name."""
        found = next((each for each in self.taken if each.name == name), None)
        return self._as(found) if found else self

    def as_seen_by(self, address: str) -> "Ticket":
        """The same by who asks: itself for everybody but the requester of a ticket that was merged into it."""
        return self.asked_by(address) or self

    def asked_by(self, address: str) -> "Ticket | None":
        """The same where it is certain who asks; None where several do and the address is none's of them, or several's."""
        for theirs in ("requester", "answer_to"):
            found = [each for each in self.views if getattr(each, theirs) == address]
            if len({each.requester for each in found}) == 1:
                return found[0]
        return self if len(self.requesters) == 1 else None

    @property
    def views(self) -> "tuple[Ticket, ...]":
        """As each of its requesters knows it, under each name that it goes by: its own first."""
        return (self, *(self._as(each) for each in self.taken))

    def _as(self, taken: Taken) -> "Ticket":
        return replace(
            self,
            name=taken.name,
            requester=taken.requester,
            requester_name=taken.requester_name,
            answer_to=taken.answer_to,
            subject=taken.subject,
            language=taken.language,
            original_message_id=taken.original_message_id,
        )


def ticket_name(prefix: str, number: int) -> str:
    """'AM', 1042 → 'AM-1042'."""
    return f"{prefix}-{number}"


def first_stage(category: Category) -> str | None:
    """The stage that a new ticket of this category enters; None when the category has no work to do."""
    return next(iter(category.stages), None)


def stage_of(ticket: Ticket, rules: Rules) -> Stage | None:
    """The rules of the stage the ticket stands in; None when it stands in none, or ops have removed it."""
    category = rules.categories.get(ticket.category)
    return category.stages.get(ticket.stage) if category and ticket.stage else None


def working_stage(ticket: Ticket, rules: Rules) -> str | None:
    """The stage to work in: where the ticket stands, else the first of its category; None when there is none."""
    category = rules.categories.get(ticket.category)
    return ticket.stage or (first_stage(category) if category else None)


def verbs_of(ticket: Ticket, rules: Rules) -> Mapping[str, str]:
    """Staff verb → stage it leads to, for the stage the ticket stands in."""
    stage = stage_of(ticket, rules)
    return stage.verbs if stage else {}
