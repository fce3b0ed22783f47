"""A small starter set, learned once by the real model."""

from collections.abc import Generator
from pathlib import Path

import pytest
import yaml

from tests.desk.builders import RULES
from triage.opinion import Adviser, Source
from triage.opinion.examples import starter
from triage.opinion.mind import learned_from

LANGUAGES, EACH = ("en", "de", "ko"), 9  # examples of a category and language


@pytest.fixture(autouse=True)
def _without_opinion() -> None:
    """Here it is there."""


@pytest.fixture(scope="session")
def small_starter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Some examples of each category in a few languages."""
    folder = tmp_path_factory.mktemp("starter")
    for language in LANGUAGES:
        categories: dict[str, list[dict[str, str]]] = {}
        for each in (each for each in starter() if each.language == language):
            categories.setdefault(each.category, []).append({"subject": each.subject, "text": each.text})
        first = {name: examples[:EACH] for name, examples in categories.items()}
        (folder / f"{language}.yaml").write_text(yaml.safe_dump(first, allow_unicode=True), "utf-8")
    return folder


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
