"""Whole lives of several tickets, as Hypothesis plays them: whose words may reach whom.

Everybody's words bear a mark, and so do the names of their files. Whatever happens, in any order, with tickets merged and split,
mail passed on in both directions, HTML and attachments: no letter to a customer holds an internal note, a line that begins with
a command, what a third party or a machine wrote, what a letter to staff told, or another customer's words.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.desk.builders import ANN, BOB, MONDAY, NOTIFY, OURS, RULES, STAFF, SUPPORT, Book, mail, policy
from tests.desk.marked_mail import composed, passed_on, read_by_its_reader, shows_image, with_files
from tests.desk.reply_shapes import LANGUAGES, SHAPES, Quoted
from triage.desk import tokens
from triage.desk.commands import CommandError
from triage.desk.decision import Decision
from triage.desk.drafts import ANSWERABLE, Draft, LetterKind
from triage.desk.ticket import Ticket
from triage.inbound.enclosed import enclosed
from triage.inbound.readers import read
from triage.outbound.letters import compose_relay

CY, CARRIER, LEAD = "cy@shop.test", "desk@carrier.test", "aftersales-lead@aeropressmall.com"
CUSTOMERS = (ANN, BOB, CY)
_WORD = re.compile(r"zq[a-z]+\d+")
_COMMAND = re.compile(r"(?m)^\s*#\w")
QUESTIONS = st.sampled_from(
    [
        "Order AM-10432: you sent me the wrong item. {}",
        "I would like to return my AeroPress Go, order AM-10432, because it does not fit. {}",
        "Where is my parcel? {}",
        "Any news about {}?",
        "#close\n#note {}",
        "> {}\nYes, that one.",
        "On Monday, AeroPress Mall wrote:\n> {}\n\nThank you!",
    ]
)
COMMANDS = st.sampled_from(
    ["#close", "#reopen", "#take", "#approve", "#received", "#passed", "#refunded", "#simple", "#settled", "#pause", "#resume",
     "#category complaint", "#category return-request", "#spam", "#status", "#why", "#merge AM-1001", "#split", "#cloze"]
)  # fmt: skip
SHAPES_OF_MAIL = st.sampled_from(["plain", "html", "both"])
SHAPE, LANGUAGE = st.sampled_from(sorted(SHAPES)), st.sampled_from(sorted(LANGUAGES))


class Words(RuleBasedStateMachine):
    """A desk with several customers, two of the staff, a carrier and machines."""

    @initialize()
    def begin(self) -> None:
        self.book, self.now, self.number = Book(policy=policy(notify=NOTIFY)), MONDAY, 0
        self.raws: list[bytes | None] = []  # for each decision: the mail from which it followed
        self.answer_to: dict[str, set[str]] = {}  # customer → where she wanted answers to go
        self.may_read: dict[str, set[str]] = {}  # word → the customers that it may reach
        self.checked = 0
        for customer in CUSTOMERS[:2]:
            self.comes(self.customer_mail(customer, "Order AM-10432: you sent me the wrong item. {}"))

    # ------------------------------------------------------------ who writes
    def word(self, kind: str, *readers: str) -> str:
        self.number += 1
        said = f"zq{kind}{self.number}"
        self.may_read[said] = {each for reader in readers for each in (reader, *self.answer_to.get(reader, ()))}
        return said

    def wants_answers_at(self, address: str, by: str) -> None:
        """Proven, so it is hers to say: whatever she may read goes there as well (RFC 5322 §3.6.2)."""
        self.answer_to.setdefault(by, set()).add(address)
        for readers in self.may_read.values():
            if by in readers:
                readers.add(address)

    def comes(self, raw: bytes, role: str = "inbox") -> Decision:
        decision = self.book.take(read(raw, OURS), self.now, role=role)
        self.raws += [raw] * (len(self.book.decisions) - len(self.raws))
        return decision

    def customer_mail(
        self, by: str, text: str, *, refs: tuple[str, ...] = (), shape: str = "plain", **more: str
    ) -> bytes:
        """With a file whose name is hers alone, unless the mail is plain."""
        said = self.word("customer", by)
        self.number += 1
        files = () if shape == "plain" else (f"{self.word('file', by)}.pdf",)
        return composed(
            by, text.format(said), number=self.number, subject=f"Question {said}", refs=refs, headers=more.items(),
            shape=shape, files=files,
        )  # fmt: skip

    @rule(by=st.sampled_from(CUSTOMERS), text=QUESTIONS, data=st.data(), is_new=st.booleans(), shape=SHAPES_OF_MAIL)
    def a_customer_writes(self, by: str, text: str, data: st.DataObject, *, is_new: bool, shape: str) -> None:
        """In her own thread, in a new one, or in answer to ids that she should not know."""
        known = sorted({item.rfc_id for item in self.book.known})
        refs = () if is_new or not known else (data.draw(st.sampled_from(known)),)
        more = data.draw(st.sampled_from([{}, {"Cc": CY}, {"Reply-To": CY}]))
        if "Reply-To" in more:
            self.wants_answers_at(CY, by)
        self.comes(self.customer_mail(by, text, refs=refs, shape=shape, **more))

    @rule(data=st.data())
    def a_third_party_answers(self, data: st.DataObject) -> None:
        known = sorted({item.rfc_id for item in self.book.known})
        said = self.word("carrier", CARRIER)
        self.number += 1
        refs = (data.draw(st.sampled_from(known)),)
        self.book.take(
            mail(f"Parcel lost. {said}", CARRIER, number=self.number, refs=refs, subject=f"Re: {said}"), self.now
        )

    @rule(
        by=st.sampled_from(CUSTOMERS), text=QUESTIONS, how=st.sampled_from(["attached", "below"]), shape=SHAPES_OF_MAIL
    )
    def staff_pass_a_customer_s_mail_on_to_the_desk(self, by: str, text: str, how: str, shape: str) -> None:
        """What they write above it is for colleagues; so is whatever they attach."""
        original, note = self.customer_mail(by, text, shape=shape), self.word("note")
        self.number += 1
        carrier = passed_on(f"She called me. {note}", original, number=self.number, how=how)
        self.comes(with_files(carrier, [f"{self.word('note')}.pdf"]))

    @rule(data=st.data(), is_known=st.booleans(), shape=SHAPES_OF_MAIL)
    def staff_ask_a_third_party(self, data: st.DataObject, *, is_known: bool, shape: str) -> None:
        """From the shared mailbox, with the customer's words below and a file, and the carrier's answer is as internal."""
        ticket = self.some_ticket(data)
        self.number += 1
        asked = composed(
            SUPPORT, f"Where is it? {self.word('inside')}", number=self.number, to=CARRIER,
            subject=f"Fwd: {self.word('inside')}", shape=shape, files=[f"{self.word('inside')}.pdf"],
            refs=(ticket.original_message_id or "",) if is_known else (),
        )  # fmt: skip
        self.comes(asked, "sent")
        refs = (f"m{self.number}@shop.test",)
        self.number += 1
        said = self.word("carrier", CARRIER)
        answered = composed(
            CARRIER, f"Parcel lost. {said}", number=self.number, subject=f"Re: {said}", refs=refs, shape=shape,
            files=[f"{self.word('carrier')}.pdf"],
        )  # fmt: skip
        self.comes(answered)

    @rule(data=st.data(), shape=SHAPES_OF_MAIL)
    def staff_answer_in_the_shared_mailbox(self, data: st.DataObject, shape: str) -> None:
        ticket = self.some_ticket(data)
        self.number += 1
        sent = composed(
            SUPPORT, f"Done. {self.word('answer', ticket.requester)}", number=self.number, to=ticket.requester,
            subject="Re: A question", refs=[ticket.original_message_id or "m0@shop.test"], shape=shape,
        )  # fmt: skip
        self.comes(sent, "sent")

    @rule(
        data=st.data(),
        shape=SHAPE,
        language=LANGUAGE,
        kind=st.sampled_from(["text", "empty", "note", "command", "low"]),
        line=COMMANDS,
    )
    def staff_answer_a_letter(self, data: st.DataObject, shape: str, language: str, kind: str, line: str) -> None:
        """From any program; the letter that it quotes holds what only staff may read."""
        ticket = self.some_ticket(data)
        inside = self.word("inside")
        text, note = self.word("answer", ticket.requester), self.word("note")
        written = {
            "text": ("Hello,", f"it is done. {text}"),
            "empty": ("",),
            "note": (f"#note {note}", f"and more {self.word('note')}"),
            "command": (line, "", f"it is done. {text}"),
            "low": ("Hello,", f"it is done. {text}", f"#note {note}"),
        }[kind]
        letter = self.letter_about(ticket, inside)
        owner = {"text": text, "command": text}.get(kind, note)
        self.reply(shape, language, written, letter, files=[f"{owner}.pdf"])

    @rule(data=st.data(), shape=SHAPE, language=LANGUAGE, is_stage=st.booleans())
    def staff_answer_what_the_desk_told_them(
        self, data: st.DataObject, shape: str, language: str, *, is_stage: bool
    ) -> None:
        """It goes to whom the letter named or whose words it told, whatever was merged or split since; or to nobody."""
        told = [
            draft
            for decision, _ in self.followed()
            for draft in decision.drafts
            if draft.recipient == STAFF and draft.kind in ANSWERABLE and "requester" in draft.values
        ]
        if not told:
            return
        draft = data.draw(st.sampled_from(told))
        words = str(draft.values.get("text") or "")
        text = self.word("answer", *(draft.meant_for or ()))
        letter = Quoted(subject=draft.template, message_id=draft.message_id, text=words, html=f"<p>{words}</p>")
        written = (f"#decline {text}; clause 4",) if is_stage else ("Hello,", f"it is done. {text}")
        self.reply(shape, language, written, letter, files=[f"{text}.pdf"])

    @rule(
        data=st.data(),
        shape=SHAPE,
        is_anyway=st.booleans(),
        is_split=st.booleans(),
        has_text=st.booleans(),
        by_mail=st.booleans(),
    )
    def staff_merge_or_split(
        self, data: st.DataObject, shape: str, *, is_anyway: bool, is_split: bool, has_text: bool, by_mail: bool
    ) -> None:
        ticket, other = self.some_ticket(data), self.some_ticket(data)
        named = "" if is_split and is_anyway else f" {other.name}"
        line = f"#split{named}" if is_split else f"#merge {other.name}{' anyway' if is_anyway else ''}"
        if not by_mail:
            with suppress(CommandError):
                self.book.do(ticket.name, line, self.now)
            return
        text = self.word("answer", ticket.requester)
        written = (line, "", f"it is done. {text}") if has_text else (line,)
        self.reply(shape, "en", written, self.letter_about(ticket, self.word("inside")), files=[])

    @rule(data=st.data(), is_machine=st.booleans())
    def staff_are_away_or_forged(self, data: st.DataObject, *, is_machine: bool) -> None:
        ticket, said = self.some_ticket(data), self.word("never")
        letter = self.letter_about(ticket, said)
        self.number += 1
        reading = mail(
            f"I am away. {said}", STAFF, number=self.number, answers=letter.message_id, refs=(letter.message_id,),
            subject="Re: Due soon", headers="Auto-Submitted: auto-replied" if is_machine else "", proven=is_machine,
        )  # fmt: skip
        self.book.take(reading, self.now)

    @rule(line=COMMANDS, data=st.data(), is_note=st.booleans())
    def a_command_from_the_shell(self, line: str, data: st.DataObject, *, is_note: bool) -> None:
        with suppress(CommandError):
            self.book.do(self.some_ticket(data).name, f"#note {self.word('note')}" if is_note else line, self.now)

    @rule(hours=st.sampled_from([1, 24, 24 * 5, 24 * 15]))
    def time_passes(self, hours: int) -> None:
        self.now: datetime = self.now + timedelta(hours=hours)
        self.book.wait(self.now)

    # ------------------------------------------------------------ what it needs
    def reply(self, shape: str, language: str, written: tuple[str, ...], letter: Quoted, *, files: list[str]) -> None:
        """From any program, which quotes the letter and carries an image of it along."""
        raw = SHAPES[shape](written, letter, LANGUAGES[language])
        inline = [("logo@desk", f"{self.word('inside')}.png")] if shows_image(raw, "logo@desk") else []
        self.comes(with_files(raw, files, inline))

    def some_ticket(self, data: st.DataObject) -> Ticket:
        return self.book.tickets[data.draw(st.sampled_from(sorted(self.book.tickets)))]

    def letter_about(self, ticket: Ticket, inside: str) -> Quoted:
        """A letter to Ben, with a word that only staff may read."""
        self.number += 1
        own_id = tokens.message_id(
            key=b"k" * 32, ticket=ticket.name, kind=LetterKind.NOTIFICATION, seq=self.number, recipient=STAFF,
            domain="aeropressmall.com", at=self.now,
        )  # fmt: skip
        self.book.sent_to_staff(own_id, ticket.number)
        text = f"##- Reply above this line to answer the customer -##\n\nTeam: aftersales\nNote: {inside}\n\n> #close {inside}\n> Hello\n"
        html = f"<table><tr><td>##- Reply above this line to answer the customer -##</td></tr></table><p>Note: {inside}</p><blockquote>#close {inside}</blockquote><p><img src='cid:logo@desk'></p>"
        return Quoted(subject=f"New: {inside}", message_id=own_id, text=text, html=html)

    def followed(self, since: int = 0) -> Iterator[tuple[Decision, bytes | None]]:
        """Each decision with the mail from which it followed; None for what came by no mail."""
        self.raws += [None] * (len(self.book.decisions) - len(self.raws))
        return zip(self.book.decisions[since:], self.raws[since:], strict=True)

    def to_customers(self) -> Iterator[tuple[Draft, bytes | None]]:
        """Each letter with the mail from which it followed."""
        for decision, raw in self.followed(self.checked):
            for part in decision.parts:
                yield from ((draft, raw) for draft in part.drafts if draft.recipient not in RULES.people)

    # ------------------------------------------------------------ what holds
    @invariant()
    def nobody_reads_what_is_not_for_him(self) -> None:
        for draft, raw in self.to_customers():
            told = "\n".join(
                (*_strings((draft.subject, draft.recipient_name, draft.values)), *_as_sent(draft, raw, self.now))
            )
            strangers = {word for word in _WORD.findall(told) if draft.recipient not in self.may_read[word]}
            assert not strangers, f"{draft.kind} to {draft.recipient} holds {strangers}: {draft}"
            assert not _COMMAND.search(told) or draft.kind is LetterKind.ACKNOWLEDGEMENT, told
            assert draft.recipient in CUSTOMERS or draft.recipient in (CARRIER, SUPPORT), draft
        self.checked = len(self.book.decisions)


def _as_sent(draft: Draft, raw: bytes | None, now: datetime) -> Iterator[str]:
    """Of a staff member's own words: the finished letter, with what came along from their mail."""
    if draft.kind is LetterKind.RELAY and raw:
        letter = compose_relay(draft, enclosed(raw), instance="desk-1", date=now, desk_name="AeroPress Mall")
        yield from read_by_its_reader(letter.raw)


