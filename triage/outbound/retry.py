"""What the result of one delivery attempt means for a letter: sent, try again at, held, given up.

The schedule of each kind of letter is one row of a table (docs/letters.md). Knows no server and no clock.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum

from triage.desk.drafts import LetterKind
from triage.outbound.smtp.delivery import Delivery, Outcome
from triage.record import record


class LetterState(StrEnum):
    """Where a letter stands in the outbox."""

    QUEUED = "queued"  # saved, never tried
    CLAIMED = "claimed"  # somebody is at it; nothing of it was on the wire
    DATA = "data"  # its content may be on the wire
    SENT = "sent"
    DEFERRED = "deferred"  # to be tried again
    FAILED = "failed"
    UNCERTAIN = "uncertain"  # it may have gone out; a person decides
    WITHHELD = "withheld"  # waits for a person's release
    SUPPRESSED = "suppressed"  # the gate said no; the reason is on the ticket


@record
class Next:
    """What happens to the letter now."""

    state: LetterState  # sent, deferred, failed or uncertain
    next_attempt_at: datetime | None  # UTC; None when nothing is tried again
    alarm: str | None  # a sentence for ops; None when there is nothing they must do
    counts: bool = True  # False: the attempt does not use up a step of the schedule


@record
class Schedule:
    """How patiently one kind of letter is sent."""

    first: tuple[timedelta, ...]  # after the first, second … attempt
    then: timedelta  # after every later one
    expires: timedelta | None  # counted from its creation; None: never
    repeat_when_uncertain: bool  # sent again with the same Message-ID, or held for a person
    alarm_when_lost: bool  # ops must hear when it fails for good


def _minutes(*counts: int) -> tuple[timedelta, ...]:
    return tuple(timedelta(minutes=count) for count in counts)


_STEEP = _minutes(5, 15, 30, 60)
_SHORT = _minutes(5, 15)
_HALF_AN_HOUR = timedelta(minutes=30)
_TWO_HOURS = timedelta(hours=2)
_A_DAY = timedelta(hours=24)
_FIVE_DAYS = timedelta(days=5)  # as long as a mail server would try (RFC 5321 §4.5.4.1)

# fmt: off
SCHEDULES: Mapping[LetterKind, Schedule] = {
    LetterKind.ACKNOWLEDGEMENT: Schedule(first=_STEEP, then=_TWO_HOURS, expires=_A_DAY, repeat_when_uncertain=False, alarm_when_lost=False),
    LetterKind.PROGRESS: Schedule(first=_STEEP, then=_TWO_HOURS, expires=_FIVE_DAYS, repeat_when_uncertain=False, alarm_when_lost=True),
    LetterKind.REMINDER: Schedule(first=_SHORT, then=_HALF_AN_HOUR, expires=None, repeat_when_uncertain=True, alarm_when_lost=True),
    LetterKind.ESCALATION: Schedule(first=_SHORT, then=_HALF_AN_HOUR, expires=None, repeat_when_uncertain=True, alarm_when_lost=True),
    LetterKind.NOTIFICATION: Schedule(first=_SHORT, then=_HALF_AN_HOUR, expires=_A_DAY, repeat_when_uncertain=True, alarm_when_lost=True),
    LetterKind.NOTICE: Schedule(first=_SHORT, then=_HALF_AN_HOUR, expires=None, repeat_when_uncertain=True, alarm_when_lost=True),
    LetterKind.RELAY: Schedule(first=_STEEP, then=_TWO_HOURS, expires=_FIVE_DAYS, repeat_when_uncertain=False, alarm_when_lost=True),
    LetterKind.TRANSCRIPT: Schedule(first=_SHORT, then=_HALF_AN_HOUR, expires=_A_DAY, repeat_when_uncertain=True, alarm_when_lost=True),
    LetterKind.REFUSAL: Schedule(first=_SHORT, then=_HALF_AN_HOUR, expires=_A_DAY, repeat_when_uncertain=True, alarm_when_lost=False),
    LetterKind.DIGEST: Schedule(first=_SHORT, then=_HALF_AN_HOUR, expires=_A_DAY, repeat_when_uncertain=True, alarm_when_lost=True),
}
# fmt: on

JITTER = 0.2  # of the wait, either way, so that letters do not come in herds
MISCONFIGURED_WAIT = timedelta(minutes=15)  # until ops have mended it; no step of the schedule is used up


def after(
    delivery: Delivery, *, kind: LetterKind, attempts: int, created_at: datetime, now: datetime, jitter: float
) -> Next:
    """What follows from one attempt.

    Args:
        delivery: its result.
        kind: the letter's kind; it decides how patient we are.
        attempts: how many attempts counted, this one included; at least 1.
        created_at: when the letter was saved, UTC.
        now: UTC.
        jitter: from -1 to 1; chance, drawn by the caller.
    """
    schedule = SCHEDULES[kind]
    match delivery.outcome:
        case Outcome.ACCEPTED:
            return Next(state=LetterState.SENT, next_attempt_at=None, alarm=None)
        case Outcome.PERMANENT:
            return _lost(delivery, schedule, kind, "was refused")
        case Outcome.UNCERTAIN if not schedule.repeat_when_uncertain:
            alarm = f"one {kind} may not have gone out: {_told(delivery)}"
            return Next(state=LetterState.UNCERTAIN, next_attempt_at=None, alarm=alarm)
        case _:
            wait = _wait(delivery, schedule, attempts) * (1 + JITTER * max(-1.0, min(1.0, jitter)))
            is_too_late = schedule.expires is not None and now + wait > created_at + schedule.expires
            return _lost(delivery, schedule, kind, "expired") if is_too_late else _again(delivery, now + wait)


def _again(delivery: Delivery, at: datetime) -> Next:
    is_ours = delivery.outcome is Outcome.MISCONFIGURED
    alarm = f"no letter gets through until this is mended: {_told(delivery)}" if is_ours else None
    return Next(state=LetterState.DEFERRED, next_attempt_at=at, alarm=alarm, counts=not is_ours)


def _lost(delivery: Delivery, schedule: Schedule, kind: LetterKind, why: str) -> Next:
    alarm = f"one {kind} {why}: {_told(delivery)}" if schedule.alarm_when_lost else None
    return Next(state=LetterState.FAILED, next_attempt_at=None, alarm=alarm)


def _wait(delivery: Delivery, schedule: Schedule, attempts: int) -> timedelta:
    if delivery.outcome is Outcome.MISCONFIGURED:
        return MISCONFIGURED_WAIT
    return schedule.first[attempts - 1] if attempts <= len(schedule.first) else schedule.then


def _told(delivery: Delivery) -> str:
    code = f"{delivery.code} " if delivery.code else ""
    return f"{code}{delivery.text} (at {delivery.stage})"
