"""A job called by bells and by the clock: never twice at once, never deaf, and it outlives its own failures."""

import asyncio
from collections.abc import Awaitable, Callable

from structlog.testing import capture_logs

from triage.daemon.pulse import Pulse


def play(story: Callable[[], Awaitable[None]]) -> None:
    asyncio.run(asyncio.wait_for(story(), 10))  # pyright: ignore[reportArgumentType]  a coroutine


def test_many_bells_during_a_run_are_one_more_run() -> None:
    runs, gate = [], asyncio.Event()

    async def job() -> None:
        runs.append(len(runs))
        await gate.wait()

    async def story() -> None:
        pulse = Pulse("poll", job)
        pulse.ring()
        await asyncio.sleep(0)
        for _ in range(5):
            pulse.ring()
        await pulse.beat()
        assert runs == [0], "never twice at once"
        gate.set()
        await pulse.rest()
        assert runs == [0, 1]

    play(story)


def test_it_runs_again_after_a_rest() -> None:
    runs: list[int] = []

    async def job() -> None:
        runs.append(1)

    async def story() -> None:
        pulse = Pulse("poll", job)
        await pulse.rest()
        for _ in range(2):
            pulse.ring()
            await pulse.rest()
        assert runs == [1, 1]

    play(story)


def test_a_failure_is_told_once_and_its_end_once() -> None:
    fates = iter([True, False, False, True, True, False])

    async def job() -> None:
        if not next(fates):
            raise RuntimeError("odd")

    async def story() -> None:
        pulse = Pulse("poll", job)
        for _ in range(6):
            pulse.ring()
            await pulse.rest()

    with capture_logs() as lines:
        play(story)
    failed, well = "a job failed; it will be tried again", "a job is well again"
    assert [line["event"] for line in lines] == [failed, well, failed]


def test_a_failing_job_is_run_again_for_the_bell_that_rang_meanwhile() -> None:
    runs: list[int] = []

    pulses: list[Pulse] = []

    async def job() -> None:
        runs.append(1)
        if len(runs) == 1:
            pulses[0].ring()
            raise RuntimeError("odd")

    async def story() -> None:
        pulses.append(Pulse("poll", job))
        pulses[0].ring()
        await pulses[0].rest()

    with capture_logs():
        play(story)
    assert runs == [1, 1]
