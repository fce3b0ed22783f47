"""What each delivery result means for each kind of letter: the tables of delivery semantics, row by row."""

from datetime import UTC, datetime, timedelta

import pytest

from triage.desk.drafts import LetterKind
from triage.outbound.retry import SCHEDULES, LetterState, Next, after
from triage.outbound.smtp import Delivery, Outcome, Stage

SAVED = datetime(2026, 11, 23, 20, 0, tzinfo=UTC)
STAFF = (LetterKind.REMINDER, LetterKind.ESCALATION, LetterKind.NOTICE, LetterKind.DIGEST)


def ended(outcome: str, code: int | None = None, text: str = "the server's words") -> Delivery:
    return Delivery(outcome=Outcome(outcome), stage=Stage.DATA, code=code, text=text)


def next_after(
    outcome: str, kind: LetterKind, *, attempts: int = 1, late: timedelta = timedelta(0), jitter: float = 0
) -> Next:
    now = SAVED + late
    return after(ended(outcome, 450), kind=kind, attempts=attempts, created_at=SAVED, now=now, jitter=jitter)


def waits(kind: LetterKind, count: int) -> list[int | None]:
    """Minutes between attempts while every one fails for now; None: given up."""
    late, found = timedelta(0), list[int | None]()
    for attempts in range(1, count + 1):
        then = next_after("transient", kind, attempts=attempts, late=late).next_attempt_at
        found.append(then and int((then - SAVED - late).total_seconds() // 60))
        late = then - SAVED if then else late
    return found


def test_every_kind_of_letter_has_its_schedule() -> None:
    assert set(SCHEDULES) == set(LetterKind)


def test_what_is_accepted_is_sent() -> None:
    for kind in LetterKind:
        assert next_after("accepted", kind) == Next(state=LetterState.SENT, next_attempt_at=None, alarm=None)


def test_an_acknowledgement_is_tried_for_a_day() -> None:
    found = waits(LetterKind.ACKNOWLEDGEMENT, 16)
    assert found == [5, 15, 30, 60, *[120] * 11, None]


def test_an_acknowledgement_that_is_too_late_has_expired() -> None:
    last = next_after("transient", LetterKind.ACKNOWLEDGEMENT, attempts=15, late=timedelta(hours=23))
    assert (last.state, last.next_attempt_at) == (LetterState.FAILED, None)


@pytest.mark.parametrize("kind", [LetterKind.REMINDER, LetterKind.ESCALATION])
def test_a_warning_to_staff_is_tried_without_end(kind: LetterKind) -> None:
    assert waits(kind, 200) == [5, 15, *[30] * 198]


@pytest.mark.parametrize("kind", [LetterKind.ACKNOWLEDGEMENT, LetterKind.PROGRESS])
def test_a_customer_never_gets_a_letter_that_may_have_gone_out_twice(kind: LetterKind) -> None:
    held = next_after("uncertain", kind)
    assert (held.state, held.next_attempt_at) == (LetterState.UNCERTAIN, None)
    assert held.alarm == f"one {kind} may not have gone out: 450 the server's words (at data)"


@pytest.mark.parametrize("kind", STAFF)
def test_to_staff_a_second_copy_is_cheaper_than_silence(kind: LetterKind) -> None:
    again = next_after("uncertain", kind)
    assert (again.state, again.next_attempt_at) == (LetterState.DEFERRED, SAVED + timedelta(minutes=5))


def test_a_refusal_is_final_and_staff_letters_alarm() -> None:
    quiet, loud = next_after("permanent", LetterKind.ACKNOWLEDGEMENT), next_after("permanent", LetterKind.ESCALATION)
    assert (quiet.state, quiet.alarm) == (LetterState.FAILED, None)
    assert (loud.state, loud.alarm) == (
        LetterState.FAILED,
        "one escalation was refused: 450 the server's words (at data)",
    )


@pytest.mark.parametrize("kind", list(LetterKind))
def test_our_own_mistake_holds_every_letter_without_using_up_attempts(kind: LetterKind) -> None:
    held = next_after("misconfigured", kind, attempts=4)
    assert (held.state, held.next_attempt_at) == (LetterState.DEFERRED, SAVED + timedelta(minutes=15))
    assert not held.counts
    assert held.alarm == "no letter gets through until this is mended: 450 the server's words (at data)"


def test_letters_do_not_come_in_herds() -> None:
    waited = [next_after("transient", LetterKind.REMINDER, jitter=jitter).next_attempt_at for jitter in (-1, 0, 1, 9)]
    assert waited == [SAVED + timedelta(minutes=minutes) for minutes in (4, 5, 6, 6)]


def test_the_states_are_those_of_the_outbox_listing() -> None:
    assert " ".join(LetterState) == "queued claimed data sent deferred failed uncertain withheld suppressed"
