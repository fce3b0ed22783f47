"""`triage check`: rules, examples and templates, every problem at once; no network."""

import re
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import click

from triage.cli.exits import ProblemsError
from triage.cli.options import as_json, places
from triage.cli.rulebook import rendered
from triage.cli.shown import print_json
from triage.daemon.opening import NotReadyError, prove_letters_of, proven_templates
from triage.opinion import is_installed
from triage.outbound.letters import Templates
from triage.policy import examples
from triage.policy.examples import Finding
from triage.policy.rules import Rules
from triage.policy.rulesfile import Problem, Reading, rules_from_file
from triage.record import record
from triage.settings import Settings

_PLACE = re.compile(r"(?P<file>[^:\n]+)(?::(?P<line>\d+))?: (?P<sentence>.*)", re.DOTALL)


@record
class Checked:
    """What is to be said about one place of one file."""

    problem: Problem
    text: str  # of the whole file
    reasons: tuple[str, ...] = ()
    is_note: bool = False  # worth knowing, and nothing wrong

    def row(self) -> dict[str, object]:
        """For `--json`."""
        return {
            **asdict(self.problem),
            "reasons": list(self.reasons),
            "severity": "note" if self.is_note else "problem",
        }

    def __str__(self) -> str:
        lines = rendered(self.problem, self.text)
        return "\n".join((f"note: {lines}" if self.is_note else lines, *(f"{'':9}{reason}" for reason in self.reasons)))


@click.command(name="check")
@as_json
@places
def command(where: Settings, as_json: bool) -> int | None:
    """Rules, examples and templates; no network."""
    reading = rules_from_file(where.rules)
    checked = list(_everything(reading, where))
    problems = [each for each in checked if not each.is_note]
    if as_json:
        print_json(each.row() for each in checked)
        return 1 if problems else None
    if problems or reading.rules is None:
        raise ProblemsError(*map(str, checked))
    for note in checked:
        click.echo(str(note))
    if reading.rules.opinion.enabled and not is_installed():
        click.echo("note: nothing gives a second opinion on categories: pip install 'triage[opinion]'")
    click.echo(f"{where.rules}: {_size(reading.rules)}, no problems")
    return None


def _size(rules: Rules) -> str:
    tried = sum(len(category.examples) for category in rules.categories.values())
    signals = sum(len(category.signals) for category in rules.categories.values())
    return f"{len(rules.mailboxes)} mailboxes, {len(rules.categories)} categories, {signals} signals, {tried} examples"


def _everything(reading: Reading, where: Settings) -> Iterator[Checked]:
    yield from (Checked(problem=problem, text=reading.text) for problem in reading.problems)
    templates, wrong = _templates(where, reading.rules)
    yield from wrong
    if reading.rules:
        yield from (_about(finding, reading) for finding in examples.wrong_examples(reading.rules))
        if templates:
            yield from (_about(finding, reading) for finding in _unspoken(reading.rules, templates))
        notes = examples.signals_against_their_own(reading.rules)
        yield from (_about(finding, reading, is_note=True) for finding in notes)


def _about(finding: Finding, reading: Reading, *, is_note: bool = False) -> Checked:
    problem = reading.problem(finding.path, finding.sentence)
    return Checked(problem=problem, text=reading.text, reasons=finding.reasons, is_note=is_note)


def _unspoken(rules: Rules, templates: Templates) -> Iterator[Finding]:
    """Languages that letters shall exist in, and no acknowledgement does."""
    for at, language in enumerate(rules.desk.languages):
        if language not in templates.spoken["requester/acknowledgement"]:
            sentence = f"there is no {templates.folder}/requester/acknowledgement.{language}.txt"
            yield Finding(path=("desk", "languages", at), sentence=sentence)


# --- templates


def _templates(where: Settings, rules: Rules | None) -> tuple[Templates | None, list[Checked]]:
    """The templates, or each of their problems; those that are proven already are not rendered again."""
    try:
        templates = proven_templates(where.templates, where.cache)
        if rules:
            prove_letters_of(rules, templates, where.templates, where.cache)
    except NotReadyError as error:
        return None, [_in_template(sentence, where.templates.parent) for sentence in error.problems]
    return templates, []


def _in_template(sentence: str, beside: Path) -> Checked:
    """A sentence that begins with file and line, as a problem; its caret stands under the first word it quotes."""
    found = _PLACE.fullmatch(sentence)
    if found is None:
        return Checked(problem=Problem(file="templates", line=1, column=1, path="", sentence=sentence), text="")
    line = int(found["line"] or 1)
    text = _text(beside / found["file"])
    problem = Problem(
        file=found["file"],
        line=line,
        column=_column(text, line, found["sentence"]),
        path="",
        sentence=found["sentence"],
    )
    return Checked(problem=problem, text=text)


def _text(file: Path) -> str:
    try:
        return file.read_text("utf-8-sig", errors="replace")
    except OSError:  # the sentence says so
        return ""


def _column(text: str, line: int, sentence: str) -> int:
    lines = text.splitlines()
    quoted = re.search(r"'([^']+)'", sentence)
    if not quoted or not 1 <= line <= len(lines):
        return 1
    return max(0, lines[line - 1].find(quoted[1])) + 1
