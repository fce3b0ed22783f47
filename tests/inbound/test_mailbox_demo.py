"""The demo's embedded mail server keeps the same contract as a real one: what the demo shows is what the mailbox does."""

import asyncio
import contextlib
import imaplib
import re
import threading
from collections.abc import Coroutine, Generator
from datetime import UTC, datetime
from typing import Any

import pytest

from tests.contracts import MailboxContract
from triage.demo.server import DemoServer
from triage.inbound.mailbox import Account

ADDRESS, SECRET = "support@aeropressmall.com", "s3cret"


class DemoPlace:
    """The embedded server in a loop of its own, as in a process of its own."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        self._server = DemoServer({ADDRESS: SECRET}, clock=lambda: datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
        self._do(self._server.start())

    @property
    def account(self) -> Account:
        port = self._server.imap_port
        return Account(address=ADDRESS, host="127.0.0.1", port=port, security="plain", login=ADDRESS, secret=SECRET)

    def deliver(self, raw: bytes) -> None:
        self._do(self._server.deliver(ADDRESS, raw))

    def expunge(self, uid: int) -> None:
        with self._client() as imap:
            imap.uid("STORE", str(uid), "+FLAGS", r"(\Deleted)")
            imap.expunge()

    def flags(self) -> dict[int, frozenset[str]]:
        with self._client() as imap:
            _, lines = imap.uid("FETCH", "1:*", "(FLAGS)")
        told = [(re.search(rb"UID (\d+)", line), re.search(rb"FLAGS \((.*?)\)", line)) for line in lines if line]
        return {
            int(uid[1]): frozenset(flags[1].decode().split()) - {"\\Recent"} for uid, flags in told if uid and flags
        }

    def close(self) -> None:
        self._do(self._server.stop())

    @contextlib.contextmanager
    def _client(self) -> Generator[imaplib.IMAP4]:
        with imaplib.IMAP4("127.0.0.1", self._server.imap_port) as imap:
            imap.login(ADDRESS, SECRET)
            imap.select("INBOX")
            yield imap

    def _do(self, work: Coroutine[Any, Any, object]) -> None:
        asyncio.run_coroutine_threadsafe(work, self._loop).result(10)


class TestDemo(MailboxContract):
    @pytest.fixture
    def place(self) -> Generator[DemoPlace]:
        loop = asyncio.new_event_loop()
        thread = threading.Thread(target=loop.run_forever, daemon=True)
        thread.start()
        place = DemoPlace(loop)
        yield place
        place.close()
        loop.call_soon_threadsafe(loop.stop)
        thread.join()
        loop.close()
