"""A year of the desk within minutes: is every reminder and escalation told once, in working time, within one tick?

`python -m bench.year [TICKETS]`. The real store, jobs and letters; only the clock is ours. Customers write at any hour,
staff answer, ask back, take over, pause, close and reopen; the daemon is away and restarted, its clock is set forward and
back; holidays and both changes of the clocks are New York's. The tests run a small year.
"""

import heapq
import random
import sys
import tempfile
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, fields, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import structlog

from triage.daemon.opening import visited_office
from triage.desk.commands import Command, CommandError
from triage.desk.deadlines import Rung, may_fire
from triage.desk.decide import clock, obey
from triage.desk.decide.command import Desk
from triage.desk.decision import Decision, EventKind, event
from triage.desk.situation import Policy
from triage.desk.ticket import Status, Ticket, first_stage
from triage.inbound.records import Enclosed, SetAside
from triage.jobs import Office, escalate
from triage.policy.rules import Limits, Step
from triage.policy.worktime import Span
from triage.settings import RULES, TEMPLATES, Settings, shipped
from triage.store import Store

BEGIN = datetime(2027, 1, 1, 5, 0, tzinfo=UTC)
YEAR, HOUR, TICK = timedelta(days=365), timedelta(hours=1), timedelta(minutes=1)
TICKETS, SEED = 20_000, 2027
OUTAGES, RESTARTS, CLOCK_STEPS = 12, 40, 12
WIDE = Limits(letters_per_10_minutes=10_000, letters_per_hour=10_000)  # a desk of this size sets its brakes wider
MORE = 0.6  # how likely something more happens to a ticket, before the last of it closes it
_WAYS = ("close", "reopen", "pause", "resume", "take", "category", "nothing")

Place = tuple[int, str]  # cycle, step


@dataclass
class Witness:
    """What must be told and what was, kept apart from the store."""

    waiting: dict[int, dict[Place, Rung]] = field(default_factory=lambda: defaultdict(dict))
    told: Counter[tuple[int, str]] = field(default_factory=Counter[tuple[int, str]])  # by ticket and step
    superseded: int = 0
    void: int = 0
    faults: list[str] = field(default_factory=list[str])
    coming: list[tuple[datetime, int, Place]] = field(default_factory=list[tuple[datetime, int, Place]])

    def saw(self, decision: Decision, now: datetime) -> None:
        """One decision was saved."""
        ticket = decision.ticket
        if ticket is None:
            return
        for rung in decision.told:
            self.told[ticket.number, rung.step] += 1
            self._done(ticket.number, rung, now)
        for rung in decision.superseded:
            self.superseded += 1
            self._done(ticket.number, rung, now)
        for rung in (rung for promise in decision.promises for rung in promise.rungs):
            self.waiting[ticket.number][rung.cycle, rung.step] = rung
            heapq.heappush(self.coming, (rung.fires_at, ticket.number, (rung.cycle, rung.step)))
        over = ticket.cycle if ticket.status is Status.CLOSED else ticket.cycle - 1
        over = max([over, *(deadline.cycle for deadline in decision.settled)])
        mine = self.waiting[ticket.number]
        for step in [step for step in mine if step[0] <= over]:
            del mine[step]
            self.void += 1

    def _done(self, number: int, rung: Rung, now: datetime) -> None:
        if self.waiting[number].pop((rung.cycle, rung.step), None) is None:
            self.faults.append(f"doubled: {number} {rung.step} at {now}")
        if rung.fires_at > now:
            self.faults.append(f"too early: {number} {rung.step} at {now}, due {rung.fires_at}")

    def next_moment(self) -> datetime | None:
        """When the next step falls due."""
        while self.coming and self.coming[0][2] not in self.waiting[self.coming[0][1]]:
            heapq.heappop(self.coming)
        return self.coming[0][0] if self.coming else None

    def missed(self, now: datetime, policy: Policy) -> Iterator[str]:
        """Steps that a tick at this moment should have told, and did not."""
        late: list[tuple[datetime, int, Place]] = []
        while (due := self.next_moment()) and due <= now:
            late.append(heapq.heappop(self.coming))
        for entry in late:
            heapq.heappush(self.coming, entry)
            _, number, step = entry
            if may_fire(self.waiting[number][step], policy.calendar, now):
                yield f"missed: {number} {step} at {now}"


class Watched(Office):
    """An office whose decisions are witnessed."""

    witness: Witness

    def save(
        self,
        decision: Decision,
        now: datetime,
        *,
        message: int | None = None,
        enclosed: Enclosed | SetAside | None = None,
    ) -> None:
        super().save(decision, now, message=message, enclosed=enclosed)
        self.witness.saw(decision, now)


