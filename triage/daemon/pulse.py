"""A job that is called by bells and by the clock, never runs twice at once, and outlives its own failures."""

import asyncio
from collections.abc import Awaitable, Callable

from triage.log import structlog

log = structlog.stdlib.get_logger("daemon")


class Pulse:
    """Call it as often as you like: a call during a run makes it run once more, no matter how many calls came."""

    def __init__(self, name: str, job: Callable[[], Awaitable[object]]) -> None:
        self.name = name
        self._job = job
        self._wanted = False
        self._running: asyncio.Task[None] | None = None
        self._is_failing = False

    def ring(self) -> None:
        """Run soon. For bells; returns at once."""
        self._wanted = True
        if self._running is None:
            self._running = asyncio.get_running_loop().create_task(self._run(), name=self.name)

    async def beat(self) -> None:
        """The same for the scheduler, which takes a plain function to a thread."""
        self.ring()

    async def rest(self) -> None:
        """Wait until it does not run."""
        if self._running:
            await asyncio.shield(self._running)

    async def _run(self) -> None:
        try:
            while self._wanted:
                self._wanted = False
                await self._once()
        finally:
            self._running = None

    async def _once(self) -> None:
        """A failure is told once, its end once; the next beat tries again."""
        try:
            await self._job()
        except Exception:  # whatever it was, the other jobs go on, and the mail behind it waits for the next beat
            if not self._is_failing:
                log.exception("a job failed; it will be tried again", job=self.name)
            self._is_failing = True
        else:
            if self._is_failing:
                log.info("a job is well again", job=self.name)
            self._is_failing = False
