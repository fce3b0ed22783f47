"""`triage letters preview DIR`: every letter as it would go out, with made-up values, for a look."""

from pathlib import Path

import click

from triage.cli.exits import ProblemsError
from triage.cli.options import places
from triage.cli.rulebook import good_rules
from triage.daemon.opening import NotReadyError, proven_templates
from triage.outbound.letters.preview import Preview, index, previews
from triage.settings import Settings

_INDEX = "index.html"


@click.group(name="letters")
def command() -> None:
    """The letters that go out."""


@command.command(name="preview")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@places
def preview(folder: Path, where: Settings) -> None:
    """Write each letter, language and sample into FOLDER as .eml and .html, with an index.html."""
    rules = good_rules(where)
    try:
        templates = proven_templates(where.templates)
    except NotReadyError as error:
        raise ProblemsError(*error.problems) from error
    mailbox = next(iter(rules.mailboxes))
    shown = list(previews(templates, desk_name=rules.desk.name, mailbox=mailbox, zone=rules.desk.timezone))
    try:
        for one in shown:
            _write(folder, one)
        (folder / _INDEX).write_text(index(shown), encoding="utf-8")
    except OSError as error:
        raise ProblemsError(f"{folder} cannot be written: {error.strerror or error}") from error
    click.echo(f"Wrote {len(shown)} letters. Open {folder / _INDEX} in a browser.")


def _write(folder: Path, one: Preview) -> None:
    file = folder / one.name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.with_name(f"{file.name}.eml").write_bytes(one.raw)
    file.with_name(f"{file.name}.html").write_text(one.html, encoding="utf-8")
