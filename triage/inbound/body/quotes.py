"""Which lines of a mail are quoted or forwarded. Finds where a mail program opened a quote, then what belongs to it.

Does not know about signatures or languages; the words stand in phrases. The rule in doubt: a line is new.
"""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache
from itertools import groupby

from triage.inbound.body import attribution, headers, moments, phrases
from triage.inbound.body.lines import (
    LONGEST_LINE,
    Kind,
    is_marked,
    is_rule,
    less_marked,
    next_spoken,
    says_something,
    seen,
    unmarked,
)
from triage.record import record

OUR_MARKER = re.compile(r"##-.{0,200}-##")  # "##- Please type your reply above this line -##" in any language
LONGEST_SEPARATOR = 160  # characters of "---- Forwarded by … on … ----"
WRAPPED_FROM = 66  # a quoted line this long may have lost its end to the next line, which then has no mark
SHORTEST_RUN = 3  # lines that begin with the same unusual mark
_MAY_OPEN = re.compile(r"[\d:：@<\[–—‐_=~*-]")  # no line opens a quote without one of these
_DRAWN = re.compile(r"[\s*_]*[-–—‐_=~*]{2,}\s*")
_EDGES = " \t*_-–—‐=~>:：.<[]()"
_OTHER_MARK = re.compile(
    r"\s{0,4}(?:[A-Za-z]{1,16}>(?=\s|$)|[|:}#%!+~=][^\w\s]{0,3}|-{1,3}[\]>|])"
)  # after an attribution only
_ELISION = re.compile(
    r"\W{0,3}(?:\W{2,}|snip\w*|cut|lost|elided|gekürzt|[\w ]{0,30}(?:snip|deleted|elided|removed|omitted)[\w ]{0,20})\W{0,6}",
    re.IGNORECASE,
)
MARKS_WITHIN = 5  # lines below an attribution: "Hi Ann," may stand above the first mark
MOST_BLANK_LINES = 4  # between a separator and its header block
MOST_GREETING_LINES = 2
LONGEST_GREETING = 50  # characters
_RUN_MARK = re.compile(r"\|(?=[ \t]+\S[^|]*$|[ \t]*$)|[A-Z]{1,3}>(?=\s|$)")  # other marks that tell by coming in runs
_ORIGINAL = tuple(phrases.words("original"))
_FORWARDED = tuple(phrases.words("forwarded"))
_ONLY_FORWARDED = frozenset(_FORWARDED)
_FORWARD_SUBJECT = re.compile(
    rf"\s*(?:\[[^\]]{{0,40}}\]\s*)?(?:{'|'.join(re.escape(word) for word in phrases.words('forward_prefix'))})\s*[:：]",
    re.IGNORECASE,
)
_FORWARD_END = re.compile(r"\s*\(fwd\)\s*$", re.IGNORECASE)  # Alpine
_ANSWER_SUBJECT = re.compile(r"\s*(?:\[[^\]]{0,40}\]\s*)?[^\s:：]{1,6}\s?[:：]")


@record
class Cut:
    """What each line is, and which lines were forwarded."""

    kinds: list[Kind]  # one for each line; only NEW, QUOTED and FORWARDED
    forwarded: range  # the forwarded lines with their opening; new, too, when the writer added nothing; else empty


@record
class Opening:
    """The lines by which a mail program opens a quote: separator, header block or attribution."""

    start: int  # the first of them
    end: int  # the index after the last of them
    forwards: bool = False  # it says "forwarded"
    is_block: bool = False  # it is a separator or a header block, no attribution
    may_be_a_form: bool = False  # it is a header block, but a short one: at the top of a mail a web form's fields


def cut(lines: Sequence[str], *, forward: bool, answer: bool) -> Cut:
    """What each line is.

    Args:
        lines: the whole text.
        forward: the subject says that this is a forward, so a header block opens forwarded text.
        answer: there is something to quote; in any other mail the writer marks lines herself, unless somebody is named.
    """
    ours = _above_our_marker(lines)
    found = _cut(lines[:ours], forward=forward, answer=answer)
    if ours < len(lines) and not _speaks(lines, found.kinds):
        return _cut(lines, forward=forward, answer=answer)  # the answer stands elsewhere
    return Cut(kinds=found.kinds + [Kind.QUOTED] * (len(lines) - ours), forwarded=found.forwarded)


