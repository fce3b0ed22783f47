"""Sends what is due: claim → MAIL, RCPT → commit "data" → DATA → settle. What is in doubt is counted, never guessed."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from triage.desk.decide.moment import today
from triage.desk.decision import EventKind, event
from triage.desk.drafts import TO_STAFF, LetterKind
from triage.desk.gate import TO_REQUESTERS
from triage.desk.people import People
from triage.jobs.office import Office
from triage.jobs.report import tell_ops
from triage.log import structlog
from triage.outbound import retry
from triage.outbound.retry import Next
from triage.outbound.smtp import Courier, Delivery, Outcome
from triage.store import Claimed

log = structlog.stdlib.get_logger("deliver")

MANY = 10  # letters that wait: worth one connection more
PARKED_FOR = timedelta(days=60)  # after a permanent refusal of the recipient
PROVIDER_FILES_WITHIN = timedelta(minutes=2)  # Gmail and Microsoft 365 file what they send themselves
_EVENTS = {"sent": EventKind.SENT, "failed": EventKind.FAILED, "uncertain": EventKind.FAILED}


async def deliver(
    office: Office,
    mailbox: str,
    courier: Courier,
    clock: Callable[[], datetime],
    jitter: Callable[[], float],
    *,
    helpers: Sequence[Courier] = (),
) -> int:
    """Send this mailbox's due letters, those first that have waited longest; answers how many were accepted.

    `helpers` hold further connections to the same relay. They help when many letters wait, and only once the first
    letter has found the relay well. No recipient is written to over two of them at once, so letters keep their order.
    """
    with office.store.transaction():
        office.store.outbox.recover(clock(), mailbox)  # nobody else sends for this mailbox: what is half-way broke off
    sending = _Sending(office, mailbox, clock, jitter)
    await sending.one(courier)
    waiting = 0 if sending.is_stopped else office.store.outbox.waiting(clock(), mailbox, most=MANY * len(helpers))
    async with asyncio.TaskGroup() as group:
        group.create_task(sending.all(courier))
        for helper in helpers[: waiting // MANY]:
            group.create_task(sending.help(helper))
    return sending.accepted


class _Sending:
    """One run over a mailbox's outbox, by one connection or several."""

    def __init__(
        self, office: Office, mailbox: str, clock: Callable[[], datetime], jitter: Callable[[], float]
    ) -> None:
        self._office, self._mailbox, self._clock, self._jitter = office, mailbox, clock, jitter
        self.accepted = 0
        self.is_stopped = (
            False  # nothing is due any more, or the relay is away: the other letters would only fail alike
        )

    async def all(self, courier: Courier) -> None:
        """Letter by letter, until nothing is due that this connection may send."""
        while not self.is_stopped and await self.one(courier):
            pass

    async def help(self, courier: Courier) -> None:
        """The same, if the relay lets in one connection more; a letter is claimed only then."""
        if await courier.is_let_in():
            await self.all(courier)

    async def one(self, courier: Courier) -> bool:
        """The next letter; False when there is none."""
        letter = _claim(self._office, self._mailbox, self._clock())
        if letter is None:
            return False
        delivery = await courier.send(
            letter.raw,
            sender=letter.envelope_from,
            recipient=letter.recipient,
            before_data=partial(_at_data, self._office, letter),
        )
        outcome = _settle(self._office, letter, delivery, self._clock(), self._jitter())
        self.accepted += outcome.state == "sent"
        self.is_stopped |= delivery.outcome is Outcome.MISCONFIGURED or delivery.stage == "connect"
        return True


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
