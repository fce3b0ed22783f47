"""The files of a templates folder: which letter and language each is for, and its subject apart from its text.

Knows file names and first lines, not what stands in between.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path, PurePosixPath

from triage.outbound.wording import FALLBACK

MAX_SOURCE = 64 * 1024  # octets of one template
SUBJECT = "Subject: "

_SUBJECT_OF = "subject of "
_LANGUAGE = re.compile(r"\.([a-z]{2})\.txt$")

Problem = tuple[str, int, str]  # file, line, sentence


def letter_of(file: str) -> str | None:
    """'requester/closing' for 'requester/closing.de.txt'; None for a part that other templates use."""
    path = PurePosixPath(file)
    return None if path.name.startswith("_") or path.name == "base.html" else re.sub(r"(\.[a-z]{2})?\.\w+$", "", file)


def is_wording(file: str) -> bool:
    """Does this file hold a letter's subject and text?"""
    return file.endswith(".txt") and letter_of(file) is not None


def subject_of(file: str) -> str:
    """The name under which a letter's first line is compiled by itself: so no value can run on into the text."""
    return _SUBJECT_OF + file


def file_of(template: str) -> str:
    """The file that a compiled template came from."""
    return template.removeprefix(_SUBJECT_OF)


def spoken_in(sources: Mapping[str, str]) -> dict[str, frozenset[str]]:
    """The languages each letter is written in; English where no file names one."""
    spoken: dict[str, frozenset[str]] = {}
    for file in sorted(sources):
        letter, named = letter_of(file), _LANGUAGE.search(file)
        if letter and file.endswith(".txt"):
            spoken[letter] = spoken.get(letter, frozenset()) | {named[1] if named else FALLBACK}
    return spoken


def read(folder: Path) -> tuple[dict[str, str], list[Problem]]:
    """Every template's text by its path below the folder, and what could not be read."""
    sources: dict[str, str] = {}
    unreadable: list[Problem] = []
    for path in sorted(p for p in folder.rglob("*") if p.suffix in (".txt", ".html")):
        file = path.relative_to(folder).as_posix()
        try:
            sources[file] = _text_of(path)
        except (OSError, ValueError) as error:
            unreadable.append((file, 1, f"cannot be read: {error}"))
    return sources, unreadable


def _text_of(path: Path) -> str:
    raw = path.read_bytes()
    if len(raw) > MAX_SOURCE:
        raise ValueError(f"more than {MAX_SOURCE // 1024} KiB")
    return raw.decode("utf-8-sig").replace("\r\n", "\n")


def loader(folder: str, sources: Mapping[str, str]) -> Callable[[str], tuple[str, str, None] | None]:
    """A letter's subject is a template of its own, so no value can run from the subject into the text."""

    def load(name: str) -> tuple[str, str, None] | None:
        file = name.removeprefix(_SUBJECT_OF)
        if file not in sources:
            return None
        first, _, rest = sources[file].partition("\n")
        is_letter = first.startswith(SUBJECT) and letter_of(file) is not None
        body = f"\n{rest}" if is_letter else sources[file]
        return (first.removeprefix(SUBJECT) if name != file else body), f"{folder}/{file}", None

    return load
