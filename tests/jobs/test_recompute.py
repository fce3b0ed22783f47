"""Hours or holidays change: open promises move, told rungs stay told, and the history says why."""

from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest

from tests.desk.builders import DAY, HOUR, MONDAY, PROBLEM, RETURN, RULES, SUPPORT, ZONE
from tests.jobs.bench import fetched, look, office_in, raw_mail
from tests.jobs.test_jobs import take
from triage.desk.commands import read_command
from triage.desk.decide import obey
from triage.desk.decide.command import Desk
from triage.desk.situation import Policy
from triage.jobs import Office, escalate
from triage.jobs.recompute import catch_up, recompute_open
from triage.policy.rules import Rules

SHIPPED = Path(__file__).parents[2] / "rules.yaml"
TOMORROW_CLOSED = [*RULES.desk.closed, "2026-12-01: inventory"]


def rules(**desk: object) -> Policy:
    """The shipped rules with another desk."""
    changed: Rules = RULES.model_copy(
        update={
            "desk": RULES.desk.model_validate({**RULES.desk.model_dump(), "follow_ups": RULES.desk.follow_ups, **desk})
        }
    )
    return Policy(rules=changed, calendar=changed.desk.calendar)


@pytest.fixture
def office(tmp_path: Path) -> Generator[Office]:
    """One enquiry of Monday, 10:00: due Wednesday, 10:00."""
    with office_in(tmp_path, MONDAY) as opened:
        take(opened, look(fetched(1, raw_mail(PROBLEM), MONDAY)), mailbox=SUPPORT)
        yield opened


def recomputed(office: Office, policy: Policy, version: str = "v2", now: datetime = MONDAY) -> int:
    with office.store.transaction():
        moved = recompute_open(office.store, office.policy, policy, version=version, now=now)
    office.policy = policy
    return moved


def local(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%a %H:%M}"


def due(office: Office) -> str:
    (row,) = office.store.lists.open_deadlines()
    return local(datetime.fromisoformat(row["due_at"]))


def command(office: Office, name: str, line: str, at: datetime) -> None:
    found = office.store.tickets.by_name(name)
    assert found
    memory = office.store.recall.for_command(found, line, now=at)
    desk = Desk(memory=memory, policy=office.policy, identity=office.identity, now=at, who="ben")
    with office.store.transaction():
        office.save(obey(found, read_command(line, ()), desk), at)


def rungs(office: Office) -> dict[str, str]:
    (number,) = office.store.tickets.watched()
    return {rung.step: local(rung.fires_at) for rung in office.store.tickets.open_rungs(number)}


def test_a_new_closed_day_moves_the_deadline_and_its_rungs_and_is_told(office: Office) -> None:
    assert due(office) == "Wed 10:00"
    assert recomputed(office, rules(closed=TOMORROW_CLOSED)) == 1
    assert due(office) == "Thu 10:00"
    assert rungs(office)["at 50%"] == "Wed 10:00"
    assert rungs(office)["at 100%"] == "Thu 10:00"
    last = office.store.lists.history("AM-1001")[-1]
    assert last["because"][0].startswith(
        "answer: due moved from Wed 2026-12-02 10:00 EST to Thu 2026-12-03 10:00 EST, because rules.yaml v2"
    )
    assert any("at 50% moved from" in sentence for sentence in last["because"])


def test_back_again_moves_back(office: Office) -> None:
    before = rungs(office)
    recomputed(office, rules(closed=TOMORROW_CLOSED))
    assert recomputed(office, rules(), "v3") == 1
    assert (due(office), rungs(office)) == ("Wed 10:00", before)
    assert recomputed(office, rules(), "v4") == 0


def test_other_words_move_nothing(office: Office) -> None:
    assert recomputed(office, rules(name="Another Mall")) == 0
    assert office.store.reckoned_with == "v2"


def test_what_was_told_is_not_told_again(office: Office) -> None:
    assert escalate(office, MONDAY + DAY + HOUR) == 1  # at 50%
    recomputed(office, rules(closed=TOMORROW_CLOSED), now=MONDAY + DAY + HOUR)
    assert "at 50%" not in rungs(office)
    assert escalate(office, MONDAY + 2 * DAY + HOUR) == 0


