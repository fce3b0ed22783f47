"""format=flowed (RFC 3676): soft line breaks joined, quote marks kept. Knows nothing of parts."""

import re

_QUOTE = re.compile(r">*")
_SIGNATURE = "-- "


def unflow(text: str, *, delsp: bool) -> str:
    """Text with LF line ends; a paragraph becomes one line. `delsp`: the blank before a soft break is deleted too."""
    paragraphs: list[tuple[str, list[str]]] = []
    is_open = False
    for line in text.split("\n"):
        depth = _QUOTE.match(line)[0]  # pyright: ignore[reportOptionalSubscript]  it matches nothing too
        content = line[len(depth) :].removeprefix(" ")
        is_soft = content.endswith(" ") and content != _SIGNATURE
        piece = content[:-1] if is_soft and delsp else content
        if is_open and paragraphs[-1][0] == depth and content != _SIGNATURE:
            paragraphs[-1][1].append(piece)
        else:
            paragraphs.append((depth, [piece]))
        is_open = is_soft
    return "\n".join(_line(depth, "".join(pieces)) for depth, pieces in paragraphs)


def _line(depth: str, text: str) -> str:
    return f"{depth} {text}" if depth else text
