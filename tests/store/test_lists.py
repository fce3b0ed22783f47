"""The desk as a list: the most urgent first, and its beginning found without a look at all of it."""

import random
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest

from tests.desk.builders import MONDAY, SUPPORT
from triage.store import Store
from triage.store.lists import _OPEN
from triage.store.moments import to_text

STATUSES = ("new", "open", "pending", "closed")


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    opened = Store.open(tmp_path, now=MONDAY)
    yield opened
    opened.close()


def filled(store: Store, tickets: int) -> list[tuple[bool, bool, str, int]]:
    """So many tickets, some promised; answers what they are to be sorted by: closed, not promised, due, number."""
    dice, keys = random.Random(7), []
    with store.transaction():
        for number in range(1, tickets + 1):
            status, due = dice.choice(STATUSES), to_text(MONDAY + timedelta(hours=dice.randrange(9)))
            outcome = dice.choice(("open", "kept", None))
            store._db.execute(
                """INSERT INTO tickets (number, name, status, category, confidence, priority, mailbox, requester, requester_name,
                     subject, subject_key, language, opened_at, last_message_at, missing, cycle, letters)
                   VALUES (?, ?, ?, 'complaint', 1, 'normal', ?, 'ann@shop.test', '', '', '', 'en', '', '', '[]', 1, 0)""",
                (number, f"AM-{number}", status, SUPPORT),
            )
            if outcome:
                store._db.execute(
                    "INSERT INTO deadlines (ticket, cycle, stage, starts_at, due_at, outcome) VALUES (?, 1, 'answer', '', ?, ?)",
                    (number, due, outcome),
                )
            is_promised = outcome == "open"
            keys.append((status == "closed", not is_promised, due if is_promised else "", number))
    return keys


def test_the_most_urgent_come_first_and_the_closed_last(store: Store) -> None:
    keys = filled(store, 300)
    names = [f"AM-{number}" for *_, number in sorted(keys)]
    assert [row["ticket"] for row in store.lists.tickets()] == names
    still_open = {f"AM-{number}" for is_closed, *_, number in keys if not is_closed}
    assert [row["ticket"] for row in store.lists.tickets(closed=False)] == [
        name for name in names if name in still_open
    ]


def test_the_open_ones_are_found_by_indices(store: Store) -> None:
    plan = [row["detail"] for row in store._db.execute(f"EXPLAIN QUERY PLAN {_OPEN}")]
    assert [step for step in plan if step.startswith("SCAN") and "subquery" not in step] == [
        "SCAN d USING INDEX deadlines_open",
        "SCAN t USING INDEX tickets_open_by_team",
    ]
