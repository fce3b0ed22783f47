"""What the mail of years costs: one message taken in, look-ups, what is due, the desk as a table, and the start of the daemon.

`python -m bench.scale [--sizes 1000,10000,1000000] [--seconds 300]`. The databases are made by the bench; the mails come from a
real Dovecot. A size that this machine could not finish within the seconds is left out, and said to be.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

from bench import due
from bench.archive import NOW, archive
from bench.daemon import ready
from bench.desk import desk_at
from bench.figures import machine, table, title
from bench.mails import AUTHSERV_ID, SUPPORT, mixture
from bench.post import fill
from tests.servers.dovecot import Dovecot, dovecot
from triage.inbound.origin import Ours
from triage.inbound.readers import Reading, read
from triage.store import DATABASE, Store
from triage.store.lists import _OPEN
from triage.store.moments import to_text

SIZES = "1000,10000,100000,1000000"
USUAL = 10_000  # messages: what the cost at a million is measured by
REST, SLOWER = 30, 1.5  # seconds beside making it; and how much faster rows are made where all indexes fit into memory
MAILS = 100  # taken in three times: once to warm up
ROUNDS = 200
OURS = Ours(addresses=frozenset({SUPPORT}), authserv_id=AUTHSERV_ID)
ANSWER = b"""\
Authentication-Results: mx.bench.test; dmarc=pass header.from=customers.example
From: Old Customer <old-7@customers.example>
To: support@aeropressmall.com
Subject: Re: Question
Message-ID: <answer.%d@customers.example>
%s
And where is it now? I have been waiting for the parcel with my AeroPress since Monday.
"""
QUERIES = {
    "an id": ("SELECT * FROM ids i JOIN tickets t ON t.number = i.ticket WHERE i.rfc_id = ?", ("old.7@customers.example",)),
    "a trace": ("SELECT message FROM traces WHERE trace = ? LIMIT 9", (7,)),
    "what is due": ("SELECT * FROM rungs WHERE state = 'open' AND fires_at <= ? ORDER BY fires_at LIMIT 10000", (to_text(NOW),)),
    "`tickets`": (_OPEN, ()),
    "the next letter": (
        """SELECT * FROM letters WHERE state IN ('queued', 'deferred') AND mailbox = ? AND next_attempt_at <= ?
           ORDER BY kind IN ('acknowledgement', 'digest', 'notification'), next_attempt_at, id LIMIT 1""",
        (SUPPORT, to_text(NOW)),
    ),
}  # fmt: skip


@dataclass(kw_only=True, slots=True)
class Column:
    """What was measured with so many messages."""

    size: int
    seconds: float = 0.0  # making the database
    cost: float = 0.0  # CPU milliseconds of the desk for one message more
    told: dict[str, object] = field(default_factory=dict[str, object])
    plans: dict[str, str] = field(default_factory=dict[str, str])


def main() -> None:
    """Print the tables and the query plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=os.environ.get("BENCH_SIZES", SIZES))
    parser.add_argument("--seconds", type=float, default=float(os.environ.get("BENCH_SECONDS", "600")))
    asked = parser.parse_args()
    until = perf_counter() + asked.seconds
    title("scale: the same work with more mail behind it")
    print(machine(), end="\n\n")
    due.main()
    columns: list[Column] = []
    with dovecot() as server:
        for size in map(int, asked.sizes.split(",")):
            if columns and perf_counter() + _expected(size, columns[-1]) > until:
                print(f"\n{size:,} messages are left out: no time for them in {asked.seconds:.0f} s on this machine")
                break
            with tempfile.TemporaryDirectory(prefix="bench-scale-") as folder:
                columns.append(_measured(Path(folder), server, size))
    print()
    _print(columns)


def _expected(size: int, last: Column) -> float:
    """Seconds that a column of this size takes, by the one before."""
    return last.seconds * size / last.size * SLOWER + REST


def _print(columns: list[Column]) -> None:
    usual = next((column for column in columns if column.size == USUAL), columns[0])
    rows = [(name, *(column.told[name] for column in columns)) for name in columns[0].told]
    rows.append(
        (f"… × the cost at {usual.size:,} (goal 1.3)", *(f"{column.cost / usual.cost:.2f}" for column in columns))
    )
    table(("messages stored", *(f"{column.size:,}" for column in columns)), rows)
    print("\nhow SQLite finds it, with the most messages:")
    for name, plan in columns[-1].plans.items():
        print(f"- {name}: {plan}")


def _measured(folder: Path, server: Dovecot, size: int) -> Column:
    column, begun = Column(size=size), perf_counter()
    archive(folder / "data", size)
    column.seconds, told = perf_counter() - begun, column.told
    told["making the database, s"] = f"{column.seconds:.0f}"
    told["its size, MB"] = f"{(folder / 'data' / DATABASE).stat().st_size / 1e6:,.0f}"
    with closing(Store.open(folder / "data", now=NOW, must_exist=True)) as store:
        told |= _looked_up(store)
        column.plans = {name: _plan(store, *query) for name, query in QUERIES.items()}
    user = f"scale{size}"
    start = ready(folder, server, user=user)
    told["from start to the first look into the mailbox, s (goal 1.5)"] = f"{start.seconds:.1f}"
    told["the processor's part of it, s"] = f"{start.cpu:.1f}"
    with desk_at(folder, user=user, imap=server.imap) as desk:
        works = []
        for at in range(3):
            fill(server, user, mixture(MAILS, seed=50 + at))
            works.append(desk.does("poll"))
        if any(work.done != MAILS for work in works):
            log = (folder / "log").read_text("utf-8")
            raise AssertionError(f"not all mails were taken in: {log[-2000:]}")
        column.cost = min(work.cpu for work in works[1:]) * 1_000 / MAILS
        told["one message taken in, CPU ms of the desk"] = f"{column.cost:.1f}"
        told["one message taken in, ms"] = f"{min(work.seconds for work in works[1:]) * 1_000 / MAILS:.1f}"
    return column


def _looked_up(store: Store) -> dict[str, object]:
    references = b"References: <old.7@customers.example>\n"
    answer, stranger = (read(ANSWER % (at, line), OURS) for at, line in enumerate((references, b"")))
    return {
        "threading by an id, ms": _timed(lambda: _remembered(store, answer)),
        "search by words, people and subject, ms": _timed(lambda: _remembered(store, stranger)),
        "what is due, ms": _timed(lambda: store.tickets.due_rungs(NOW)),
        "the next letter, ms": _timed(lambda: store.outbox.waiting(NOW, SUPPORT, most=10)),
        "`tickets`, the first hundred, ms": _timed(lambda: list(islice(store.lists.tickets(), 100)), rounds=20),
    }


def _remembered(store: Store, reading: Reading) -> object:
    return store.recall.for_message(reading.message, reading.origin, now=NOW)


def _timed(work: Callable[[], object], rounds: int = ROUNDS) -> str:
    times = []
    for _ in range(rounds):
        begun = perf_counter()
        work()
        times.append((perf_counter() - begun) * 1_000)
    return f"{median(times):.3f}"


def _plan(store: Store, sql: str, values: tuple[object, ...]) -> str:
    return "; ".join(row["detail"] for row in store._db.execute(f"EXPLAIN QUERY PLAN {sql}", values))


if __name__ == "__main__":
    main()
