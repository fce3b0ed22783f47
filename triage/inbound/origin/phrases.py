"""Compares a mail's words with lists of phrases, in linear time. Does not know what the phrases mean."""

import functools
import re
import unicodedata
from collections.abc import Mapping
from itertools import filterfalse
from typing import Any

import re2

APOSTROPHES = "’‘´`ʼ"
LEADING_MARKS = " \t[](){}<>*-–—_!#\"'“”„«»【】「」『』:."
PARAGRAPH = " ¶ "
# Scripts that part words by spaces: there a phrase must begin a word. Its end may be a stem.
# Python orders a run of combining marks in quadratic time: 64 kB of them would take seconds.
_MARKS = re2.compile(r"(\pM{8})\pM+")
_SPACED = r"\p{Latin}\p{Greek}\p{Cyrillic}\p{Hebrew}\p{Arabic}\p{Armenian}\p{Georgian}"
_SPACED_SIGN = re2.compile(rf"[{_SPACED}]")
_NOTHING = r"[^\s\S]"  # a branch that never matches
_BEGINS = {
    "word": rf"(?:^|[^{_SPACED}])",
    "sentence": r"(?:^|[.!?:;,*\-–—=(\[\"|>¶。！？：，、])\s*",
    "subject": r"^",
}


def fold(text: str) -> str:
    """Text as it is compared: no case, no accents, one kind of apostrophe, single spaces."""
    for apostrophe in APOSTROPHES:  # a hundred times quicker than `translate`
        text = text.replace(apostrophe, "'")
    if text.isascii():
        return " ".join(text.lower().split())
    plain = unicodedata.normalize("NFKD", str(_MARKS.sub(r"\1", text.replace("\xa0", " ")))).casefold()
    if not plain.isascii():
        plain = "".join(filterfalse(unicodedata.combining, plain))
    return " ".join(plain.split())


def fold_paragraphs(text: str) -> str:
    """Folded text in which PARAGRAPH stands between paragraphs: a phrase may be broken over lines, not over paragraphs."""
    paragraphs = (fold(paragraph) for paragraph in re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n")))
    return PARAGRAPH.join(paragraph for paragraph in paragraphs if paragraph)


def opening(folded_subject: str, by_language: Mapping[str, str]) -> str | None:
    """The phrase that the folded subject begins with, whole words only; None when it begins with none."""
    return _find("subject", folded_subject.lstrip(LEADING_MARKS), by_language)


def rest(folded_subject: str, phrase: str) -> str:
    """What follows the phrase that the subject begins with."""
    return folded_subject.lstrip(LEADING_MARKS)[len(fold(phrase)) :].lstrip()


def begins_with_word(folded_text: str) -> bool:
    """A letter of a spaced script comes first, not a colon or a bracket."""
    return _is_spaced(folded_text)


def says(folded_text: str, by_language: Mapping[str, str]) -> str | None:
    """The first phrase in the folded text, or None."""
    return _find("word", folded_text, by_language)


def begins_sentence(folded_text: str, by_language: Mapping[str, str]) -> str | None:
    """The first phrase that begins a sentence of the folded text, or None."""
    return _find("sentence", folded_text, by_language)


def _find(place: str, text: str, by_language: Mapping[str, str]) -> str | None:
    return _found(place, text, tuple(by_language.values()))


@functools.lru_cache(maxsize=64)  # several tests ask the same of one mail
def _found(place: str, text: str, lists: tuple[str, ...]) -> str | None:
    pattern, as_written = _compiled(place, lists)
    found = pattern.search(text)
    return as_written[str(found["spaced"] or found["dense"])] if found else None


@functools.cache
def _compiled(place: str, lists: tuple[str, ...]) -> tuple[Any, dict[str, str]]:
    """One pattern for a whole list, and how each folded phrase was written."""
    as_written = {
        folded.strip(): phrase.strip()
        for phrases in lists
        for folded, phrase in zip(fold(phrases).split("|"), phrases.split("|"), strict=True)
    }
    longest_first = sorted(as_written, key=len, reverse=True)
    is_spaced = {phrase: _is_spaced(phrase) for phrase in longest_first}
    spaced = "|".join(re2.escape(phrase) for phrase in longest_first if is_spaced[phrase]) or _NOTHING
    dense = "|".join(re2.escape(phrase) for phrase in longest_first if not is_spaced[phrase]) or _NOTHING
    before, after = _BEGINS[place], rf"(?:$|[^{_SPACED}])" if place == "subject" else ""
    before_dense = "" if place == "word" else before
    return re2.compile(rf"{before}(?P<spaced>{spaced}){after}|{before_dense}(?P<dense>{dense})"), as_written


def _is_spaced(phrase: str) -> bool:
    return (phrase[:1].isascii() and phrase[:1].isalpha()) or _SPACED_SIGN.match(phrase) is not None
