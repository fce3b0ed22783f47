"""Messages that were read: what they say, their ids, and what each ticket last heard."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import Literal

from triage.desk.decision import Decision
from triage.desk.situation import Arrival, Heard, Question
from triage.desk.thread import ancestors, conversation_id, subject_key
from triage.inbound.body import Body
from triage.inbound.message import Message
from triage.inbound.origin import Authenticated, Kind, Origin, Reason
from triage.inbound.records import Forwarded
from triage.inbound.spool import Raw
from triage.record import record
from triage.store.moments import claimed_text, from_text, maybe_moment, to_text
from triage.store.originals import Originals
from triage.store.resemblance import Resemblance
from triage.store.texts import listed

SAME_ARRIVAL = timedelta(minutes=10)  # mails without a Message-ID that came further apart are two mails


@record
class Stored:
    """A message that is already here."""

    id: int
    ticket: int | None
    direction: Literal["in", "out"]
    received_at: datetime


@record
class Kept:
    """A message as it came in, to be decided once more."""

    raw: bytes
    mailbox: str
    role: Literal["inbox", "sent"]
    received_at: datetime
    ticket: int | None  # that it is on
    is_recent: bool  # it came within the time asked for; else it only belongs to a ticket of one that did


class Messages:
    """What has been read."""

    def __init__(self, connection: sqlite3.Connection, resemblance: Resemblance, originals: Originals) -> None:
        self._db = connection
        self._resemblance, self._originals = resemblance, originals

    def find(self, message: Message, received_at: datetime) -> Stored | None:
        """The stored message with the same content. Without a Message-ID, arrivals far apart are different mails."""
        keys = self._same_content(message)
        if message.message_id is None:
            keys = [row for row in keys if abs(received_at - row.received_at) <= SAME_ARRIVAL]
        return keys[0] if keys else None

    def is_copy(self, message: Message) -> bool:
        """Is a mail with this Message-ID, author and Date here, which something on its way may have changed?

        Another author or Date tells another mail: some programs give one Message-ID to all they send.
        """
        author = message.author.addr_spec if message.author else ""
        row = self._db.execute(
            # the plus keeps SQLite from looking at all that this author ever wrote
            "SELECT 1 FROM messages WHERE message_id = ? AND +author = ? AND date IS ? LIMIT 1",
            (message.message_id, author, claimed_text(message.date)),
        ).fetchone()
        return row is not None

    def add(
        self,
        message: Message,
        body: Body,
        origin: Origin,
        arrival: Arrival,
        decision: Decision,
        raw: Raw,
        *,
        forwarded: Forwarded | None = None,
    ) -> int:
        """Keep a message with its raw bytes and ids; answers its row id. `forwarded`: who passed it on, in which mail."""
        copies = len(self._same_content(message)) if message.message_id is None else 0
        author = message.author
        values = {
            "content_key": message.content_key + (f"#{copies}" if copies else ""),
            "message_id": message.message_id or (forwarded.message_id if forwarded else None),
            "ticket": decision.ticket.number if decision.ticket else None,
            "direction": decision.direction,
            "kind": origin.kind.value,
            "authenticated": origin.authenticated.value,
            "mailbox": arrival.mailbox,
            "author": author.addr_spec if author else "",
            "author_name": author.display_name if author else "",
            "recipients": listed(item.addr_spec for item in (*message.to, *message.cc)),
            "subject": message.subject,
            "date": claimed_text(message.date),
            "received_at": to_text(arrival.received_at),
            "language": body.language,
            "text": body.text,
            "full_text": message.whole_text,
            "attachments": json.dumps([_attachment(item) for item in message.attachments]),
            "because": listed(origin.because),
            "never_answer": json.dumps([[reason.code, reason.sentence] for reason in origin.never_answer]),
            "raw_sha256": self._originals.keep(raw),
            "size": message.size,
            "is_internal": int(decision.is_internal),
            "asks_nothing": int(decision.asks_nothing),
            "forwarded_by": forwarded.by.addr_spec if forwarded else None,
            "note": forwarded.note if forwarded else "",
            "ancestors": listed(ancestors(message)),
        }
        cursor = self._db.execute(
            f"INSERT INTO messages ({', '.join(values)}) VALUES ({', '.join('?' * len(values))})",  # noqa: S608  names from above
            tuple(values.values()),
        )
        row = cursor.lastrowid or 0
        for number in {part.ticket.number for part in decision.parts if part.ticket}:
            self._index(message, number, is_ours=decision.direction == "out", is_internal=decision.is_internal)
            if forwarded and forwarded.message_id:
                self._insert_ids([(forwarded.message_id, number, 0, 0, 0)])
        if decision.ticket and not decision.is_internal:  # what a carrier wrote likens no customer's mail to the ticket
            self._resemblance.keep(
                row, body.text, subject=message.subject, ticket=decision.ticket.number, at=arrival.received_at
            )
        return row

    def becomes_answer(
        self, stored: Stored, message: Message, ticket: int | None, *, is_internal: bool = False
    ) -> None:
        """A message first seen in an inbox turns up in a Sent folder: it is staff's."""
        self._db.execute(
            "UPDATE messages SET direction = 'out', ticket = coalesce(ticket, ?), is_internal = ? WHERE id = ?",
            (ticket, int(is_internal), stored.id),
        )
        if ticket:
            self._index(message, ticket, is_ours=True, is_internal=is_internal)

    def becomes_of(self, stored: Stored, message: Message, ticket: int) -> None:
        """A message that belonged to no ticket belongs to this one."""
        self._db.execute("UPDATE messages SET ticket = ? WHERE id = ?", (ticket, stored.id))
        self._index(message, ticket, is_ours=stored.direction == "out")

    def index_letter(self, message_id: str, ticket: int) -> None:
        """Make an answer to one of our letters find its ticket."""
        self._insert_ids([(message_id, ticket, 1, 0, 0)])

    def heard(self, ticket: int) -> Heard:
        """What the requester's side wrote last."""
        row = self._db.execute(
            """SELECT text, author, attachments FROM messages
               WHERE ticket = ? AND direction = 'in' AND kind = 'person'
               AND NOT is_internal
               ORDER BY id DESC LIMIT 1""",
            (ticket,),
        ).fetchone()
        if row is None:
            return Heard()
        names = tuple(item["filename"] for item in json.loads(row["attachments"]))
        return Heard(text=row["text"], files=tuple(filter(None, names)), author=row["author"])

    def came(self, ticket: int) -> Origin | None:
        """How the mail came that opened the ticket: the requester's own, where others bear the same Message-ID."""
        row = self._db.execute(
            """SELECT m.kind, m.authenticated, m.because, m.never_answer FROM tickets t JOIN messages m ON +m.ticket = t.number
               WHERE t.number = ?1 AND m.direction = 'in' AND m.id IN (
                   SELECT o.id FROM tickets t JOIN messages o ON o.message_id = t.original_message_id WHERE t.number = ?1
                   UNION ALL SELECT e.message FROM tickets t JOIN events e ON e.ticket = t.number
                             WHERE t.number = ?1 AND t.original_message_id IS NULL AND e.kind = 'opened')
               ORDER BY m.author = t.requester DESC, m.id LIMIT 1""",
            (ticket,),
        ).fetchone()
        return _origin(row) if row else None

    def asked_at(self, ticket: int) -> datetime | None:
        """When the ticket's requester last wrote on it what waits for an answer."""
        row = self._db.execute(
            """SELECT max(m.received_at) AS at FROM messages m JOIN tickets t ON t.number = m.ticket AND t.requester = m.author
               WHERE m.ticket = ? AND m.direction = 'in' AND m.kind = 'person' AND NOT m.is_internal AND NOT m.asks_nothing""",
            (ticket,),
        ).fetchone()
        return maybe_moment(row["at"])

    def asked_in(self, ticket: int, requester: str) -> Question | None:
        """That requester's last mail on it, which an answer refers to."""
        row = self._db.execute(
            """SELECT message_id, subject FROM messages
               WHERE ticket = ? AND author = ? AND direction = 'in' AND kind = 'person' AND NOT is_internal AND message_id IS NOT NULL
               ORDER BY received_at DESC, id DESC LIMIT 1""",
            (ticket, requester),
        ).fetchone()
        return Question(message_id=row["message_id"], subject=row["subject"]) if row else None

    def told_by(self, letter: str, requester: str) -> Question | None:
        """The mail of that requester of which a letter to staff told."""
        row = self._db.execute(
            """SELECT m.message_id, m.subject FROM letters l JOIN messages m ON m.id = l.message
               WHERE l.message_id = ? AND m.author = ? AND m.direction = 'in' AND m.message_id IS NOT NULL""",
            (letter, requester),
        ).fetchone()
        return Question(message_id=row["message_id"], subject=row["subject"]) if row else None

    def asked_outside(self, ticket: int) -> frozenset[str]:
        """Keys of the subjects under which staff asked third parties about the ticket."""
        rows = self._db.execute(
            "SELECT subject FROM messages WHERE ticket = ? AND is_internal AND direction = 'out' ORDER BY id DESC LIMIT 20",
            (ticket,),
        )
        return frozenset(key for row in rows if (key := subject_key(row["subject"])))

    def last_language(self, author: str) -> str | None:
        """The language this author last wrote in."""
        row = self._db.execute(
            "SELECT language FROM messages WHERE author = ? AND language IS NOT NULL ORDER BY received_at DESC LIMIT 1",
            (author,),
        ).fetchone()
        return row["language"] if row else None

    def count_since(self, since: datetime) -> int:
        """How many messages `kept_since` gives."""
        row = self._db.execute(
            """SELECT count(*) AS many FROM messages m JOIN raw r ON r.sha256 = m.raw_sha256 AND length(r.bytes) > 0
               WHERE m.received_at >= :since OR m.ticket IN (SELECT ticket FROM messages WHERE received_at >= :since)""",
            {"since": to_text(since)},
        ).fetchone()
        return row["many"]

    def kept_since(self, since: datetime) -> Iterator[Kept]:
        """Every message since then and what came before it on the same tickets, in the order in which they came.

        Those whose original was emptied (`retention`) are left out.
        """
        rows = self._db.execute(
            """SELECT m.mailbox, m.direction, m.received_at, m.ticket, r.bytes, (
                   SELECT max(c.role = 'sent') FROM occurrences o JOIN cursors c ON c.mailbox = o.mailbox AND c.folder = o.folder
                   WHERE o.message = m.id) AS in_sent FROM messages m
               JOIN raw r ON r.sha256 = m.raw_sha256 AND length(r.bytes) > 0
               WHERE m.received_at >= :since OR m.ticket IN (SELECT ticket FROM messages WHERE received_at >= :since)
               ORDER BY m.received_at, m.id""",
            {"since": to_text(since)},
        )
        for row in rows:
            received_at = from_text(row["received_at"])
            yield Kept(
                raw=row["bytes"],
                mailbox=row["mailbox"],
                role=_role(row),
                received_at=received_at,
                ticket=row["ticket"],
                is_recent=received_at >= since,
            )

    def _same_content(self, message: Message) -> list[Stored]:
        rows = self._db.execute(
            """SELECT id, ticket, direction, received_at FROM messages
               WHERE content_key >= ?1 AND content_key < ?1 || '$' ORDER BY id""",  # the key, and those with a number behind "#"
            (message.content_key,),
        )
        return [
            Stored(
                id=row["id"],
                ticket=row["ticket"],
                direction=row["direction"],
                received_at=from_text(row["received_at"]),
            )
            for row in rows
        ]

    def _index(self, message: Message, ticket: int, *, is_ours: bool, is_internal: bool = False) -> None:
        own = [(message.message_id, ticket, int(is_ours), 0, int(is_internal))] if message.message_id else []
        conversation = conversation_id(message)
        referred = (*ancestors(message), *([conversation] if conversation else []))
        self._insert_ids([*own, *((rfc_id, ticket, 0, 1, 0) for rfc_id in referred)])

    def _insert_ids(self, rows: Iterable[tuple[str, int, int, int, int]]) -> None:
        self._db.executemany(
            """INSERT INTO ids (rfc_id, ticket, is_ours, is_reference, is_internal) VALUES (?, ?, ?, ?, ?)
               ON CONFLICT DO UPDATE SET is_ours = max(is_ours, excluded.is_ours), is_internal = max(is_internal, excluded.is_internal)""",
            rows,
        )


def _role(row: sqlite3.Row) -> Literal["inbox", "sent"]:
    """Which folder it was read from: what staff write to us lies in an inbox, and is theirs."""
    return "inbox" if row["direction"] == "in" or row["in_sent"] == 0 else "sent"


def _attachment(item: object) -> dict[str, object]:
    names = ("filename", "content_type", "size", "sha256")
    return {name: getattr(item, name) for name in names}


def _origin(row: sqlite3.Row) -> Origin | None:
    """As it was told when the message came; None for one from before this was kept."""
    if row["never_answer"] is None:
        return None
    return Origin(
        kind=Kind(row["kind"]),
        authenticated=Authenticated(row["authenticated"]),
        because=tuple(json.loads(row["because"])),
        never_answer=tuple(Reason(code=code, sentence=said) for code, said in json.loads(row["never_answer"])),
        report=None,
    )
