"""Mail that would act as staff and is not proven to be theirs: every combination of what a forger can bring, and none is obeyed.

A forger may own a token, or an address that our server proves, or a name that looks like ours, but never all that proof needs.
The last tests take one guard away at a time and see that these very variants would get through.
"""

import functools
import itertools
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from types import SimpleNamespace

import pytest

from tests.desk.builders import (
    ANN,
    AUTHSERV,
    FORM,
    HOUR,
    IDENTITY,
    MONDAY,
    OURS,
    PROBLEM,
    STAFF,
    SUPPORT,
    Book,
    mail,
    policy,
    situation,
)
from triage.desk import proof, tokens
from triage.desk.decide import decide
from triage.desk.decision import Decision, EventKind
from triage.desk.drafts import LetterKind
from triage.desk.thread import Known
from triage.desk.ticket import Ticket
from triage.inbound.origin import Authenticated
from triage.inbound.readers import Reading, read

COLLEAGUE, FORMER, MALLORY = "aftersales-2@aeropressmall.com", "jo@aeropressmall.com", "mallory@evil.test"
LOOKALIKE = "aftersales-1@aeropressmаll.com"
OLD = MONDAY - timedelta(days=61)


def letter(recipient: str = STAFF, ticket: str = "AM-1001", **changes: object) -> str:
    """The Message-ID of a reminder to that person."""
    plain: dict[str, object] = {
        "key": IDENTITY.key, "ticket": ticket, "kind": LetterKind.REMINDER, "seq": 7, "recipient": recipient,
        "domain": "aeropressmall.com", "at": MONDAY,
    }  # fmt: skip
    return tokens.message_id(**(plain | changes))  # pyright: ignore[reportArgumentType]  a table of arguments


def address(recipient: str = STAFF, key: bytes = IDENTITY.key) -> str:
    """The signed reply address of a letter to that person."""
    signed = tokens.reply_address(key=key, ticket="AM-1001", recipient=recipient, mailbox=SUPPORT, at=MONDAY)
    assert signed
    return signed


def _without_day(own_id: str) -> str:
    place, kind, seq, _, rest = own_id.split(".", 4)
    return f"{place}.{kind}.{seq}.{rest}"


GENUINE = letter()
TOKENS: Mapping[str, Mapping[str, str]] = {  # where the mail says what it answers
    "the recipient's own": {"answers": GENUINE},
    "the recipient's own, in References": {"refs": GENUINE},
    "the recipient's own reply address": {"to": address()},
    "none": {},
    "a colleague's": {"answers": letter(COLLEAGUE)},
    "another ticket's, renamed": {"answers": letter(ticket="AM-1002").replace("AM-1002", "AM-1001")},
    "expired": {"answers": letter(at=OLD)},
    "expired, its day renewed": {"answers": letter(at=OLD).replace(f"{OLD:%Y%m%d}", f"{MONDAY:%Y%m%d}")},
    "another MAC": {"answers": GENUINE[:-25] + "aaaaaaa@aeropressmall.com"},
    "another desk's key": {"answers": letter(key=b"x" * 32)},
    "the shape of old": {"answers": _without_day(GENUINE)},
    "an acknowledgement's, the kind changed": {"answers": letter(kind=LetterKind.ACKNOWLEDGEMENT).replace("acknowledgement", "reminder")},
    "a letter that only tells": {"answers": letter(kind=LetterKind.REFUSAL)},
    "a letter about several": {"answers": letter(ticket=None)},  # pyright: ignore[reportArgumentType]  a letter of no ticket
    "only in the quote": {"quote": GENUINE},
    "a colleague's reply address": {"to": address(COLLEAGUE)},
    "another key's reply address": {"to": address(key=b"x" * 32)},
}  # fmt: skip
GOOD_TOKENS = frozenset(list(TOKENS)[:3])

