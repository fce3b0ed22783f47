"""`triage tickets`: the desk as a table, the most urgent first."""

from collections.abc import Mapping
from typing import Any

import click

from triage.cli.clock import Worded, desk_clock
from triage.cli.memory import store_of
from triage.cli.options import as_json, places
from triage.cli.shown import print_json
from triage.cli.tables import print_table
from triage.settings import Settings

_COLUMNS = ("ticket", "status", "category", "stage", "due", "requester", "subject")


@click.command(name="tickets")
@as_json
@click.option("--messages", is_flag=True, help="With --json: the Message-IDs of each ticket, in order.")
@click.option("--all", "with_closed", is_flag=True, help="Closed tickets too (--json always lists all).")
@places
def command(where: Settings, as_json: bool, messages: bool, with_closed: bool) -> None:
    """The desk as a table, the most urgent first."""
    with store_of(where) as store:
        if as_json:
            print_json(store.lists.tickets(messages=messages))
            return
        rows = list(store.lists.tickets(closed=with_closed))
    worded = desk_clock(where)
    wanted = [_with_due(row, worded) for row in rows]
    print_table(
        wanted, _COLUMNS, title="1 ticket" if len(wanted) == 1 else f"{len(wanted)} tickets", empty="No tickets."
    )


def _with_due(row: Mapping[str, Any], worded: Worded) -> dict[str, Any]:
    due = row["next_due"]
    category = f"{row['category']} (unsure)" if row["unsure"] else row["category"]
    return {**row, "category": category, "due": worded(due["due_at"]) if due else ""}
