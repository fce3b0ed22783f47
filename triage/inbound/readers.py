"""Worker processes that read untrusted bytes: a poisonous mail kills a child, not the daemon.

Small messages travel in batches. A child that dies or exceeds a limit costs one mail at most: everything it held is read
again, each message alone, and what fails alone is set aside with the reason. Knows nothing of mailboxes, rules or tickets.
"""

import asyncio
import gc
import os
import resource
import signal
import sys
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import BrokenExecutor
from contextlib import contextmanager, suppress
from types import TracebackType
from typing import Any, Protocol, Self, TypeVar

from pebble import CONSTS, ProcessExpired, ProcessPool

from triage.inbound import body, forkserver, message, origin
from triage.inbound.message import LIMITS, NotUnderstoodError
from triage.inbound.origin import Ours
from triage.inbound.records import Enclosed, Reading, SetAside
from triage.inbound.spool import Raw
from triage.record import record, replace

MIB = 1024 * 1024
Answer = TypeVar("Answer")
GRACE_SECONDS = 30  # after which a pool that reports nothing is replaced
_NICENESS = 5  # of a worker, beyond the desk's: where both want a processor, whoever answers goes first


@record
class Limits:
    """What reading may cost, and how messages are handed over."""

    memory_bytes: int = 512 * MIB  # address space of a worker, Linux only
    seconds: float = 10.0  # wall clock for one hand-over
    cpu_seconds: int = 10  # processor time for one message
    hand_overs: int = 200  # after which a worker is replaced, so that leaks do not grow
    batch_bytes: int = 1 * MIB
    batch_messages: int = 25


class Beside(Protocol):
    """What else is found in a message by the process that reads it. Travels with each hand-over, so it is small."""

    def prepare(self) -> None:
        """Called before each hand-over. What it raises costs only this finding."""
        ...

    def found_in(self, reading: Reading) -> object:
        """Becomes `beside` of the reading; None when it raises."""
        ...


class _FailedError(Exception):
    """A hand-over failed; the sentence says how."""


class _NotBegunError(_FailedError):
    """The worker could not get at what it was to read."""


def read(raw: bytes, ours: Ours) -> Reading:
    """One raw message → what it says. Pure. Raises NotUnderstoodError beyond the limits of `message`."""
    from triage.inbound import forwarded  # noqa: PLC0415  loaded where mail is read: in the workers

    parsed = message.parse(raw)
    is_reply = bool(parsed.in_reply_to or parsed.references)
    view = body.of(parsed.text, subject=parsed.subject, is_reply=is_reply)
    found = origin.of(parsed, view.text, ours)
    return Reading(message=parsed, body=view, origin=found, forwarded=forwarded.of(raw, parsed, found, ours))


def missing_limits() -> tuple[str, ...]:
    """The limits that this system cannot hold, in sentences for `doctor`."""
    if sys.platform.startswith("linux"):
        return ()
    return ("the memory of reading workers is not limited: this system does not hold RLIMIT_AS",)


def hurry() -> None:
    """For a command that ends with its readers: a pool sees that it was stopped within 10 ms; else it looks every 100 ms.

    And the threads that pass mail on are not kept waiting by one that computes.
    """
    CONSTS.sleep_unit = 0.01
    sys.setswitchinterval(0.0005)