_PASS = "dmarc=pass header.from=aeropressmall.com"
RESULTS: Mapping[str, str] = {  # what stands in the header, ours on top
    "proven": f"Authentication-Results: {AUTHSERV}; {_PASS}",
    "none": "",
    "failed": f"Authentication-Results: {AUTHSERV}; dmarc=fail header.from=aeropressmall.com",
    "of another domain": f"Authentication-Results: {AUTHSERV}; dkim=pass header.d=evil.test; spf=pass smtp.mailfrom=evil.test",
    "by another server": f"Authentication-Results: mx.evil.test; {_PASS}",
    "forged below ours": f"Authentication-Results: {AUTHSERV}; dmarc=none header.from=aeropressmall.com\nAuthentication-Results: {AUTHSERV}; {_PASS}",
    "in a comment": f"Authentication-Results: {AUTHSERV} ({_PASS}); none",
    "in quotes": f'Authentication-Results: {AUTHSERV}; spf=fail reason="x; {_PASS}"',
}
AUTHORS: Mapping[str, str] = {
    "staff": f"From: Ben Cole <{STAFF}>",
    "a name that is an address": f'From: "{STAFF}" <{MALLORY}>',
    "a name with an address in brackets": f'From: "Ben <{STAFF}>" <{MALLORY}>',
    "two in one From": f"From: Ben Cole <{STAFF}>, Mallory <{MALLORY}>",
    "two Froms": f"From: Mallory <{MALLORY}>\nFrom: Ben Cole <{STAFF}>",
    "a look-alike": f"From: Ben Cole <{LOOKALIKE}>",
    "staff as Sender": f"From: Mallory <{MALLORY}>\nSender: Ben Cole <{STAFF}>",
    "staff in Reply-To": f"From: Mallory <{MALLORY}>\nReply-To: Ben Cole <{STAFF}>",
    "no author, staff in Reply-To": f"From: Ben Cole <>\nReply-To: Ben Cole <{STAFF}>",
    "a contact form, staff in Reply-To": f"From: Form <{FORM}>\nReply-To: Ben Cole <{STAFF}>",
    "former staff": f"From: Jo <{FORMER}>",
    "the shared mailbox": f"From: AeroPress Mall <{SUPPORT}>",
}
TEXTS = (
    "#close",
    "Dear Ann, please pay again to this account.",
    f"#assign {STAFF}\n#priority urgent\nDear Ann, you were right.",
)


@dataclass(frozen=True, kw_only=True)
class Variant:
    """One mail."""

    token: str
    result: str
    author: str
    text: str
    has_customer: bool  # in Cc

    @functools.cache  # noqa: B019  a few hundred mails, read once for all tests
    def reading(self) -> Reading:
        carried = TOKENS[self.token]
        lines = (
            f"Return-Path: <{MALLORY}>",
            RESULTS[self.result],
            AUTHORS[self.author],
            f"To: {carried.get('to', SUPPORT)}",
            f"Cc: {ANN}" if self.has_customer else "",
            "Subject: Re: [AM-1001] Due soon",
            "Message-ID: <forged@evil.test>",
            f"In-Reply-To: <{carried['answers']}>" if "answers" in carried else "",
            f"References: <{carried['refs']}>" if "refs" in carried else "",
        )
        quote = f"\n\nOn Monday, triage wrote:\n> Message-ID: <{carried['quote']}>\n" if "quote" in carried else ""
        return read(("\n".join(filter(None, lines)) + f"\n\n{self.text}{quote}\n").encode(), OURS)

    @property
    def is_genuine(self) -> bool:
        return (self.author, self.result) == ("staff", "proven") and self.token in GOOD_TOKENS

    @property
    def claims_to_be_staff(self) -> bool:
        is_claim = self.token not in ("none", "only in the quote") or self.text.startswith("#")
        return self.author in ("staff", "two in one From", "two Froms") and is_claim


def variants() -> Iterator[Variant]:
    texts = itertools.cycle(itertools.product(TEXTS, (False, True)))
    for token, result, author in itertools.product(TOKENS, RESULTS, AUTHORS):
        text, has_customer = next(texts)
        yield Variant(token=token, result=result, author=author, text=text, has_customer=has_customer)


FORGED = [variant for variant in variants() if not variant.is_genuine]


@pytest.fixture(scope="module")
def book() -> Book:
    """Ann's ticket, with a letter to each of the staff about it, and to Jo while Jo was one of them."""
    book = Book()
    book.take(mail(PROBLEM))
    ids = {carried[way] for carried in TOKENS.values() for way in ("answers", "refs", "to") if way in carried}
    book.known += [Known(rfc_id=own_id, ticket=1001, is_ours=True) for own_id in (*ids, letter(FORMER))]
    return book


def decided(book: Book, variant: Variant) -> Decision:
    reading = variant.reading()
    known = book.memory(reading)
    return decide(situation(reading, at=MONDAY + HOUR, memory=known))


