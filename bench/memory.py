"""Memory: one very large mail, and whether the desk grows with the mails it has taken in.

`python -m bench.memory [--mails N]`. The desk runs in a process of its own; peaks are the kernel's (VmHWM).
"""

import argparse
import os
import tempfile
from pathlib import Path

from bench.desk import desk_at
from bench.figures import machine, table, title
from bench.mails import large, mixture
from bench.post import fill
from tests.servers.dovecot import Dovecot, dovecot

MAILS, STEP, LINES = 4_000, 1_000, 10
LARGE = (  # how it is told, octets, message_megabytes
    ("46 MB: its first 256 KiB are read", 46_000_000, 25),
    ("24 MB: read whole", 24_000_000, 25),
    ("46 MB: read whole, as rules may ask for", 46_000_000, 50),
)


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=int(os.environ.get("BENCH_MAILS", MAILS)))
    asked = parser.parse_args()
    title("memory")
    print(machine(), end="\n\n")
    with tempfile.TemporaryDirectory(prefix="bench-memory-") as folder, dovecot() as server:
        _one_large_mail(Path(folder), server)
        print()
        _growth(Path(folder), server, asked.mails)


def _one_large_mail(folder: Path, server: Dovecot) -> None:
    rows = []
    for name, octets, megabytes in LARGE:
        user = f"large{octets}of{megabytes}"
        with desk_at(folder / user, user=user, imap=server.imap, megabytes=megabytes) as desk:
            small = mixture(20)
            fill(server, user, small[:10])
            idle = desk.does("poll")
            fill(server, user, [large(octets), *small[10:]])
            work = desk.does("poll")
        assert work.done >= 10, work
        rows.append(
            (
                name,
                "taken in" if work.done == 11 else "set aside",
                f"{idle.parent_mb:.0f}",
                f"{work.parent_mb - idle.parent_mb:.0f}",
                f"{max(work.workers_mb):.0f}",
                f"{work.seconds:.1f}",
            )
        )
    heads = (
        "one large mail and ten behind it",
        "it was",
        "idle MB",
        "above it MB (goal for 46 MB: 40)",
        "largest worker MB",
        "all eleven s",
    )
    table(heads, rows)


def _growth(folder: Path, server: Dovecot, count: int) -> None:
    """Mails come by the thousand; of many thousands some lines are shown."""
    rows = []
    shown = {count * line // LINES // STEP * STEP for line in range(1, LINES)} | {STEP, 2 * STEP, count}
    with desk_at(folder / "growth", user="growth", imap=server.imap) as desk:
        for at in range(0, count, STEP):
            mails = mixture(STEP, seed=100 + at)
            fill(server, "growth", mails)
            work = desk.does("poll")
            if work.done != STEP:
                raise AssertionError(f"{work.done} of {STEP} mails were taken in")
            if at + STEP not in shown:
                continue
            rows.append(
                (
                    f"{at + STEP:,}",
                    f"{work.held_mb:.0f}",
                    f"{work.parent_mb:.0f}",
                    f"{max(work.workers_mb):.0f}",
                    f"{work.seconds * 1_000 / STEP:.1f}",
                )
            )
    heads = ("mails taken in", "desk holds MB", "its peak MB (goal 120)", "largest worker MB (goal 150)", "ms a mail")
    table(heads, rows)


if __name__ == "__main__":
    main()
