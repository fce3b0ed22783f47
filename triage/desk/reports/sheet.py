"""A report as CSV (RFC 4180) for spreadsheets: what mail says can be read there, never run."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

_BEGINS_A_FORMULA = tuple("=+-@|%＝＋－＠")  # also the wide forms that East Asian spreadsheets read


def csv_text(rows: Iterable[Mapping[str, Any]], columns: Sequence[str]) -> str:
    """The rows under those columns, with a byte order mark, without which Excel reads UTF-8 as something else."""
    written = io.StringIO(newline="")
    writer = csv.writer(written, lineterminator="\n")  # whoever sends or writes it makes that CRLF
    writer.writerow(columns)
    writer.writerows([_cell(row[column]) for column in columns] for row in rows)
    return f"\ufeff{written.getvalue()}"


def _cell(value: object) -> object:
    """Numbers as they are; text on one line, behind an apostrophe where a spreadsheet would take it for a formula."""
    if value is None or isinstance(value, int | float):
        return value
    text = "".join(character if character.isprintable() else " " for character in str(value))
    line = " ".join(text.split())
    return f"'{line}" if line.startswith(_BEGINS_A_FORMULA) else line
