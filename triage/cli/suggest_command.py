"""`triage suggest`: what staff's corrections ask rules.yaml for, as a patch to review."""

import logging
from collections.abc import Iterator
from difflib import unified_diff

import click

from triage.cli.exits import ProblemsError
from triage.cli.logs import to_stderr
from triage.cli.memory import store_of
from triage.cli.options import as_json, places
from triage.cli.rulebook import wrong_rules
from triage.cli.shown import print_json, shown
from triage.opinion.examples import examples_of, starter
from triage.opinion.suggestions import Case, Suggestion, suggestions
from triage.policy.rules import Rules
from triage.policy.rulesfile import rules_from_file
from triage.settings import Settings
from triage.store import Corrected


@click.command(name="suggest")
@as_json
@places
def command(where: Settings, as_json: bool) -> None:
    """Signals and examples that staff's corrections ask for: a patch on stdout, its back-test on stderr."""
    to_stderr(logging.ERROR)
    reading = rules_from_file(where.rules)
    if reading.rules is None:
        raise ProblemsError(*wrong_rules(reading))
    with store_of(where) as store:
        corrected = store.corrections.labelled()
    if not corrected:
        raise ProblemsError("staff corrected nothing yet: `triage do T '#category …'` does it")
    found = list(suggestions(reading.text, list(_corrected(corrected)), list(_known(reading.rules))))
    if as_json:
        print_json(map(_as_row, found))
        return
    for each in found:
        click.echo(_told(each), err=True)
    if not found:
        click.echo(f"{len(corrected)} corrections, and nothing that would mend more than it breaks", err=True)
        return
    name = str(where.rules)
    before, after = (text.splitlines(keepends=True) for text in (reading.text, found[-1].patched))
    patch = unified_diff(before, after, name, name)
    click.echo("".join(patch), nl=False)


def _corrected(rows: list[Corrected]) -> Iterator[Case]:
    for row in rows:
        yield Case(name=row.ticket, subject=row.subject, text=row.text, category=row.category, mailbox=row.mailbox)


def _known(rules: Rules) -> Iterator[Case]:
    """Operators' own examples and the starter set, each in the mailbox that is its category's home."""
    first = next(iter(rules.mailboxes))
    for example in (*examples_of(rules), *starter()):
        if category := rules.categories.get(example.category):
            yield Case(
                name=f"example {example.language or 'of rules.yaml'}",
                subject=example.subject,
                text=example.text,
                category=example.category,
                mailbox=category.home or first,
            )


def _told(each: Suggestion) -> str:
    tickets = ", ".join(each.because[:5]) + (" …" if len(each.because) > 5 else "")  # noqa: PLR2004  enough to look at
    lines = [f"{each.category}: {shown(each.line)}", f"    asked for by {tickets}"]
    if each.mends:
        broken = (
            f"; it would break {len(each.breaks)}: {', '.join(each.breaks[:5])}" if each.breaks else ", breaks none"
        )
        lines.append(f"    back-test: mends {len(each.mends)}{broken}")
    return "\n".join(lines)


def _as_row(each: Suggestion) -> dict[str, object]:
    return {
        "category": each.category,
        "line": each.line,
        "because": list(each.because),
        "mends": list(each.mends),
        "breaks": list(each.breaks),
    }
