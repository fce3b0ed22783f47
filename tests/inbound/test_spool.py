"""Large messages in files that nobody else can open and that leave nothing behind."""

import hashlib
import multiprocessing
import os
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from triage.inbound import spool
from triage.inbound.spool import PIECE, Raw, Spooled, digest_of, pieces, spooled

TEXT = os.urandom(PIECE * 5 // 2)


def laid(folder: Path, text: bytes = TEXT, most: int = 10 * PIECE) -> Spooled:
    parts = (text[at : at + 70_000] for at in range(0, len(text), 70_000))
    return spooled(parts, folder, told=len(text), most=most)


@pytest.fixture(params=["memory", "file"])
def raw(request: pytest.FixtureRequest, tmp_path: Path) -> Raw:
    return TEXT if request.param == "memory" else laid(tmp_path)


def test_both_are_read_alike(raw: Raw) -> None:
    assert len(raw) == len(TEXT)
    assert (raw[:10], raw[-10:], raw[70_000:70_100]) == (TEXT[:10], TEXT[-10:], TEXT[70_000:70_100])
    assert (raw[:], raw[len(TEXT) :], raw[5:2]) == (TEXT, b"", b"")
    assert b"".join(pieces(raw)) == TEXT
    assert [len(piece) for piece in pieces(raw)] == [PIECE, PIECE, PIECE // 2]
    assert digest_of(raw) == hashlib.sha256(TEXT).hexdigest()


def test_an_empty_one(tmp_path: Path) -> None:
    empty = laid(tmp_path, b"")
    assert (len(empty), empty[:], list(pieces(empty)), bool(empty)) == (0, b"", [], False)


def test_a_child_reads_the_same_file(tmp_path: Path) -> None:
    with multiprocessing.get_context("forkserver").Pool(1) as children:
        assert children.apply(digest_of, [laid(tmp_path)]) == hashlib.sha256(TEXT).hexdigest()


def test_its_own_process_reads_it_on_a_system_without_proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "PROCESSES", tmp_path / "not mounted")
    found = laid(tmp_path)
    assert (found[:], found[70_000:70_100], found[5:2]) == (TEXT, TEXT[70_000:70_100], b"")
    assert digest_of(found) == hashlib.sha256(TEXT).hexdigest()


def test_it_has_no_name_and_is_its_owners_alone(tmp_path: Path) -> None:
    found = laid(tmp_path)
    assert list(tmp_path.iterdir()) == []
    assert found.path.stat().st_mode & 0o777 == 0o600


def test_it_ends_with_whoever_holds_it(tmp_path: Path) -> None:
    found = laid(tmp_path)
    path = found.path
    del found
    assert not path.exists()


KILLED = """
import sys, time
from pathlib import Path
from triage.inbound.spool import spooled

def parts():
    yield b"x" * 100_000
    print("begun", flush=True)
    time.sleep(60)

spooled(parts(), Path(sys.argv[1]), told=200_000, most=1_000_000)
"""


def test_a_killed_process_leaves_nothing_behind(tmp_path: Path) -> None:
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)], stdout=subprocess.PIPE, text=True)
    assert process.stdout
    assert process.stdout.readline() == "begun\n"
    process.kill()
    assert process.wait(10) == -signal.SIGKILL
    process.stdout.close()
    assert list(tmp_path.iterdir()) == []


def open_files() -> list[str]:
    return sorted(entry.name for entry in Path("/proc/self/fd").iterdir())


def test_what_breaks_off_leaves_nothing_behind(tmp_path: Path) -> None:
    def parts() -> Iterator[bytes]:
        yield b"x"
        raise ConnectionError("lost")

    before = open_files()
    with pytest.raises(ConnectionError):
        spooled(parts(), tmp_path, told=10, most=100)
    assert open_files() == before
    assert list(tmp_path.iterdir()) == []


def test_no_more_is_taken_than_may_be(tmp_path: Path) -> None:
    assert len(laid(tmp_path, most=100_000)) == 140_000, "two parts"


@contextmanager
def files_of_at_most(octets: int) -> Generator[None]:
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (octets, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_a_disk_that_takes_no_more_is_told(tmp_path: Path) -> None:
    with files_of_at_most(100_000), pytest.raises(OSError, match="too large"):
        laid(tmp_path)


def test_room_is_looked_for_before_anything_is_asked_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def parts() -> Iterator[bytes]:
        raise AssertionError("asked for")
        yield b""

    little = shutil.disk_usage(tmp_path)._replace(free=3_999)
    monkeypatch.setattr(spool.shutil, "disk_usage", lambda _: little)
    with pytest.raises(OSError, match="No space left"):
        spooled(parts(), tmp_path, told=1_000, most=2_000)


def disk(monkeypatch: pytest.MonkeyPatch, *, free: int) -> None:
    """A disk that always says so: what is laid there is small beside what storing it takes."""
    said = shutil.disk_usage("/")._replace(free=free)
    monkeypatch.setattr(spool.shutil, "disk_usage", lambda _: said)
    monkeypatch.setattr(spool, "_claims", {})  # what other tests left to be collected


def test_room_is_kept_for_storing_what_lies_there_until_it_is_let_go(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk(monkeypatch, free=6_999)
    first = laid(tmp_path, b"x" * 1_000)
    with pytest.raises(OSError, match="No space left"):
        laid(tmp_path, b"y" * 1_000)
    del first
    assert laid(tmp_path, b"y" * 1_000)[:1] == b"y"


def test_room_is_kept_for_what_another_mailbox_is_just_writing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def parts() -> Iterator[bytes]:
        with pytest.raises(OSError, match="No space left"):
            laid(tmp_path, b"y" * 1_000)
        yield b"x" * 1_000

    disk(monkeypatch, free=7_999)
    assert len(spooled(parts(), tmp_path, told=1_000, most=2_000)) == 1_000


def test_what_breaks_off_keeps_no_room(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    disk(monkeypatch, free=400_000)
    with files_of_at_most(50_000), pytest.raises(OSError, match="too large"):
        laid(tmp_path, b"x" * 100_000)
    assert len(laid(tmp_path, b"x" * 100_000)) == 100_000