class Readers:
    """A pool of reading workers. `ours` travels with each hand-over, so new rules need no new workers."""

    def __init__(self, workers: int, ours: Ours, limits: Limits | None = None) -> None:
        """Starts nothing yet; `workers` is the number of processes, at least 1."""
        self._workers = workers
        self.ours = ours
        self._limits = limits or Limits()
        self._pool: ProcessPool | None = None
        self._turns = asyncio.Semaphore(workers)  # as many hand-overs as workers, so that none waits within its time

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Starts the workers in the background; the first reading waits for them."""
        # a fork server: safe with threads in the parent, and the modules are loaded once for all workers
        self._pool = ProcessPool(
            max_workers=self._workers,
            max_tasks=self._limits.hand_overs,
            initializer=_confine,
            initargs=(self._limits.memory_bytes,),
            context=forkserver.context(),  # pyright: ignore[reportArgumentType]  typeshed and pebble name the pipe's type differently
        )
        _ = self._pool.active  # starts it

    def dismiss(self) -> None:
        """Nothing more comes: the pool comes to rest while the caller goes on, and `close` need not wait for it."""
        if self._pool is not None:
            self._pool.stop()

    def close(self) -> None:
        """Ends the workers; what they hold is lost to them, not to the mailbox."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None

    async def read_all(self, raws: Sequence[Raw], beside: Beside | None = None) -> list[Reading | SetAside]:
        """Reads every message, in order. Never raises for a message; cancelling it ends the workers concerned."""
        batches = [self._read_batch(batch, beside) for batch in _batches(raws, self._limits)]
        return [result for results in await asyncio.gather(*batches) for result in results]

    def read_all_blocking(self, raws: Sequence[Raw]) -> list[Reading | SetAside]:
        """The same for a thread without an event loop, such as the command line's."""
        self._turns = asyncio.Semaphore(self._workers)  # a semaphore belongs to one loop
        return asyncio.run(self.read_all(raws))

    async def enclosed(self, raw: Raw) -> Enclosed | SetAside:
        """The files that a message carries, which has been read before."""
        try:
            return await self._hand_over(_enclosed_confined, [raw], self._limits.cpu_seconds)
        except _FailedError as failure:
            return SetAside(reason=f"reading its attachments {failure}")

    async def _read_batch(self, batch: Sequence[Raw], beside: Beside | None) -> list[Reading | SetAside]:
        """After a failure each message is read alone, which also tells which one it was."""
        if any(len(raw) > LIMITS.message_bytes for raw in batch):
            return [_too_large(raw) for raw in batch]
        try:
            return await self._hand_over(_read_confined, batch, self.ours, self._limits.cpu_seconds, beside)
        except _FailedError:
            pass  # and is forgotten: as the context of another failure it would live on
        return [await self._read_alone(raw) for raw in batch]

    async def _read_alone(self, raw: Raw) -> Reading | SetAside:
        """The reading and nothing beside it, which may have been what failed."""
        try:
            return (await self._hand_over(_read_confined, [raw], self.ours, self._limits.cpu_seconds, None))[0]
        except _FailedError as failure:
            return SetAside(reason=f"reading this message {failure}, twice")

    async def _hand_over(self, task: Callable[..., Any], raws: Sequence[Raw], *arguments: object) -> Any:
        """A worker reads a file from where it lies; where it may not open that, the bytes travel."""
        async with self._turns:
            with suppress(_NotBegunError):  # and forgets it, as above
                return await self._run(task, raws, *arguments)
            return await self._run(task, [raw[:] for raw in raws], *arguments)

    async def _run(self, task: Callable[..., Any], *arguments: object) -> Any:
        limits, pool = self._limits, self._running_pool()
        future = pool.schedule(task, arguments, timeout=limits.seconds)
        try:
            return await asyncio.wait_for(asyncio.wrap_future(future), limits.seconds + GRACE_SECONDS)
        except ProcessExpired as error:
            raise _FailedError(_death(error.exitcode, limits)) from error
        except MemoryError as error:
            raise _FailedError(f"needed more than {limits.memory_bytes // MIB} MiB of memory") from error
        except TimeoutError as error:
            if future.cancelled():  # by our own waiting: the pool ended and reported nothing, so it hangs
                self._replace(pool)
            raise _FailedError(f"took longer than {limits.seconds:g} seconds") from error
        except BrokenExecutor as error:
            self._replace(pool)
            raise _FailedError("broke the pool of workers") from error
        except OSError as error:
            raise _NotBegunError(f"could not begin ({error})") from error
        finally:
            # the failure and this frame hold each other until a collection, and a file would stay open so long
            del arguments

    def _running_pool(self) -> ProcessPool:
        if self._pool is None:
            raise RuntimeError("the readers are not started")
        if not self._pool.active:
            self._replace(self._pool)
        return self._pool

    def _replace(self, pool: ProcessPool) -> None:
        if self._pool is pool:
            self.close()
            self.start()


