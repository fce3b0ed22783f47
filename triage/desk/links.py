"""Links in letters to staff that do one thing to one ticket: a mail whose subject is signed for its reader, to be sent once.

`mailto:` works in every mail program, and asks nothing of a browser. Here they are offered and known again; what they do are commands.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from triage.desk import proof, tokens
from triage.desk.proof import Proof, Refusal
from triage.desk.situation import Identity, Situation
from triage.desk.ticket import Ticket
from triage.desk.tokens import Action
from triage.inbound.origin import Authenticated, Kind
from triage.record import record

LINES: Mapping[str, str] = {  # by the word in the signed subject: the command that it stands for
    "take": "#take",
    "close": "#close",
    "notspam": "#notspam",
    "snooze": "#snooze monday",
}
LABELS: Mapping[str, str] = {
    "take": "Take it",
    "close": "Close it",
    "notspam": "Not spam",
    "snooze": "Snooze until Monday",
}
USABLE = timedelta(days=14)


@record
class Clicked:
    """A proven staff member sent the mail of a link."""

    proof: Proof
    action: Action

    @property
    def line(self) -> str:
        """The command that was clicked."""
        return LINES[self.action.verb]


def offered(
    verbs: Sequence[str], *, ticket: str, recipient: str, mailbox: str, seq: int, identity: Identity, at: datetime
) -> list[dict[str, str]]:
    """The links for one ticket in letter number `seq`, as [{label, url}], for this recipient alone."""
    return [
        {
            "label": LABELS[verb],
            "url": f"mailto:{mailbox}?subject={tokens.action(key=identity.key, ticket=ticket, verb=verb, seq=seq, recipient=recipient, at=at)}",
        }
        for verb in verbs
    ]


def is_one(subject: str) -> bool:
    """Whether a subject is a link's: nothing to be repeated to anybody."""
    return tokens.action_named(subject) is not None


def of(situation: Situation) -> Clicked | Refusal | None:
    """Whether the message is a link's mail; None for one that is not, or of somebody who never was offered one.

    What answers such a mail quotes its subject: only a mail that begins a conversation counts.
    """
    message = situation.message
    named = tokens.action_named(message.subject)
    if named is None or message.in_reply_to or message.references:
        return None
    authors = [item.addr_spec for item in message.authors]
    is_staff = bool(situation.policy.rules.people & set(authors))
    action = _read(situation, authors[0]) if authors else None
    if action is None and not is_staff:
        return None
    ticket = _ticket(action, situation)
    if reason := _unproven(situation, action, is_staff=is_staff):
        author = authors[0] if len(authors) == 1 else ""
        return Refusal(sentence=reason, author=author, ticket=ticket.number if ticket else None, is_staff=is_staff)
    if action is None or ticket is None:
        return Refusal(sentence="there is no such ticket any more", author=authors[0], ticket=None, is_staff=is_staff)
    author = message.authors[0]
    by = f"it was sent from a link signed for {author.addr_spec}, and {situation.origin.because[-1]}"
    proven = Proof(
        who=author.addr_spec,
        name=author.display_name,
        ticket=ticket,
        by=by,
        about=action.ticket,
        requester=proof.only_requester(ticket),
    )
    return Clicked(proof=proven, action=action)


def _ticket(action: Action | None, situation: Situation) -> Ticket | None:
    """The one for which it was offered, or where that goes on since it was merged."""
    known = (each.ticket for each in situation.memory.known if action and each.rfc_id == action.text)
    return situation.ticket(next(known, None))


def _read(situation: Situation, author: str) -> Action | None:
    action = tokens.read_action(situation.message.subject, key=situation.identity.key, recipient=author)
    return action if action and action.verb in LINES else None


def _unproven(situation: Situation, action: Action | None, *, is_staff: bool) -> str:
    """The first thing that is missing; "" when nothing is."""
    tests = (
        (len(situation.message.authors) != 1, "From names more than one author"),
        (situation.origin.kind is not Kind.PERSON, f"it bears the marks of {situation.origin.kind.value} mail"),
        (action is None, "this link was not offered to this address by this desk"),
        (not is_staff, "the link was offered to this address, which is not staff any more"),
        (
            situation.origin.authenticated is not Authenticated.PASS,
            "our mail server does not prove that From is true",
        ),
        (
            action is not None and situation.now.date() > action.day + USABLE,
            f"the link is older than {USABLE.days} days",
        ),
        (
            action is not None and action.text in situation.memory.spent,
            "this link has been used already, and each works once",
        ),
    )
    return next((reason for lacks, reason in tests if lacks), "")
