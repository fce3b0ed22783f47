"""Everything that follows from one message, one moment or one command. Pure: no I/O, no clock."""

from triage.desk import thread
from triage.desk.decide import forwarding, machine, outsiders, request, sent, staffmail
from triage.desk.decide.command import obey
from triage.desk.decide.moment import escalate
from triage.desk.decision import Decision
from triage.desk.situation import Situation
from triage.desk.thread import Verdict
from triage.inbound.origin import Kind

__all__ = ["decide", "escalate", "obey"]

_BY_MACHINE = {
    Kind.LOOP: machine.own_letter,
    Kind.BOUNCE: machine.report,
    Kind.DELIVERY_REPORT: machine.report,
    Kind.AUTO_REPLY: machine.automatic,
    Kind.OUT_OF_OFFICE: machine.automatic,
}


def decide(situation: Situation) -> Decision:
    """What a message means for the desk: which ticket, which promise, which letters, and why."""
    verdict = which_ticket(situation)
    if situation.arrival.role == "sent":
        return staffmail.own_commands(situation, verdict) or sent.sent_mail(situation, verdict)
    if situation.forwarded and situation.forwarded.is_proven:
        return forwarding.forwarded_in(situation, verdict, situation.forwarded)
    by_machine = _BY_MACHINE.get(situation.origin.kind)
    if by_machine and not _is_wanted(situation):
        return by_machine(situation, verdict)
    return staffmail.staff_mail(situation) or outsiders.answered(situation) or request.request(situation, verdict)


def _is_wanted(situation: Situation) -> bool:
    """Staff have sorted it into a category: it is a request whatever wrote it. Our own letters stay our own."""
    return situation.arrival.sorted_as is not None and situation.origin.kind is not Kind.LOOP


def which_ticket(situation: Situation) -> Verdict:
    """The ticket that the message continues, if any."""
    return thread.find(
        situation.message,
        sender=situation.requester.addr_spec,
        quoted=situation.body.quoted,
        known=situation.memory.known,
        tickets=situation.memory.tickets,
        candidates=situation.memory.candidates,
        now=situation.arrival.received_at,
        apart=situation.memory.apart,
    )
