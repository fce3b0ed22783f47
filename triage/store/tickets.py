"""Tickets with their people, facts, promises and history."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import fields
from datetime import datetime
from operator import attrgetter
from typing import Any

from triage.desk.deadlines import Deadline, Outcome, Rung
from triage.desk.decision import Decision, Event, EventKind, Joined, Promise, event
from triage.desk.recompute import Moved
from triage.desk.thread import subject_key, subject_keys
from triage.desk.ticket import Status, Taken, Ticket
from triage.policy.worktime import Span
from triage.store.moments import from_text, maybe_moment, maybe_text, to_text
from triage.store.texts import listed, sentences

TICKETS_OF_ONE = 50  # so many of one address's newest tickets are looked through: a robot may be on thousands
FIRST_NUMBER = 1001  # a first ticket called 1 tells customers more than they need to know

_COLUMNS = (
    "number name status category confidence unsure snoozed_until stage team assignee priority mailbox requester requester_name answer_to subject subject_key "
    "language opened_at first_answer_at closed_at last_message_at missing cycle letters original_message_id continues rules_version"
).split()
_LIKE_COLUMNS = [each.name for each in fields(Ticket) if each.name in _COLUMNS]
_fields_like_columns = attrgetter(*_LIKE_COLUMNS)
# Two statements: before an upsert, SQLite looks in every table for rows that name the ticket.
_UPDATE = f"UPDATE tickets SET {', '.join(f'{name} = :{name}' for name in _COLUMNS[1:])} WHERE number = :number"  # noqa: S608  names from above
_INSERT = f"INSERT INTO tickets ({', '.join(_COLUMNS)}) VALUES ({', '.join(f':{name}' for name in _COLUMNS)})"  # noqa: S608
_BESIDE = """
    SELECT 'facts' AS what, name, value FROM facts WHERE ticket = ?1
    UNION ALL SELECT 'participants', address, NULL FROM participants WHERE ticket = ?1
    UNION ALL SELECT 'third_parties', address, NULL FROM third_parties WHERE ticket = ?1
    UNION ALL SELECT 'continued_in', (
        SELECT coalesce(joined_to, number) AS goes_on FROM tickets WHERE continues = ?1 AND goes_on <> ?1
        ORDER BY number DESC LIMIT 1), NULL
