"""What an intake is compared with: floors that do one part of it, and a helpdesk that people run instead."""

import asyncio
import contextlib
import hashlib
import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Generator, Sequence
from concurrent.futures import ProcessPoolExecutor
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from multiprocessing import get_context
from pathlib import Path
from time import perf_counter
from typing import Any, Self

import mailparser

from bench.figures import complain
from tests.servers.daemons import PASSWORD
from tests.servers.dovecot import Dovecot
from triage.inbound.mailbox import Account, Cursor, MailboxWorker, Pace

HEADERS = (
    "From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Reply-To", "Auto-Submitted", "List-Id",
)  # fmt: skip
TOGETHER = 50  # mails a commit
ENVIRONMENT = Path(__file__).parents[1] / "build" / "bench" / "helpdesk"
PACKAGE = "django-helpdesk==2.6.1"
TABLES = """
    PRAGMA journal_mode = wal; PRAGMA synchronous = full;
    CREATE TABLE raw (sha256 TEXT PRIMARY KEY, bytes BLOB);
    CREATE TABLE messages (id INTEGER PRIMARY KEY, message_id TEXT UNIQUE, ticket INTEGER, subject TEXT, text TEXT);
    CREATE TABLE tickets (number INTEGER PRIMARY KEY, subject TEXT);
    CREATE TABLE letters (id INTEGER PRIMARY KEY, ticket INTEGER, raw BLOB);
"""


def parse_only(mails: Sequence[bytes]) -> float:
    """The standard library's quickest reading: the tree, eleven headers, every body decoded. Seconds."""
    begun = perf_counter()
    for raw in mails:
        message = BytesParser(policy=compat32).parsebytes(raw)
        for name in HEADERS:
            message.get(name)
        for part in message.walk():
            if not part.is_multipart():
                _decode(part)
    return perf_counter() - begun


def _decode(part: Message) -> None:
    octets = part.get_payload(decode=True)
    if part.get_content_maintype() == "text" and isinstance(octets, bytes):
        octets.decode(part.get_content_charset("utf-8"), "replace")


class Pair:
    """Two processes that read the same mails at the same time: what the machine's second processor is worth."""

    def __init__(self) -> None:
        self._pool = ProcessPoolExecutor(2, mp_context=get_context("forkserver"))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._pool.shutdown()

    def parse(self, mails: Sequence[bytes]) -> float:
        """As `parse_only`; seconds for these mails, of which they read two sets."""
        return max(self._pool.map(parse_only, (mails, mails))) / 2


def mail_parser_only(mails: Sequence[bytes]) -> float:
    """The library that we read mail with, by itself. Seconds."""
    begun = perf_counter()
    for raw in mails:
        mailparser.parse_from_bytes(raw)
    return perf_counter() - begun


def commit_only(mails: Sequence[bytes], folder: Path) -> float:
    """Plain sqlite3: raw bytes, message, ticket and letter of each mail, so many a commit, synchronous=FULL. Seconds."""
    with contextlib.closing(sqlite3.connect(folder / "commit.db", isolation_level=None)) as db:
        db.executescript(TABLES)
        begun = perf_counter()
        for at in range(0, len(mails), TOGETHER):
            db.execute("BEGIN IMMEDIATE")
            for raw in mails[at : at + TOGETHER]:
                _keep(db, raw)
            db.execute("COMMIT")
        seconds = perf_counter() - begun
    (folder / "commit.db").unlink()
    return seconds


def _keep(db: sqlite3.Connection, raw: bytes) -> None:
    digest = hashlib.sha256(raw).hexdigest()
    db.execute("INSERT OR IGNORE INTO raw VALUES (?, ?)", (digest, raw))
    if db.execute("SELECT ticket FROM messages WHERE message_id = ?", (digest,)).fetchone() is None:
        ticket = db.execute("INSERT INTO tickets VALUES (NULL, ?)", (digest,)).lastrowid
        db.execute("INSERT INTO messages VALUES (NULL, ?, ?, ?, ?)", (digest, ticket, digest, "text " * 100))
        db.execute("INSERT INTO letters VALUES (NULL, ?, ?)", (ticket, raw[:2_000]))


class Fetching:
    """Our own mailbox worker, whose mail is thrown away."""

    def __init__(self, account: Account) -> None:
        self._worker = MailboxWorker(account, on_bell=lambda: None, pace=Pace(poll=3600))
        self._cursor: Cursor | None = None
        self._loop = asyncio.Runner()

    def __enter__(self) -> Self:
        self._loop.run(self._begin())
        return self

    def __exit__(self, *_: object) -> None:
        self._loop.run(self._worker.close())
        self._loop.close()

    def poll(self) -> float:
        """Fetch what is new. Seconds."""
        return self._loop.run(self._fetch())

    async def _begin(self) -> None:
        self._worker.start()
        first = await self._worker.look("inbox", None, frozenset())
        self._cursor = Cursor(folder=first.folder, uidvalidity=first.uidvalidity, last_uid=first.uidnext - 1)

    async def _fetch(self) -> float:
        begun, more = perf_counter(), True
        while more and self._cursor:
            look = await self._worker.look("inbox", self._cursor, frozenset())
            last = max((each.uid for each in look.fetched), default=self._cursor.last_uid)
            self._cursor = Cursor(folder=look.folder, uidvalidity=look.uidvalidity, last_uid=last)
            more = look.more
        return perf_counter() - begun


class Helpdesk:
    """django-helpdesk in an environment of its own."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def poll(self) -> dict[str, Any]:
        """What one poll of its queue came to."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write("poll\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())


@contextlib.contextmanager
def helpdesk(folder: Path, server: Dovecot, user: str) -> Generator[Helpdesk | None]:
    """The rival at work on this user's mail; None, with the reason told, where it cannot be installed."""
    if not _is_installed():
        yield None
        return
    rival = Path(__file__).with_name("rival.py")
    command = [ENVIRONMENT / "bin" / "python", rival, folder / "helpdesk", str(server.imap), user, PASSWORD]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert process.stdin
    assert process.stdout
    try:
        if process.stdout.readline().strip() != "ready":
            raise RuntimeError("django-helpdesk did not start; its words stand above")
        yield Helpdesk(process)
    finally:
        process.stdin.close()
        process.wait(60)


def _is_installed() -> bool:
    """Whether the rival is there; installs it the first time."""
    done = ENVIRONMENT / PACKAGE
    if done.exists():
        return True
    shutil.rmtree(ENVIRONMENT, ignore_errors=True)
    try:
        subprocess.run([sys.executable, "-m", "venv", ENVIRONMENT], check=True)
        install = [ENVIRONMENT / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", PACKAGE]
        subprocess.run(install, check=True, timeout=300)
    except (subprocess.SubprocessError, OSError) as error:
        complain(f"{PACKAGE} cannot be installed, so nothing is compared with it: {error}")
        return False
    done.touch()
    return True
