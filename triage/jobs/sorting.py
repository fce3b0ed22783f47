"""Staff move a mail that we know: what the folder stands for is done, and written down so that moving it back undoes it."""

from dataclasses import replace
from datetime import datetime

import structlog

from triage.desk.commands import Command
from triage.desk.decide.command import Desk, obey
from triage.desk.decide.request import classification_of
from triage.desk.decide.sorting import move
from triage.desk.situation import Situation
from triage.desk.sorting import INBOX
from triage.desk.ticket import Ticket
from triage.jobs.office import Office
from triage.policy.sorting import CATEGORY

log = structlog.stdlib.get_logger("sorting")


def moved(
    office: Office, mailbox: str, role: str, *, message: int, ticket: int, is_reread: bool, now: datetime
) -> None:
    """A mail of this ticket has come into a folder of that mailbox; inside the caller's transaction.

    A folder that is read anew tells of no arrival: there, only a mail that was never moved counts as moved.
    Copies in the folder where it lies already count for nothing.
    """
    last = office.store.sorting.last(message, mailbox, ticket=ticket)
    if (last and (is_reread or last.role == role)) or (last is None and role == INBOX):
        return
    found = office.store.tickets.load([ticket])[ticket]
    done = move(found, role, last, _desk(office, mailbox, found, now))
    for decision in done.decisions:
        office.save(decision, now)
    office.store.sorting.add(done.journal, message=message, mailbox=mailbox, ticket=ticket, at=now)
    log.info("moved by staff", mailbox=mailbox, ticket=found.name, folder=role)


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


def who_sorts(mailbox: str) -> str:
    """Whoever may log in to a shared mailbox may sort its mail; nobody can tell which of them it was."""
    return f"somebody in {mailbox}'s folders"


def _desk(office: Office, mailbox: str, ticket: Ticket, now: datetime) -> Desk:
    return Desk(
        memory=office.store.memory_of_letters([ticket.requester], ticket.number, now=now),
        policy=office.policy,
        identity=office.identity,
        now=now,
        who=who_sorts(mailbox),
    )
