"""Which staff member sent a mail from a shared mailbox: by an address that it carries, else by the name that it shows."""

import re
from collections.abc import Iterable

from triage.inbound.message import Message

_SAYS_WHO = (
    "sender",
    "x-sender",
    "x-authenticated-user",
    "x-authenticated-sender",
    "x-original-from",
    "x-google-original-from",
)
_ADDRESS = re.compile(r"[^\s<>,;\"]+@[^\s<>,;\"]+")
_WORD = re.compile(r"[^\W\d_]+")
_ENOUGH = 2  # words of a name: a first name alone may be anybody's


def answerer(message: Message, staff: Iterable[str]) -> str | None:
    """The one staff member that the mail points to; None when it points to nobody, or to several."""
    people = frozenset(staff)
    named = {
        found.lower()
        for name in _SAYS_WHO
        for value in message.all_headers(name)
        for found in _ADDRESS.findall(value[:500])
    }
    authors = {each.addr_spec for each in message.authors}
    by_address = people & (named | authors)
    if len(by_address) == 1:
        return next(iter(by_address))
    name = message.author.display_name if message.author else ""
    by_name = [each for each in people if _is_name_of(name, each)]
    return by_name[0] if not by_address and len(by_name) == 1 else None


def _is_name_of(name: str, address: str) -> bool:
    """'Ben Cole' and ben.cole@…, bcole@…, cole.ben@…; never a role such as aftersales-1@…."""
    words = [word.casefold() for word in _WORD.findall(name)]
    local = address.partition("@")[0].casefold()
    if len(words) < _ENOUGH:
        return False
    first, last = words[0], words[-1]
    spellings = {f"{first}{last}", f"{last}{first}", f"{first[0]}{last}", f"{first}{last[0]}"}
    return re.sub(r"[._-]", "", local) in spellings
