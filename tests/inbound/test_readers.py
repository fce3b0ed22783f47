"""Reading in worker processes: a mail that breaks its reader costs itself and nothing else.

Nothing here teaches the code to die: real mails meet limits that are set too tight for them.
"""

import asyncio
import gc
import multiprocessing
import os
import resource
import signal
import subprocess
import sys
import tracemalloc
from dataclasses import replace
from pathlib import Path
from weakref import ref

import pytest

from triage.inbound import readers, spool
from triage.inbound.message import LIMITS
from triage.inbound.origin import Kind, Ours
from triage.inbound.readers import Limits, Readers, Reading, SetAside, read
from triage.inbound.records import Enclosed
from triage.inbound.spool import Spooled, spooled

OURS = Ours(addresses=frozenset({"support@aeropressmall.com"}))
MIB = 1024 * 1024
# Linux holds it, so there, and in CI, these always run; without it they would take gigabytes and prove nothing.
needs_memory_limit = pytest.mark.skipif(bool(readers.missing_limits()), reason="this system holds no memory limit")


def mail(number: int, text: str = "Where is my parcel?") -> bytes:
    return (
        f"Return-Path: <anna@kunde.example>\r\nFrom: Anna <anna@kunde.example>\r\nTo: support@aeropressmall.com\r\n"
        f"Subject: Question {number}\r\nMessage-ID: <{number}@kunde.example>\r\n\r\n{text}\r\n"
    ).encode()


def heavy_mail() -> bytes:
    """40 MB of attachment in lines of four letters: a hundred megabytes of work."""
    return (
        b"From: Anna <anna@kunde.example>\r\nTo: support@aeropressmall.com\r\nSubject: Photo\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the photo.\r\n"
        b"--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + b"AAAA\n" * 8_000_000
        + b"--b--\r\n"
    )


def slow_mail() -> bytes:
    """24 MB of bold letters: more than a second of work, where a mail like the others takes some milliseconds."""
    return (
        b"From: Anna <anna@kunde.example>\r\nTo: support@aeropressmall.com\r\nSubject: Bold\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/html\r\n\r\n" + b"<b>a</b>\n" * 2_700_000
    )


def multiplying_page() -> bytes:
    """700 KB of HTML, of which a parser makes gigabytes: it opens sixty kinds of bold letters anew in each paragraph."""
    kinds = "".join(f"<b a{number}>" for number in range(60))
    return (
        f"From: Anna <anna@kunde.example>\r\nTo: support@aeropressmall.com\r\nSubject: Page\r\nMIME-Version: 1.0\r\n"
        f"Content-Type: text/html\r\n\r\n<p>{kinds}</p>{'<p>x</p>' * 80_000}<p>Where is my parcel?</p>\r\n"
    ).encode()


def subjects(results: list[Reading | SetAside]) -> list[str]:
    return [one.message.subject if isinstance(one, Reading) else "set aside" for one in results]


def test_reading_is_parse_then_body_then_origin() -> None:
    reading = read(mail(1), OURS)
    assert reading.message.subject == "Question 1"
    assert reading.body.text == "Where is my parcel?"
    assert (reading.origin.kind, reading.origin.never_answer) == (Kind.PERSON, ())


def test_a_large_mail_is_held_three_times_at_most() -> None:
    raw = heavy_mail()
    tracemalloc.start()
    read(raw, OURS)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 2.2 * len(raw), "beside the mail itself: its body, and the part of it that is a file"


def test_two_hundred_mails_come_back_in_order() -> None:
    with Readers(2, OURS) as pool:
        results = pool.read_all_blocking([mail(number) for number in range(200)])
    assert subjects(results) == [f"Question {number}" for number in range(200)]


def test_the_daemons_loop_goes_on_while_workers_read() -> None:
    async def story() -> tuple[list[Reading | SetAside], int]:
        turns = 0

        async def tick() -> None:
            nonlocal turns
            while True:
                turns += 1
                await asyncio.sleep(0.005)

        ticking = asyncio.create_task(tick())
        with Readers(1, OURS) as pool:
            results = await pool.read_all([mail(1), slow_mail()])
        ticking.cancel()
        return results, turns

    results, turns = asyncio.run(story())
    assert subjects(results) == ["Question 1", "Bold"]
    assert turns > 5


def test_several_mailboxes_share_the_workers() -> None:
    async def story(pool: Readers) -> list[list[Reading | SetAside]]:
        return await asyncio.gather(*(pool.read_all([mail(number)] * 30) for number in range(3)))

    with Readers(2, OURS) as pool:
        results = asyncio.run(story(pool))
    assert [set(subjects(one)) for one in results] == [{"Question 0"}, {"Question 1"}, {"Question 2"}]


def test_what_is_no_mail_is_set_aside_with_the_parsers_sentence() -> None:
    with Readers(1, OURS) as pool:
        results = pool.read_all_blocking([mail(1), b"", mail(2)])
    assert subjects(results) == ["Question 1", "set aside", "Question 2"]
    assert isinstance(results[1], SetAside)
    assert "empty" in results[1].reason


