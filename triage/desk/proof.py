"""Who may speak for us by mail: a staff member who answers a letter that we signed for them, and is proven to be its author.

From alone is a claim. It needs the letter's token, made for this author and this ticket and not too old; our own server's word
that From is true; and that the author is staff today. What claims to be staff and is not proven is refused, and says why.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

from triage.desk import tokens
from triage.desk.drafts import ANSWERABLE, LetterKind
from triage.desk.situation import Situation
from triage.desk.thread import ancestors
from triage.desk.ticket import Ticket
from triage.desk.tokens import Token
from triage.inbound.origin import Authenticated, Kind
from triage.record import record

_SPEAKS = frozenset({*(kind.value for kind in ANSWERABLE), "reply"})
_STAFF_CHANNEL = _SPEAKS | {LetterKind.DIGEST.value, LetterKind.NOTICE.value, LetterKind.REFUSAL.value}


@record
class Proof:
    """This message speaks for us."""

    who: str  # the staff member's addr-spec; of the shared mailbox for mail from its own Sent folder
    name: str  # their display name, "" when none
    ticket: Ticket
    by: str  # what proves it, in words
    about: str  # the name under which it knows the ticket: of one that was merged into it, perhaps
    requester: str  # addr-spec: to whom alone its words may go; "" when that is not certain


@record
class Refusal:
    """This message would speak for us, and may not."""

    sentence: str  # why, in our own words: nothing of the message is in it
    author: str  # addr-spec in From; "" when it cannot be read
    ticket: int | None  # that it claims to be about; None when unknown
    is_staff: bool  # the author's address is a staff member's, so that they should hear of it


def only_requester(ticket: Ticket) -> str:
    """To whom words on it go that answer no letter; "" when several ask."""
    return ticket.requester if len(ticket.requesters) == 1 else ""


def of(situation: Situation, *, commands: bool) -> Proof | Refusal | None:
    """Whether the message speaks for us; None for one that does not try to: its author is an ordinary requester (T32).

    `commands`: its first lines are commands. They are a claim when they come under a staff member's address; a customer's
    are only words.
    """
    claim = _nearest_claim(situation)
    authors = [item.addr_spec for item in situation.message.authors]
    is_staff = bool(situation.policy.rules.people & set(authors))
    if not is_staff:
        return _of_stranger(situation, claim)
    if claim is None and not commands:
        return None
    token = _token(claim, situation)
    ticket = _ticket(token, claim, situation)
    reason = _unproven(situation, claim, token, ticket)
    if reason or ticket is None:
        return _refusal(situation, claim, reason, is_staff=True)
    author = situation.message.authors[0]
    by = f"it answers a letter signed for {author.addr_spec}, and {situation.origin.because[-1]}"
    seen = _seen(ticket, token, claim, situation)
    return Proof(
        who=author.addr_spec,
        name=author.display_name,
        ticket=ticket,
        by=by,
        about=seen.name if seen else (token and token.ticket) or ticket.name,
        requester=seen.requester if seen else "",
    )


def _unproven(situation: Situation, claim: str | None, token: Token | None, ticket: Ticket | None) -> str:
    """The first thing that the proof lacks; "" when it is whole."""
    tests = (
        (len(situation.message.authors) != 1, "From names more than one author"),
        (not _stands_in_from(situation), "From does not name its author plainly"),
        (situation.origin.kind is not Kind.PERSON, f"it bears the marks of {situation.origin.kind.value} mail"),
        (
            claim is None,
            "it answers no letter of ours to a staff member: commands are read in answers to such a letter",
        ),
        (token is None, "the letter that it answers was not written to this address by this desk"),
        (token is not None and token.ticket is None, "the letter that it answers is about several tickets, or none"),
        (
            token is not None and token.kind not in _SPEAKS,
            "the letter that it answers only tells: nobody waits for an answer",
        ),
        (
            token is not None and _is_old(token, situation),
            "the letter that it answers is too old to be answered by mail",
        ),
        (
            _disagrees(situation, token),
            "the letter that it answers and the address that it goes to name different tickets",
        ),
        (situation.origin.authenticated is not Authenticated.PASS, "our mail server does not prove that From is true"),
        (ticket is None, "there is no such ticket any more"),
    )
    return next((reason for lacks, reason in tests if lacks), "")


def _stands_in_from(situation: Situation) -> bool:
    """The one From field bears the address itself: nothing was taken from elsewhere to mend it."""
    fields = situation.message.all_headers("from")
    author = situation.message.authors[0].addr_spec
    return len(fields) == 1 and author in fields[0].lower()


def _of_stranger(situation: Situation, claim: str | None) -> Refusal | None:
    """Neither staff nor on the ticket, yet in answer to a letter that only staff got: kept apart from the customer's words."""
    number = _claimed_ticket(situation, claim)
    ticket = situation.ticket(number)
    sender = situation.requester.addr_spec
    if claim is None or ticket is None or sender in ticket.participants:
        return None
    was_theirs = any(_read(claim, situation, author.addr_spec) for author in situation.message.authors)
    sentence = (
        "the letter that it answers was written to this address, which is not staff any more"
        if was_theirs
        else "it answers a letter that only staff got, and comes from somebody else"
    )
    return _refusal(situation, claim, sentence, is_staff=False)