def cut_strictly(lines: Sequence[str]) -> list[Kind]:
    """What each line of an answer is, so that nothing of a quote is taken for new: a quote without marks goes to the end.

    Our own marker is never the writer's: if all else fails, only what stands above it is.
    """
    ours = _above_our_marker(lines)
    above = _cut(lines[:ours], forward=False, answer=True, strict=True).kinds
    if ours == len(lines) or _speaks(lines, above):
        return above + [Kind.QUOTED] * (len(lines) - ours)
    whole = _cut(lines, forward=False, answer=True, strict=True).kinds
    told = any(
        kind is Kind.NEW and OUR_MARKER.search(line[:LONGEST_LINE]) for line, kind in zip(lines, whole, strict=True)
    )
    return above + [Kind.QUOTED] * (len(lines) - ours) if told else whole


def _speaks(lines: Sequence[str], kinds: Sequence[Kind]) -> bool:
    return any(kind is Kind.NEW and says_something(line) for line, kind in zip(lines, kinds, strict=False))


def without_forward_marks(lines: Sequence[str]) -> list[str]:
    """A mail that is nothing but a forward whose lines are all marked, with one mark less; any other mail as it is."""
    first = next_spoken(lines, 0)
    forwards = first < len(lines) and bool(_separator(unmarked(lines[first])))
    all_marked = all(is_marked(line) for line in lines[first + 1 :] if line.strip())
    return [less_marked(line) for line in lines] if forwards and all_marked else list(lines)


def begins_forward(subject: str) -> bool:
    """Does a subject begin with Fwd:, WG:, TR: or the like?"""
    return bool(_FORWARD_SUBJECT.match(subject[:LONGEST_LINE]))


def says_forward(subject: str) -> bool:
    """Does a subject begin with Fwd:, WG:, TR: or the like, or end with (fwd)?"""
    return begins_forward(subject) or bool(_FORWARD_END.search(subject[-LONGEST_LINE:]))


def without_forward_prefix(subject: str) -> str:
    """The subject without "Fwd:", "WG:" and the like before it, or "(fwd)" behind it."""
    subject = _FORWARD_END.sub("", subject)
    while found := _FORWARD_SUBJECT.match(subject[:LONGEST_LINE]):
        subject = subject[found.end() :].lstrip()
    return subject


def says_answer(subject: str) -> bool:
    """Does a subject begin like "Re:", "AW:", "SV[2]:" in any language: a few letters and a colon?"""
    return bool(_ANSWER_SUBJECT.match(subject[:LONGEST_LINE]))


def _cut(lines: Sequence[str], *, forward: bool, answer: bool, strict: bool = False) -> Cut:
    kinds = [Kind.QUOTED if is_marked(line) else Kind.NEW for line in lines]
    _mark_other_runs(lines, kinds)
    openings = _openings(tuple(lines))
    forwarded = _marked_forward(lines, kinds)
    first_word = len(lines)  # where the writer first says something
    opened = answer or bool(forwarded)
    at = 0
    while at < len(lines):
        opening = openings.at(at) if lines[at].strip() and kinds[at] is Kind.NEW else None
        if opening is None or (opening.may_be_a_form and first_word >= opening.start):
            if at < first_word and kinds[at] is Kind.NEW and says_something(lines[at]):
                first_word = at
            at += 1
            continue
        opened = True
        forwards = opening.forwards or (forward and opening.is_block)
        kind = Kind.FORWARDED if forwards else Kind.QUOTED
        end = _quote_end(lines, opening.end, open_end=strict or first_word < opening.start)
        kinds[opening.start : end] = [kind] * (end - opening.start)
        forwarded = range(opening.start, len(lines)) if forwards and not forwarded else forwarded
        at = end
    if not opened:
        return Cut(kinds=[Kind.NEW] * len(lines), forwarded=range(0))
    _join_wrapped(lines, kinds)
    if not strict:
        _keep_what_nobody_else_wrote(lines, kinds)
    return Cut(kinds=kinds, forwarded=forwarded)


class _Openings:
    """The openings in a text, each looked for once, however often the text is cut."""

    def __init__(self, lines: Sequence[str]) -> None:
        self._lines = lines
        self._marks_follow = _marks_follow(lines)
        self._found: dict[int, Opening | None] = {}

    def at(self, start: int) -> Opening | None:
        """The opening that begins at this line, if one does."""
        if start not in self._found:
            self._found[start] = _opening_at(self._lines, start, self._marks_follow)
        return self._found[start]


