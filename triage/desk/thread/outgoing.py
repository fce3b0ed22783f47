"""Which tickets a mail from us answers that names no id: written as a new mail to the requester. By recipient, subject and time."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from triage.desk.thread.likeness import RECENT
from triage.desk.thread.records import Candidate, Verdict
from triage.desk.thread.subjects import subject_key, subject_keys, tags
from triage.desk.ticket import Status, Ticket
from triage.inbound.message import Message
from triage.record import record

NAMED, SAME_SUBJECT, ONLY_ONE_WAITS, CLOSED = 0.95, 0.9, 0.75, 0.7  # how sure


@record
class Addressed:
    """What a mail to one requester means for their tickets."""

    answered: Verdict | None  # the ticket that it answers
    unclear: tuple[Ticket, ...] = ()  # open tickets of theirs that it may answer, or not


def by_recipient(message: Message, requester: str, candidates: Iterable[Candidate], *, sent_at: datetime) -> Addressed:
    """The ticket of this recipient that the mail answers, or those among which nothing is guessed."""
    theirs = [
        each
        for each in candidates
        if each.ticket.requester == requester
        and sent_at - each.ticket.last_message_at <= RECENT
        and each.ticket.opened_at <= sent_at
    ]
    named = [each.ticket for each in theirs if each.is_tagged or each.ticket.name in tags(message.subject)]
    if len(named) == 1:
        return Addressed(answered=_verdict(named[0], NAMED, f"its subject carries [{named[0].name}]", requester))
    keys = set(subject_keys(message.subject))
    alike = [each.ticket for each in theirs if keys & {subject_key(each.ticket.subject), *each.subjects} - {""}]
    return _of_same_subject(alike, requester) or Addressed(answered=None, unclear=_open(alike or _tickets(theirs)))


def _of_same_subject(alike: Sequence[Ticket], requester: str) -> Addressed | None:
    waiting = [each for each in _open(alike) if each.deadline]
    for found, sureness, because in (
        (_open(alike), SAME_SUBJECT, "it bears the ticket's subject"),
        (waiting, ONLY_ONE_WAITS, "of several with its subject only this ticket waits for an answer"),
        (alike if not _open(alike) else (), CLOSED, "it bears the subject of this closed ticket"),
    ):
        if len(found) == 1:
            return Addressed(answered=_verdict(found[0], sureness, because, requester))
    return None


def _verdict(ticket: Ticket, confidence: float, because: str, requester: str) -> Verdict:
    return Verdict(
        ticket=ticket.number,
        confidence=confidence,
        because=f"it names no mail that it answers, but goes to {requester}, and {because}",
    )


def _tickets(candidates: Iterable[Candidate]) -> list[Ticket]:
    return [each.ticket for each in candidates]


def _open(tickets: Iterable[Ticket]) -> tuple[Ticket, ...]:
    return tuple(each for each in tickets if each.status is not Status.CLOSED)
