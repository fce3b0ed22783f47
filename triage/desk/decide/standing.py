"""What a letter tells its requester of how the ticket stands: plain values for any letter about a promise."""

from datetime import datetime

from triage.desk.ticket import Ticket
from triage.policy.rules import Rules


def promised(ticket: Ticket, now: datetime) -> datetime | None:
    """By when the requester may be told that something happens: a moment that has passed is promised to nobody."""
    return ticket.deadline.due_at if ticket.deadline and ticket.deadline.due_at > now else None


def standing(ticket: Ticket, *, name: str, rules: Rules, now: datetime) -> dict[str, object]:
    """The values of the letters that ops name as `letter`, and of the acknowledgement; `name` is empty when unproven."""
    return {
        "ticket": ticket.name,
        "name": name,
        "category": ticket.category,
        "promised": promised(ticket, now),
        "missing": list(ticket.missing),
        "clock_starts_when_complete": bool(ticket.missing) and ticket.deadline is None,
        "shop": rules.shop.as_values(),
    }
