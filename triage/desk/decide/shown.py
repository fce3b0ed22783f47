"""What staff read of a ticket in a letter: plain values. Moments stay moments; whoever composes the letter words them."""

from collections.abc import Sequence
from datetime import datetime

from triage.desk.brief import ADDRESS, IN_LINE, SUBJECT, brief
from triage.desk.commands import GENERAL
from triage.desk.situation import Heard, Policy
from triage.desk.ticket import Ticket, verbs_of
from triage.inbound.origin import Ours

TEXT_SHOWN = 1500  # characters of the requester's words in a staff letter
FILES_SHOWN, NAME_SHOWN = 20, 60  # and characters of each one's name
FACTS_SHOWN, FACT_SHOWN = 20, 150
MOST_SHOWN = 25  # tickets in one letter; the rest is counted
_ALWAYS = ("take", "note", "close", "help")  # of the commands that every ticket knows, those that its letters name

Values = dict[str, object]


def line(ticket: Ticket, policy: Policy, now: datetime, *, falls_due: datetime | None = None) -> Values:
    """One ticket as a letter about several shows it.

    `falls_due` is what counts where no deadline runs: nothing is promised while a stage waits.
    """
    deadline = ticket.deadline
    due_at = deadline.due_at if deadline else falls_due
    return {
        "ticket": ticket.name,
        "category": ticket.category,
        "stage": ticket.stage or "",
        "subject": brief(ticket.subject, IN_LINE),
        "requester": brief(ticket.requester, IN_LINE),
        "due": deadline.due_at if deadline else None,
        "remaining": _working_time(ticket, policy, now, due_at) if due_at and now < due_at else None,
        "overdue": _working_time(ticket, policy, due_at, now) if deadline and due_at and now >= due_at else None,
    }


def whole(ticket: Ticket, heard: Heard, policy: Policy, now: datetime, *, falls_due: datetime | None = None) -> Values:
    """One ticket with the requester's words, what is known and missing, and the commands that fit."""
    deadline = ticket.deadline
    return {
        **line(ticket, policy, now, falls_due=falls_due),
        "subject": brief(ticket.subject, SUBJECT),
        "requester": brief(ticket.requester, ADDRESS),
        "due": deadline.due_at if deadline else falls_due,
        "clause": (deadline.clause if deadline else None) or "",
        "team": ticket.team or "",
        "assignee": ticket.assignee or "",
        "requester_name": brief(ticket.requester_name, NAME_SHOWN),
        "answer_to": ticket.answer_to and brief(ticket.answer_to, ADDRESS),
        "received": ticket.opened_at,
        "text": brief(heard.text, TEXT_SHOWN),
        "files": _files(heard.files),
        "facts": _facts(ticket),
        "missing": list(ticket.missing),
        "commands": [f"#{verb}" for verb in _verbs(ticket, policy)],
    }


def meant_for(ticket: Ticket, author: str, ours: Ours) -> tuple[str, ...]:
    """To whom an answer may go to a letter that shows this author's words: the requester, or the author of what is split off later.

    Nobody where several requesters are on the ticket and the words are none's of them.
    """
    seen = ticket.asked_by(author)
    if seen is None:
        return ()
    is_one = len(ticket.requesters) == 1
    return tuple(
        dict.fromkeys(filter(None, (seen.requester, author if is_one and author not in ours.contact_forms else "")))
    )


def _files(names: Sequence[str]) -> list[str]:
    left = len(names) - FILES_SHOWN
    return [*(brief(name, NAME_SHOWN) for name in names[:FILES_SHOWN]), *([f"and {left} more"] if left > 0 else [])]


def _facts(ticket: Ticket) -> list[Values]:
    facts = [(name, value) for name, values in ticket.facts.items() for value in values]
    shown: list[Values] = [{"name": name, "value": brief(value, FACT_SHOWN)} for name, value in facts[:FACTS_SHOWN]]
    left = len(facts) - FACTS_SHOWN
    return [*shown, *([{"name": "more", "value": f"{left}, in triage show {ticket.name}"}] if left > 0 else [])]


def _verbs(ticket: Ticket, policy: Policy) -> tuple[str, ...]:
    general = tuple(verb for verb in _ALWAYS if verb in GENERAL and not (verb == "take" and ticket.assignee))
    return (*verbs_of(ticket, policy.rules), *general)


def _working_time(ticket: Ticket, policy: Policy, start: datetime, end: datetime) -> str:
    """'3 h 20 min of working time' from start to end."""
    minutes = int(policy.calendar_of(ticket.team).between(start, end).total_seconds() // 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min of working time" if hours else f"{minutes} min of working time"