def _refusal(situation: Situation, claim: str | None, reason: str, *, is_staff: bool) -> Refusal:
    authors = situation.message.authors
    return Refusal(
        sentence=reason,
        author=authors[0].addr_spec if len(authors) == 1 else "",
        ticket=_claimed_ticket(situation, claim),
        is_staff=is_staff,
    )


# ---------------------------------------------------------------- the letter that is answered
def _carriers(situation: Situation) -> Iterator[str]:
    """What may carry a token, nearest first: In-Reply-To, the addresses it goes to, References from the newest."""
    message = situation.message
    ids = ancestors(message)
    yield from (each for each in ids if each in message.in_reply_to)
    yield from (item.addr_spec for item in (*message.to, *message.cc))
    yield from (each for each in ids if each not in message.in_reply_to)


def _nearest_claim(situation: Situation) -> str | None:
    """The Message-ID or reply address that looks like one of a letter to staff; whether it is, the MAC says.

    Only the nearest counts: an older one in the same chain may be about another customer.
    """
    return next((each for each in _carriers(situation) if _is_of_staff_channel(each)), None)


def _is_of_staff_channel(carrier: str) -> bool:
    found = tokens.shape(carrier)
    return found is not None and found[1] in _STAFF_CHANNEL


def _token(claim: str | None, situation: Situation) -> Token | None:
    return _read(claim, situation, situation.message.authors[0].addr_spec) if claim else None


def _read(claim: str, situation: Situation, author: str) -> Token | None:
    key = situation.identity.key
    return tokens.read(claim, key=key, recipient=author) or tokens.read_address(claim, key=key, recipient=author)


def _is_old(token: Token, situation: Situation) -> bool:
    signed = datetime.combine(token.day + timedelta(days=1), time(), UTC)  # the day counts to its end
    calendar, limits = situation.policy.calendar, situation.policy.rules.limits
    return calendar.add(signed, limits.staff_letters_answerable) < situation.now


def _disagrees(situation: Situation, token: Token | None) -> bool:
    """A reply address of ours that is signed for this author and another ticket stands beside the letter's id."""
    author = situation.message.authors[0].addr_spec
    key = situation.identity.key
    addresses = (item.addr_spec for item in (*situation.message.to, *situation.message.cc))
    named = {found.ticket for each in addresses if (found := tokens.read_address(each, key=key, recipient=author))}
    return token is not None and bool(named - {token.ticket})


# ---------------------------------------------------------------- its ticket
def _ticket(token: Token | None, claim: str | None, situation: Situation) -> Ticket | None:
    """Where the letter belongs today: a merge or a split may have taken it from the ticket that its token names."""
    if token is None or token.ticket is None:
        return None
    memory = situation.memory
    kept = next(
        (each.ticket for each in memory.known if each.rfc_id == claim and each.is_ours and not each.is_reference), None
    )
    by_name = next((item for item in memory.tickets.values() if item.name == token.ticket), None)
    return situation.ticket(kept) or by_name


def _seen(ticket: Ticket, token: Token | None, claim: str | None, situation: Situation) -> Ticket | None:
    """The ticket as the one knows it to whom an answer to the letter goes; None where the letter names nobody who is on it, or several.

    A letter of which nothing is known any more, as when only its reply address came back, names nobody where requesters may be mixed.
    """
    meant = situation.memory.meant_for.get(claim or "")
    if meant is None:
        is_mixed = len(ticket.requesters) > 1 or ticket.number in situation.memory.rearranged
        meant = () if is_mixed else (ticket.requester,)
    theirs = [each for each in ticket.views if each.requester in meant]
    if len({each.requester for each in theirs}) != 1:
        return None
    return next((each for each in theirs if token and each.name == token.ticket), theirs[0])


def _claimed_ticket(situation: Situation, claim: str | None) -> int | None:
    """Which ticket a refused message was about, as far as our own records say so: a made-up name leads nowhere."""
    return next((known.ticket for known in situation.memory.known if known.rfc_id == claim), None)
