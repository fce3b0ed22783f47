"""Words and phrases in a text, whatever their case, accents and script. Does not know about rules or mail.

A phrase is compared word by word: 'send back' is not in 'resend backwards'. `*` ends a word of any ending ('zwrot*'),
`…` stands for up to four other words of the same sentence ('schicke … zurück'). Scripts without blanks between words
(Chinese, Japanese, Korean, Thai) are compared as parts of the text, blanks ignored. Takes time linear in the text.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import chain
from typing import NamedTuple

from triage.policy.regex import regex

LONGEST_TEXT = 64 * 1024  # characters; what stands behind is not looked at
LONGEST_WORD = 60  # letters; a longer one is in no phrase
WIDEST_GAP = 4  # words that `…` may stand for
GAP = "…"
UNSPACED = r"\u0e00-\u0eff\u1100-\u11ff\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003ffff"

MARK = "\u0300-\u036f\u0591-\u05bd\u064b-\u065f\u0670"  # accents and vowel points that are signs of their own

_WORD = rf"(?:[^\W_{UNSPACED}]+[{MARK}]*)+"

PIECE = re.compile(rf"({_WORD}|(?<=\w)\+(?!\w))|[.!?](?=\s|$)|\n\s*\n|[。!?]")
PHRASE_PIECE = re.compile(rf"…|{_WORD}\*?|(?<=\w)\+(?!\w)")
IS_UNSPACED = re.compile(f"[{UNSPACED}]")
# Python orders a run of combining marks in quadratic time: 64 kB of them would take seconds.
MARKS = regex(r"(\pM{8})\pM+")
ACCENTS = re.compile(f"[{MARK}]")
NO_ACCENT = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "æ": "ae", "œ": "oe", "ß": "ss"})
# Arabic writes "and", "so", "with", "for", "like" and "the" on the word: والأوريجينال is "and the Original".
ARABIC_WORD = re.compile("[\u0621-\u064a]{3,}")
ARABIC_PREFIX = re.compile("[وف]?(?:[بكل]?ال|لل|[بلك])?")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")  # NFKC leaves Arabic and Persian digits
FOREIGN_DIGIT = re.compile("[٠-٩۰-۹]")
UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})


def clean(text: str) -> str:
    """The text in one form of each character (full-width and Arabic digits become plain), at most LONGEST_TEXT long."""
    return _in_one_form(text[:LONGEST_TEXT])[:LONGEST_TEXT]


def _in_one_form(text: str) -> str:
    if text.isascii():
        return text
    text = text.encode("utf-8", "replace").decode("utf-8")  # lone surrogates
    text = unicodedata.normalize("NFKC", MARKS.sub(r"\1", text))
    return text.translate(DIGITS) if FOREIGN_DIGIT.search(text) else text


def _cleaned(phrases: Sequence[str]) -> list[str]:
    """Each as `clean` makes it, all in one go: thousands of phrases are read at a start."""
    foreign = (phrase[:LONGEST_TEXT].replace("\n", " ") for phrase in phrases if not phrase.isascii())
    cleaned = iter(_in_one_form("\n".join(foreign)).split("\n"))
    return [phrase[:LONGEST_TEXT] if phrase.isascii() else next(cleaned) for phrase in phrases]


def fold(word: str) -> str:
    """'Zurück' → 'zuruck': small letters without accents."""
    return word.lower() if word.isascii() else _fold_foreign(word)


@lru_cache(maxsize=4096)
def _fold_foreign(word: str) -> str:
    bare = ACCENTS.sub("", unicodedata.normalize("NFD", word.casefold()))
    return unicodedata.normalize("NFC", bare).translate(NO_ACCENT)


class Span(NamedTuple):
    """Where something stands: the first character and the one after the last."""

    start: int
    end: int


Piece = tuple[str, int, int]  # a folded word, its start and end; the word is empty where a sentence ends


@dataclass(frozen=True)
class Text:
    """A text cut into words, once for all phrases that look at it."""

    raw: str  # cleaned

    @classmethod
    def of(cls, text: str) -> "Text":
        return cls(clean(text))

    @cached_property
    def pieces(self) -> list[Piece]:
        if self.raw.isascii():
            return [(m[1] or "", *m.span()) for m in PIECE.finditer(self.raw.lower())]
        return [(fold(m[1] or ""), *m.span()) for m in PIECE.finditer(self.raw)]

    @cached_property
    def dense(self) -> tuple[str, list[int]]:
        """The folded text without blanks, and where each of its characters stood; empty when every script has blanks."""
        if self.raw.isascii() or not IS_UNSPACED.search(self.raw):
            return "", []
        pairs = [(sign, at) for at, char in enumerate(self.raw) if not char.isspace() for sign in char.casefold()]
        return "".join(sign for sign, _ in pairs), [at for _, at in pairs]

    @cached_property
    def word_starts(self) -> frozenset[int]:
        """Where each word begins that is no number."""
        return frozenset(start for word, start, _ in self.pieces if word and not word.isdecimal())

    @cached_property
    def length(self) -> int:
        """How many words it has; a sign of an unspaced script counts half."""
        return sum(1 for word, _, _ in self.pieces if word) + self.unspaced() // 2

    def unspaced(self, without: bytes | bytearray = b"") -> int:
        """How many signs of scripts without blanks it has, but for those at the places that are set here."""
        if self.raw.isascii():
            return 0
        return sum(1 for sign in IS_UNSPACED.finditer(self.raw) if not (without and without[sign.start()]))


@dataclass(slots=True)
class _Node:
    """One word of a phrase, with what may follow it."""

    phrases: list[str] = field(default_factory=list)
    next: "dict[str, _Node]" = field(default_factory=dict)

    def add(self, words: Iterable[str], phrase: str) -> None:
        """A phrase that goes on with these."""
        node = self
        for word in words:
            if (following := node.next.get(word)) is None:
                following = node.next[word] = _Node()
            node = following
        node.phrases.append(phrase)


class _Word(NamedTuple):
    """What a word of a text is to the phrases."""

    keys: tuple[str, ...] = ()  # their words and stems that it satisfies
    begins: tuple[_Node, ...] = ()  # the first words of phrases among them


_UNKNOWN, _SENTENCE_END = _Word(), _Word()


class Phrases:
    """Many phrases, to be looked for together."""

    def __init__(self, phrases: Iterable[str]) -> None:
        self._root = _Node()
        self._beginning: dict[str, list[tuple[list[str], str]]] = {}  # first word → (all words, the phrase)
        self._unspaced: dict[str, dict[str, str]] = {}  # first two signs → (without blanks → as ops wrote it)
        self._known: set[str] = set()  # every word and every stem* of a phrase
        self._first_signs: set[str] = set()  # of `_unspaced`
        wanted = list(dict.fromkeys(phrases))
        for phrase, text in zip(wanted, _cleaned(wanted), strict=True):
            self._add(phrase, text)
        self._start(GAP)
        self._stem_lengths = {len(word) - 1 for word in self._known if word.endswith("*")}
        self._short_word = lru_cache(maxsize=8192)(self._word)

    def find(self, text: Text) -> dict[str, list[Span]]:
        """Each phrase that stands in the text, with its places."""
        found: dict[str, list[Span]] = {}
        for phrase, span in chain(self._spaced_hits(text.pieces), self._unspaced_hits(text)):
            found.setdefault(phrase, []).append(span)
        return found

    def _add(self, phrase: str, text: str) -> None:
        if not text.isascii() and IS_UNSPACED.search(text):
            dense = "".join(text.split()).casefold()
            self._unspaced.setdefault(dense[:2], {})[dense] = phrase
            self._first_signs.add(dense[:1])
            return
        text = text.casefold()
        for spelling in {text, text.translate(UMLAUTS)} if not text.isascii() else (text,):
            if words := _words_of(spelling):
                self._beginning.setdefault(words[0], []).append((words, phrase))
                self._known.update(words)

    def _start(self, word: str) -> _Node | None:
        """Where phrases go on that begin with this word. Of thousands of first words, few ever stand in a text."""
        if word in self._beginning:
            self._root.next[word] = start = _Node()
            for words, phrase in self._beginning.pop(word):
                start.add(words[1:], phrase)
        return self._root.next.get(word)

    def _spaced_hits(self, pieces: list[Piece]) -> Iterator[tuple[str, Span]]:
        words = [self._short_word(word) if len(word) <= LONGEST_WORD else _UNKNOWN for word, _, _ in pieces]
        for first, word in enumerate(words):
            if not word.begins:
                continue
            hits: list[tuple[str, int]] = []
            for node in word.begins:
                self._arrive(node, first, words, hits)
            if gap := self._root.next.get(GAP):
                self._leap(gap, first, words, hits)
            for phrase, last in hits:
                yield phrase, Span(pieces[first][1], pieces[last][2])

    def _word(self, word: str) -> _Word:
        if not word:
            return _SENTENCE_END
        forms = (word,) if word.isascii() else _with_and_without_prefix(word)
        stems = (form[:size] + "*" for form in forms for size in self._stem_lengths if size <= len(form))
        keys = tuple(key for key in (*forms, *stems) if key in self._known)
        return _Word(keys, tuple(start for key in keys if (start := self._start(key))))

    def _arrive(self, node: _Node, at: int, words: list[_Word], hits: list[tuple[str, int]]) -> None:
        """Collects every phrase that ends with the word at this place or goes on behind it, and its last word's place."""
        if node.phrases:
            hits += [(phrase, at) for phrase in node.phrases]
        if node.next:
            self._go_on(node, at + 1, words, hits)

    def _go_on(self, node: _Node, at: int, words: list[_Word], hits: list[tuple[str, int]]) -> None:
        for key in words[at].keys if at < len(words) else ():
            if following := node.next.get(key):
                self._arrive(following, at, words, hits)
        if gap := node.next.get(GAP):
            self._leap(gap, at, words, hits)

    def _leap(self, gap: _Node, at: int, words: list[_Word], hits: list[tuple[str, int]]) -> None:
        """The same over a gap."""
        for after in range(at, min(at + WIDEST_GAP + 1, len(words))):
            if words[after] is _SENTENCE_END:
                return
            self._go_on(gap, after, words, hits)

    def _unspaced_hits(self, text: Text) -> Iterator[tuple[str, Span]]:
        dense, places = text.dense
        for at in [at for at, sign in enumerate(dense) if sign in self._first_signs]:
            for begin in {dense[at], dense[at : at + 2]} & self._unspaced.keys():  # at the end they are one
                for sought, phrase in self._unspaced[begin].items():
                    if dense.startswith(sought, at):
                        yield phrase, Span(start=places[at], end=places[at + len(sought) - 1] + 1)


def _words_of(phrase: str) -> list[str]:
    """The folded words, stems and gaps of a phrase in small letters."""
    if phrase.replace(" ", "").isalnum():  # as nearly all of thousands
        return fold(phrase).split()
    return [fold(word) for word in PHRASE_PIECE.findall(phrase.replace("...", GAP))]


def _with_and_without_prefix(word: str) -> tuple[str, ...]:
    """An Arabic word as it stands, and without what is only written on it; any other word alone."""
    if not ARABIC_WORD.fullmatch(word) or not (prefix := ARABIC_PREFIX.match(word)):
        return (word,)
    bare = [word[end:] for end in {1, prefix.end()} if 0 < end <= prefix.end()]
    return (word, *(form for form in bare if len(form) > 1))