def test_a_mail_beyond_the_size_limit_never_reaches_a_worker() -> None:
    with Readers(1, OURS) as pool:
        [result] = pool.read_all_blocking([b"x" * (LIMITS.message_bytes + 1)])
    assert isinstance(result, SetAside)
    assert str(LIMITS.message_bytes) in result.reason


def test_a_slow_mail_is_narrowed_down_and_the_others_are_read() -> None:
    tight = Limits(seconds=0.25, batch_bytes=64 * MIB)  # all three travel together
    with Readers(1, OURS, tight) as pool:
        results = pool.read_all_blocking([mail(1), slow_mail(), mail(2)])
        again = pool.read_all_blocking([mail(3)])
    assert subjects([*results, *again]) == ["Question 1", "set aside", "Question 2", "Question 3"]
    assert results[1] == SetAside(reason="reading this message took longer than 0.25 seconds, twice")


@needs_memory_limit
def test_a_mail_that_needs_too_much_memory_is_set_aside() -> None:
    tight = Limits(memory_bytes=128 * MIB)
    with Readers(1, OURS, tight) as pool:
        results = pool.read_all_blocking([mail(1), heavy_mail(), mail(2)])
    assert subjects(results) == ["Question 1", "set aside", "Question 2"]
    assert isinstance(results[1], SetAside)
    assert results[1].reason.endswith(", twice")


def in_file(raw: bytes, folder: Path) -> Spooled:
    return spooled(iter([raw]), folder, told=len(raw), most=len(raw))


@needs_memory_limit
def test_a_page_that_would_fill_the_memory_is_read_without_its_layout() -> None:
    with Readers(workers=1, ours=OURS) as pool:
        [result, neighbour] = pool.read_all_blocking([multiplying_page(), mail(2)])
    assert isinstance(result, Reading)
    assert result.message.text.endswith("Where is my parcel?")
    assert subjects([neighbour]) == ["Question 2"]


def test_workers_read_what_lies_in_a_file(tmp_path: Path) -> None:
    with Readers(1, OURS) as pool:
        results = pool.read_all_blocking([mail(1), in_file(mail(2), tmp_path), mail(3)])
    assert subjects(results) == ["Question 1", "Question 2", "Question 3"]
    assert results == [read(mail(number), OURS) for number in (1, 2, 3)]


def test_files_of_mails_that_failed_are_not_kept_until_a_collection(tmp_path: Path) -> None:
    gc.disable()
    try:
        with Readers(1, OURS, Limits(seconds=0.25)) as pool:
            held = [failed_mail(pool, tmp_path) for _ in range(3)]
            assert sum(one() is not None for one in held) <= 1, "the pool may keep its latest task"
    finally:
        gc.enable()


def failed_mail(pool: Readers, folder: Path) -> ref[Spooled]:
    raw = in_file(slow_mail(), folder)
    assert subjects(pool.read_all_blocking([raw])) == ["set aside"]
    return ref(raw)


def test_the_largest_mail_is_read_within_all_limits(tmp_path: Path) -> None:
    photo = b"/9j/" * 19 + b"\r\n"
    lines = (LIMITS.message_bytes - 1_000) // len(photo)
    large = heavy_mail().partition(b"AAAA\n")[0] + photo * lines + b"--b--\r\n"
    with Readers(1, OURS) as pool:
        [result] = pool.read_all_blocking([in_file(large, tmp_path)])
    assert isinstance(result, Reading)
    assert [file.size for file in result.message.attachments] == [lines * 57]


def test_a_worker_that_may_not_open_the_file_gets_the_bytes(tmp_path: Path) -> None:
    raws = [in_file(mail(number), tmp_path) for number in (1, 2)]
    ours_alone = [replace(raw, path=Path("/proc/self/fd") / raw.path.name) for raw in raws]
    with Readers(1, OURS) as pool:
        assert subjects(pool.read_all_blocking(ours_alone)) == ["Question 1", "Question 2"]
        assert asyncio.run(pool.enclosed(ours_alone[0])) == Enclosed()


def test_large_mail_is_read_on_a_system_without_proc(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "PROCESSES", tmp_path / "not mounted")
    raws = [mail(1), in_file(mail(2), tmp_path)]
    with Readers(1, OURS) as pool:
        assert subjects(pool.read_all_blocking(raws)) == ["Question 1", "Question 2"]
        assert asyncio.run(pool.enclosed(raws[1])) == Enclosed()


def test_a_file_that_could_not_be_opened_does_not_keep_later_ones_from_being_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened_here: list[int] = []
    here = Spooled.__getitem__

    def spy(raw: Spooled, at: slice) -> bytes:
        opened_here.append(len(raw))
        return here(raw, at)

    first, good = (in_file(mail(number), tmp_path) for number in (1, 2))
    bad = replace(first, path=tmp_path / "gone")
    with Readers(1, OURS) as pool:
        monkeypatch.setattr(Spooled, "__getitem__", spy)  # in this process; a worker has its own
        assert subjects(pool.read_all_blocking([bad])) == ["Question 1"]
        assert len(opened_here) == 1
        assert subjects(pool.read_all_blocking([good])) == ["Question 2"]
    assert len(opened_here) == 1