def _batches(raws: Sequence[Raw], limits: Limits) -> Iterator[list[Raw]]:
    """Neighbours together, up to the limits; a large message travels alone."""
    batch: list[Raw] = []
    for raw in raws:
        too_many = len(batch) == limits.batch_messages or sum(map(len, batch)) + len(raw) > limits.batch_bytes
        if batch and too_many:
            yield batch
            batch = []
        batch.append(raw)
    if batch:
        yield batch


def _too_large(raw: Raw) -> SetAside:
    return SetAside(reason=f"the message has {len(raw)} bytes, the limit is {LIMITS.message_bytes}")


def _death(exitcode: int, limits: Limits) -> str:
    """How a worker died, from its exit code (negative: the signal)."""
    if exitcode == -signal.SIGXCPU:
        return f"used more than {limits.cpu_seconds} seconds of processor time"
    if exitcode < 0:
        return f"killed its worker ({signal.Signals(-exitcode).name})"
    return f"ended its worker (exit code {exitcode})"


# ---- in the worker


def _confine(memory_bytes: int) -> None:
    """Priority and limits for a worker's whole life; no core file, for it would hold a customer's mail."""
    os.nice(_NICENESS)
    gc.freeze()  # what is loaded now stays, so each collection looks at one hand-over only
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if not missing_limits():
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, memory_bytes))


@contextmanager
def _within_limits() -> Generator[None]:
    """The processor limit is lifted before the answer is sent: a death there would hurt the pool."""
    try:
        yield
    finally:
        _, hard = resource.getrlimit(resource.RLIMIT_CPU)
        resource.setrlimit(resource.RLIMIT_CPU, (hard, hard))
        gc.collect()  # a cycle would keep what a mail held; parsed trees are none
    gc.freeze()  # what is left is remembered: the next collection need not look at it


def _grant(cpu_seconds: int) -> None:
    """So much processor time from now on: RLIMIT_CPU counts the whole life of the process, so each message raises it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + 1 + cpu_seconds, hard))


def _read_confined(
    raws: Sequence[Raw], ours: Ours, cpu_seconds: int, beside: Beside | None = None
) -> list[Reading | SetAside]:
    with _within_limits():
        _grant(cpu_seconds)
        is_ready = beside is not None and _is_ready(beside)
        return [_read_one(raw, ours, cpu_seconds, beside if is_ready else None) for raw in raws]


def _is_ready(beside: Beside) -> bool:
    try:
        beside.prepare()
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  then the parent looks for it, and whatever is wrong shows there
        return False
    return True


def _enclosed_confined(raws: Sequence[Raw], cpu_seconds: int) -> Enclosed | SetAside:
    from triage.inbound.enclosed import enclosed  # noqa: PLC0415  loaded where mail is read: in the workers

    with _within_limits():
        _grant(cpu_seconds)
        (octets,) = [raw[:] for raw in raws]
        return _or_set_aside(lambda: enclosed(octets))


def _read_one(raw: Raw, ours: Ours, cpu_seconds: int, beside: Beside | None) -> Reading | SetAside:
    _grant(cpu_seconds)
    octets = raw[:]  # an OSError is no fault of the message
    reading = _or_set_aside(lambda: read(octets, ours))
    if beside is None or isinstance(reading, SetAside):
        return reading
    try:
        return replace(reading, beside=beside.found_in(reading))
    except MemoryError:
        raise
    except Exception:  # noqa: BLE001  as above
        return reading


def _or_set_aside(reading: Callable[[], Answer]) -> Answer | SetAside:
    try:
        return reading()
    except NotUnderstoodError as error:
        return SetAside(reason=str(error))
    except MemoryError:
        raise
    except Exception as error:  # noqa: BLE001  whatever the parser raises costs one mail; the caller logs the reason
        return SetAside(reason=f"reading this message failed: {type(error).__name__}: {error}"[:500])
