"""Whether every page of the database is sound. Takes as long as reading the file, so it happens beside the work.

What is found is noted in a file beside the database: from then on nothing is changed in it until it is sound again, which means
until a backup was restored; it can still be looked at. Does not know who looks, and when.
"""

import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from pathlib import Path

from triage.store.errors import StoreError

_STEPS = 10_000  # of SQLite's machine, between two questions whether to go on; looking at pages counts little, so a large file is left late


def inspected(path: Path, *, goes_on: Callable[[], bool] = lambda: True) -> str | None:
    """The damage that was found, in a sentence, and noted; None when there is none, or `goes_on` said no meanwhile.

    Opens the file by itself, to read only, so another thread may do this. Raises sqlite3.OperationalError when it cannot be
    read now.
    """
    with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, timeout=10)) as connection:
        connection.set_progress_handler(lambda: not goes_on(), _STEPS)
        try:
            (verdict,) = connection.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.OperationalError:
            if goes_on():
                raise
            return None
        except sqlite3.DatabaseError as error:
            verdict = str(error)
    if verdict == "ok":
        return None
    with suppress(OSError):  # a disk that takes no note: whoever looked tells of it all the same
        _note(path).write_text(f"{verdict}\n", "utf-8")
    return _damaged(path, verdict)


def refuse_damaged(path: Path) -> None:
    """Raises StoreError where damage was noted and is still there; forgets the note where the file is sound again."""
    if not _note(path).exists():
        return
    if damage := inspected(path):
        raise StoreError(damage)
    _note(path).unlink()


def _note(path: Path) -> Path:
    return path.with_name(f"{path.name}.damaged")


def _damaged(path: Path, verdict: str) -> str:
    return f"{path} is damaged ({' '.join(verdict.split())}); restore a backup"
