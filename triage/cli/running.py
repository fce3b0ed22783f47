"""The daemon's life from the command line: opened, told of signals, closed."""

import asyncio
import gc
import signal
from datetime import UTC, datetime

from triage.cli.logs import to_stderr
from triage.daemon import Reloader, Service, opened_office, posts_of
from triage.jobs.report import tell_ops
from triage.settings import Settings

_PATIENCE = 50_000  # new objects before the collector looks for cycles, in a process that lives for months


def run(where: Settings, *, shadow: bool) -> None:
    """Works until SIGTERM or SIGINT. Raises NotReadyError and StoreError with what to do."""
    to_stderr()
    asyncio.run(_run(where, shadow=shadow))


async def _run(where: Settings, *, shadow: bool) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    with opened_office(where, now=_now(), shadow=shadow) as (office, in_force):
        reloader = Reloader(where, office, _now, problems=in_force.problems)
        if in_force.problems:
            tell_ops(
                office,
                key="rules",
                title="rules.yaml is broken; the last good one stays in force",
                lines=list(in_force.problems),
                now=_now(),
            )
        service = Service(office, posts_of(in_force.rules), _now, reloader=reloader)
        loop.add_signal_handler(signal.SIGHUP, service.reload)
        gc.freeze()  # what stands now stays, so each collection looks only at what came after
        gc.set_threshold(_PATIENCE)
        await service.run(stop)


def _now() -> datetime:
    return datetime.now(UTC)
