"""`triage forecast`: what falls due in the coming working days, by team; and what other rules would move."""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any

import click

from triage.cli.exits import ProblemsError
from triage.cli.memory import store_of
from triage.cli.options import as_json
from triage.cli.rulebook import good_rules, wrong_rules
from triage.cli.shown import print_json
from triage.cli.tables import print_table
from triage.desk.situation import Policy
from triage.jobs.recompute import moves
from triage.policy.rules import Rules
from triage.policy.rulesfile import read_rules, rules_from_file
from triage.policy.worktime import Calendar
from triage.settings import settings
from triage.store import Store, version_of

OVERDUE = "overdue"
_DAY = timedelta(days=1)

Row = dict[str, Any]


@click.command(name="forecast")
@click.option(
    "--days", type=click.IntRange(1, 250), default=5, show_default=True, help="So many working days, today's included."
)
@click.option(
    "--rules", metavar="NEW", help="Other rules: which tickets' moments would they move? (else: those in force)"
)
@click.option("--data", metavar="DIR", help="where everything is kept (else TRIAGE_DATA, ./data)")
@as_json
def command(days: int, rules: str | None, data: str | None, as_json: bool) -> None:
    """What falls due when, by team; with other rules, which moments would move."""
    with store_of(settings(rules, data)) as store:
        in_force, version = _in_force(store, data)
        if rules and (new := _other(rules, data, version)):
            _tell_moves(store, _policy(in_force), _policy(new), as_json=as_json)
        else:
            _tell_due(store, _policy(in_force), days, datetime.now(UTC), as_json=as_json)


def _policy(rules: Rules) -> Policy:
    return Policy(rules=rules, calendar=rules.desk.calendar)


def _in_force(store: Store, data: str | None) -> tuple[Rules, str]:
    """By which the open deadlines are reckoned: the daemon's last good rules, else the file's."""
    kept = store.rules_kept(store.reckoned_with) or store.last_good_rules()
    found = read_rules(kept.text, files=kept.files)[0] if kept else None
    return (found, kept.version) if kept and found else (good_rules(settings(None, data)), "")


def _other(rules: str, data: str | None, version: str) -> Rules | None:
    """The rules in that file; None when they are those in force. Raises ProblemsError with every problem."""
    reading = rules_from_file(settings(rules, data).rules)
    if reading.rules is None:
        raise ProblemsError(*wrong_rules(reading))
    return None if version_of(reading.text, reading.files) == version else reading.rules


# ---------------------------------------------------------------- what falls due
def _tell_due(store: Store, policy: Policy, days: int, now: datetime, *, as_json: bool) -> None:
    rows = sorted(
        _due(store, policy, days, now),
        key=lambda row: (row["day"] != OVERDUE, row["day"], row["team"] or "", row["due_at"]),
    )
    if as_json:
        print_json({**row, "due_at": row["due_at"].isoformat()} for row in rows)
        return
    shown = [
        {"day": _named(day), "team": team or "", "due": len(some), "tickets": ", ".join(_at(row) for row in some)}
        for (day, team), group in groupby(rows, key=lambda row: (row["day"], row["team"]))
        if (some := list(group))
    ]
    title = f"{len(rows)} due in the coming {days} working days" if days > 1 else f"{len(rows)} due today"
    print_table(shown, ("day", "team", "due", "tickets"), title=title, empty="Nothing falls due.")


def _due(store: Store, policy: Policy, days: int, now: datetime) -> Iterator[Row]:
    """The open deadlines up to the last of these working days of their team, by its clock."""
    horizons: dict[str | None, date] = {}
    for row in store.lists.open_deadlines():
        calendar = policy.calendar_of(row["team"])
        if row["team"] not in horizons:
            horizons[row["team"]] = _last_day(calendar, days, now)
        due_at = datetime.fromisoformat(row["due_at"]).astimezone(calendar.zone)
        if due_at.date() <= horizons[row["team"]]:
            yield {**row, "due_at": due_at, "day": OVERDUE if due_at <= now else due_at.date().isoformat()}


def _last_day(calendar: Calendar, days: int, now: datetime) -> date:
    day = now.astimezone(calendar.zone).date() - _DAY
    for _ in range(days):
        day += _DAY
        while calendar.closed_because(day):
            day += _DAY
    return day


def _named(day: str) -> str:
    return day if day == OVERDUE else f"{date.fromisoformat(day):%a %Y-%m-%d}"


def _at(row: Row) -> str:
    form = "%a %Y-%m-%d %H:%M" if row["day"] == OVERDUE else "%H:%M"
    return f"{row['ticket']} {row['stage']} {row['due_at']:{form}}"


# ---------------------------------------------------------------- what would move
def _tell_moves(store: Store, was: Policy, becomes: Policy, *, as_json: bool) -> None:
    rows = sorted(_moves(store, was, becomes), key=lambda row: (row["team"] or "", row["ticket"], row["what"]))
    if as_json:
        print_json({**row, "was": row["was"].isoformat(), "becomes": row["becomes"].isoformat()} for row in rows)
        return
    shown: Iterable[Row] = (
        {**row, **{side: f"{row[side]:%a %Y-%m-%d %H:%M %Z}" for side in ("was", "becomes")}} for row in rows
    )
    tickets = len({row["ticket"] for row in rows})
    title = f"{len(rows)} moments of {tickets} tickets would move"
    print_table(
        shown, ("team", "ticket", "what", "was", "becomes"), title=title, empty="No ticket's moments would move."
    )


def _moves(store: Store, was: Policy, becomes: Policy) -> Iterator[Row]:
    for moved in moves(store, was, becomes):
        zone = becomes.calendar_of(moved.ticket.team).zone
        for what, old, new in moved.moments():
            yield {
                "team": moved.ticket.team,
                "ticket": moved.ticket.name,
                "what": what,
                "was": old.astimezone(zone),
                "becomes": new.astimezone(zone),
            }
