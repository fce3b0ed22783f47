"""A machine's clock that is set while the daemon runs: every job wakes, whichever way it went."""

import asyncio
from datetime import UTC, datetime, timedelta, tzinfo
from types import SimpleNamespace
from typing import Any, cast

import pytest
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from triage.daemon import Rhythm, Service, service

HOUR = timedelta(hours=1)


class WallClock(datetime):
    """A wall clock that can be set; everything else is a datetime."""

    step = timedelta()

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> datetime:  # type: ignore[override]
        return datetime.now(tz) + cls.step  # noqa: TID251  this is the clock


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> type[WallClock]:
    monkeypatch.setattr(service, "datetime", WallClock)
    monkeypatch.setattr(WallClock, "step", timedelta())
    return WallClock


def next_runs(step: timedelta, wall: type[WallClock], *, seconds: float = 0.1) -> list[float]:
    """In how many seconds two jobs, planned in two hours, run after the clock was set by that."""

    async def story() -> list[float]:
        office = cast("Any", SimpleNamespace(shadow=True))
        watching = Service(office, [], lambda: wall.now(UTC), rhythm=Rhythm(watch=0.01))
        scheduler = AsyncIOScheduler(timezone=UTC)
        for name in ("one", "two"):
            scheduler.add_job(print, "interval", hours=2, id=name)
        scheduler.start(paused=True)
        watch = asyncio.create_task(watching._watch_clock(scheduler))
        await asyncio.sleep(0.05)
        wall.step = step
        await asyncio.sleep(seconds)
        watch.cancel()
        waits = [(job.next_run_time - wall.now(UTC)).total_seconds() for job in scheduler.get_jobs()]
        scheduler.shutdown(wait=False)
        return waits

    return asyncio.run(story())


@pytest.mark.parametrize("step", [-HOUR, HOUR, timedelta(days=-400), timedelta(seconds=-10)])
def test_a_step_wakes_every_job(step: timedelta, wall: type[WallClock]) -> None:
    waits = next_runs(step, wall)
    assert len(waits) == 2
    assert max(waits) <= 0


@pytest.mark.parametrize("step", [timedelta(), timedelta(seconds=1), timedelta(seconds=-1)])
def test_what_a_time_server_corrects_wakes_nobody(step: timedelta, wall: type[WallClock]) -> None:
    assert min(next_runs(step, wall)) > 7000
