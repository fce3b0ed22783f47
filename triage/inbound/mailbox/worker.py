"""One thread a mailbox: it owns the connection, rings when something may be new, and does what the loop asks of it.

Knows when to connect, wait and try again; not what a look is for. Nothing here decides that mail is lost: the caller
keeps the cursor and asks again.
"""

import asyncio
import concurrent.futures
import contextlib
import logging
import random
import select
import socket
import threading
import time
from collections import deque
from collections.abc import Callable, Generator, Sequence
from enum import StrEnum
from typing import Any, TypeVar

from triage.inbound.cursor import Cursor
from triage.inbound.mailbox.account import Account, Role
from triage.inbound.mailbox.answers import Appended, Standing
from triage.inbound.mailbox.breaker import Breaker
from triage.inbound.mailbox.connection import Connection
from triage.inbound.mailbox.errors import FolderError, LoginRefusedError, LostError, MailboxError
from triage.inbound.mailbox.look import Look, Trials, look
from triage.inbound.mailbox.marking import Change, Keeps, mark
from triage.inbound.mailbox.pace import Pace, Portion
from triage.record import record

log = logging.getLogger(__name__)
CALM_SECONDS = 1.0  # after the server said what was no new mail: some would keep us running in circles
Answer = TypeVar("Answer")
Task = Callable[[Connection], Any]


class Phase(StrEnum):
    """What a worker is doing."""

    CONNECTING = "connecting"
    IDLE = "idle"  # connected: listening or at work
    LOST = "lost"  # waiting before it connects again
    LOGIN_REFUSED = "login refused"  # waiting longer
    STOPPED = "stopped"


AT_WORK = (Phase.CONNECTING, Phase.IDLE)  # what is asked now will be answered


@record
class State:
    """What a worker is doing, and why."""

    phase: Phase
    reason: str = ""  # one line: what went wrong last; "" when all is well

    def __str__(self) -> str:
        return f"{self.phase}: {self.reason}" if self.reason else str(self.phase)


