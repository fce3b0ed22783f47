"""A database with a page that no look of the desk's everyday work reads, overwritten as a failing disk may do it."""

from pathlib import Path

from triage.store import Store

PAGE = 4096


def spoilt(store: Store, file: Path) -> bytes:
    """Closes the store and damages its file; answers what it held before."""
    with store.transaction():
        links = [(f"LINK-{number:06}", "2026-11-23T15:00:00.000Z") for number in range(2_000)]
        store._db.executemany("INSERT INTO spent_links VALUES (?, ?)", links)
    store._db.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    store.close()
    sound = file.read_bytes()
    at = sound.index(b"LINK-001000") // PAGE * PAGE
    file.write_bytes(sound[:at] + b"\xff" * PAGE + sound[at + PAGE :])
    return sound
