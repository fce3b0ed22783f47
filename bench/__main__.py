"""Every part after the other, within ten minutes: `make bench`, or `python -m bench [NAME…]` for some of them."""

import os
import subprocess
import sys
from time import perf_counter

from bench.figures import machine

PARTS = ("startup", "rules", "worktime", "intake", "latency", "outbox", "long", "memory", "scale")
BOUND = 600  # seconds; the last part leaves out what would take longer


def main() -> int:
    """Run them, each in a process of its own; 1 when one of them failed."""
    begun, failed = perf_counter(), False
    print(machine())
    for name in sys.argv[1:] or PARTS:
        started = perf_counter()
        left = {"BENCH_SECONDS": str(BOUND - (started - begun))}
        failed |= (
            subprocess.run([sys.executable, "-m", f"bench.{name}"], env=os.environ | left, check=False).returncode != 0
        )
        print(f"\n({name}: {perf_counter() - started:.0f} s)", flush=True)
    print(f"\nall of it: {perf_counter() - begun:.0f} s; {machine()}")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
