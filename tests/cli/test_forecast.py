"""`triage forecast`: what falls due, and what other rules would move."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from tests.cli.terminal import Said, Terminal
from tests.desk.builders import MONDAY, PRESS, PROBLEM, SUPPORT
from tests.jobs.bench import fetched, look, office_in, raw_mail
from tests.jobs.test_jobs import take

SHIPPED = Path(__file__).parents[2] / "rules.yaml"
QUESTION = "Does the AeroPress Go fit my cup? I would like to know its diameter."


@pytest.fixture
def busy(terminal: Terminal) -> Terminal:
    """A desk with an order problem due on Wednesday, and a question due then too."""
    with office_in(terminal.folder / "data", MONDAY) as office:
        take(office, look(fetched(1, raw_mail(PROBLEM), MONDAY)), mailbox=SUPPORT)
        question = raw_mail(QUESTION, "bob@shop.test", number=2, to=PRESS)
        take(office, look(fetched(1, question, MONDAY)), mailbox=PRESS)
    return terminal


def on(hours: int, terminal: Terminal, *arguments: str) -> Said:
    """So many hours after Monday, 10:00."""
    with time_machine.travel(MONDAY + timedelta(hours=hours), tick=False):
        return terminal.says("forecast", *arguments)


def test_each_ticket_is_a_line_of_json(busy: Terminal) -> None:
    rows = on(0, busy, "--json").rows()
    assert [(row["ticket"], row["team"], row["day"], row["due_at"]) for row in rows] == [
        ("AM-1001", "aftersales", "2026-12-02", "2026-12-02T10:00:00-05:00"),
        ("AM-1002", "presales", "2026-12-02", "2026-12-02T10:00:00-05:00"),
    ]
    assert {"stage", "clause", "category", "status", "assignee", "priority", "requester", "subject"} <= rows[0].keys()


def test_the_table_is_by_day_and_team(busy: Terminal) -> None:
    said = on(0, busy)
    assert "2 due in the coming 5 working days" in said.out
    assert "Wed 2026-12-02" in said.out
    assert "AM-1001 answer 10:00" in said.out


def test_only_so_many_working_days(busy: Terminal) -> None:
    assert on(0, busy, "--days", "2").out == "Nothing falls due.\n"
    assert len(on(0, busy, "--days", "3", "--json").rows()) == 2


def test_what_is_overdue_comes_first(busy: Terminal) -> None:
    assert [row["day"] for row in on(49, busy, "--json").rows()] == ["overdue", "overdue"]


def test_other_rules_show_what_would_move_and_change_nothing(busy: Terminal) -> None:
    new = SHIPPED.read_text("utf-8").replace('closed: ["2026', 'closed: ["2026-12-01: inventory", "2026')
    busy.write("new.yaml", new)
    rows = on(0, busy, "--rules", "new.yaml", "--json").rows()
    moved = {row["ticket"]: (row["team"], row["was"], row["becomes"]) for row in rows if row["what"].endswith("due")}
    assert moved["AM-1001"] == ("aftersales", "2026-12-02T10:00:00-05:00", "2026-12-03T10:00:00-05:00")
    assert any(row["what"] == "answer: at 50%" for row in rows)
    assert "of 2 tickets would move" in on(0, busy, "--rules", "new.yaml").out
    assert on(0, busy, "--json").rows()[0]["due_at"] == "2026-12-02T10:00:00-05:00"


def test_rules_with_the_same_hours_move_nothing(busy: Terminal) -> None:
    busy.write("new.yaml", SHIPPED.read_text("utf-8") + "\n# a word\n")
    assert on(0, busy, "--rules", "new.yaml").out == "No ticket's moments would move.\n"


def test_broken_rules_are_told(busy: Terminal) -> None:
    busy.write("new.yaml", SHIPPED.read_text("utf-8").replace("holidays: [US]", "holidays: [Atlantis]"))
    said = on(0, busy, "--rules", "new.yaml")
    assert said.code == 1
    assert "Atlantis" in said.err
