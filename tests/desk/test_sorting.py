"""Staff drag a mail about: whatever they do, back in the inbox its ticket stands as it did."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.desk.builders import DAY, HOUR, IDENTITY, MONDAY, RULES, answer, policy, situation, ticket
from triage.desk import deadlines
from triage.desk.commands import Command
from triage.desk.decide import answer as answer_decision
from triage.desk.decide import clock, obey
from triage.desk.decide.command import Desk
from triage.desk.decide.sorting import Move, move
from triage.desk.decision import EventKind
from triage.desk.situation import Memory
from triage.desk.sorting import INBOX, Sorted, Stood, stood
from triage.desk.ticket import Status, Ticket
from triage.policy.sorting import CLOSE, RETRY, SPAM, category_of, sorting_folders

WHO = "somebody in support@aeropressmall.com's folders"
ROLES = [*sorting_folders(RULES, "Triage"), INBOX]
LATER = MONDAY + HOUR


def desk_at(at: object = LATER) -> Desk:
    return Desk(memory=Memory(next_number=1002), policy=policy(), identity=IDENTITY, now=at, who=WHO)  # pyright: ignore[reportArgumentType]


def opened(category: str = "order-problem") -> Ticket:
    """A ticket that came in on Monday, its clock running."""
    plain = ticket(category=category, stage=None)
    stage = next(iter(RULES.categories[category].stages), None)
    return clock.enter_stage(plain, stage, at=MONDAY, policy=policy()).ticket or plain if stage else plain


def dragged(found: Ticket, *roles: str) -> tuple[Ticket, Sorted | None, list[Move]]:
    """The mail goes into one folder after the other, an hour apart."""
    last, moves = None, list[Move]()
    for hours, role in enumerate(roles):
        if (last is None and role == INBOX) or (last and last.role == role):
            continue
        done = move(found, role, last, desk_at(LATER + hours * HOUR))
        found, last = done.ticket, done.journal
        moves.append(done)
    return found, last, moves


def comparable(how: Stood) -> Stood:
    """Apart from how many deadlines there have been."""
    return replace(how, deadline=how.deadline and replace(how.deadline, cycle=0), cycle=0)


@given(st.sampled_from(sorted(RULES.categories)), st.lists(st.sampled_from(ROLES), max_size=8))
def test_back_in_the_inbox_everything_is_as_it_was(category: str, roles: list[str]) -> None:
    before = opened(category)
    after, _, _ = dragged(before, *roles, INBOX)
    assert comparable(stood(after)) == comparable(stood(before))


@given(st.sampled_from(sorted(RULES.categories)), st.lists(st.sampled_from(ROLES), min_size=1, max_size=8))
def test_the_last_folder_counts(category: str, roles: list[str]) -> None:
    after, last, _ = dragged(opened(category), *roles)
    if last is None or last.role in (INBOX, RETRY):
        return
    assert (after.status is Status.CLOSED) == (last.role in (CLOSE, SPAM))
    if wanted := category_of(last.role):
        assert after.category == wanted
    assert (after.deadline is None) or after.status is not Status.CLOSED


@given(st.lists(st.sampled_from(ROLES), min_size=1, max_size=8))
def test_a_deadline_is_settled_before_the_next_begins(roles: list[str]) -> None:
    _, _, moves = dragged(opened(), *roles, INBOX)
    running = {1}
    for done in moves:
        for decision in done.decisions:
            running -= {ended.cycle for ended in decision.settled}
            running |= {promise.deadline.cycle for promise in decision.promises if promise.deadline}
            assert len(running) <= 1


def test_rungs_told_before_the_move_are_not_told_again() -> None:
    before = opened()
    assert before.deadline
    half = before.deadline.starts_at + DAY
    closed = move(before, CLOSE, None, desk_at(half + HOUR))
    back = move(closed.ticket, INBOX, closed.journal, desk_at(half + 2 * HOUR))
    (promise,) = back.decisions[0].promises
    assert [rung.step for rung in promise.rungs] == ["at 80%", "at 100%", "after 1 working day"]
    assert promise.deadline
    assert promise.deadline.due_at == before.deadline.due_at


def test_a_clock_that_stood_still_stands_still_again() -> None:
    paused = clock.pause(opened(), LATER, because="we wait").ticket
    assert paused
    after, _, moves = dragged(paused, CLOSE, INBOX)
    assert (after.status, after.deadline, after.paused) == (Status.PENDING, None, paused.paused)
    assert moves[-1].decisions[0].settled == (paused.paused,)


def test_what_staff_did_meanwhile_stays() -> None:
    closed = move(opened(), CLOSE, None, desk_at())
    reopened = obey(closed.ticket, Command(verb="reopen", argument=""), desk_at(LATER + HOUR)).ticket
    assert reopened
    back = move(reopened, INBOX, closed.journal, desk_at(LATER + 2 * HOUR))
    assert back.ticket == reopened
    assert [entry.kind for entry in back.decisions[0].events] == [EventKind.NOTE]


def answered_at(found: Ticket, at: datetime, text: str = "It is on its way.") -> Ticket:
    """Somebody answers from the shared mailbox."""
    said = situation(answer(text=text), at=at, role="sent")
    told = answer_decision.answered(said, found, answer_decision.Answer(text=text, told=("somebody answered",)))
    assert told.ticket
    return told.ticket


def written_again(found: Ticket, at: datetime) -> Ticket:
    """The requester writes again after she was answered."""
    taken_up = clock.take_up(found, at, policy=policy()).ticket
    assert taken_up
    return taken_up


def test_a_follow_up_that_was_answered_in_the_folder_is_not_owed_again() -> None:
    waits = written_again(answered_at(opened(), LATER), LATER + DAY)
    moved = move(waits, "category complaint", None, desk_at(LATER + DAY + HOUR))
    done = answered_at(moved.ticket, LATER + DAY + 2 * HOUR)
    back = move(done, INBOX, moved.journal, desk_at(LATER + DAY + 3 * HOUR))
    assert (back.ticket.category, back.ticket.status) == ("order-problem", Status.PENDING)
    assert (back.ticket.deadline, back.ticket.paused) == (None, None)


def test_what_was_paused_in_the_folder_stands_still_with_its_old_promise() -> None:
    before = opened()
    moved = move(before, "category complaint", None, desk_at())
    paused = obey(moved.ticket, Command(verb="pause", argument=""), desk_at(LATER + HOUR)).ticket
    assert paused
    back = move(paused, INBOX, moved.journal, desk_at(LATER + 2 * HOUR)).ticket
    assert before.deadline
    assert (back.status, back.deadline) == (Status.PENDING, None)
    assert back.paused == deadlines.pause(before.deadline, LATER + HOUR)


def test_what_was_answered_and_then_closed_by_folders_is_answered_when_it_is_back() -> None:
    moved = move(opened(), "category complaint", None, desk_at())
    done = answered_at(moved.ticket, LATER + HOUR)
    closed = move(done, CLOSE, moved.journal, desk_at(LATER + 2 * HOUR))
    back = move(closed.ticket, INBOX, closed.journal, desk_at(LATER + 3 * HOUR)).ticket
    assert (back.category, back.status, back.deadline) == ("order-problem", Status.PENDING, None)


def test_a_category_that_ops_have_removed_does_not_come_back() -> None:
    moved = move(opened(), "category complaint", None, desk_at())
    gone = policy(categories={name: value for name, value in RULES.categories.items() if name != "order-problem"})
    back = move(moved.ticket, INBOX, moved.journal, replace(desk_at(LATER + HOUR), policy=gone))
    assert back.ticket.category == "complaint"
    assert "no longer in the rules" in back.decisions[0].events[0].because[0]


def test_a_guess_that_staff_sort_as_it_is_becomes_certain() -> None:
    unsure = replace(opened(), unsure=True, confidence=0.4)
    sure = move(unsure, "category order-problem", None, desk_at())
    assert (sure.ticket.unsure, sure.ticket.confidence, sure.ticket.deadline) == (False, 1.0, unsure.deadline)
    assert sure.decisions[0].correction is None


def test_a_correction_is_taken_back_with_the_move() -> None:
    moved = move(opened(), "category complaint", None, desk_at())
    assert moved.decisions[-1].correction
    back = move(moved.ticket, INBOX, moved.journal, desk_at(LATER + timedelta(minutes=1)))
    withdrawn = back.decisions[0].withdrawn
    assert withdrawn
    assert (withdrawn.by, withdrawn.since) == (WHO, LATER)
