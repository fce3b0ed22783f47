"""From the delivery of a mail to the moment at which the SMTP server has accepted its acknowledgement.

`python -m bench.latency`. The installed daemon at work as ops run it, against a real Dovecot that tells of new mail over IDLE, and
an SMTP server that notes the moment. The floor is that Dovecot's own notice, heard by a mailbox worker that does nothing else.
"""

import argparse
import asyncio
import smtplib
import sqlite3
import subprocess
import tempfile
import time
from collections.abc import Generator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

from bench.daemon import LOG, daemon
from bench.figures import machine, percentile, table, title
from bench.mails import SUPPORT, mixture
from tests.servers.dovecot import Dovecot, User, dovecot
from tests.servers.sink import Sink
from triage.inbound.mailbox import MailboxWorker, Pace
from triage.store import DATABASE

ALONE, UNDER_LOAD = 25, 150  # mails
LONGEST = 30  # seconds that an acknowledgement is waited for
PAUSE = 0.6  # seconds between mails to an idle desk, beside the time until its answer
RATE = 8  # mails a second under load
GOALS = "goals: p50 ≤ 0.9 s, p99 ≤ 2 s"


class Clocked(Sink):
    """Notes when each recipient's letter was accepted."""

    def __init__(self) -> None:
        super().__init__()
        self.accepted: dict[str, float] = {}

    def _remember(self, envelope: Any) -> None:
        self.accepted.setdefault(envelope.rcpt_tos[0], time.perf_counter())
        super()._remember(envelope)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alone", type=int, default=ALONE)
    parser.add_argument("--load", type=int, default=UNDER_LOAD)
    asked = parser.parse_args()
    title("latency: mail delivered → acknowledgement accepted by the SMTP server")
    print(f"{machine()}\n{GOALS}\n")
    rows = []
    with dovecot() as server:
        rows.append(
            _row(
                "floor: Dovecot's own notice over IDLE",
                asyncio.run(_notices(User(server, "bell"), asked.alone)),
                of=asked.alone,
            )
        )
        for user, has_opinion in (("plain", False), ("advised", True)):
            with (
                tempfile.TemporaryDirectory(prefix="bench-latency-") as folder,
                Clocked() as sink,
                _daemon(Path(folder), server, user, sink.port, has_opinion=has_opinion) as database,
            ):
                rows += _measured(User(server, user), sink, database, asked, has_opinion=has_opinion)
    table(("", "acknowledged", "p50 s", "p95 s", "p99 s", "slowest s"), rows)
    print("\nA mail that asks nothing of the desk gets no acknowledgement and has no time.")


def _measured(
    user: User, sink: Clocked, database: Path, asked: argparse.Namespace, *, has_opinion: bool
) -> list[tuple[object, ...]]:
    mails = _enquiries(asked.alone + asked.load + 1, seed=7 + has_opinion)
    advice = "with second opinion" if has_opinion else "signals only"
    _sent_and_answered(user, sink, database, mails[:1])  # warms up
    alone: list[float] = []
    for mail in mails[1 : asked.alone + 1]:
        alone += _sent_and_answered(user, sink, database, [mail])
        time.sleep(PAUSE)
    together = mails[asked.alone + 1 :]
    loaded = _sent_and_answered(user, sink, database, together, rate=RATE)
    return [
        _row(f"idle desk, {advice}", alone, of=asked.alone),
        _row(f"{RATE} mails a second, {advice}", loaded, of=len(together)),
    ]


def _row(name: str, seconds: Sequence[float], *, of: int) -> tuple[object, ...]:
    some = [f"{percentile(seconds, share):.2f}" for share in (50, 95, 99)]
    return (name, f"{len(seconds)} of {of}", *some, f"{max(seconds):.2f}")


def _enquiries(count: int, *, seed: int) -> list[tuple[str, bytes]]:
    """(author, mail) of new enquiries alone: these are acknowledged whatever came before."""
    found = []
    for raw in mixture(count * 3, seed=seed):
        head = raw.partition(b"\r\nMIME-Version")[0]
        if not any(mark in raw for mark in (b"In-Reply-To:", b"Auto-Submitted:", b"List-Id:")):
            found.append((head.partition(b"From: Anna Customer <")[2].partition(b">")[0].decode(), raw))
    return found[:count]


def _sent_and_answered(
    user: User, sink: Clocked, database: Path, mails: Sequence[tuple[str, bytes]], *, rate: float | None = None
) -> list[float]:
    """Deliver these; how long each took to be acknowledged, without those that are not to be."""
    sent: dict[str, float] = {}
    known = _taken_in(database)
    begun = time.perf_counter()
    with smtplib.LMTP("127.0.0.1", user.server.lmtp, local_hostname="mx.bench.test") as lmtp:
        for number, (author, raw) in enumerate(mails):
            if rate:
                time.sleep(max(0.0, begun + number / rate - time.perf_counter()))
            lmtp.sendmail(author, [f"{user.name}@aeropressmall.com"], raw)
            sent[author] = time.perf_counter()
    while not (_taken_in(database) >= known + len(mails) and _is_silent(database)):
        if time.perf_counter() > max(sent.values()) + LONGEST:
            raise RuntimeError(f"{_taken_in(database) - known} of {len(mails)} mails were taken in and answered")
        time.sleep(0.05)
    return [sink.accepted[author] - at for author, at in sent.items() if author in sink.accepted]


def _taken_in(database: Path) -> int:
    return _counted(database, "occurrences WHERE state = 'done'")


def _is_silent(database: Path) -> bool:
    """No letter waits or is on its way; one mailbox may answer what another got."""
    return not _counted(database, "letters WHERE state IN ('queued', 'deferred', 'claimed', 'data')")


def _counted(database: Path, rows: str) -> int:
    with closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as db:
        return db.execute(f"SELECT count(*) FROM {rows}").fetchone()[0]


async def _notices(user: User, count: int) -> list[float]:
    bell = asyncio.Event()
    worker = MailboxWorker(user.account, on_bell=bell.set, pace=Pace(poll=3600))
    worker.start()
    seconds: list[float] = []
    for _, raw in _enquiries(count, seed=6):
        look = await worker.look("inbox", None)  # the present is known, so that the next bell means this mail
        assert look.uidnext
        await asyncio.sleep(0.2)
        bell.clear()
        await asyncio.to_thread(user.deliver, raw)
        begun = time.perf_counter()
        await asyncio.wait_for(bell.wait(), 10)
        seconds.append(time.perf_counter() - begun)
    await worker.close()
    return seconds


@contextmanager
def _daemon(folder: Path, server: Dovecot, user: str, smtp: int, *, has_opinion: bool) -> Generator[Path]:
    """`triage run`, ready: it knows where each folder's present is. Yields its database."""
    database = folder / "data" / DATABASE
    with daemon(folder, server, user=user, smtp=smtp, has_opinion=has_opinion) as process:
        _wait_until_it_reads(database, process, folder / LOG)
        yield database


def _wait_until_it_reads(database: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and process.poll() is None:
        with suppress(sqlite3.OperationalError):  # not made yet
            if _counted(database, f"cursors WHERE mailbox = '{SUPPORT}'"):
                time.sleep(5)  # the second opinion has loaded its model by then
                return
        time.sleep(0.1)
    raise RuntimeError(f"the daemon does not read: {log.read_text('utf-8')[-2000:]}")


if __name__ == "__main__":
    main()
