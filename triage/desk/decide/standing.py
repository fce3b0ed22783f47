"""What a letter tells its requester of how the ticket stands: plain values for any letter about a promise."""

from triage.desk.ticket import Ticket
from triage.policy.rules import Rules


def standing(ticket: Ticket, *, name: str, rules: Rules) -> dict[str, object]:
    """The values of the letters that ops name as `letter`, and of the acknowledgement; `name` is empty when unproven."""
    return {
        "ticket": ticket.name,
        "name": name,
        "category": ticket.category,
        "promised": ticket.deadline.due_at if ticket.deadline else None,
        "missing": list(ticket.missing),
        "clock_starts_when_complete": bool(ticket.missing) and ticket.deadline is None,
        "shop": rules.shop.as_values(),
    }
