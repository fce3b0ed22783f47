"""Whole lives of several tickets, as Hypothesis plays them: whose words may reach whom.

Everybody's words bear a mark. Whatever happens, in any order: no letter to a customer holds an internal note, a line that
begins with a command, what a third party or a machine wrote, what a letter to staff told, or another customer's words.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from tests.desk.builders import ANN, BOB, MONDAY, OURS, RULES, STAFF, SUPPORT, Book, answer, mail
from tests.desk.reply_shapes import LANGUAGES, SHAPES, Quoted
from triage.desk import tokens
from triage.desk.commands import CommandError
from triage.desk.decision import Decision
from triage.desk.drafts import Draft, LetterKind
from triage.desk.thread import Known
from triage.desk.ticket import Ticket
from triage.inbound.readers import read

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
SHAPE, LANGUAGE = st.sampled_from(sorted(SHAPES)), st.sampled_from(sorted(LANGUAGES))


class Words(RuleBasedStateMachine):
    """A desk with several customers, two of the staff, a carrier and machines."""

    @initialize()
    def begin(self) -> None:
        self.book, self.now, self.number = Book(), MONDAY, 0
        self.may_read: dict[str, set[str]] = {}  # word → the customers that it may reach
        self.checked = 0
        for customer in CUSTOMERS[:2]:
            self.write(customer, "Order AM-10432: you sent me the wrong item. {}", refs=(), headers="")

    # ------------------------------------------------------------ who writes
    def word(self, kind: str, *readers: str) -> str:
        self.number += 1
        said = f"zq{kind}{self.number}"
        self.may_read[said] = set(readers)
        return said

    def write(self, by: str, text: str, *, refs: tuple[str, ...], headers: str) -> Decision:
        said = self.word("customer", by)
        self.number += 1
        reading = mail(
            text.format(said), by, number=self.number, refs=refs, answers=refs[-1] if refs else "",
            subject=f"Question {said}", headers=headers,
        )  # fmt: skip
        return self.book.take(reading, self.now)

    @rule(by=st.sampled_from(CUSTOMERS), text=QUESTIONS, data=st.data(), is_new=st.booleans())
    def a_customer_writes(self, by: str, text: str, data: st.DataObject, *, is_new: bool) -> None:
        """In her own thread, in a new one, or in answer to ids that she should not know."""
        known = sorted({item.rfc_id for item in self.book.known})
        refs = () if is_new or not known else (data.draw(st.sampled_from(known)),)
        self.write(by, text, refs=refs, headers=data.draw(st.sampled_from(["", f"Cc: {CY}", f"Reply-To: {CY}"])))

    @rule(data=st.data())
    def a_third_party_answers(self, data: st.DataObject) -> None:
        known = sorted({item.rfc_id for item in self.book.known})
        said = self.word("carrier")
        self.number += 1
        refs = (data.draw(st.sampled_from(known)),)
        self.book.take(
            mail(f"Parcel lost. {said}", CARRIER, number=self.number, refs=refs, subject=f"Re: {said}"), self.now
        )

    @rule(data=st.data())
    def staff_answer_in_the_shared_mailbox(self, data: st.DataObject) -> None:
        ticket = self.some_ticket(data)
        self.number += 1
        said = self.word("answer", ticket.requester)
        sent = answer(
            ticket.requester, number=f"s{self.number}", refs=[ticket.original_message_id or ""], text=f"Done. {said}"
        )
        self.book.take(sent, self.now, role="sent")

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
        self.book.take(read(SHAPES[shape](written, letter, LANGUAGES[language]), OURS), self.now)

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
    def some_ticket(self, data: st.DataObject) -> Ticket:
        return self.book.tickets[data.draw(st.sampled_from(sorted(self.book.tickets)))]

    def letter_about(self, ticket: Ticket, inside: str) -> Quoted:
        """A letter to Ben, with a word that only staff may read."""
        self.number += 1
        own_id = tokens.message_id(
            key=b"k" * 32, ticket=ticket.name, kind=LetterKind.NOTIFICATION, seq=self.number, recipient=STAFF,
            domain="aeropressmall.com", at=self.now,
        )  # fmt: skip
        self.book.known.append(Known(rfc_id=own_id, ticket=ticket.number, is_ours=True))
        text = f"##- Reply above this line to answer the customer -##\n\nTeam: aftersales\nNote: {inside}\n\n> #close {inside}\n> Hello\n"
        html = f"<table><tr><td>##- Reply above this line to answer the customer -##</td></tr></table><p>Note: {inside}</p><blockquote>#close {inside}</blockquote>"
        return Quoted(subject=f"New: {inside}", message_id=own_id, text=text, html=html)

    def to_customers(self) -> Iterator[Draft]:
        for decision in self.book.decisions[self.checked :]:
            for part in decision.parts:
                yield from (draft for draft in part.drafts if draft.recipient not in RULES.people)

    # ------------------------------------------------------------ what holds
    @invariant()
    def nobody_reads_what_is_not_for_him(self) -> None:
        for draft in self.to_customers():
            told = "\n".join(_strings((draft.subject, draft.recipient_name, draft.values)))
            strangers = {word for word in _WORD.findall(told) if draft.recipient not in self.may_read[word]}
            assert not strangers, f"{draft.kind} to {draft.recipient} holds {strangers}: {draft}"
            assert not _COMMAND.search(told) or draft.kind is LetterKind.ACKNOWLEDGEMENT, told
            assert draft.recipient in CUSTOMERS or draft.recipient in (CARRIER, SUPPORT), draft
        self.checked = len(self.book.decisions)


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
    """The lives above hold answers that went out, so that their silence means something."""
    life = Words()
    life.begin()
    ticket = next(iter(life.book.tickets.values()))
    said = life.word("answer", ticket.requester)
    for shape in sorted(SHAPES):
        written = ("Hello,", f"it is done. {said}")
        life.book.take(
            read(SHAPES[shape](written, life.letter_about(ticket, "zqinside0"), LANGUAGES["en"]), OURS), life.now
        )
    relayed = [draft for draft in life.to_customers() if draft.kind is LetterKind.RELAY]
    assert len(relayed) == len(SHAPES)
    assert {draft.values["text"] for draft in relayed} <= {
        f"Hello,\n\nit is done. {said}",
        f"Hello,\nit is done. {said}",
    }
