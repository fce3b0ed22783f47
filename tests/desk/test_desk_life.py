"""A ticket's life as Hypothesis plays it: customers, staff, machines, commands and time, in any order.

Whatever happens: one acknowledgement a ticket, no answer to a machine, one running deadline, no nudge that postpones
it, nothing left open on a closed ticket, each rung told once and in working time, every suppressed letter with a reason.
"""

from collections import Counter
from contextlib import suppress
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from tests.desk.builders import (
    ANN,
    BOB,
    MONDAY,
    PROBLEM,
    RETURN,
    STAFF,
    SUPPORT,
    THANKS,
    TRACKING,
    Book,
    answer,
    bounce,
    mail,
)
from triage.desk.commands import CommandError
from triage.desk.decision import Decision
from triage.desk.drafts import LetterKind
from triage.desk.ticket import Status

TEXTS = st.sampled_from(
    [PROBLEM, RETURN, TRACKING, THANKS, "The order number is AM-10432.", "Any news? When is it coming?"]
)
COMMANDS = st.sampled_from(
    [
        "#close", "#reopen", "#approve", "#received", "#passed", "#failed torn; clause 4", "#refunded", "#simple", "#complex",
        "#settled", "#category complaint", "#category not-a-request", "#category return-request", f"#assign {STAFF}", "#note hm",
        "#decline used; clause 4", "#pause", "#resume",
    ]
)  # fmt: skip
MACHINES = {
    "vacation": "Auto-Submitted: auto-replied",
    "list": "List-Id: <l.shop.test>\nPrecedence: list",
    "loop": "X-Triage-Instance: desk-1",
}


class Life(RuleBasedStateMachine):
    """One customer's ticket and all that can happen to it."""

    @initialize(text=TEXTS)
    def begin(self, text: str) -> None:
        self.book = Book()
        self.now: datetime = MONDAY
        self.number = 1
        self.book.take(mail(text), self.now)

    def take(self, text: str, by: str = ANN, headers: str = "") -> Decision:
        self.number += 1
        reading = mail(text, by, number=self.number, refs=["m1@shop.test"], subject="Re: A question", headers=headers)
        return self.book.take(reading, self.now)

    @rule(text=TEXTS, by=st.sampled_from([ANN, ANN, BOB, STAFF, SUPPORT]))
    def somebody_writes(self, text: str, by: str) -> None:
        before = dict(self.book.tickets)
        after = self.take(text, by).ticket
        assert after
        was = before.get(after.number)
        if was is None or was.deadline is None:
            return
        if was.missing and not after.missing:
            assert after.deadline, "an enquiry that became complete is promised an answer (clause 3)"
        else:
            assert after.deadline == was.deadline, "a nudge postpones nothing"

    @rule(kind=st.sampled_from(sorted(MACHINES)))
    def a_machine_writes(self, kind: str) -> None:
        assert self.take("This is an automatic answer.", headers=MACHINES[kind]).drafts == ()

    @rule(hours=st.integers(0, 72), text=st.sampled_from(["It is on its way.", "Could you send us a photo of it?"]))
    def staff_answer(self, hours: int, text: str) -> None:
        self.number += 1
        sent = answer(number=f"s{self.number}", text=text)
        self.book.take(sent, max(MONDAY, self.now - timedelta(hours=hours)), role="sent")

    @rule(line=COMMANDS, data=st.data())
    def staff_command(self, line: str, data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(sorted(ticket.name for ticket in self.book.tickets.values())))
        with suppress(CommandError):
            self.book.do(name, line, self.now)

    @precondition(lambda self: self.book.sent)
    @rule(data=st.data(), status=st.sampled_from(["5.1.1", "4.2.2"]))
    def a_letter_bounces(self, data: st.DataObject, status: str) -> None:
        letter = self.book.sent[data.draw(st.sampled_from(sorted(self.book.sent)))]
        assert self.book.take(bounce(letter.message_id, letter.recipient, status), self.now).drafts == ()

    @rule(hours=st.sampled_from([1, 5, 14, 24, 60, 24 * 15, 24 * 40]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        told = self.book.wait(self.now)
        assert not told or self.book.policy.calendar.is_open(self.now), "rungs are told in working time"

    @invariant()
    def one_acknowledgement_a_ticket(self) -> None:
        drafts = [draft for decision in self.book.decisions for draft in decision.drafts]
        acknowledged = Counter(draft.ticket for draft in drafts if draft.kind is LetterKind.ACKNOWLEDGEMENT)
        assert all(count == 1 for count in acknowledged.values())
        assert len({draft.message_id for draft in drafts}) == len(drafts)

    @invariant()
    def at_most_one_deadline_runs_and_the_ticket_knows_it(self) -> None:
        for number, ticket in self.book.tickets.items():
            assert self.book.open_deadlines(number) == ([ticket.deadline] if ticket.deadline else [])
            assert self.book.paused_deadlines(number) == ([ticket.paused] if ticket.paused else [])
            assert not (ticket.deadline and ticket.paused)

    @invariant()
    def a_closed_ticket_is_quiet(self) -> None:
        for number, ticket in self.book.tickets.items():
            if ticket.status is Status.CLOSED:
                assert (ticket.deadline, ticket.stage, self.book.open_rungs(number)) == (None, None, [])
                assert ticket.paused is None

    @invariant()
    def each_rung_is_told_once(self) -> None:
        assert len(set(self.book.told)) == len(self.book.told)

    @invariant()
    def what_was_held_back_has_its_reason(self) -> None:
        assert all(entry.reasons for decision in self.book.decisions for entry in decision.suppressed)

    @invariant()
    def everything_says_why(self) -> None:
        assert all(entry.because for decision in self.book.decisions for entry in decision.events)


TestLife = Life.TestCase
TestLife.settings = settings(max_examples=15, stateful_step_count=25, deadline=None)
