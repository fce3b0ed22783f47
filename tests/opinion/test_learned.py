"""What was learned is kept in a file, and worked out again when the file is no good. A scripted encoder counts its work."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from zlib import crc32

import numpy as np
import pytest

from triage.opinion.encoder import Vectors
from triage.opinion.examples import Labelled, Source
from triage.opinion.learned import Learned, learn

TEA = [f"a cup of tea, number {number}" for number in range(15)]
POT = [f"the pot leaks, says {number}" for number in range(15)]
EXAMPLES = (
    *(Labelled(subject="", text=text, category="tea", language="en") for text in TEA),
    *(Labelled(subject="", text=text, category="pot", language="en") for text in POT),
)


class CountingEncoder:
    """Knows words by their checksum; obeys the methods of Encoder."""

    def __init__(self) -> None:
        self.read: list[str] = []

    def vectors(self, texts: Sequence[tuple[str, str]]) -> Vectors:
        self.read += [text for _, text in texts]
        rows = np.zeros((len(texts), 64), np.float32)
        for row, (subject, text) in zip(rows, texts, strict=True):
            for word in f"{subject} {text}".split():
                row[crc32(word.encode()) % 64] += 1
        return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def source(folder: Path, own: Sequence[Labelled] = EXAMPLES, categories: tuple[str, ...] = ("tea", "pot")) -> Source:
    return Source(categories=categories, own=tuple(own), cache=folder / "cache", starter=folder / "none")


def learned(source: Source) -> tuple[Learned, list[str]]:
    """What is learned, and the texts that had to be read for it."""
    encoder = CountingEncoder()
    found = learn(source, encoder)  # pyright: ignore[reportArgumentType]  the same method
    assert found is not None
    return found, encoder.read


def kept(folder: Path) -> list[Path]:
    return list((folder / "cache").iterdir())


def judge(found: Learned, text: str) -> str:
    [opinion] = found.opinions(CountingEncoder().vectors([("", text)]))
    return max(opinion.likelihood, key=lambda name: opinion.likelihood[name])


def test_it_judges_by_its_examples_and_names_the_nearest(tmp_path: Path) -> None:
    found, _ = learned(source(tmp_path))
    [opinion] = found.opinions(CountingEncoder().vectors([("", "the pot leaks")]))
    assert opinion.likelihood["pot"] > 0.8
    assert (opinion.nearest[0].category, opinion.nearest[0].language) == ("pot", "en")
    assert opinion.nearest[0].words.startswith("the pot leaks")


def test_a_second_time_nothing_is_read(tmp_path: Path) -> None:
    first, read = learned(source(tmp_path))
    assert read == TEA + POT
    second, read_again = learned(source(tmp_path))
    assert read_again == []
    assert (second.layer.weights == first.layer.weights).all()
    assert (second.layer.vectors == first.layer.vectors).all()
    assert second.examples == first.examples
    assert [file.stat().st_mode & 0o777 for file in kept(tmp_path)] == [0o600]  # it shows customers' words


def test_a_new_example_is_the_only_one_read(tmp_path: Path) -> None:
    learned(source(tmp_path))
    more = Labelled(subject="", text="a kettle of tea", category="tea")
    found, read = learned(source(tmp_path, (*EXAMPLES, more)))
    assert read == ["a kettle of tea"]
    assert len(found.examples) == 31


def test_a_correction_has_the_last_word_on_a_text(tmp_path: Path) -> None:
    corrected = replace(EXAMPLES[0], category="pot")
    found, _ = learned(source(tmp_path, (*EXAMPLES, corrected)))
    assert [each.category for each in found.examples if each.words == TEA[0]] == ["pot"]


def test_examples_of_categories_that_are_not_in_force_are_left_out(tmp_path: Path) -> None:
    found, read = learned(source(tmp_path, (*EXAMPLES, Labelled(subject="", text="a cake", category="cake"))))
    assert found.categories == ("tea", "pot")
    assert "a cake" not in read


@pytest.mark.parametrize("own", [EXAMPLES[:5], EXAMPLES[:15], ()])
def test_too_few_examples_or_one_category_teach_nothing(own: tuple[Labelled, ...], tmp_path: Path) -> None:
    assert learn(source(tmp_path, own), CountingEncoder()) is None  # pyright: ignore[reportArgumentType]  the same method


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut": lambda file: file.write_bytes(file.read_bytes()[:2000]),
    "empty": lambda file: file.write_bytes(b""),
    "noise": lambda file: file.write_bytes(b"PK\x03\x04" + bytes(range(256)) * 40),
    "half overwritten": lambda file: file.write_bytes(
        file.read_bytes()[:1500] + b"\xff" * 4000 + file.read_bytes()[5500:]
    ),
    "of another make": lambda file: np.savez(file, vectors=np.zeros((2, 2))),
    "not numbers": lambda file: np.savez(file, **{**np.load(file), "weights": np.full((30, 2), np.nan)}),
    "parts that do not fit": lambda file: np.savez(file, **{**np.load(file), "weights": np.zeros((7, 2))}),
    "pickled": lambda file: np.savez(file, **{**np.load(file), "words": np.array([{}] * 30, dtype=object)}),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_file_is_made_anew(damage: Callable[[Path], object], tmp_path: Path) -> None:
    learned(source(tmp_path))
    [file] = kept(tmp_path)
    damage(file)
    found, _ = learned(source(tmp_path))
    assert judge(found, "the pot leaks") == "pot"
    assert learned(source(tmp_path))[1] == []


def test_a_file_in_the_folders_place_costs_only_time(tmp_path: Path) -> None:
    (tmp_path / "cache").write_text("not a folder")
    assert judge(learned(source(tmp_path))[0], "the pot leaks") == "pot"


def test_without_a_folder_it_stays_in_memory(tmp_path: Path) -> None:
    found, _ = learned(replace(source(tmp_path), cache=None))
    assert judge(found, "a cup of tea") == "tea"


def test_old_files_go(tmp_path: Path) -> None:
    for number in range(7):
        learned(source(tmp_path, (*EXAMPLES, Labelled(subject="", text=f"tea, try {number}", category="tea"))))
    assert len(kept(tmp_path)) == 4
