"""What one look into a mailbox becomes: parse → look up → decide → compose → save, in one transaction with the cursor."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from triage.desk.decide import decide
from triage.desk.decide.relaying import too_much
from triage.desk.decision import Decision, EventKind, event
from triage.desk.situation import Arrival, Situation
from triage.desk.sorting import INBOX
from triage.inbound.mailbox import Cursor, Fetched, Look, Role
from triage.inbound.message import Message
from triage.inbound.origin import left_us
from triage.inbound.records import Enclosed, Reading, SetAside
from triage.inbound.spool import Raw
from triage.jobs import sorting
from triage.jobs.office import Office
from triage.log import structlog
from triage.policy.opinion import Opinion
from triage.policy.sorter import seen_by_worker, sorter_for
from triage.policy.sorting import CLOSE, RETRY, SPAM, category_of, is_for_sorting
from triage.record import record, replace
from triage.store import TRIES, Place, Stored

log = structlog.stdlib.get_logger("receive")


class Heard(NamedTuple):
    """One message of a look, as other processes have read it."""

    reading: Reading | SetAside
    opinion: Opinion | None
    enclosed: Enclosed | SetAside | None  # the files of a mail that may speak for us


Understood = Sequence[Heard]  # all messages of a look, in its order


@record
class _Item:
    """One fetched message on its way in."""

    place: Place
    role: Role  # of its folder
    arrival: Arrival
    raw: Raw
    opinion: Opinion | None
    enclosed: Enclosed | SetAside | None = None  # the files of a mail that may speak for us


async def receive(office: Office, mailbox: str, role: Role, look: Look, now: datetime) -> int:
    """Take in what a look has found; answers how many messages were new.

    Nothing is lost if it fails half-way: the cursor passes a message only in the transaction that holds what came of it.
    """
    return receive_understood(office, mailbox, role, look, await understand(office, mailbox, role, look), now)


async def understand(office: Office, mailbox: str, role: Role, look: Look) -> Understood:
    """What the messages say, read and sorted in other processes, and what they read like."""
    sorter = None if role == "sent" else sorter_for(office.policy.rules, mailbox)
    readings = await office.readers.read_all([fetched.raw or b"" for fetched in look.fetched], sorter)
    opinions = await _opinions(office, mailbox, role, readings)
    enclosures = await _enclosures(office, role, look, readings)
    return [
        Heard(reading, opinion, enclosures.get(at))
        for at, (reading, opinion) in enumerate(zip(readings, opinions, strict=True))
    ]


def receive_understood(
    office: Office, mailbox: str, role: Role, look: Look, understood: Understood, now: datetime
) -> int:
    """The same once the messages are understood."""
    taken = 0
    with office.store.transaction():
        if look.reset:
            _start_over(office, mailbox, role, look, now)
        for fetched, (reading, opinion, enclosed) in zip(look.fetched, understood, strict=True):
            item = replace(_item(mailbox, role, fetched, opinion, now), enclosed=enclosed)
            if look.mixed and not _is_ours(office, reading):
                office.store.places.mark(item.place, "done", at=item.arrival.received_at)
                continue
            taken += _take_in(office, item, reading, now)
        for uid in (*look.vanished, *_gone(office, mailbox, role, look)):
            _vanished(office, mailbox, look, uid, now)
        for uid in look.postponed:
            office.store.places.postpone(_place(mailbox, look, uid), at=now)
        _pass_cursor(office, mailbox, role, look, now)
    return taken


def first_look(office: Office, mailbox: str, role: Role, look: Look, now: datetime) -> None:
    """A folder seen for the first time begins at its present: old mail is neither taken in nor acknowledged.

    Only where staff sort, mail that we know is looked for: it may have been moved before we looked.
    """
    with office.store.transaction():
        if is_for_sorting(role):
            office.store.places.start_over(mailbox, role, _cursor(look, 0), upto=look.uidnext - 1, at=now)
        else:
            office.store.places.set_cursor(mailbox, role, _cursor(look, look.uidnext - 1), at=now)
    log.info("first look", mailbox=mailbox, folder=look.folder, messages_before=look.exists)


async def _opinions(
    office: Office, mailbox: str, role: Role, readings: Sequence[Reading | SetAside]
) -> list[Opinion | None]:
    if office.adviser is None or role == "sent":
        return [None] * len(readings)
    return await office.adviser.opinions([(reading, mailbox) for reading in readings])


async def _enclosures(
    office: Office, role: Role, look: Look, readings: Sequence[Reading | SetAside]
) -> dict[int, Enclosed | SetAside]:
    """By its place in the look: the files of each mail whose words may go on to a requester."""
    return {
        at: await _enclosed(office, fetched, reading.message)
        for at, (fetched, reading) in enumerate(zip(look.fetched, readings, strict=True))
        if isinstance(reading, Reading) and _may_be_passed_on(office, role, reading.message)
    }


async def _enclosed(office: Office, fetched: Fetched, message: Message) -> Enclosed | SetAside:
    """The files of one mail; not where they could not go on: anybody may claim to be staff."""
    if problem := too_much(message, office.policy.rules.limits, is_truncated=fetched.truncated):
        return SetAside(reason=problem)
    return await office.readers.enclosed(fetched.raw or b"")


def _may_be_passed_on(office: Office, role: Role, message: Message) -> bool:
    """It carries files, and is written by staff to us, or by ourselves to ourselves."""
    if not message.attachments or role not in ("inbox", "sent"):
        return False
    ours = office.identity.ours.addresses
    author = message.author.addr_spec if message.author else ""
    goes_to = {item.addr_spec for item in (*message.to, *message.cc)}
    return author in office.policy.rules.people if role == "inbox" else bool(goes_to) and goes_to <= ours


# ---------------------------------------------------------------- one message
def _take_in(office: Office, item: _Item, reading: Reading | SetAside, now: datetime) -> bool:
    """Save what one message means, or note that it broke us; a broken one costs only itself."""
    if item.role == RETRY:
        office.store.aside.release_copies(item.place.mailbox, item.raw)
    if isinstance(reading, SetAside):
        _set_aside(office, item, reading.reason, now)
        return False
    try:
        with office.store.savepoint():
            return _save(office, item, reading, now)
    except Exception as error:
        if not office.store.in_transaction:  # SQLite gave the batch up: read it again later
            raise
        log.exception("a message broke us", mailbox=item.arrival.mailbox, uid=item.place.uid)
        _try_again(office, item, error, now)
        return False


def _is_ours(office: Office, reading: Reading | SetAside) -> bool:
    """In a folder of all mail, what only claims to be ours has come in, and its inbox shows it."""
    return isinstance(reading, SetAside) or left_us(reading.message, office.identity.ours)


def _save(office: Office, item: _Item, carrier: Reading, now: datetime) -> bool:
    reading = carrier.original() if item.arrival.role == "inbox" else carrier
    store, message = office.store, reading.message
    stored = store.messages.find(message, item.arrival.received_at)
    if stored is None and reading is not carrier:  # of some, the carrier was kept
        stored = store.messages.find(carrier.message, item.arrival.received_at)
    if stored and not _is_news(stored, item):
        return _another_copy(office, item, reading, stored, now)
    if stored is None and store.places.lay_before_us(item.place, item.role, item.arrival.received_at):
        store.places.mark(item.place, "done", at=item.arrival.received_at)
        return False
    situation = _situation(office, item, reading, now)
    if (
        _may_come_too_early(situation)
        and store.places.mark(item.place, "retry", at=situation.arrival.received_at) < TRIES
    ):
        return False
    decision = decide(situation)
    row = _keep_message(office, item, carrier if decision.is_of_carrier else reading, decision, stored)
    office.save(decision, now, message=row, enclosed=item.enclosed)
    store.places.mark(item.place, "done", at=item.arrival.received_at, message=row)
    if is_for_sorting(item.role):
        sorting.first_seen(office, situation, decision, role=item.role, message=row)
    _tell(item, reading, decision)
    return True


def _keep_message(office: Office, item: _Item, reading: Reading, decision: Decision, stored: Stored | None) -> int:
    messages = office.store.messages
    if stored is None:
        passed = reading.forwarded if reading.forwarded and reading.message is reading.forwarded.message else None
        return messages.add(
            reading.message, reading.body, reading.origin, item.arrival, decision, item.raw, forwarded=passed
        )
    number = decision.ticket.number if decision.ticket else None
    messages.becomes_answer(stored, reading.message, number, is_internal=decision.is_internal)
    return stored.id


def _situation(office: Office, item: _Item, reading: Reading, now: datetime) -> Situation:
    return Situation(
        message=reading.message,
        body=reading.body,
        origin=reading.origin,
        arrival=item.arrival,
        memory=office.store.recall.for_message(
            reading.message,
            reading.origin,
            now=now,
            staff=office.identity.ours.staff,
            sent=item.arrival.role == "sent",
        ),
        policy=office.policy,
        identity=office.identity,
        now=now,
        seen=seen_by_worker(reading, office.policy.rules, item.arrival.mailbox),
        opinion=item.opinion,
        forwarded=reading.forwarded if item.arrival.role == "inbox" else None,
    )


def _may_come_too_early(situation: Situation) -> bool:
    """A report on staff's answer can be here before that answer is seen in Sent, which is read later: look once more."""
    report = situation.origin.report
    return bool(report and report.original_message_id) and situation.memory.reported is None


