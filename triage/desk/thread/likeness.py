"""How strongly a message without a usable id looks like the continuation of a ticket, and why. One row a reason."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta

from triage.desk.thread import words
from triage.desk.thread.records import Candidate, Verdict, stranger
from triage.desk.thread.subjects import says_reply, subject_key, subject_keys
from triage.desk.ticket import Status, Ticket
from triage.inbound.message import Message
from triage.record import record

RECENT = timedelta(days=30)  # a ticket must have moved since
SURE_ENOUGH = 0.6  # a scored ticket is joined at or above this
PROVES = 10  # words of lines that stand on a ticket word for word: fewer may be chance
PROVES_ALONE = 15  # the same, for somebody who is not on it and neither names nor addresses those who are
MOST = 0.5  # of the quoted lines
PART = 0.3
REPEATED_WITHIN = timedelta(hours=12)  # a mail sent twice; what comes again every day is a robot's
ANSWERED = 3  # lines of the mail that is answered; if none stands on a ticket, that mail is not there
RARE = 2  # runs of words that stand hardly anywhere else
_FULL_NAME = 2  # words: a single one is the name of many
_NUMBER = re.compile(r"\d{5,}")  # names one order; a shorter one may be a price


@record
class Clues:
    """What a message shows of the one it continues, read once for all candidates."""

    now: datetime  # when it came
    sender: str  # who really wrote: addr-spec
    subjects: frozenset[str]  # its subject, and the one it says it had before
    reply: bool  # the subject says so
    quoted: str
    lines: tuple[str, ...]  # of the quote, as words
    answered: tuple[str, ...]  # the first lines of the mail that is answered, not of what that one quoted
    marked_as_quote: bool  # by marks that mail programs use; odd ones, "| ", draw boxes as well
    named: tuple[frozenset[str], ...]  # words of each quoted line, in which a name may stand
    addressed: frozenset[str]
    text: str
    numbers: frozenset[str]  # of five digits or more, in subject and text


@record
class Likeness:
    """What a message has in common with one ticket."""

    takes_part: bool  # the sender is on it
    wrote: bool  # and has written there before
    asked: bool  # the sender is the one whose matter it is
    subject: bool
    reply: bool  # the message's subject says so
    quote: float  # 0..1: the share of the quoted lines that stand there
    quoted_words: int  # in these lines
    marked_as_quote: bool
    rare: int  # runs of words in common that stand hardly anywhere else
    foreign: bool  # the mail it answers is not there, though perhaps one that this quoted
    met: bool  # the quote names somebody who wrote there, or it is addressed to them
    from_us: bool  # it quotes a mail of ours, which others may have got as well
    repeats: bool  # it says again what was written there
    order: bool  # it gives an order number of that ticket
    closed: bool

    @property
    def proven(self) -> bool:
        """Enough of that ticket's words are quoted to exclude chance."""
        return self.quoted_words >= PROVES and self.quote >= MOST


def by_likeness(
    message: Message, sender: str, quoted: str, candidates: Iterable[Candidate], now: datetime
) -> Verdict | None:
    """The recent ticket that the message is most like, if it is like enough."""
    recent = [each for each in candidates if now - each.ticket.last_message_at <= RECENT]
    if not recent:
        return None
    clues = _clues(message, sender, quoted, now)
    scored = [(*score(likeness(clues, each)), each.ticket) for each in recent]
    best = max(scored, key=lambda item: (item[0], item[2].last_message_at), default=None)
    if best is None or best[0] < SURE_ENOUGH:
        return None
    points, reasons, ticket = best
    return Verdict(
        ticket=ticket.number,
        confidence=round(min(points, 0.95), 2),
        because=f"no id leads there, but {', '.join(reasons)}",
        doubt=stranger(sender, ticket),
    )


def score(found: Likeness) -> tuple[float, list[str]]:
    """0 when it must not be joined, else the sum of what speaks for it, with the reasons."""
    if not _may_continue(found):
        return 0.0, []
    rows = (
        (0.35, found.takes_part, "the sender is on that ticket"),
        (0.20, found.subject, "the subject is the same"),
        (0.15, found.reply, "it is a reply"),
        (0.45 * found.quote, found.quote > 0, "it quotes a message of that ticket"),
        (0.25, found.met, "it names or addresses somebody who wrote there"),
        (0.30, found.repeats, "it says the same again"),
        (0.25, found.order, "it gives the same order number"),
        (-0.05, found.foreign, ""),
        (-0.15, found.closed, ""),
    )
    held = [(weight, reason) for weight, holds, reason in rows if holds]
    return sum(weight for weight, _ in held), [reason for weight, reason in held if weight > 0]


