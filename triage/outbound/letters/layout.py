"""A letter's text as blocks, so that its HTML side says the very same. Knows how plain text is laid out, no template.

    Overdue          a heading: a line, underlined with "="
    =====
    Ticket: AM-1     facts: three lines or more, each "Label: value"
    - one            a list; a line indented by two blanks belongs to the item above it, in small print
      Do it: mailto:a@b?subject=c    and so a link
    > two            a quote
    orders: 12       a bar: a labelled line with a line of blocks below it
    ███░░░

    ##- Reply above this line -##      the marker at which answers are cut: it stands above everything

Everything else is text. A paragraph that holds one of the panels' values is of that kind; a last block of one line is small print.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from itertools import groupby
from typing import Any

FULL, EMPTY, LOST = "█", "░", "▒"  # the cells of a bar: so much, the rest, and a rest that is bad news
EIGHTHS = "▏▎▍▌▋▊▉"  # of a full cell

Block = dict[str, Any]

_LABELLED = re.compile(r"([^\s:][^:]{0,31}): (\S.*)")
_LINK = re.compile(r"([^:]{1,32}): (mailto:[\w.+-]+@[\w.-]+\?subject=[\w.-]+)", re.ASCII)
_UNDERLINE = re.compile(r"={3,}")
_BAR = re.compile(f"{FULL}*[{EIGHTHS}]?[{EMPTY}{LOST}]*")
_MARKER = re.compile(r"##-.{1,200}-##")
_FEWEST_FACTS = 3
_MARKS = {"- ": "list", "  ": "list", "> ": "quote"}


def blocks(text: str, panels: Mapping[str, str] | None = None) -> list[Block]:
    """[{kind, …}] in order; empty lines and changes of kind part them.

    heading, marker, text, quiet, quote and the kinds of panels have `lines`; list has `entries` of {line, small}, small ones of {text, url}; facts and bars have `rows` of
    {label, value}, bars with `share` (percent) and `is_lost` besides.
    """
    parts = ((kind, list(lines)) for kind, lines in groupby(text.splitlines(), key=_kind))
    found = [_LAYOUTS[kind](lines) for kind, lines in parts if kind]
    for words, kind in (panels or {}).items():
        _raise(found, words, kind)
    if len(found) > 1 and found[-1]["kind"] == "text" and len(found[-1]["lines"]) == 1:
        found[-1]["kind"] = "quiet"
    return found


def preview(found: Sequence[Block]) -> str:
    """What a list of mails shows beside the subject: the promise, else the first paragraph behind the greeting."""
    told = [block for block in found if block["kind"] in {"panel", "alarm", "text"}]
    panel = next((block for block in told if block["kind"] != "text"), None)
    chosen = panel or next(iter(told[1:] or told), None)
    return " ".join(chosen["lines"]) if chosen else ""


def _kind(line: str) -> str:
    return _MARKS.get((line + " ")[:2], "text") if line.strip() else ""


def _text(lines: list[str]) -> Block:
    if len(lines) == 1 and _MARKER.fullmatch(lines[0]):
        return {"kind": "marker", "lines": lines}
    if len(lines) > 1 and _UNDERLINE.fullmatch(lines[1]):
        return {"kind": "heading", "lines": lines[:1]}
    if len(lines) % 2 == 0 and all(_is_bar(line) for line in lines[1::2]):
        return {"kind": "bars", "rows": [_bar(*pair) for pair in zip(lines[::2], lines[1::2], strict=True)]}
    if len(lines) >= _FEWEST_FACTS and all(map(_LABELLED.fullmatch, lines)):
        return {"kind": "facts", "rows": [_labelled(line) for line in lines]}
    return {"kind": "text", "lines": lines}


def _list(lines: list[str]) -> Block:
    items: list[dict[str, Any]] = []
    for line in lines:
        if line.startswith("- ") or not items:
            items.append({"line": line[2:], "small": []})
        else:
            items[-1]["small"].append(_small(line.strip()))
    return {"kind": "list", "entries": items}


def _small(line: str) -> dict[str, str | None]:
    link = _LINK.fullmatch(line)
    return {"text": link[1], "url": link[2]} if link else {"text": line, "url": None}


def _quote(lines: list[str]) -> Block:
    return {"kind": "quote", "lines": [line[2:] for line in lines]}


_LAYOUTS: dict[str, Callable[[list[str]], Block]] = {"text": _text, "list": _list, "quote": _quote}


def _labelled(line: str) -> dict[str, Any]:
    found = _LABELLED.fullmatch(line)
    return {"label": found[1], "value": found[2]} if found else {"label": line, "value": ""}


def _is_bar(line: str) -> bool:
    return bool(line) and bool(_BAR.fullmatch(line))


def _bar(label: str, cells: str) -> dict[str, Any]:
    parts = sum(EIGHTHS.find(cell) + 1 for cell in cells)
    name, _, value = label.partition(": ")
    share = round(100 * (cells.count(FULL) + parts / 8) / len(cells))
    return {"label": name, "value": value, "share": share, "is_lost": LOST in cells}


def _raise(found: Sequence[Block], words: str, kind: str) -> None:
    for block in found:
        if "lines" in block and block["kind"] not in {"heading", "quote"} and words in "\n".join(block["lines"]):
            block["kind"] = kind
