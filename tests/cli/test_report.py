"""`triage report`: what it prints, writes and refuses."""

import csv
import io
import json

import pytest

from tests.cli.terminal import Terminal
from tests.desk.builders import ANN, BOB, DAY, HOUR, MONDAY, PROBLEM
from tests.jobs.bench import office_in, raw_mail
from tests.jobs.test_periodical import COMPLAINT, take
from triage.cli.exits import FINE, USAGE

LONG_AGO = MONDAY - 2 * 52 * 7 * DAY  # a Monday too: what lies ahead is in no report
HOSTILE = '=HYPERLINK("http://evil.test","late")'


@pytest.fixture
def week(terminal: Terminal) -> Terminal:
    """A desk with a complaint and another ticket of the week 2024-W49, whose promises were missed."""
    with office_in(terminal.folder / "data", LONG_AGO) as office:
        complaint = raw_mail(COMPLAINT, BOB, number=2).replace(b"A question", HOSTILE.encode())
        take(office, raw_mail(PROBLEM, ANN), complaint, now=LONG_AGO)
        office.store._db.execute("UPDATE deadlines SET outcome = 'late', settled_at = due_at WHERE ticket = 1001")
    return terminal


def test_the_desk_as_tables(week: Terminal) -> None:
    done = week.says("report", "--week", "2024-W49")
    assert done.code == FINE
    assert done.out.startswith("2024-W49: 2024-12-02 to 2024-12-08\n")
    assert "New tickets: 2" in done.out
    assert "complaint, classify" in done.out


def test_deadlines_tell_which_were_missed_and_why(week: Terminal) -> None:
    done = week.says("report", "deadlines", "--month", "2024-12", "--json")
    told = json.loads(done.out)
    assert {each["label"]: (each["kept"], each["missed"]) for each in told["promises"]}["order-problem, answer"] == (
        0,
        1,
    )
    (missed,) = (each for each in told["missed"] if each["ticket"] == "AM-1001")
    assert (missed["settled_at"], missed["late_seconds"]) == (missed["due_at"], 0)
    assert missed["why"] == "settled 0 min of working time late"
    assert "AM-1001" in week.says("report", "deadlines", "--month", "2024-12").out


def test_complaints_say_what_they_are_about(week: Terminal) -> None:
    told = json.loads(week.says("report", "complaints", "--week", "2024-W49", "--json").out)
    assert (told["report"], told["period"], told["complaints"]) == ("complaints", "2024-W49", 1)
    found = {(row["theme"], row["topic"]): row["because"] for row in told["themes"]}
    assert found["carrier", "DHL"] == "'DHL' in AM-1002"
    assert "DHL" in week.says("report", "complaints", "--week", "2024-W49").out


def test_a_sheet_opens_in_a_spreadsheet_and_runs_nothing(week: Terminal) -> None:
    done = week.says("report", "deadlines", "--month", "2024-12", "--csv", "missed.csv")
    assert (done.code, done.out) == (FINE, "")
    octets = (week.folder / "missed.csv").read_bytes()
    assert octets.startswith(b"\xef\xbb\xbfticket,clause,")
    assert octets.count(b"\r\n") == octets.count(b"\n")
    rows = list(csv.DictReader(io.StringIO(octets.decode("utf-8-sig"), newline="")))
    assert f"'{HOSTILE}" in [row["subject"] for row in rows]


def test_a_sheet_may_go_to_the_next_program(week: Terminal) -> None:
    done = week.says("report", "complaints", "--week", "2024-W49", "--csv", "-")
    assert done.out.lstrip("\ufeff").startswith("theme,topic,count,before,share,trend,tickets,because")


@pytest.mark.parametrize(
    "wrong",
    [
        ("--since", "soon"),
        ("--week", "47"),
        ("--month", "2026-13"),
        ("--since", "7d", "--week", "2026-W47"),
        ("profits",),
        ("--csv", "nowhere/at/all.csv"),
    ],
)
def test_what_it_does_not_understand_is_said(week: Terminal, wrong: tuple[str, ...]) -> None:
    done = week.says("report", *wrong)
    assert done.code == USAGE
    assert "Traceback" not in done.err


def test_a_desk_without_mail_has_a_report_too(terminal: Terminal) -> None:
    with office_in(terminal.folder / "data", MONDAY + DAY + HOUR):
        pass
    for which in ("desk", "complaints", "deadlines"):
        assert terminal.says("report", which).code == FINE