@dataclass
class Year:
    """One simulated year."""

    folder: Path
    tickets: int = TICKETS
    seed: int = SEED
    witness: Witness = field(default_factory=Witness)
    ticks: int = 0
    slowest: float = 0.0  # seconds of one tick

    def run(self) -> None:
        """Live through it."""
        self._chance = random.Random(self.seed)
        with ExitStack() as at_the_end:
            self._open(at_the_end)
            self._begin = time.perf_counter()
            plan = self._plan()
            now = BEGIN
            while plan or self.witness.next_moment():
                moment, _, what, number = plan[0] if plan else (BEGIN + 2 * YEAR, 0, "end", 0)
                due = self.witness.next_moment()
                if due and max(due, now) < moment:
                    now = self._next_working_tick(max(due, now))
                    if now >= moment:
                        now = moment
                    else:
                        self._tick(now)
                        continue
                if not plan:
                    break
                heapq.heappop(plan)
                now = max(now, moment)
                self._happen(what, number, now)
            self._look_into_the_store()

    # ------------------------------------------------------------ what happens
    def _plan(self) -> list[tuple[datetime, int, str, int]]:
        """Everything that comes from outside, in order of time."""
        chance = self._chance
        found: list[tuple[datetime, int, str, int]] = []
        serial = iter(range(10**9))

        def at(moment: datetime, what: str, number: int = 0) -> None:
            found.append((moment, next(serial), what, number))

        for _ in range(OUTAGES):
            at(self._some_time(), "outage")
        for _ in range(RESTARTS):
            at(self._some_time(), "restart")
        for _ in range(CLOCK_STEPS):
            at(self._some_time(), "clock set")
        for number in range(1001, 1001 + self.tickets):
            opened = self._some_time() if chance.random() < 0.9 else self._rush()
            at(opened, "mail", number)
            while chance.random() < MORE:
                opened += HOUR * chance.expovariate(1 / 40) + timedelta(seconds=1)
                at(opened, chance.choice(_WAYS), number)
            at(opened + HOUR * chance.expovariate(1 / 40), "close", number)
        heapq.heapify(found)
        return found

    def _some_time(self) -> datetime:
        return BEGIN + YEAR * self._chance.random()

    def _rush(self) -> datetime:
        """One of four days on which everybody writes within an hour."""
        return BEGIN + timedelta(days=self._chance.choice((80, 172, 302, 330)), hours=10) + HOUR * self._chance.random()

    def _happen(self, what: str, number: int, now: datetime) -> None:
        match what:
            case "mail":
                self._write(number, now)
            case "outage":
                self._away_until = now + timedelta(hours=self._chance.choice((2, 12, 60, 200)))
            case "restart":
                self._restart(now)
            case "clock set":  # ahead for one tick, then right again
                self._tick(self._next_working_tick(now + self._chance.choice((HOUR, 24 * HOUR))))
                self._tick(now)
            case _:
                self._command(what, number, now)

    def _write(self, number: int, now: datetime) -> None:
        rules = self.office.policy.rules
        name = self._chance.choice([name for name, category in rules.categories.items() if category.stages])
        category = rules.categories[name]
        ticket = Ticket(
            number=number,
            name=self.office.policy.ticket_name(number),
            status=Status.NEW,
            category=name,
            confidence=1.0,
            stage=None,
            team=category.team,
            assignee=None,
            priority="normal",
            mailbox=category.home or next(iter(rules.mailboxes)),
            requester=f"customer-{number}@shop.test",
            requester_name="",
            subject="A matter of the year",
            language="en",
            opened_at=now,
            last_message_at=now,
        )
        entered = clock.enter_stage(ticket, first_stage(category) or "", at=now, policy=self.office.policy)
        opened = event(EventKind.OPENED, "by the year")
        self._save(replace(entered, is_new=True, events=(opened, *entered.events)), now)

    def _command(self, verb: str, number: int, now: datetime) -> None:
        ticket = self.office.store.tickets.load([number]).get(number)
        if ticket is None or verb == "nothing":
            return
        rules, lead = self.office.policy.rules, ""
        if team := rules.staff.get(ticket.team or ""):
            lead = team.members[0]
        said = {"take": ("assign", lead), "category": ("category", self._chance.choice(["complaint", "order-problem"]))}
        asked, argument = said.get(verb, (verb, ""))
        desk = Desk(
            memory=self.office.store.recall.for_letters([ticket.requester], number, now=now),
            policy=self.office.policy,
            identity=self.office.identity,
            now=now,
            who="the year",
        )
        try:
            self._save(obey(ticket, Command(verb=asked, argument=argument), desk), now)
        except CommandError:
            return

    def _save(self, decision: Decision, now: datetime) -> None:
        with self.office.store.transaction():
            self.office.save(decision, now)

    # ------------------------------------------------------------ the daemon
    def _open(self, at_the_end: ExitStack) -> None:
        settings = Settings(rules=shipped(RULES), templates=shipped(TEMPLATES), data=self.folder)
        office, _ = at_the_end.enter_context(visited_office(settings, now=BEGIN))
        again = Step(at="100%", tell="lead", repeat=Span(1, "working days"))
        rules = office.policy.rules.model_copy(
            update={"limits": WIDE, "escalation": [*office.policy.rules.escalation, again]}
        )
        kept: dict[str, Any] = {each.name: getattr(office, each.name) for each in fields(office)}
        kept["policy"] = Policy(rules=rules, calendar=rules.desk.calendar)
        self.office = Watched(**kept)
        self.office.witness = self.witness
        self._spare_the_disk()
        self._away_until = BEGIN

    def _restart(self, now: datetime) -> None:
        self.office.store.close()
        self.office.store = Store.open(self.folder, now=now)
        self.office.store.outbox.recover(now)
        self._spare_the_disk()

    def _spare_the_disk(self) -> None:
        """A year of commits would only measure the disk; what survives a power cut is not the question here."""
        self.office.store._db.execute("PRAGMA synchronous = OFF")

    def _next_working_tick(self, due: datetime) -> datetime:
        """The daemon looks once a minute; what falls due while the desk sleeps or the daemon is away waits."""
        due = max(due, self._away_until)
        calendar = self.office.policy.calendar
        due = due if calendar.previous_closing(due) == due else calendar.next_opening(due)
        return BEGIN + TICK * -((BEGIN - due) // TICK)

    def _tick(self, now: datetime) -> None:
        if now < self._away_until:
            return
        db = self.office.store._db
        (before,) = db.execute("SELECT coalesce(max(id), 0) FROM letters").fetchone()
        began = time.perf_counter()
        escalate(self.office, now)
        self.slowest = max(self.slowest, time.perf_counter() - began)
        self.ticks += 1
        self.witness.faults += self.witness.missed(now, self.office.policy)
        several = db.execute(
            """SELECT recipient FROM letters WHERE id > ? AND kind IN ('reminder', 'escalation')
               GROUP BY recipient HAVING count(*) > 1""",
            (before,),
        )
        self.witness.faults += [f"two letters at once: {recipient} at {now}" for (recipient,) in several]

    # ------------------------------------------------------------ what the store says
    def _look_into_the_store(self) -> None:
        """The store's own record must say the same: what was told, by its history, and that no letter broke."""
        db = self.office.store._db
        states = dict(db.execute("SELECT state, count(*) FROM rungs GROUP BY state").fetchall())
        told = sum(self.witness.told.values())
        for state, count in (("told", told), ("superseded", self.witness.superseded), ("void", self.witness.void)):
            if states.get(state, 0) != count:
                self.witness.faults.append(f"the store knows {states.get(state, 0)} steps as {state}, not {count}")
        self.letters = dict(db.execute("SELECT state, count(*) FROM letters GROUP BY state").fetchall())
        if failed := self.letters.get("failed"):
            self.witness.faults.append(f"{failed} letters could not be worded")

    def lines(self) -> Iterator[str]:
        """What was seen."""
        witness = self.witness
        yield f"{self.tickets:,} tickets, {OUTAGES} outages, {RESTARTS} restarts, {CLOCK_STEPS} clock steps, seed {self.seed}"
        yield f"{sum(witness.told.values()):,} steps told, {witness.superseded:,} spoken for by a later one, {witness.void:,} overtaken"
        yield f"{sum(self.letters.values()):,} letters, {self.ticks:,} ticks with something to look at, the slowest {self.slowest:.2f} s"
        kinds = Counter(fault.partition(":")[0] for fault in witness.faults)
        yield f"missed {kinds['missed']}, doubled {kinds['doubled']}, too early {kinds['too early']}"


def main() -> int:
    """Print the figures; 1 when a step was missed or doubled."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(40))
    with tempfile.TemporaryDirectory() as folder:
        year = Year(Path(folder), int(sys.argv[1]) if sys.argv[1:] else TICKETS)
        began = time.perf_counter()
        year.run()
        print(*year.lines(), *year.witness.faults[:20], sep="\n")
        print(f"{time.perf_counter() - began:.0f} s")
    return bool(year.witness.faults)


if __name__ == "__main__":
    sys.exit(main())
