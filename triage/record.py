"""Frozen dataclasses that cost little to define. Does not know what is recorded.

`dataclass` compiles seven functions for each class while its module loads: with two hundred classes that was a sixth of
every start. Here `__init__` is compiled when the first one is made, most commands make few, and the others are closures.
"""

from collections.abc import Callable, Sequence
from dataclasses import MISSING, FrozenInstanceError, dataclass, field, fields
from functools import cache
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

Class = TypeVar("Class", bound=type)
Value = TypeVar("Value")


@dataclass_transform(frozen_default=True, kw_only_default=True, field_specifiers=(field,))
def record(plain: Class) -> Class:
    """Does what `@dataclass(frozen=True, kw_only=True, slots=True)` does, for a class without a base."""
    made = dataclass(init=False, repr=False, eq=False, kw_only=True, slots=True)(plain)
    names = [each.name for each in fields(made)]
    shown = [each.name for each in fields(made) if each.repr]
    compared = attrgetter(*(each.name for each in fields(made) if each.compare), "__class__")

    def init(self: object, **values: object) -> None:
        setattr(made, "__init__", _compiled_init(made))  # noqa: B010  a type checker lets nobody assign to it
        made.__init__(self, **values)

    def is_equal(self: object, other: object) -> bool:
        return compared(self) == compared(other) if other.__class__ is made else NotImplemented

    def told(self: object) -> str:
        return f"{made.__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in shown)})"

    def refuse(_: object, name: str, *__: object) -> NoReturn:
        raise FrozenInstanceError(f"field {name!r} of {made.__qualname__} does not change")

    def state(self: object) -> list[object]:
        return [getattr(self, name) for name in names]

    def restore(self: object, values: Sequence[object]) -> None:
        for name, value in zip(names, values, strict=True):
            object.__setattr__(self, name, value)

    methods = {
        "__init__": init,
        "__eq__": is_equal,
        "__hash__": lambda self: hash(compared(self)),
        "__repr__": told,
        "__setattr__": refuse,
        "__delattr__": refuse,
        "__getstate__": state,
        "__setstate__": restore,
    }
    for name, method in methods.items():
        setattr(made, name, method)
    return made


def _compiled_init(made: type) -> Callable[..., None]:
    """Keywords alone, each put into its slot."""
    known: dict[str, Any] = {"MISSING": MISSING}
    parameters, lines = ["self"], [" pass"]
    for each in fields(made):
        name = each.name
        known[f"put_{name}"] = getattr(made, name).__set__
        if each.default is not MISSING:
            known[f"usual_{name}"] = each.default
            parameters.append(f"{name}=usual_{name}")
        elif each.default_factory is not MISSING:
            known[f"new_{name}"] = each.default_factory
            parameters.append(f"{name}=MISSING")
            lines.append(f" if {name} is MISSING: {name} = new_{name}()")
        else:
            parameters.append(name)
        lines.append(f" put_{name}(self, {name})")
    parameters[1:1] = ["*"] * (len(parameters) > 1)
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(lines), known)  # noqa: S102  of our own field names alone
    return known["__init__"]


def replace(value: Value, /, **changes: object) -> Value:
    """The record with these fields changed: what `dataclasses.replace` does, which looks at each field every time."""
    return _compiled_replace(type(value))(value, **changes)


@cache  # as many as there are records
def _compiled_replace(made: type) -> Callable[..., Any]:
    """A copy, slot by slot."""
    known: dict[str, Any] = {"made": made, "new": object.__new__, "KEPT": object()}
    parameters, lines = ["self"], [" copy = new(made)"]
    for each in fields(made):
        name = each.name
        known[f"put_{name}"] = getattr(made, name).__set__
        parameters.append(f"{name}=KEPT")
        lines.append(f" put_{name}(copy, self.{name} if {name} is KEPT else {name})")
    parameters[1:1] = ["*"] * (len(parameters) > 1)
    exec(f"def replace({', '.join(parameters)}):\n" + "\n".join(lines) + "\n return copy", known)  # noqa: S102  of our own field names alone
    return known["replace"]
