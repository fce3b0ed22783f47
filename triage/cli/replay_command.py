"""`triage replay`: what other rules would have decided about stored mail, and whether staff would have liked it."""

import logging
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import click
from rich.console import Console
from rich.progress import track
from rich.table import Table
from rich.text import Text

from triage.cli.exits import ProblemsError
from triage.cli.logs import to_stderr
from triage.cli.options import as_json
from triage.cli.rulebook import good_rules
from triage.cli.shown import print_json, shown
from triage.daemon import visited_office
from triage.desk.comparison import Agreement, Change, agreement, change, confusion
from triage.jobs import Office
from triage.jobs.replay import Replayed, replay
from triage.opinion import Adviser
from triage.policy.rules import Rules
from triage.record import record
from triage.settings import Settings, settings
from triage.store.corrections import Truth

SAMPLES = 3  # of one rule
_SINCE = re.compile(r"(\d+)\s*([dwm])")
_DAYS = {"d": 1, "w": 7, "m": 30}


class Since(click.ParamType[timedelta]):
    """How far back: 90d, 12w, 3m."""

    name = "time"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> timedelta:
        if isinstance(value, timedelta):
            return value
        found = _SINCE.fullmatch(str(value).strip().lower())
        if found is None or not 0 < int(found[1]) <= 3650:  # noqa: PLR2004  ten years
            self.fail(f"{value!r} is not understood: expected e.g. 90d, 12w or 3m", param, ctx)
        return timedelta(days=int(found[1]) * _DAYS[found[2]])


@record
class Judged:
    """One decision that would change, and what staff did."""

    message: Replayed
    change: Change
    truth: Truth
    verdict: Agreement


@click.command(name="replay")
@click.option(
    "--rules", metavar="NEW", help="The rules to try; without them today's are scored against staff's corrections."
)
@click.option("--since", type=Since(), default="90d", show_default=True, help="How far back: 90d, 12w, 3m.")
@click.option("--data", metavar="DIR", help="where everything is kept (else TRIAGE_DATA, ./data)")
@as_json
def command(rules: str | None, since: timedelta, data: str | None, as_json: bool) -> None:
    """Back-test rules on stored mail: which decisions would change, by which rule, and whether staff agree."""
    to_stderr(logging.ERROR)
    where, now = settings(None, data), datetime.now(UTC)
    new = good_rules(settings(rules, data)) if rules else None
    with ExitStack() as at_the_end:
        office, _ = at_the_end.enter_context(visited_office(where, now=now, must_exist=True))
        at_the_end.enter_context(office.readers)
        candidates = [office.policy.rules, *([new] if new else [])]
        sides = [(each, _adviser(at_the_end, each, where)) for each in candidates]
        messages = _shown_progress(office, replay(office, sides, since=now - since), now - since, quiet=as_json)
        if new:
            _tell_changes(_judge(office, messages, new), len(messages), as_json=as_json)
        else:
            _tell_confusion(_against_corrections(office, messages), as_json=as_json)


def _adviser(at_the_end: ExitStack, rules: Rules, where: Settings) -> Adviser:
    """Without staff's corrections: what they are judged by must not be learned from them."""
    return at_the_end.enter_context(Adviser(rules, cache=where.cache))


def _shown_progress(
    office: Office, messages: Iterator[Replayed | None], since: datetime, *, quiet: bool
) -> list[Replayed]:
    total = office.store.messages.count_since(since)
    console = Console(stderr=True)
    done = track(messages, total=total, description="Deciding again", console=console, disable=quiet)
    found = [message for message in done if message]
    if not found:
        raise ProblemsError(f"no mail since {since:%Y-%m-%d} is stored here; a longer --since looks further back")
    return found


# ---------------------------------------------------------------- other rules
def _judge(office: Office, messages: Iterable[Replayed], rules: Rules) -> list[Judged]:
    """Every message that would be decided otherwise."""
    found: list[Judged] = []
    for message in messages:
        before, after = message.outcomes
        if changed := change(before, after):
            truth = office.store.corrections.truth(message.ticket) if message.ticket else Truth()
            verdict = agreement(changed, corrected=truth.category, answered_from=truth.answered_from, rules=rules)
            found.append(Judged(message=message, change=changed, truth=truth, verdict=verdict))
    return found


