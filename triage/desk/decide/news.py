"""Letters that tell staff at once that a ticket has news: it is new, it is theirs, its requester or somebody whom staff asked has written again.

Who wants them is data (`notify` in rules.yaml). Each passes the gate under a budget of its own, a person and hour; what
that holds back stands in one letter (see `gather`). Who brought the news about is not told of it.
"""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from triage.desk.decide.moment import today
from triage.desk.decide.ordering import Gathering, Wish, order
from triage.desk.decide.shown import MOST_SHOWN, line, meant_for, whole
from triage.desk.decision import Decision
from triage.desk.drafts import LetterKind
from triage.desk.gate import Tallies
from triage.desk.people import People
from triage.desk.situation import Heard, Identity, Memory, Policy, Situation
from triage.desk.ticket import Ticket
from triage.inbound.origin import Authenticated
from triage.policy.rules import NO_REQUEST
from triage.record import record, replace


class News(StrEnum):
    """What staff are told of; each has a letter of its own."""

    NEW = "new"
    ASSIGNED = "assigned"
    FOLLOW_UP = "follow-up"
    OUTSIDER = "outsider"  # somebody whom staff asked has answered


@record
class Telling:
    """What a letter of news needs beside the ticket."""

    heard: Heard
    memory: Memory
    policy: Policy
    identity: Identity
    now: datetime
    by: str = ""  # whose doing it is: an address, or "" for nobody of ours
    doubt: str = ""  # a sentence on the writer, where our own server has found the address forged


def notify(decision: Decision, news: News, telling: Telling) -> Decision:
    """The decision with a letter to each person who wants to hear of it; nobody hears of mail that asks nothing."""
    ticket, rules = decision.ticket, telling.policy.rules
    if ticket is None or ticket.category == NO_REQUEST:
        return decision
    words = rules.notify_of(ticket.team).told(_KEYS[news])
    if not words:
        return decision
    unreachable = frozenset(address for address, until in telling.memory.parked_until.items() if until > telling.now)
    people = People(rules=rules, day=today(telling.policy, telling.now), unreachable=unreachable)
    recipients = [each for each in people.told(words, ticket) if each != telling.by]
    for wish in _wishes(ticket, news, recipients, telling):
        decision = _order(decision, wish, telling)
    return decision


def telling(situation: Situation) -> Telling:
    """For the letters by which staff hear of this message."""
    message, is_forged = situation.message, situation.origin.authenticated is Authenticated.FAIL
    return Telling(
        heard=Heard(
            text=situation.body.text or situation.body.forwarded,
            files=tuple(item.filename for item in message.attachments if item.filename),
            author=message.author.addr_spec if message.author else "",
        ),
        memory=situation.memory,
        policy=situation.policy,
        identity=situation.identity,
        now=situation.now,
        by=message.author.addr_spec if message.author else "",
        doubt="Our own mail server says that this sender's address is forged." if is_forged else "",
    )


def gather(recipient: str, tickets: Sequence[Ticket], policy: Policy, now: datetime) -> Gathering:
    """One letter about all the news that one person was not told of singly, the latest first."""
    found = sorted(tickets, key=lambda each: each.last_message_at, reverse=True)
    return Gathering(
        kind=LetterKind.NOTIFICATION,
        template="staff/notifications",
        recipient=recipient,
        mailbox=policy.rules.writes_from(found[0].mailbox),
        tickets=tuple(ticket.number for ticket in found),
        values={
            "count": len(found),
            "tickets": [{**line(ticket, policy, now), "links": []} for ticket in found[:MOST_SHOWN]],
            "more": max(0, len(found) - MOST_SHOWN),
        },
    )


_KEYS = {News.NEW: "new", News.ASSIGNED: "assigned", News.FOLLOW_UP: "follow_up", News.OUTSIDER: "follow_up"}


def _order(decision: Decision, wish: Wish, telling: Telling) -> Decision:
    told = Tallies(notifications_an_hour=telling.memory.notified.get(wish.recipient, 0))
    memory = replace(telling.memory, tallies={wish.recipient: told})
    return order(decision, wish, memory=memory, policy=telling.policy, identity=telling.identity, now=telling.now)


def _wishes(ticket: Ticket, news: News, recipients: Sequence[str], telling: Telling) -> list[Wish]:
    """The same letter to each of them."""
    if not recipients:
        return []
    wish = _wish(ticket, news, recipients[0], telling)
    return [wish, *(replace(wish, recipient=recipient) for recipient in recipients[1:])]


def _wish(ticket: Ticket, news: News, recipient: str, telling: Telling) -> Wish:
    author = telling.heard.author
    seen = ticket.as_seen_by(author)
    values = whole(seen, telling.heard, telling.policy, telling.now)
    own = {News.ASSIGNED: {"by": telling.by}, News.OUTSIDER: {"outsider": telling.by}}
    return Wish(
        kind=LetterKind.NOTIFICATION,
        template=f"staff/{news}",
        recipient=recipient,
        language="en",
        about=seen.name,
        meant_for=meant_for(ticket, author, telling.identity.ours),
        values={
            **values,
            "doubt": " ".join(filter(None, (telling.doubt, _unclear(ticket, author)))),
            **own.get(news, {}),
        },
    )


def _unclear(ticket: Ticket, author: str) -> str:
    if ticket.asked_by(author):
        return ""
    return f"Several requesters are on it, and this is by {author or 'somebody else'}: an answer to this letter goes to nobody, so write from the shared mailbox."