def _is_news(stored: Stored, item: _Item) -> bool:
    """A copy in a Sent folder of what an inbox showed first proves that staff wrote it."""
    return item.arrival.role == "sent" and stored.direction == "in"


def _another_copy(office: Office, item: _Item, reading: Reading, stored: Stored, now: datetime) -> bool:
    """One mail in several mailboxes, moved by staff, or seen again after a reset: one message, one ticket, another occurrence."""
    places, mailbox = office.store.places, item.place.mailbox
    is_elsewhere = not places.lies_in(stored.id, mailbox)
    if places.mark(item.place, "done", at=item.arrival.received_at, message=stored.id) > 1 or item.role == "sent":
        return False
    is_reread = places.is_reread(item.place, item.role)
    if stored.ticket is None:
        return not is_reread and _becomes_request(office, item, reading, stored, now)
    if is_elsewhere and item.role == INBOX:
        where = event(EventKind.NOTE, f"the same mail also lies in {mailbox}")
        office.store.tickets.add_event(where, ticket=stored.ticket, at=now)
    if item.role == RETRY:
        sorting.read_again(office, _situation(office, item, reading, now), ticket=stored.ticket)
    sorting.moved(office, mailbox, item.role, message=stored.id, ticket=stored.ticket, is_reread=is_reread, now=now)
    return False


