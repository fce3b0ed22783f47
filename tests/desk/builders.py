"""Words for desk tests: a mail in one line, a desk that remembers what it decided, and the moments of one week.

`Book` keeps tickets as the store would, in memory and without letters; what it must never hold is checked in `Book.apply`.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from triage.desk.commands import read_command, tickets_named
from triage.desk.deadlines import Deadline, Outcome, Rung
from triage.desk.decide import decide, escalate, obey
from triage.desk.decide.command import Desk
from triage.desk.decide.moment import Due
from triage.desk.decision import Decision, EventKind, Joined
from triage.desk.drafts import Draft, LetterKind
from triage.desk.gate import Tallies
from triage.desk.parts import LetterPiece, Merge, Parts, Piece
from triage.desk.situation import Answered, Arrival, Heard, Identity, Memory, Policy, Question, SentLetter, Situation
from triage.desk.thread import Candidate, Known, ancestors, conversation_id
from triage.desk.ticket import Status, Taken, Ticket, verbs_of
from triage.desk.tokens import action_named
from triage.inbound.origin import Kind, Ours
from triage.inbound.readers import Reading, read
from triage.policy.rules import Notify, Rules
from triage.policy.rulesfile import rules_from_file

_FOUND = rules_from_file(Path(__file__).parents[2] / "rules.yaml").rules
assert _FOUND is not None
RULES: Rules = _FOUND.model_copy(update={"notify": Notify()})  # what staff hear of news at once has stories of its own
NOTIFY = _FOUND.notify
SUPPORT, PRESS, WHOLESALE = (f"{name}@aeropressmall.com" for name in ("support", "press", "wholesale"))
ANN, BOB = "ann@shop.test", "bob@shop.test"
STAFF = "aftersales-1@aeropressmall.com"
FORM = "form@webshop.test"
AUTHSERV = "mx.aeropressmall.com"
OURS = Ours(
    addresses=frozenset((SUPPORT, PRESS, WHOLESALE)),
    staff=frozenset((STAFF,)),
    authserv_id=AUTHSERV,
    instance="desk-1",
    contact_forms=frozenset((FORM,)),
)
IDENTITY = Identity(instance="desk-1", key=b"k" * 32, ours=OURS)
ZONE = ZoneInfo("America/New_York")
MONDAY = datetime(2026, 11, 30, 10, 0, tzinfo=ZONE).astimezone(UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)

TRACKING = "Where is my parcel? The tracking page has not changed for a week now."
RETURN = "I would like to return my AeroPress Go, order AM-10432, because it does not fit my cup."
PROBLEM = "Order AM-10432: you sent me the wrong item, I ordered the AeroPress Clear."
THANKS = "Thank you so much!"


def policy(**changes: Any) -> Policy:
    """The shipped rules in force, with other limits or steps."""
    rules = RULES.model_copy(update=changes) if changes else RULES  # what is known of the same rules is reckoned once
    return Policy(rules=rules, calendar=rules.desk.calendar)


def mail(
    text: str,
    by: str = ANN,
    *,
    subject: str = "A question",
    number: int | str = 1,
    to: str = SUPPORT,
    answers: str = "",
    refs: Iterable[str] = (),
    headers: str = "",
    proven: bool = True,
    name: str = "Ann Example",
) -> Reading:
    """One mail as it comes in, read by the real readers; `number` makes its Message-ID, 0 leaves it out."""
    lines = [
        f"Return-Path: <{by}>",
        f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from={by.partition('@')[2]}" if proven else "",
        f"From: {name} <{by}>",
        f"To: {to}",
        f"Subject: {subject}",
        f"Message-ID: <m{number}@shop.test>" if number else "",
        f"In-Reply-To: <{answers}>" if answers else "",
        f"References: {' '.join(f'<{ref}>' for ref in refs)}" if refs else "",
        *headers.splitlines(),
    ]
    return read(("\n".join(filter(None, lines)) + f"\n\n{text}\n").encode(), OURS)


def situation(
    reading: Reading,
    *,
    at: datetime = MONDAY,
    mailbox: str = SUPPORT,
    role: Any = "inbox",
    memory: Memory | None = None,
    now: datetime | None = None,
    in_force: Policy | None = None,
) -> Situation:
    """A mail as it reaches a desk that remembers `memory`; of one that staff pass on, the original."""
    carrier = reading
    reading = carrier.original() if role == "inbox" else carrier
    return Situation(
        message=reading.message,
        body=reading.body,
        origin=reading.origin,
        arrival=Arrival(mailbox=mailbox, role=role, received_at=at),
        memory=memory or Memory(next_number=1001),
        policy=in_force or policy(),
        identity=IDENTITY,
        now=now or at,
        forwarded=carrier.forwarded if role == "inbox" else None,
    )


def ticket(name: str = "AM-1001", **changes: Any) -> Ticket:
    """A ticket of Ann's that nobody has answered yet."""
    plain = Ticket(
        number=int(name.partition("-")[2]),
        name=name,
        status=Status.NEW,
        category="order-problem",
        confidence=0.9,
        stage="answer",
        team="aftersales",
        assignee=None,
        priority="normal",
        mailbox=SUPPORT,
        requester=ANN,
        requester_name="Ann Example",
        subject="A question",
        language="en",
        opened_at=MONDAY,
        last_message_at=MONDAY,
        participants=frozenset((ANN,)),
        original_message_id="m1@shop.test",
    )
    return replace(plain, **changes)


