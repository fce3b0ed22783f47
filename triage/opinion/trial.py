"""How good is the second opinion? Cross-validation: every example is judged by what was learned without its group."""

import random
from collections.abc import Sequence

import numpy as np

from triage.opinion.encoder import Vectors
from triage.opinion.examples import Labelled
from triage.opinion.layer import Layer
from triage.policy.opinion import Opinion
from triage.record import record

FOLDS = 10


@record
class Judged:
    """An example, and what was thought of it by who had never seen it."""

    example: Labelled
    opinion: Opinion


def cross_validated(examples: Sequence[Labelled], vectors: Vectors, *, by_group: bool = False) -> list[Judged]:
    """Each example judged by the others.

    Args:
        examples: With their categories and groups.
        vectors: Theirs, in the same order.
        by_group: Leave out a whole group (a language, in the starter set) at a time; else a random tenth, where each
    """
    categories = sorted({each.category for each in examples})
    labels = np.array([categories.index(each.category) for each in examples])
    folds = np.array(_groups(examples) if by_group else _tenths(len(examples)))
    found: dict[int, Opinion] = {}
    for fold in sorted(set(folds.tolist())):
        judged = np.flatnonzero(folds == fold)
        layer = Layer.learn(vectors[folds != fold], labels[folds != fold], len(categories))
        for at, row in zip(judged.tolist(), layer.likelihoods(vectors[judged]), strict=True):
            likelihood = dict(zip(categories, map(float, row), strict=True))
            found[at] = Opinion(likelihood=likelihood, nearest=())
    return [Judged(example=each, opinion=found[at]) for at, each in enumerate(examples)]


def _tenths(many: int) -> list[int]:
    folds = [at % FOLDS for at in range(many)]
    random.Random(1).shuffle(folds)  # noqa: S311  the same tenths each time
    return folds


def _groups(examples: Sequence[Labelled]) -> list[int]:
    names = sorted({each.group for each in examples})
    return [names.index(each.group) for each in examples]
