"""What stands under a text and is no part of it: signatures, what a device or list adds, legal notices.

Cuts only where it is safe: after a delimiter, known words of a device, or a greeting with contact lines under it. The
greeting and the name stay in the text. Does not know about quotes, except that they part the text.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache

from triage.inbound.body import phrases
from triage.inbound.body.lines import Kind, is_rule, says_something

MOST_LINES = 20  # under "-- " (RFC 3676 §4.3 asks for four)
MOST_RULED_LINES = 12  # under a line drawn across
MOST_CHARACTERS = 1500  # of a signature
LONGEST_CONTACT_LINE = 90
LONGEST_DEVICE_LINE = 140
LONGEST_CLOSING = 60  # characters
MOST_CLOSING_WORDS = 6
MOST_SMALL_WORDS = 3  # in small letters, of a role or an address that ends like a sentence; else twice as many
MOST_ROUNDS = 6  # a device line over a notice over a list's footer …

_DELIMITER = re.compile(r"\s?(?:- )?(?:--|—|–|__)")  # "- --" in what PGP signed
_ADVERTISEMENT = re.compile(r"[-_]{5,} .{1,60} [-_]{5,}[-~>]*")  # "------- Yahoo! Groups Sponsor -------~-->"
_LINK = re.compile(r"<?\[?(?:https?://|www\.|mailto:)[^\s>\])]*[>\])]*", re.IGNORECASE)
_PLACE = re.compile(  # where one can be reached, labelled or beyond doubt
    r"https?://|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.\w"
    r"|\b(?:tel|telefon|phone|ph|fax|mob|mobile|mobil|cell|tél|teléfono|direct|office|handy|t|m|f|p)\b\s{0,3}[.:#]{1,2}\s{0,3}[+(]?\d"
    r"|\d\s{0,3}\((?:phone|fax|tel|cell|mobile|office|direct)\)|тел\.|電話|电话",
    re.IGNORECASE,
)
_NET = re.compile(r"https?://|www\.|[\w.+-]{1,64}@[\w-]{1,64}\.\w", re.IGNORECASE)
_PHONE = re.compile(r"\b(?:tel|phone|mob|fax|cell|handy|t|m)\w{0,5}\b\s{0,3}[.:]{1,2}\s{0,3}[+(]?\d", re.IGNORECASE)
_NAME = re.compile(r"(?:Dr\. |Prof\. )?[^\W\d_a-z]\S{0,30}(?: (?:[^\W\d_a-z]\S{0,30}|van|von|der|de|da|di|del)){1,4}")
_NUMBER = re.compile(r"[+(]?\d[\d ()./-]{7,20}\d")
_PGP_SIGNATURE = ("-----BEGIN PGP SIGNATURE-----", "-----END PGP SIGNATURE-----")
_PGP_START = "-----BEGIN PGP SIGNED MESSAGE-----"
_LIST_FOOTER = re.compile(
    r"mailing list|mailman/listinfo|unsubscribe|maillist|groups\.google|yahoogroups|abmelden|d[ée]sabonn", re.IGNORECASE
)
_DEVICE = re.compile(rf"(?<![a-z])(?:{'|'.join(re.escape(word) for word in phrases.DEVICES)})")
_DEVICE_STARTS = tuple(word for word in phrases.words("device") if "*" not in word)
_DEVICE_FRAMES = tuple(word.split("*") for word in phrases.words("device") if "*" in word)
_FRAME_STARTS = tuple(start for start, _ in _DEVICE_FRAMES)
_FROM_MY = re.compile(
    r"Sent from (?:my|a|an|the) (?:(?!was|were|is|are|has|account)[^\s,.;]+ ?){1,6}+|From [Mm]y (?:[^\s,.;]+ ?){1,3}+|(?:\S+ )?from mobile|Sent (?:from|via) mobile"
)
_SCANNED = re.compile(
    r"virus-free|(?:checked|scanned) (?:for|by)\b.*virus|auf viren (?:geprüft|untersucht)|\bavast\b|\bavg\.com|sans virus\.|libre de virus\.|privo di virus"
)
MOST_DEVICE_WORDS = 11  # more is prose
LONGEST_SCAN_NOTE = 300  # characters
_CLOSINGS = frozenset(phrases.words("closing"))
_AND = re.compile(r"\s*(?:[/&+,|]|\b(?:and|und|et|y|e|en|och|og|ja|i|a)\b)\s*")
_ADDED = re.compile(rf"\s*p\.?\s?s\.?\s?[:.-]|(?=.*\d).*(?:{'|'.join(phrases.MATTERS)})", re.IGNORECASE)
_NO_BRACKETS = str.maketrans("", "", "[]()<>*")
_EDGES = " \t*_-–—,.!;:)(<>|~[]\u3000、。，！"


def mark(lines: Sequence[str], kinds: Sequence[Kind], *, keeps_last_words: bool = True) -> list[Kind]:
    """The kinds with signature lines marked.

    `keeps_last_words`: never the last new words of a mail, unless a device wrote them; else a delimiter alone tells, too.
    """
    marked = _without_pgp(lines, kinds)
    spoken = not keeps_last_words
    for start, end in _stretches(marked):
        top = _top(lines, start, end, spoken=spoken)
        if any(line.strip() for line in lines[top:end]):
            marked[top:end] = [Kind.SIGNATURE] * (end - top)
        spoken = spoken or any(map(says_something, lines[start:top]))
    if _speaks(lines, marked) or not keeps_last_words:
        return marked
    return [_only_device(line, kind) for line, kind in zip(lines, kinds, strict=True)]


def _without_pgp(lines: Sequence[str], kinds: Sequence[Kind]) -> list[Kind]:
    """The kinds with the armour of PGP marked (RFC 9580 §7): its first lines, and the signature at the end."""
    marked = list(kinds)
    closing = ""  # the line that ends the armour we are in
    for at, line in enumerate(lines):
        opens = line in (_PGP_START, _PGP_SIGNATURE[0]) and kinds[at] is Kind.NEW
        if opens:
            closing = _PGP_SIGNATURE[1] if line == _PGP_SIGNATURE[0] else ""
        inside = opens or (at > 0 and marked[at - 1] is Kind.SIGNATURE and lines[at - 1] != _PGP_SIGNATURE[1])
        if inside and kinds[at] is Kind.NEW and (closing or line.strip()):
            marked[at] = Kind.SIGNATURE
    return marked


def _only_device(line: str, kind: Kind) -> Kind:
    return Kind.SIGNATURE if kind is Kind.NEW and is_device(line) else kind


def _speaks(lines: Sequence[str], kinds: Sequence[Kind]) -> bool:
    return any(kind is Kind.NEW and says_something(line) for line, kind in zip(lines, kinds, strict=True))


def _stretches(kinds: Sequence[Kind]) -> Iterator[tuple[int, int]]:
    """Each run of new lines, as (first index, index after the last)."""
    start = 0
    for at in range(len(kinds) + 1):
        if at == len(kinds) or kinds[at] is not Kind.NEW:
            if at > start:
                yield start, at
            start = at + 1


def _top(lines: Sequence[str], start: int, end: int, *, spoken: bool) -> int:
    """Where the signature of a stretch begins, found from below: notice by notice, delimiter, contact lines."""
    top = end
    for _ in range(MOST_ROUNDS):
        lower = _without_notices(lines, start, top)
        lower = _delimiter(lines, start, lower, spoken=spoken)
        lower = _contact_lines(lines, start, lower)
        if lower == top:
            break
        top = lower
    return top


def _without_notices(lines: Sequence[str], start: int, end: int) -> int:
    """The end of the stretch without blank lines, decoration, device lines and legal notices at its foot."""
    while end > start:
        line = lines[end - 1]
        if is_device(line) or not says_something(line) or _is_list_link(line):
            end -= 1
        elif end - 2 >= start and is_device(lines[end - 2]) and not _LINK.sub("", line).strip(_EDGES):
            end -= 2
        else:
            paragraph = _paragraph(lines, start, end)
            if paragraph == start or not _is_notice(" ".join(lines[paragraph:end])):
                break
            end = paragraph
    return end


def is_device(line: str) -> bool:
    """Does the line say what sent the mail ("Sent from my iPhone", "Get Outlook for iOS") and no more?"""
    return not line.endswith("?") and _says_device(line[: 2 * LONGEST_DEVICE_LINE])


@lru_cache(maxsize=256)  # a signature is looked for from below, again and again
def _says_device(line: str) -> bool:
    said = _LINK.sub(" ", line).translate(_NO_BRACKETS).strip(_EDGES)
    ends_a_sentence = line.strip()[:1].islower() and not said.startswith(("iP", "iOS"))  # "… sent from my phone"
    if ends_a_sentence or len(said) > LONGEST_DEVICE_LINE:
        return False
    clause = re.split(r"[,;]|\. ", said.lower().replace("’", "'"), maxsplit=1)[0]
    few = len(clause.split()) <= MOST_DEVICE_WORDS
    return bool(_FROM_MY.fullmatch(said) or (few and _is_framed(clause) and _DEVICE.search(clause)))


def _is_framed(clause: str) -> bool:
    """Does the clause begin, or begin and end, as such lines do?"""
    return clause.startswith(_DEVICE_STARTS) or (
        clause.startswith(_FRAME_STARTS)
        and any(clause.startswith(start) and clause.endswith(end) for start, end in _DEVICE_FRAMES)
    )


def _is_list_link(line: str) -> bool:
    """Some lists add but the link to their page."""
    return len(line) < LONGEST_DEVICE_LINE and bool(_LIST_FOOTER.search(line)) and not _LINK.sub("", line).strip(_EDGES)


def _paragraph(lines: Sequence[str], start: int, end: int) -> int:
    """Where the last paragraph before `end` begins."""
    at = end
    while at > start and lines[at - 1].strip():
        at -= 1
    return at


def _is_notice(text: str) -> bool:
    """A legal notice: long, and with two of its words."""
    low = text[:3000].lower()
    if _SCANNED.search(low):
        return len(low) < LONGEST_SCAN_NOTE
    return len(low) > 100 and sum(word in low for word in phrases.NOTICES) >= 2  # noqa: PLR2004  one word may be chance


def _delimiter(lines: Sequence[str], start: int, end: int, *, spoken: bool) -> int:
    """The first delimiter with words above and only a signature below; `end` when there is none."""
    for at in range(max(start, end - 3 * MOST_LINES), end):
        if not (_DELIMITER.fullmatch(lines[at]) or is_rule(lines[at]) or _ADVERTISEMENT.fullmatch(lines[at])):
            continue
        under = [line for line in lines[at + 1 : end] if line.strip()]
        if _parts_the_text(under):
            return end
        if _is_signature(lines[at], under) and (spoken or any(map(says_something, lines[start:at]))):
            return at
    return end


def _is_signature(delimiter: str, under: Sequence[str]) -> bool:
    """Is that a signature which stands under a delimiter or a line drawn across?"""
    if not under or sum(map(len, under)) > MOST_CHARACTERS:
        return False
    if _DELIMITER.fullmatch(delimiter):
        return len(under) <= MOST_LINES
    if len(under) > MOST_RULED_LINES:
        return False
    few = len(under) <= 2 and delimiter.strip().startswith("_") and not any(map(_is_prose, under))  # noqa: PLR2004  a name and a role
    is_list = any(map(_LIST_FOOTER.search, under)) and (bool(_LIST_FOOTER.search(under[0])) or not _is_prose(under[0]))
    return few or is_list or sum(map(_is_contact, under)) * 3 >= len(under)


def _parts_the_text(under: Sequence[str]) -> bool:
    """Did the writer use the delimiter to part her text? Then she asks something below, or uses it again."""
    again = any(map(_DELIMITER.fullmatch, under)) and not any(map(_LIST_FOOTER.search, under))
    longest = LONGEST_CONTACT_LINE if again else LONGEST_DEVICE_LINE
    return any("?" in line and (len(line) > longest or (again and _is_prose(line))) for line in under)


def _contact_lines(lines: Sequence[str], start: int, end: int) -> int:
    """Where the contact lines under a closing ("Kind regards,") and a name begin; `end` when there are none."""
    for at in range(end - 1, max(start, end - MOST_LINES) - 1, -1):
        if is_closing(lines[at]):
            spoken = [below for below in range(at + 1, end) if lines[below].strip()]
            if not spoken or _small(lines[spoken[0]]) >= MOST_SMALL_WORDS:
                return end
            first = spoken[0] if _is_contact(lines[spoken[0]]) else next(iter(spoken[1:]), end)
            return first if _is_card([lines[below] for below in spoken]) else end
    return _business_card(lines, start, end)


def _business_card(lines: Sequence[str], start: int, end: int) -> int:
    """Where the last paragraph begins when it is a card without a closing: a name, a number and an address of the net."""
    top = _paragraph(lines, start, end)
    above = next((line for line in reversed(lines[start:top]) if line.strip()), "")
    card = lines[top:end]
    if not above or above.endswith((":", "：", ",")) or not 0 < len(card) <= MOST_RULED_LINES:
        return end
    told = "\n".join(card)
    reached = _NET.search(told) and (_PHONE.search(told) or _NUMBER.search(told))
    return top if reached and _NAME.fullmatch(card[0].strip(_EDGES)) and _is_card(card) else end


def _is_card(under: Sequence[str]) -> bool:
    """Do these lines tell where the writer can be reached, and nothing she says?"""
    return not any(map(_is_prose, under)) and any(_PLACE.search(line[:LONGEST_CONTACT_LINE]) for line in under)


def _is_contact(line: str) -> bool:
    return bool(_PLACE.search(line[:LONGEST_CONTACT_LINE]) or _NUMBER.search(line[:LONGEST_CONTACT_LINE]))


def is_closing(line: str) -> bool:
    """Is the line a closing phrase ("Kind regards", "Danke und viele Grüße", "Viele Grüße aus Berlin") and nothing else?"""
    return len(line) <= LONGEST_CLOSING and "?" not in line and _closes(line)


@lru_cache(maxsize=256)  # asked again and again, as above
def _closes(line: str) -> bool:
    said = line.strip(_EDGES).lower()
    if said in _CLOSINGS or all(part.strip(_EDGES) in _CLOSINGS for part in _AND.split(said)):
        return True
    words = said.split()
    return len(words) <= MOST_CLOSING_WORDS and any(" ".join(words[:few]) in _CLOSINGS for few in (2, 3))


def _is_prose(line: str) -> bool:
    """Is that a sentence, or the beginning of a list, rather than a name, a role or an address?"""
    said = _LINK.sub("", line).strip()
    ends = said.endswith((".", "!", ":", "…", "。", "！", "："))
    most = MOST_SMALL_WORDS if ends else 2 * MOST_SMALL_WORDS
    return len(line) > LONGEST_CONTACT_LINE or "?" in said or _small(said) >= most or bool(_ADDED.match(said))


def _small(line: str) -> int:
    """How many words are written in small letters."""
    return sum(word.isalpha() and word.islower() for word in (each.strip(",.;:!?") for each in line.split()))
