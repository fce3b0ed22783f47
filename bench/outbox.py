"""Letters a second from the outbox to an SMTP server, each state committed before the next dangerous step.

`python -m bench.outbox`. The floor is the library alone: the same bytes over one connection that is used again, nothing
remembered. The server is aiosmtpd in another process; once more with one that takes its time, as relays do.
"""

import asyncio
import multiprocessing
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from multiprocessing.connection import Connection
from pathlib import Path
from time import perf_counter

import aiosmtplib
from aiosmtpd.smtp import SMTP, Envelope, Session

from bench.desk import Desk, desk_at
from bench.figures import Line, machine, table, title
from bench.mails import mixture
from bench.post import fill
from tests.servers.dovecot import dovecot
from tests.servers.sink import Sink

MAILS, ROUNDS = 100, 3
CONNECTIONS = (1, 2, 3)
SLOW = 0.05  # seconds that a relay takes to accept a letter
FLOOR = "aiosmtplib alone, 1 connection"
GOAL = 150


class SlowSink(Sink):
    """Accepts after a while."""

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        await asyncio.sleep(SLOW)
        return await super().handle_DATA(server, session, envelope)


def main() -> None:
    """Print the table."""
    title("outbox: claim → MAIL, RCPT → commit → DATA → settle")
    print(machine())
    lines: dict[str, Line] = {}
    with tempfile.TemporaryDirectory(prefix="bench-outbox-") as folder, dovecot() as server:
        for slow in (False, True):
            with (
                sink(slow=slow) as port,
                desk_at(Path(folder) / f"slow-{slow}", user=f"box{slow}", imap=server.imap, smtp=port) as desk,
            ):
                fill(server, f"box{slow}", mixture(MAILS))
                desk.does("poll")
                count = _rounds(desk, port, lines, slow=slow)
    floor = lines[FLOOR]
    print(f"{count} letters a round, {ROUNDS} rounds; goal: {GOAL} letters/s\n")
    rows = [
        (
            line.name,
            f"{1_000 / line.middle:,.0f}",
            line.spread(2),
            line.notes[0] if line.notes else "",
            f"{line.ratio(floor):.2f}",
        )
        for line in lines.values()
    ]
    table(("one letter", "letters/s", "ms, median [min..max]", "CPU ms", "× the floor"), rows)


def _rounds(desk: Desk, port: int, lines: dict[str, Line], *, slow: bool) -> int:
    count = desk.does("send 1").done  # warms up
    for _ in range(ROUNDS):
        if not slow:
            _note(lines, FLOOR, asyncio.run(_alone(port, count)) / count)
        for connections in CONNECTIONS[:: 2 if slow else 1]:
            desk.does("again")
            work = desk.does(f"send {connections}")
            if work.done != count:
                raise AssertionError(f"{work.done} of {count} letters went out")
            relay = f", a relay that takes {SLOW * 1_000:.0f} ms" if slow else ""
            name = f"triage, {connections} connection{'s'[: connections - 1]}{relay}"
            _note(lines, name, work.seconds / count, f"{work.cpu / count * 1_000:.1f}")
    return count


def _note(lines: dict[str, Line], name: str, seconds: float, *notes: str) -> None:
    line = lines.setdefault(name, Line(name=name))
    line.rounds.append(seconds * 1_000)
    line.notes = notes


async def _alone(port: int, count: int) -> float:
    raw = (
        b"From: desk@shop.example\r\nTo: a@shop.example\r\nSubject: Hello\r\n\r\n" + b"A line of the letter.\r\n" * 100
    )
    smtp = aiosmtplib.SMTP(hostname="127.0.0.1", port=port, use_tls=False, start_tls=False)
    await smtp.connect()
    begun = perf_counter()
    for _ in range(count):
        await smtp.sendmail("desk@shop.example", ["a@shop.example"], raw)
    seconds = perf_counter() - begun
    await smtp.quit()
    return seconds


@contextmanager
def sink(*, slow: bool = False) -> Generator[int]:
    """A server's port; it runs in a process of its own."""
    ours, theirs = multiprocessing.Pipe()
    process = multiprocessing.get_context("spawn").Process(target=_serve, args=(theirs, slow), daemon=True)
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("end")
        process.join(10)


def _serve(pipe: Connection, slow: bool) -> None:
    with SlowSink() if slow else Sink() as server:
        pipe.send(server.port)
        pipe.recv()


if __name__ == "__main__":
    main()
