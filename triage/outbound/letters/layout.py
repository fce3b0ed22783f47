"""A letter's text as paragraphs, lists and quotes, so that its HTML side says the very same. Knows no template."""

from itertools import groupby
from typing import Any

_KINDS = {"- ": "list", "> ": "quote"}


def blocks(text: str) -> list[dict[str, Any]]:
    """[{kind: text|list|quote, lines: [str]}] in order; empty lines and changes of kind part them."""
    parts = ((kind, list(lines)) for kind, lines in groupby(text.splitlines(), key=_kind))
    return [{"kind": kind, "lines": [_bare(line, kind) for line in lines]} for kind, lines in parts if kind]


def _kind(line: str) -> str:
    return _KINDS.get((line + " ")[:2], "text") if line.strip() else ""


def _bare(line: str, kind: str) -> str:
    return line if kind == "text" else line[2:]
