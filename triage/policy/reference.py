"""The model of rules.yaml as tables for docs/rules.md: every key, what may stand there, and what it means.

`python -m triage.policy.reference` writes them anew; a test fails when they are stale.
"""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from triage.policy import rules
from triage.policy.schema import json_schema

PAGE = Path(__file__).parents[2] / "docs/rules.md"
BEGIN = "<!-- from here on written by `python -m triage.policy.reference` -->\n"

Shape = Mapping[str, Any]  # one value as JSON Schema describes it

_PLAIN = {"string": "text", "integer": "whole number", "number": "number", "boolean": "true or false", "null": ""}
_KEYED = {
    "mailboxes": "ADDRESS",
    "verbs": "VERB",
    "letters": "VERB",
    "away": "ADDRESS",
    "header": "FIELD",
}  # what names an entry; elsewhere it is NAME


def reference() -> str:
    """A table for each set of keys, in the order of the model, under the path that leads there."""
    schema = json.loads(json_schema())
    return BEGIN + "\n".join(_tables("Rules", "", {"Rules": schema, **schema["$defs"]}, {})) + "\n"


def _tables(name: str, path: str, models: Mapping[str, Shape], told: dict[str, str]) -> Iterator[str]:
    """The table of this model, then of those it leads to; each once."""
    told[name] = path
    model = models[name]
    base = getattr(rules, name).__mro__[1].__name__
    inherited = models[base]["properties"] if base in told else {}
    also = f" Every key of `{told[base]}`, and:" if inherited else ""
    own = {key: shape for key, shape in model["properties"].items() if key not in inherited}
    yield f"\n### {f'`{path}`' if path else 'The file'}\n\n{model['description']}{also}\n"
    yield "| key | value | meaning |\n|---|---|---|"
    for key, shape in own.items():
        yield _row(key, shape, is_required=key in model.get("required", []))
    for key, shape in own.items():
        for below, other in _models_in(shape, key, key):
            if other not in told:
                yield from _tables(other, f"{path}.{below}".removeprefix("."), models, told)


def _row(key: str, shape: Shape, *, is_required: bool) -> str:
    note = ", **required**" if is_required else _default(shape.get("default"))
    meaning = shape["description"].replace("|", "\\|")
    return f"| `{key}` | {_kind(shape)}{note} | {meaning} |"


def _default(value: object) -> str:
    if value in (None, "", [], {}) or isinstance(value, dict):
        return ""
    return f", else `{json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else value}`"


def _kind(shape: Shape) -> str:
    if "enum" in shape:
        return ", ".join(f"`{value}`" for value in shape["enum"])
    if "anyOf" in shape:
        return " or ".join(dict.fromkeys(filter(None, map(_kind, shape["anyOf"]))))
    if "$ref" in shape:
        return "keys below"
    if shape.get("type") == "array":
        return f"list of {_kind(shape['items'])}"
    if shape.get("type") == "object":
        return f"names, each with {_kind(_entry(shape))}"
    example = f" such as `{shape['examples'][0]}`" if "examples" in shape else ""
    return _PLAIN[shape["type"]] + example


def _models_in(shape: Shape, path: str, key: str) -> Iterator[tuple[str, str]]:
    """(path, name) of each set of keys that this value holds."""
    if "$ref" in shape:
        yield path, shape["$ref"].rpartition("/")[2]
    for one in shape.get("anyOf", ()):
        yield from _models_in(one, path, key)
    if "items" in shape:
        yield from _models_in(shape["items"], f"{path}[]", key)
    if shape.get("type") == "object":
        yield from _models_in(_entry(shape), f"{path}.{_KEYED.get(key, 'NAME')}", key)


def _entry(shape: Shape) -> Shape:
    """What stands under each name of an object."""
    other = shape.get("additionalProperties")
    return other if isinstance(other, dict) else next(iter(shape["patternProperties"].values()))


if __name__ == "__main__":
    written, _, _ = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(written + reference(), "utf-8")
