"""Everything we remember, in one SQLite file. All SQL stays in this room."""

import hashlib
import sqlite3
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import field
from datetime import datetime
from itertools import chain
from pathlib import Path

from triage.desk.decision import Decision
from triage.desk.drafts import LetterKind
from triage.desk.ticket import Ticket
from triage.outbound.letter import Letter
from triage.record import record
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
from triage.store.recall import Recall
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

DATABASE = "triage.db"


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
        self.recall = Recall(
            connection,
            key=lambda: self.us().key,
            tickets=self.tickets,
            merges=self.merges,
            resemblance=self.resemblance,
            messages=self.messages,
            outbox=self.outbox,
            answers=self.answers,
            links=self.links,
            lists=self.lists,
        )

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