def kinds(decision: Decision) -> list[EventKind]:
    """What happened, in order."""
    return [entry.kind for entry in decision.events]


def acknowledged(decision: Decision) -> bool:
    """Did the requester get the automatic first answer?"""
    return any(draft.kind is LetterKind.ACKNOWLEDGEMENT for draft in decision.drafts)


@dataclass
class Book:
    """A desk that remembers in memory what it decided."""

    policy: Policy = field(default_factory=policy)
    tickets: dict[int, Ticket] = field(default_factory=dict)
    deadlines: dict[tuple[int, int], Deadline] = field(default_factory=dict)
    rungs: dict[tuple[int, int, str], Rung] = field(default_factory=dict)  # the open ones
    told: list[tuple[int, int, str]] = field(default_factory=list)
    known: list[Known] = field(default_factory=list)
    texts: dict[int, list[str]] = field(default_factory=dict)
    asked_at: dict[int, datetime] = field(default_factory=dict)
    decisions: list[Decision] = field(default_factory=list)
    sent: dict[str, SentLetter] = field(default_factory=dict)
    answered: dict[str, datetime] = field(default_factory=dict)  # staff's mails that answered, and when
    pieces: dict[int, list[Piece]] = field(default_factory=dict)
    letters: dict[int, list[LetterPiece]] = field(default_factory=dict)
    merges: dict[int, list[Merge]] = field(default_factory=dict)
    leads: dict[int, int] = field(default_factory=dict)  # merged ticket → where it goes on
    apart: set[tuple[int, int]] = field(default_factory=set)
    rows: int = 0
    voided: dict[tuple[int, int, str], Rung] = field(default_factory=dict)
    meant_for: dict[str, tuple[str, ...]] = field(default_factory=dict)  # by letter: who may get an answer to it
    rearranged: set[int] = field(default_factory=set)

    def memory(self, reading: Reading | None = None, line: str = "") -> Memory:
        wanted = (
            {
                *ancestors(reading.message),
                reading.message.message_id,
                conversation_id(reading.message),
                action_named(reading.message.subject),
            }
            if reading
            else set()
        )
        report = reading.origin.report if reading else None
        return Memory(
            next_number=1001 + len(self.tickets),
            known=tuple(
                replace(item, ticket=self.leads.get(item.ticket, item.ticket))
                for item in self.known
                if item.rfc_id in wanted
            ),
            candidates=tuple(
                Candidate(ticket=item, texts=tuple(self.texts.get(number, ())))
                for number, item in self.tickets.items()
                if number not in self.leads
            ),
            tickets={number: item for number, item in self.tickets.items() if number not in self.leads},
            reported=self._reported(report.original_message_id or "") if report else None,
            tallies={},
            asked_at=dict(self.asked_at),
            spent=frozenset(each.spends for each in self.decisions if each.spends),
            apart=frozenset(self.apart),
            asked=self._asked(),
            heard={number: self.heard(number) for number in self.pieces},
            meant_for=self.meant_for,
            rearranged=frozenset(self.rearranged),
            parts=self._parts(reading, line),
        )

    def _reported(self, message_id: str) -> SentLetter | None:
        """With what it had brought about, as the store tells it."""
        found = self.sent.get(message_id)
        at = self.answered.get(message_id)
        if found is None or at is None:
            return found
        kept = [each for (owner, _), each in self.deadlines.items() if owner == found.ticket and each.settled_at == at]
        others = [
            when
            for other, when in self.answered.items()
            if other != message_id and when >= at and self.sent[other].ticket == found.ticket
        ]
        answered = Answered(at=at, kept=kept[-1] if kept else None, other_at=min(others, default=None))
        return replace(found, answered=answered)

    def take(
        self, reading: Reading, at: datetime = MONDAY, *, role: str = "inbox", now: datetime | None = None
    ) -> Decision:
        """A mail arrives; the book is brought up to date."""
        original = reading.original() if role == "inbox" else reading
        memory = self.memory(original)
        decision = decide(situation(reading, at=at, role=role, memory=memory, now=now, in_force=self.policy))
        reading = reading if decision.is_of_carrier else original
        self.rows += 1
        if decision.ticket:
            self._remember(reading, decision, at)
        self.apply(decision, row=self.rows, at=at)
        return decision

    def do(self, name: str, line: str, at: datetime) -> Decision:
        """A staff member gives a command. Raises CommandError."""
        number = next(item.number for item in self.tickets.values() if item.name == name)
        found = self.tickets[self.leads.get(number, number)]
        desk = Desk(memory=self.memory(line=line), policy=self.policy, identity=IDENTITY, now=at, who=STAFF)
        decision = obey(found, read_command(line, verbs_of(found, self.policy.rules)), desk)
        self.apply(decision, at=at)
        return decision

    def wait(self, at: datetime) -> list[Decision]:
        """Time has passed: every rung that is due is told, as the job does it."""
        due: dict[int, list[Rung]] = {}
        for (number, _, _), rung in sorted(self.rungs.items(), key=lambda item: item[1].fires_at):
            if rung.fires_at <= at:
                due.setdefault(number, []).append(rung)
        found = [self._escalate(number, tuple(rungs), at) for number, rungs in due.items()]
        return [decision for decision in found if decision]

    def _escalate(self, number: int, rungs: tuple[Rung, ...], at: datetime) -> Decision | None:
        decision = escalate(
            Due(
                ticket=self.tickets[number],
                rungs=rungs,
                heard=self.heard(number),
                memory=self.memory(),
                policy=self.policy,
                identity=IDENTITY,
                now=at,
            )
        )
        if decision:
            self.apply(decision)
        return decision

    def apply(self, decision: Decision, *, row: int | None = None, at: datetime = MONDAY) -> None:
        """Keep what was decided, as the store does in one transaction. `row`: of the message from which it follows."""
        for part in decision.parts:
            self._apply(part, row, at)

    def _apply(self, decision: Decision, row: int | None, at: datetime) -> None:
        self.decisions.append(decision)
        if decision.ticket is None:
            return
        number = decision.ticket.number
        self.tickets[number] = decision.ticket
        for ended in decision.settled:
            was = self.deadlines[number, ended.cycle].outcome
            assert (
                was in (Outcome.OPEN, Outcome.PAUSED) or decision.parted or ended.outcome is Outcome.VOID
            )  # what it kept did not arrive
            self.deadlines[number, ended.cycle] = ended
            self._void(number, upto=ended.cycle)
        is_closed = decision.ticket.status is Status.CLOSED
        self._void(number, upto=decision.ticket.cycle - (not is_closed))
        for promise in decision.promises:
            if promise.deadline:
                assert (number, promise.deadline.cycle) not in self.deadlines
                self.deadlines[number, promise.deadline.cycle] = promise.deadline
            for rung in promise.rungs:
                assert (number, rung.cycle, rung.step) not in self.rungs
                self.rungs[number, rung.cycle, rung.step] = rung
        for rung in (*decision.told, *decision.superseded):
            self.told.append((number, rung.cycle, rung.step))
            del self.rungs[number, rung.cycle, rung.step]
        for joined in decision.joined:
            self._join(joined, number)
        if decision.parted:
            self._part(decision, number)
        self.apart |= set(decision.apart)
        self.rearranged |= {each for pair in decision.apart for each in pair}
        for draft in decision.drafts:
            self._keep(draft, number, row, at)

    def _keep(self, draft: Draft, number: int, row: int | None, at: datetime) -> None:
        is_answer = draft.kind is LetterKind.RELAY
        piece = LetterPiece(
            message_id=draft.message_id, follows=row, at=at, is_answer=is_answer, recipient=draft.recipient
        )
        self.letters.setdefault(number, []).append(piece)
        if draft.meant_for is not None:
            self.meant_for[draft.message_id] = draft.meant_for
        self.known.append(Known(rfc_id=draft.message_id, ticket=number, is_ours=True))
        self.sent[draft.message_id] = SentLetter(
            message_id=draft.message_id, ticket=number, recipient=draft.recipient, kind=draft.kind.value
        )

    def _join(self, joined: Joined, into: int) -> None:
        assert joined.ticket.number != into, "no ticket is taken into itself"
        number = joined.ticket.number
        brought = self.pieces.pop(number, [])
        merge = Merge(
            id=1 + sum(len(each) for each in self.merges.values()),
            taken=joined.stood,
            was=joined.into,
            became=self.tickets[into],
            pieces=frozenset(piece.row for piece in brought),
            upto=self.rows,
        )
        self.merges.setdefault(into, []).extend((merge, *self.merges.pop(number, [])))
        self.pieces.setdefault(into, []).extend(brought)
        self.leads = {taken: into if goes_on == number else goes_on for taken, goes_on in self.leads.items()}
        self.leads[number] = into
        self.rearranged |= {number, into}
        self.apart -= {(min(number, into), max(number, into))}
        self._retake(into)
        self.tickets[number] = joined.ticket
        for ended in joined.settled:
            self.deadlines[number, ended.cycle] = ended
        self._void(number, upto=joined.ticket.cycle)

    def _part(self, decision: Decision, to: int) -> None:
        parted = decision.parted
        assert parted
        assert decision.ticket
        moved = [piece for piece in self.pieces[parted.out_of] if piece.row in parted.pieces]
        self.pieces[parted.out_of] = [each for each in self.pieces[parted.out_of] if each not in moved]
        self.pieces.setdefault(to, []).extend(moved)
        left = self.letters.pop(parted.out_of, [])
        self.letters.setdefault(to, []).extend(each for each in left if each.message_id in parted.letters)
        self.letters[parted.out_of] = [each for each in left if each.message_id not in parted.letters]
        ids = {piece.message_id for piece in moved} | parted.letters
        self.known = [replace(item, ticket=to) if item.rfc_id in ids else item for item in self.known]
        if parted.merge is None:
            return
        back = [each for each in self.merges[parted.out_of] if each.was.number == to]
        left_there = [each for each in self.merges[parted.out_of] if each not in back and each.id != parted.merge]
        self.merges[parted.out_of], self.merges[to] = left_there, back
        self.leads |= {each.taken.number: to for each in back}
        del self.leads[to]
        self._retake(parted.out_of)
        self._retake(to)
        for key in [key for key in self.voided if key[:2] == (to, decision.ticket.cycle)]:
            deadline = self.deadlines.get(key[:2])
            if (deadline is None or deadline.outcome is Outcome.OPEN) and decision.ticket.status is not Status.CLOSED:
                self.rungs[key] = self.voided.pop(key)

    def _retake(self, into: int) -> None:
        names = [self.tickets[number] for number in sorted(self.leads) if self.leads[number] == into]
        taken = tuple(Taken(**{each.name: getattr(found, each.name) for each in fields(Taken)}) for found in names)
        self.tickets[into] = replace(self.tickets[into], taken=taken)

    def _asked(self) -> dict[str, Question]:
        found: dict[str, Question] = {}
        for number, pieces in self.pieces.items():
            ticket = self.tickets[number]
            for seen in (ticket, *(ticket.as_named(taken.name) for taken in ticket.taken)):
                for piece in pieces:
                    if piece.asks and piece.author == seen.requester and piece.message_id:
                        found[seen.name] = Question(message_id=piece.message_id, subject=piece.subject)
        return found

    def _parts(self, reading: Reading | None, line: str) -> Parts:
        names = tickets_named(reading.message.text if reading else line)
        if names is None:
            return Parts()
        by_name = {item.name: self.tickets[self.leads.get(number, number)] for number, item in self.tickets.items()}
        asking = {piece.row: piece.message_id for each in self.pieces.values() for piece in each if piece.asks}
        told = {each.message_id: each.follows for letters in self.letters.values() for each in letters}
        told |= {message_id: row for row, message_id in asking.items() if message_id}
        about = (told.get(each) for each in ancestors(reading.message)) if reading else ()
        return Parts(
            named={name: by_name[name] for name in names if name in by_name},
            rungs={number: tuple(self.open_rungs(number)) for number in self.tickets},
            merges={
                into: tuple(replace(each, rungs=self._overtaken(each.was)) for each in found)
                for into, found in self.merges.items()
            },
            pieces={number: tuple(found) for number, found in self.pieces.items()},
            letters={number: self._letters(number) for number in self.tickets},
            answered=next((row for row in about if row in asking), None),
        )

    def _letters(self, number: int) -> tuple[LetterPiece, ...]:
        """Those of tickets that were merged into it too: a letter stays where it was ordered."""
        owners = (number, *sorted(taken for taken, goes_on in self.leads.items() if goes_on == number))
        return tuple(letter for owner in owners for letter in self.letters.get(owner, ()))

    def _overtaken(self, was: Ticket) -> tuple[Rung, ...]:
        if was.status is Status.CLOSED or (not was.deadline and (was.number, was.cycle) in self.deadlines):
            return ()
        return tuple(rung for key, rung in self.voided.items() if key[:2] == (was.number, was.cycle))

    def sent_to_staff(self, own_id: str, number: int) -> None:
        """A letter about this ticket, which says that an answer goes to its requester."""
        self.known.append(Known(rfc_id=own_id, ticket=number, is_ours=True))
        self.meant_for[own_id] = (self.tickets[number].requester,)

    def heard(self, number: int) -> Heard:
        """What came in last on it."""
        asking = [piece for piece in self.pieces.get(number, ()) if piece.asks]
        return Heard(text=asking[-1].text, author=asking[-1].author) if asking else Heard()

    def open_deadlines(self, number: int) -> list[Deadline]:
        return [item for (owner, _), item in self.deadlines.items() if owner == number and item.outcome is Outcome.OPEN]

    def paused_deadlines(self, number: int) -> list[Deadline]:
        return [
            item for (owner, _), item in self.deadlines.items() if owner == number and item.outcome is Outcome.PAUSED
        ]

    def open_rungs(self, number: int) -> list[Rung]:
        return [rung for (owner, _, _), rung in self.rungs.items() if owner == number]

    def _void(self, number: int, *, upto: int) -> None:
        for key in [key for key in self.rungs if key[0] == number and key[1] <= upto]:
            self.voided[key] = self.rungs.pop(key)

    def _remember(self, reading: Reading, decision: Decision, at: datetime) -> None:
        assert decision.ticket is not None
        number, message = decision.ticket.number, reading.message
        is_out = decision.direction == "out"
        self.texts.setdefault(number, []).append(message.text)
        piece = Piece(
            row=self.rows,
            message_id=message.message_id,
            ancestors=ancestors(message),
            at=at,
            direction="out" if is_out else "in",
            author=message.author.addr_spec if message.author else "",
            author_name=message.author.display_name if message.author else "",
            recipients=frozenset(item.addr_spec for item in (*message.to, *message.cc)),
            subject=message.subject,
            text=reading.body.text,
            mailbox=SUPPORT,
            language=reading.body.language,
            is_person=reading.origin.kind is Kind.PERSON,
            is_internal=decision.is_internal,
            asks_nothing=decision.asks_nothing,
        )
        self.pieces.setdefault(number, []).append(piece)
        if conversation := conversation_id(message):
            self.known.append(Known(rfc_id=conversation, ticket=number, is_ours=False, is_reference=True))
        if message.message_id:
            self.known.append(Known(rfc_id=message.message_id, ticket=number, is_ours=is_out))
            if is_out:
                self.sent[message.message_id] = SentLetter(
                    message_id=message.message_id, ticket=number, recipient=decision.ticket.requester, kind="answer"
                )
                if any(entry.kind is EventKind.ANSWERED for entry in decision.events):
                    self.answered[message.message_id] = at
        is_hers = message.author and message.author.addr_spec == decision.ticket.requester and not is_out
        if is_hers and not decision.asks_nothing:
            self.asked_at[number] = max(at, self.asked_at.get(number, at))


