"""Which words of one text stand in another, line by line or by traces that an index can hold. Knows nothing of mail's fields."""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from hashlib import blake2b
from zlib import crc32

LONGEST = 40_000  # characters of a text that are compared
MOST_LINES = 200  # of a quote that are compared
FEWEST_WORDS = 4  # shorter lines prove nothing
RUN = 5  # words of one trace
ONE_IN = 4  # so many words begin a trace

_WORDS = re.compile(r"\w+")
_OTHER_MARKS = re.compile(
    r"\s{0,8}(?:(?:[A-Za-z]{0,12}>|\||--\])\s?)+"
)  # "Ann> ", "| ", "--]": quote marks of odd programs
_SAYS_LITTLE = re.compile(
    r"^[\s>|]*[^\W\d_][\w ]{1,14}[:：]\s|@|://|www\.|[:：]\s*$"
)  # header fields, attributions, addresses, links: in many mails, whatever they are about
_ONE_MARK = re.compile(r"\s{0,8}(?:[A-Za-z]{0,12}>|\||--\])(?!\s?(?:[A-Za-z]{0,12}>|\||--\]))")


def of(text: str) -> list[str]:
    """The words of a text, case aside."""
    return _WORDS.findall(text[:LONGEST].casefold())


def stream(text: str) -> str:
    """The words of a text in one line, to look for others in it."""
    return f" {' '.join(of(text))} "


def lines_of(text: str) -> list[str]:
    """The words of each line that may prove something: long enough, and no attribution, address or link."""
    lines = text[:LONGEST].splitlines()[:MOST_LINES]
    spoken = (of(_OTHER_MARKS.sub("", line, count=1)) for line in lines if not _SAYS_LITTLE.search(line))
    return [" ".join(words) for words in spoken if len(words) >= FEWEST_WORDS]


def marked(text: str) -> str:
    """The lines of a text that carry a quote mark, if only an odd one."""
    return "\n".join(line for line in text[:LONGEST].splitlines() if _OTHER_MARKS.match(line))


def outermost(text: str) -> str:
    """The lines that carry one quote mark: words of the very mail that is answered, not of what that mail quoted."""
    return "\n".join(line for line in text[:LONGEST].splitlines() if _ONE_MARK.match(line))


def found_in(lines: Sequence[str], texts: Iterable[str]) -> list[str]:
    """The lines that stand in one of the texts word for word, however the text is broken into lines.

    Some programs break a long line in the midst of a word: the words at its ends need not be whole.
    """
    streams = [stream(text) for text in texts] if lines else []
    return [line for line in lines if any(f" {line} " in each or _core(line) in each for each in streams)]


def _core(line: str) -> str:
    """A long line without its first and last word."""
    inner = line.split(" ")[1:-1]
    return f" {' '.join(inner)} " if len(inner) >= FEWEST_WORDS else f" {line} "


def traces(text: str, limit: int) -> tuple[int, ...]:
    """Numbers that a text shares with every text that repeats a good part of it; the same few every time.

    One word in four, told by its own letters, begins a run of five that has a number of 63 bits; the smallest are taken.
    """
    return _numbers(text[:LONGEST])[:limit]


@lru_cache(maxsize=4)  # a mail's text is looked for, and soon after kept
def _numbers(text: str) -> tuple[int, ...]:
    numbers = (int.from_bytes(blake2b(run.encode(), digest_size=8).digest()) >> 1 for run in set(_runs(of(text))))
    return tuple(sorted(numbers))


def _runs(words: list[str]) -> Iterator[str]:
    for at in range(len(words) - RUN + 1):
        if crc32(words[at].encode()) % ONE_IN == 0:
            yield " ".join(words[at : at + RUN])
