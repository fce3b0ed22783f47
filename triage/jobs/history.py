"""Past mail becomes history: threads and tickets, but no letters, no clocks and no events of today."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice

from triage.desk.decide import decide
from triage.desk.decision import Decision, EventKind
from triage.desk.situation import Arrival, Situation
from triage.desk.ticket import Status
from triage.inbound.records import Forwarded, Reading, SetAside
from triage.jobs.office import Office
from triage.record import record, replace

BATCH = 50
_OF_TODAY = frozenset({EventKind.CLOCK, EventKind.ORDERED, EventKind.SUPPRESSED})  # of what is not set going


@record
class Past:
    """One old message."""

    name: str  # where it came from, for a person
    raw: bytes
    received_at: datetime | None  # as the archive says; None: the Date header's claim


@record
class Imported:
    """What became of one old message."""

    name: str
    ticket: str | None
    trouble: str | None  # why it was left out
    is_known: bool = False  # it was here already, and stays as it is


def import_history(office: Office, mails: Iterable[Past], *, mailbox: str | None, now: datetime) -> Iterator[Imported]:
    """Take in old mail in the given order, in batches; a message that is here already is left as it is."""
    mails = iter(mails)
    while batch := list(islice(mails, BATCH)):
        readings = office.readers.read_all_blocking([past.raw for past in batch])
        with office.store.transaction():
            done = [_try(office, past, reading, mailbox, now) for past, reading in zip(batch, readings, strict=True)]
        yield from done


def _try(office: Office, past: Past, reading: Reading | SetAside, mailbox: str | None, now: datetime) -> Imported:
    """A mail that breaks us costs only itself."""
    try:
        with office.store.savepoint():
            return _take_in(office, past, reading, mailbox, now)
    except Exception as error:
        if not office.store.in_transaction:  # SQLite gave the batch up
            raise
        return Imported(name=past.name, ticket=None, trouble=f"{type(error).__name__}: {error}")


def _take_in(office: Office, past: Past, reading: Reading | SetAside, mailbox: str | None, now: datetime) -> Imported:
    if isinstance(reading, SetAside):
        return Imported(name=past.name, ticket=None, trouble=reading.reason)
    arrival = _arrival(office, past, reading, mailbox, now)
    reading = reading.original() if arrival.role == "inbox" else reading
    stored = office.store.messages.find(reading.message, arrival.received_at)
    if stored:
        return Imported(name=past.name, ticket=None, trouble=None, is_known=True)
    decision = _as_history(decide(_situation(office, reading, arrival)))
    row = office.store.messages.add(
        reading.message, reading.body, reading.origin, arrival, decision, past.raw, forwarded=_passed(reading)
    )
    office.save(decision, arrival.received_at, message=row)
    return Imported(name=past.name, ticket=decision.ticket.name if decision.ticket else None, trouble=None)


def _passed(reading: Reading) -> Forwarded | None:
    """Who passed it on, where the reading is the original."""
    passed = reading.forwarded
    return passed if passed and passed.message is reading.message else None


def _arrival(office: Office, past: Past, reading: Reading, mailbox: str | None, now: datetime) -> Arrival:
    message, ours = reading.message, office.identity.ours
    boxes = office.policy.rules.mailboxes
    author = message.author.addr_spec if message.author else ""
    addressed = (item.addr_spec for item in (*message.to, *message.cc) if item.addr_spec in boxes)
    claims = [moment for moment in (past.received_at, message.date) if moment]
    return Arrival(
        mailbox=mailbox or (author if author in boxes else next(addressed, next(iter(boxes)))),
        role="sent" if author in ours.addresses else "inbox",
        received_at=min([*claims, now]).astimezone(UTC),  # archives often carry the moment of their making
    )


def _situation(office: Office, reading: Reading, arrival: Arrival) -> Situation:
    at = arrival.received_at
    return Situation(
        message=reading.message,
        body=reading.body,
        origin=reading.origin,
        arrival=arrival,
        memory=office.store.recall.for_message(reading.message, reading.origin, now=at, sent=arrival.role == "sent"),
        policy=office.policy,
        identity=office.identity,
        now=at,
        forwarded=reading.forwarded if arrival.role == "inbox" else None,
    )


def _as_history(decision: Decision) -> Decision:
    """The decision without what it would set going."""
    ticket = decision.ticket
    quiet = replace(ticket, deadline=None, cycle=0, letters=0, unsure=False) if ticket else None
    if quiet and quiet.status is not Status.CLOSED:
        quiet = replace(quiet, status=Status.PENDING)
    events = tuple(entry for entry in decision.events if entry.kind not in _OF_TODAY)
    return replace(
        decision, ticket=quiet, events=events, promises=(), settled=(), drafts=(), suppressed=(), bounce=None, steps=()
    )
