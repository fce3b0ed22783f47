"""What may reach a template: plain, cleaned, bounded copies of a draft's values. Knows no letter in particular."""

from collections.abc import Mapping, Sized
from typing import Any

from triage.outbound.cleaning import clean_text
from triage.outbound.letter import LetterError

MAX_TEXT = 8 * 1024  # characters of one value
MAX_ITEMS = 500  # of one list or mapping
MAX_DEPTH = 8  # lists in mappings in lists …


def plain(value: object, path: str = "values", depth: int = 0) -> Any:
    """A cleaned copy of str, int, bool, None, and of lists and mappings of these.

    Nothing else passes: an object would bring its methods along, and Markup would switch the escaping off.

    Raises:
        LetterError: names the value that is of another type, too long or too deep.
    """
    match value:
        case None | bool():
            return value
        case int() if type(value) is int:
            return value
        case str() if type(value) is str:
            _require(len(value) <= MAX_TEXT, path, f"longer than {MAX_TEXT} characters")
            return clean_text(value)
        case Mapping():
            _require_small(value, path, depth)
            return {_key(key, path): plain(item, f"{path}.{key}", depth + 1) for key, item in value.items()}
        case list() | tuple():
            _require_small(value, path, depth)
            return [plain(item, f"{path}[{at}]", depth + 1) for at, item in enumerate(value)]
        case _:
            raise LetterError(
                f"{path}: {type(value).__name__} is no plain value: "
                "letters take text, whole numbers, true, false, none, and lists and mappings of these"
            )


def _require_small(value: Sized, path: str, depth: int) -> None:
    _require(len(value) <= MAX_ITEMS, path, f"more than {MAX_ITEMS} items")
    _require(depth < MAX_DEPTH, path, f"more than {MAX_DEPTH} levels deep")


def _key(key: object, path: str) -> str:
    _require(type(key) is str, path, f"the key {key!r} is not text")
    return str(key)


def _require(held: bool, path: str, otherwise: str) -> None:
    if not held:
        raise LetterError(f"{path}: {otherwise}")
