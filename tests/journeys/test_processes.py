"""The program as operators run it: what it says, what it prints, and how it ends."""

import json
import signal
from pathlib import Path

import pytest

from tests.journeys.desk import OPENING, desk_in
from tests.journeys.machine import Machine, until
from tests.journeys.mail import PRESS, SUPPORT, WHOLESALE, Mail
from tests.journeys.town import Town

ANN = "ann@shop.test"
QUESTION = "Do the paper filters fit the AeroPress Go? Is it dishwasher safe?"
TICKET_KEYS = (
    "ticket status stage category team assignee priority mailbox requester subject opened_at first_answer_at closed_at "
    "next_due confidence"
).split()
LETTER_KEYS = "letter kind ticket to state attempts next_attempt_at message_id error".split()


@pytest.fixture
def machine(town: Town, tmp_path: Path) -> Machine:
    """A folder of an operator's, with rules.yaml in it."""
    return Machine(town, tmp_path)


@pytest.fixture
def begun(town: Town, place: Path) -> Machine:
    """The same after the first start."""
    with desk_in(town, place):
        return Machine(town, place)


def ann_writes(town: Town) -> Mail:
    mail = Mail(by=ANN, to=(PRESS,), subject="Before I buy", text=QUESTION)
    town.deliver(mail, mail.as_bytes(OPENING))
    town.settle()
    return mail


# ---------------------------------------------------------------- the daemon
def test_the_daemon_answers_by_itself_and_ends_cleanly_when_told(town: Town, machine: Machine) -> None:
    with machine.daemon() as process:
        until(machine.has_begun, "the daemon reads its mailboxes")
        ann_writes(town)
        town.sink.wait(lambda: bool(town.sink.to(ANN)), 20)
        second = machine.triage("once")
        assert (second.returncode, second.stdout) == (1, "")
        assert len(second.stderr.splitlines()) == 1
        assert str(machine.data) in second.stderr
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert "Traceback" not in machine.log
    assert len(town.sink.to(ANN)) == 1


def test_a_shadow_decides_and_sends_nothing(town: Town, begun: Machine) -> None:
    ann_writes(town)
    assert begun.triage("once", "--shadow").returncode == 0
    assert [row["requester"] for row in begun.rows("tickets")] == [ANN]
    assert {row["state"] for row in begun.rows("outbox") if row["to"] == ANN} == {"withheld"}
    town.settle()
    assert town.sink.letters == []
    assert town.mailbox(PRESS).flags() == {1: frozenset()}


# ---------------------------------------------------------------- what is wrong is said
def test_what_is_wrong_with_a_mailbox_is_told_with_its_name(town: Town, machine: Machine) -> None:
    """A wrong password here, a server that is away there; the third mailbox is read all the same."""
    text = machine.rules.read_text("utf-8")
    machine.rules.write_text(text.replace(f":{town.dovecot.imap}", ":9", 1), "utf-8")  # the first one is press@
    done = machine.triage("once", secrets={"SUPPORT_PASSWORD": "wrong"})
    assert (done.returncode, done.stdout) == (1, "")
    said = dict(line.split(": ", 1) for line in done.stderr.splitlines() if line.startswith((PRESS, SUPPORT)))
    assert "cannot be read" in said[PRESS]
    assert "login was refused" in said[SUPPORT]
    assert "Traceback" not in done.stderr
    assert machine.asks("SELECT mailbox FROM cursors") == [WHOLESALE, WHOLESALE]


def test_a_missing_secret_is_told_by_name(machine: Machine) -> None:
    del machine.environment["PRESS_PASSWORD"]
    done = machine.triage("run")
    assert done.returncode == 1
    assert "PRESS_PASSWORD" in done.stderr
    assert "Traceback" not in done.stderr


def test_rules_that_break_later_do_not_stop_the_mail(town: Town, begun: Machine) -> None:
    begun.rules.write_text("desk: [", "utf-8")
    ann_writes(town)
    done = begun.triage("once")
    assert done.returncode == 1, "a person waits, and hears of it"
    assert str(begun.rules) in done.stderr
    town.settle()
    assert len(town.sink.to(ANN)) == 1


def test_rules_saved_while_it_runs_take_force(town: Town, machine: Machine) -> None:
    with machine.daemon() as process:
        until(machine.has_begun, "the daemon reads its mailboxes")
        text = machine.rules.read_text("utf-8")
        machine.rules.write_text(text.replace("ticket_prefix: AM", "ticket_prefix: NEW"), "utf-8")
        until(lambda: "took force" in machine.log, "the new rules take force")
        ann_writes(town)
        town.sink.wait(lambda: bool(town.sink.to(ANN)), 20)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    assert [name.partition("-")[0] for name in machine.asks("SELECT name FROM tickets")] == ["NEW"]
    assert machine.asks("SELECT DISTINCT rules_version FROM events WHERE kind = 'opened'") == machine.asks(
        "SELECT version FROM rules_versions ORDER BY loaded_at DESC LIMIT 1"
    )


