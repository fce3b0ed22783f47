"""`triage show T`: one ticket with its people, facts, promises, messages and letters."""

from collections.abc import Iterable, Iterator

import click
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from triage.cli.clock import Worded, desk_clock
from triage.cli.exits import ProblemsError
from triage.cli.memory import store_of
from triage.cli.options import as_json, places
from triage.cli.shown import print_json, shown
from triage.cli.tables import Row, print_table
from triage.inbound.message import ATTACHED
from triage.settings import Settings

_HEAD = ("status", "stage", "category", "team", "assignee", "priority", "mailbox", "requester", "language")
_PROMISES = ("stage", "due_at", "clause", "outcome", "settled_at")
_LETTERS = ("kind", "recipient", "state", "subject", "error")


@click.command(name="show")
@click.argument("ticket")
@as_json
@places
def command(where: Settings, ticket: str, as_json: bool) -> None:
    """One ticket, whole."""
    with store_of(where) as store:
        found = store.lists.ticket(ticket)
    if found is None:
        raise ProblemsError(f"there is no ticket {ticket}; `triage tickets --all` lists them")
    if as_json:
        print_json([found])
        return
    if found["ticket"] != ticket.upper():
        click.echo(f"{ticket.upper()} was merged; it goes on in {found['ticket']}\n")
    _print(found, desk_clock(where))


def _print(found: Row, worded: Worded) -> None:
    console = Console()
    console.print(Text(f"{found['ticket']}  {shown(found['subject'])}", style="bold"), soft_wrap=True)
    for name, value in _head(found, worded):
        console.print(Text(f"  {name.replace('_', ' '):16}{shown(value)}"), soft_wrap=True)
    console.print()
    print_table(_worded(found["deadlines"], worded), _PROMISES, title="Promises", empty="No promises.")
    console.print()
    print_table(found["letters"], _LETTERS, title="Letters", empty="No letters.")
    for message in found["messages"]:
        _print_message(console, message, worded)


def _head(found: Row, worded: Worded) -> Iterator[tuple[str, str]]:
    """The lines under the title, as far as there is something to say."""
    facts = "; ".join(f"{name}: {', '.join(values)}" for name, values in found["facts"].items())
    rows = (
        *((name, found[name]) for name in _HEAD),
        *((name, worded(found[name])) for name in ("opened_at", "first_answer_at", "closed_at")),
        ("facts", facts),
        ("missing", ", ".join(found["missing"])),
        ("continues", found["continues"]),
        ("continued in", ", ".join(found["continued_in"])),
        ("merged into it", ", ".join(found["merged"])),
        ("also in", ", ".join(f"{mailbox} (handled by {found['mailbox']})" for mailbox in found["also_in"])),
        ("people", ", ".join(found["participants"])),
    )
    return ((name, value) for name, value in rows if value)


def _worded(rows: Iterable[Row], worded: Worded) -> list[Row]:
    return [{**row, "due_at": worded(row["due_at"]), "settled_at": worded(row["settled_at"])} for row in rows]


def _print_message(console: Console, message: Row, worded: Worded) -> None:
    arrow = "→" if message["direction"] == "out" else "←"
    title = f"{arrow} {worded(message['received_at'])}  {shown(message['author'])}  {message['kind']}"
    title += "  internal: staff only" if message["is_internal"] else ""
    _, line, attached = message["full_text"].partition(ATTACHED)  # customers forward as an attachment, too
    told = "\n".join((message["text"], line + attached)) if attached else message["text"]
    lines = "\n".join(shown(line) for line in told.splitlines())
    console.print()
    console.print(Text(title, style="bold"), soft_wrap=True)
    if message["forwarded_by"]:
        note = f", who notes for staff only: {shown(message['note'])}" if message["note"] else ""
        console.print(Padding(Text(f"passed on by {shown(message['forwarded_by'])}{note}"), (0, 0, 0, 2)))
    console.print(Padding(Text(lines), (0, 0, 0, 2)))
