"""The line that names whom a quote is from: "On Mon, 1 Feb 2016 at 4:58, Ann <ann@example.com> wrote:", over one to five lines.

Told by what such lines have in common in all languages (a moment, an address, a colon at the end), helped by the
verbs of the phrase tables. Knows nothing of the quote itself, except whether quote marks follow.
"""

import re
from collections.abc import Sequence

from triage.inbound.body import moments, phrases
from triage.inbound.body.lines import seen

MOST_LINES = 5  # over which programs wrap it
LONGEST = 400  # characters of a whole attribution
MOST_WORDS = 10  # of "Ann Lee of the shop wrote:" and "12.11.2026 10:00, Ann Lee:", with quote marks below

_FAR_EAST = re.compile(r"[\u0e00-\u0e7f\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def _pattern(verbs: Sequence[str]) -> str:
    spaced = "|".join(re.escape(verb) for verb in verbs if not _FAR_EAST.search(verb))
    close = "|".join(re.escape(verb) for verb in verbs if _FAR_EAST.search(verb))
    return rf"(?<![\w'])(?:{spaced})(?!\w)|(?:{close})"


_VERB = re.compile(_pattern(phrases.words("wrote")), re.IGNORECASE)
_SAID = re.compile(_pattern((*phrases.words("said"), *phrases.words("wrote"))), re.IGNORECASE)
_BRACKETED = re.compile(r"\[[^\[\]@]{2,40}\]")  # "[Tim]", with quote marks below
_COLON_LAST = re.compile(r"[:：][\s*_>\"]*$")
_VERB_LAST = re.compile(rf"(?:{_pattern(phrases.words('wrote'))})\s*[:：]?\s*[-–—]{{2,}}$", re.IGNORECASE)
_COLON_AND_MORE = re.compile(r"\s?[:：]\s+\S")
_ADDRESS = re.compile(r"[^\s<>@\"]{1,64}@[^\s<>@]{1,255}")
_BRACKETED_ADDRESS_LAST = re.compile(
    r"[<(\[][^\s<>@]{1,64}@[^\s<>@]{1,255}?[>)\]][\s>*_)\"]*[:：][\s*_>\"]*$|\[mailto:"
)
_IN_ANGLES = re.compile(r"<[^\s<>@]{1,64}@[^\s<>@]{1,255}>")
_OF_OURS = re.compile(rf"\b(?:{'|'.join(phrases.PRONOUNS)})\s+(?:\w+\s+)?$", re.IGNORECASE)
_TOLD = re.compile(rf"(?<![\w.@-])(?:{phrases.TOLD})(?![\w.@-])")  # case counts: "Your" may be a name's
_SENTENCE = re.compile(r"[!?]\s|[a-z]{3}\.\s+[A-Z][a-z]+\s+[a-z]+\s")
_GMAIL_SHORT = re.compile(
    r"\d{4}[-/]\d{1,2}[-/]\d{1,2}(?: \d{1,2}:\d{2})?(?: GMT[+-]\d{1,2}:\d{2} [^\n]{0,80}[^\n.!?]$| [^\n]{1,80}<[^<>@\s]+@[^<>@\s]+>$)"
)


def at(lines: Sequence[str], start: int, *, marks_follow: Sequence[bool]) -> int | None:
    """Where the attribution that begins at this line ends (the index after it); None when none begins here.

    Args:
        lines: the whole text.
        start: a line that is not blank.
        marks_follow: for each index, whether the next line that is not blank carries a quote mark.
    """
    first = seen(lines[start])
    opens = moments.comes_first(first)
    if _is_whole(first, opens=opens, marked=marks_follow[start + 1]):
        return start + 1
    text = ""
    for end in range(start, min(len(lines), start + MOST_LINES)):
        line = seen(lines[end])
        text = f"{text} {line}".strip()
        if len(text) > LONGEST or (end > start and _breaks_off(line, opens=opens, following=lines[end + 1 : end + 2])):
            return None
        if _ends(text) and _is_attribution(text, opens=opens, marked=marks_follow[end + 1]):
            return end + 1
        if not opens and not _has_address(text) and not _address_follows(text, lines[end + 1 : end + 2]):
            return None
    return None


def may_be(text: str) -> bool:
    """Could this be an attribution in a language we do not know? Asked only right above our own marker line."""
    when = moments.has_date(text) or moments.has_clock(text)
    return bool(_IN_ANGLES.search(text) and not text.endswith((".", "!", "?"))) or (when and _ends(text))


def _ends(text: str) -> bool:
    """Is there a colon at the end, or a verb and a line of dashes ("Ann wrote ---")?"""
    return bool(_COLON_LAST.search(text)) or (text.endswith(("-", "–", "—")) and bool(_VERB_LAST.search(text)))


def _has_address(text: str) -> bool:
    """Asked of every line, so what every address holds is looked for before its pattern."""
    return "[mailto:" in text or ("@" in text and bool(_ADDRESS.search(text)))


def _address_follows(text: str, following: Sequence[str]) -> bool:
    """Is the address of a long name on the next line: "Ann Lee of the Shop", then "<ann@shop.example> wrote:"?"""
    wrapped = text.endswith("<") or any(line.lstrip().startswith("<") and "@" in line for line in following)
    return wrapped and len(text.split()) <= 2 * MOST_WORDS


def _is_whole(line: str, *, opens: bool, marked: bool) -> bool:
    """The attributions that end without a colon: "2026-06-01 10:12 GMT+02:00 Ann Lee" and "[Ann]", and Yahoo's."""
    return bool(_GMAIL_SHORT.match(line) or (marked and _BRACKETED.fullmatch(line)) or (opens and _runs_on(line)))


def _runs_on(line: str) -> bool:
    """Yahoo lets the quote begin on the line of the attribution: "… <ann@example.com> wrote:   Hello"."""
    colon = _COLON_AND_MORE.search(line)
    verb = _VERB.search(line) if colon else None
    if verb is None or _TOLD.search(line[: verb.start()]):
        return False
    return _has_address(line[: verb.start()]) and bool(_COLON_AND_MORE.match(line, verb.end()))


def _breaks_off(line: str, *, opens: bool, following: Sequence[str]) -> bool:
    """A blank line ends it, unless an address in angle brackets follows; so does a line with a moment of its own."""
    if not line:
        return not any(after.lstrip().startswith("<") for after in following)
    return opens and moments.comes_first(line) and moments.has_date(line)


def _is_attribution(text: str, *, opens: bool, marked: bool) -> bool:
    address = _has_address(text)
    when = moments.has_date(text) or moments.has_clock(text)
    if marked:
        return (opens and when and _is_terse(text)) or _is_short(text, address=address, when=when)
    verb = _VERB.search(text)
    if _SENTENCE.search(text) or _TOLD.search(text) or (verb and _OF_OURS.search(text[: verb.start()])):
        return False
    return bool((address and verb) or (opens and when and (verb or _BRACKETED_ADDRESS_LAST.search(text))))


def _is_terse(text: str) -> bool:
    return len(text.split()) <= MOST_WORDS


def _is_short(text: str, *, address: bool, when: bool) -> bool:
    """Little more than a name, an address, a moment and a verb: "Ann Lee wrote:"."""
    verb = _SAID.search(text)
    if address and (verb or when or _is_terse(text)):
        return True
    if verb is None or _OF_OURS.search(text[: verb.start()]):
        return bool(verb and when)
    return when or (_may_be_name(text[: verb.start()]) and not text[verb.end() :].strip(" *:：-"))


def _may_be_name(text: str) -> bool:
    """One to nine words that are no end of a sentence: in small letters "matt", but not "after the line that"."""
    words = text.split()
    return ". " not in text and 0 < len(words) < (3 if text[:1].islower() else MOST_WORDS)
