"""Everything we remember, in one SQLite file. All SQL stays in this room."""

import hashlib
import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any

from triage.desk import tokens
from triage.desk.commands import tickets_named
from triage.desk.decision import Decision
from triage.desk.drafts import LetterKind
from triage.desk.parts import Parts
from triage.desk.situation import Asked, Memory, SentLetter
from triage.desk.thread import RECENT, Known, ancestors, conversation_id
from triage.desk.ticket import Ticket
from triage.inbound.message import Message
from triage.inbound.origin import Origin
from triage.outbound.letter import Letter
from triage.record import record, replace
from triage.store import database, inspection
from triage.store.answers import Answers
from triage.store.aside import Aside
from triage.store.copies import Copies, Copy
from triage.store.corrections import Corrected, Corrections
from triage.store.database import BusyError, only_instance
from triage.store.errors import StoreError
from triage.store.figures import Figures
from triage.store.links import Links
from triage.store.lists import Lists
from triage.store.marks import Due, Written
from triage.store.merges import Merges
from triage.store.messages import Kept, Messages, Stored
from triage.store.moments import to_text
from triage.store.notices import Notices
from triage.store.originals import Originals
from triage.store.outbox import Claimed, Outbox
from triage.store.places import TRIES, Place, Places
from triage.store.resemblance import Resemblance
from triage.store.sorting import Sorting
from triage.store.tickets import Tickets
from triage.store.untold import Untold

__all__ = [
    "DATABASE",
    "TRIES",
    "BusyError",
    "Claimed",
    "Copy",
    "Corrected",
    "Due",
    "Kept",
    "Place",
    "Store",
    "StoreError",
    "Stored",
    "only_instance",
]

_KNOWN = """
    SELECT coalesce(t.joined_to, t.number) AS ticket, max(i.is_ours) AS is_ours, i.is_reference, max(i.is_internal) AS is_internal
    FROM ids i JOIN tickets t ON t.number = i.ticket WHERE i.rfc_id = ? GROUP BY 1, 3
"""
DATABASE = "triage.db"
ADDRESSED_USED = 10
COMMANDS_WITHIN = 10_000  # characters of a text: nobody begins a mail with more of them
PEOPLE_USED = 5  # of From and Reply-To; an honest mail has one or two


@record
class Us:
    """What makes this desk's letters its own."""

    instance: str
    key: bytes


@record
class KeptRules:
    """A rules.yaml that was good once."""

    version: str
    text: str
    files: Mapping[str, str] = field(default_factory=dict[str, str])  # what it names beside itself, by name


def version_of(text: str, files: Mapping[str, str] | None = None) -> str:
    """The name of a rules.yaml with the files that it names (name → text)."""
    named = chain.from_iterable(sorted((files or {}).items()))
    return hashlib.sha256("\0".join((text, *named)).encode()).hexdigest()[:12]


