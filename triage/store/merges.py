"""Tickets taken into others and out again: the journal of merges, and what a command to merge or to split needs to know."""

import json
import sqlite3
from collections.abc import Iterable, Mapping
from datetime import datetime

from pydantic import TypeAdapter, ValidationError

from triage.desk.deadlines import Rung
from triage.desk.decision import Joined, Parted
from triage.desk.drafts import LetterKind
from triage.desk.parts import LetterPiece, Merge, Parts, Piece
from triage.desk.thread import subject_keys
from triage.desk.ticket import Status, Ticket
from triage.record import record
from triage.store.moments import from_text, to_text
from triage.store.tickets import Tickets

QUOTED = 20_000  # characters of a message by which a new ticket is sorted


@record
class _Stood:
    """How the tickets of one merge stood."""

    taken: Ticket
    was: Ticket
    became: Ticket
    led_there: tuple[int, ...]  # tickets that had been merged into the one that was taken


_STOOD = TypeAdapter(_Stood)


class Merges:
    """Which ticket was taken into which."""

    def __init__(self, connection: sqlite3.Connection, tickets: Tickets) -> None:
        self._db = connection
        self._tickets = tickets

    # ------------------------------------------------------------ in and out
    def take_in(self, joined: Joined, *, into: int, at: datetime, rules_version: str | None) -> None:
        """The ticket ends; its messages move, and its ids, subjects and name lead to the other from now on."""
        number = joined.ticket.number
        self._tickets.end(joined, at=at, rules_version=rules_version)
        led = self._db.execute("SELECT number FROM tickets WHERE joined_to = ? ORDER BY number", (number,))
        stood = _Stood(
            taken=joined.stood,
            was=joined.into,
            became=self._tickets.load([into])[into],
            led_there=tuple(row["number"] for row in led),
        )
        merge = self._db.execute(
            """INSERT INTO merges (taken, kept, at, upto, stood)
               VALUES (?, ?, ?, (SELECT coalesce(max(id), 0) FROM messages), ?)""",
            (number, into, to_text(at), _STOOD.dump_json(stood).decode()),
        ).lastrowid
        self._db.execute("INSERT INTO merged_messages SELECT ?, id FROM messages WHERE ticket = ?", (merge, number))
        self._db.execute("UPDATE messages SET ticket = ? WHERE ticket = ?", (into, number))
        self._db.execute("UPDATE tickets SET joined_to = ?1 WHERE number = ?2 OR joined_to = ?2", (into, number))
        self._apart_no_more(number, into)

    def part(self, parted: Parted, *, to: int, at: datetime) -> None:
        """The ticket gets these messages out of the other, which is saved next, with the people and facts left to it."""
        rows = self._pieces(parted.out_of)
        moved = [row for row in rows if row["id"] in parted.pieces]
        values = [(to, row["id"], parted.out_of) for row in moved]
        self._db.executemany("UPDATE messages SET ticket = ? WHERE id = ? AND ticket = ?", values)
        letters = [(to, letter, parted.out_of) for letter in parted.letters]
        self._db.executemany("UPDATE OR IGNORE letters SET ticket = ? WHERE message_id = ? AND ticket = ?", letters)
        self._lead(moved, [row for row in rows if row not in moved], parted, to)
        self._db.executemany(
            "INSERT INTO subjects VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET at = max(at, excluded.at)",
            [(key, to, row["received_at"]) for row in moved for key in subject_keys(row["subject"])[:1]],
        )
        for table in ("participants", "third_parties", "facts"):
            self._db.execute(f"DELETE FROM {table} WHERE ticket = ?", (parted.out_of,))  # noqa: S608  names from this line
        if parted.merge is not None:
            self._undo(parted.merge, at)

    def _undo(self, merge: int, at: datetime) -> None:
        row = self._db.execute("SELECT * FROM merges WHERE id = ?", (merge,)).fetchone()
        stood = _STOOD.validate_json(row["stood"])
        self._db.execute("UPDATE merges SET undone_at = ? WHERE id = ?", (to_text(at), merge))
        self._db.execute("UPDATE tickets SET joined_to = NULL WHERE number = ?", (row["taken"],))
        self._db.executemany(
            "UPDATE tickets SET joined_to = ? WHERE number = ? AND joined_to = ?",
            [(row["taken"], number, row["kept"]) for number in stood.led_there],
        )
        adopted = stood.became.cycle if stood.became.cycle > stood.was.cycle else None
        self._tickets.watch_again(stood.taken, told_on=(row["kept"], adopted))

    def _lead(self, moved: Iterable[sqlite3.Row], left: Iterable[sqlite3.Row], parted: Parted, to: int) -> None:
        """Ids of these messages and letters lead to the other ticket now, and so do those that only these refer to."""
        moved = list(moved)
        own = {row["message_id"] for row in moved if row["message_id"]} | parted.letters
        referred = {rfc_id for row in moved for rfc_id in json.loads(row["ancestors"])} - own
        elsewhere = {rfc_id for row in left for rfc_id in json.loads(row["ancestors"])}
        values = [(to, rfc_id, parted.out_of) for rfc_id in own]
        self._db.executemany(
            """INSERT OR IGNORE INTO ids (rfc_id, ticket, is_reference, is_ours, is_internal)
               SELECT rfc_id, ?, is_reference, is_ours, is_internal FROM ids WHERE rfc_id = ? AND ticket = ?""",
            values,
        )
        self._db.executemany("DELETE FROM ids WHERE rfc_id = ? AND ticket = ?", [value[1:] for value in values])
        self._db.executemany(
            "INSERT OR IGNORE INTO ids (rfc_id, ticket, is_reference, is_ours, is_internal) VALUES (?, ?, 1, 0, 0)",
            [(rfc_id, to) for rfc_id in referred],
        )
        self._db.executemany(
            "DELETE FROM ids WHERE rfc_id = ? AND ticket = ? AND is_reference",
            [(rfc_id, parted.out_of) for rfc_id in referred - elsewhere],
        )

    def _apart_no_more(self, number: int, into: int) -> None:
        """These two are one now; what was kept apart from the one is kept apart from both."""
        self._db.execute(
            "DELETE FROM kept_apart WHERE lower = ? AND higher = ?", (min(number, into), max(number, into))
        )
        self._db.execute(
            """INSERT OR IGNORE INTO kept_apart SELECT min(other, :into), max(other, :into) FROM (
                   SELECT higher AS other FROM kept_apart WHERE lower = :number
                   UNION SELECT lower FROM kept_apart WHERE higher = :number)""",
            {"number": number, "into": into},
        )

    # ------------------------------------------------------------ what commands need to know
    def parts(self, tickets: Mapping[int, Ticket], names: Iterable[str], answers: Iterable[str] = ()) -> Parts:
        """Of these tickets and those that the commands name. `answers`: the ids that the mail with the commands refers to."""
        named = {name: found for name in names if (found := self._tickets.by_name(name))}
        numbers = {*tickets, *(found.number for found in named.values())}
        pieces = {number: tuple(_piece(row) for row in self._pieces(number)) for number in tickets}
        asking = {piece.row for found in pieces.values() for piece in found if piece.asks}
        about = (self._about(rfc_id) for rfc_id in answers)
        merges = {number: tuple(self._merges(number)) for number in tickets}
        return Parts(
            named=named,
            rungs={number: self._tickets.open_rungs(number) for number in numbers},
            merges={
                number: tuple(each for each in found if isinstance(each, Merge)) for number, found in merges.items()
            },
            unreadable={
                number: tuple(each for each in found if isinstance(each, str)) for number, found in merges.items()
            },
            pieces=pieces,
            letters={number: tuple(self._letters(number)) for number in tickets},
            answered=next((row for row in about if row in asking), None),
        )

    def rearranged(self, tickets: Iterable[int]) -> frozenset[int]:
        """Of these, the ones that ever were merged with another, or split."""
        touched = """SELECT EXISTS (SELECT 1 FROM merges WHERE taken = ?1) OR EXISTS (SELECT 1 FROM merges WHERE kept = ?1)
                OR EXISTS (SELECT 1 FROM kept_apart WHERE lower = ?1) OR EXISTS (SELECT 1 FROM kept_apart WHERE higher = ?1)"""
        return frozenset(number for number in tickets if self._db.execute(touched, (number,)).fetchone()[0])

    def _merges(self, number: int) -> Iterable[Merge | str]:
        """Those that can be undone; of one that another version wrote in words that this one cannot read, the ticket's name."""
        rows = self._db.execute(
            """SELECT m.*, t.name FROM merges m JOIN tickets t ON t.number = m.taken
               WHERE t.joined_to = ? AND m.undone_at IS NULL ORDER BY m.id""",
            (number,),
        ).fetchall()
        for row in rows:
            try:
                stood = _STOOD.validate_json(row["stood"])
            except ValidationError:
                yield str(row["name"])
                continue
            brought = self._db.execute("SELECT message FROM merged_messages WHERE merge = ?", (row["id"],))
            yield Merge(
                id=row["id"],
                taken=stood.taken,
                was=stood.was,
                became=stood.became,
                pieces=frozenset(each["message"] for each in brought),
                upto=row["upto"],
                rungs=self._overtaken(stood.was),
            )

    def _overtaken(self, was: Ticket) -> tuple[Rung, ...]:
        """What watched over its promise, or over its stage, when the merge came."""
        return () if was.status is Status.CLOSED else self._tickets.void_rungs(was)

    def _about(self, rfc_id: str) -> int | None:
        """The message that a letter told of, or that bears this id itself."""
        row = self._db.execute(
            """SELECT message FROM letters WHERE message_id = ?1 AND message IS NOT NULL
               UNION ALL SELECT id FROM messages WHERE message_id = ?1 LIMIT 1""",
            (rfc_id,),
        ).fetchone()
        return row["message"] if row else None

    def _pieces(self, number: int) -> list[sqlite3.Row]:
        return self._db.execute(
            f"""SELECT id, message_id, ancestors, received_at, direction, author, author_name, recipients, subject,
                       substr(text, 1, {QUOTED}) AS text, mailbox, language, kind, is_internal, asks_nothing
                FROM messages WHERE ticket = ? ORDER BY id""",  # noqa: S608  a number from this file
            (number,),
        ).fetchall()

    def _letters(self, number: int) -> Iterable[LetterPiece]:
        rows = self._db.execute(
            """SELECT message_id, message, created_at, kind, recipient FROM letters WHERE message_id IS NOT NULL
               AND ticket IN (SELECT number FROM tickets WHERE number = ?1 OR joined_to = ?1) ORDER BY id""",
            (number,),
        )
        for row in rows:
            yield LetterPiece(
                message_id=row["message_id"],
                follows=row["message"],
                at=from_text(row["created_at"]),
                is_answer=row["kind"] == LetterKind.RELAY,
                recipient=row["recipient"],
            )


def _piece(row: sqlite3.Row) -> Piece:
    return Piece(
        row=row["id"],
        message_id=row["message_id"],
        ancestors=tuple(json.loads(row["ancestors"])),
        at=from_text(row["received_at"]),
        direction=row["direction"],
        author=row["author"],
        author_name=row["author_name"],
        recipients=frozenset(filter(None, json.loads(row["recipients"]))),
        subject=row["subject"],
        text=row["text"],
        mailbox=row["mailbox"],
        language=row["language"],
        is_person=row["kind"] == "person",
        is_internal=bool(row["is_internal"]),
        asks_nothing=bool(row["asks_nothing"]),
    )
