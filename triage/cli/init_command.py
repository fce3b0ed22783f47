"""`triage init DIR`: the shipped rules and templates as files of ops' own, and a sample of this machine's settings."""

import shutil
from pathlib import Path

import click

from triage.cli.exits import ProblemsError
from triage.policy.rulesfile import rules_from_file
from triage.settings import RULES, TEMPLATES, shipped

SETTINGS = "settings.env"


@click.command(name="init")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
def command(folder: Path) -> None:
    """Write rules.yaml, templates/ and settings.env into FOLDER, and say what to do next."""
    taken = [name for name in (RULES, TEMPLATES, SETTINGS) if (folder / name).exists()]
    if taken:
        raise ProblemsError(f"{folder} already has {' and '.join(taken)}: nothing was written")
    try:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(shipped(RULES), folder / RULES)
        shutil.copytree(shipped(TEMPLATES), folder / TEMPLATES)
        _write_settings(folder)
    except OSError as error:
        raise ProblemsError(f"{folder} cannot be written: {error.strerror or error}") from error
    click.echo(f"Wrote {folder / RULES}, {folder / TEMPLATES}/ and {folder / SETTINGS}.")
    click.echo(
        f"Next: write your servers and addresses into {RULES} and the passwords into {SETTINGS}, run `triage check`, then `triage run`."
    )


def _write_settings(folder: Path) -> None:
    """What differs from machine to machine, for `set -a; . settings.env` or systemd's EnvironmentFile; only its owner may read it."""
    rules = rules_from_file(folder / RULES).rules
    names = dict.fromkeys(mailbox.secret for mailbox in rules.mailboxes.values()) if rules else {}
    place = folder.resolve()
    lines = [f"TRIAGE_RULES={place / RULES}", f"TRIAGE_DATA={place / 'data'}", *(f"{name}=" for name in names)]
    file = folder / SETTINGS
    file.touch(mode=0o600)
    file.write_text("\n".join(lines) + "\n", "utf-8")