def _may_continue(found: Likeness) -> bool:
    """What must hold before anything is counted. The people of a ticket need less than a stranger, who could see it."""
    if found.takes_part and (found.order or (found.subject and _goes_on(found))):
        return True
    if found.foreign:
        return False
    if not found.subject:
        return found.proven and found.rare >= RARE and (found.met or (found.wrote and found.marked_as_quote))
    alone = found.rare > 0 and found.quoted_words >= PROVES_ALONE and not found.from_us
    return (found.proven and (found.met or alone)) or (found.met and found.reply)


def _goes_on(found: Likeness) -> bool:
    """Who quotes something else answers a mail we never saw, perhaps of another conversation; their own matter excepted."""
    if found.foreign:
        return found.repeats or (found.asked and found.met and found.quote > 0)
    return found.asked or found.repeats or found.quote >= PART or found.met


def likeness(clues: Clues, candidate: Candidate) -> Likeness:
    """What they have in common. A stranger's quote counts where it stands in what others wrote on that ticket."""
    ticket = candidate.ticket
    takes_part = clues.sender in ticket.participants
    there = (*candidate.texts, *candidate.quotes)
    standing = words.found_in(clues.lines, there)
    found = standing if takes_part else words.found_in(standing, candidate.texts)
    return Likeness(
        takes_part=takes_part,
        wrote=clues.sender in candidate.writers,
        asked=clues.sender == ticket.requester,
        subject=not clues.subjects.isdisjoint({subject_key(ticket.subject), *candidate.subjects}),
        reply=clues.reply,
        quote=len(found) / len(clues.lines) if clues.lines else 0.0,
        quoted_words=sum(line.count(" ") + 1 for line in found),
        marked_as_quote=clues.marked_as_quote,
        rare=candidate.rare,
        foreign=bool(clues.lines) and not (standing and (not clues.answered or words.found_in(clues.answered, there))),
        met=_meets(clues, candidate.writers),
        from_us=_is_from_us(clues, ticket),
        repeats=takes_part and clues.now - ticket.last_message_at <= REPEATED_WITHIN and _repeats(clues, candidate),
        order=takes_part and _gives_order_of(clues, ticket),
        closed=ticket.status is Status.CLOSED,
    )


def _clues(message: Message, sender: str, quoted: str, now: datetime) -> Clues:
    lines, spoken = quoted.splitlines()[: words.MOST_LINES], words.lines_of(quoted)
    return Clues(
        now=now,
        sender=sender,
        subjects=frozenset(subject_keys(message.subject)),
        reply=says_reply(message.subject),
        quoted=quoted[: words.LONGEST].casefold(),
        lines=tuple(spoken or words.lines_of(words.marked(message.text))),
        answered=tuple((words.lines_of(words.outermost(message.text)) or ())[:ANSWERED]),
        marked_as_quote=bool(spoken) or "\n>" in message.text,
        named=tuple(frozenset(words.of(line)) for line in lines),
        addressed=frozenset(item.addr_spec for item in (*message.to, *message.cc)),
        text=message.text,
        numbers=frozenset(_NUMBER.findall(f"{message.subject}\n{message.text[: words.LONGEST]}")),
    )


def _meets(clues: Clues, writers: Mapping[str, str]) -> bool:
    others = {address: frozenset(words.of(name)) for address, name in writers.items() if address != clues.sender}
    return (
        not clues.addressed.isdisjoint(others)
        or any(address in clues.quoted for address in others)
        or any(name <= line for name in others.values() if len(name) >= _FULL_NAME for line in clues.named)
    )


def _is_from_us(clues: Clues, ticket: Ticket) -> bool:
    return ticket.mailbox.rpartition("@")[2] in clues.quoted


def _repeats(clues: Clues, candidate: Candidate) -> bool:
    """The very same words sent again. A robot's daily mail differs from yesterday's at least by a number."""
    said = words.stream(clues.text)
    return said.count(" ") > PROVES and any(words.stream(text) == said for text in candidate.texts)


def _gives_order_of(clues: Clues, ticket: Ticket) -> bool:
    return any(not clues.numbers.isdisjoint(values) for values in ticket.facts.values())
