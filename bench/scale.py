"""What the mail of years costs: one message taken in, look-ups, what is due, the desk as a table, and the start of the daemon.

`python -m bench.scale [--sizes 1000,10000,1000000]`. The databases are made by the bench; the mails come from a real Dovecot.
"""

import argparse
import os
import tempfile
from collections.abc import Callable
from contextlib import closing
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

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
from triage.store import Store
from triage.store.lists import _OPEN
from triage.store.moments import to_text

SIZES = "1000,10000,100000"  # a million takes as long as all other parts together
USUAL = 10_000  # messages: what the cost at a million is measured by
COST = "one message taken in, CPU ms of the desk"
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


def main() -> None:
    """Print the tables and the query plans."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--sizes", default=os.environ.get("BENCH_SIZES", SIZES))
    sizes = [int(size) for size in parser.parse_args().sizes.split(",")]
    title("scale: the same work with more mail behind it")
    print(machine(), end="\n\n")
    columns = []
    with dovecot() as server:
        for size in sizes:
            with tempfile.TemporaryDirectory(prefix="bench-scale-") as folder:
                columns.append(_measured(Path(folder), server, size))
    costs = [float(column[COST]) for column in columns]
    least = costs[sizes.index(USUAL) if USUAL in sizes else 0]
    rows = [(name, *(column[name] for column in columns)) for name in columns[0] if name != "plans"]
    rows.append(
        (
            f"… × the cost at {USUAL if USUAL in sizes else sizes[0]:,} (goal 1.3)",
            *(f"{cost / least:.2f}" for cost in costs),
        )
    )
    table(("messages stored", *(f"{size:,}" for size in sizes)), rows)
    print("\nhow SQLite finds it, with the most messages:")
    for name, plan in columns[-1]["plans"].items():
        print(f"- {name}: {plan}")
    print()
    due.main()


def _measured(folder: Path, server: Dovecot, size: int) -> dict[str, Any]:
    begun = perf_counter()
    archive(folder / "data", size)
    making = perf_counter() - begun
    told: dict[str, Any] = {"making the database, s": f"{making:.0f}"}
    told["its size, MB"] = f"{(folder / 'data' / 'triage.db').stat().st_size / 1e6:,.0f}"
    with closing(Store.open(folder / "data", now=NOW, must_exist=True)) as store:
        told |= _looked_up(store)
        plans = {name: _plan(store, *query) for name, query in QUERIES.items()}
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
        told[COST] = f"{min(w.cpu for w in works[1:]) * 1_000 / MAILS:.1f}"
        told["one message taken in, ms"] = f"{min(work.seconds for work in works[1:]) * 1_000 / MAILS:.1f}"
    return {**told, "plans": plans}


def _looked_up(store: Store) -> dict[str, object]:
    references = b"References: <old.7@customers.example>\n"
    answer, stranger = (read(ANSWER % (at, line), OURS) for at, line in enumerate((references, b"")))
    return {
        "threading by an id, ms": _timed(lambda: _remembered(store, answer)),
        "threading by words, people and subject, ms": _timed(lambda: _remembered(store, stranger)),
        "what is due, ms": _timed(lambda: store.tickets.due_rungs(NOW)),
        "the next letter, ms": _timed(lambda: store.outbox.waiting(NOW, SUPPORT, most=10)),
        "`tickets`, the first hundred, ms": _timed(lambda: list(islice(store.lists.tickets(), 100)), rounds=20),
    }


def _remembered(store: Store, reading: Reading) -> object:
    return store.memory_for(reading.message, reading.origin, now=NOW)


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
