"""Other hours or holidays took force: every open promise is counted anew, and each change is told in the ticket's history."""

from collections.abc import Iterator
from datetime import datetime

from triage.desk.recompute import Moved, recompute
from triage.desk.situation import Policy
from triage.log import structlog
from triage.policy.rulesfile import read_rules
from triage.store import Store

log = structlog.stdlib.get_logger("recompute")


def recompute_open(store: Store, was: Policy, becomes: Policy, *, version: str, now: datetime) -> int:
    """Move what moves, inside the caller's transaction; answers how many tickets did. Told rungs are never told again."""
    count = 0
    for moved in moves(store, was, becomes):
        calendar = becomes.calendar_of(moved.ticket.team)
        store.tickets.move(moved, moved.history(calendar, version), at=now, rules_version=version)
        count += 1
    store.reckoned_with = version
    if count:
        log.info("deadlines moved", tickets=count, version=version)
    return count


def catch_up(store: Store, becomes: Policy, *, version: str, now: datetime) -> None:
    """The same for rules that changed while no daemon ran, inside the caller's transaction."""
    kept = store.rules_kept(store.reckoned_with)
    if kept is None or kept.version == version:
        store.reckoned_with = version
        return
    rules, _ = read_rules(kept.text, files=kept.files)
    if rules is None:  # written for an older triage
        log.warning("deadlines stay as they were: their rules cannot be read any more", version=kept.version)
        store.reckoned_with = version
        return
    recompute_open(store, Policy(rules=rules, calendar=rules.desk.calendar), becomes, version=version, now=now)


def moves(store: Store, was: Policy, becomes: Policy) -> Iterator[Moved]:
    """What would move, in the order of the tickets."""
    for number in store.tickets.watched():
        ticket = store.tickets.load([number])[number]
        moved = recompute(ticket, store.tickets.open_rungs(number), was, becomes)
        if moved:
            yield moved
