"""Escaped text for terminals, and JSON for scripts. What mail says is shown, never obeyed."""

import json
from collections.abc import Iterable, Mapping
from typing import Any
from unicodedata import category

import click


def shown(value: object) -> str:
    """Any value as one printable line: control characters, escapes and bidi marks made visible, every space a plain one."""
    return "".join(_shown(character) for character in ("" if value is None else str(value)))


def _shown(character: str) -> str:
    if character == "\n" or category(character) == "Zs":  # no-break, ideographic …
        return " "
    return character if character.isprintable() else f"\\x{ord(character):02x}"


def print_json(rows: Iterable[Mapping[str, Any]]) -> None:
    """One object a line on stdout, in UTF-8 whatever the locale, and nothing else there."""
    for row in rows:
        line = json.dumps(row, ensure_ascii=False, default=str)
        click.echo(line.encode("utf-8", "backslashreplace"))  # a stray surrogate becomes \\udcff, which JSON reads back
