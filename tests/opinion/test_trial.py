"""Cross-validation: nobody judges what he has learned from. The floor is loose; `python -m bench.opinion` has the figures."""

from dataclasses import replace
from pathlib import Path

import numpy as np

from tests.desk.builders import RULES
from triage.opinion import Source
from triage.opinion.examples import Labelled
from triage.opinion.mind import learned_from
from triage.opinion.trial import Judged, cross_validated


def right(judged: list[Judged]) -> float:
    best = [max(one.opinion.likelihood, key=lambda name, one=one: one.opinion.likelihood[name]) for one in judged]
    return sum(name == one.example.category for name, one in zip(best, judged, strict=True)) / len(judged)


def test_the_real_model_sorts_unseen_examples_of_many_languages(small_starter: Path, learned_folder: Path) -> None:
    source = Source.of(RULES, cache=learned_folder, starter=small_starter)
    learned = learned_from(source)
    assert learned
    examples = source.examples()
    judged = cross_validated(examples, learned.layer.vectors)
    assert [one.example for one in judged] == examples
    assert right(judged) > 0.6  # of nine categories, from two or three dozen examples each
    assert right(cross_validated(examples, learned.layer.vectors, by_group=True)) > 0.5  # in a language never seen


def test_an_example_is_never_judged_by_itself() -> None:
    dice = np.random.default_rng(1)
    vectors = dice.normal(size=(200, 50)).astype(np.float32)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True)
    labels = dice.permutation([f"c{number % 4}" for number in range(200)])
    noise = [Labelled(subject="", text=str(at), category=str(label)) for at, label in enumerate(labels)]
    assert right(cross_validated(noise, vectors)) < 0.45  # by heart it would be 1


def test_a_group_is_left_out_whole() -> None:
    """Two languages that tell the same thing in opposite words: who never saw the other language is always wrong."""
    labels = ["tea", "pot"] * 40
    directions = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    vectors = np.vstack([directions[[at % 2 for at in range(40)]], directions[[(at + 1) % 2 for at in range(40)]]])
    examples = [Labelled(subject="", text=str(at), category=label, group="a") for at, label in enumerate(labels)]
    examples[40:] = [replace(each, group="b") for each in examples[40:]]
    assert right(cross_validated(examples, vectors, by_group=True)) == 0
