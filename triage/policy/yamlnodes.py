"""YAML text → plain data, and where each key and value of it stands. Does not know what they mean.

A strict reading: scalars of the YAML 1.2 core schema (so NO, on, 012, 1:30 and 18:30 stay text), each key once, no
aliases, no merge keys, no tags, one document. What is refused is reported, and the rest is read on.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

import yaml
from yaml.events import (
    AliasEvent,
    DocumentStartEvent,
    Event,
    MappingEndEvent,
    MappingStartEvent,
    ScalarEvent,
    SequenceEndEvent,
    SequenceStartEvent,
    StreamEndEvent,
)

DEEPEST = 20  # levels; PyYAML itself recurses without a limit

Trail = tuple[str | int, ...]
"""The keys and indices that lead to a value."""

_CONSTANTS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
_BEGIN_NUMBERS = frozenset("+-.0123456789")
_INT = re.compile(r"[-+]?(0|[1-9][0-9]{0,17})")  # with a leading zero it is a name, and longer ones are no count
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|(0|[1-9][0-9]{0,17})(\.[0-9]*)?)([eE][-+]?[0-9]{1,2})?")

_IN_OTHER_WORDS = {  # libyaml's complaint → what to do about it
    "mapping values are not allowed": "a ':' too many: put text that holds ': ' in quotes, or check the indentation",
    "could not find expected ':'": "a ':' is missing after a key",
    "did not find expected key": "this does not fit what stands above it: check the indentation and the quotes",
    "did not find expected '-' indicator": "this does not fit the list above it: check the indentation",
    "did not find expected ',' or ']'": "the list is not closed: ',' or ']' is missing",
    "did not find expected ',' or '}'": "the braces are not closed: ',' or '}' is missing",
    "did not find expected node content": "a value is missing here, or a list or braces above are not closed",
    "found unexpected end of stream": "the quotes are not closed",
    "found character that cannot start any token": "this character cannot stand here: put text in quotes, and indent with blanks, not tabs",
    "control characters are not allowed": "an invisible control character stands here",
}


class Place(NamedTuple):
    """Where something begins, counted from 1, in characters."""

    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that this reading refuses."""

    place: Place
    path: Trail
    sentence: str


@dataclass(kw_only=True, slots=True)
class Document:
    """What was read; of a key that is given twice, the first."""

    data: Any = None  # None also for an empty file, and when it could not be read to its end
    is_whole: bool = True  # read to its end
    keys: dict[Trail, Place] = field(default_factory=dict)
    values: dict[Trail, Place] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)

    def place(self, path: Trail, *, of_key: bool = False) -> Place:
        """Where the value (or the key) at this path stands, or the nearest thing around it."""
        if of_key and path in self.keys:
            return self.keys[path]
        while path and path not in self.values:
            path = path[:-1]
        return self.values.get(path, Place(1, 1))


def read(text: str) -> Document:
    """Everything that can be read, and every fault. Raises nothing; `text` must be free of unpaired surrogates."""
    document = Document()
    try:
        document.data = _Reading(document, text).document()
    except _TooDeepError:
        document.is_whole = False
    except yaml.MarkedYAMLError as error:
        document.is_whole = False
        document.faults.append(Fault(_place(error.problem_mark or error.context_mark), (), _complaint(error)))
    except yaml.reader.ReaderError as error:
        document.is_whole = False
        document.faults.append(
            Fault(place_of(text, _characters(text, error.position)), (), _in_other_words(error.reason))
        )
    return document


class _TooDeepError(Exception):
    pass


class _Reading:
    """One pass over the parser's events."""

    def __init__(self, document: Document, text: str) -> None:
        self._document = document
        self._events: Iterator[Event] = iter(yaml.CSafeLoader(text).get_event, None)

    def document(self) -> object:
        next(self._events)  # the stream begins
        if isinstance(next(self._events), StreamEndEvent):
            return None
        data = self._value(next(self._events), ())
        next(self._events)  # the document ends
        after = next(self._events)
        if isinstance(after, DocumentStartEvent):
            self._refuse(after, (), "a second document begins here: the file must be one")
        return data

    def _value(self, event: Event, path: Trail) -> object:
        place = self._document.values.setdefault(path, _place(event.start_mark))
        if tag := getattr(event, "tag", None):
            self._refuse(event, path, f"tags ({tag}) are not understood: leave it out, and put text in quotes")
        if isinstance(event, ScalarEvent):
            return scalar(event.value) if not event.style else event.value
        if len(path) >= DEEPEST:
            self._document.faults.append(Fault(place, path, f"more than {DEEPEST} levels deep"))
            raise _TooDeepError
        if isinstance(event, SequenceStartEvent):
            return self._sequence(path)
        if isinstance(event, MappingStartEvent):
            return self._mapping(path)
        self._refuse(event, path, "aliases (*name) are not understood: write it out again")
        return None

    def _sequence(self, path: Trail) -> list[object]:
        found: list[object] = []
        while not isinstance(event := next(self._events), SequenceEndEvent):
            found.append(self._value(event, (*path, len(found))))
        return found

    def _mapping(self, path: Trail) -> dict[str, object]:
        found: dict[str, object] = {}
        while not isinstance(event := next(self._events), MappingEndEvent):
            key = self._key(event, path)
            value = self._value(next(self._events), (*path, "?" if key is None else key))
            if key is not None:
                found.setdefault(key, value)
        return found

    def _key(self, event: Event, path: Trail) -> str | None:
        """The key, or None when it was refused."""
        if not isinstance(event, ScalarEvent):
            self._refuse(event, path, "a key must be plain text: put text that begins with [ or { or * in quotes")
            if not isinstance(event, AliasEvent):
                self._value(event, (*path, "?"))
            return None
        key: str = event.value
        here = (*path, key)
        if key == "<<" and not event.style:
            self._refuse(event, here, "merge keys are not understood: write it out again")
            return None
        if here in self._document.keys:
            self._refuse(event, here, f"this key is given twice (first in line {self._document.keys[here].line})")
            return None
        self._document.keys[here] = _place(event.start_mark)
        return key

    def _refuse(self, event: Event, path: Trail, sentence: str) -> None:
        self._document.faults.append(Fault(_place(event.start_mark), path, sentence))


def scalar(text: str) -> str | float | bool | None:
    """A plain scalar by the core schema of YAML 1.2.2 (§10.3.2), without octal, hexadecimal, infinite and NaN."""
    if text in _CONSTANTS:
        return _CONSTANTS[text]
    if text[0] not in _BEGIN_NUMBERS:  # as nearly all of thousands
        return text
    if _INT.fullmatch(text):
        return int(text)
    return float(text) if _FLOAT.fullmatch(text) else text


def _place(mark: Any) -> Place:
    return Place(mark.line + 1, mark.column + 1)


def place_of(text: str, position: int) -> Place:
    """The line and column of this character, counted from 0."""
    before = text[:position]
    return Place(before.count("\n") + 1, position - (before.rfind("\n") + 1) + 1)


def _characters(text: str, position: int) -> int:
    """Here libyaml counts bytes."""
    return len(text.encode()[:position].decode("utf-8", "ignore"))


def _complaint(error: yaml.MarkedYAMLError) -> str:
    began = error.context_mark
    if began is None or error.problem_mark is None or began.line == error.problem_mark.line:
        return _in_other_words(error.problem)
    return f"{_in_other_words(error.problem)} (it began in line {began.line + 1})"


def _in_other_words(problem: str | None) -> str:
    words = problem or "this is not YAML"
    return next((ours for theirs, ours in _IN_OTHER_WORDS.items() if theirs in words), words)