_openings = lru_cache(maxsize=1)(_Openings)  # an answer is cut twice, the second time strictly


def _opening_at(lines: Sequence[str], start: int, marks_follow: Sequence[bool]) -> Opening | None:
    """The opening that begins at this line, if one does."""
    address_below = start + 1 < len(lines) and lines[start + 1].lstrip().startswith("<")
    if not (address_below or _MAY_OPEN.search(lines[start][:LONGEST_LINE])):
        return None
    separator = _separator(lines[start])
    below = next_spoken(lines, start + 1) if separator is not None or is_rule(lines[start]) else start
    below = next_spoken(lines, below + 1) if below < len(lines) and is_rule(lines[below]) and below > start else below
    near = below < len(lines) and below - start <= MOST_BLANK_LINES
    block = headers.block_at(lines, below, announced=below > start) if near else None
    if separator is not None:
        return Opening(start=start, end=block or start + 1, forwards=separator, is_block=True)
    if block:
        form = not headers.is_full(lines[start:block])
        return Opening(start=headers.lead_in(lines, start), end=block, is_block=True, may_be_a_form=form)
    if marks_follow[start + 1] and headers.field_of(lines[start]) == "author" and "@" in lines[start]:
        return Opening(start=start, end=start + 1)
    end = attribution.at(lines, start, marks_follow=marks_follow)
    return Opening(start=start, end=end) if end else None


def _separator(line: str) -> bool | None:
    """Is the line "-----Original Message-----" (False), "---- Forwarded by … ----" (True) or neither (None)?"""
    if len(line) > LONGEST_SEPARATOR:
        return None
    line = line.replace("&nbsp;", " ")
    said = line.strip(_EDGES).lower()
    drawn = bool(_DRAWN.match(line))
    if said in _ONLY_FORWARDED or (drawn and said.startswith(_FORWARDED)):
        return True if drawn or line.rstrip(" *_").endswith((":", "：")) else None
    return False if drawn and said.startswith(_ORIGINAL) else None


def _quote_end(lines: Sequence[str], start: int, *, open_end: bool) -> int:
    """Where the quote that was opened just above `start` ends.

    Marked lines mark their own end, and what follows them is an answer. Without marks all the rest is quoted, if the
    writer has said something above (open_end); if not, only the opening goes: the words below are all there is.
    """
    first = next_spoken(lines, start)
    while first < len(lines) and not is_marked(lines[first]) and _ELISION.fullmatch(lines[first][:LONGEST_LINE]):
        start, first = first + 1, next_spoken(lines, first + 1)
    if first == len(lines):
        return first
    if lines[first].startswith("\t"):  # mailx and its heirs push the whole quote in
        return _indented_end(lines, first)
    if is_marked(lines[first]) or _marks_come(lines, first):
        return start
    if lines[first].lstrip().startswith("<<"):
        return next((at + 1 for at in range(first, len(lines)) if lines[at].endswith(">>")), len(lines))
    mark = _OTHER_MARK.match(lines[first])
    if mark and not OUR_MARKER.search(lines[first][:LONGEST_LINE]):
        return _run_end(lines, first, mark[0].strip())
    return len(lines) if open_end else start


def _indented_end(lines: Sequence[str], start: int) -> int:
    """The index after the last line of the run that begin with a tab, blank lines in between included."""
    outside = (at for at in range(start, len(lines)) if lines[at].strip() and not lines[at].startswith("\t"))
    return next(outside, len(lines))


def _marks_come(lines: Sequence[str], start: int) -> bool:
    """Do marked lines follow after no more than a word to the author ("Hi Ann,")?"""
    near = [line for line in lines[start : start + MARKS_WITHIN] if line.strip()]
    above = next((at for at, line in enumerate(near) if is_marked(line)), len(near))
    greets = all(len(line) < LONGEST_GREETING and line.endswith((",", "!", ".", ":-)")) for line in near[:above])
    return above <= MOST_GREETING_LINES and above < len(near) and greets


def _run_end(lines: Sequence[str], start: int, mark: str) -> int:
    """The index after the run of lines that carry this mark, blank lines in between included."""
    end = start
    for at in range(start, len(lines)):
        if lines[at].lstrip().startswith(mark):
            end = at + 1
        elif lines[at].strip():
            break
    return end


