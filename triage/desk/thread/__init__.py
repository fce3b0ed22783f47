"""Which ticket a message continues, how sure we are, and why. Pure; the store looks up what is asked about."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from triage.desk.thread.likeness import RECENT, SURE_ENOUGH, by_likeness
from triage.desk.thread.links import REFERENCES_USED, Apart, ancestors, by_id, conversation_id
from triage.desk.thread.outgoing import Addressed, by_recipient
from triage.desk.thread.records import Candidate, Known, Verdict
from triage.desk.thread.subjects import says_reply, subject_key, subject_keys, tags
from triage.desk.thread.words import traces
from triage.desk.ticket import Ticket
from triage.inbound.message import Message

__all__ = [
    "RECENT",
    "REFERENCES_USED",
    "SURE_ENOUGH",
    "Addressed",
    "Candidate",
    "Known",
    "Verdict",
    "ancestors",
    "by_recipient",
    "conversation_id",
    "find",
    "is_reply",
    "subject_key",
    "subject_keys",
    "tags",
    "traces",
]


def is_reply(message: Message) -> bool:
    """Whether the message says it answers something."""
    return bool(message.in_reply_to or message.references or says_reply(message.subject))


def find(
    message: Message,
    *,
    sender: str,
    quoted: str,
    known: Iterable[Known],
    tickets: Mapping[int, Ticket],
    candidates: Iterable[Candidate],
    now: datetime,
    apart: Apart = frozenset(),
) -> Verdict:
    """The ticket this message continues: by id first, then by tag, then by a score that shows its confidence.

    `sender` is the address of who really wrote: not the form or list that sent it on. `known` is what the store knows
    of `ancestors` and `conversation_id`, `tickets` where it leads; `candidates` are tickets with the same people, subject,
    words or tag. A subject alone never joins two requesters.
    """
    candidates = tuple(candidates)
    return (
        by_id(message, sender, tuple(known), tickets, apart)
        or _by_tag(message, sender, candidates)
        or _by_likeness(message, sender, quoted, candidates, now)
        or Verdict(ticket=None, confidence=1.0, because="no id, tag or earlier mail of this sender leads to a ticket")
    )


def _by_tag(message: Message, sender: str, candidates: tuple[Candidate, ...]) -> Verdict | None:
    named = set(tags(message.subject))
    tagged = [
        item.ticket
        for item in candidates
        if (item.is_tagged or item.ticket.name in named) and sender in item.ticket.participants
    ]
    if not tagged:
        return None
    return Verdict(
        ticket=tagged[0].number,
        confidence=0.9,
        because=f"its subject carries [{tagged[0].name}] and {sender} is on that ticket",
    )


def _by_likeness(
    message: Message, sender: str, quoted: str, candidates: tuple[Candidate, ...], now: datetime
) -> Verdict | None:
    """Ids that nobody knows belong to a conversation that is none of ours: then likeness says nothing."""
    return None if ancestors(message) else by_likeness(message, sender, quoted, candidates, now)
