"""`triage explain FILE…`: what would happen to these messages; touches nothing, needs no database."""

from collections.abc import Sequence
from datetime import datetime

import click

from triage.cli.options import Moment, as_json, places
from triage.inbound import forkserver
from triage.settings import Settings


@click.command(name="explain")
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
@as_json
@click.option("--mailbox", metavar="ADDRESS", help="The mailbox that they reach (else their own headers decide).")
@click.option(
    "--at", type=Moment(), help="The moment of receipt, e.g. 2026-11-23T15:00-05:00 (else their own headers decide)."
)
@places
def command(
    where: Settings, files: Sequence[str], as_json: bool, mailbox: str | None, at: datetime | None
) -> int | None:
    """What would happen to these messages; touches nothing."""
    forkserver.begin()  # the workers' parsers load on one processor, the rules on another
    from triage.cli.explaining import explain  # noqa: PLC0415  see above

    return explain(where, files, as_json=as_json, mailbox=mailbox, at=at)
