"""`triage check`: rules, examples and templates, every problem at once; no network."""

from collections.abc import Iterator
from pathlib import Path

import click

from triage.cli.exits import ProblemsError
from triage.cli.options import places, wrong_rules
from triage.daemon.opening import NotReadyError, proven_templates
from triage.policy.classify import classify
from triage.policy.rules import Example, Rules
from triage.policy.rulesfile import rules_from_file
from triage.settings import Settings


@click.command(name="check")
@places
def command(where: Settings) -> None:
    """Rules, examples and templates; no network."""
    reading = rules_from_file(where.rules)
    problems = [*wrong_rules(reading), *_wrong_templates(where.templates)]
    rules = reading.rules
    if rules:
        problems += _wrong_examples(rules, str(where.rules))
    if problems or rules is None:
        raise ProblemsError(*problems)
    examples = sum(len(category.examples) for category in rules.categories.values())
    click.echo(
        f"{where.rules}: {len(rules.mailboxes)} mailboxes, {len(rules.categories)} categories, {examples} examples, no problems"
    )


def _wrong_templates(folder: Path) -> tuple[str, ...]:
    try:
        proven_templates(folder)
    except NotReadyError as error:
        return error.problems
    return ()


def _wrong_examples(rules: Rules, file: str) -> Iterator[str]:
    """A sentence for each example that is not sorted as it says."""
    for name, category in rules.categories.items():
        for index, example in enumerate(category.examples):
            place = f"{file}: categories.{name}.examples[{index}]"
            yield from (f"{place}: {sentence}" for sentence in _mistakes(example, name, rules))


def _mistakes(example: Example, name: str, rules: Rules) -> Iterator[str]:
    """Without a mailbox of its own an example must hold in each."""
    wanted = example.is_ or name
    for mailbox in [example.mailbox] if example.mailbox else rules.mailboxes:
        found = classify(subject=example.subject, text=example.text, author="", mailbox=mailbox, rules=rules)
        if found.category != wanted:
            yield f"in {mailbox} it is sorted as {found.category}, not {wanted}: {'; '.join(found.because)}"
        elif example.missing is not None and sorted(example.missing) != sorted(found.missing):
            yield f"it misses {', '.join(found.missing) or 'nothing'}, not {', '.join(example.missing) or 'nothing'}"
