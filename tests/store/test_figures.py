"""What reports count, asked of a real store."""

from collections.abc import Generator
from datetime import datetime
from pathlib import Path

import pytest

from tests.desk.builders import ANN, BOB, DAY, HOUR, MONDAY, PROBLEM, SUPPORT
from tests.jobs.bench import office_in, raw_mail
from tests.jobs.test_periodical import COMPLAINT, take
from triage.jobs import Office, escalate
from triage.policy.rules import COMPLAINT as CATEGORY
from triage.store.figures import Figures


@pytest.fixture
def office(tmp_path: Path) -> Generator[Office]:
    with office_in(tmp_path, MONDAY) as opened:
        take(opened, raw_mail(PROBLEM), raw_mail(COMPLAINT, BOB, number=2))
        yield opened


def of(office: Office) -> Figures:
    return office.store.figures


def test_a_ticket_counts_in_the_period_in_which_it_was_opened(office: Office) -> None:
    assert of(office).opened(MONDAY, MONDAY + HOUR) == [
        {"category": "complaint", "count": 1},
        {"category": "order-problem", "count": 1},
    ]
    assert of(office).opened(MONDAY - DAY, MONDAY) == []


def test_a_promise_counts_when_it_falls_due_kept_or_not(office: Office) -> None:
    due = of(office).promises(MONDAY, MONDAY + 30 * DAY)
    assert [(row["ticket"], row["outcome"]) for row in due] == [("AM-1002", "open"), ("AM-1001", "open")]
    assert [row["ticket"] for row in of(office).promises(MONDAY, MONDAY + 30 * DAY, CATEGORY)] == ["AM-1002"]
    assert of(office).promises(MONDAY, MONDAY + HOUR) == []


def test_mail_in_and_letters_out_are_counted_by_mailbox_and_category(office: Office) -> None:
    office.store._db.execute("UPDATE letters SET state = 'sent' WHERE kind = 'acknowledgement'")
    assert of(office).traffic(MONDAY, MONDAY + HOUR) == [
        {"mailbox": SUPPORT, "category": "complaint", "received": 1, "sent": 1},
        {"mailbox": SUPPORT, "category": "order-problem", "received": 1, "sent": 1},
    ]


def test_letters_held_back_are_counted_by_their_first_reason(office: Office) -> None:
    for count in range(2):
        office.store._db.execute(
            """INSERT INTO letters (kind, seq, mailbox, recipient, envelope_from, subject, state, created_at, error)
               VALUES ('acknowledgement', ?, '', '', '', '', 'suppressed', ?, ?)""",
            (-1 - count, "2026-11-30T15:00:00.000000Z", "address-budget: too many: 5; parked: it bounced"),
        )
    assert of(office).held_back(MONDAY, MONDAY + HOUR) == [{"reason": "address-budget", "count": 2}]


def test_what_was_said_of_complaints(office: Office) -> None:
    assert [row["ticket"] for row in of(office).tickets_of(CATEGORY, MONDAY, MONDAY + HOUR)] == ["AM-1002"]
    assert [(row["author"], row["text"]) for row in of(office).said_in(CATEGORY, MONDAY, MONDAY + HOUR)] == [
        (BOB, COMPLAINT)
    ]
    facts = of(office).facts_in(CATEGORY, MONDAY, MONDAY + HOUR)
    assert ("order_number", "AM-10111") in [(row["name"], row["value"]) for row in facts]


def test_a_team_s_open_tickets_those_due_first(office: Office) -> None:
    (row,) = of(office).open_tickets("aftersales")
    assert (row["ticket"], row["requester"], row["stage"]) == ("AM-1001", ANN, "answer")


def test_no_report_scans_a_table(office: Office) -> None:
    """A year of mail costs what its own rows cost; neither do the new indexes lead older questions astray."""
    asked: list[str] = []
    database = office.store._db
    database.set_trace_callback(asked.append)
    everything(office, MONDAY, MONDAY + HOUR)
    escalate(office, MONDAY)
    office.store.lists.overdue(MONDAY)
    office.store.lists.unsure(MONDAY)
    database.set_trace_callback(None)
    questions = [sql for sql in asked if sql.lstrip().startswith("SELECT")]
    assert len(questions) > 10
    for sql in questions:
        plan = [str(row["detail"]) for row in database.execute(f"EXPLAIN QUERY PLAN {sql}")]
        assert not [step for step in plan if step.startswith("SCAN")], sql
    (overdue,) = (sql for sql in questions if "d.due_at <=" in sql)
    plan = " ".join(str(row["detail"]) for row in database.execute(f"EXPLAIN QUERY PLAN {overdue}"))
    assert "deadlines_open" in plan


def everything(office: Office, since: datetime, until: datetime) -> None:
    """Every question that a report asks."""
    figures = of(office)
    for ask in (figures.opened, figures.answered, figures.closed, figures.promises, figures.traffic, figures.held_back):
        ask(since, until)
    for ask in (figures.tickets_of, figures.said_in, figures.facts_in):
        ask(CATEGORY, since, until)
    figures.open_tickets("aftersales")


def test_mail_by_machines_is_not_counted(office: Office) -> None:
    take(office, raw_mail("News", number=7, headers="List-Id: <x.y>\nPrecedence: list"), now=MONDAY + 2 * HOUR)
    assert of(office).traffic(MONDAY + 2 * HOUR, MONDAY + 3 * HOUR) == [], "machines are not people"