"""


class Tickets:
    """The units of work."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def next_number(self) -> int:
        (highest,) = self._db.execute("SELECT max(number) FROM tickets").fetchone()
        return FIRST_NUMBER if highest is None else highest + 1

    def load(self, numbers: Iterable[int]) -> Mapping[int, Ticket]:
        """Those tickets, whole; unknown numbers are left out."""
        found = (
            self._db.execute("SELECT * FROM tickets WHERE number = ?", (number,)).fetchone()
            for number in dict.fromkeys(numbers)
        )
        return {row["number"]: self._ticket(row) for row in found if row}

    def by_name(self, name: str) -> Ticket | None:
        """The ticket of that name, or the one that it was joined to."""
        (number,) = self.numbers_of_names([name.upper()]) or (None,)
        return self.load([number]).get(number) if number else None

    def numbers_of_author(self, address: str, since: datetime, limit: int = 10) -> list[int]:
        """Tickets on which the address takes part, latest first."""
        rows = self._db.execute(
            """SELECT number FROM tickets
               WHERE number IN (SELECT ticket FROM participants WHERE address = ? ORDER BY ticket DESC LIMIT ?)
               AND joined_to IS NULL AND last_message_at > ? ORDER BY last_message_at DESC LIMIT ?""",
            (address, TICKETS_OF_ONE, to_text(since), limit),
        )
        return [row["number"] for row in rows]

    def numbers_asked_of(self, address: str, since: datetime, limit: int = 10) -> list[int]:
        """Tickets about which staff asked that address, latest first."""
        rows = self._db.execute(
            """SELECT number FROM tickets
               WHERE number IN (SELECT ticket FROM third_parties WHERE address = ? ORDER BY ticket DESC LIMIT ?)
               AND joined_to IS NULL AND last_message_at > ? ORDER BY last_message_at DESC LIMIT ?""",
            (address, TICKETS_OF_ONE, to_text(since), limit),
        )
        return [row["number"] for row in rows]

    def keep_apart(self, one: int, other: int) -> None:
        """No later mail may join these two."""
        self._db.execute("INSERT OR IGNORE INTO kept_apart VALUES (?, ?)", (min(one, other), max(one, other)))

    def kept_apart(self, numbers: Iterable[int]) -> frozenset[tuple[int, int]]:
        """The pairs of these tickets that staff split."""
        wanted = set(numbers)
        if len(wanted) < 2:  # noqa: PLR2004  a pair
            return frozenset()
        rows = (
            row
            for number in wanted
            for row in self._db.execute("SELECT lower, higher FROM kept_apart WHERE lower = ?", (number,))
        )
        return frozenset((row["lower"], row["higher"]) for row in rows if row["higher"] in wanted)

    def numbers_of_subject(self, subject: str, since: datetime, limit: int = 10) -> list[int]:
        """Tickets with a mail of the same subject or the one it had before, prefixes aside, latest first."""
        rows = (
            row
            for key in subject_keys(subject)
            for row in self._db.execute(
                """SELECT coalesce(t.joined_to, t.number) AS ticket FROM subjects s JOIN tickets t ON t.number = s.ticket
                   WHERE s.subject_key = ? AND s.at > ? ORDER BY s.at DESC LIMIT ?""",
                (key, to_text(since), limit),
            )
        )
        return [row["ticket"] for row in rows]

    def numbers_of_names(self, names: Iterable[str]) -> list[int]:
        """The tickets of those names; of a joined one, the ticket where it goes on."""
        found = (
            self._db.execute(
                "SELECT coalesce(joined_to, number) AS number FROM tickets WHERE name = ?", (name,)
            ).fetchone()
            for name in names
        )
        return [row["number"] for row in found if row]

    # ------------------------------------------------------------ saving
    def save(self, decision: Decision, *, at: datetime, message: int | None, rules_version: str | None) -> None:
        """The ticket as decided, with its promises and history, and remarks on others."""
        for remark in decision.remarks:
            self.add_event(remark.event, ticket=remark.ticket, at=at, message=message, rules_version=rules_version)
        ticket = decision.ticket
        if ticket is None:
            return
        self._keep(ticket, rules_version, is_new=decision.is_new)
        number = ticket.number
        for ended in decision.settled:
            self._settle(number, ended)
        for promise in decision.promises:
            self._open(number, promise)
        self._void_rungs(number, upto=ticket.cycle if ticket.status is Status.CLOSED else ticket.cycle - 1)
        self._finish_rungs(number, decision.told, "told", at)
        self._finish_rungs(number, decision.superseded, "superseded", at)
        self._add_events(decision.events, ticket=number, at=at, message=message, rules_version=rules_version)
        if decision.is_new and ticket.continues:
            told = event(EventKind.FOLLOW_UP, f"a late reply opened {ticket.name}, which continues this one")
            self.add_event(told, ticket=ticket.continues, at=at, message=message)

    def end(self, joined: Joined, *, at: datetime, rules_version: str | None) -> None:
        """The ticket ends, because another goes on with what it was about."""
        number = joined.ticket.number
        self._keep(joined.ticket, rules_version)
        for ended in joined.settled:
            self._settle(number, ended)
        self._void_rungs(number, upto=joined.ticket.cycle)
        for entry in joined.events:
            self.add_event(entry, ticket=number, at=at)

    def void_rungs(self, stood: Ticket) -> tuple[Rung, ...]:
        """What watched over the ticket when it stood so, and was overtaken since; nothing where its promise had ended."""
        rows = self._db.execute(
            """SELECT * FROM rungs r WHERE ticket = ?1 AND cycle = ?2 AND state = 'void' AND (?3 OR NOT EXISTS (
                   SELECT 1 FROM deadlines d WHERE d.ticket = ?1 AND d.cycle = ?2)) ORDER BY fires_at""",
            (stood.number, stood.cycle, int(stood.deadline is not None)),
        )
        return tuple(rung_of(row) for row in rows)

    def watch_again(self, stood: Ticket, *, told_on: tuple[int, int | None]) -> None:
        """A ticket that goes on again as it stood: what watched over it does so, but for what was told meanwhile.

        `told_on`: the ticket, and its cycle, that had the same promise since.
        """
        if stood.status is Status.CLOSED:
            return
        self._db.execute(
            """UPDATE rungs SET state = 'open' WHERE ticket = ?1 AND cycle = ?2 AND state = 'void'
               AND coalesce((SELECT outcome FROM deadlines WHERE ticket = ?1 AND cycle = ?2), 'open') = 'open'
               AND step NOT IN (SELECT step FROM rungs WHERE ticket = ?3 AND cycle IS ?4 AND state IN ('told', 'superseded'))""",
            (stood.number, stood.cycle, *told_on),
        )

    def add_event(
        self,
        entry: Event,
        *,
        ticket: int | None,
        at: datetime,
        message: int | None = None,
        rules_version: str | None = None,
    ) -> None:
        self._add_events([entry], ticket=ticket, at=at, message=message, rules_version=rules_version)

    def _add_events(
        self,
        entries: Iterable[Event],
        *,
        ticket: int | None,
        at: datetime,
        message: int | None,
        rules_version: str | None,
    ) -> None:
        moment = to_text(at)
        self._db.executemany(
            "INSERT INTO events (ticket, message, at, kind, because, rules_version) VALUES (?, ?, ?, ?, ?, ?)",
            [(ticket, message, moment, entry.kind.value, sentences(entry.because), rules_version) for entry in entries],
        )

    def _keep(self, ticket: Ticket, rules_version: str | None, *, is_new: bool = False) -> None:
        values = {
            **dict(zip(_LIKE_COLUMNS, _fields_like_columns(ticket), strict=True)),
            "status": ticket.status.value,
            "subject_key": subject_key(ticket.subject),
            "snoozed_until": maybe_text(ticket.snoozed_until),
            "opened_at": to_text(ticket.opened_at),
            "first_answer_at": maybe_text(ticket.first_answer_at),
            "closed_at": maybe_text(ticket.closed_at),
            "last_message_at": to_text(ticket.last_message_at),
            "missing": listed(ticket.missing),
            "unsure": int(ticket.unsure),
            "rules_version": rules_version,
        }
        if is_new or not self._db.execute(_UPDATE, values).rowcount:
            self._db.execute(_INSERT, values)
        people = [(ticket.number, address) for address in ticket.participants]
        self._db.executemany("INSERT OR IGNORE INTO participants VALUES (?, ?)", people)
        asked = [(address, ticket.number) for address in ticket.third_parties]
        self._db.executemany("INSERT OR IGNORE INTO third_parties VALUES (?, ?)", asked)
        facts = [(ticket.number, name, value) for name, values in ticket.facts.items() for value in values]
        self._db.executemany("INSERT OR IGNORE INTO facts VALUES (?, ?, ?)", facts)

    def _open(self, ticket: int, promise: Promise) -> None:
        deadline = promise.deadline
        if deadline:
            self._db.execute(
                "INSERT INTO deadlines VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    ticket,
                    deadline.cycle,
                    deadline.stage,
                    to_text(deadline.starts_at),
                    to_text(deadline.due_at),
                    deadline.clause,
                    deadline.outcome.value,
                    maybe_text(deadline.settled_at),
                ),
            )
        rows = [
            (
                ticket,
                rung.cycle,
                rung.step,
                to_text(rung.fires_at),
                int(rung.is_escalation),
                listed(rung.tell),
                str(rung.repeat) if rung.repeat else None,
                rung.letter,
            )
            for rung in promise.rungs
        ]
        self._db.executemany(
            """INSERT INTO rungs (ticket, cycle, step, fires_at, is_escalation, tell, repeat, letter)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?)""",
            rows,
        )

    def pass_on(self, numbers: Iterable[int], *, step: str, to: str, is_escalation: bool, at: datetime) -> None:
        """A letter to staff was lost: tell somebody else of these tickets, as far as they still wait. Once for a step."""
        for number in numbers:
            self._db.execute(
                """INSERT OR IGNORE INTO rungs (ticket, cycle, step, fires_at, is_escalation, tell)
                   SELECT t.number, t.cycle, ?, ?, ?, ? FROM tickets t
                   LEFT JOIN deadlines d ON d.ticket = t.number AND d.cycle = t.cycle
                   WHERE t.number = ? AND t.status <> 'closed' AND coalesce(d.outcome, 'open') = 'open'""",
                (step, to_text(at), int(is_escalation), listed([to]), number),
            )

    def _settle(self, ticket: int, ended: Deadline) -> None:
        self._db.execute(
            "UPDATE deadlines SET outcome = ?, settled_at = ? WHERE ticket = ? AND cycle = ?",
            (ended.outcome.value, maybe_text(ended.settled_at), ticket, ended.cycle),
        )
        self._void_rungs(ticket, upto=ended.cycle)

    def _void_rungs(self, ticket: int, *, upto: int) -> None:
        self._db.execute(
            "UPDATE rungs SET state = 'void' WHERE ticket = ? AND cycle <= ? AND state = 'open'", (ticket, upto)
        )

    def _finish_rungs(self, ticket: int, rungs: Iterable[Rung], state: str, at: datetime) -> None:
        self._db.executemany(
            "UPDATE rungs SET state = ?, done_at = ? WHERE ticket = ? AND cycle = ? AND step = ?",
            [(state, to_text(at), ticket, rung.cycle, rung.step) for rung in rungs],
        )

    # ------------------------------------------------------------ other hours
    def watched(self) -> list[int]:
        """Tickets with a deadline that runs or stands still, or an open rung, in order."""
        rows = self._db.execute(
            """SELECT ticket FROM deadlines WHERE outcome = 'open' UNION SELECT ticket FROM deadlines WHERE outcome = 'paused'
               UNION SELECT ticket FROM rungs WHERE state = 'open' ORDER BY 1"""
        )
        return [row["ticket"] for row in rows]

    def open_rungs(self, ticket: int) -> tuple[Rung, ...]:
        """What has not been told of this ticket, earliest first."""
        rows = self._db.execute("SELECT * FROM rungs WHERE ticket = ? AND state = 'open' ORDER BY fires_at", (ticket,))
        return tuple(rung_of(row) for row in rows)

    def move(self, moved: Moved, entry: Event, *, at: datetime, rules_version: str) -> None:
        """Open moments become others; what was told, kept or broken meanwhile stays."""
        number = moved.ticket.number
        if moved.deadline:
            _, becomes = moved.deadline
            self._db.execute(
                "UPDATE deadlines SET due_at = ? WHERE ticket = ? AND cycle = ? AND outcome IN ('open', 'paused')",
                (to_text(becomes.due_at), number, becomes.cycle),
            )
        self._db.executemany(
            "UPDATE rungs SET fires_at = ? WHERE ticket = ? AND cycle = ? AND step = ? AND state = 'open'",
            [(to_text(rung.fires_at), number, rung.cycle, rung.step) for _, rung in moved.rungs],
        )
        self.add_event(entry, ticket=number, at=at, rules_version=rules_version)

    # ------------------------------------------------------------ what is due
    def due_rungs(self, now: datetime, limit: int = 10_000) -> dict[int, tuple[Rung, ...]]:
        """Open rungs whose moment has come, by ticket, earliest first; every passed one is found."""
        rows = self._db.execute(
            "SELECT * FROM rungs WHERE state = 'open' AND fires_at <= ? ORDER BY fires_at LIMIT ?",
            (to_text(now), limit),
        )
        found: dict[int, list[Rung]] = {}
        for row in rows:
            found.setdefault(row["ticket"], []).append(rung_of(row))
        return {ticket: tuple(rungs) for ticket, rungs in found.items()}

    # ------------------------------------------------------------ rows → records
    def _ticket(self, row: sqlite3.Row) -> Ticket:
        number = row["number"]
        own = ("name category confidence stage team assignee priority mailbox requester requester_name answer_to subject language "
               "cycle letters original_message_id continues").split()  # fmt: skip
        deadline = self._deadline(number)
        stands_still = deadline is not None and deadline.outcome is Outcome.PAUSED
        return Ticket(
            number=number,
            status=Status(row["status"]),
            opened_at=from_text(row["opened_at"]),
            first_answer_at=maybe_moment(row["first_answer_at"]),
            closed_at=maybe_moment(row["closed_at"]),
            last_message_at=from_text(row["last_message_at"]),
            unsure=bool(row["unsure"]),
            snoozed_until=maybe_moment(row["snoozed_until"]),
            missing=tuple(json.loads(row["missing"])),
            deadline=None if stands_still else deadline,
            paused=deadline if stands_still else None,
            taken=self._taken(number),
            **self._beside(number),
            **{name: row[name] for name in own},
        )

    def _beside(self, number: int) -> dict[str, Any]:
        """What of it stands in rows of their own."""
        facts: dict[str, tuple[str, ...]] = {}
        people: dict[str, set[str]] = {"participants": set(), "third_parties": set()}
        continued_in = None
        for what, name, value in self._db.execute(_BESIDE, (number,)):
            if what == "facts":
                facts[name] = (*facts.get(name, ()), value)
            elif what == "continued_in":
                continued_in = name
            else:
                people[what].add(name)
        return {
            "facts": facts,
            "continued_in": continued_in,
            **{whose: frozenset(addresses) for whose, addresses in people.items()},
        }

    def _taken(self, number: int) -> tuple[Taken, ...]:
        rows = self._db.execute(
            """SELECT name, requester, requester_name, answer_to, subject, language, original_message_id
               FROM tickets WHERE joined_to = ? ORDER BY number""",
            (number,),
        )
        return tuple(Taken(**dict(row)) for row in rows)

    def _deadline(self, number: int) -> Deadline | None:
        row = self._db.execute(
            "SELECT * FROM deadlines WHERE ticket = ? AND outcome IN ('open', 'paused') ORDER BY cycle DESC LIMIT 1",
            (number,),
        ).fetchone()
        return deadline_of(row) if row else None


def deadline_of(row: sqlite3.Row) -> Deadline:
    return Deadline(
        stage=row["stage"],
        cycle=row["cycle"],
        starts_at=from_text(row["starts_at"]),
        due_at=from_text(row["due_at"]),
        clause=row["clause"],
        outcome=Outcome(row["outcome"]),
        settled_at=maybe_moment(row["settled_at"]),
    )


def rung_of(row: sqlite3.Row) -> Rung:
    return Rung(
        cycle=row["cycle"],
        step=row["step"],
        fires_at=from_text(row["fires_at"]),
        is_escalation=bool(row["is_escalation"]),
        tell=tuple(json.loads(row["tell"])),
        repeat=Span.parse(row["repeat"]) if row["repeat"] else None,
        letter=row["letter"],
    )
