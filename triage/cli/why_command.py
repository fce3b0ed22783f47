"""`triage why T`: each decision on one ticket, with its reasons in words."""

import click
from rich.console import Console
from rich.text import Text

from triage.cli.clock import desk_clock
from triage.cli.exits import ProblemsError
from triage.cli.memory import store_of
from triage.cli.options import as_json, places
from triage.cli.shown import print_json, shown
from triage.settings import Settings


@click.command(name="why")
@click.argument("ticket")
@as_json
@places
def command(where: Settings, ticket: str, as_json: bool) -> None:
    """The reasons of each decision on one ticket, oldest first."""
    with store_of(where) as store:
        history = store.lists.history(ticket)
    if not history:
        raise ProblemsError(f"there is no ticket {ticket}; `triage tickets --all` lists them")
    if as_json:
        print_json(history)
        return
    console, worded = Console(), desk_clock(where)
    for entry in history:
        console.print(Text(f"{worded(entry['at'])}  {entry['kind']}", style="bold"), soft_wrap=True)
        for sentence in entry["because"]:
            console.print(Text(f"    {shown(sentence)}"), soft_wrap=True)