def _tell_changes(judged: list[Judged], decided: int, *, as_json: bool) -> None:
    counts: Counter[str] = Counter(each.verdict for each in judged)
    if as_json:
        print_json(map(_as_row, judged))
        print_json([{"decided": decided, "changed": len(judged), **_counted(counts), "helps": _helps(counts)}])
        return
    console = Console()
    groups: dict[str, list[Judged]] = defaultdict(list)
    for each in judged:
        groups[each.change.rule].append(each)
    for rule, members in sorted(groups.items(), key=lambda entry: -len(entry[1])):
        _tell_group(console, rule, members)
    console.print(f"{len(judged)} of {decided} decisions would change.")
    console.print(_verdict(counts))


def _tell_group(console: Console, rule: str, members: list[Judged]) -> None:
    counts: Counter[str] = Counter(each.verdict for each in members)
    known = ", ".join(f"{counts[word]} {word}" for word in ("better", "worse") if counts[word])
    console.print(
        Text(f"{len(members)} × {shown(rule)}" + (f" — {known} by what staff did" if known else ""), style="bold"),
        soft_wrap=True,
    )
    for each in members[:SAMPLES]:
        message = each.message
        console.print(
            Text(f"    {message.received_at:%Y-%m-%d} {shown(message.author)}: {shown(message.subject)}"),
            soft_wrap=True,
        )
        for name in each.change.fields:
            was, becomes = (_worded(getattr(side, name)) for side in (each.change.before, each.change.after))
            console.print(Text(f"        {name}: {shown(was)} → {shown(becomes)}"), soft_wrap=True)
    if len(members) > SAMPLES:
        console.print(f"    … and {len(members) - SAMPLES} more: --json lists all")


def _verdict(counts: Counter[str]) -> str:
    known = counts["better"] + counts["worse"]
    if not known:
        return "Staff did nothing that tells whether this helps: nobody corrected or answered these tickets from another mailbox."
    said = (
        f"Measured by what staff did: {counts['better']} better, {counts['worse']} worse, {counts['unknown']} unknown."
    )
    return f"{said} The change {'helps' if _helps(counts) else 'does not help'}."


def _helps(counts: Counter[str]) -> bool | None:
    known = counts["better"] + counts["worse"]
    return counts["better"] > counts["worse"] if known else None


def _counted(counts: Counter[str]) -> dict[str, int]:
    return {"better": counts["better"], "worse": counts["worse"], "unknown": counts["unknown"]}


def _as_row(each: Judged) -> dict[str, object]:
    message = each.message
    return {
        "received_at": message.received_at.isoformat(),
        "from": message.author,
        "subject": message.subject,
        "changed": list(each.change.fields),
        "before": {name: getattr(each.change.before, name) for name in each.change.fields},
        "after": {name: getattr(each.change.after, name) for name in each.change.fields},
        "rule": each.change.rule,
        "staff": asdict(each.truth),
        "verdict": each.verdict,
    }


def _worded(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, tuple) else str(value or "none")


# ---------------------------------------------------------------- today's rules
def _against_corrections(office: Office, messages: Iterable[Replayed]) -> list[tuple[str, str]]:
    """(staff's category, today's) of every ticket that staff corrected."""
    pairs: list[tuple[str, str]] = []
    for message in messages:
        (outcome,) = message.outcomes
        truth = office.store.corrections.truth(message.ticket) if message.ticket and outcome.opens else Truth()
        if truth.category:
            pairs.append((truth.category, outcome.category or "no ticket"))
    return pairs


def _tell_confusion(pairs: list[tuple[str, str]], *, as_json: bool) -> None:
    counts = confusion(pairs)
    right = sum(count for (said, given), count in counts.items() if said == given)
    if as_json:
        print_json({"staff": said, "rules": given, "count": count} for (said, given), count in sorted(counts.items()))
        print_json([{"corrected": len(pairs), "right": right}])
        return
    if not pairs:
        click.echo("Staff corrected nothing in this time: `triage do T '#category …'` does it.")
        return
    names = sorted({name for pair in pairs for name in pair})
    table = Table(title="What staff say (rows) and what today's rules say (columns)", title_justify="left", box=None)
    table.add_column("")
    for name in names:
        table.add_column(name, justify="right", overflow="fold")
    for said in names:
        if any(counts.get((said, given)) for given in names):
            table.add_row(said, *(str(counts.get((said, given)) or "·") for given in names))
    console = Console()
    console.print(table)
    console.print(f"{right} of {len(pairs)} corrected tickets are now sorted as staff say ({right / len(pairs):.0%}).")
