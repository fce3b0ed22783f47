"""What the model found wrong → sentences in ops' words. Knows the model, and no file."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from pydantic import BaseModel, ValidationError

from triage.policy.nearest import listed, nearest, not_one_of
from triage.policy.rules import EXPECTED, Rules
from triage.policy.yamlnodes import Trail

Detail = Mapping[str, Any]  # one error as pydantic tells it: type, loc, input, msg, ctx


@dataclass(frozen=True, slots=True)
class Complaint:
    """What is wrong with one value, or with its key."""

    path: Trail
    sentence: str
    of_key: bool = False


def complaints_of(error: ValidationError) -> Iterator[Complaint]:
    """One for each thing that pydantic reports."""
    return (_complaint(detail) for detail in error.errors(include_url=False))


def _complaint(detail: Detail) -> Complaint:
    kind, path = detail["type"], tuple(detail["loc"])
    if kind == "missing":
        return Complaint(path[:-1], f"{path[-1]!r} is missing")
    if kind == "extra_forbidden":
        return Complaint(path, _unknown_key(path), of_key=True)
    sentence = _SENTENCES[kind](detail) if kind in _SENTENCES else detail["msg"]
    if path and path[-1] == "[key]":
        return Complaint(path[:-1], sentence, of_key=True)
    return Complaint(path, sentence)


def _unknown_key(path: Trail) -> str:
    known = _keys(_annotation(path[:-1]))
    near = nearest(str(path[-1]), known)
    return f"unknown key, did you mean {near!r}?" if near else f"unknown key: known here are {listed(known)}"


def _found(detail: Detail) -> str:
    value = detail["input"]
    if value is None:
        return "found nothing"
    if isinstance(value, dict):
        return "found keys and values"
    return "found a list" if isinstance(value, list) else f"found {_shown(value)}"


def _shown(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else repr(value)


def _text(detail: Detail) -> str:
    """Text that YAML took for something else wants quotes."""
    quotes = ": put it in quotes" if isinstance(detail["input"], bool | int | float | dict) else ""
    return f"expected text, {_found(detail)}{quotes}"


def _truth(detail: Detail) -> str:
    """YAML 1.1 took these words for true and false."""
    meant = next((word for word, others in _TRUTHS.items() if str(detail["input"]).lower() in others), None)
    return f"expected true or false, {_found(detail)}" + (f": write {meant}" if meant else "")


_TRUTHS = {"true": ("yes", "y", "on", "true"), "false": ("no", "n", "off", "false")}


def _choice(detail: Detail) -> str:
    known = [word.strip("'") for word in detail["ctx"]["expected"].replace(" or ", ", ").split(", ")]
    return not_one_of(str(detail["input"]), known)


def _pattern(detail: Detail) -> str:
    return f"{detail['input']!r} is not {EXPECTED[detail['ctx']['pattern']]}"


def _bound(word: str, name: str) -> Callable[[Detail], str]:
    return lambda detail: f"expected at {word} {detail['ctx'][name]}, {_found(detail)}"


def _kind(expected: str) -> Callable[[Detail], str]:
    return lambda detail: f"expected {expected}, {_found(detail)}"


_SENTENCES: dict[str, Callable[[Detail], str]] = {
    "value_error": lambda detail: str(detail["ctx"]["error"]),
    "literal_error": _choice,
    "string_pattern_mismatch": _pattern,
    "string_type": _text,
    "int_type": _kind("a whole number"),
    "int_from_float": _kind("a whole number"),
    "float_type": _kind("a number"),
    "bool_type": _truth,
    "list_type": _kind("a list such as [a, b]"),
    "dict_type": _kind("keys and values"),
    "model_type": _kind("keys and values"),
    "is_instance_of": _kind("a length of time such as '2 working days'"),
    "dataclass_type": _kind("a length of time such as '2 working days'"),
    "dataclass_exact_type": _kind("a length of time such as '2 working days'"),
    "too_short": _kind("at least one"),
    "greater_than_equal": _bound("least", "ge"),
    "less_than_equal": _bound("most", "le"),
}


# --- the model, walked along a path


def _annotation(path: Trail) -> Any:
    """The type at this path of the rules."""
    kind: Any = Rules
    for part in path:
        kind = _inside(_plain(kind), part)
    return _plain(kind)


def _inside(kind: Any, part: str | int) -> Any:
    if isinstance(kind, type) and issubclass(kind, BaseModel):
        fields = kind.model_fields
        return next((field.annotation for name, field in fields.items() if (field.alias or name) == part), None)
    return get_args(kind)[-1] if get_origin(kind) in (dict, list) else None


def _plain(kind: Any) -> Any:
    """Without `| None` and validators."""
    if get_origin(kind) is Annotated:
        return _plain(get_args(kind)[0])
    if get_origin(kind) in (Union, UnionType):
        return _plain(next(one for one in get_args(kind) if one is not type(None)))
    return kind


def _keys(kind: Any) -> list[str]:
    """The keys that may stand here."""
    if not (isinstance(kind, type) and issubclass(kind, BaseModel)):
        return []
    return [field.alias or name for name, field in kind.model_fields.items()]
