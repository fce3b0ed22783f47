"""Looks further into a folder while the desk decides on what it has: fetching and reading go on beside it.

What was found ahead counts only if it began exactly where the store's cursor has come to; else it is forgotten, and looked
for anew. So nothing depends on it but time.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Coroutine
from typing import Self

from triage.inbound.mailbox import Cursor, Look
from triage.jobs.receive import Understood
from triage.record import record

AHEAD = 2  # looks beside the one that is decided on
LIGHT = 4_000_000  # octets of a look; beyond that, room counts for more than time


@record
class Start:
    """Where a look goes out from."""

    cursor: Cursor | None
    skip: frozenset[int]


class _Step:
    """One look under way, and what it says."""

    def __init__(self, start: Start, go: Callable[["_Step"], Coroutine[None, None, tuple[Look, Understood]]]) -> None:
        self.start = start
        self.look: Look | None = None  # once it is there
        self.task = asyncio.create_task(go(self))


class Ahead:
    """The looks into one folder, one after the other."""

    def __init__(
        self, look: Callable[[Start], Awaitable[Look]], understand: Callable[[Look], Awaitable[Understood]]
    ) -> None:
        """Looks at nothing yet."""
        self._look, self._understand = look, understand
        self._steps: deque[_Step] = deque()  # that nobody has asked for yet
        self._latest: _Step | None = None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._forget()

    async def next(self, start: Start) -> tuple[Look, Understood]:
        """What lies beyond this start, and what it says. Raises what looking or understanding raised."""
        if not self._steps or self._steps[0].start != start:
            await self._forget()
            self._begin(start)
        step = self._steps.popleft()
        self._go_on()
        return await step.task

    def _begin(self, start: Start) -> None:
        self._latest = _Step(start, self._go)
        self._steps.append(self._latest)

    async def _go(self, step: _Step) -> tuple[Look, Understood]:
        step.look = look = await self._look(step.start)
        self._go_on()
        return look, await self._understand(look)

    def _go_on(self) -> None:
        """One look further, if the latest has come back and not too many lie ready."""
        latest = self._latest
        if latest and latest.look and len(self._steps) < AHEAD and (start := _behind(latest.look, latest.start)):
            self._begin(start)

    async def _forget(self) -> None:
        tasks = [step.task for step in self._steps]
        self._steps.clear()
        self._latest = None
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


def _behind(look: Look, start: Start) -> Start | None:
    """Where the next look goes out from, if every message of this one is settled; None when there is nothing more."""
    uids = [*(fetched.uid for fetched in look.fetched), *look.vanished]
    is_light = sum(len(fetched.raw or b"") for fetched in look.fetched) <= LIGHT
    if not look.more or look.reset or look.postponed or not uids or not is_light:
        return None
    last = max(uids)
    cursor = Cursor(folder=look.folder, uidvalidity=look.uidvalidity, last_uid=last)
    return Start(cursor=cursor, skip=frozenset(uid for uid in start.skip if uid > last))
