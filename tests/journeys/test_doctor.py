"""`triage doctor` as ops run it: what it finds on real servers, what it makes, and how it ends."""

import json
from pathlib import Path

import pytest

from tests.journeys.machine import Machine
from tests.journeys.mail import PRESS, SUPPORT, WHOLESALE
from tests.journeys.town import Town
from tests.servers.daemons import free_port


@pytest.fixture
def machine(town: Town, tmp_path: Path) -> Machine:
    return Machine(town, tmp_path)


def with_folders(machine: Machine) -> None:
    text = machine.rules.read_text("utf-8")
    machine.rules.write_text(text.replace("sent: auto}", "sent: auto, triage: Triage}"), "utf-8")


def test_a_healthy_desk_is_told_in_full(machine: Machine) -> None:
    done = machine.triage("doctor", "--json")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert (done.returncode, {row["state"] for row in found}) == (0, {"ok"}), done.stdout + done.stderr
    assert {row["about"] for row in found} == {"this machine", PRESS, SUPPORT, WHOLESALE}
    assert {row["what"] for row in found if row["about"] == SUPPORT} == {
        "imap",
        "capabilities",
        "inbox",
        "sent",
        "smtp",
    }


def test_folders_are_missing_until_they_are_asked_for(machine: Machine, town: Town) -> None:
    with_folders(machine)
    before = machine.triage("doctor")
    assert before.returncode == 1
    assert "Triage/Complaint" in before.stdout
    assert "--make-folders" in before.stdout
    assert "Triage/Retry" not in town.mailbox(SUPPORT).folders()
    assert machine.triage("doctor", "--make-folders").returncode == 0
    wanted = {"Triage/Complaint", "Triage/Return request", "Triage/Closed", "Triage/Spam", "Triage/Retry"}
    assert wanted <= set(town.mailbox(SUPPORT).folders(subscribed=True))
    assert machine.triage("doctor").returncode == 0


def test_marks_are_tried_where_they_are_wished_for(machine: Machine) -> None:
    text = machine.rules.read_text("utf-8")
    machine.rules.write_text(text.replace("sent: auto}", "sent: auto, marks: [keywords, gmail]}"), "utf-8")
    done = machine.triage("doctor", "--json")
    marks = [row for row in map(json.loads, done.stdout.splitlines()) if row["what"] == "marks"]
    assert [row["state"] for row in marks] == ["problem"] * 3
    assert "not Gmail" in marks[0]["says"]
    machine.rules.write_text(text.replace("sent: auto}", "sent: auto, marks: keywords}"), "utf-8")
    done = machine.triage("doctor", "--json")
    assert [row["says"] for row in map(json.loads, done.stdout.splitlines()) if row["what"] == "marks"] == [
        "the inbox keeps keywords"
    ] * 3


def test_each_trouble_says_where_and_what_to_do(machine: Machine) -> None:
    text = machine.rules.read_text("utf-8")
    text = text.replace("secret: PRESS_PASSWORD", "secret: NOWHERE")
    dead = free_port()
    text = text.replace(
        f"smtp: smtp://127.0.0.1:{text.split('smtp://127.0.0.1:')[1].split()[0]}", f"smtp: smtp://127.0.0.1:{dead}"
    )
    machine.rules.write_text(text, "utf-8")
    done = machine.triage("doctor", "--json", secrets={"WHOLESALE_PASSWORD": "wrong"})
    problems = {
        (row["about"], row["what"]): row["says"]
        for row in map(json.loads, done.stdout.splitlines())
        if row["state"] == "problem"
    }
    assert done.returncode == 1
    assert "NOWHERE is missing" in problems[PRESS, "secret"]
    assert f"127.0.0.1:{dead} takes no letters" in problems[SUPPORT, "smtp"]
    assert "refuses the login" in problems[WHOLESALE, "imap"]


def test_a_certificate_that_nobody_vouches_for_is_told(machine: Machine, town: Town) -> None:
    text = machine.rules.read_text("utf-8")
    clear = f"imap: imap://127.0.0.1:{town.dovecot.imap}"
    machine.rules.write_text(text.replace(clear, f"imap: imap+starttls://localhost:{town.dovecot.imap}", 1), "utf-8")
    done = machine.triage("doctor")
    assert done.returncode == 1
    assert "the certificate of localhost is not trusted" in done.stdout


def test_doctor_leaves_no_trace_in_a_mailbox(machine: Machine, town: Town) -> None:
    town.mailbox(SUPPORT).append(b"Subject: unread\r\n\r\nHello\r\n")
    before = town.mailbox(SUPPORT).folders()
    assert machine.triage("doctor").returncode == 0
    assert town.mailbox(SUPPORT).flags() == {1: frozenset()}
    assert town.mailbox(SUPPORT).folders() == before
    assert not machine.data.exists()


def test_broken_rules_are_told_before_anything_is_reached(machine: Machine) -> None:
    machine.rules.write_text("desk: {", "utf-8")
    done = machine.triage("doctor")
    assert done.returncode == 1
    assert "rules.yaml:2:1" in done.stderr
