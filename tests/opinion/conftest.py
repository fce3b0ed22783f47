"""A small starter set, learned once by the real model."""

from collections.abc import Generator
from pathlib import Path

import pytest

from tests.desk.builders import RULES
from tests.opinion.few_examples import few_examples
from triage.opinion import Adviser, Source
from triage.opinion.mind import learned_from

LANGUAGES, EACH = ("en", "de", "ko"), 9  # examples of a category and language


@pytest.fixture(autouse=True)
def _without_opinion() -> None:
    """Here it is there."""


@pytest.fixture(scope="session")
def small_starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some examples of each category in a few languages."""
    return few_examples(tmp_path_factory.mktemp("starter"), LANGUAGES, EACH)


@pytest.fixture(scope="session")
def learned_folder(small_starter: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A cache that holds what the small starter set teaches."""
    folder = tmp_path_factory.mktemp("cache")
    assert learned_from(Source.of(RULES, cache=folder, starter=small_starter))
    return folder


@pytest.fixture
def adviser(small_starter: Path, learned_folder: Path) -> Generator[Adviser]:
    """The process behind a small starter set."""
    with Adviser(RULES, cache=learned_folder, starter=small_starter) as opened:
        yield opened
