"""`triage import`: past mail becomes history."""

import logging
import mailbox as archives
import re
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime
from email.parser import BytesHeaderParser
from email.utils import parsedate_to_datetime
from pathlib import Path

import click
from rich.console import Console
from rich.progress import track

from triage.cli.exits import ProblemsError
from triage.cli.logs import to_stderr
from triage.cli.options import as_json, places
from triage.cli.shown import print_json, shown
from triage.daemon import opened_office
from triage.jobs.history import Imported, Past, import_history
from triage.settings import Settings

_HEADER = 64 * 1024  # octets that are searched for a Date
_QUOTED_FROM = re.compile(rb"(?m)^>(>*From )")  # as mboxrd archives quote it
_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)


@click.command(name="import")
@click.option("--mbox", type=_FILE, metavar="FILE", help="An mbox file.")
@click.option("--maildir", type=_FOLDER, metavar="DIR", help="A Maildir folder.")
@click.option("--eml", type=_FOLDER, metavar="DIR", help="A folder of .eml files.")
@click.option("--mailbox", metavar="ADDRESS", help="The mailbox they belong to (else their own headers decide).")
@as_json
@places
def command(
    where: Settings, mbox: Path | None, maildir: Path | None, eml: Path | None, mailbox: str | None, as_json: bool
) -> int | None:
    """Past mail becomes history: threads and tickets, no letters."""
    sources = [source for source in (mbox and _mbox(mbox), maildir and _maildir(maildir), eml and _eml(eml)) if source]
    if len(sources) != 1:
        raise click.UsageError("give one of --mbox FILE, --maildir DIR, --eml DIR")
    to_stderr(logging.WARNING)
    mailbox = mailbox.lower() if mailbox else None
    mails = _read(sources[0])
    now = datetime.now(UTC)
    with opened_office(where, now=now) as (office, _):
        if mailbox and mailbox not in office.policy.rules.mailboxes:
            known = ", ".join(office.policy.rules.mailboxes)
            raise click.BadParameter(f"{mailbox} is none of {known}", param_hint="--mailbox")
        done = list(
            track(
                import_history(office, mails, mailbox=mailbox, now=now),
                total=len(mails),
                description="Importing",
                console=Console(stderr=True),
                disable=as_json,
            )
        )
    return _tell(done, as_json=as_json)


def _tell(done: list[Imported], *, as_json: bool) -> int | None:
    left_out = [item for item in done if item.trouble]
    if as_json:
        print_json(
            {"file": item.name, "ticket": item.ticket, "known": item.is_known, "trouble": item.trouble} for item in done
        )
    else:
        known = sum(item.is_known for item in done)
        tickets = len({item.ticket for item in done if item.ticket})
        click.echo(
            f"{len(done) - known - len(left_out)} of {len(done)} messages on {tickets} tickets; "
            f"{known} were here already, {len(left_out)} left out"
        )
        for item in left_out:
            click.echo(f"{shown(item.name)}: {shown(item.trouble)}", err=True)
    return 1 if left_out else None


def _read(source: Iterator[Past]) -> list[Past]:
    """Oldest first, as it came in: a question opens the ticket, what followed continues it."""
    try:
        return sorted(source, key=_claimed_at)
    except OSError as error:
        raise ProblemsError(f"{error.filename} cannot be read, nothing was imported: {error.strerror}") from error


def _mbox(path: Path) -> Iterator[Past]:
    with closing(archives.mbox(path, create=False)) as box:
        for number, key in enumerate(box.iterkeys(), 1):
            line, _, raw = box.get_bytes(key, from_=True).partition(b"\n")
            raw = _QUOTED_FROM.sub(rb"\1", raw)
            yield Past(name=f"{path} message {number}", raw=raw, received_at=_from_line(line))


def _maildir(path: Path) -> Iterator[Past]:
    for file in sorted([*path.glob("cur/*"), *path.glob("new/*")], key=lambda file: file.name):
        yield Past(name=str(file), raw=file.read_bytes(), received_at=None)


def _eml(path: Path) -> Iterator[Past]:
    for file in sorted(path.rglob("*.eml")):
        if not file.is_dir():
            yield Past(name=str(file), raw=file.read_bytes(), received_at=None)


def _claimed_at(past: Past) -> datetime:
    """The moment by the archive or the Date header, whichever is earlier; without any, last."""
    date = _moment(str(BytesHeaderParser().parsebytes(past.raw[:_HEADER])["Date"]))
    return min([moment for moment in (past.received_at, date) if moment], default=datetime.max.replace(tzinfo=UTC))


def _from_line(line: bytes) -> datetime | None:
    """The moment in an mbox "From sender moment" line; archives write it in UTC."""
    return _moment(line.decode("ascii", "replace").partition(" ")[2].partition(" ")[2])


def _moment(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
