"""A town with mail servers, and a desk in it, for each story."""

import asyncio
import functools
import shutil
from collections.abc import Callable, Generator
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import pytest

from tests.journeys.desk import OPENING, Desk, desk_in
from tests.journeys.town import Town
from tests.servers.dovecot import Dovecot
from tests.servers.exim import Exim
from tests.servers.sink import Sink
from triage.daemon import opening
from triage.inbound.origin import Ours
from triage.inbound.readers import Readers
from triage.outbound.letters import Templates
from triage.policy import rulesfile
from triage.policy.rulesfile import Reading
from triage.store import Store


@pytest.fixture(scope="session")
def _town(imap_server: Dovecot, mail_server: Exim, _sink: Sink) -> Generator[Town]:
    town = Town(imap_server, mail_server, _sink)
    yield town
    town.hang_up()


@pytest.fixture
def town(_town: Town) -> Town:
    """Mail servers with empty mailboxes for the desk and its staff."""
    _town.tidy()
    return _town


class _KeptReaders(Readers):
    """Reading workers that outlive one desk, for they take a second to start."""

    def __enter__(self) -> Self:
        if self._pool is None:
            self.start()
        self._turns = asyncio.Semaphore(self._workers)  # a semaphore belongs to one loop
        return self

    def __exit__(self, *_: object) -> None:
        """They stay."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Prepared:
    """What is the same for every desk, made ready once."""

    data: Path  # holds a database that knows nothing
    rules_from_file: Callable[[Path], Reading]
    proven_templates: Callable[[Path], Templates]
    readers: Callable[[int, Ours], Readers]


@pytest.fixture(scope="session")
def _prepared(tmp_path_factory: pytest.TempPathFactory) -> Generator[_Prepared]:
    folder = tmp_path_factory.mktemp("prepared")
    Store.open(folder, now=OPENING).close()
    known: dict[str, Reading] = {}

    def rules_from_file(path: Path) -> Reading:
        text = path.read_text("utf-8")
        if text not in known:
            known[text] = rulesfile.rules_from_file(path)
        return known[text]

    with ExitStack() as at_the_end:

        @functools.cache
        def readers(workers: int, ours: Ours) -> Readers:
            kept = _KeptReaders(workers, ours)
            at_the_end.callback(kept.close)
            return kept

        yield _Prepared(
            data=folder,
            rules_from_file=rules_from_file,
            proven_templates=functools.cache(opening.proven_templates),
            readers=readers,
        )


@pytest.fixture
def place(tmp_path: Path, _prepared: _Prepared, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where a desk can begin within a moment."""
    shutil.copytree(_prepared.data, tmp_path / "data")
    monkeypatch.setattr(opening, "rules_from_file", _prepared.rules_from_file)
    monkeypatch.setattr(opening, "proven_templates", _prepared.proven_templates)
    monkeypatch.setattr(opening, "Readers", _prepared.readers)
    return tmp_path


@pytest.fixture
def desk(town: Town, place: Path) -> Generator[Desk]:
    """A desk on Monday at nine, all mailboxes empty."""
    with desk_in(town, place) as opened:
        yield opened