def _strings(value: object) -> Iterator[str]:
    """Every text in a draft: all that any template could print."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from _strings(each)
    elif isinstance(value, (list, tuple)):
        for each in value:
            yield from _strings(each)


TestWords = Words.TestCase
TestWords.settings = settings(max_examples=20, stateful_step_count=25, deadline=None)


def test_such_lives_do_relay() -> None:
    """The lives above hold answers that went out, with their files and without ours, so that their silence means something."""
    life = Words()
    life.begin()
    ticket = next(iter(life.book.tickets.values()))
    said = life.word("answer", ticket.requester)
    for shape in sorted(SHAPES):
        life.reply(
            shape,
            "en",
            ("Hello,", f"it is done. {said}"),
            life.letter_about(ticket, life.word("inside")),
            files=[f"{said}.pdf"],
        )
    relayed = [(draft, raw) for draft, raw in life.to_customers() if draft.kind is LetterKind.RELAY]
    assert len(relayed) == len(SHAPES)
    assert {draft.values["text"] for draft, _ in relayed} <= {
        f"Hello,\n\nit is done. {said}",
        f"Hello,\nit is done. {said}",
    }
    sent = ["\n".join(_as_sent(draft, raw, life.now)) for draft, raw in relayed]
    assert all(f"{said}.pdf" in each for each in sent)
    assert not any("zqinside" in each for each in sent)


def test_such_lives_do_merge_and_split_and_pass_on() -> None:
    life = Words()
    life.begin()
    life.book.do("AM-1001", "#merge AM-1002 anyway", life.now)
    life.book.do("AM-1001", "#split", life.now)
    original = life.customer_mail(CY, "I would like to return my AeroPress Go, order AM-10432. {}", shape="both")
    for how in ("attached", "below"):
        life.number += 1
        life.comes(
            with_files(
                passed_on(f"A note. {life.word('note')}", original, number=life.number, how=how), ["zqnote0.pdf"]
            )
        )
    requesters = [ticket.requester for ticket in life.book.tickets.values()]
    assert requesters == [ANN, BOB, CY]
    assert any(draft.recipient == CY for draft, _ in life.to_customers())
