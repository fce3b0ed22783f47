"""Files that old programs write into the text itself, between "begin 644 name" and "end" (POSIX uuencode). Knows no parts."""

import re

from triage.inbound.message import transfer

_MOST_FILES = 20
_BEGIN = re.compile(r"^begin [0-7]{3,4} (\S[^\n]{0,200})\n(?=[!-`])", re.MULTILINE)
_END = re.compile(r"^[`\x20]?\n?end[ \t]*(?:\n|\Z)", re.MULTILINE)
_LINE = re.compile(r"[!-M][ -`]{1,63}")  # its length, then up to 45 bytes


def parted(text: str) -> tuple[str, list[tuple[str, bytes]]]:
    """Text with LF line ends → the text without such files, and their names and bytes. Prose about "begin" stays."""
    kept: list[str] = []
    files: list[tuple[str, bytes]] = []
    done = 0
    while len(files) < _MOST_FILES and (begin := _BEGIN.search(text, done)):
        end = _END.search(text, begin.end())
        lines = text[begin.end() : end.start()].split("\n") if end else []
        if end is None or not all(_LINE.fullmatch(line) for line in lines if line.strip("` ")):
            break
        kept.append(text[done : begin.start()])
        files.append((begin[1].strip(), transfer.decode(text[begin.start() : end.end()].encode(), "uuencode")[0]))
        done = end.end()
    return ("".join([*kept, text[done:]]), files) if files else (text, [])
