"""What the adviser's process does with a question: load the model and what was learned, once, and judge."""

from functools import cache

from triage.opinion.encoder import Encoder
from triage.opinion.examples import Source
from triage.opinion.learned import Learned, learn
from triage.policy.opinion import Opinion


def advise(texts: list[tuple[str, str]], source: Source) -> list[Opinion | None]:
    """What each (subject, text) reads like; None for all when there are too few examples to learn from."""
    learned = learned_from(source)
    return [*learned.opinions(_encoder().vectors(texts))] if learned and texts else [None] * len(texts)


@cache
def learned_from(source: Source) -> Learned | None:
    """What this source teaches, read from its file or worked out; None when it has too few examples."""
    return learn(source, _encoder())


@cache
def _encoder() -> Encoder:
    return Encoder()
