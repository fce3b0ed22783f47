"""What was learned from the examples: worked out once, kept in a file, and worked out again when the file is no good."""

import hashlib
import os
import tempfile
import zipfile
import zlib
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from textwrap import shorten
from typing import Any

import numpy as np

from triage.opinion.encoder import Encoder, Vectors
from triage.opinion.examples import VERSION, Labelled, Source
from triage.opinion.layer import Layer
from triage.policy.opinion import Neighbour, Opinion
from triage.record import record

NEIGHBOURS = 12
HARDLY = 0.5  # knowledge of a text: below, the reasons say that it reads like nothing known
SHOWN_CHARACTERS = 90
KEPT = 4  # files: rules of several desks, and rules being tried
FEWEST = 20  # examples, of two categories at least: an opinion on less is none
_UNREADABLE = (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile, zlib.error)


@record
class Learned:
    """Ready to judge."""

    categories: tuple[str, ...]  # in the order of the layer's columns
    examples: tuple[Neighbour, ...]  # in the order of the layer's rows
    names: tuple[str, ...]  # of the examples' texts, in that order
    layer: Layer

    def opinions(self, vectors: Vectors) -> list[Opinion]:
        """What the texts with these vectors seem to be about."""
        likelihoods = self.layer.likelihoods(vectors)
        nearest = self.layer.nearest(vectors, NEIGHBOURS)
        known = self.layer.knowledge(vectors) > HARDLY
        return [
            Opinion(
                likelihood=dict(zip(self.categories, map(float, row), strict=True)),
                nearest=tuple(self.examples[at] for at in near),
                is_familiar=bool(familiar),
            )
            for row, near, familiar in zip(likelihoods, nearest, known, strict=True)
        ]


def learn(source: Source, encoder: Encoder) -> Learned | None:
    """What this source teaches: from its file, else worked out and kept there. None when it has too few examples."""
    file = source.cache / f"opinion-{source.key()[:16]}.npz" if source.cache else None
    if file and (kept := _load(file)):
        return kept
    learned = _work_out(source, encoder)
    if file and learned:
        _save(file, learned)
    return learned


def _work_out(source: Source, encoder: Encoder) -> Learned | None:
    examples = source.examples()
    spoken_for = tuple(name for name in source.categories if any(each.category == name for each in examples))
    if len(examples) < FEWEST or len(spoken_for) < 2:  # noqa: PLR2004  one category is no choice
        return None
    vectors = _vectors(examples, encoder, source.cache)
    labels = np.array([spoken_for.index(each.category) for each in examples])
    return Learned(
        categories=spoken_for,
        examples=tuple(_as_neighbour(each) for each in examples),
        names=tuple(map(_name, examples)),
        layer=Layer.learn(vectors, labels, len(spoken_for)),
    )


def _vectors(examples: Sequence[Labelled], encoder: Encoder, cache: Path | None) -> Vectors:
    """Of each example; only those that no kept file holds are worked out."""
    known = _kept_vectors(cache)
    new = [each for each in examples if _name(each) not in known]
    if new:
        found = encoder.vectors([(each.subject, each.text) for each in new])
        known |= {_name(each): row for each, row in zip(new, found, strict=True)}
    rows = np.array([known[_name(each)] for each in examples])
    return rows.astype(np.float16).astype(np.float32)  # as the file will hold them


def _name(example: Labelled) -> str:
    text = f"{VERSION}\0{example.subject}\0{example.text}"
    return hashlib.sha256(text.encode("utf-8", "backslashreplace")).hexdigest()[:32]


def _as_neighbour(example: Labelled) -> Neighbour:
    words = shorten(f"{example.subject} {example.text}", SHOWN_CHARACTERS, placeholder="…")
    return Neighbour(category=example.category, language=example.language, words=words)


# ---------------------------------------------------------------- the file
def _files(cache: Path | None) -> list[Path]:
    """Every kept file, the newest first."""
    found = list(cache.glob("opinion-*.npz")) if cache else []
    return sorted(found, key=lambda file: file.stat().st_mtime, reverse=True)


def _kept_vectors(cache: Path | None) -> dict[str, Any]:
    with suppress(OSError):
        for kept in map(_load, _files(cache)):
            if kept:
                return dict(zip(kept.names, kept.layer.vectors, strict=True))
    return {}


def _load(file: Path) -> Learned | None:
    """What the file holds; None when it is not there, damaged, or of another make."""
    try:
        with file.open("rb") as opened, np.load(opened, allow_pickle=False) as kept:
            examples = zip(kept["labels"].tolist(), kept["languages"].tolist(), kept["words"].tolist(), strict=True)
            vectors, weights, base = (kept[name].astype(np.float32) for name in ("vectors", "weights", "base"))
            learned = Learned(
                categories=tuple(kept["categories"].tolist()),
                examples=tuple(Neighbour(category=one, language=two, words=three) for one, two, three in examples),
                names=tuple(kept["names"].tolist()),
                layer=Layer(vectors=vectors, weights=weights, base=base, temperature=float(kept["temperature"])),
            )
    except _UNREADABLE:
        return None
    return learned if _fits(learned) else None


def _fits(learned: Learned) -> bool:
    """Whether the parts of a file belong together and hold numbers."""
    layer, rows, columns = learned.layer, len(learned.names), len(learned.categories)
    return (
        layer.vectors.ndim == 2  # noqa: PLR2004  a table
        and layer.vectors.shape[0] == rows == len(learned.examples)
        and layer.weights.shape == (rows, columns)
        and layer.base.shape == (columns,)
        and all(bool(np.isfinite(part).all()) for part in (layer.vectors, layer.weights, layer.base))
    )


def _save(file: Path, learned: Learned) -> None:
    """In one step, readable by its owner only, for it shows customers' words; what cannot be written is left."""
    layer = learned.layer
    with suppress(OSError):
        file.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=file.parent, prefix="opinion-", suffix=".new")
        try:
            with os.fdopen(handle, "wb") as new:
                np.savez(
                    new,
                    vectors=layer.vectors.astype(np.float16),
                    weights=layer.weights,
                    base=layer.base,
                    temperature=np.array(layer.temperature),
                    categories=np.array(learned.categories),
                    names=np.array(learned.names),
                    labels=np.array([each.category for each in learned.examples]),
                    languages=np.array([each.language for each in learned.examples]),
                    words=np.array([each.words for each in learned.examples]),
                )
            Path(name).replace(file)
        finally:
            Path(name).unlink(missing_ok=True)
        for old in _files(file.parent)[KEPT:]:
            old.unlink(missing_ok=True)
