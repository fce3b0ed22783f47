"""The model of rules.yaml as JSON Schema, with which editors complete, explain and underline. Reads no rules.

`python -m triage.policy.schema` writes it anew beside this file; a test fails when it is stale.
"""

import ast
import inspect
import json
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

from triage.policy import rules

FILE = Path(__file__).with_name("rules.schema.json")


def json_schema() -> str:
    """The schema as it stands in the file: keys under the names that ops write, each with its meaning."""
    schema = rules.Rules.model_json_schema(by_alias=True)
    meanings = _meanings()
    for name, model in {"Rules": schema, **schema["$defs"]}.items():
        for key, described in model.get("properties", {}).items():
            described.pop("title", None)
            described["description"] = next(
                meanings[owner, key] for owner in _lineage(name) if (owner, key) in meanings
            )
    return json.dumps({"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}, indent=1) + "\n"


def _lineage(model: str) -> list[str]:
    """The model and those whose keys it inherits."""
    return [owner.__name__ for owner in getattr(rules, model).__mro__]


def _meanings() -> dict[tuple[str, str], str]:
    """(Model, key) → the sentence that stands under the key in its class."""
    found: dict[tuple[str, str], str] = {}
    parts = [module for module in vars(rules).values() if inspect.ismodule(module)]
    for model in chain.from_iterable(ast.parse(inspect.getsource(part)).body for part in parts):
        body = model.body if isinstance(model, ast.ClassDef) else []
        for key, below in pairwise(body):
            sentence = (
                below.value.value if isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant) else None
            )
            if isinstance(model, ast.ClassDef) and isinstance(key, ast.AnnAssign) and isinstance(sentence, str):
                found[model.name, _written_name(key)] = sentence
    return found


def _written_name(key: ast.AnnAssign) -> str:
    """The alias, where ops write another name than the model has."""
    keywords: list[Any] = key.value.keywords if isinstance(key.value, ast.Call) else []
    aliases = [word.value.value for word in keywords if word.arg == "alias"]
    return aliases[0] if aliases else ast.unparse(key.target)


if __name__ == "__main__":
    FILE.write_text(json_schema(), encoding="utf-8")
