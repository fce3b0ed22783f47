"""What follows from the passing of time: every rung that has come due is told once, in working time."""

from datetime import datetime

import structlog

from triage.desk.deadlines import Rung
from triage.desk.decide import escalate as decide_escalation
from triage.desk.decide.moment import Due, recipients
from triage.desk.decision import Decision
from triage.desk.ticket import Ticket
from triage.jobs.office import Office
from triage.jobs.report import tell_ops

log = structlog.stdlib.get_logger("escalate")

_DELAYS = "desk-budget"  # a full desk budget delays a staff letter; it never drops one


def escalate(office: Office, now: datetime) -> int:
    """Order the reminders and escalations that are due; answers how many tickets were spoken of."""
    told = 0
    due = office.store.tickets.due_rungs(now)
    tickets = office.store.tickets.load(due)
    for number, rungs in due.items():
        try:
            with office.store.transaction():
                told += _tell(office, tickets[number], rungs, now)
        except Exception as error:  # one ticket that breaks us must not silence the others
            log.exception("an escalation broke us", ticket=tickets[number].name)
            _alarm(office, tickets[number], error, now)
    return told


def _alarm(office: Office, ticket: Ticket, error: Exception, now: datetime) -> None:
    title = f"{ticket.name}: its reminders and escalations do not go out"
    tell_ops(office, key=f"escalate {ticket.name}", title=title, lines=[f"{type(error).__name__}: {error}"], now=now)


def _tell(office: Office, ticket: Ticket, rungs: tuple[Rung, ...], now: datetime) -> bool:
    people = recipients(rungs, ticket, office.policy.rules)
    decision = decide_escalation(
        Due(
            ticket=ticket,
            rungs=rungs,
            words=office.store.messages.latest_words(ticket.number),
            memory=office.store.memory_of_letters(people, ticket.number, now=now),
            policy=office.policy,
            identity=office.identity,
            now=now,
        )
    )
    if decision is None or _must_wait(decision):
        return False
    office.save(decision, now)
    log.info(
        "rung",
        ticket=ticket.name,
        steps=[rung.step for rung in rungs],
        to=[draft.recipient for draft in decision.drafts],
    )
    return True


def _must_wait(decision: Decision) -> bool:
    return any(reason.code == _DELAYS for entry in decision.suppressed for reason in entry.reasons)