class MailboxWorker:
    """Watches one mailbox. Create and start it on the loop that will await its answers."""

    def __init__(
        self, account: Account, *, on_bell: Callable[[], None], pace: Pace | None = None, portion: Portion | None = None
    ) -> None:
        """`on_bell` is called on the loop whenever a look is worthwhile; it must not block."""
        self.account = account
        self._on_bell = on_bell
        self._pace, self._portion = pace or Pace(), portion or Portion()
        self._trials = Trials()
        self._lock = threading.Lock()  # guards _state and _queue together, so that no task waits for a dead connection
        self._state = State(phase=Phase.CONNECTING)
        self._queue: deque[tuple[Task, concurrent.futures.Future[Any]]] = deque()
        self._stopping = threading.Event()
        self._wake_in, self._wake_out = socket.socketpair()
        self._wake_in.settimeout(0)
        self._wake_out.settimeout(0)
        self._breaker = Breaker()
        self._failures = 0  # in a row
        self._complained_of: Phase | None = None  # logged once, until it ends
        self._present: tuple[int, int] | None = None  # (UIDVALIDITY, UIDNEXT) of the inbox as the caller last saw it
        self._rung_at = 0.0
        self._last_good: float | None = None
        self._thread = threading.Thread(target=self._run, name=f"mailbox {account.address}", daemon=True)
        self._loop: asyncio.AbstractEventLoop

    # ---- on the loop ----------------------------------------------------------------------------

    def start(self) -> None:
        """Begin to connect. Failures show in `state`, and as errors of what is asked meanwhile."""
        self._loop = asyncio.get_running_loop()
        self._thread.start()

    async def close(self, grace: float = 5) -> None:
        """Stop. After `grace` seconds the connection is cut; what is still asked ends in a LostError."""
        self._stopping.set()
        self._wake()
        if self._thread.ident is not None:  # it was started
            await self._ended(grace)
        if self._thread.is_alive():
            log.warning("mailbox %s: the worker hangs and is left behind", self.account.address)
            return
        self._enter(State(phase=Phase.STOPPED))
        self._wake_in.close()
        self._wake_out.close()

    async def _ended(self, grace: float) -> None:
        await asyncio.to_thread(self._thread.join, grace)
        if self._thread.is_alive():
            self._breaker.cut()
            await asyncio.to_thread(self._thread.join, grace)

    async def folders(self, role: Role) -> tuple[str, ...]:
        """The folders to read in this role, by name. Raises as `look` does."""
        return await self._asked(lambda connection: connection.folders.names(role))

    async def look(
        self, role: Role, cursor: Cursor | None, skip: frozenset[int] = frozenset(), *, folder: str | None = None
    ) -> Look:
        """What is new in this folder beyond the cursor, without the UIDs of `skip`; without a cursor, where the present is.

        `folder`: one of `folders(role)`; None: the one to file into.

        Raises:
            LostError, LoginRefusedError: there is no connection; the bell will ring when there is.
            FolderError: ops must name the folder.
        """
        return await self._asked(lambda connection: self._look(connection, role, folder, cursor, skip))

    async def standings(self) -> dict[Role, Standing]:
        """The folders for sorting that exist, and how far they have grown: whether a look is worthwhile."""
        return await self._asked(lambda connection: connection.folders.sorting())

    async def mark(self, role: Role, uidvalidity: int, changes: Sequence[Change]) -> Keeps | None:
        """Put marks on messages and take others off; what the folder keeps of them. None: its UIDs are others by now.

        Raises:
            FolderError: the folder is not ours to write, or takes no mark now.
        """
        return await self._asked(
            lambda connection: mark(connection, connection.folders.name(role), uidvalidity, changes)
        )

    async def append(self, role: Role, raw: bytes, flags: Sequence[str] = ("\\Seen",)) -> Appended | None:
        """File a message; None when the server does not say where. After a LostError it may or may not lie there."""
        return await self._asked(lambda connection: connection.append(connection.folders.name(role), raw, flags))

    def try_now(self) -> None:
        """Do not wait any longer before the next connection."""
        self._wake()

    @property
    def state(self) -> State:
        """What the worker is doing, and why."""
        return self._state

    @property
    def seconds_since_good(self) -> float | None:
        """How long ago a look was answered in full; None before the first time. By a clock that never jumps."""
        return None if self._last_good is None else time.monotonic() - self._last_good

    async def _asked(self, task: Callable[[Connection], Answer]) -> Answer:
        future: concurrent.futures.Future[Answer] = concurrent.futures.Future()
        with self._lock:
            if self._state.phase not in AT_WORK:
                raise _error_for(self._state)
            self._queue.append((task, future))
        self._wake()
        return await asyncio.wrap_future(future)

    def _wake(self) -> None:
        with contextlib.suppress(OSError):  # full: it wakes anyway; closed: nobody to wake
            self._wake_in.send(b"!")

    # ---- in the thread --------------------------------------------------------------------------

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                with self._connected() as connection:
                    self._attend(connection)
            except MailboxError as error:
                self._rest(error)
            except Exception as error:
                log.exception("mailbox %s: a fault of ours", self.account.address)
                self._rest(LostError(f"{type(error).__name__}: {error}"))
        self._enter(State(phase=Phase.STOPPED))

    @contextlib.contextmanager
    def _connected(self) -> Generator[Connection]:
        self._enter(State(phase=Phase.CONNECTING, reason=self._state.reason))
        self._breaker, self._present = Breaker(), None  # a new connection rings
        connection = Connection(self.account, self._breaker, self._pace)
        try:
            yield connection
        except BaseException:
            connection.drop()
            raise
        connection.close()

    def _attend(self, connection: Connection) -> None:
        """Serve and listen by turns; ring when the caller has not seen the present."""
        self._enter(State(phase=Phase.IDLE))
        known, heard = None, False
        while not self._stopping.is_set():
            if self._serve(connection):
                continue
            opened = connection.examine(connection.folders.name("inbox"))  # tells also what came while nobody listened
            is_moved = bool(self.account.sorting) and known is not None and opened.exists < known.exists
            if is_moved or self._present != (opened.uidvalidity, opened.uidnext) or self._until_poll() <= 0:
                self._ring()
            is_chatter = heard and opened == known
            known, heard = opened, self._listen(connection, is_chatter=is_chatter)

    def _serve(self, connection: Connection) -> bool:
        """Do one thing that was asked for; False when nothing was."""
        with self._lock:
            if not self._queue:
                return False
            task, future = self._queue.popleft()
        if future.set_running_or_notify_cancel():
            self._do(task, future, connection)
        return True

    def _do(self, task: Task, future: concurrent.futures.Future[Any], connection: Connection) -> None:
        try:
            answer = task(connection)
        except FolderError as error:  # the connection is fine
            future.set_exception(error)
        except BaseException as error:
            future.set_exception(error)
            raise
        else:
            future.set_result(answer)

    def _look(
        self, connection: Connection, role: Role, folder: str | None, cursor: Cursor | None, skip: frozenset[int]
    ) -> Look:
        answer = look(
            connection,
            folder or connection.folders.name(role),
            cursor=cursor,
            skip=skip,
            portion=self._portion,
            trials=self._trials,
        )
        self._went_well()
        if role == "inbox":
            self._present = (answer.uidvalidity, answer.uidnext)
        return answer

    def _listen(self, connection: Connection, *, is_chatter: bool) -> bool:
        """Until something is asked or heard, or it is time to look anyway. True: the server said something."""
        seconds = min(CALM_SECONDS if is_chatter else self._pace.renew, max(self._until_poll(), 0))
        heard = False
        if connection.can_idle and not is_chatter:
            heard = connection.idle(self._wake_out, seconds)
        else:
            self._sleep(seconds)
        self._drain()
        return heard

    def _ring(self) -> None:
        self._rung_at = time.monotonic()
        with contextlib.suppress(RuntimeError):  # the loop has ended before us
            self._loop.call_soon_threadsafe(self._on_bell)

    def _until_poll(self) -> float:
        return self._rung_at + self._pace.poll - time.monotonic()

    def _went_well(self) -> None:
        """Only a look counts: a server that lets us in and then breaks every look has not come back."""
        self._last_good = time.monotonic()
        if self._failures:
            log.info("mailbox %s: back after %d failed tries", self.account.address, self._failures)
        self._failures = 0

    def _rest(self, error: MailboxError) -> None:
        """Tell why, then wait; `try_now` and `close` end the wait."""
        phase = Phase.LOGIN_REFUSED if isinstance(error, LoginRefusedError) else Phase.LOST
        if not self._failures or phase != self._complained_of:
            log.warning("mailbox %s at %s: %s: %s", self.account.address, self.account.host, phase, error)
        self._complained_of = phase
        self._enter(State(phase=phase, reason=str(error)))
        self._drain()
        if not self._stopping.is_set():
            self._sleep(self._delay(phase))
        self._failures += 1

    def _delay(self, phase: Phase) -> float:
        """Doubles with each failure; uneven, so that mailboxes of one server do not return all at once."""
        if phase is Phase.LOGIN_REFUSED:
            return self._pace.refused * random.uniform(1, 1.2)  # noqa: S311  no secret depends on it
        longest = min(self._pace.backoff_most, self._pace.backoff_first * 2 ** min(self._failures + 1, 16))
        return random.uniform(longest / 2, longest)  # noqa: S311  no secret depends on it

    def _enter(self, state: State) -> None:
        """Take this state; whoever waits for a connection that is not to be hears so."""
        with self._lock:
            self._state = state
            abandoned = [] if state.phase in AT_WORK else [self._queue.popleft() for _ in range(len(self._queue))]
        for _, future in abandoned:
            if future.set_running_or_notify_cancel():
                future.set_exception(_error_for(state))

    def _sleep(self, seconds: float) -> None:
        poll = select.poll()
        poll.register(self._wake_out, select.POLLIN)
        poll.poll(seconds * 1000)

    def _drain(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake_out.recv(4096):
                pass


def _error_for(state: State) -> MailboxError:
    refused = state.phase is Phase.LOGIN_REFUSED
    return LoginRefusedError(state.reason) if refused else LostError(str(state))
