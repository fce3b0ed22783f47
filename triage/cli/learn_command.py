"""`triage learn`: read the examples once and keep what they teach, so that the first question need not wait for it."""

import click

from triage.cli.exits import ProblemsError
from triage.cli.options import places
from triage.cli.rulebook import good_rules
from triage.opinion import Source, is_installed
from triage.settings import Settings


@click.command(name="learn")
@places
def command(where: Settings) -> None:
    """Read the examples once, so that the first second opinion need not wait."""
    rules = good_rules(where)
    if not is_installed():
        raise ProblemsError("there is nothing to learn with: pip install 'triage[opinion]' brings it")
    from triage.opinion.mind import learned_from  # noqa: PLC0415  numpy and the model, for this command only

    learned = learned_from(Source.of(rules, cache=where.cache))
    if learned is None:
        click.echo("There are too few examples for a second opinion.")
        return
    click.echo(
        f"{len(learned.examples)} examples of {len(learned.categories)} categories learned, kept in {where.cache}"
    )