def _mark_other_runs(lines: Sequence[str], kinds: list[Kind]) -> None:
    """Some programs mark with the author's initials ("JD>") or "|": three such lines, of bars in a row, are a quote."""
    marks = [found[0] if (found := _RUN_MARK.match(line)) else "" for line in lines]
    if not any(marks):
        return
    often = {mark for mark, times in Counter(marks).items() if times >= SHORTEST_RUN}
    for mark, run in groupby(range(len(lines)), key=marks.__getitem__):
        found = list(run)
        if mark in often - {"", "|"} or (mark == "|" and len(found) >= SHORTEST_RUN):
            kinds[found[0] : found[-1] + 1] = [Kind.QUOTED] * len(found)


def _marks_follow(lines: Sequence[str]) -> list[bool]:
    """For each index up to len(lines): does the next line that is not blank carry a quote mark?"""
    follow = [False] * (len(lines) + 2)
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        follow[at] = is_marked(line) or bool(_OTHER_MARK.match(line)) if line.strip() else follow[at + 1]
    return follow


def _marked_forward(lines: Sequence[str], kinds: list[Kind]) -> range:
    """Apple Mail marks what it forwards: the first quote is the forwarded text if it says "Begin forwarded message:"."""
    first = next((at for at, kind in enumerate(kinds) if kind is Kind.QUOTED and unmarked(lines[at]).strip()), None)
    if first is None or not _separator(unmarked(lines[first])):
        return range(0)
    end = next((at for at in range(first, len(lines)) if kinds[at] is not Kind.QUOTED), len(lines))
    kinds[first:end] = [Kind.FORWARDED] * (end - first)
    return range(first, end)


def _join_wrapped(lines: Sequence[str], kinds: list[Kind]) -> None:
    """A long quoted line that was wrapped again leaves its end without a mark, right between two marked lines."""
    for at in range(1, len(lines) - 1):
        alone = kinds[at] is Kind.NEW and is_marked(lines[at - 1]) and is_marked(lines[at + 1])
        runs_on = len(lines[at - 1]) >= WRAPPED_FROM and not lines[at - 1].endswith((".", "?", "!", ":", ";"))
        if alone and runs_on and 0 < len(lines[at].strip()) < WRAPPED_FROM:
            kinds[at] = Kind.QUOTED


def _keep_what_nobody_else_wrote(lines: Sequence[str], kinds: list[Kind]) -> None:
    """Marked lines are all there is, and no attribution says that they are another's: they are the writer's words."""
    if any(line.strip() and not is_marked(line) for line in lines):
        return
    bare = [unmarked(line) for line in lines]
    marks_follow = [True] * (len(lines) + 2)
    named = any(line.strip() and attribution.at(bare, at, marks_follow=marks_follow) for at, line in enumerate(bare))
    if not named and any(map(says_something, bare)):
        kinds[:] = [Kind.NEW] * len(kinds)


def _above_our_marker(lines: Sequence[str]) -> int:
    """Where the part above our own marker line ends: at the marker, and above the header that a client put over it.

    A marker that is itself marked stands in an ordinary quote, which is read as such.
    """
    at = next(
        (at for at, line in enumerate(lines) if "##-" in line and OUR_MARKER.search(line[:LONGEST_LINE])), len(lines)
    )
    if at == len(lines) or is_marked(lines[at]):
        return len(lines)
    end = at
    while end and not lines[end - 1].strip():
        end -= 1
    start = end
    while start and end - start < attribution.MOST_LINES and lines[start - 1].strip():
        start -= 1
    opening = _opening_above(lines[:end], start)  # the answer may stand right above it, without a blank line
    if opening is None and attribution.may_be(" ".join(map(seen, lines[start:end]))):
        return start
    return end if opening is None else opening


def _opening_above(lines: Sequence[str], start: int) -> int | None:
    """Where, from `start` on, a header block or an attribution with its moment begins that reaches to the last line."""
    here = range(start, len(lines))
    for at in here:
        if headers.block_at(lines, at, announced=False) == len(lines) and headers.is_full(lines[at:]):
            return at
    near = [False] * (len(lines) + 2)
    opens = (at for at in reversed(here) if moments.comes_first(seen(lines[at])))
    return next((at for at in opens if attribution.at(lines, at, marks_follow=near) == len(lines)), None)
