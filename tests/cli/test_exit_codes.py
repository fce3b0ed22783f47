"""How every command ends: 0 fine, 1 problems listed, 2 wrong usage, 3 a fault of ours, 130 interrupted."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Never

import click
import pytest

from tests.cli.terminal import QUESTION, Terminal
from triage.cli.commands import triage
from triage.cli.exits import ProblemsError, exit_code
from triage.daemon import NotReadyError
from triage.settings import SettingsError
from triage.store import BusyError, StoreError


def ending(error: BaseException) -> int:
    """The exit code of a command that ends with this."""

    @click.command()
    def command() -> None:
        raise error

    return exit_code(command, [])


def test_every_command_shows_its_help(terminal: Terminal) -> None:
    for name in triage.list_commands(click.Context(triage)):
        done = terminal.says(name, "--help")
        assert (done.code, done.err) == (0, "")
        assert name in done.out


def test_the_version_and_the_list_of_commands(terminal: Terminal) -> None:
    assert terminal.says("--version").code == 0
    assert "explain" in terminal.says("--help").out


@pytest.mark.parametrize(
    "wrong",
    [
        ["nosuch"],
        ["tickets", "--nosuch"],
        ["show"],
        ["do", "AM-1001"],
        ["outbox", "--retry", "first"],
        ["import"],
        ["import", "--eml", "not-there"],
        ["init"],
    ],
)
def test_wrong_usage_is_two(terminal: Terminal, wrong: list[str]) -> None:
    done = terminal.says(*wrong)
    assert (done.code, done.out) == (2, "")
    assert "Usage: " in done.err


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (ProblemsError("one", "two"), 1),
        (NotReadyError("one", "two"), 1),
        (SettingsError("one\ntwo"), 1),
        (StoreError("one\ntwo"), 1),
        (BusyError("one\ntwo"), 1),
        (click.UsageError("one"), 2),
        (KeyboardInterrupt(), 130),
    ],
)
def test_what_a_person_can_mend_is_told_without_a_traceback(
    error: BaseException, code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ending(error) == code
    told = capsys.readouterr()
    assert told.out == ""
    assert "Traceback" not in told.err
    if code == 1:
        assert told.err == "one\ntwo\n"


def test_a_fault_of_ours_is_three_and_shown_whole(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> Never:
        raise ZeroDivisionError("nobody thought of this")

    monkeypatch.setattr("triage.cli.explaining.decide", broken)
    done = terminal.says("explain", "--json", terminal.write("ann.eml", QUESTION))
    assert (done.code, done.out) == (3, "")
    assert "ZeroDivisionError: nobody thought of this" in done.err
    assert "fault of triage" in done.err


def test_ctrl_c_is_told_by_the_shells_convention(terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> Never:
        raise KeyboardInterrupt

    monkeypatch.setattr("triage.cli.explaining.decide", interrupted)
    done = terminal.says("explain", "--json", terminal.write("ann.eml", QUESTION))
    assert (done.code, done.out) == (130, "")
    assert "Traceback" not in done.err


def in_a_latin_terminal(desk: Terminal, stdout: int) -> subprocess.CompletedProcess[bytes]:
    """`triage tickets` as a process of its own, in a locale that lacks most letters."""
    environment = os.environ | {"PYTHONIOENCODING": "latin-1", "PYTHONPATH": str(Path(__file__).parents[2])}
    command = [sys.executable, "-m", "triage", "tickets"]
    return subprocess.run(command, cwd=desk.folder, env=environment, check=False, stdout=stdout, stderr=subprocess.PIPE)


def test_a_reader_who_stops_reading_is_no_problem(desk: Terminal) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    done = in_a_latin_terminal(desk, writing)
    os.close(writing)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_terminal_without_our_letters_gets_their_numbers(desk: Terminal) -> None:
    done = in_a_latin_terminal(desk, subprocess.PIPE)
    assert (done.returncode, done.stderr) == (0, b"")
    assert rb"\u304a" in done.stdout
