"""The commands that look into a desk's memory or change it: what they print, and how they end."""

import asyncio
import json
import os
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.desk.builders import MONDAY, PROBLEM, RETURN, SUPPORT, TRACKING
from tests.jobs.bench import fetched, look, office_in, raw_mail
from tests.store.damage import spoilt
from triage.cli.commands import triage
from triage.cli.exits import FINE, PROBLEMS, USAGE, exit_code
from triage.cli.shown import shown
from triage.cli.tables import print_table
from triage.jobs import receive
from triage.store import DATABASE, Store


@dataclass(frozen=True, kw_only=True)
class Ended:
    code: int
    out: str
    err: str

    @property
    def rows(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.out.splitlines()]


Run = Callable[..., Ended]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run("check", …)` in an empty directory, with the shipped rules."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRIAGE_RULES", raising=False)
    monkeypatch.delenv("TRIAGE_DATA", raising=False)

    def command(*arguments: object) -> Ended:
        capsys.readouterr()
        code = exit_code(triage, [str(argument) for argument in arguments])
        out, err = capsys.readouterr()
        return Ended(code=code, out=out, err=err)

    return command


@pytest.fixture
def desk(tmp_path: Path) -> Path:
    """A data directory with one ticket, its letter, and one mail that was set aside."""
    folder = tmp_path / "data"
    hostile = raw_mail(PROBLEM).replace(b"Subject: A question", b"Subject: =?utf-8?b?GzMxbSDigK5ldmls?=")
    with office_in(folder, MONDAY) as office:
        found = look(fetched(1, hostile, MONDAY), fetched(2, None, MONDAY))
        asyncio.run(receive(office, SUPPORT, "inbox", found, MONDAY))
    return folder


def written(folder: Path, name: str, raw: bytes) -> Path:
    path = folder / name
    path.write_bytes(raw)
    return path


# ---------------------------------------------------------------- the desk as tables
def test_tickets_show_why_outbox_and_set_aside_as_json(run: Run, desk: Path) -> None:
    (row,) = run("tickets", "--json", "--messages", "--data", desk).rows
    assert (row["ticket"], row["message_ids"]) == ("AM-1001", ["m1@shop.test"])
    assert run("show", "am-1001", "--json", "--data", desk).rows[0]["facts"]["order_number"] == ["AM-10432"]
    assert run("why", "AM-1001", "--json", "--data", desk).rows[0]["kind"] == "opened"
    assert run("outbox", "--json", "--data", desk).rows[0]["state"] == "queued"
    assert run("set-aside", "--json", "--data", desk).rows[0]["reason"] == "the message is empty"


@pytest.mark.parametrize(
    "change",
    [["do", "AM-1001", "#note hello"], ["outbox", "--discard", "1"], ["set-aside", "--release", "1"]],
    ids=lambda change: change[0],
)
def test_a_damaged_database_is_looked_at_and_not_changed(run: Run, desk: Path, change: list[str]) -> None:
    spoilt(Store.open(desk, now=MONDAY), desk / DATABASE)
    with closing(Store.open(desk, now=MONDAY)) as store:
        assert store.inspected()
    assert run("tickets", "--data", desk).code == FINE
    ended = run(*change, "--data", desk)
    assert (ended.code, "restore a backup" in ended.err) == (PROBLEMS, True)


def test_show_tells_what_an_attached_mail_says(run: Run, tmp_path: Path) -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nFrom: kim@x.test\r\nSubject: Broken\r\n\r\nThe press leaks."
    headers = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"
    raw = raw_mail(f"--b\r\n\r\n{PROBLEM}\r\n--b\r\n{inner}\r\n--b--", headers=headers)
    with office_in(tmp_path, MONDAY) as office:
        asyncio.run(receive(office, SUPPORT, "inbox", look(fetched(1, raw, MONDAY)), MONDAY))
    told = run("show", "AM-1001", "--data", tmp_path).out
    assert told.index("Attached message") < told.index("The press leaks.")


@pytest.mark.parametrize(
    "command", [["tickets", "--all"], ["show", "AM-1001"], ["why", "AM-1001"], ["outbox"], ["set-aside"]]
)
def test_tables_show_control_characters_and_never_obey_them(run: Run, desk: Path, command: list[str]) -> None:
    ended = run(*command, "--data", desk)
    assert ended.code == FINE
    assert "\x1b[31m" not in ended.out.replace("\x1b[0m", "").replace("\x1b[1m", "")
    assert "\u202e" not in ended.out


def test_shown_makes_the_invisible_visible() -> None:
    assert shown("a\x1b[31m\u202eb\nc\x9b") == "a\\x1b[31m\\x202eb c\\x9b"
    assert shown(None) == ""


def test_an_empty_table_is_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([], ["a"], title="T", empty="Nothing here.")
    assert capsys.readouterr().out == "Nothing here.\n"


@pytest.mark.parametrize("command", [["show", "AM-9"], ["why", "AM-9"], ["do", "AM-9", "#close"], ["outbox", "--retry", "9"], ["outbox", "--discard", "9"], ["set-aside", "--release", "9"], ["set-aside", "--discard", "9"]])  # fmt: skip
def test_what_is_not_there_is_a_sentence(run: Run, desk: Path, command: list[str]) -> None:
    ended = run(*command, "--data", desk)
    assert (ended.code, ended.out) == (PROBLEMS, "")
    assert "9" in ended.err


@pytest.mark.parametrize("command", [["tickets"], ["show", "AM-1"], ["why", "AM-1"], ["outbox"], ["set-aside"]])
def test_no_desk_is_a_sentence(run: Run, tmp_path: Path, command: list[str]) -> None:
    ended = run(*command, "--data", tmp_path / "nowhere")
    assert (ended.code, ended.out) == (PROBLEMS, "")
    assert "does not exist; is --data right" in ended.err


def test_what_was_set_aside_is_saved_released_and_discarded(run: Run, desk: Path, tmp_path: Path) -> None:
    assert run("set-aside", "--save", 1, tmp_path / "out.eml", "--data", desk).code == FINE
    assert (tmp_path / "out.eml").read_bytes() == b""
    assert run("set-aside", "--save", 7, tmp_path / "out.eml", "--data", desk).code == PROBLEMS
    ended = run("set-aside", "--release", 1, "--data", desk)
    assert (ended.code, "Nothing is set aside." in ended.out) == (FINE, True)


def test_do_obeys_and_says_what_happened(run: Run, desk: Path) -> None:
    ended = run("do", "AM-1001", "#close solved by phone", "--data", desk)
    assert (ended.code, "closed: by " in ended.out) == (FINE, True)
    (row,) = run("tickets", "--json", "--data", desk).rows
    assert (row["status"], row["next_due"]) == ("closed", None)
    assert "No tickets." in run("tickets", "--data", desk).out
    refused = run("do", "AM-1001", "#colse", "--data", desk)
    assert (refused.code, "did you mean #close?" in refused.err) == (PROBLEMS, True)


def test_do_knows_whose_command_it_is_and_answers_who_only_asks(run: Run, desk: Path) -> None:
    refused = run("do", "AM-1001", "#take", "--data", desk)
    assert (refused.code, "is not staff; write #assign ADDRESS" in refused.err) == (PROBLEMS, True)
    taken = run("do", "AM-1001", "#take", "--by", "aftersales-1@aeropressmall.com", "--data", desk)
    assert taken.out == "note: #take by aftersales-1@aeropressmall.com\n"
    asked = run("do", "AM-1001", "#status", "--data", desk).out
    assert "assigned to aftersales-1@aeropressmall.com" in asked
    assert "#take by aftersales-1@aeropressmall.com" in run("do", "AM-1001", "#why", "--data", desk).out
    assert "#close — end the work on it" in run("do", "AM-1001", "#help", "--data", desk).out


def test_import_takes_past_mail_in(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "old"
    folder.mkdir()
    written(folder, "a.eml", raw_mail(PROBLEM))
    written(folder, "b.eml", b"")
    ended = run("import", "--eml", folder, "--json", "--data", tmp_path / "data")
    assert (ended.code, [row["ticket"] for row in ended.rows]) == (PROBLEMS, ["AM-1001", None])
    mbox = written(
        tmp_path,
        "box",
        b"From x Mon Nov 23 10:00:00 2026\n" + raw_mail(TRACKING, number=2).replace(b"\r\n", b"\n") + b"\n",
    )
    ended = run("import", "--mbox", mbox, "--data", tmp_path / "data")
    assert (ended.code, ended.out) == (FINE, "1 of 1 messages on 1 tickets; 0 were here already, 0 left out\n")
    assert run("import", "--data", tmp_path / "data").code == USAGE


def test_nobody_listening_any_more_is_no_fault(desk: Path) -> None:
    script = f"{sys.executable} -m triage why AM-1001 --json --data {desk} | true; exit ${{PIPESTATUS[0]}}"
    ended = subprocess.run(["bash", "-c", script], capture_output=True, text=True, timeout=60, check=False)
    assert (ended.returncode, ended.stderr) == (FINE, "")


def test_a_file_name_that_is_no_text_is_no_obstacle(run: Run, tmp_path: Path) -> None:
    name = os.fsdecode(b"\xff.eml")
    ended = run("explain", "--json", written(tmp_path, name, raw_mail(RETURN)))
    assert ended.code == FINE
    assert ended.rows[0]["file"].endswith("\udcff.eml")
