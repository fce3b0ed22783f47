"""The daemon: bells and a scheduler call the jobs, signals end them cleanly. The truth lies in tables, not in here."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from triage.daemon.post import Post, PostOffice
from triage.daemon.pulse import Pulse
from triage.inbound.mailbox import LoginRefusedError, MailboxError, Pace
from triage.jobs import Office, escalate, report
from triage.jobs.report import tell_ops

log = structlog.stdlib.get_logger("daemon")

CLOCK_STEP = timedelta(seconds=2)  # a wall clock that moves more than this beside the monotonic one was set
STOPPING = 80.0  # seconds that a letter on its way may still take when we stop
SILENCE = timedelta(minutes=15)  # a mailbox away so long is worth a notice


@dataclass(frozen=True, kw_only=True, slots=True)
class Rhythm:
    """How often the scheduler calls each job, in real seconds."""

    poll: float = 60
    escalate: float = 15
    deliver: float = 15
    report: float = 60
    watch: float = 5


class Service:
    """Everything that runs between start and stop."""

    def __init__(
        self,
        office: Office,
        posts: Iterable[Post],
        clock: Callable[[], datetime],
        *,
        rhythm: Rhythm | None = None,
        pace: Pace | None = None,
    ) -> None:
        self._office, self._clock, self._rhythm = office, clock, rhythm or Rhythm()
        self._since = time.monotonic()
        self._hears_bells = False  # only between start and stop: `once` does each job itself, and none twice at once
        pace = pace or Pace(poll=self._rhythm.poll)
        self.posts = [
            PostOffice(office, post, clock, on_bell=lambda index=index: self._ring(index), pace=pace)
            for index, post in enumerate(posts)
        ]
        self.polls = [Pulse(f"poll {post.address}", self._poll_of(post)) for post in self.posts]
        self.deliveries = [Pulse(f"deliver {post.address}", post.deliver) for post in self.posts]
        self.escalation = Pulse("escalate", self._escalate)
        self.reporting = Pulse("report", self._report)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is under way."""
        self._hears_bells = True
        scheduler = self._scheduler()
        for post in self.posts:
            post.worker.start()
        scheduler.start()
        watch = asyncio.create_task(self._watch_clock(scheduler))
        log.info("started", mailboxes=[post.address for post in self.posts], shadow=self._office.shadow)
        try:
            await stop.wait()
        finally:
            log.info("stopping")
            self._hears_bells = False
            watch.cancel()
            scheduler.remove_all_jobs()
            await self._rest()
            scheduler.shutdown(wait=False)
            log.info("stopped")

    async def once(self) -> Mapping[str, str]:
        """One pass over every mailbox, deadline and letter; answers what went wrong, by mailbox."""
        troubles: dict[str, str] = {}
        for post in self.posts:
            post.worker.start()
        try:
            for post in self.posts:
                try:
                    await post.poll()
                except LoginRefusedError as error:
                    troubles[post.address] = f"the login was refused: {error} Check `login` and `secret` in rules.yaml"
                except MailboxError as error:
                    troubles[post.address] = f"the mailbox cannot be read now: {error}"
            await self._escalate()
            await self._report()
            if not self._office.shadow:
                for post in self.posts:
                    await post.deliver()
        finally:
            await self._rest()
        return troubles

    # ------------------------------------------------------------ jobs
    def _poll_of(self, post: PostOffice) -> Callable[[], Awaitable[None]]:
        async def poll() -> None:
            try:
                taken = await post.poll()
            except MailboxError:
                self._tell_of_silence(post)  # the worker has said why, and connects again by itself
                return
            if taken:
                self._send_soon()

        return poll

    async def _escalate(self) -> None:
        if escalate(self._office, self._clock()):
            self._send_soon()

    async def _report(self) -> None:
        if report(self._office, self._clock()):
            self._send_soon()

    def _send_soon(self) -> None:
        if self._hears_bells and not self._office.shadow:
            for delivery in self.deliveries:
                delivery.ring()

    def _ring(self, index: int) -> None:
        if self._hears_bells:
            self.polls[index].ring()

    def _tell_of_silence(self, post: PostOffice) -> None:
        age = post.worker.seconds_since_good
        age = time.monotonic() - self._since if age is None else age  # it was never reached
        if age > SILENCE.total_seconds():
            tell_ops(
                self._office,
                key=f"silence {post.address}",
                title=f"{post.address} has not been read for {int(age // 60)} minutes",
                lines=[str(post.worker.state)],
                now=self._clock(),
            )

    # ------------------------------------------------------------ scheduler
    def _scheduler(self) -> AsyncIOScheduler:
        """Thin jobs at intervals; a late one runs once, whatever was missed."""
        scheduler = AsyncIOScheduler(
            timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
        )
        jobs = [
            *((pulse, self._rhythm.poll) for pulse in self.polls),
            (self.escalation, self._rhythm.escalate),
            (self.reporting, self._rhythm.report),
            *((pulse, self._rhythm.deliver) for pulse in self.deliveries if not self._office.shadow),
        ]
        for pulse, seconds in jobs:
            scheduler.add_job(pulse.beat, "interval", seconds=seconds, name=pulse.name, next_run_time=datetime.now(UTC))
        return scheduler

    async def _watch_clock(self, scheduler: AsyncIOScheduler) -> None:
        """A wall clock set back would silence the scheduler until it catches up: wake every job instead."""
        wall, monotonic = datetime.now(UTC), time.monotonic()
        while True:
            await asyncio.sleep(self._rhythm.watch)
            step = datetime.now(UTC) - wall - timedelta(seconds=time.monotonic() - monotonic)
            wall, monotonic = datetime.now(UTC), time.monotonic()
            if abs(step) > CLOCK_STEP:
                log.warning("the clock was set", step_seconds=step.total_seconds())
                for job in scheduler.get_jobs():
                    job.modify(next_run_time=datetime.now(UTC))

    async def _rest(self) -> None:
        """Let what runs come to its end, then hang up."""
        try:
            async with asyncio.timeout(STOPPING):
                for pulse in (*self.polls, self.escalation, self.reporting, *self.deliveries):
                    await pulse.rest()
        except TimeoutError:
            log.warning("a job did not end in time; a letter that was on its way is in doubt at the next start")
        await asyncio.gather(*(post.close() for post in self.posts))
