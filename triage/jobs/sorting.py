"""Staff move a mail that we know: what the folder stands for is done, and written down so that moving it back undoes it."""

from datetime import datetime

from triage.desk.commands import Command
from triage.desk.decide import decide
from triage.desk.decide.command import Desk, obey
from triage.desk.decide.request import classification_of
from triage.desk.decide.sorting import move
from triage.desk.decision import Decision, EventKind
from triage.desk.situation import Situation
from triage.desk.sorting import INBOX, Sorted, stood, who_sorts
from triage.desk.ticket import Ticket
from triage.jobs.office import Office
from triage.log import structlog
from triage.policy.sorting import CATEGORY
from triage.record import replace

log = structlog.stdlib.get_logger("sorting")


def moved(
    office: Office,
    mailbox: str,
    role: str,
    *,
    message: int,
    ticket: int,
    now: datetime,
    is_reread: bool = False,
    is_silent: bool = False,
) -> None:
    """A mail of this ticket has come into a folder of that mailbox; inside the caller's transaction.

    A folder that is read anew tells of no arrival: there, only a mail that was never moved counts as moved.
    Copies in the folder where it lies already count for nothing. `is_silent`: nobody is written to about it.
    """
    last = office.store.sorting.last(message, mailbox, ticket=ticket)
    if (last and (is_reread or last.role == role)) or (last is None and role == INBOX):
        return
    found = office.store.tickets.load([ticket])[ticket]
    done = move(found, role, last, _desk(office, mailbox, found, now))
    for decision in done.decisions:
        office.save(_unsaid(decision) if is_silent else decision, now)
    office.store.sorting.add(done.journal, message=message, mailbox=mailbox, ticket=ticket, at=now)
    log.info("moved by staff", mailbox=mailbox, ticket=found.name, folder=role)


def first_seen(office: Office, situation: Situation, decision: Decision, *, role: str, message: int) -> None:
    """A mail that belonged to no ticket until staff sorted it. Back in the inbox, it is what it would have been without them."""
    if decision.ticket is None:
        return
    mailbox, ticket, now = situation.arrival.mailbox, decision.ticket, situation.now
    if situation.arrival.sorted_as is None or not decision.is_new:
        is_silent = situation.arrival.is_put_away  # who was never told of a ticket need not hear that it is closed
        moved(office, mailbox, role, message=message, ticket=ticket.number, now=now, is_silent=is_silent)
        return
    by_itself = decide(replace(situation, arrival=replace(situation.arrival, sorted_as=None))).ticket
    before = stood(by_itself) if by_itself else None
    journal = Sorted(role=role, since=now, before=before, after=stood(ticket) if before else None)
    office.store.sorting.add(journal, message=message, mailbox=mailbox, ticket=ticket.number, at=now)


def read_again(office: Office, situation: Situation, *, ticket: int) -> None:
    """A mail that opened a ticket is sorted by today's rules, unless staff have said what it is; no correction to learn from."""
    found = office.store.tickets.load([ticket])[ticket]
    is_first = situation.message.message_id == found.original_message_id
    if not is_first or office.store.corrections.truth(ticket).category is not None:
        return
    category = classification_of(situation).category
    if category == found.category:
        return
    desk = replace(_desk(office, situation.arrival.mailbox, found, situation.now), who="the rules of today")
    decision = obey(found, Command(verb=CATEGORY, argument=category), desk)
    office.save(replace(decision, correction=None), situation.now)


def _unsaid(decision: Decision) -> Decision:
    """The same without letters."""
    events = tuple(entry for entry in decision.events if entry.kind is not EventKind.ORDERED)
    return replace(decision, drafts=(), events=events)


def _desk(office: Office, mailbox: str, ticket: Ticket, now: datetime) -> Desk:
    return Desk(
        memory=office.store.recall.for_letters([ticket.requester], ticket.number, now=now),
        policy=office.policy,
        identity=office.identity,
        now=now,
        who=who_sorts(mailbox),
    )
