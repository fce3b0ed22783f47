"""Tables of figures: the median of several rounds, their spread, and the ratio to a floor of the same rounds."""

import compileall
import os
import platform
import resource
import sqlite3
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median

import triage


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process and the children it has waited for have used of the processor, in seconds."""

    own: float
    children: float

    @classmethod
    def now(cls) -> "Usage":
        own, children = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return cls(own.ru_utime + own.ru_stime, children.ru_utime + children.ru_stime)


@dataclass(kw_only=True, slots=True)
class Line:
    """One row: its rounds, in the order in which they were measured."""

    name: str
    rounds: list[float] = field(default_factory=list)
    notes: tuple[str, ...] = ()

    @property
    def middle(self) -> float:
        return median(self.rounds)

    def spread(self, digits: int) -> str:
        return f"{self.middle:.{digits}f} [{min(self.rounds):.{digits}f}..{max(self.rounds):.{digits}f}]"

    def ratio(self, floor: "Line") -> float:
        """The median of the rounds' ratios: what disturbs one round disturbs both of its figures."""
        return median(own / least for own, least in zip(self.rounds, floor.rounds, strict=True))


def as_installed() -> None:
    """Compile triage's modules, as pip does with what it installs: Python may be told to leave a source tree as it is."""
    compileall.compile_dir(Path(triage.__file__).parent, quiet=1)


def title(text: str) -> None:
    print(f"\n## {text}\n", flush=True)


def table(heads: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Print it as Markdown, in columns; the first to the left, the others to the right."""
    cells = [[str(each) for each in row] for row in (heads, *rows)]
    widths = [max(len(row[at]) for row in cells) for at in range(len(heads))]

    def line(row: Sequence[str]) -> str:
        first, *others = (
            cell.ljust(width) if at == 0 else cell.rjust(width)
            for at, (cell, width) in enumerate(zip(row, widths, strict=True))
        )
        return f"| {' | '.join([first, *others])} |"

    rule = "|".join(["-" * (widths[0] + 2), *("-" * (width + 1) + ":" for width in widths[1:])])
    print("\n".join([line(cells[0]), f"|{rule}|", *map(line, cells[1:])]), flush=True)


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that so many hundredths of all do not exceed."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(len(ranked) * share / 100))]


def machine() -> str:
    """What these figures were measured on, and how busy it was."""
    busy = "/".join(f"{load:.1f}" for load in os.getloadavg())
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, Python {platform.python_version()}, "
        f"SQLite {sqlite3.sqlite_version}; load of the last 1/5/15 minutes {busy}"
    )


def peak_megabytes(process: int) -> float:
    """The most memory that this process ever held, as Linux counts it (VmHWM); 0 when it is gone."""
    return _status(process, "VmHWM:")


def held_megabytes(process: int) -> float:
    """What it holds now (VmRSS)."""
    return _status(process, "VmRSS:")


def _status(process: int, name: str) -> float:
    try:
        with open(f"/proc/{process}/status", encoding="ascii") as status:  # noqa: PTH123  no file, a question
            return next((int(line.split()[1]) / 1024 for line in status if line.startswith(name)), 0.0)
    except OSError:
        return 0.0


def complain(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)
