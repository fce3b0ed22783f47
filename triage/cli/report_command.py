"""`triage report`: how the desk does, which promises were missed and why, and what people complain about."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import click

from triage.cli.memory import store_of
from triage.cli.options import as_json, places
from triage.cli.rulebook import good_rules
from triage.cli.shown import print_json
from triage.cli.tables import print_table
from triage.desk.reports import complaints, desk, period, promises
from triage.desk.reports.lengths import spoken
from triage.desk.reports.period import Period
from triage.desk.reports.sheet import csv_text
from triage.desk.situation import Policy
from triage.jobs.periodical import complaint_report, desk_report
from triage.settings import Settings
from triage.store import Store

Row = Mapping[str, Any]

_PROMISES = ("clause", "label", "kept", "missed", "share")
_MISSED = ("ticket", "clause", "stage", "due", "settled", "late")
_EVERY_MISS = (
    "ticket",
    "clause",
    "category",
    "stage",
    "team",
    "due_at",
    "settled_at",
    "late_seconds",
    "why",
    "subject",
)
_VOLUME = ("mailbox", "category", "received", "sent")
_TOPICS = ("theme", "topic", "count", "before", "trend", "because")


@click.command(name="report")
@click.argument("which", type=click.Choice(["desk", "complaints", "deadlines"]), default="desk")
@click.option(
    "--since", metavar="7d", help="So many days (7d) or weeks (4w) up to now; the last week when none is given."
)
@click.option("--week", metavar="2026-W47", help="This week of the desk's calendar.")
@click.option("--month", metavar="2026-11", help="This month of the desk's calendar.")
@click.option("--csv", "sheet", metavar="FILE", help="Write the rows as CSV for a spreadsheet; - for stdout.")
@as_json
@places
def command(where: Settings, which: str, as_json: bool, sheet: str | None, **when: str | None) -> None:
    """How the desk does: volume, times, promises kept; `deadlines` missed, and why; what `complaints` are about.

    The same numbers go out by mail, as `reports` in rules.yaml says.
    """
    rules, now = good_rules(where), datetime.now(UTC)
    policy = Policy(rules=rules, calendar=rules.desk.calendar)
    wanted = _period(policy, now, **when)
    with store_of(where) as store:
        plain, columns, rows, show = _REPORTS[which](store, policy, wanted, now)
    if sheet:
        _write(csv_text(rows, columns), sheet)
    if as_json:
        print_json([plain])
    elif not sheet:
        click.echo(f"{wanted.name}: {wanted.first} to {wanted.last}\n")
        show()


Told = tuple[Row, Sequence[str], Sequence[Row], Callable[[], None]]  # as JSON, columns and rows of the CSV, the tables


def _desk(store: Store, policy: Policy, of: Period, now: datetime) -> Told:
    report = desk_report(store, policy, of, now)
    values: Any = report.as_values()

    def show() -> None:
        for figure in values["figures"]:
            change = f" ({figure['change']})" if figure["change"] else ""
            click.echo(f"{figure['label']}: {figure['value']}{change}")
        click.echo()
        print_table(report.traffic, _VOLUME, title="Mail by people, and what they were answered", empty="Nobody wrote.")
        click.echo()
        print_table(
            values["times"],
            ("label", "first_answer", "resolution"),
            title="Working time, median",
            empty="Nothing was answered.",
        )
        click.echo()
        print_table(values["promises"], _PROMISES, title="Promises that fell due", empty="No promise fell due.")
        click.echo()
        print_table(values["held_back"], ("label", "count"), title="Letters not sent", empty="No letter was held back.")

    return report.as_json(), _VOLUME, report.traffic, show


def _deadlines(store: Store, policy: Policy, of: Period, now: datetime) -> Told:
    due = store.figures.promises(of.since, min(of.until, now))
    kept = [each.as_values() for each in promises.kept(due)]
    missed: list[dict[str, Any]] = [desk.as_json(each) for each in promises.missed(due, policy.calendar_of, now)]
    plain = {
        "report": "deadlines",
        "period": of.name,
        "since": of.since.isoformat(),
        "until": of.until.isoformat(),
        "promises": kept,
        "missed": missed,
    }

    def worded(moment: str | None) -> str:
        return f"{datetime.fromisoformat(moment).astimezone(of.zone):%Y-%m-%d %H:%M}" if moment else "still open"

    def show() -> None:
        print_table(kept, _PROMISES, title="Promises that fell due", empty="No promise fell due.")
        click.echo()
        lines = [
            {
                **row,
                "due": worded(row["due_at"]),
                "settled": worded(row["settled_at"]),
                "late": spoken(timedelta(seconds=row["late_seconds"])),
            }
            for row in missed
        ]
        print_table(lines, _MISSED, title="Missed; late in working time", empty="None was missed.")

    return plain, _EVERY_MISS, missed, show


def _complaints(store: Store, policy: Policy, of: Period, now: datetime) -> Told:
    report = complaint_report(store, policy, of, now)
    rows = report.rows()

    def show() -> None:
        click.echo(f"Complaints: {report.count}, in the period before {report.before}\n")
        print_table(rows, _TOPICS, title="What they are about", empty="Nothing recurs.")
        click.echo()
        print_table(
            [each.as_values() for each in report.promises],
            _PROMISES,
            title="Promises that fell due",
            empty="No promise fell due.",
        )

    return report.as_json(), complaints.COLUMNS, rows, show


_REPORTS = {"desk": _desk, "complaints": _complaints, "deadlines": _deadlines}


def _period(policy: Policy, now: datetime, *, since: str | None, week: str | None, month: str | None) -> Period:
    """The one that was asked for. Raises UsageError."""
    if sum(each is not None for each in (since, week, month)) > 1:
        raise click.UsageError("give one of --since, --week and --month")
    zone = policy.calendar.zone
    try:
        if week is not None:
            return period.week(week, zone)
        return period.month(month, zone) if month is not None else period.since(since or "7d", now, zone)
    except ValueError as error:
        raise click.UsageError(str(error)) from error


def _write(text: str, sheet: str) -> None:
    octets = text.replace("\n", "\r\n").encode("utf-8", "replace")  # RFC 4180
    if sheet == "-":
        click.echo(octets, nl=False)
        return
    try:
        Path(sheet).write_bytes(octets)
    except OSError as error:
        raise click.UsageError(f"{sheet} cannot be written: {error.strerror or error}") from error
    click.echo(f"written to {sheet}", err=True)
