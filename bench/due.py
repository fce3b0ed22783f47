"""What it costs to find what is due: among 1,000 open deadlines, and among a million.

`python -m bench.due`. The database is made by the bench: as many tickets as deadlines, each with the shipped ladder's
four steps. The floor is the same question to an empty table.
"""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import islice
from pathlib import Path
from statistics import median
from time import perf_counter

from triage.store import Store
from triage.store.moments import to_text

SIZES = (1_000, 1_000_000)
DUE = 10  # rungs whose moment has come
ROUNDS = 200
NOW = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)
STEPS = ("at 50%", "at 80%", "at 100%", "after 1 working day")


def main() -> None:
    """Print the figures and the query's plan."""
    print(f"{'open deadlines':>16}{'open rungs':>14}{'median':>12}{'slowest':>12}{'to the floor':>14}")
    floor, plan = None, ""
    for size in (0, *SIZES):
        with tempfile.TemporaryDirectory(prefix="bench-due-") as folder:
            store = filled(Path(folder), size)
            middle, slowest = measured(store, 0 if size == 0 else DUE)
            floor = floor or middle
            print(f"{size:16,}{size * len(STEPS):14,}{middle:9.3f} ms{slowest:9.3f} ms{middle / floor:13.1f}x")
            plan = plan_of(store)
            store.close()
    print(f"plan: {plan}")


def filled(folder: Path, deadlines: int) -> Store:
    """A store with so many open deadlines, of which DUE rungs have come due."""
    store = Store.open(folder, now=NOW)
    db = store._db
    db.execute(
        "PRAGMA foreign_keys = 0"
    )  # tickets would only make the filling slower: the question does not look at them
    waiting = _rows(deadlines)
    while rows := list(islice(waiting, 200_000)):
        with store.transaction():
            db.executemany(
                "INSERT INTO rungs (ticket, cycle, step, fires_at, is_escalation, tell) VALUES (?, 1, ?, ?, 0, '[\"team\"]')",
                rows,
            )
    db.execute("ANALYZE")
    return store


def _rows(deadlines: int) -> Iterator[tuple[int, str, str]]:
    for ticket in range(deadlines):
        for at, step in enumerate(STEPS):
            is_due = at == 0 and ticket < DUE
            moment = (
                NOW - timedelta(minutes=ticket) if is_due else NOW + timedelta(minutes=1 + ticket % 20_000, hours=at)
            )
            yield ticket, step, to_text(moment)


def measured(store: Store, expected: int) -> tuple[float, float]:
    """The median and the slowest of many questions, in milliseconds."""
    times: list[float] = []
    for _ in range(ROUNDS):
        begun = perf_counter()
        found = store.tickets.due_rungs(NOW)
        times.append((perf_counter() - begun) * 1000)
        if len(found) != expected:
            raise AssertionError(f"{len(found)} tickets are due, not {expected}")
    return median(times), max(times)


def plan_of(store: Store) -> str:
    """How SQLite finds them."""
    rows = store._db.execute(
        "EXPLAIN QUERY PLAN SELECT * FROM rungs WHERE state = 'open' AND fires_at <= ? ORDER BY fires_at LIMIT 10000",
        (to_text(NOW),),
    )
    return "; ".join(row["detail"] for row in rows)


if __name__ == "__main__":
    main()
