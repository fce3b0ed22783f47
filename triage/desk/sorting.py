"""A mail that staff have sorted into a folder: where it lies, and how its ticket stood before and after. Records only."""

from datetime import datetime

from triage.desk.deadlines import Deadline, Rung
from triage.desk.ticket import Status, Ticket
from triage.record import record

INBOX = "inbox"  # the role of the folder that a mail is returned to


@record
class Stood:
    """How a ticket stood at a moment, as far as a move can change it."""

    status: Status
    category: str
    confidence: float
    unsure: bool
    team: str | None
    stage: str | None
    closed_at: datetime | None
    first_answer_at: datetime | None
    deadline: Deadline | None
    paused: Deadline | None
    cycle: int = 0  # how many deadlines the ticket has had; 0 where a journal of before does not say


@record
class Sorted:
    """Where a mail lies by the last move that we have seen, and what its moves have done since it left the inbox."""

    role: str  # of the folder: "category complaint", "close" … or INBOX
    since: datetime  # the first of the moves that `before` and `after` tell of
    before: Stood | None = None  # None: nothing to take back
    after: Stood | None = None  # None besides: something else has changed the ticket since
    rungs: tuple[Rung, ...] = ()  # overtaken by the moves, though nothing was promised: they watched over `before`

    def is_as_left(self, ticket: Ticket) -> bool:
        """Nothing else has changed the ticket since, as far as taking back is concerned."""
        now, left = stood(ticket), self.after
        return left is not None and (now.category, now.stage, _is_closed(now)) == (
            left.category,
            left.stage,
            _is_closed(left),
        )


def stood(ticket: Ticket) -> Stood:
    """How the ticket stands now."""
    return Stood(
        status=ticket.status,
        category=ticket.category,
        confidence=ticket.confidence,
        unsure=ticket.unsure,
        team=ticket.team,
        stage=ticket.stage,
        closed_at=ticket.closed_at,
        first_answer_at=ticket.first_answer_at,
        deadline=ticket.deadline,
        paused=ticket.paused,
        cycle=ticket.cycle,
    )


def _is_closed(how: Stood) -> bool:
    return how.status is Status.CLOSED


def who_sorts(mailbox: str) -> str:
    """Whoever may log in to a shared mailbox may sort its mail; nobody can tell which of them it was."""
    return f"somebody in {mailbox}'s folders"
