"""The one gate that every automatic letter passes: the ordered reasons not to send it, none of them optional.

Order and reasons: RFC 3834 §2 and the table in docs/letters.md. Knows no transport; it only says no.
"""

import re
from collections.abc import Iterator
from datetime import datetime

from triage.desk.drafts import LetterKind
from triage.inbound.origin import Authenticated, Kind, Origin, Reason
from triage.policy.rules import Limits
from triage.policy.worktime import Calendar
from triage.record import record

TO_REQUESTERS = frozenset({LetterKind.ACKNOWLEDGEMENT, LetterKind.PROGRESS})
_REFUSALS = frozenset({LetterKind.REFUSAL})

# What an ordinary mail address looks like; quoted local parts, address literals and bare hosts are not answered.
_SENDABLE = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~.-]{1,64}@(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]{2,63}"
)


Budget = tuple[str, int, int, str]  # code, spent, allowed, what of


@record
class Tallies:
    """Automatic letters already ordered, in sliding windows, counted before sending."""

    to_address_a_day: int = 0  # acknowledgements to this recipient in 24 hours
    on_ticket_a_day: int = 0  # letters on this ticket to this recipient in 24 hours
    desk_10_minutes: int = 0
    desk_hour: int = 0
    refusals_a_day: int = 0  # letters to this staff member about mail in their name
    notifications_an_hour: int = 0  # to this member of staff in an hour


@record
class Request:
    """One letter that wants to go out."""

    kind: LetterKind
    recipient: str  # addr-spec
    parked_until: datetime | None = None  # the recipient's address bounced lately
    tallies: Tallies = Tallies()
    is_ordered: bool = False  # a person ordered it: what brakes two machines that answer each other does not hold it


def refusals_of_message(
    origin: Origin, *, received_at: datetime, now: datetime, limits: Limits, calendar: Calendar
) -> tuple[Reason, ...]:
    """Why the message that asks for a letter must not be answered by a machine."""
    return tuple(_of_message(origin, received_at, now, limits, calendar))


def refusals(request: Request, *, proven: bool, limits: Limits, now: datetime) -> tuple[Reason, ...]:
    """Why this letter must not go out, whatever asked for it: its recipient and the budgets."""
    return tuple(_of_request(request, proven=proven, limits=limits, now=now))


def _of_message(
    origin: Origin, received_at: datetime, now: datetime, limits: Limits, calendar: Calendar
) -> Iterator[Reason]:
    yield from origin.never_answer
    if origin.kind is not Kind.PERSON and not origin.never_answer:
        yield Reason(code="machine", sentence=f"it was not written by a person ({origin.kind.value})")
    if origin.authenticated is Authenticated.FAIL:
        yield Reason(code="forged", sentence="our own server says that the From address is forged")
    if calendar.add(received_at, limits.look_back) < now:
        yield Reason(code="old", sentence=f"it arrived more than {limits.look_back} ago")


def _of_request(request: Request, *, proven: bool, limits: Limits, now: datetime) -> Iterator[Reason]:
    if not _SENDABLE.fullmatch(request.recipient):
        yield Reason(code="address", sentence=f"{request.recipient!r} is not an address that we write to")
    if request.parked_until and request.parked_until > now:
        yield Reason(
            code="parked", sentence=f"mail to {request.recipient} bounced; parked until {request.parked_until:%Y-%m-%d}"
        )
    yield from _of_budgets(request, proven=proven, limits=limits)


def _of_budgets(request: Request, *, proven: bool, limits: Limits) -> Iterator[Reason]:
    """Of each budget that this kind of letter draws on; an order by a person waits for the desk's alone."""
    if request.kind is LetterKind.RELAY:  # a person's own words
        return
    if request.kind is LetterKind.NOTIFICATION:
        budgets = _of_news(request, limits)
    else:
        budgets = _of_letters(request, limits, proven=proven)
    for code, spent, allowed, what in budgets:
        if spent >= allowed and (not request.is_ordered or code == "desk-budget"):
            yield Reason(code=code, sentence=f"{spent} of {allowed} {what} are used up")


def _of_news(request: Request, limits: Limits) -> Iterator[Budget]:
    """Apart from all others: a flood of news silences no reminder."""
    what = f"notifications to {request.recipient} in an hour"
    yield "person-budget", request.tallies.notifications_an_hour, limits.notifications_per_person_an_hour, what


def _of_letters(request: Request, limits: Limits, *, proven: bool) -> Iterator[Budget]:
    tallies, whom = request.tallies, request.recipient
    if request.kind in TO_REQUESTERS:
        allowed = (
            limits.acknowledgements_per_address_a_day if proven else limits.unproven_acknowledgements_per_address_a_day
        )
        yield "address-budget", tallies.to_address_a_day, allowed, f"letters to {whom} in 24 hours"
    if request.kind in _REFUSALS:
        what = f"letters to {whom} about refused mail in 24 hours"
        yield "address-budget", tallies.refusals_a_day, limits.refusals_per_address_a_day, what
    on_ticket = f"letters on this ticket to {whom} in 24 hours"
    yield "ticket-budget", tallies.on_ticket_a_day, limits.letters_per_ticket_a_day, on_ticket
    ten_minutes, an_hour = (f"automatic letters of this desk in {span}" for span in ("10 minutes", "an hour"))
    yield "desk-budget", tallies.desk_10_minutes, limits.letters_per_10_minutes, ten_minutes
    yield "desk-budget", tallies.desk_hour, limits.letters_per_hour, an_hour