def answer(
    to: str = ANN,
    *,
    number: str = "s1",
    refs: Iterable[str] = ("m1@shop.test",),
    text: str = "It is on its way.",
    headers: str = "",
) -> Reading:
    """What staff sent from the shared mailbox, as it lies in the Sent folder."""
    return mail(text, SUPPORT, to=to, number=number, refs=refs, subject="Re: A question", headers=headers, proven=False)


def bounce(original: str, recipient: str = ANN, status: str = "5.1.1") -> Reading:
    """A delivery status notification (RFC 3464) about one of our letters."""
    action = "failed" if status.startswith("5") else "delayed"
    raw = f"""Return-Path: <>
From: Mail Delivery System <mailer-daemon@shop.test>
To: {SUPPORT}
Subject: Undelivered Mail
Message-ID: <dsn-{original[:8]}@shop.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.shop.test

Final-Recipient: rfc822; {recipient}
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 no such user

--b
Content-Type: message/rfc822

From: {SUPPORT}
To: {recipient}
Message-ID: <{original}>
Subject: Re: A question

hello

--b--
"""
    return read(raw.encode(), OURS)


def no_tallies(recipient: str = ANN, **counts: int) -> Memory:
    """A desk that has written so often to this recipient."""
    return Memory(next_number=1001, tallies={recipient: Tallies(**counts)})
