"""One SQLite file, opened safely: settings set and read back, one writer, explicit transactions, migrations applied."""

import fcntl
import os
import secrets
import sqlite3
from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from triage.store import inspection
from triage.store.errors import StoreError
from triage.store.moments import to_text
from triage.store.schema import migrations
from triage.store.sqliteutils import Database

_PRAGMAS = {
    "journal_mode": "wal",
    "synchronous": 2,  # FULL: a committed message survives a power cut
    "busy_timeout": 10_000,
    "foreign_keys": 1,
    "trusted_schema": 0,
    "secure_delete": 1,
    "temp_store": 2,  # what a savepoint may have to take back lies in memory: SQLite would write it to a file, page by page
    "cache_size": -8_000,  # KiB: the pages that fifty mails touch stay in memory until they are committed together
}
_PRIVATE = 0o600


class BusyError(StoreError):
    """Another triage works on this data directory."""


def open_database(path: Path, *, now: datetime, must_exist: bool = False) -> Database:
    """The database at `path`, created and migrated as needed.

    Raises StoreError when it is missing though needed, found damaged before and not replaced since, or written by a newer
    triage. Whether every page is sound takes as long as reading the file: `inspection` looks beside the work.
    """
    if must_exist and not path.exists():
        raise StoreError(f"{path} does not exist; is --data right? `triage run` or `triage once` creates it")
    _make_private(path)
    connection = sqlite3.connect(path, timeout=10, isolation_level=None, check_same_thread=False, cached_statements=512)
    connection.row_factory = sqlite3.Row
    try:
        _set_pragmas(connection)
        if not must_exist:
            inspection.refuse_damaged(path)
        db = Database(connection, execute_plugins=False)
        _migrate(db, path, now)
    except sqlite3.OperationalError as error:  # locked, or the disk: the file itself may be well
        connection.close()
        raise StoreError(f"{path} cannot be used now: {error}") from error
    except sqlite3.DatabaseError as error:
        connection.close()
        raise StoreError(f"{path} is not a usable database ({error}); restore a backup") from error
    except BaseException:
        connection.close()
        raise
    return db


@contextmanager
def transaction(connection: sqlite3.Connection) -> Generator[None]:
    """BEGIN IMMEDIATE … COMMIT: a read-then-write never fails half-way with SQLITE_BUSY_SNAPSHOT."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


@contextmanager
def savepoint(connection: sqlite3.Connection, *, undone: Callable[[], None]) -> Generator[None]:
    """What happens inside is undone alone when it fails; the transaction around it goes on. `undone` is called then.

    A full disk ends the whole transaction: then there is nothing left to return to, and the error goes up.
    """
    connection.execute("SAVEPOINT one")
    try:
        yield
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK TO one")
            connection.execute("RELEASE one")
        undone()
        raise
    connection.execute("RELEASE one")


@contextmanager
def only_instance(folder: Path) -> Generator[None]:
    """Hold the data directory for one process. Raises BusyError when another holds it; free right after a kill."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handle = os.open(folder / "triage.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, _PRIVATE)
    except OSError as error:
        raise StoreError(f"{folder} cannot be written: {error.strerror or error}; is --data right?") from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(handle)
        raise BusyError(
            f"another triage is running on {folder}; stop it first, or give this one its own --data"
        ) from None
    try:
        yield
    finally:
        os.close(handle)


def _make_private(path: Path) -> None:
    """The file, readable by its owner alone from the start."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=_PRIVATE)
        path.chmod(_PRIVATE)
    except OSError as error:
        raise StoreError(f"{path} cannot be written: {error.strerror or error}; is --data right?") from error


def _set_pragmas(connection: sqlite3.Connection) -> None:
    for name, value in _PRAGMAS.items():
        connection.execute(f"PRAGMA {name} = {value}")
        (found,) = connection.execute(f"PRAGMA {name}").fetchone()
        if found != value:
            raise StoreError(f"SQLite would not take PRAGMA {name} = {value}: it says {found}")


def _migrate(db: Database, path: Path, now: datetime) -> None:
    with transaction(db.conn):
        unknown = {item.name for item in migrations.applied(db)} - {item.name for item in migrations._migrations}  # noqa: SLF001  # pyright: ignore[reportPrivateUsage]  no public list of names
        if unknown:
            raise StoreError(
                f"{path} was written by a newer triage ({', '.join(sorted(unknown))}); install that version"
            )
        migrations.apply(db)
        db.conn.execute(
            "INSERT OR IGNORE INTO desk (only_row, instance, key, created_at) VALUES (1, ?, ?, ?)",
            (secrets.token_hex(8), secrets.token_bytes(32), to_text(now)),
        )
