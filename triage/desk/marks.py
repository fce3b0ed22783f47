"""How a ticket's state shows in a mail client's message list: the keywords and labels that its mails bear. Data and a lookup.

Keywords are flags that a server keeps for its clients (RFC 3501 §2.3.2); Thunderbird and Apple Mail show some of them as
colours. Gmail has labels (its extension X-GM-EXT-1).
"""

import re
from collections.abc import Iterable

from triage.desk.ticket import Status
from triage.policy.rules import Rules
from triage.record import record

KEYWORDS, THUNDERBIRD, APPLE, GMAIL = "keywords", "thunderbird", "apple", "gmail"
SHOWN_PRIORITIES = ("urgent", "high")
_OURS, _HANDLED_BY = "$triage-", "handled-by-"
HANDLED, SET_ASIDE = "handled", "set-aside"

# Thunderbird's own five: 1 important, 2 work, 3 personal, 4 to do, 5 later
_THUNDERBIRD = {
    "urgent": "$label1",
    "new": "$label4",
    "open": "$label4",
    "pending": "$label5",
    "closed": "$label3",
    HANDLED: "$label3",
    SET_ASIDE: "$label1",
}
# Apple Mail's colours in three bits, shown on flagged mail only: orange, blue, grey; red is no bit at all
_APPLE = {
    "new": ("\\Flagged", "$MailFlagBit0"),
    "open": ("\\Flagged", "$MailFlagBit0"),
    "pending": ("\\Flagged", "$MailFlagBit2"),
    HANDLED: ("\\Flagged", "$MailFlagBit1", "$MailFlagBit2"),
    SET_ASIDE: ("\\Flagged",),
}
_APPLE_URGENT = ("\\Flagged",)
_NOT_IN_A_KEYWORD = re.compile(r"[^A-Za-z0-9._-]")


@record
class State:
    """What the marks of one mail tell; nothing when it is on no ticket and waits for nobody."""

    status: Status | None = None
    priority: str = ""
    category: str = ""
    is_set_aside: bool = False  # it broke us, and waits for a person
    handled_by: str | None = None  # the shared mailbox that answers; None: the one in which this copy lies


@record
class Marks:
    """What one mail bears."""

    flags: frozenset[str] = frozenset()
    labels: frozenset[str] = frozenset()  # Gmail's


def marks_of(state: State, styles: Iterable[str]) -> Marks:
    """The marks of a mail in these styles."""
    styles = set(styles)
    words = _words(state)
    flags = {f"{_OURS}{word}" for word in words} if KEYWORDS in styles else set[str]()
    labels = {f"triage-{word}" for word in words} if GMAIL in styles else set[str]()
    if state.handled_by:
        flags |= {handled_by(state.handled_by)} if KEYWORDS in styles else set()
        labels |= {handled_by(state.handled_by)} if GMAIL in styles else set()
    if THUNDERBIRD in styles:
        flags |= {_THUNDERBIRD[word] for word in words if word in _THUNDERBIRD}
    if APPLE in styles:
        flags |= _colour(words)
    return Marks(flags=frozenset(flags), labels=frozenset(labels))


def shared(flags: Iterable[str]) -> frozenset[str]:
    """Those of these flags that people set, too."""
    return frozenset(flag for flag in flags if not flag.startswith((_OURS, _HANDLED_BY)))


def stale(kept: Marks, styles: Iterable[str], rules: Rules) -> Marks:
    """Words of ours that a mail may bear from before, where nothing tells what it bears: all but these."""
    words = {*Status, *SHOWN_PRIORITIES, *rules.categories, HANDLED, SET_ASIDE}
    if KEYWORDS not in styles:
        return Marks()
    ours = {f"{_OURS}{word}" for word in words} | {handled_by(address) for address in rules.mailboxes}
    return Marks(flags=frozenset(ours - kept.flags))


def handled_by(mailbox: str) -> str:
    """'support@shop.test' → 'handled-by-support'."""
    return f"{_HANDLED_BY}{_NOT_IN_A_KEYWORD.sub('-', mailbox.partition('@')[0])}"


def _words(state: State) -> tuple[str, ...]:
    if state.handled_by or state.is_set_aside:
        return (HANDLED if state.handled_by else SET_ASIDE,)
    if state.status is None:
        return ()
    urgent = (state.priority,) if state.priority in SHOWN_PRIORITIES and state.status is not Status.CLOSED else ()
    return (state.status.value, *urgent, state.category)


def _colour(words: tuple[str, ...]) -> frozenset[str]:
    if "urgent" in words:
        return frozenset(_APPLE_URGENT)
    return frozenset(flag for word in words for flag in _APPLE.get(word, ()))
