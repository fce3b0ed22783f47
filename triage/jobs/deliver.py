"""Sends what is due: claim → MAIL, RCPT → commit "data" → DATA → settle. What is in doubt is counted, never guessed."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

import structlog

from triage.desk.decide.moment import today
from triage.desk.decision import EventKind, event
from triage.desk.drafts import TO_STAFF, LetterKind
from triage.desk.gate import TO_REQUESTERS
from triage.desk.people import People
from triage.jobs.office import Office
from triage.jobs.report import tell_ops
from triage.outbound import retry
from triage.outbound.retry import Next
from triage.outbound.smtp import Courier, Delivery, Outcome
from triage.store import Claimed

log = structlog.stdlib.get_logger("deliver")

PARKED_FOR = timedelta(days=60)  # after a permanent refusal of the recipient
PROVIDER_FILES_WITHIN = timedelta(minutes=2)  # Gmail and Microsoft 365 file what they send themselves
_EVENTS = {"sent": EventKind.SENT, "failed": EventKind.FAILED, "uncertain": EventKind.FAILED}


async def deliver(
    office: Office, mailbox: str, courier: Courier, clock: Callable[[], datetime], jitter: Callable[[], float]
) -> int:
    """Send this mailbox's due letters one after another; answers how many were accepted."""
    sent = 0
    with office.store.transaction():
        office.store.outbox.recover(clock(), mailbox)  # nobody else sends for this mailbox: what is half-way broke off
    while letter := _claim(office, mailbox, clock()):
        delivery = await courier.send(
            letter.raw,
            sender=letter.envelope_from,
            recipient=letter.recipient,
            before_data=partial(_at_data, office, letter),
        )
        outcome = _settle(office, letter, delivery, clock(), jitter())
        sent += outcome.state == "sent"
        if delivery.outcome is Outcome.MISCONFIGURED or delivery.stage == "connect":
            break  # the relay is away or refuses us: the other letters would only fail alike
    return sent


def _claim(office: Office, mailbox: str, now: datetime) -> Claimed | None:
    with office.store.transaction():
        return office.store.outbox.claim(now, mailbox)


def _at_data(office: Office, letter: Claimed) -> None:
    with office.store.transaction():
        office.store.outbox.at_data(letter.id)


def _tell_the_next(office: Office, letter: Claimed, now: datetime) -> None:
    """A letter to staff that is lost goes to the next on the way up: silence is never an answer."""
    people = People(rules=office.policy.rules, day=today(office.policy, now))
    if instead := people.above(letter.recipient):
        office.store.pass_on(letter.message_id, to=instead, at=now)


def _want_copy(office: Office, letter: Claimed, now: datetime) -> None:
    """For its mailbox's Sent folder, as rules.yaml has it."""
    mailbox = office.policy.rules.mailboxes.get(letter.mailbox)
    if mailbox is None or mailbox.folders.file_sent == "never":
        return
    if letter.kind is LetterKind.RELAY or (mailbox.folders.file_automatic and letter.kind in TO_REQUESTERS):
        wait = PROVIDER_FILES_WITHIN if mailbox.folders.file_sent == "auto" else timedelta()
        office.store.copies.want(letter.id, not_before=now + wait)


def _settle(office: Office, letter: Claimed, delivery: Delivery, now: datetime, jitter: float) -> Next:
    outcome = retry.after(
        delivery, kind=letter.kind, attempts=letter.attempts, created_at=letter.created_at, now=now, jitter=jitter
    )
    error = "" if outcome.state == "sent" else f"{delivery.stage}: {delivery.code or ''} {delivery.text}".strip()
    with office.store.transaction():
        office.store.outbox.settle(
            letter.id,
            state=outcome.state,
            next_attempt_at=outcome.next_attempt_at,
            error=error,
            now=now,
            counts=outcome.counts,
        )
        if outcome.state == "sent":
            _want_copy(office, letter, now)
        if kind := _EVENTS.get(outcome.state):
            office.store.tickets.add_event(
                event(kind, f"{letter.kind.value} to {letter.recipient}: {outcome.state}", error),
                ticket=letter.ticket,
                at=now,
            )
        if delivery.outcome is Outcome.PERMANENT and delivery.stage == "rcpt":
            office.store.outbox.park(letter.recipient, until=now + PARKED_FOR, reason=error)
        if outcome.state == "failed" and letter.kind in TO_STAFF:
            _tell_the_next(office, letter, now)
    if outcome.alarm and not outcome.counts:  # a letter that is lost or in doubt is told by `report`
        tell_ops(
            office, key=f"relay {letter.mailbox}", title=f"{letter.mailbox} cannot send", lines=[outcome.alarm], now=now
        )
    log.info(
        "letter",
        letter=letter.id,
        kind=letter.kind.value,
        state=outcome.state,
        attempt=letter.attempts,
        error=error or None,
    )
    return outcome
