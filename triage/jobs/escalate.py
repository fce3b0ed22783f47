"""What follows from the passing of time: every step that has come due is told once, in working time, each person in one letter."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import datetime

from triage.desk.deadlines import Rung
from triage.desk.decide import escalate as decide_escalation
from triage.desk.decide import moment
from triage.desk.decide.moment import Due
from triage.desk.decide.ordering import draft_gathered, is_spent
from triage.desk.decision import Decision
from triage.desk.drafts import Draft
from triage.desk.situation import Memory
from triage.desk.ticket import Ticket
from triage.jobs.office import Office
from triage.jobs.report import tell_ops
from triage.log import structlog
from triage.record import record, replace

log = structlog.stdlib.get_logger("escalate")

_DELAYS = ("desk-budget", "ticket-budget")  # a spent budget delays a letter to staff; it never drops one


@record
class _Round:
    """What one tick has to tell."""

    rungs: Mapping[int, tuple[Rung, ...]]  # by ticket
    tickets: Mapping[int, Ticket]
    staff: Memory  # whose mail came back lately, and how much was written to staff
    told: Mapping[int, tuple[str, ...]]  # whom of the staff, by ticket
    shared: frozenset[str]  # who is told of several


def escalate(office: Office, now: datetime) -> int:
    """Order the reminders, escalations and letters of progress that are due; answers how many tickets were spoken of."""
    due = _round(office, now)
    if not due.rungs or is_spent(due.staff, policy=office.policy, now=now):
        return 0
    spoken: list[tuple[Due, Decision]] = []
    broken: list[tuple[Ticket, Exception]] = []
    with office.store.transaction():
        for number in due.rungs:
            try:
                with office.store.savepoint():
                    spoken += _tell(office, due, number, now)
            except Exception as error:  # one ticket that breaks us must not silence the others
                if not office.store.in_transaction:
                    raise
                log.exception("an escalation broke us", ticket=due.tickets[number].name)
                broken.append((due.tickets[number], error))
        office.save_letters(_letters_about_several(office, due, spoken, now), now)
    for ticket, error in broken:
        _alarm(office, ticket, error, now)
    return len(spoken)


def _round(office: Office, now: datetime) -> _Round:
    """The tickets whose teams work now, and whom to tell."""
    store, policy = office.store, office.policy
    found = store.tickets.due_rungs(now)
    tickets = store.tickets.load(found)
    awake = {number: moment.speaking(tickets[number], steps, policy, now) for number, steps in found.items()}
    rungs = {number: steps for number, steps in awake.items() if steps}
    staff = store.recall.for_letters(moment.everybody(policy.rules) if rungs else (), None, now=now, to_staff=True)
    day, unreachable = moment.today(policy, now), frozenset(a for a, until in staff.parked_until.items() if until > now)
    told = {
        number: moment.recipients(steps, tickets[number], policy.rules, day=day, unreachable=unreachable)
        for number, steps in rungs.items()
    }
    return _Round(rungs=rungs, tickets=tickets, staff=staff, told=told, shared=moment.shared(told))


def _tell(office: Office, due: _Round, number: int, now: datetime) -> Iterator[tuple[Due, Decision]]:
    """One ticket's part, saved; nothing when it must wait."""
    one = Due(
        ticket=due.tickets[number],
        rungs=due.rungs[number],
        heard=office.store.messages.heard(number),
        memory=_memory(office, due, number, now),
        policy=office.policy,
        identity=office.identity,
        now=now,
    )
    decision = decide_escalation(one, in_one_letter=due.shared)
    if decision is None or _must_wait(decision):
        return
    office.save(decision, now)
    log.info(
        "rung",
        ticket=one.ticket.name,
        steps=[rung.step for rung in one.rungs],
        to=[*decision.spoken_to, *(draft.recipient for draft in decision.drafts)],
    )
    yield one, decision


def _letters_about_several(
    office: Office, due: _Round, spoken: list[tuple[Due, Decision]], now: datetime
) -> Iterator[Draft]:
    by_person: dict[str, list[Due]] = defaultdict(list)
    for one, decision in spoken:
        for address in decision.spoken_to:
            if address in due.shared:
                by_person[address].append(one)
    first = office.store.outbox.next_notice()
    for seq, (address, dues) in enumerate(by_person.items(), first):
        yield draft_gathered(moment.gather(address, dues, seq=seq), seq=seq, identity=office.identity, now=now)


def _memory(office: Office, due: _Round, number: int, now: datetime) -> Memory:
    """What the gate needs to know for this ticket's own letters: the requester's budget is apart from staff's."""
    store, ticket = office.store, due.tickets[number]
    alone = [address for address in due.told[number] if address not in due.shared]
    staff = store.recall.for_letters(alone, number, now=now, to_staff=True)
    requester = store.recall.for_letters([ticket.requester], number, now=now)
    return replace(
        staff,
        parked_until={**due.staff.parked_until, **requester.parked_until},
        tallies={**requester.tallies, **staff.tallies},
    )


def _alarm(office: Office, ticket: Ticket, error: Exception, now: datetime) -> None:
    title = f"{ticket.name}: its reminders and escalations do not go out"
    tell_ops(office, key=f"escalate {ticket.name}", title=title, lines=[f"{type(error).__name__}: {error}"], now=now)


def _must_wait(decision: Decision) -> bool:
    return any(reason.code in _DELAYS for entry in decision.suppressed for reason in entry.reasons)
