"""The daemon: bells and a scheduler call the jobs, signals end them cleanly. The truth lies in tables, not in here."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta

from apscheduler.schedulers.asyncio import AsyncIOScheduler

from triage.daemon.post import Post, PostOffice
from triage.daemon.pulse import Pulse
from triage.daemon.reload import Reloader
from triage.inbound.mailbox import LoginRefusedError, MailboxError, Pace
from triage.jobs import Office, escalate, report, retain
from triage.jobs.report import tell_ops
from triage.log import structlog
from triage.record import record
from triage.store import StoreError

log = structlog.stdlib.get_logger("daemon")

CLOCK_STEP = timedelta(seconds=2)  # a wall clock that moves more than this beside the monotonic one was set
STOPPING = 80.0  # seconds that a letter on its way may still take when we stop
SILENCE = timedelta(minutes=15)  # a mailbox away so long is worth a notice
SETTLED = 10.0  # seconds after the start: reading the whole database shall not delay the first mail
LOOKED = 1.0  # seconds after the start: a morning's reports on years of mail wait until the mailboxes were looked into


@record
class Rhythm:
    """How often the scheduler calls each job, in real seconds."""

    poll: float = 60
    escalate: float = 15
    deliver: float = 15
    report: float = 60
    retain: float = 3600
    inspect: float = 86_400
    watch: float = 5
    reload: float = 2


class Round:
    """One mailbox's rounds: how it is read, and how its letters go out."""

    def __init__(self, post: PostOffice, poll: Callable[[PostOffice], Awaitable[None]]) -> None:
        self.post = post
        self.poll = Pulse(f"poll {post.address}", lambda: poll(post))
        self.delivery = Pulse(f"deliver {post.address}", post.deliver)


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
        reloader: Reloader | None = None,
    ) -> None:
        """`reloader` looks after saved rules and templates; without one they hold until the end."""
        self._office, self._clock, self._rhythm = office, clock, rhythm or Rhythm()
        self._since = time.monotonic()
        self._hears_bells = False  # only between start and stop: `once` does each job itself, and none twice at once
        self._stop, self._damage = asyncio.Event(), ""
        self._pace, self._reloader = pace or Pace(poll=self._rhythm.poll), reloader
        self._scheduler = _scheduler()
        self.rounds = {post.account.address: self._round(post) for post in posts}
        self.escalation = Pulse("escalate", self._escalate)
        self.reporting = Pulse("report", self._report)
        self.retention = Pulse("retain", self._retain)
        self.inspection = Pulse("inspect", self._inspect)
        self.reloading = Pulse("reload", self._reload)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set, then finish what is under way. Raises StoreError when the database was found damaged."""
        self._hears_bells, self._stop = True, stop
        for each in self.rounds.values():
            self._begin(each)
        self._call(self.escalation, self._rhythm.escalate)
        self._call(self.reporting, self._rhythm.report, after=LOOKED)
        self._call(self.retention, self._rhythm.retain)
        self._call(self.inspection, self._rhythm.inspect, after=SETTLED)
        if self._reloader:
            self._call(self.reloading, self._rhythm.reload)
        self._scheduler.start()
        if self._office.adviser:
            self._office.adviser.start()
        watch = asyncio.create_task(self._watch_clock(self._scheduler))
        log.info("started", mailboxes=list(self.rounds), shadow=self._office.shadow)
        try:
            await stop.wait()
        finally:
            log.info("stopping")
            self._hears_bells = False
            watch.cancel()
            self._scheduler.remove_all_jobs()
            await self._rest()
            self._scheduler.shutdown(wait=False)
            log.info("stopped")
        if self._damage:
            raise StoreError(self._damage)

    def reload(self) -> None:
        """Read rules, templates and secrets anew, changed or not. For SIGHUP."""
        if self._reloader:
            self._reloader.forget()
            self.reloading.ring()

    async def once(self) -> Mapping[str, str]:
        """One pass over every mailbox, deadline and letter; answers what went wrong, by mailbox, and with the database."""
        troubles: dict[str, str] = {}
        posts = [each.post for each in self.rounds.values()]
        for post in posts:
            post.worker.start()
        try:
            for post in posts:
                try:
                    await post.poll()
                except LoginRefusedError as error:
                    troubles[post.address] = f"the login was refused: {error} Check `login` and `secret` in rules.yaml"
                except MailboxError as error:
                    troubles[post.address] = f"the mailbox cannot be read now: {error}"
            await self._escalate()
            await self._report()
            await self._retain()
            if not self._office.shadow:
                for post in posts:
                    await post.deliver()
            for post in (each for each in posts if each.address not in troubles):
                try:
                    await post.mark()
                except MailboxError as error:
                    troubles[post.address] = f"the marks in its inbox are not up to date: {error}"
            if damage := self._office.store.inspected():
                troubles["database"] = damage
        finally:
            await self._rest()
        return troubles

    # ------------------------------------------------------------ jobs
    async def _poll(self, post: PostOffice) -> None:
        try:
            taken = await post.poll()
            await post.mark()
        except MailboxError:
            self._tell_of_silence(post)  # the worker has said why, and connects again by itself
            return
        if taken:
            self._send_soon()

    async def _escalate(self) -> None:
        if escalate(self._office, self._clock()):
            self._send_soon()

    async def _report(self) -> None:
        if report(self._office, self._clock()):
            self._send_soon()

    async def _retain(self) -> None:
        retain(self._office, self._clock())

    async def _inspect(self) -> None:
        """Where a page of the database is damaged, ops hear of it, and we stop: what we remember is not to be trusted."""
        store = self._office.store
        self._damage = await asyncio.to_thread(store.inspected, goes_on=lambda: self._hears_bells) or ""
        if not self._damage:
            return
        log.error("the database is damaged", damage=self._damage)
        try:
            tell_ops(
                self._office, key="damage", title="The database is damaged", lines=[self._damage], now=self._clock()
            )
            self._send_soon()
            await asyncio.gather(*(each.delivery.rest() for each in self.rounds.values()))
        finally:
            self._stop.set()

    def _send_soon(self) -> None:
        if self._hears_bells and not self._office.shadow:
            for each in self.rounds.values():
                each.delivery.ring()

    def _ring(self, address: str) -> None:
        if self._hears_bells and address in self.rounds:
            self.rounds[address].poll.ring()

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

    async def _reload(self) -> None:
        if self._reloader is None or (posts := await self._reloader.look()) is None:
            return
        self._send_soon()
        await self._go_round(posts)

    # ------------------------------------------------------------ mailboxes
    def _round(self, post: Post) -> Round:
        address = post.account.address
        office = PostOffice(self._office, post, self._clock, on_bell=lambda: self._ring(address), pace=self._pace)
        return Round(office, self._poll)

    async def _go_round(self, posts: Iterable[Post]) -> None:
        """Another set of mailboxes: what is the same goes on, what changed hangs up and begins anew."""
        wanted = {post.account.address: post for post in posts}
        for address, each in list(self.rounds.items()):
            if not each.post.is_for(wanted.get(address)):
                del self.rounds[address]
                await self._end(each)
        for address, post in wanted.items():
            if address not in self.rounds:
                self.rounds[address] = self._round(post)
                self._begin(self.rounds[address])

    def _begin(self, each: Round) -> None:
        each.post.worker.start()
        self._call(each.poll, self._rhythm.poll)
        if not self._office.shadow:
            self._call(each.delivery, self._rhythm.deliver)

    async def _end(self, each: Round) -> None:
        for pulse in (each.poll, each.delivery):
            if self._scheduler.get_job(pulse.name):
                self._scheduler.remove_job(pulse.name)
            await pulse.rest()
        await each.post.close()

    # ------------------------------------------------------------ scheduler
    def _call(self, pulse: Pulse, seconds: float, *, after: float = 0) -> None:
        """A thin job at intervals, the first after so many seconds."""
        first = datetime.now(UTC) + timedelta(seconds=after)
        self._scheduler.add_job(
            pulse.beat, "interval", seconds=seconds, id=pulse.name, name=pulse.name, next_run_time=first
        )

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
                for pulse in self._pulses():
                    await pulse.rest()
        except TimeoutError:
            log.warning("a job did not end in time; a letter that was on its way is in doubt at the next start")
        await asyncio.gather(*(each.post.close() for each in self.rounds.values()))

    def _pulses(self) -> list[Pulse]:
        rounds = self.rounds.values()
        own = [self.reloading, self.escalation, self.reporting, self.retention, self.inspection]
        return [*(each.poll for each in rounds), *own, *(each.delivery for each in rounds)]


def _scheduler() -> AsyncIOScheduler:
    """A late job runs once, whatever was missed."""
    return AsyncIOScheduler(
        timezone=UTC, job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1}
    )
