"""`triage do T '#verb …'`: what a staff command does to a ticket, from the command line."""

import getpass
import logging
import os
from datetime import UTC, datetime

import click

from triage.cli.exits import ProblemsError
from triage.cli.logs import to_stderr
from triage.cli.options import places
from triage.cli.shown import shown
from triage.daemon import visited_office
from triage.desk.commands import CommandError, read_command
from triage.desk.decide import obey
from triage.desk.decide.command import Desk
from triage.desk.ticket import verbs_of
from triage.jobs import Office
from triage.settings import Settings


@click.command(name="do")
@click.argument("ticket")
@click.argument("line", metavar="'#COMMAND …'")
@click.option("--by", metavar="ADDRESS", help="The staff member whose command it is, as #take needs to know.")
@places
def command(where: Settings, ticket: str, line: str, by: str | None) -> None:
    """What a staff command does: triage do AM-1042 '#close'."""
    to_stderr(logging.WARNING)
    now = datetime.now(UTC)
    with visited_office(where, now=now, must_exist=True) as (office, _):
        office.store.refuse_damaged()
        _do(office, ticket, line, by, now)


def _do(office: Office, ticket: str, line: str, by: str | None, now: datetime) -> None:
    with office.store.transaction():
        found = office.store.tickets.by_name(ticket)
        if found is None:
            raise ProblemsError(f"there is no ticket {ticket}; `triage tickets --all` lists them")
        desk = Desk(
            memory=office.store.recall.for_command(found, line, now=now, staff=office.identity.ours.staff),
            policy=office.policy,
            identity=office.identity,
            now=now,
            who=by.lower() if by else _who(),
            about=ticket.strip("[]").upper(),
        )
        try:
            decision = obey(found, read_command(line, verbs_of(found, office.policy.rules)), desk)
        except CommandError as error:
            raise ProblemsError(str(error)) from error
        office.save(decision, now)
        for line_told in decision.answer:
            click.echo(shown(line_told))
        for entry in (entry for part in reversed(decision.parts) for entry in part.events):
            click.echo(f"{entry.kind.value}: {shown('; '.join(entry.because))}")


def _who() -> str:
    """Whoever types; a process without an account has its number."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return f"user {os.getuid()}"
