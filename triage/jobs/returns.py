"""Answers by mail that failed or are in doubt go back to the staff member who wrote them, each once, with the reason."""

from datetime import datetime

from triage.desk.decide.returned import Returned, give_back
from triage.jobs.office import Office
from triage.log import structlog
from triage.store.untold import DOUBT_AFTER

log = structlog.stdlib.get_logger("returns")


def give_back_answers(office: Office, now: datetime) -> int:
    """Inside the caller's transaction; answers how many were given back."""
    lost = office.store.untold.lost_answers(now - DOUBT_AFTER)
    for letter in lost:
        ticket = office.store.tickets.load([letter.ticket])[letter.ticket]
        answer = Returned(
            recipient=letter.recipient,
            written_by=letter.written_by,
            reason=letter.error,
            is_certain=letter.state == "failed",
            text=letter.text,
            answered=office.store.answers.of_relay(letter.ticket, letter.id),
        )
        memory = office.store.recall.for_letters([letter.written_by], letter.ticket, now=now, to_staff=True)
        decision = give_back(ticket, answer, memory=memory, policy=office.policy, identity=office.identity, now=now)
        office.save(decision, now)
        office.store.untold.mark_returned(letter.id, now)
        log.info("answer given back", ticket=ticket.name, to=letter.written_by, state=letter.state)
    return len(lost)
