"""What the adviser's process does with a question: load the model and what was learned, once, and judge."""

from functools import cache

from triage.opinion.encoder import Encoder
from triage.opinion.examples import Source
from triage.opinion.learned import Learned, learn
from triage.policy.opinion import Opinion

ANYTHING = [("", "coffee")]


def advise(texts: list[tuple[str, str]], source: Source) -> list[Opinion | None]:
    """What each (subject, text) reads like; None for all when there are too few examples to learn from.

    Asked about none it gets ready: the model is loaded with the first text that it reads.
    """
    learned = learned_from(source)
    if learned is None:
        return [None] * len(texts)
    found = learned.opinions(_encoder().vectors(texts or ANYTHING))
    return [*found[: len(texts)]]


@cache
def learned_from(source: Source) -> Learned | None:
    """What this source teaches, read from its file or worked out; None when it has too few examples."""
    return learn(source, _encoder())


@cache
def _encoder() -> Encoder:
    return Encoder()
