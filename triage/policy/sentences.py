"""The sentence around a place in a text. Does not know why somebody points there."""

import re
from collections.abc import Iterator

from triage.policy.words import Span

LONGEST_SENTENCE = 300  # characters that are kept
# A full stop, a blank line, a list mark or a "Label:" at the start of a line ends what stood before.
END = re.compile(r"[.!?](?=\s)|[。!?]|\n[ \t]*\n|\n(?=[ \t]*(?:[-*•]|\d{1,2}[.)]|[^\n:]{1,30}:))")
LOOK_AROUND = 1_000  # characters to each side: a sentence without an end is cut there


def sentence_around(text: str, span: Span) -> str:
    """The sentence that holds this place, in one line, at most LONGEST_SENTENCE characters."""
    before = text[max(0, span.start - LOOK_AROUND) : span.start]
    after = text[span.end : span.end + LOOK_AROUND]
    begin = max((match.end() for match in END.finditer(before)), default=0)
    end = match.end() if (match := END.search(after)) else len(after)
    return in_one_line(before[begin:] + text[span.start : span.end] + after[:end])


def sentences_of(text: str) -> Iterator[Span]:
    """Where each sentence stands, its end sign included."""
    start = 0
    for end in END.finditer(text):
        yield Span(start=start, end=end.end())
        start = end.end()
    yield Span(start=start, end=len(text))


def in_one_line(text: str) -> str:
    """The text with single blanks, cut to LONGEST_SENTENCE characters."""
    return " ".join(text.split())[:LONGEST_SENTENCE].strip()
