"""What follows when a moment passes: the reminder or escalation whose time has come, each rung told once."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from triage.desk import deadlines
from triage.desk.deadlines import Rung
from triage.desk.decide.ordering import Wish, order
from triage.desk.decision import Decision, EventKind, event
from triage.desk.drafts import LetterKind
from triage.desk.situation import Identity, Memory, Policy
from triage.desk.ticket import Ticket
from triage.policy.rules import Rules

TEXT_SHOWN = 1500  # characters of the requester's words in a staff letter


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """A ticket whose rungs have come due."""

    ticket: Ticket
    rungs: tuple[Rung, ...]  # of the running cycle, not yet told, earliest first
    words: str  # the requester's latest
    memory: Memory
    policy: Policy
    identity: Identity
    now: datetime


def escalate(due: Due) -> Decision | None:
    """One letter for each person concerned, speaking for every rung that is due; None while the desk is closed."""
    last = due.rungs[-1]
    if not deadlines.may_fire(last, due.policy.calendar_of(due.ticket.team), due.now):
        return None
    escalates = any(rung.is_escalation for rung in due.rungs)
    kind = LetterKind.ESCALATION if escalates else LetterKind.REMINDER
    history = event(EventKind.ESCALATED if escalates else EventKind.REMINDED, *(rung.step for rung in due.rungs))
    decision = Decision(ticket=due.ticket, told=(last,), superseded=due.rungs[:-1], events=(history,))
    for recipient in recipients(due.rungs, due.ticket, due.policy.rules):
        wish = _wish(due, kind, recipient, last)
        decision = order(decision, wish, memory=due.memory, policy=due.policy, identity=due.identity, now=due.now)
    return decision


def recipients(rungs: Iterable[Rung], ticket: Ticket, rules: Rules) -> tuple[str, ...]:
    """Whom the rungs tell, each address once, in the order in which ops named them."""
    named = (address for rung in rungs for word in rung.tell for address in _addresses(word, ticket, rules))
    return tuple(dict.fromkeys(named))


def _addresses(word: str, ticket: Ticket, rules: Rules) -> tuple[str, ...]:
    team = rules.staff.get(ticket.team or "")
    members = tuple(team.members) if team else (rules.desk.manager,)
    assignee = (ticket.assignee,) if ticket.assignee else ()
    table = {
        "assignee": assignee or members,
        "assignee or team": assignee or members,
        "team": members,
        "lead": (team.lead,) if team else (rules.desk.manager,),
        "manager": (rules.desk.manager,),
    }
    return table.get(word, (word,))


def _wish(due: Due, kind: LetterKind, recipient: str, rung: Rung) -> Wish:
    return Wish(
        kind=kind,
        template=f"staff/{kind.value}",
        recipient=recipient,
        language="en",
        values=_values(due, rung),
    )


def _values(due: Due, rung: Rung) -> dict[str, object]:
    ticket, deadline = due.ticket, due.ticket.deadline
    due_at = deadline.due_at if deadline else rung.fires_at
    return {
        "ticket": ticket.name,
        "category": ticket.category,
        "stage": ticket.stage or "",
        "clause": (deadline.clause if deadline else None) or "",
        "requester": ticket.requester,
        "requester_name": ticket.requester_name,
        "subject": ticket.subject,
        "received": ticket.opened_at,
        "due": due_at,
        "remaining": _working_time(due, due.now, due_at) if due.now < due_at else None,
        "overdue": _working_time(due, due_at, due.now) if due.now >= due_at else None,
        "text": due.words[:TEXT_SHOWN],
        "facts": [{"name": name, "value": value} for name, values in ticket.facts.items() for value in values],
        "missing": list(ticket.missing),
        "team": ticket.team or "",
        "step": rung.step,
    }


def _working_time(due: Due, start: datetime, end: datetime) -> str:
    """'3 h 20 min of working time' from start to end."""
    minutes = int(due.policy.calendar_of(due.ticket.team).between(start, end).total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min of working time" if hours else f"{minutes} min of working time"
