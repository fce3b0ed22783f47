"""What mail written by machines means: it is kept on its ticket, answered never, and no clock heeds it."""

from datetime import timedelta

from triage.desk.decide.moment import today
from triage.desk.decide.returned import unanswered
from triage.desk.decision import Bounce, Decision, EventKind, event
from triage.desk.drafts import TO_STAFF
from triage.desk.people import People
from triage.desk.situation import SentLetter, Situation
from triage.desk.thread import Verdict
from triage.inbound.origin import FailedRecipient, Kind

PARKED_FOR = timedelta(days=60)  # an address that bounced for good gets no automatic letter so long
_PERMANENT = "5"


def own_letter(situation: Situation, verdict: Verdict) -> Decision:  # noqa: ARG001  one signature for every kind
    """Our own letter came back: kept, and nothing follows."""
    return Decision()


def automatic(situation: Situation, verdict: Verdict) -> Decision:
    """A vacation notice or robot's answer: a note on its ticket, if it belongs to one."""
    ticket = situation.ticket(verdict.ticket)
    sentence = f"{situation.origin.kind.value}: changes neither status nor clock"
    return Decision(
        ticket=ticket,
        is_internal=ticket is not None and situation.requester.addr_spec in ticket.third_parties - ticket.participants,
        events=(event(EventKind.NOTE, sentence, *situation.origin.because),) if ticket else (),
    )


def report(situation: Situation, verdict: Verdict) -> Decision:
    """A delivery status notification: bad news about one letter or answer of ours, or a passing delay."""
    letter = situation.memory.reported
    number = letter.ticket if letter else verdict.ticket
    ticket = situation.ticket(number)
    if situation.origin.kind is not Kind.BOUNCE or letter is None:
        note = event(EventKind.NOTE, f"{situation.origin.kind.value}: nothing to do", *situation.origin.because)
        return Decision(ticket=ticket, events=(note,) if ticket else ())
    failed = _failed_recipient(situation, letter)
    decision = Decision(
        ticket=ticket,
        bounce=_bounce(situation, letter, failed),
        events=(
            event(
                EventKind.BOUNCED,
                f"{letter.kind} to {letter.recipient} did not arrive: {failed.status} {failed.diagnostic}".rstrip(),
            ),
        ),
    )
    if letter.kind != "answer":
        return decision
    return unanswered(decision, letter.answered, situation.arrival.received_at, situation.policy)


def _failed_recipient(situation: Situation, letter: SentLetter) -> FailedRecipient:
    """The report's entry for that letter's recipient; mute only the one that the report names."""
    named = situation.origin.report.recipients if situation.origin.report else ()
    fallback = FailedRecipient(address=letter.recipient, action="failed", status="", diagnostic="")
    return next((item for item in named if item.address.lower() == letter.recipient), fallback)


def _bounce(situation: Situation, letter: SentLetter, failed: FailedRecipient) -> Bounce:
    is_permanent = failed.status.startswith(_PERMANENT)
    people = People(rules=situation.policy.rules, day=today(situation.policy, situation.now))
    return Bounce(
        message_id=letter.message_id,
        recipient=letter.recipient,
        diagnostic=f"{failed.status} {failed.diagnostic}".strip(),
        park_until=situation.now + PARKED_FOR if is_permanent else None,
        passes_to=people.above(letter.recipient) if letter.kind in TO_STAFF else None,
    )
