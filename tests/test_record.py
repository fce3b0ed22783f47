"""A record is what a frozen dataclass with slots and keywords is."""

import copy
import pickle
from collections.abc import Callable
from dataclasses import FrozenInstanceError, asdict, dataclass, field, fields, replace
from typing import Any

import pytest

from triage import record as records
from triage.record import record


@record
class Letter:
    """Everything that records make use of."""

    to: str
    copies: int = 1
    files: list[str] = field(default_factory=list[str])
    secret: str = field(default="", repr=False)
    note: str = field(default="", compare=False)

    @property
    def loud(self) -> str:
        return self.to.upper()


@dataclass(frozen=True, kw_only=True, slots=True)
class Standard:
    """The same as the standard library makes it."""

    to: str
    copies: int = 1
    files: list[str] = field(default_factory=list[str])
    secret: str = field(default="", repr=False)
    note: str = field(default="", compare=False)


@record
class Nothing:
    """Without a field."""


@record
class Other:
    """With the same value."""

    to: str


@record
class Point:
    """Hashable."""

    x: int
    y: int = field(default=0, compare=False)


LETTER = Letter(to="ann", copies=2, secret="s")


def test_it_holds_what_it_is_given_and_its_defaults() -> None:
    letter = Letter(to="ann")
    assert (letter.to, letter.copies, letter.files, letter.secret, letter.note, letter.loud) == (
        "ann", 1, [], "", "", "ANN",
    )  # fmt: skip
    assert Letter(to="bob").files is not letter.files


def test_it_is_described_as_a_dataclass_is() -> None:
    standard = Standard(to="ann", copies=2, secret="s")
    assert repr(LETTER) == repr(standard).replace("Standard", "Letter")
    assert asdict(LETTER) == asdict(standard)
    assert [each.name for each in fields(LETTER)] == [each.name for each in fields(standard)]
    assert not hasattr(LETTER, "__dict__")  # it has slots
    assert repr(Nothing()) == "Nothing()"


@pytest.mark.parametrize("wrong", [{}, {"to": "ann", "from_": "bob"}])
@pytest.mark.parametrize("make", [Letter, Standard])
def test_it_refuses_what_does_not_fit(make: Callable[..., Any], wrong: dict[str, str]) -> None:
    with pytest.raises(TypeError):
        make(**wrong)


@pytest.mark.parametrize("make", [Letter, Standard])
def test_it_takes_keywords_only(make: Callable[..., Any]) -> None:
    with pytest.raises(TypeError):
        make("ann")


@pytest.mark.parametrize("name", ["to", "loud", "else_"])
def test_it_does_not_change(name: str) -> None:
    with pytest.raises(FrozenInstanceError):
        setattr(LETTER, name, "bob")
    with pytest.raises(FrozenInstanceError):
        delattr(LETTER, name)
    assert LETTER.to == "ann"


def test_it_is_equal_to_its_like_alone() -> None:
    assert Letter(to="ann", copies=2, secret="s", note="not compared") == LETTER
    assert Letter(to="ann", copies=3, secret="s") != LETTER
    assert Letter(to="ann") != Other(to="ann")
    assert Nothing() == Nothing()
    assert Nothing() != 1


def test_it_is_hashed_by_what_is_compared() -> None:
    assert len({Point(x=1), Point(x=1, y=2), Point(x=2), Nothing(), Nothing()}) == 3
    with pytest.raises(TypeError):
        hash(LETTER)  # for its list


@pytest.mark.parametrize("change", [replace, records.replace])
def test_a_change_is_a_copy(change: Callable[..., Letter]) -> None:
    changed = change(LETTER, copies=3, note="n")
    assert (changed.to, changed.copies, changed.secret, changed.note) == ("ann", 3, "s", "n")
    assert changed.files is LETTER.files
    assert (LETTER.copies, LETTER.note) == (2, "")
    assert change(Nothing()) == Nothing()
    with pytest.raises(TypeError):
        change(LETTER, from_="bob")


@pytest.mark.parametrize(
    "again", [copy.copy, copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one)), replace, records.replace]
)
def test_it_travels_whole(again: Callable[[Letter], Letter]) -> None:
    twin = again(replace(LETTER, note="n"))
    assert twin == LETTER
    assert (twin.secret, twin.note) == ("s", "n")
    assert twin is not LETTER