def test_a_moment_that_moves_into_the_past_is_told_once(office: Office) -> None:
    recomputed(office, rules(closed=TOMORROW_CLOSED))
    early_on_wednesday = MONDAY + 2 * DAY - HOUR
    assert escalate(office, early_on_wednesday) == 0
    recomputed(office, rules(), "v3", now=early_on_wednesday)
    assert rungs(office)["at 50%"] == "Tue 10:00"
    assert escalate(office, early_on_wednesday) == 1
    assert escalate(office, early_on_wednesday) == 0


def test_what_a_pause_gave_back_stays_given_back(office: Office) -> None:
    """The ticket waited for an hour: due on Wednesday at 11:00, and with a day off at that hour of Thursday."""
    db = office.store._db
    db.execute("UPDATE deadlines SET due_at = '2026-12-02T16:00:00.000000Z'")
    db.execute("UPDATE rungs SET fires_at = '2026-12-02T14:00:00.000000Z' WHERE step = 'at 80%'")
    recomputed(office, rules(closed=TOMORROW_CLOSED))
    assert due(office) == "Thu 11:00"
    assert rungs(office)["at 80%"] == "Thu 09:00"


@pytest.mark.parametrize(("was", "becomes"), [([], TOMORROW_CLOSED), (TOMORROW_CLOSED, [])])
def test_a_clock_that_stands_still_gives_back_two_working_days_of_the_hours_in_force(
    office: Office, was: list[str], becomes: list[str]
) -> None:
    recomputed(office, rules(closed=was))
    command(office, "AM-1001", "#pause", MONDAY + 2 * HOUR)
    assert recomputed(office, rules(closed=becomes), "v3", now=MONDAY + 3 * HOUR) == 1
    told = office.store.lists.history("AM-1001")[-1]["because"]
    assert [sentence.partition(" moved")[0] for sentence in told] == ["answer (it stands still): due"]
    command(office, "AM-1001", "#resume", MONDAY + 7 * DAY)
    assert due(office) == "Tue 17:00", "two hours had passed of the two working days"


def test_rules_that_changed_while_no_daemon_ran_are_caught_up_with(office: Office) -> None:
    text = SHIPPED.read_text("utf-8")
    with office.store.transaction():
        office.store.reckoned_with = office.store.keep_rules(text, MONDAY)
        catch_up(office.store, rules(closed=TOMORROW_CLOSED), version="v2", now=MONDAY)
    assert due(office) == "Thu 10:00"
    assert office.store.reckoned_with == "v2"


def test_other_hours_count_the_promise_anew(office: Office) -> None:
    recomputed(office, rules(working_hours={"mon-fri": "12:00-20:00"}))
    assert due(office) == "Wed 12:00"
    assert all(rung[-5:] >= "12:00" for rung in rungs(office).values())


def test_of_merged_tickets_the_promise_in_force_moves_and_a_split_gives_the_old_moments_back(office: Office) -> None:
    """The return, AM-1002, is due first: Tuesday, 11:00, by a promise of another category than the ticket's own."""
    later = raw_mail(RETURN).replace(b"Message-ID: <", b"Message-ID: <r")
    take(office, look(fetched(2, later, MONDAY + HOUR)), mailbox=SUPPORT, now=MONDAY + HOUR)
    command(office, "AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    assert due(office) == "Tue 11:00"
    assert recomputed(office, rules(closed=TOMORROW_CLOSED), now=MONDAY + 2 * HOUR) == 1
    assert due(office) == "Wed 11:00"
    assert rungs(office)["at 100%"] == "Wed 11:00"
    command(office, "AM-1001", "#split", MONDAY + 3 * HOUR)
    assert [local(datetime.fromisoformat(row["due_at"])) for row in office.store.lists.open_deadlines()] == [
        "Tue 11:00",
        "Wed 10:00",
    ]
