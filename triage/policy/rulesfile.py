"""The text of rules.yaml → Rules, or every problem with its line and column. Knows no rule by itself."""

from collections.abc import Mapping
from dataclasses import field
from itertools import accumulate
from pathlib import Path
from unicodedata import combining, east_asian_width

from pydantic import ValidationError

from triage.policy import consistency, yamlnodes
from triage.policy.beside import Beside
from triage.policy.complaints import Complaint, complaints_of
from triage.policy.rules import Rules
from triage.policy.yamlnodes import Document, Place, Trail
from triage.record import record

LARGEST = 256 * 1024  # bytes
_TOO_LARGE = f"the file is larger than {LARGEST // 1024} KB"
WIDEST = 100  # columns of a line that `render` shows


@record
class Problem:
    """One thing wrong in the file; prints as `file:line:column: path: sentence`."""

    file: str
    line: int
    column: int
    path: str
    sentence: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}:{self.column}"
        return f"{place}: {self.path}: {self.sentence}" if self.path else f"{place}: {self.sentence}"


@record
class Reading:
    """What became of a file."""

    file: str  # its name, as problems give it
    text: str  # empty when it could not be read
    rules: Rules | None  # None when there is any problem
    problems: tuple[Problem, ...]
    places: Mapping[Trail, Place]  # where each value stands
    files: Mapping[str, str] = field(default_factory=dict[str, str])  # what lies beside it and is a part of it, by name

    def problem(self, path: Trail, sentence: str) -> Problem:
        """Something wrong with the value at this path."""
        return _problem(self.file, self.places.get(path, Place(1, 1)), path, sentence)


def rules_from_file(path: Path) -> Reading:
    """Reads the file as UTF-8. Raises nothing: what is missing, a folder or no text is a problem with a sentence."""
    try:
        with path.open("rb") as stream:
            raw = stream.read(LARGEST + 1)
        if len(raw) > LARGEST:
            return _unread(str(path), Place(1, 1), _TOO_LARGE)
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = error.object[: error.start].decode("utf-8-sig")
        sentence = f"byte {error.object[error.start]:#04x} is not UTF-8: save the file as UTF-8"
        return _unread(str(path), yamlnodes.place_of(before, len(before)), sentence)
    except (OSError, ValueError) as error:  # ValueError: a name that no file can have
        return _unread(str(path), Place(1, 1), f"cannot be read: {getattr(error, 'strerror', None) or error}")
    return reading_of(text, str(path), Beside(path.parent))


def read_rules(
    text: str, file: str = "rules.yaml", files: Mapping[str, str] | None = None
) -> tuple[Rules | None, tuple[Problem, ...]]:
    """The rules, or None and every problem at once in the order of the file. Raises nothing.

    `files`: what the files that it names hold, by name.
    """
    reading = reading_of(text, file, Beside(kept=files))
    return reading.rules, reading.problems


def reading_of(text: str, file: str, beside: Beside | None = None) -> Reading:
    """As `read_rules`, with the places of all values, and the files that it names taken from `beside`."""
    beside = beside or Beside()
    if unfit := _unfit(text):
        return _unread(file, Place(1, 1), unfit)
    document = yamlnodes.read(text)
    rules, complaints = _judge(document, file, beside)
    found = [(fault.place, fault.path, fault.sentence) for fault in document.faults]
    found += [(document.place(one.path, of_key=one.of_key), one.path, one.sentence) for one in complaints]
    problems = tuple(_problem(file, *one) for one in sorted(found, key=lambda one: one[0]))
    rules = None if problems else rules
    return Reading(file=file, text=text, rules=rules, problems=problems, places=document.values, files=beside.read)


def render(problem: Problem, text: str, widest: int = WIDEST) -> str:
    """The problem, the line it stands in, and a caret under its column; at most so many columns of the line."""
    lines = text.splitlines()
    if not 1 <= problem.line <= len(lines):
        return str(problem)
    line = _visible(lines[problem.line - 1])
    before = _fitting(line[: problem.column - 1][::-1], widest // 2)[::-1]
    after = _fitting(line[problem.column - 1 :], widest - _width(before))
    return f"{problem}\n{problem.line:>6} | {before}{after}\n{'':>6} | {' ' * _width(before)}^"


def _fitting(text: str, columns: int) -> str:
    """As much of the text as goes into so many columns."""
    sums = accumulate(_width(char) for char in text)
    return text[: sum(1 for taken in sums if taken <= columns)]


def _judge(document: Document, file: str, beside: Beside) -> tuple[Rules | None, list[Complaint]]:
    """What the model and the cross-checks say; of a file that breaks off, nothing."""
    if not document.is_whole:
        return None, []
    if not isinstance(document.data, dict):
        empty = "the file is empty" if document.data is None else "this is no set of keys and values"
        return None, [Complaint((), f"{empty}: expected {', '.join(Rules.model_fields)}")]
    contradictions = list(consistency.contradictions(document.data, beside))
    try:
        rules = Rules.model_validate(document.data, by_alias=True, by_name=False, context=beside)
    except ValidationError as error:
        return None, [*complaints_of(error), *contradictions]
    return rules.written_in(Path(file).name, document.values), contradictions


def _unfit(text: str) -> str | None:
    """Why it is not even worth reading."""
    try:
        size = len(text.encode())
    except UnicodeEncodeError:
        return "the file is no text: it holds unpaired surrogates"
    return _TOO_LARGE if size > LARGEST else None


def _unread(file: str, place: Place, sentence: str) -> Reading:
    return Reading(file=file, text="", rules=None, problems=(_problem(file, place, (), sentence),), places={})


def _problem(file: str, place: Place, path: Trail, sentence: str) -> Problem:
    return Problem(file=file, line=place.line, column=place.column, path=dotted(path), sentence=sentence)


def dotted(path: Trail) -> str:
    """('categories', 'wholesale', 'signals', 0) → 'categories.wholesale.signals[0]'."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")


def _visible(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text)


def _width(text: str) -> int:
    """Columns on a terminal: East Asian letters take two, combining marks none."""
    return sum(0 if combining(char) else 2 if east_asian_width(char) in "WF" else 1 for char in text)
