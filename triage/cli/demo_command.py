"""`triage demo`: the daemon against an embedded mail server with sample customers and a fast clock; needs nothing else."""

import asyncio
import logging
import sys
from pathlib import Path

import click
from rich.console import Console

from triage.cli.exits import ProblemsError
from triage.cli.logs import to_stderr
from triage.demo.play import play

WATCHABLE, QUICK = 15 * 60, 90 * 60  # seconds of working time in one real second: about a minute, or a few seconds


@click.command(name="demo")
@click.option("--once", is_flag=True, help="Run it through quickly, check the outcome, and exit.")
@click.option(
    "--keep",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="Leave rules, data and the sent mail in DIR.",
)
def command(once: bool, keep: Path | None) -> None:
    """The daemon against an embedded mail server, with sample customers and a fast clock."""
    to_stderr(logging.WARNING)
    console = Console(width=None if sys.stdout.isatty() else 140)
    stay = not once and sys.stdout.isatty()
    try:
        problems = asyncio.run(play(speed=QUICK if once else WATCHABLE, keep=keep, console=console, stay=stay))
    except KeyboardInterrupt:
        return
    if problems:
        raise ProblemsError(*problems)
    console.print("The demo came out as it should.")
    if keep:
        console.print(f"Look at it: triage tickets --rules {keep}/rules.yaml --data {keep}/data")
