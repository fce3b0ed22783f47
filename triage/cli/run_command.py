"""`triage run`: the daemon."""

import click

from triage.cli.options import places
from triage.inbound import forkserver
from triage.settings import Settings


@click.command(name="run")
@click.option("--shadow", is_flag=True, help="Read and decide; send and file nothing.")
@places
def command(where: Settings, shadow: bool) -> None:
    """The daemon: reads every mailbox, answers, and watches deadlines until it is stopped. SIGHUP reads the rules anew."""
    forkserver.begin()  # the workers' parsers load on one processor, the desk on another
    from triage.cli.running import run  # noqa: PLC0415  see above

    run(where, shadow=shadow)
