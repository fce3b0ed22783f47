"""Looks further into a folder while the desk decides on what it has: fetching and reading go on beside it.

What was found ahead counts only if it began exactly where the store's cursor has come to; else it is forgotten, and looked
for anew. So nothing depends on it but time.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine, Iterator
from itertools import chain, repeat
from typing import Any, NamedTuple, Self

from triage.inbound.mailbox import Cursor, Look
from triage.jobs.receive import Understood
from triage.record import record, replace

# messages of a look that are decided on and committed together: few at first, so that the desk begins soon
PARTS = (6, 10, 17)
PASSES = 5  # of the loop, from a worker's answer to its next messages
READY = 8  # parts of looks beside the one that is decided on
LIGHT = 4_000_000  # octets of a look; beyond that, room counts for more than time


@record
class Start:
    """Where a look goes out from."""

    cursor: Cursor | None
    skip: frozenset[int]


class _Part(NamedTuple):
    """A part of a look, on its way to be understood."""

    start: Start
    look: Look
    reading: asyncio.Task[Understood]


class Ahead:
    """The looks into one folder, one after the other, each in parts that are decided on together."""

    def __init__(
        self, look: Callable[[Start], Awaitable[Look]], understand: Callable[[Look], Coroutine[None, None, Understood]]
    ) -> None:
        """Looks at nothing yet."""
        self._look, self._understand = look, understand
        self._parts: deque[_Part] = deque()  # that nobody has asked for yet
        self._next: Start | None = None  # of the look that is under way or to come; None when there is nothing more
        self._looking: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._forget()

    async def next(self, start: Start) -> tuple[Look, Understood]:
        """What lies beyond this start, and what it says. Raises what looking or understanding raised, which is the end."""
        if (self._parts[0].start if self._parts else self._next) != start:
            await self._forget()
            self._next = start
        await _let_workers_go_on()
        while not self._parts:
            await self._under_way(start)
        part = self._parts.popleft()
        self._go_on()
        return part.look, await part.reading

    def _go_on(self) -> None:
        """One look further, unless enough lies ready."""
        if self._next is not None and len(self._parts) < READY:
            self._under_way(self._next)

    def _under_way(self, start: Start) -> asyncio.Task[None]:
        """The look that goes out from here; one that failed is not begun again."""
        if self._looking is None:
            self._looking = asyncio.create_task(self._look_from(start))
        return self._looking

    async def _look_from(self, start: Start) -> None:
        look = await self._look(start)
        for part in _parts(look):
            self._parts.append(_Part(start, part, asyncio.create_task(self._understand(part))))
            start = _behind(part, start)
        self._next = start if _goes_on(look) else None
        self._looking = None
        self._go_on()

    async def _forget(self) -> None:
        tasks: list[asyncio.Task[Any]] = [part.reading for part in self._parts]
        tasks += [self._looking] if self._looking else []
        self._parts.clear()
        self._next = self._looking = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _let_workers_go_on() -> None:
    """Those that have answered while the desk decided get their next messages before it decides again."""
    for _ in range(PASSES):
        await asyncio.sleep(0)


def _parts(look: Look) -> Iterator[Look]:
    """The look in pieces of few messages; whole where it found more than messages, so that the cursor passes all of it at once."""
    rest = look.fetched
    sizes = () if look.reset or look.vanished or look.postponed else chain(PARTS, repeat(PARTS[-1]))
    for size in sizes:
        if len(rest) <= size:
            break
        yield replace(look, fetched=rest[:size], more=True)
        rest = rest[size:]
    yield replace(look, fetched=rest)


def _behind(look: Look, start: Start) -> Start:
    """Where the next look goes out from, if every message of this one is settled."""
    uids = [*(fetched.uid for fetched in look.fetched), *look.vanished]
    if not uids:
        return start
    last = max(uids)
    cursor = Cursor(folder=look.folder, uidvalidity=look.uidvalidity, last_uid=last)
    return Start(cursor=cursor, skip=frozenset(uid for uid in start.skip if uid > last))


def _goes_on(look: Look) -> bool:
    """Whether it can be told where the next one goes out from, and there is room for it beside this one."""
    has_passed = bool(look.fetched or look.vanished) and not look.postponed and not look.reset
    return look.more and has_passed and sum(len(fetched.raw or b"") for fetched in look.fetched) <= LIGHT
