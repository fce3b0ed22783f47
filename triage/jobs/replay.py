"""What rules would have decided about stored mail: each message again, in the order in which it came, on scratch desks.

A scratch desk remembers what it decided, so earlier mail has its effect on later mail. It sends nothing, and nothing of
it stays.
"""

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path

from triage.desk.comparison import Outcome, outcome_of
from triage.desk.decide import decide
from triage.desk.situation import Arrival, Identity, Policy, Situation
from triage.inbound.records import Reading, SetAside
from triage.jobs.office import Office
from triage.opinion import Adviser
from triage.policy.opinion import Opinion
from triage.policy.rules import Rules
from triage.record import record, replace
from triage.store import Kept, Store

BATCH = 50
_BEYOND = 10_000_000  # numbers of tickets that only a scratch desk opened


@record
class Replayed:
    """One message of the time asked for, as each set of rules decided it."""

    received_at: datetime
    author: str
    subject: str
    ticket: int | None  # that it is on in truth
    outcomes: tuple[Outcome, ...]  # one a set of rules, in their order


def replay(
    office: Office, rules: Sequence[tuple[Rules, Adviser | None]], *, since: datetime
) -> Iterator[Replayed | None]:
    """Decide every message since then, by each of these rules; None for one that only prepares the ground, or cannot be read."""
    kept = office.store.messages.kept_since(since)
    with ExitStack() as at_the_end:
        desks = [_scratch_desk(at_the_end, office, *each, now=since) for each in rules]
        while batch := list(islice(kept, BATCH)):
            readings = office.readers.read_all_blocking([message.raw for message in batch])
            opinions = [desk.opinions(batch, readings) for desk in desks]
            for message, reading, *heard in zip(batch, readings, *opinions, strict=True):
                yield None if isinstance(reading, SetAside) else _decided(desks, message, reading, heard)


def _decided(
    desks: "list[_ScratchDesk]", message: Kept, reading: Reading, opinions: Sequence[Opinion | None]
) -> Replayed | None:
    outcomes = tuple(desk.decide(message, reading, opinion) for desk, opinion in zip(desks, opinions, strict=True))
    if not message.is_recent or message.role == "sent":
        return None
    author = reading.message.author
    return Replayed(
        received_at=message.received_at,
        author=author.addr_spec if author else "",
        subject=reading.message.subject,
        ticket=message.ticket,
        outcomes=outcomes,
    )


def _scratch_desk(
    at_the_end: ExitStack, office: Office, rules: Rules, adviser: Adviser | None, *, now: datetime
) -> "_ScratchDesk":
    folder = at_the_end.enter_context(tempfile.TemporaryDirectory(prefix="triage-replay-"))
    store = Store.open(Path(folder), now=now)
    at_the_end.callback(store.close)
    store.stand_in_for(office.store.us())
    policy = Policy(rules=rules, calendar=rules.desk.calendar)
    return _ScratchDesk(policy=policy, identity=office.identity, store=store, adviser=adviser)


@dataclass(kw_only=True, slots=True)
class _ScratchDesk:
    """Decides and remembers, by one set of rules."""

    policy: Policy
    identity: Identity
    store: Store
    adviser: Adviser | None
    opened: int = 0  # tickets that the real desk did not open

    def opinions(self, batch: Sequence[Kept], readings: Sequence[Reading | SetAside]) -> list[Opinion | None]:
        if self.adviser is None:
            return [None] * len(batch)
        return self.adviser.opinions_blocking(
            [(reading, message.mailbox) for message, reading in zip(batch, readings, strict=True)]
        )

    def decide(self, message: Kept, reading: Reading, opinion: Opinion | None) -> Outcome:
        reading = reading.original() if message.role == "inbox" else reading
        arrival = Arrival(mailbox=message.mailbox, role=message.role, received_at=message.received_at)
        at = message.received_at
        memory = self.store.recall.for_message(reading.message, reading.origin, now=at, sent=message.role == "sent")
        decision = decide(
            Situation(
                message=reading.message,
                body=reading.body,
                origin=reading.origin,
                arrival=arrival,
                memory=replace(memory, next_number=self._next_number(message)),
                policy=self.policy,
                identity=self.identity,
                now=at,
                opinion=opinion,
                forwarded=reading.forwarded if message.role == "inbox" else None,
            )
        )
        with self.store.transaction():
            row = self.store.messages.add(reading.message, reading.body, reading.origin, arrival, decision, b"")
            for part in decision.parts:
                self.store.save(part, at=at, message=row, rules_version="")
                for draft in part.drafts:
                    if part.ticket:
                        self.store.messages.index_letter(draft.message_id, part.ticket.number)
        return outcome_of(decision)

    def _next_number(self, message: Kept) -> int:
        """That of the real ticket, so that answers to our letters find their ticket here too."""
        if message.ticket and not self.store.tickets.load([message.ticket]):
            return message.ticket
        self.opened += 1
        return _BEYOND + self.opened
