"""`triage init DIR`: the shipped rules and templates as files of ops' own, and a sample of this machine's settings."""

import shutil
from pathlib import Path

import click

from triage.cli.exits import ProblemsError
from triage.policy import schema
from triage.policy.rulesfile import rules_from_file
from triage.settings import RULES, TEMPLATES, shipped

SETTINGS = "settings.env"
SCHEMA = schema.FILE.name
_MODELINE = "# yaml-language-server: $schema="  # editors read it in the first line


@click.command(name="init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write rules.yaml with its schema, templates/ and settings.env into FOLDER, and say what to do next."""
    taken = [name for name in (RULES, SCHEMA, TEMPLATES, SETTINGS) if (folder / name).exists()]
    if taken:
        raise ProblemsError(f"{folder} already has {' and '.join(taken)}: nothing was written")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _write_rules(folder)
        shutil.copytree(shipped(TEMPLATES), folder / TEMPLATES)
        _write_settings(folder)
    except OSError as error:
        raise ProblemsError(f"{folder} cannot be written: {error.strerror or error}") from error
    click.echo(f"Wrote {folder / RULES}, {SCHEMA}, {TEMPLATES}/ and {SETTINGS}.")
    click.echo(
        f"Next: write your servers and addresses into {RULES} and the passwords into {SETTINGS}, run `triage check`, then `triage run`."
    )


def _write_rules(folder: Path) -> None:
    """The shipped rules, and beside them the schema by which editors complete and underline."""
    first, rest = shipped(RULES).read_text("utf-8").split("\n", 1)
    first = f"{_MODELINE}./{SCHEMA}" if first.startswith(_MODELINE) else first
    (folder / RULES).write_text(f"{first}\n{rest}", "utf-8")
    shutil.copyfile(schema.FILE, folder / SCHEMA)


def _write_settings(folder: Path) -> None:
    """What differs from machine to machine, for `set -a; . settings.env` or systemd's EnvironmentFile; only its owner may read it."""
    rules = rules_from_file(folder / RULES).rules
    names = dict.fromkeys(mailbox.secret for mailbox in rules.mailboxes.values()) if rules else {}
    place = folder.resolve()
    lines = [f"TRIAGE_RULES={place / RULES}", f"TRIAGE_DATA={place / 'data'}", *(f"{name}=" for name in names)]
    file = folder / SETTINGS
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", "utf-8")