def _becomes_request(office: Office, item: _Item, reading: Reading, stored: Stored, now: datetime) -> bool:
    """Mail that belonged to no ticket, and staff sort it: into a category, or to be read again."""
    if item.role != RETRY and item.arrival.sorted_as is None:
        return False
    situation = _situation(office, item, reading, now)
    decision = decide(situation)
    if decision.ticket is None:
        return False
    office.store.messages.becomes_of(stored, reading.message, decision.ticket.number)
    office.save(decision, now, message=stored.id)
    sorting.first_seen(office, situation, decision, role=item.role, message=stored.id)
    _tell(item, reading, decision)
    return True


# ---------------------------------------------------------------- what breaks us
def _try_again(office: Office, item: _Item, error: Exception, now: datetime) -> None:
    tries = office.store.places.mark(item.place, "retry", at=item.arrival.received_at)
    if tries >= TRIES:
        _set_aside(office, item, f"it could not be taken in, {TRIES} times: {type(error).__name__}: {error}", now)


def _set_aside(office: Office, item: _Item, reason: str, now: datetime) -> None:
    store = office.store
    store.aside.keep(item.place, reason=reason, headers=_shown_headers(item.raw), raw=item.raw, at=now)
    store.places.mark(item.place, "quarantined", at=item.arrival.received_at)
    log.warning("set aside", mailbox=item.arrival.mailbox, uid=item.place.uid, reason=reason)


