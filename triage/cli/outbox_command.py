"""`triage outbox`: the letters and what became of them; retry one, discard one."""

from datetime import UTC, datetime

import click

from triage.cli.exits import ProblemsError
from triage.cli.memory import store_of
from triage.cli.options import as_json, places
from triage.cli.shown import print_json
from triage.cli.tables import print_table
from triage.settings import Settings

_COLUMNS = ("letter", "kind", "ticket", "state", "to", "error")


@click.command(name="outbox")
@as_json
@click.option("--retry", type=int, metavar="LETTER", help="Send a failed, uncertain or withheld letter (again).")
@click.option("--discard", type=int, metavar="LETTER", help="Never send this letter.")
@places
def command(where: Settings, as_json: bool, retry: int | None, discard: int | None) -> None:
    """The letters, oldest first."""
    with store_of(where) as store:
        for letter, change in ((retry, store.outbox.retry), (discard, store.outbox.discard)):
            if letter is not None:
                store.refuse_damaged()
                with store.transaction():
                    if not change(letter, datetime.now(UTC)):
                        raise ProblemsError(
                            f"letter {letter} is not one that this can be done to; `triage outbox` shows its state"
                        )
        letters = list(store.lists.letters())
    if as_json:
        print_json(letters)
    else:
        print_table(letters, _COLUMNS, title="Outbox", empty="No letters.")
