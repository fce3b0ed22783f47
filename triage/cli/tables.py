"""Tables for terminals. What mail says is shown, never obeyed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.table import Table
from rich.text import Text

from triage.cli.shown import shown

Row = Mapping[str, Any]
_LONG = {
    "subject": 3,
    "requester": 2,
    "recipient": 2,
    "to": 2,
    "error": 3,
    "reason": 3,
    "headers": 3,
    "because": 3,
}  # share the width that is left
_LEAST = 12  # characters of such a column, even if the terminal is narrow
_GAP = 2  # characters between columns


def print_table(rows: Iterable[Row], columns: Sequence[str], *, title: str, empty: str) -> None:
    """The rows under those columns, or a sentence when there are none."""
    rows = list(rows)
    console = Console()
    if not rows:
        console.print(empty)
        return
    table = Table(title=title, title_justify="left", header_style="bold", box=None, pad_edge=False)
    widths = _widths(rows, columns, console.width)
    for column in columns:
        table.add_column(_title(column), overflow="ellipsis", no_wrap=True, width=widths[column])
    for row in rows:
        table.add_row(*(Text(shown(row[column])) for column in columns))
    console.print(table)


def _widths(rows: Sequence[Row], columns: Sequence[str], available: int) -> dict[str, int]:
    """Short columns get what they need; the long ones share what is left."""
    needed = {column: max(len(_title(column)), *(cell_len(shown(row[column])) for row in rows)) for column in columns}
    long = {column: _LONG[column] for column in columns if column in _LONG}
    left = available - sum(needed[column] + _GAP for column in columns if column not in long) - _GAP * len(long)
    shares = {column: max(_LEAST, left * ratio // sum(long.values())) for column, ratio in long.items()}
    return needed | {column: min(needed[column], share) for column, share in shares.items()}


def _title(column: str) -> str:
    return column.replace("_", " ")
