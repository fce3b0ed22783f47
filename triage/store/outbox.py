"""Letters saved and not yet delivered, and what became of each. Two-phase: a state is committed before each dangerous step."""

import json
import sqlite3
from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from triage.desk.decision import Bounce, Suppressed
from triage.desk.drafts import TO_STAFF, Draft, LetterKind
from triage.desk.gate import Tallies
from triage.desk.situation import SentLetter
from triage.outbound.letter import Letter
from triage.record import record
from triage.store.lately import Lately
from triage.store.moments import from_text, maybe_text, to_text
from triage.store.texts import listed

_TOLD_LATER = (
    *TO_STAFF,
    LetterKind.NOTIFICATION,
)  # suppressed ones are told of: to ops, and news to whom it was meant for
_DAY = timedelta(days=1)


@record
class Claimed:
    """One letter that this process is to send."""

    id: int
    kind: LetterKind
    ticket: int | None
    mailbox: str
    recipient: str
    envelope_from: str
    message_id: str
    raw: bytes
    attempts: int  # this one included
    created_at: datetime


class Outbox:
    """What we say."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection
        self.lately = Lately(connection)

    # ------------------------------------------------------------ ordering
    def add(
        self, letter: Letter, *, ticket: int | None, at: datetime, state: str = "queued", message: int | None = None
    ) -> None:
        """Keep a finished letter; it goes out when the transaction that orders it is committed. `message`: what it follows from."""
        draft = letter.draft
        self._insert(draft, ticket, at, state, letter.envelope_from, letter.subject, letter.raw, "", message)
        self.lately.added(draft.kind, draft.recipient, at)
        self._db.executemany(
            "INSERT INTO letter_tickets VALUES (?, ?)", [(draft.message_id, number) for number in draft.speaks_of]
        )

    def add_failed(self, draft: Draft, *, ticket: int | None, at: datetime, error: str) -> None:
        """Keep a letter that could not be composed, so that people see it is missing."""
        self._insert(draft, ticket, at, "failed", "", "", None, error, None)

    def add_suppressed(self, letter: Suppressed, *, ticket: int | None, mailbox: str, at: datetime) -> None:
        """Keep the fact that a letter was not ordered, with its reasons."""
        reasons = "; ".join(f"{reason.code}: {reason.sentence}" for reason in letter.reasons)
        moment = to_text(at)
        is_news = letter.kind in _TOLD_LATER or any(reason.code == "desk-budget" for reason in letter.reasons)
        self._db.execute(
            # the pluses keep SQLite from planning anew for each kind, as its partial indexes would have it do
            """INSERT INTO letters (kind, ticket, seq, mailbox, recipient, envelope_from, message_id, subject, state, created_at, done_at, error, told_at)
               VALUES (?1, ?2, (SELECT min(coalesce(min(seq), 0), 0) - 1 FROM letters WHERE ticket = +?2 AND kind = +?1),
                       ?3, ?4, '', NULL, '', 'suppressed', ?5, ?5, ?6, ?7)""",
            (letter.kind, ticket, mailbox, letter.recipient, moment, reasons, None if is_news else moment),
        )

    def _insert(
        self,
        draft: Draft,
        ticket: int | None,
        at: datetime,
        state: str,
        envelope_from: str,
        subject: str,
        raw: bytes | None,
        error: str,
        message: int | None,
    ) -> None:
        self._db.execute(
            """INSERT INTO letters (kind, ticket, seq, mailbox, recipient, envelope_from, message_id, subject, raw, state, next_attempt_at, created_at, done_at, error, written_by, said, message, meant_for)
               VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)""",
            (
                draft.kind.value, ticket, draft.seq, draft.mailbox, draft.recipient, envelope_from, draft.message_id, subject,
                raw, state, to_text(at), to_text(at), to_text(at) if state == "failed" else None, error,
                draft.written_by, str(draft.values.get("text", "")) if draft.written_by else None, message,
                None if draft.meant_for is None else listed(draft.meant_for),
            ),
        )  # fmt: skip

    # ------------------------------------------------------------ delivering
    def claim(self, now: datetime, mailbox: str) -> Claimed | None:
        """The due letter that has waited longest; those that remind staff or answer a customer before acknowledgements and news.

        Nobody gets two at once, so that the later one cannot overtake. Claimed by counting what the update changed.
        """
        row = self._db.execute(
            """SELECT * FROM letters WHERE state IN ('queued', 'deferred') AND mailbox = ?1 AND next_attempt_at <= ?2
                 AND recipient NOT IN (SELECT recipient FROM letters WHERE state IN ('claimed', 'data') AND mailbox = ?1)
               ORDER BY kind IN ('acknowledgement', 'digest', 'notification'), next_attempt_at, id LIMIT 1""",
            (mailbox, to_text(now)),
        ).fetchone()
        if row is None:
            return None
        changed = self._db.execute(
            "UPDATE letters SET state = 'claimed', attempts = attempts + 1 WHERE id = ? AND state IN ('queued', 'deferred')",
            (row["id"],),
        ).rowcount
        return _claimed(row) if changed else None

    def waiting(self, now: datetime, mailbox: str, *, most: int) -> int:
        """How many letters of this mailbox are due, counted up to so many."""
        row = self._db.execute(
            """SELECT count(*) AS many FROM (SELECT 1 FROM letters
               WHERE state IN ('queued', 'deferred') AND mailbox = ? AND next_attempt_at <= ? LIMIT ?)""",
            (mailbox, to_text(now), most),
        ).fetchone()
        return row["many"]

    def stranded(self, mailboxes: Collection[str]) -> dict[str, int]:
        """How many letters wait for each mailbox that is none of these, so that nobody sends them."""
        rows = self._db.execute(
            f"""SELECT mailbox, count(*) AS many FROM letters
                WHERE state IN ('queued', 'deferred') AND mailbox NOT IN ({", ".join("?" * len(mailboxes))})
                GROUP BY mailbox""",  # noqa: S608  marks
            tuple(mailboxes),
        )
        return {row["mailbox"]: row["many"] for row in rows}

    def at_data(self, letter: int) -> None:
        """The next step may put content on the wire: from here on silence is doubt, not failure."""
        self._db.execute("UPDATE letters SET state = 'data' WHERE id = ? AND state = 'claimed'", (letter,))

    def settle(
        self,
        letter: int,
        *,
        state: str,
        next_attempt_at: datetime | None,
        error: str,
        now: datetime,
        counts: bool = True,
    ) -> None:
        """What one attempt came to. One that failed for our own set-up does not count."""
        done = None if state == "deferred" else to_text(now)
        self._db.execute(
            "UPDATE letters SET state = ?, next_attempt_at = ?, error = ?, done_at = ?, attempts = attempts - ? WHERE id = ?",
            (state, maybe_text(next_attempt_at), error, done, int(not counts), letter),
        )

    def recover(self, now: datetime, mailbox: str | None = None) -> int:
        """After an attempt that never ended, of one mailbox or of all: a claimed letter had nothing on the wire, one at DATA is in doubt.

        An acknowledgement in doubt is held and counted; any other letter is sent again under the same Message-ID.
        Answers how many letters are in doubt.
        """
        moment = to_text(now)
        self._db.execute(
            "UPDATE letters SET state = 'queued', next_attempt_at = ? WHERE state = 'claimed' AND mailbox = coalesce(?, mailbox)",
            (moment, mailbox),
        )
        doubt = "the attempt broke off while the server was taking it"
        held = self._db.execute(
            """UPDATE letters SET state = 'uncertain', error = ?, done_at = ?
               WHERE state = 'data' AND kind IN ('acknowledgement', 'progress', 'relay') AND mailbox = coalesce(?, mailbox)""",
            (doubt, moment, mailbox),
        ).rowcount
        again = self._db.execute(
            "UPDATE letters SET state = 'deferred', error = ?, next_attempt_at = ? WHERE state = 'data' AND mailbox = coalesce(?, mailbox)",
            (doubt, moment, mailbox),
        ).rowcount
        return held + again

    def proven_sent(self, message_id: str) -> None:
        """A letter that was in doubt lies in a Sent folder: it went out."""
        self._db.execute(
            "UPDATE letters SET state = 'sent', error = '' WHERE message_id = ? AND state = 'uncertain'", (message_id,)
        )

    def retry(self, letter: int, now: datetime) -> bool:
        """Queue a letter that ended badly or was withheld; False when it is no such letter."""
        changed = self._db.execute(
            """UPDATE letters SET state = 'queued', next_attempt_at = ?, done_at = NULL, told_at = NULL, returned_at = NULL
               WHERE id = ? AND raw IS NOT NULL AND state IN ('failed', 'uncertain', 'withheld', 'deferred')""",
            (to_text(now), letter),
        ).rowcount
        return changed > 0

    def discard(self, letter: int, now: datetime) -> bool:
        """Never send this letter; False when it is gone already or there is no such letter."""
        changed = self._db.execute(
            """UPDATE letters SET state = 'suppressed', error = 'discarded by a person', done_at = ?, told_at = ?
               WHERE id = ? AND state IN ('queued', 'deferred', 'failed', 'uncertain', 'withheld')""",
            (to_text(now), to_text(now), letter),
        ).rowcount
        return changed > 0

    def supersede(self, ticket: int, now: datetime) -> None:
        """What staff were to be told of this ticket and has not gone out is told no more."""
        self._db.execute(
            """UPDATE letters SET state = 'suppressed', error = 'superseded: the ticket has moved on', done_at = ?, told_at = ?
               WHERE ticket = ? AND kind IN ('reminder', 'escalation') AND state IN ('queued', 'deferred')""",
            (to_text(now), to_text(now), ticket),
        )

    def wrote_to_requester(self, ticket: int) -> bool:
        """Whether a letter to its requester was ordered on it, on what was merged into it, or on what it was split from."""
        row = self._db.execute(
            """SELECT 1 FROM letters l JOIN tickets t ON t.number = ?1 AND l.recipient = t.requester
               WHERE l.kind IN ('acknowledgement', 'progress', 'relay') AND l.state <> 'suppressed' AND l.ticket IN (
                   SELECT number FROM tickets WHERE number = ?1 OR joined_to = ?1
                   UNION SELECT higher FROM kept_apart WHERE lower = ?1 UNION SELECT lower FROM kept_apart WHERE higher = ?1)
               LIMIT 1""",
            (ticket,),
        ).fetchone()
        return row is not None

    # ------------------------------------------------------------ budgets, bounces and parked addresses
    def tallies(self, recipient: str, ticket: int | None, now: datetime, *, to_staff: bool = False) -> Tallies:
        """Letters ordered in the sliding windows before `now`, whatever became of them.

        The desk's budgets are two, one for requesters and one for staff and ops: a flood of customers silences no alarm.
        """
        own = self._db.execute(
            """SELECT count(*) FILTER (WHERE kind IN ('acknowledgement', 'progress')) AS to_address,
                      count(*) FILTER (WHERE ticket = ? AND kind NOT IN ('notification', 'relay')) AS on_ticket,
                      count(*) FILTER (WHERE kind = 'refusal') AS refusals
               FROM letters WHERE raw IS NOT NULL AND recipient = ? AND created_at > ?""",
            (ticket, recipient, to_text(now - _DAY)),
        ).fetchone()
        ten_minutes, an_hour = self.lately.of_desk(now, to_staff=to_staff)
        return Tallies(
            to_address_a_day=own["to_address"],
            on_ticket_a_day=own["on_ticket"],
            desk_10_minutes=ten_minutes,
            desk_hour=an_hour,
            refusals_a_day=own["refusals"],
        )

    def notified(self, now: datetime) -> dict[str, int]:
        """How many notifications were ordered for each of the staff in the hour before `now`."""
        return self.lately.news(now)

    def find_sent(self, message_id: str) -> SentLetter | None:
        """The letter, or staff's own answer, that bears this Message-ID."""
        row = self._db.execute(
            """SELECT coalesce(t.joined_to, l.ticket) AS ticket, l.recipient, l.kind
               FROM letters l LEFT JOIN tickets t ON t.number = l.ticket WHERE l.message_id = ?""",
            (message_id,),
        ).fetchone()
        if row:
            return SentLetter(
                message_id=message_id,
                ticket=row["ticket"],
                recipient=row["recipient"],
                kind=row["kind"],
                speaks_of=self._speaks_of(message_id),
            )
        row = self._db.execute(
            """SELECT ticket, is_internal, recipients FROM messages
               WHERE message_id = ? AND direction = 'out' AND ticket IS NOT NULL""",
            (message_id,),
        ).fetchone()
        if row is None:
            return None
        addressed = json.loads(row["recipients"])
        if row["is_internal"]:
            asked = next(iter(addressed), "")
            return SentLetter(
                message_id=message_id, ticket=row["ticket"], recipient=asked, kind="question to a third party"
            )
        answered = self._requester_among(addressed, row["ticket"])
        return SentLetter(message_id=message_id, ticket=row["ticket"], recipient=answered, kind="answer")

    def _requester_among(self, addressed: Collection[str], ticket: int) -> str:
        """Whom staff's own mail answered: one of the ticket's requesters that it went to, else the ticket's own."""
        rows = self._db.execute(
            "SELECT requester FROM tickets WHERE number = ?1 OR joined_to = ?1 ORDER BY number = ?1 DESC, number",
            (ticket,),
        )
        requesters = [row["requester"] for row in rows]
        return next((each for each in requesters if each in addressed), requesters[0])

    def meant_for(self, message_ids: Iterable[str]) -> dict[str, tuple[str, ...]]:
        """By letter to staff, of those that are known: the requesters to whom an answer to it may go."""
        wanted = tuple(message_ids)
        if not wanted:
            return {}
        rows = self._db.execute(
            f"SELECT message_id, meant_for FROM letters WHERE meant_for IS NOT NULL AND message_id IN ({', '.join('?' * len(wanted))})",  # noqa: S608  marks
            wanted,
        )
        return {row["message_id"]: tuple(json.loads(row["meant_for"])) for row in rows}

    def _speaks_of(self, message_id: str) -> tuple[int, ...]:
        rows = self._db.execute("SELECT ticket FROM letter_tickets WHERE message_id = ?", (message_id,))
        return tuple(row["ticket"] for row in rows)

    def bounced(self, bounce: Bounce, now: datetime) -> None:
        """Mark the letter failed and park its recipient if the failure is for good. Who heard of a doubt hears that it is none."""
        self._db.execute(
            """UPDATE letters SET state = 'failed', error = ?, done_at = ?,
                   told_at = CASE state WHEN 'uncertain' THEN NULL ELSE told_at END,
                   returned_at = CASE state WHEN 'uncertain' THEN NULL ELSE returned_at END
               WHERE message_id = ?""",
            (f"bounced: {bounce.diagnostic}", to_text(now), bounce.message_id),
        )
        if bounce.park_until:
            self.park(bounce.recipient, until=bounce.park_until, reason=bounce.diagnostic)

    def park(self, address: str, *, until: datetime, reason: str) -> None:
        """No automatic letter to this address until then."""
        self._db.execute("INSERT OR REPLACE INTO parked VALUES (?, ?, ?)", (address, to_text(until), reason))

    def parked(self, addresses: Iterable[str]) -> dict[str, datetime]:
        """Until when no automatic letter goes to each of these, where that is so."""
        wanted = tuple(dict.fromkeys(addresses))
        if not wanted:
            return {}
        rows = self._db.execute(
            f"SELECT address, until FROM parked WHERE address IN ({', '.join('?' * len(wanted))})",  # noqa: S608  marks
            wanted,
        )
        return {row["address"]: from_text(row["until"]) for row in rows}

    def parked_until(self, address: str) -> datetime | None:
        row = self._db.execute("SELECT until FROM parked WHERE address = ?", (address,)).fetchone()
        return from_text(row["until"]) if row else None

    def next_notice(self) -> int:
        """A number for a letter that belongs to no ticket."""
        (highest,) = self._db.execute(
            "SELECT coalesce(max(seq), 0) FROM letters INDEXED BY letters_of_no_ticket WHERE ticket IS NULL"
        ).fetchone()
        return highest + 1


def _claimed(row: sqlite3.Row) -> Claimed:
    return Claimed(
        id=row["id"],
        kind=LetterKind(row["kind"]),
        ticket=row["ticket"],
        mailbox=row["mailbox"],
        recipient=row["recipient"],
        envelope_from=row["envelope_from"],
        message_id=row["message_id"],
        raw=row["raw"],
        attempts=row["attempts"] + 1,
        created_at=from_text(row["created_at"]),
    )
