"""A terminal in front of a desk that knows some past mail."""

import logging
import shutil
from collections.abc import Callable, Generator
from functools import cache
from pathlib import Path

import pytest
import structlog

from tests.cli.terminal import PAST, Terminal
from triage.cli import check_command  # noqa: F401  before the fixture below, so that it keeps the real thing
from triage.daemon.opening import proven_templates
from triage.outbound.letters import Templates
from triage.settings import TEMPLATES, shipped


@pytest.fixture(autouse=True)
def _logs_as_before() -> Generator[None]:
    """Some commands send the logs to their own stderr."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:], root.level = handlers, level
    structlog.reset_defaults()


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TRIAGE_RULES", "TRIAGE_DATA", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)


@cache
def _shipped() -> Templates:
    return proven_templates(shipped(TEMPLATES))


def _proven(folder: Path, _: Path | None = None) -> Templates:
    return _shipped() if folder == shipped(TEMPLATES) else proven_templates(folder)


@pytest.fixture(autouse=True)
def _shipped_templates_are_proven_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """Half a second for each command that opens the desk; `check` still proves them every time."""
    monkeypatch.setattr("triage.daemon.opening.proven_templates", _proven)


@pytest.fixture
def terminal(tmp_path: Path) -> Terminal:
    """In an empty folder, with the shipped rules."""
    return Terminal(tmp_path)


@pytest.fixture(scope="session")
def _imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    at = Terminal(tmp_path_factory.mktemp("past"))
    for name, text in PAST.items():
        at.write(f"mail/{name}.eml", text)
    done = at.says("import", "--eml", "mail")
    assert done.code == 0, done.err
    return at.folder


@pytest.fixture
def desk(terminal: Terminal, _imported: Path) -> Terminal:
    """The same, with the tickets of `PAST`."""
    shutil.copytree(_imported, terminal.folder, dirs_exist_ok=True)
    return terminal


@pytest.fixture
def ticket_of(desk: Terminal) -> Callable[[str], str]:
    """The name of the ticket of ann, bob, eve or kenji."""
    names = {row["requester"].partition("@")[0]: row["ticket"] for row in desk.says("tickets", "--json").rows()}
    return names.__getitem__