SPINNING = """
from triage.inbound import origin, readers

def spin(raw, ours):
    while True:
        pass

readers.read = spin
readers._confine(1024 * readers.MIB)
readers._read_confined([b""], origin.Ours(addresses=frozenset()), 0)
"""


def test_too_much_processor_time_ends_the_worker() -> None:
    died = subprocess.run([sys.executable, "-c", SPINNING], check=False, timeout=60)
    assert died.returncode == -signal.SIGXCPU


class Endless(frozenset[str]):
    """Addresses that are never found to hold a certain one or not."""

    def __contains__(self, addr_spec: object) -> bool:
        while addr_spec == "endless@kunde.example":
            pass
        return super().__contains__(addr_spec)


def test_a_mail_that_takes_too_much_processor_time_is_set_aside_and_its_neighbours_are_read() -> None:
    endless = mail(2).replace(b"To: support@aeropressmall.com", b"To: endless@kunde.example")
    tight = Limits(cpu_seconds=1, seconds=300)  # the others take milliseconds; the clock would end it long after
    with Readers(1, Ours(addresses=Endless(OURS.addresses)), tight) as pool:
        results = pool.read_all_blocking([mail(1), endless, mail(3)])
    assert subjects(results) == ["Question 1", "set aside", "Question 3"]
    assert results[1] == SetAside(reason="reading this message used more than 1 seconds of processor time, twice")


def test_processor_time_is_counted_for_each_message_and_lifted_after(monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []

    def spy(_raw: bytes, _ours: Ours) -> Reading:
        seen.append(resource.getrlimit(resource.RLIMIT_CPU)[0])
        raise ValueError("stop here")

    monkeypatch.setattr(readers, "read", spy)
    before = resource.getrlimit(resource.RLIMIT_CPU)
    used = resource.getrusage(resource.RUSAGE_SELF)
    results = readers._read_confined([b"", b""], OURS, 7)
    assert all(used.ru_utime + used.ru_stime + 7 <= limit <= used.ru_utime + used.ru_stime + 9 for limit in seen)
    assert resource.getrlimit(resource.RLIMIT_CPU) == before
    assert results == [SetAside(reason="reading this message failed: ValueError: stop here")] * 2


@pytest.mark.parametrize(
    ("exitcode", "words"), [(-24, "processor time"), (-9, "SIGKILL"), (-11, "SIGSEGV"), (1, "exit code 1")]
)
def test_a_death_is_told_in_words(exitcode: int, words: str) -> None:
    assert words in readers._death(exitcode, Limits())


def test_a_worker_killed_from_outside_costs_no_mail() -> None:
    with Readers(1, OURS) as pool:
        assert subjects(pool.read_all_blocking([mail(1)])) == ["Question 1"]
        for worker in multiprocessing.active_children():
            worker.kill()
            worker.join()
        assert subjects(pool.read_all_blocking([mail(2), mail(3)])) == ["Question 2", "Question 3"]


def test_whoever_answers_goes_before_the_workers() -> None:
    with Readers(1, OURS) as pool:
        pool.read_all_blocking([mail(1)])
        [worker] = multiprocessing.active_children()
        assert worker.pid
        ours, its = (os.getpriority(os.PRIO_PROCESS, process) for process in (0, worker.pid))
    assert its > ours


def test_a_pool_that_reports_nothing_is_replaced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(readers, "GRACE_SECONDS", 0.0)
    with Readers(1, OURS, Limits(seconds=0.001)) as pool:  # we wait less long than the pool looks at its clock
        first = pool._pool
        assert subjects(pool.read_all_blocking([heavy_mail()])) == ["set aside"]
        assert pool._pool is not first


def test_workers_are_replaced_after_their_hand_overs() -> None:
    with Readers(1, OURS, Limits(hand_overs=1, batch_messages=1)) as pool:
        results = pool.read_all_blocking([mail(number) for number in range(4)])
    assert subjects(results) == [f"Question {number}" for number in range(4)]


def test_closed_readers_leave_no_process_behind_and_say_that_they_are_closed() -> None:
    pool = Readers(1, OURS)
    with pool:
        pool.read_all_blocking([mail(1)])
    assert multiprocessing.active_children() == []
    with pytest.raises(RuntimeError, match="not started"):
        pool.read_all_blocking([mail(1)])


def test_dismissed_readers_come_to_rest_by_themselves_and_begin_anew_when_asked() -> None:
    with Readers(1, OURS) as pool:
        pool.read_all_blocking([mail(1)])
        dismissed = pool._pool
        assert dismissed is not None
        pool.dismiss()
        for loop in (dismissed._pool_manager_loop, dismissed._message_manager_loop):  # what `close` waits for
            assert loop is not None
            loop.join(5)
            assert not loop.is_alive()
        assert subjects(pool.read_all_blocking([mail(2)])) == ["Question 2"]
    assert multiprocessing.active_children() == []
