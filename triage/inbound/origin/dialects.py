"""Reads non-delivery notices written for people: qmail, Exim, sendmail, Postfix, Exchange, Domino, Yahoo and their kin.

They differ in wording, not in build: a notice, lines that name the recipients, then our letter or its headers. So one
reader serves all: cut where our letter begins, then take the addresses that stand where a notice puts a recipient.
"""

from collections.abc import Iterator
from typing import Any

import re2

from triage.inbound.message import Message
from triage.inbound.origin import addresses, failures, phrases, reports
from triage.inbound.origin.records import FailedRecipient, Ours, Report

NOTICE_LINES = 400  # lines looked at
LINE = 500  # characters looked at in a line
SHORT = 120  # characters of a line that announces our letter
NOT_YET = ("resend", "not receive")  # "Please do not resend your original message."
NEAR = 8  # lines after a recipient that may speak of it

_ADDRESS = r"([^\s<>()\[\]:;,\"'=|（）：；，、]{1,64}@[a-zA-Z0-9][a-zA-Z0-9.-]{0,250}\.[a-zA-Z0-9-]{2,63})"
_MARKED = rf"[<\"'(\[]{{0,2}}(?i:smtp:|mailto:)?{_ADDRESS}[>\"')\]]{{0,2}}"
# Where notices put the recipient, surest first: at the line's beginning or after its name. RE2: linear time on any line.
_SURE_PLACES = tuple(
    re2.compile(pattern)
    for pattern in (
        rf"^\s*(?:[-*>•·]+\s*)?{_MARKED}\s*[:.;]?\s*$",
        rf"^\s*(?:[-*>•·]+\s*)?<{_ADDRESS}>\s*[:(]",
        rf"^\s*(?:[-*>•·]+\s*)?{_MARKED}\s*(?::|\.\.\.|\bon\b|-\s|\(|,)",
        rf"(?i)(?:recipients?|error-for|address|user|userid|destinataire|empf(?:ä|ae)nger|destinatario|adresse|usuario)\)?\s*(?:\(s\))?\s*[:=]\s*{_MARKED}",
        rf"(?i)rcpt to:\s*{_MARKED}",
        rf"(?i)^\s*\"[^\"]{{0,100}}\"\s*<{_ADDRESS}>\s*$",
    )
)
# In a sentence: only a server's notice may say so.
_LOOSE_PLACES = tuple(
    re2.compile(pattern)
    for pattern in (
        rf"(?i)(?:attempts|undeliverable|delivered|undeliverable to|failed for)\s*(?::|to)?\s*{_MARKED}",
        rf"(?i)(?:addressed,|full|unavailable|unknown|delivery to|addressed to|message to|find user|sent to|mailbox):?\s*:?\s*{_MARKED}",
        rf"(?i)smtp={_ADDRESS}",
    )
)
_ANY_ADDRESS = re2.compile(_ADDRESS)
_ORIGINAL_TO = re2.compile(rf"(?im)^[>\s]{{0,8}}to:[^,\r\n@]{{0,200}}?{_MARKED}\s*$")


def notice_of(message: Message) -> tuple[str, str]:
    """The notice and what it returns of our letter, parted at the first line that announces the latter."""
    lines = message.text[:200_000].splitlines()
    for number, line in enumerate(lines[:NOTICE_LINES]):
        if number and _announces_original(line):
            return "\n".join(lines[:number]), "\n".join(lines[number:])
    return "\n".join(lines[:NOTICE_LINES]), ""


def read(message: Message, ours: Ours, action: str) -> Report:
    """What a plain-text notice says; `action` is the verdict on the whole, for these servers give none a recipient."""
    notice, returned = notice_of(message)
    lines = [line[:LINE] for line in notice.splitlines()]
    named: dict[str, str] = {}
    for found in (
        _header_recipients(message, lines),
        _placed_recipients(message, ours, lines),
        _mentioned_recipients(message, ours, lines),
        _other_recipients(message, ours, (notice, returned)),
    ):
        for address, words in found if not named else ():
            named.setdefault(address, words)
    recipients = tuple(
        FailedRecipient(address=address, action=action, status=reports.status_in(words), diagnostic=words)
        for address, words in named.items()
    )
    return Report(recipients=recipients, original_message_id=reports.original_id(message, returned))