def _shown_headers(raw: Raw) -> str:
    """The lines a person needs to recognise the mail, cleaned; its bytes are kept beside them."""
    wanted = (b"from:", b"subject:", b"date:")
    lines = [line[:200] for line in raw[:65_536].splitlines()[:200] if line.lower().startswith(wanted)]
    text = b"\n".join(lines).decode("utf-8", "replace")
    return "".join(character if character.isprintable() or character == "\n" else "�" for character in text)


def _vanished(office: Office, mailbox: str, look: Look, uid: int, now: datetime) -> None:
    office.store.places.mark(_place(mailbox, look, uid), "vanished", at=now)
    log.warning("vanished before it could be read", mailbox=mailbox, folder=look.folder, uid=uid)


# ---------------------------------------------------------------- cursor and small facts
def _pass_cursor(office: Office, mailbox: str, role: Role, look: Look, now: datetime) -> None:
    """Move the cursor over everything that is settled, and never over what was not seen (UIDNEXT proves nothing)."""
    places = office.store.places
    last_uid = places.settled_upto(_start(office, mailbox, role, look))
    places.set_cursor(mailbox, role, _cursor(look, last_uid), at=now)


def _gone(office: Office, mailbox: str, role: Role, look: Look) -> list[int]:
    """UIDs to be retried that a look to the folder's end did not list any more: they would hold the cursor for ever."""
    waiting = office.store.places.to_retry(_start(office, mailbox, role, look))
    seen = {*(fetched.uid for fetched in look.fetched), *look.postponed}
    return [] if look.more else [uid for uid in waiting if uid not in seen]


def _start_over(office: Office, mailbox: str, role: Role, look: Look, now: datetime) -> None:
    log.warning("the folder's UIDs are new: it is read again", mailbox=mailbox, folder=look.folder)
    office.store.places.start_over(mailbox, role, _cursor(look, 0), upto=look.uidnext - 1, at=now)


def _start(office: Office, mailbox: str, role: Role, look: Look) -> Place:
    """The place that the look went out from."""
    known = office.store.places.cursor(mailbox, role, look.folder)
    was = known.last_uid if known else 0
    return _place(mailbox, look, was)


def _place(mailbox: str, look: Look, uid: int) -> Place:
    return Place(mailbox=mailbox, folder=look.folder, uidvalidity=look.uidvalidity, uid=uid)


def _cursor(look: Look, last_uid: int) -> Cursor:
    return Cursor(folder=look.folder, uidvalidity=look.uidvalidity, last_uid=last_uid)


def _item(mailbox: str, role: Role, fetched: Fetched, opinion: Opinion | None, now: datetime) -> _Item:
    arrived = fetched.internaldate or now
    place = Place(mailbox=mailbox, folder=fetched.folder, uidvalidity=fetched.uidvalidity, uid=fetched.uid)
    arrival = Arrival(
        mailbox=mailbox,
        role="sent" if role == "sent" else "inbox",
        received_at=min(arrived, now),
        truncated=fetched.truncated,
        sorted_as=category_of(role),
        is_put_away=role in (CLOSE, SPAM),
    )
    return _Item(place=place, role=role, arrival=arrival, raw=fetched.raw or b"", opinion=opinion)


def _tell(item: _Item, reading: Reading, decision: Decision) -> None:
    log.info(
        "message",
        mailbox=item.arrival.mailbox,
        role=item.role,
        uid=item.place.uid,
        kind=reading.origin.kind.value,
        ticket=decision.ticket.name if decision.ticket else None,
        new=decision.is_new,
        letters=len(decision.drafts),
        suppressed=[reason.code for entry in decision.suppressed for reason in entry.reasons],
    )