def test_broken_rules_are_told_with_line_and_column(machine: Machine) -> None:
    text = machine.rules.read_text("utf-8")
    line = 1 + text[: text.index("  timezone:")].count("\n")
    machine.rules.write_text(text.replace("  timezone:", "  timezoen:"), "utf-8")
    for done in (machine.triage("once"), machine.says("check")):
        assert (done.returncode, done.stdout) == (1, "")
        assert f"{machine.rules}:{line}:3: " in done.stderr
        assert "did you mean" in done.stderr


def test_rules_that_are_not_there_are_told(machine: Machine) -> None:
    machine.rules.unlink()
    done = machine.says("check")
    assert (done.returncode, done.stdout) == (1, "")
    assert str(machine.rules) in done.stderr


def test_wrong_usage_exits_with_two(machine: Machine) -> None:
    process = machine.triage("no-such-command")
    for done in (process, machine.says("tickets", "--no-such-option"), machine.says("show")):
        assert (done.returncode, done.stdout) == (2, "")
        assert "Usage: " in done.stderr


def test_looking_at_a_desk_that_never_worked_is_told(machine: Machine) -> None:
    done = machine.says("tickets", "--json")
    assert (done.returncode, done.stdout) == (1, "")
    assert "does not exist" in done.stderr
    assert not machine.data.exists()


# ---------------------------------------------------------------- what it prints
@pytest.fixture
def worked(town: Town, place: Path) -> Machine:
    """The folder of a desk with one ticket: Ann's question, answered."""
    with desk_in(town, place) as desk:
        question = desk.customer_writes(QUESTION, by=f"Ann Lee <{ANN}>", to=(PRESS,), subject="Before I\x1b[31m buy")
        desk.staff_answers(question, "Yes to both.", mailbox=PRESS)
        desk.customer_writes("Where is my parcel? It should have come last week.", by="Bob <bob@shop.test>")
        return Machine(town, place)


def test_the_desk_as_lines_of_json(worked: Machine) -> None:
    ann, bob = sorted(worked.rows("tickets", "--messages"), key=lambda row: row["ticket"])
    assert set(TICKET_KEYS) <= ann.keys()
    assert (ann["ticket"], ann["status"], ann["category"], ann["next_due"]) == (
        "AM-1001",
        "pending",
        "product-question",
        None,
    )
    assert len(ann["message_ids"]) == 2
    assert bob["status"] == "pending"
    alone = worked.triage("tickets", "--messages", "--json")
    assert [json.loads(line) for line in alone.stdout.splitlines()] == worked.rows("tickets", "--messages")
    letters = worked.rows("outbox")
    assert all(set(LETTER_KEYS) <= row.keys() for row in letters)
    assert {row["state"] for row in letters} == {"sent"}


def test_one_ticket_and_its_reasons(worked: Machine) -> None:
    (whole,) = worked.rows("show", "AM-1001")
    assert whole["requester"] == ANN
    assert [message["direction"] for message in whole["messages"]] == ["in", "out"]
    history = worked.rows("why", "AM-1001")
    assert all({"at", "kind", "because"} <= entry.keys() for entry in history)
    for command in ("show", "why", "tickets", "outbox"):
        shown = worked.says(command, *(["AM-1001"] if command in ("show", "why") else []))
        assert shown.returncode == 0
        assert "\x1b" not in shown.stdout, "no escape of a customer's reaches the terminal"
        assert "AM-1001" in shown.stdout or command == "why"
    unknown = worked.says("show", "AM-4711")
    assert (unknown.returncode, unknown.stdout) == (1, "")
    assert "AM-4711" in unknown.stderr


def test_a_command_from_the_shell(worked: Machine) -> None:
    assert worked.says("do", "AM-1001", "#close all is said").returncode == 0
    assert {row["ticket"]: row["status"] for row in worked.rows("tickets")}["AM-1001"] == "closed"
    wrong = worked.says("do", "AM-1001", "#cloze")
    assert wrong.returncode == 1
    assert "#close" in wrong.stderr


def test_explain_tells_what_would_happen_and_touches_nothing(machine: Machine) -> None:
    mail = Mail(by=ANN, to=(PRESS,), subject="Before I buy", text=QUESTION)
    (machine.folder / "mail.eml").write_bytes(mail.as_bytes(OPENING))
    (row,) = machine.rows("explain", "mail.eml")
    assert (row["category"], row["kind"], row["acknowledge"], row["mailbox"]) == (
        "product-question",
        "person",
        True,
        PRESS,
    )
    assert not machine.data.exists()


def test_the_demo_comes_out_as_it_should(machine: Machine) -> None:
    done = machine.triage("demo", "--once", "--keep", "kept")
    assert done.returncode == 0, done.stderr
    kept = machine.folder / "kept"
    assert {path.name for path in kept.iterdir()} >= {"rules.yaml", "data", "sent"}
    listed = machine.says("tickets", "--json", "--rules", str(kept / "rules.yaml"), "--data", str(kept / "data"))
    assert len([json.loads(line) for line in listed.stdout.splitlines()]) > 10