class Store:
    """The desk's memory: one connection, used by one thread."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._db, self._path = connection, path
        self._us: Us | None = None  # once it was asked for
        self.tickets = Tickets(connection)
        self.merges = Merges(connection, self.tickets)
        self.resemblance = Resemblance(connection, self.tickets)
        self.places = Places(connection)
        self.originals = Originals(connection)
        self.messages = Messages(connection, self.resemblance, self.originals)
        self.aside = Aside(connection, self.originals)
        self.outbox = Outbox(connection)
        self.untold = Untold(connection)
        self.notices = Notices(connection)
        self.answers = Answers(connection)
        self.copies = Copies(connection)
        self.corrections = Corrections(connection)
        self.links = Links(connection)
        self.sorting = Sorting(connection)
        self.marks = Written(connection)
        self.lists = Lists(connection)
        self.figures = Figures(connection)

    @classmethod
    def open(cls, folder: Path, *, now: datetime, must_exist: bool = False) -> "Store":
        """The store in that data directory. Raises StoreError with what to do."""
        path = folder / DATABASE
        return cls(database.open_database(path, now=now, must_exist=must_exist).conn, path)

    def inspected(self, *, goes_on: Callable[[], bool] = lambda: True) -> str | None:
        """The damage in its file, in a sentence; None when there is none, or it was not to go on. For any thread; takes seconds."""
        return inspection.inspected(self._path, goes_on=goes_on)

    def refuse_damaged(self) -> None:
        """Raises StoreError where damage was noted: a look is allowed, but what is changed now is lost with the backup's return."""
        inspection.refuse_damaged(self._path)

    def stand_in_for(self, us: Us) -> None:
        """Sign and recognise letters as that desk does: for a scratch store."""
        self._db.execute("UPDATE desk SET instance = ?, key = ?", (us.instance, us.key))
        self._us = us

    @property
    def folder(self) -> Path:
        """The data directory."""
        return self._path.parent

    def close(self) -> None:
        self._db.close()

    def transaction(self) -> AbstractContextManager[None]:
        """All or nothing."""
        self.outbox.lately.forget()
        return database.transaction(self._db)

    def savepoint(self) -> AbstractContextManager[None]:
        """One message inside a batch: fails alone."""
        return database.savepoint(self._db, undone=self.outbox.lately.forget)

    @property
    def in_transaction(self) -> bool:
        """False inside `transaction()` means that SQLite gave it up (a full disk does that)."""
        return self._db.in_transaction

    def us(self) -> Us:
        if self._us is None:
            row = self._db.execute("SELECT instance, key FROM desk").fetchone()
            self._us = Us(instance=row["instance"], key=row["key"])
        return self._us

    # ------------------------------------------------------------ rules in force
    def keep_rules(self, text: str, at: datetime, files: Mapping[str, str] | None = None) -> str:
        """Remember a good rules.yaml and the files that it names (name → text); answers its version."""
        named = sorted((files or {}).items())
        version = version_of(text, files)
        self._db.execute("INSERT OR REPLACE INTO rules_versions VALUES (?, ?, ?)", (version, text, to_text(at)))
        self._db.executemany(
            "INSERT OR REPLACE INTO rules_files VALUES (?, ?, ?)", [(version, name, held) for name, held in named]
        )
        return version

    def last_good_rules(self) -> KeptRules | None:
        row = self._db.execute(
            "SELECT version, text FROM rules_versions ORDER BY loaded_at DESC, rowid DESC LIMIT 1"
        ).fetchone()
        return self._kept(row) if row else None

    def rules_kept(self, version: str | None) -> KeptRules | None:
        """Those of that version."""
        row = self._db.execute("SELECT version, text FROM rules_versions WHERE version = ?", (version,)).fetchone()
        return self._kept(row) if row else None

    @property
    def reckoned_with(self) -> str | None:
        """The version of the rules by whose hours open deadlines are counted."""
        return self._db.execute("SELECT reckoned_with FROM desk").fetchone()["reckoned_with"]

    @reckoned_with.setter
    def reckoned_with(self, version: str) -> None:
        self._db.execute("UPDATE desk SET reckoned_with = ?", (version,))

    def _kept(self, row: sqlite3.Row) -> KeptRules:
        files = self._db.execute("SELECT name, text FROM rules_files WHERE version = ?", (row["version"],))
        return KeptRules(version=row["version"], text=row["text"], files={each["name"]: each["text"] for each in files})

    # ------------------------------------------------------------ one message
    def memory_for(
        self, message: Message, origin: Origin, *, now: datetime, staff: Iterable[str] = (), sent: bool = False
    ) -> Memory:
        """Everything we know that bears on this message. `staff`: who may be told of it; `sent`: it left us, so that its recipients tell of tickets."""
        author = message.author.addr_spec if message.author else ""
        signed = tuple(self._signed(message, author))
        known = (*self._known(message), *signed)
        recipients = self._possible_recipients(message)
        leads_somewhere = any(item.rfc_id != message.message_id for item in known)
        people = _addressed(message) if sent else recipients
        candidates = () if leads_somewhere else self.resemblance.candidates(message, people, now=now)
        outside = () if sent or leads_somewhere else self.tickets.numbers_asked_of(author, now - RECENT)
        tickets = {
            **self.tickets.load(item.ticket for item in known),
            **{item.ticket.number: item.ticket for item in candidates},
            **self.tickets.load(outside),
        }
        tickets = {**tickets, **self._continued(tickets)}
        reported = self._reported(origin)
        if reported and reported.ticket:
            tickets = {**tickets, **self.tickets.load([reported.ticket])}
        commanded = known if sent else signed  # on which tickets it may command
        theirs = [tickets[item.ticket] for item in commanded]
        spoken_to = (
            *recipients,
            *(address for each in theirs for address in each.requesters),
            *(taken.answer_to for each in theirs for taken in each.taken if taken.answer_to),
            *(each.answer_to for each in theirs if each.answer_to),
        )
        return Memory(
            next_number=self.tickets.next_number(),
            known=known,
            candidates=candidates,
            tickets=tickets,
            reported=reported,
            parked_until=self.outbox.parked((*spoken_to, *staff)),
            tallies={address: self.outbox.tallies(address, None, now) for address in spoken_to},
            notified=self.outbox.notified(now),
            language=self.messages.last_language(author) if author else None,
            asked_at={number: at for number in tickets if (at := self.messages.asked_at(number))},
            spent=frozenset(self.links.spent(message.subject)),
            asked_outside={number: self.messages.asked_outside(number) for number in outside},
            apart=self.tickets.kept_apart(tickets),
            next_notice=self.outbox.next_notice(),
            parts=self._parts(message, {each.number: each for each in theirs}),
            **self._for_staff([(item.rfc_id, tickets[item.ticket]) for item in commanded]),
        )

    def memory_of_letters(
        self,
        recipients: Iterable[str],
        ticket: int | None,
        *,
        now: datetime,
        to_staff: bool = False,
        staff: Iterable[str] = (),
    ) -> Memory:
        """What the gate needs to know before letters to these recipients on this ticket."""
        addresses = tuple(recipients)
        return Memory(
            next_number=self.tickets.next_number(),
            parked_until=self.outbox.parked((*addresses, *staff)),
            tallies={address: self.outbox.tallies(address, ticket, now, to_staff=to_staff) for address in addresses},
            heard={ticket: self.messages.heard(ticket)} if ticket else {},
            **self._of_openings([ticket] if ticket else []),
            notified=self.outbox.notified(now),
        )

    def memory_of_command(self, ticket: Ticket, line: str, *, now: datetime, staff: Iterable[str] = ()) -> Memory:
        """What a command that came by no mail needs to know."""
        memory = self.memory_of_letters(sorted(ticket.requesters), ticket.number, now=now, staff=staff)
        names = tickets_named(line)
        parts = Parts() if names is None else self.merges.parts({ticket.number: ticket}, names)
        return replace(memory, history={ticket.number: self.lists.told(ticket.name)}, parts=parts)

    def save(self, decision: Decision, *, at: datetime, message: int | None, rules_version: str) -> None:
        """The ticket, its promises, history and suppressed letters, as decided. Inside a transaction."""
        ticket = decision.ticket
        self.tickets.save(decision, at=at, message=message, rules_version=rules_version)
        for joined in decision.joined:
            if ticket:
                self.merges.take_in(joined, into=ticket.number, at=at, rules_version=rules_version)
        if ticket and decision.parted:
            self.merges.part(decision.parted, to=ticket.number, at=at)
        if ticket:
            self._save_beside(decision, ticket, at)
        if decision.spends:
            self.links.spend(decision.spends, at=at)
        self._learn_of_letters(decision, at)

    def _learn_of_letters(self, decision: Decision, at: datetime) -> None:
        """What the message tells of letters sent before."""
        if decision.bounce:
            self.outbox.bounced(decision.bounce, at)
            if decision.bounce.passes_to:
                self.pass_on(decision.bounce.message_id, to=decision.bounce.passes_to, at=at)
        for one, other in decision.apart:
            self.tickets.keep_apart(one, other)
        if decision.seen_in_sent:
            self.outbox.proven_sent(decision.seen_in_sent)
            self.copies.seen(decision.seen_in_sent, at)
            self._learn(decision.seen_in_sent, decision.sent_as)

    def _save_beside(self, decision: Decision, ticket: Ticket, at: datetime) -> None:
        for entry in decision.suppressed:
            self.outbox.add_suppressed(entry, ticket=ticket.number, mailbox=ticket.mailbox, at=at)
        self.corrections.keep(decision, ticket=ticket.number, at=at)
        if decision.settled and not decision.keeps_letters:
            self.outbox.supersede(ticket.number, at)

    def save_letter(
        self, letter: Letter, *, ticket: int | None, at: datetime, message: int | None = None, shadow: bool = False
    ) -> None:
        """A finished letter goes to the outbox, and answers to it will find its ticket. Inside a transaction."""
        self.outbox.add(letter, ticket=ticket, at=at, message=message, state="withheld" if shadow else "queued")
        if ticket:
            self.messages.index_letter(letter.draft.message_id, ticket)

    def pass_on(self, message_id: str, *, to: str, at: datetime) -> None:
        """A letter to staff did not arrive: whatever it spoke of is told to somebody else, within a tick."""
        lost = self.outbox.find_sent(message_id)
        if lost is None:
            return
        numbers = (lost.ticket,) if lost.ticket else lost.speaks_of
        step = f"instead of {lost.recipient} (<{message_id}>)"
        is_escalation = lost.kind == LetterKind.ESCALATION
        self.tickets.pass_on(numbers, step=step, to=to, is_escalation=is_escalation, at=at)

    # ------------------------------------------------------------ inside
    def _learn(self, message_id: str, sent_as: str | None) -> None:
        """Answers to a letter of ours will name the Message-ID under which it left."""
        letter = self.outbox.find_sent(message_id) if sent_as else None
        if sent_as and letter and letter.ticket:
            self.messages.index_letter(sent_as, letter.ticket)

    def _for_staff(self, answers: Sequence[tuple[str, Ticket]]) -> dict[str, Any]:
        """What a mail that may command needs besides: the requester's last mail and the ticket's history.

        `answers`: each letter, mail or address that it answers, with the ticket.
        """
        tickets = {ticket.number: ticket for _, ticket in answers}
        asked = {
            seen.name: found
            for letter, ticket in answers
            for seen in (ticket, *(ticket.as_named(taken.name) for taken in ticket.taken))
            if (found := self._asked(seen, letter))
        }
        return {
            "asked": asked,
            "history": {number: self.lists.told(ticket.name) for number, ticket in tickets.items()},
            "heard": {number: self.messages.heard(number) for number in tickets},
            "meant_for": self.outbox.meant_for(letter for letter, _ in answers),
            "rearranged": self.merges.rearranged(tickets),
            **self._of_openings(tickets),
        }

    def _of_openings(self, numbers: Iterable[int]) -> dict[str, Any]:
        """What an acknowledgement that comes late needs to know of these tickets."""
        numbers = tuple(numbers)
        return {
            "came": {number: came for number in numbers if (came := self.messages.came(number))},
            "written_to": frozenset(number for number in numbers if self.outbox.wrote_to_requester(number)),
        }

    def _asked(self, ticket: Ticket, letter: str) -> Asked | None:
        """The requester's last mail; where several tickets are one, the mail of which the letter told, which has its own thread."""
        told = self.messages.told_by(letter, ticket.requester) if ticket.taken else None
        return told or self.messages.asked_in(ticket.number, ticket.requester)

    def _parts(self, message: Message, tickets: Mapping[int, Ticket]) -> Parts:
        """What merging and splitting need; nothing for a mail that asks for neither."""
        names = tickets_named(message.text[:COMMANDS_WITHIN]) if tickets else None
        return Parts() if names is None else self.merges.parts(tickets, names, ancestors(message))

    def _continued(self, tickets: Mapping[int, Ticket]) -> dict[int, Ticket]:
        """The tickets that have taken up one of these again, and so on."""
        found: dict[int, Ticket] = {}
        latest = tuple(tickets.values())
        while wanted := {ticket.continued_in for ticket in latest if ticket.continued_in} - {*found, *tickets}:
            news = self.tickets.load(wanted)
            found |= news
            latest = tuple(news.values())
        return found

    def _known(self, message: Message) -> tuple[Known, ...]:
        conversation = conversation_id(message)
        wanted = (
            *ancestors(message),
            *([message.message_id] if message.message_id else []),
            *([conversation] if conversation else []),
        )

        def leads(item: Known) -> bool:  # whatever mail this is: its own Message-ID is another mail's as well, perhaps
            return item.is_ours or item.is_reference or item.rfc_id != message.message_id

        found = [
            Known(
                rfc_id=rfc_id,
                ticket=row["ticket"],
                is_ours=bool(row["is_ours"]),
                is_reference=bool(row["is_reference"]),
                is_internal=bool(row["is_internal"]),
            )
            for rfc_id in wanted
            for row in self._db.execute(_KNOWN, (rfc_id,))
        ]
        if all(map(leads, found)) or self.messages.is_copy(message):
            return tuple(found)
        return tuple(filter(leads, found))

    def _signed(self, message: Message, author: str) -> Iterator[Known]:
        """Ids and reply addresses that we signed for this author: they lead to their ticket even after an old backup was restored."""
        key = self.us().key
        for rfc_id in ancestors(message):
            token = tokens.read(rfc_id, key=key, recipient=author)
            yield from self._named(rfc_id, token.ticket if token else None)
        if action := tokens.read_action(message.subject, key=key, recipient=author):
            yield from self._named(action.text, action.ticket)
        for item in (*message.to, *message.cc):
            token = tokens.read_address(item.addr_spec, key=key, recipient=author)
            yield from self._named(item.addr_spec, token.ticket if token else None)

    def _named(self, carrier: str, name: str | None) -> Iterator[Known]:
        ticket = self.tickets.by_name(name) if name else None
        if ticket:
            yield Known(rfc_id=carrier, ticket=ticket.number, is_ours=True)

    def _reported(self, origin: Origin) -> SentLetter | None:
        original = origin.report.original_message_id if origin.report else None
        found = self.outbox.find_sent(original) if original else None
        if found is None or found.ticket is None or found.kind != "answer":
            return found
        return replace(found, answered=self.answers.of_mail(found.ticket, found.message_id))

    @staticmethod
    def _possible_recipients(message: Message) -> tuple[str, ...]:
        addresses = (*message.authors, *message.reply_to)
        return tuple(dict.fromkeys(item.addr_spec for item in addresses if item.addr_spec))[:PEOPLE_USED]


def _addressed(message: Message) -> tuple[str, ...]:
    """Whom a message goes to, each once, as many as a person writes to."""
    found = (item.addr_spec for item in (*message.to, *message.cc) if item.addr_spec)
    return tuple(dict.fromkeys(found))[:ADDRESSED_USED]