def names_recipient(message: Message, ours: Ours) -> bool:
    """A recipient stands where only notices put one."""
    notice, _ = notice_of(message)
    lines = (line[:LINE] for line in notice.splitlines())
    found = (_address(place.search(line)) for line in lines for place in _SURE_PLACES)
    return any(address and _may_be_recipient(address, message, ours) for address in found)


def _announces_original(line: str) -> bool:
    folded = phrases.fold(line[:LINE])
    is_about = any(word in folded for word in NOT_YET)
    return len(folded) <= SHORT and not is_about and phrases.says(folded, failures.ORIGINAL_FOLLOWS) is not None


def _header_recipients(message: Message, lines: list[str]) -> Iterator[tuple[str, str]]:
    """Exim and Gmail name them in X-Failed-Recipients."""
    for value in message.all_headers("x-failed-recipients"):
        for address in _ANY_ADDRESS.findall(value[:5000].lower()):
            yield address, _words_about(lines, _line_of(lines, address), address)


def _placed_recipients(message: Message, ours: Ours, lines: list[str]) -> Iterator[tuple[str, str]]:
    """The addresses in the surest place that holds any."""
    for place in (*_SURE_PLACES, *_LOOSE_PLACES):
        found = [
            (address, _words_about(lines, number, address))
            for number, line in enumerate(lines)
            if (address := _address(place.search(line))) and _may_be_recipient(address, message, ours)
        ]
        if found:
            yield from found
            return


def _mentioned_recipients(message: Message, ours: Ours, lines: list[str]) -> Iterator[tuple[str, str]]:
    """A notice in words that we do not know: the only address it speaks of."""
    mentioned = {
        address: number
        for number, line in reversed(list(enumerate(lines)))
        for address in _ANY_ADDRESS.findall(line.lower())
        if _may_be_recipient(address, message, ours)
    }
    if len(mentioned) == 1:
        ((address, number),) = mentioned.items()
        yield address, _words_about(lines, number, address)


def _other_recipients(message: Message, ours: Ours, texts: tuple[str, str]) -> Iterator[tuple[str, str]]:
    """The notice names none: its subject may, and a returned letter to a single recipient tells by its own To."""
    originals = (*texts, *(part.text for part in reports.parts_of(message, reports.ORIGINAL)))
    places = (_ANY_ADDRESS.search(message.subject[:LINE]), *(_ORIGINAL_TO.search(text[:20_000]) for text in originals))
    for place in places:
        address = _address(place)
        if address and _may_be_recipient(address, message, ours):
            yield address, ""
            return
    yield from _mentioned_recipients(message, ours, texts[1].splitlines()[:NEAR])  # told as part of "your message"


def _address(found: Any) -> str:
    """The address of a match (re2 has no types), in lower case; "" without one."""
    return str(found[1]).lower() if found else ""


def _may_be_recipient(address: str, message: Message, ours: Ours) -> bool:
    """Not the server that writes, not we who are told."""
    author = message.author.addr_spec if message.author else ""
    local = address.partition("@")[0]
    return address != author and not addresses.is_ours(address, ours) and local not in {"postmaster", "mailer-daemon"}


def _line_of(lines: list[str], address: str) -> int:
    return next((number for number, line in enumerate(lines) if address in line.lower()), len(lines))


def _words_about(lines: list[str], number: int, address: str) -> str:
    """The server's words on one recipient: its own line and those below, up to the next recipient or a gap."""
    words: list[str] = []
    for line in lines[number : number + NEAR]:
        other = _address(_SURE_PLACES[0].search(line) or _SURE_PLACES[1].search(line))
        if (other and other != address) or (len(words) > 1 and not line.strip()):
            break
        words.append(line.strip())
    return " ".join(" ".join(words).split())[: reports.DIAGNOSTIC]
