"""`triage init DIR`: the shipped rules and templates as files of ops' own."""

import shutil
from pathlib import Path

import click

from triage.cli.exits import ProblemsError
from triage.settings import RULES, TEMPLATES, shipped


@click.command(name="init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write rules.yaml and templates/ into FOLDER, and say what to do next."""
    taken = [name for name in (RULES, TEMPLATES) if (folder / name).exists()]
    if taken:
        raise ProblemsError(f"{folder} already has {' and '.join(taken)}: nothing was written")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shipped(RULES), folder / RULES)
        shutil.copytree(shipped(TEMPLATES), folder / TEMPLATES)
    except OSError as error:
        raise ProblemsError(f"{folder} cannot be written: {error.strerror or error}") from error
    click.echo(f"Wrote {folder / RULES} and {folder / TEMPLATES}/.")
    click.echo(
        "Next: write your servers and addresses into rules.yaml, set the secrets that it names, run `triage check`, then `triage run`."
    )
