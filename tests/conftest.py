"""Real servers for tests, each started once a session, and a fresh mailbox or sink for each test."""

import itertools
import os
import sqlite3
from collections.abc import Generator
from datetime import date, datetime
from typing import NoReturn

import pytest
from hypothesis import settings

from tests.servers.dovecot import Dovecot, User, dovecot
from tests.servers.exim import Exim, exim
from tests.servers.sink import Sink

# a loaded machine is no defect, so no example has a time limit of its own; CI looks harder
settings.register_profile("dev", max_examples=40, deadline=None)
settings.register_profile("ci", max_examples=150, deadline=None, print_blob=True)
settings.load_profile("ci" if os.environ.get("CI") else "dev")

_numbers = itertools.count(1)


def _refuse(moment: date) -> NoReturn:
    """The text that Python would make of it has another width, so that text order is not time order; deprecated since 3.12."""
    raise AssertionError(f"{moment!r} reached SQLite and did not go through triage.store.moments")


sqlite3.register_adapter(date, _refuse)
sqlite3.register_adapter(datetime, _refuse)


@pytest.fixture(autouse=True)
def _without_opinion(monkeypatch: pytest.MonkeyPatch) -> None:
    """Signals decide alone in this process, as if the optional part were missing: its model takes a second to load."""
    monkeypatch.setattr("triage.opinion.adviser.is_installed", lambda: False)


@pytest.fixture(scope="session")
def imap_server() -> Generator[Dovecot]:
    """A real Dovecot."""
    with dovecot() as server:
        yield server


@pytest.fixture
def mailbox(imap_server: Dovecot) -> User:
    """An empty mailbox on the real Dovecot."""
    return imap_server.add_user(f"desk{next(_numbers)}")


@pytest.fixture(scope="session")
def _sink() -> Generator[Sink]:
    with Sink() as sink:
        yield sink


@pytest.fixture
def sink(_sink: Sink) -> Sink:
    """Takes all mail for others; empty, and without faults."""
    _sink.clear()
    return _sink


@pytest.fixture(scope="session")
def mail_server(imap_server: Dovecot, _sink: Sink) -> Generator[Exim]:
    """A real Exim before the Dovecot; mail for other domains goes to `sink`."""
    with exim(imap_server, _sink.port) as server:
        yield server