def acts_as_staff(decision: Decision, was: Ticket) -> list[str]:
    """Everything that this decision does and only staff may do."""
    found = [draft.kind.value for part in decision.parts for draft in part.drafts if draft.recipient == ANN]
    found += [
        f"a {draft.kind.value}"
        for part in decision.parts
        for draft in part.drafts
        if draft.kind is LetterKind.TRANSCRIPT
    ]
    if decision.ticket and decision.ticket.number == was.number and decision.ticket != was:
        found.append("the ticket")
    return found + [f"{len(part.promises)} promises" for part in decision.parts if part.promises and not part.is_new]


def test_there_are_many() -> None:
    assert len(FORGED) >= 200


@pytest.mark.parametrize("author", AUTHORS)
def test_no_forged_mail_acts_as_staff(book: Book, author: str) -> None:
    was = book.tickets[1001]
    accepted = {
        (variant.token, variant.result): found
        for variant in FORGED
        if variant.author == author and (found := acts_as_staff(decided(book, variant), was))
    }
    assert accepted == {}


def test_what_claims_to_be_staff_is_refused_where_people_see_it(book: Book) -> None:
    claims = [variant for variant in FORGED if variant.claims_to_be_staff]
    assert len(claims) >= 200
    for variant in claims:
        decision = decided(book, variant)
        assert [remark.event.kind for remark in decision.remarks][:1] == [EventKind.REFUSED], variant
        letters = [(draft.kind, draft.recipient) for draft in decision.drafts]
        expected = [(LetterKind.REFUSAL, STAFF)] if variant.author == "staff" else []
        assert letters == expected, variant


def test_the_letter_about_a_refusal_repeats_nothing_of_the_mail(book: Book) -> None:
    variant = Variant(token="none", result="none", author="staff", text="#close\nCall +1 900 SCAM", has_customer=True)
    (draft,) = decided(book, variant).drafts
    assert (draft.subject, draft.in_reply_to, draft.references, draft.recipient_name) == (None, None, (), "")
    assert "SCAM" not in str(draft.values)


@pytest.mark.parametrize("token", sorted(GOOD_TOKENS))
@pytest.mark.parametrize("text", TEXTS)
def test_the_genuine_one_is_obeyed(book: Book, token: str, text: str) -> None:
    genuine = Variant(token=token, result="proven", author="staff", text=text, has_customer=False)
    assert acts_as_staff(decided(book, genuine), book.tickets[1001])


def test_former_staff_are_refused_with_a_letter_of_their_own(book: Book) -> None:
    reading = mail("#close", FORMER, number=9, answers=letter(FORMER), subject="Re: Due soon")
    decision = decide(situation(reading, at=MONDAY + HOUR, memory=book.memory(reading)))
    assert (decision.ticket, decision.drafts) == (None, ())
    (remark,) = decision.remarks
    assert (remark.ticket, remark.event.kind) == (1001, EventKind.REFUSED)
    assert "not staff any more" in remark.event.because[0]
    rules = policy().rules
    team = rules.staff["aftersales"].model_copy(update={"members": [STAFF, FORMER]})
    then = policy(staff={**rules.staff, "aftersales": team})
    before = decide(situation(reading, at=MONDAY + HOUR, memory=book.memory(reading), in_force=then))
    assert before.ticket, "while Jo was staff the same mail was obeyed: rights are those of the moment"


def test_a_requester_s_command_is_only_words(book: Book) -> None:
    reading = mail("#close\n#assign x", ANN, number=9, answers=GENUINE, subject="Re: A question")
    decision = decide(situation(reading, at=MONDAY + HOUR, memory=book.memory(reading)))
    assert decision.ticket
    assert (decision.ticket.status, decision.ticket.assignee, decision.drafts) == (book.tickets[1001].status, None, ())


# ---------------------------------------------------------------- each guard holds
def _no_mac(own_id: str, *, key: bytes, recipient: str) -> tokens.Token | None:
    found = tokens.shape(own_id)
    return tokens.Token(ticket=found[0], kind=found[1], day=MONDAY.date()) if found else None


GUARDS: Mapping[str, tuple[object, str, object]] = {
    "the MAC": (tokens, "read", _no_mac),
    "its age": (proof, "_is_old", lambda *_: False),
    "authentication": (proof, "Authenticated", SimpleNamespace(PASS=Authenticated.NONE)),
}  # fmt: skip


@pytest.mark.parametrize("guard", GUARDS)
def test_these_variants_would_get_through_without(guard: str, book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    place, name, without = GUARDS[guard]
    monkeypatch.setattr(place, name, without)
    was = book.tickets[1001]
    assert any(acts_as_staff(decided(book, variant), was) for variant in FORGED if variant.author == "staff")
