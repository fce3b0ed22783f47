"""The header block that Outlook, Lotus Notes, Yahoo and others put above a quote: From, Sent, To, Subject in any language.

Does not know what the mail around it is about: a block is told by its words, an address and a date alone.
"""

import re
from collections.abc import Sequence

from triage.inbound.body import moments, phrases
from triage.inbound.body.lines import LONGEST_LINE, is_marked, seen

LONGEST_BLOCK = 40  # lines; a long list of recipients included
LONGEST_RUN_ON = 12  # lines by which one header may run on, when they hold addresses; else three
MOST_NAME_LINES = 2
LONGEST_NAME = 60  # characters
_ADDRESS_ON = re.compile(
    r"[@<>\"/].* on \d|^[^.!?]{3,50} on \d", re.IGNORECASE
)  # '"Lee, Ann" <ann@example.com> on 06/01/2026 …'
_RAW = re.compile(
    r"^(?:mime-version|received)\s*:", re.IGNORECASE | re.MULTILINE
)  # a pasted raw message, no program's quote
_FIELDS = ("aside", "copy", "to", "sent", "subject", "author")  # where words collide, the later field wins
_FIELD_OF = {word: field for field in _FIELDS for word in phrases.words(field)}
_HEADER = re.compile(r"[\s*_|#-]*(?P<word>[^:：*]{1,30}?)[\s*_]*[:：]")
_FULL = 3  # this many of author, sent, to and subject make a block beyond doubt
_MAIN = frozenset({"author", "sent", "to", "subject"})


def field_of(line: str) -> str | None:
    """Which header a line is ("author", "sent", "to", "copy", "subject", "aside"), or None."""
    found = _HEADER.match(seen(line)) if ":" in line or "：" in line else None
    return _FIELD_OF.get(found["word"].strip().lower()) if found else None


def block_at(lines: Sequence[str], start: int, *, announced: bool) -> int | None:
    """Where the header block that begins at this line ends (the index after it); None when none begins here.

    Args:
        lines: the whole text.
        start: a line that is not blank.
        announced: a separator or a line drawn across stands above, so it need not prove itself by an address or a moment.
    """
    if field_of(lines[start]) is None:
        return None
    fields, end = _read(lines, start)
    text = "\n".join(line[:LONGEST_LINE] for line in lines[start:end])
    if _RAW.search(text):
        return None
    led_in = {"to", "subject"} <= fields and lead_in(lines, start) < start
    return end if led_in or _is_block(fields & _MAIN, text, announced=announced) else None


def is_full(lines: Sequence[str]) -> bool:
    """Do these lines name three of author, moment, recipient and subject?"""
    return len({field_of(line) for line in lines} & _MAIN) >= _FULL


def lead_in(lines: Sequence[str], start: int) -> int:
    """Where the author's name and the moment begin that Lotus Notes writes above "To:"; `start` when it did not."""
    moment = _spoken_above(lines, start)
    if moment is None or field_of(lines[start]) == "author" or not moments.has_clock(seen(lines[moment])):
        return start
    if not moments.is_bare(seen(lines[moment])):
        return moment if _ADDRESS_ON.search(seen(lines[moment])) else start
    first = moment
    while first and moment - first < MOST_NAME_LINES and _may_be_name(lines[first - 1]):
        first -= 1
    return first if first < moment else start


def _spoken_above(lines: Sequence[str], start: int) -> int | None:
    """The index of the line above that is not blank, with a few blank lines in between at most."""
    near = range(start - 1, max(-1, start - 5), -1)
    return next((at for at in near if lines[at].strip()), None)


def _read(lines: Sequence[str], start: int) -> tuple[set[str], int]:
    """The fields of the block and the index after its last header; a field seen twice begins another block."""
    fields: set[str] = set()
    end, ran_on = start, 0
    for at in range(start, min(len(lines), start + LONGEST_BLOCK)):
        line = lines[at]
        field = field_of(line)
        if is_marked(line) or (field in fields and field != "aside"):
            break
        if field:
            fields.add(field)
            end, ran_on = at + 1, 0
            continue
        if ran_on == 0 and line[:1] in " \t" and line.strip() and end > start:  # RFC 5322 §2.2.3: indented lines run on
            end = at + 1
            continue
        ran_on += 1
        if ran_on > (LONGEST_RUN_ON if "@" in line or ";" in line else 3):
            break
        if not line.strip() and _is_full_set(fields):
            break
    return fields, end


def _is_full_set(fields: set[str]) -> bool:
    return "subject" in fields and len(fields & _MAIN) >= _FULL


def _is_block(main: set[str], text: str, *, announced: bool) -> bool:
    """A traveller's "From: Berlin, To: Paris, Date: 3 May" is none: programs give an address or a time of day."""
    proven = "author" in main and ("@" in text or moments.has_clock(text))
    if len(main) >= _FULL:
        return (proven or announced) and ("subject" in main or "@" in text)
    return proven and len(main) == 2  # noqa: PLR2004  the least: who, and what or when


def _may_be_name(line: str) -> bool:
    """A name, or "Sent by: …" in its place: short, and no sentence."""
    said = seen(line)
    return 0 < len(said) < LONGEST_NAME and (field_of(line) == "aside" or not said.endswith((".", "!", "?", ":", ",")))
