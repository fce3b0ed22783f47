"""`triage once`: one pass over every mailbox, every due deadline, every due letter."""

import asyncio
from datetime import UTC, datetime

import click

from triage.cli.exits import ProblemsError
from triage.cli.logs import to_stderr
from triage.cli.options import places
from triage.daemon import Service, opened_office, posts_of
from triage.settings import Settings


@click.command(name="once")
@click.option("--shadow", is_flag=True, help="Read and decide; send and file nothing.")
@places
def command(where: Settings, shadow: bool) -> None:
    """One pass over every mailbox, deadline and letter, then exit."""
    to_stderr()
    troubles = asyncio.run(_once(where, shadow=shadow))
    if troubles:
        raise ProblemsError(*(f"{mailbox}: {trouble}" for mailbox, trouble in troubles.items()))


async def _once(where: Settings, *, shadow: bool) -> dict[str, str]:
    with opened_office(where, now=_now(), shadow=shadow) as (office, in_force):
        troubles = dict(await Service(office, posts_of(in_force.rules), _now).once())
    return troubles | ({str(where.rules): "; ".join(in_force.problems)} if in_force.problems else {})


def _now() -> datetime:
    return datetime.now(UTC)
