"""What staff are told who only ask: where a ticket stands, and which commands fit it now. Changes nothing."""

from collections.abc import Iterator

from triage.desk.commands import GENERAL
from triage.desk.situation import Policy
from triage.desk.ticket import Status, Ticket, verbs_of


def status(ticket: Ticket, policy: Policy) -> Iterator[str]:
    """Where it stands, a line a fact."""
    yield f"{ticket.name} is {ticket.status.value}: {ticket.category}, {ticket.stage or 'no stage'}"
    if ticket.taken:
        yield f"merged into it: {', '.join(each.name for each in ticket.taken)}"
    yield f"from {ticket.requester_name} <{ticket.requester}>".replace("  ", " ")
    yield f"team {ticket.team or 'none'}, assigned to {ticket.assignee or 'nobody'}, priority {ticket.priority}"
    running = ticket.deadline or ticket.paused
    if running:
        due_at = running.due_at.astimezone(policy.calendar_of(ticket.team).zone)
        verb = "due" if ticket.deadline else "stands still, was due"
        yield f"{running.stage} {verb} {due_at:%a %Y-%m-%d %H:%M %Z}"
    else:
        yield "nothing is due"
    if ticket.missing:
        yield f"still missing: {', '.join(name.replace('_', ' ') for name in ticket.missing)}"


def fitting(ticket: Ticket, policy: Policy, *, splits: bool) -> Iterator[str]:
    """The commands that fit this ticket now, the stage's own first. `splits`: there is something to take out of it."""
    for verb, target in verbs_of(ticket, policy.rules).items():
        yield f"#{verb} — {ticket.stage} is done, on to {target}"
    unfit = {
        "reopen": ticket.status is not Status.CLOSED,
        "close": ticket.status is Status.CLOSED,
        "pause": ticket.deadline is None,
        "resume": ticket.paused is None,
        "split": not splits,
    }
    for verb, meaning in GENERAL.items():
        if not unfit.get(verb, False):
            yield f"#{verb} {meaning}" if meaning[:1].isupper() else f"#{verb} — {meaning}"
