"""One explained message on a terminal: what it is, what follows, and every reason. Decides nothing."""

from collections.abc import Iterator
from typing import Any

import click

from triage.cli.shown import shown
from triage.policy.classify import Classification
from triage.record import record

Answer = dict[str, Any]
Row = tuple[str, str]  # what it is, in words


@record
class Explained:
    """What would happen to one message, and why."""

    answer: Answer  # as `--json` prints it
    origin: tuple[str, ...]  # why it is by a person or a machine, and how well proven
    found: Classification | None = None
    facts: tuple[str, ...] = ()  # each that the ticket keeps, and where it stood
    refused: tuple[str, ...] = ()  # why it is not taken for staff's, whose address it bears
    refusals: tuple[str, ...] = ()  # each reason not to answer
    clock: tuple[str, ...] = ()  # each day that was counted or skipped


def print_explained(explained: Explained) -> None:
    """A heading, then a line for each thing; reasons are dim."""
    answer = explained.answer
    click.secho(f"{shown(answer['file'])}  {shown(answer['subject'])}", bold=True)
    for rows, is_dim in ((_results(explained), False), (_reasons(explained), True)):
        last = ""
        for name, value in rows:
            label = name if name != last else ""
            click.secho(f"  {label:10}{shown(value)}", dim=is_dim)
            last = name


def _results(explained: Explained) -> Iterator[Row]:
    answer = explained.answer
    author, proof = answer["from"] or "nobody", answer["authenticated"] or "none"
    yield "from", f"{author} — {answer['kind']}, authenticated: {proof}"
    if answer["category"]:
        yield "category", _category(explained)
    if explained.found and explained.found.runner_up:
        yield "runner-up", _with_score(explained.found.runner_up, explained.found)
    yield from (("facts", fact) for fact in explained.facts)
    if answer["missing"]:
        yield "missing", ", ".join(answer["missing"])
    for due in answer["deadlines"]:
        clause = f" (clause {due['clause']})" if due["clause"] else ""
        yield "due", f"{due['stage']} by {due['due_at']}{clause}"
    if explained.refused:
        yield "refused", explained.refused[0]
    yield "letter", f"acknowledgement to {answer['from']}" if answer["acknowledge"] else "none"


def _category(explained: Explained) -> str:
    answer, found = explained.answer, explained.found
    score = f", {_score(answer['category'], found)}" if found and answer["category"] in dict(found.ranking) else ""
    sure = f"{answer['confidence']:.0%} sure{score}"
    team = f", team {answer['team']}" if answer["team"] else ""
    priority = f", priority {answer['priority']}" if answer["priority"] not in (None, "normal") else ""
    return f"{answer['category']} ({sure}){team}{priority}, in {answer['mailbox']}"


def _with_score(category: str, found: Classification) -> str:
    return f"{category}, {_score(category, found)}" if category in dict(found.ranking) else category


def _score(category: str, found: Classification) -> str:
    return f"score {dict(found.ranking)[category]:g}"


def _reasons(explained: Explained) -> Iterator[Row]:
    """Why, the reasons of the category first, then of its rival, then all the others."""
    yield from (("because", sentence) for sentence in explained.origin)
    yield from (("no letter", sentence) for sentence in explained.refusals)
    found = explained.found
    if found:
        told = {hit.sentence: hit.category for hit in found.hits}
        labels = {found.category: "because", found.runner_up: "rival"}
        rows = [(labels.get(told.get(one, found.category), "others"), one) for one in found.because]
        yield from sorted(rows, key=lambda row: ("because", "rival", "others").index(row[0]))
    yield from (("clock", sentence) for sentence in explained.clock)
