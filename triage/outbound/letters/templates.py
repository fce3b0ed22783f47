"""The folder of templates, read and compiled once; afterwards only rendering.

`<letter>.<language>.txt` is a letter's wording, its first line "Subject: …"; base.html lays every letter out, unless
`<letter>[.<language>].html` does it in a way of its own. Names that begin with an underscore are parts of others. Knows
no draft and no mail.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from traceback import walk_tb
from typing import Any, Self

from jinja2 import FunctionLoader, TemplateError

from triage.outbound.cleaning import clean_line
from triage.outbound.letter import LetterError
from triage.outbound.letters.checks import problems_in
from triage.outbound.letters.contract import MARKS, PANELS, VALUES
from triage.outbound.letters.layout import blocks, preview
from triage.outbound.letters.sandbox import Sandbox
from triage.outbound.letters.sources import file_of, loader, read, spoken_in, subject_of
from triage.outbound.letters.subject import MAX_SUBJECT
from triage.outbound.letters.values import plain
from triage.outbound.wording import FALLBACK, worded
from triage.record import record

LAYOUT_FILE = "base.html"

_BLANK_LINES = re.compile(r"\n{3,}")  # what conditions leave behind


class TemplatesError(LetterError):
    """These templates cannot be used; `problems` has a sentence for each mistake, beginning with file:line."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = tuple(problems)


@record
class Worded:
    """One letter in words, not yet mail."""

    subject: str  # one line, from the template
    text: str
    html: str | None  # None: it is to be plain, or the folder has no layout
    language: str  # it is written in; English where the reader's is missing


@record
class Templates:
    """Compiled templates. Rendering is limited in steps and size, so it may happen beside everything else."""

    folder: str  # its name, as sentences print it
    files: frozenset[str]  # "requester/closing.de.txt"
    spoken: Mapping[str, frozenset[str]]  # letter -> the languages it is written in; English where no file names one
    sandbox: Sandbox

    @classmethod
    def load(cls, folder: Path, *, are_proven: bool = False) -> Self:
        """Read and compile every .txt and .html file below a folder.

        Those that `are_proven` have been through this before: each is compiled when a letter first needs it.

        Raises:
            TemplatesError: every problem of every template, each as `folder/file:line: sentence`.
        """
        sources, unreadable = read(folder)
        sandbox = Sandbox(FunctionLoader(loader(folder.name, sources)))
        problems = sorted({*unreadable, *(() if are_proven else problems_in(sandbox, sources))})
        if problems:
            raise TemplatesError([f"{folder.name}/{file}:{line}: {sentence}" for file, line, sentence in problems])
        return cls(folder=folder.name, files=frozenset(sources), spoken=spoken_in(sources), sandbox=sandbox)

    def language(self, letter: str, wanted: str) -> str:
        """The language a reader gets: hers, else English."""
        return wanted if wanted in self.spoken.get(letter, ()) else FALLBACK

    def word(self, letter: str, language: str, values: Mapping[str, Any], *, plain_only: bool = False) -> Worded:
        """One letter's subject, text and, unless it is to be plain, HTML: in a layout of its own or in base.html.

        Raises:
            LetterError: no such letter, a value that is missing or not plain, a limit that bites; with file and line.
        """
        spoken = self.language(letter, language)
        wording = self._file(letter, spoken, "txt")
        if wording is None:
            raise LetterError(f"{self.folder}/{letter}.{FALLBACK}.txt:1: there is no such letter")
        given = {**plain(values), "language": spoken}
        subject = clean_line(self._render(subject_of(wording), given), MAX_SUBJECT)
        text = _BLANK_LINES.sub("\n\n", self._render(wording, given).strip()) + "\n"
        page = None if plain_only else self._file(letter, spoken, "html") or self._layout
        html = self._render(page, {**given, **_laid_out(subject, text, given)}) if page else None
        return Worded(subject=subject, text=text, html=html, language=spoken)

    @property
    def _layout(self) -> str | None:
        return LAYOUT_FILE if LAYOUT_FILE in self.files else None

    def _file(self, letter: str, language: str, ending: str) -> str | None:
        names = (f"{letter}.{language}.{ending}", f"{letter}.{ending}")
        return next((name for name in names if name in self.files), None)

    def _render(self, name: str, values: Mapping[str, Any]) -> str:
        try:
            return self.sandbox.generate_within_limits(name, values)
        except (
            TemplateError,
            ArithmeticError,
            AttributeError,
            LookupError,
            RecursionError,
            TypeError,
            ValueError,
        ) as error:
            raise LetterError(f"{self._place(error, name)}: {error}") from error

    def _place(self, error: Exception, name: str) -> str:
        """file:line of the innermost template line; jinja2 writes them into the traceback."""
        own = [(frame.f_code.co_filename, line) for frame, line in walk_tb(error.__traceback__)]
        here = [f"{file}:{line}" for file, line in own if file.startswith(f"{self.folder}/")]
        return here[-1] if here else f"{self.folder}/{file_of(name)}:1"


def _laid_out(subject: str, text: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What base.html uses beside the letter's own values."""
    found = blocks(text, {given[name]: kind for name, kind in PANELS.items() if given.get(name)})
    marks = [given.get(mark) for mark in MARKS]
    return {"heading": subject, "blocks": found, "preview": preview(found), "marks": marks}


def prove(templates: Templates, samples: Mapping[str, Sequence[Mapping[str, Any]]]) -> list[str]:
    """Render every letter in every language with every sample; the sentences of all that failed, each once.

    A template with a mistake that only rendering shows is found here, before the first customer. The caller runs
    this in a process with limits.
    """
    tries = (
        (letter, language, sample)
        for letter, languages in templates.spoken.items()
        for language in sorted(languages)
        for sample in samples.get(letter, ())
    )
    found = (_failure(templates, letter, language, sample) for letter, language, sample in tries)
    unproven = (
        f"{templates.folder}/{letter}: no sample values, so nothing proves it"
        for letter in VALUES
        if letter not in samples
    )
    return list(dict.fromkeys([*filter(None, found), *unproven]))


def prove_own(templates: Templates, letters: Iterable[str], samples: Sequence[Mapping[str, Any]]) -> list[str]:
    """As `prove`, for letters that ops name themselves: each must exist in English, and render with these samples."""
    named = dict.fromkeys(letters)
    missing = (
        f"{templates.folder}/{letter}.{FALLBACK}.txt:1: rules.yaml names this letter, and it is missing"
        for letter in named
        if FALLBACK not in templates.spoken.get(letter, ())
    )
    found = (
        _failure(templates, letter, language, sample)
        for letter in named
        for language in sorted(templates.spoken.get(letter, ()))
        for sample in samples
    )
    return list(dict.fromkeys([*missing, *filter(None, found)]))


def sample_values(sample: Mapping[str, Any], language: str) -> dict[str, Any]:
    """One of the samples as a letter in this language gets it."""
    return {**worded(sample, "America/New_York", language), "desk": "The desk", "mailbox": "desk@shop.example"}


def _failure(templates: Templates, letter: str, language: str, sample: Mapping[str, Any]) -> str | None:
    try:
        templates.word(letter, language, sample_values(sample, language))
    except LetterError as error:
        return str(error)
    return None
