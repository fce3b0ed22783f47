"""`triage set-aside`: the mail that waits for a person; save one, have one read again, discard one."""

from pathlib import Path

import click

from triage.cli.exits import ProblemsError
from triage.cli.memory import store_of
from triage.cli.options import as_json, places
from triage.cli.shown import print_json
from triage.cli.tables import print_table
from triage.settings import Settings
from triage.store import Store

_COLUMNS = ("id", "at", "mailbox", "uid", "reason", "headers")


@click.command(name="set-aside")
@as_json
@click.option(
    "--save",
    nargs=2,
    type=(int, click.Path(dir_okay=False, path_type=Path)),
    metavar="ID FILE",
    help="Write its bytes to FILE.",
)
@click.option("--release", type=int, metavar="ID", help="Let the daemon read it again.")
@click.option("--discard", type=int, metavar="ID", help="A person has seen to it.")
@places
def command(
    where: Settings, as_json: bool, save: tuple[int, Path] | None, release: int | None, discard: int | None
) -> None:
    """The mail that waits for a person, oldest first."""
    with store_of(where) as store:
        if save:
            _save(store, *save)
        for number, change in ((release, store.aside.release), (discard, store.aside.discard)):
            if number is not None:
                store.refuse_damaged()
                with store.transaction():
                    if not change(number):
                        raise ProblemsError(f"nothing with the id {number} is set aside")
        waiting = store.lists.set_aside()
    if as_json:
        print_json(waiting)
    else:
        print_table(waiting, _COLUMNS, title="Set aside", empty="Nothing is set aside.")


def _save(store: Store, number: int, file: Path) -> None:
    raw = store.aside.raw(number)
    if raw is None:
        raise ProblemsError(f"nothing with the id {number} is set aside")
    try:
        file.write_bytes(raw)
    except OSError as error:
        raise ProblemsError(f"{file} cannot be written: {error.strerror or error}") from error
