"""What a staff command does to a ticket: general verbs from a table, stage verbs from the category's own table of moves."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from triage.desk.commands import Command, CommandError
from triage.desk.decide import asking, clock, merging, relaying, splitting
from triage.desk.decide.acknowledging import Asking, acknowledge
from triage.desk.decide.news import News, Telling, notify
from triage.desk.decide.ordering import order
from triage.desk.decide.stages import Occasion, stage_letter
from triage.desk.decision import Correction, Decision, EventKind, event
from triage.desk.drafts import TO_REQUESTER
from triage.desk.situation import Heard, Identity, Memory, Policy
from triage.desk.ticket import CLOSED, Status, Ticket, first_stage, stage_of, verbs_of, working_stage
from triage.inbound.origin import is_system
from triage.policy.rules import NO_REQUEST
from triage.record import record, replace

_ADDRESS = re.compile(r"[^\s<>\[\]():;,\"]+@[^\s<>\[\]():;,\"]*[^\s<>\[\]():;,\".]")
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
REARRANGES = frozenset({"merge", "split"})  # other tickets are others after it
_LONGEST_SNOOZE = timedelta(days=730)
_PRIORITIES = ("low", "normal", "high", "urgent")


@record
class Desk:
    """What a command needs to know beside the ticket."""

    memory: Memory
    policy: Policy
    identity: Identity
    now: datetime
    who: str  # the staff member's address or login
    about: str | None = None  # the name by which the command knows the ticket: of one that was merged into it, perhaps
    requester: str | None = None  # the only one who may get a letter by it; "" nobody, None whom that name means

    def after(self, decision: Decision) -> "Desk":
        """What the next command of the same mail knows."""
        ticket = decision.ticket
        if ticket is None or not any(draft.kind in TO_REQUESTER for draft in decision.drafts):
            return self
        return replace(self, memory=replace(self.memory, written_to=self.memory.written_to | {ticket.number}))


def obey(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    """The ticket after the command. Raises CommandError with what was expected."""
    if command.verb in verbs_of(ticket, desk.policy.rules):
        return _move(ticket, command, desk)
    if command.verb not in _GENERAL:
        raise CommandError(f"#{command.verb} does not fit the stage {ticket.stage or 'closed'} of {ticket.name}")
    decision = _GENERAL[command.verb](ticket, command, desk)
    if command.verb in REARRANGES:
        return decision
    is_given = decision.ticket and decision.ticket.assignee not in (None, ticket.assignee)
    return notify(decision, News.ASSIGNED, _telling(ticket, desk)) if is_given else decision


def _telling(ticket: Ticket, desk: Desk) -> Telling:
    """For the letter to whom the ticket was given."""
    return Telling(
        heard=desk.memory.heard.get(ticket.number, Heard()),
        memory=desk.memory,
        policy=desk.policy,
        identity=desk.identity,
        now=desk.now,
        by=desk.who,
    )


# ---------------------------------------------------------------- stage verbs
def _move(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    target = verbs_of(ticket, desk.policy.rules)[command.verb]
    moved, settled = clock.settle(ticket, desk.now, kept=True)
    history = event(EventKind.MOVED, f"#{command.verb} by {desk.who}: {ticket.stage} → {target}", command.argument)
    if target == CLOSED:
        decision = Decision(ticket=_closed(moved, desk.now), settled=settled, events=(history,))
    else:
        entered = clock.enter_stage(
            replace(moved, status=Status.OPEN),
            target,
            at=desk.now,
            policy=desk.policy,
            received_at=clock.counts_from(ticket, desk.now, policy=desk.policy),
        )
        decision = replace(entered, settled=settled, events=(history, *entered.events))
    stage = stage_of(ticket, desk.policy.rules)
    into = stage_of(decision.ticket, desk.policy.rules) if decision.ticket else None
    letter = (stage.letters.get(command.verb) if stage else None) or (into.letter if into else None)
    told = _with_letter(decision, letter, command, desk)
    is_silent = not told.drafts and not told.suppressed
    return _with_closing(told, command, desk) if target == CLOSED and is_silent else told


def _with_letter(decision: Decision, letter: str | None, command: Command, desk: Desk) -> Decision:
    """Some verbs speak to the requester (promises P8 to P12), and so may the stage that they lead to."""
    if letter is None or decision.ticket is None:
        return decision
    seen = _whose(decision.ticket, desk)
    if seen is None:
        raise CommandError(
            f"#{command.verb} writes to a requester: {relaying.unclear(decision.ticket.as_named(desk.about))}"
        )
    wish = stage_letter(
        letter,
        Occasion(
            ticket=seen,
            policy=desk.policy,
            identity=desk.identity,
            now=desk.now,
            verb=command.verb,
            said=command.argument,
        ),
    )
    if wish is None:
        return decision
    wish = replace(wish, about=seen.name)
    return order(decision, wish, memory=desk.memory, policy=desk.policy, identity=desk.identity, now=desk.now)


def _whose(ticket: Ticket, desk: Desk) -> Ticket | None:
    """The ticket as the requester knows it who is written to; None when that is not certain."""
    seen = ticket.as_named(desk.about)
    return seen if desk.requester in (None, seen.requester) else None


def _with_closing(decision: Decision, command: Command, desk: Desk) -> Decision:
    """The requester hears once that a ticket is closed; nobody does who was never to be written to."""
    ticket, letter = decision.ticket, desk.policy.rules.desk.closing
    category = desk.policy.rules.categories.get(ticket.category) if ticket else None
    if ticket is None or (category and not category.acknowledge):
        return decision
    seen = _whose(ticket, desk)
    if seen is None:
        return decision.adding(
            event(EventKind.NOTE, "no letter: it is not certain which requester the command is about")
        )
    if is_system(seen.requester):
        return decision.adding(event(EventKind.NOTE, f"no letter: nobody reads what is sent to {seen.requester}"))
    return _with_letter(decision, letter, command, desk)


# ---------------------------------------------------------------- verbs that every ticket knows
def _take(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    if desk.who not in desk.policy.rules.people:
        raise CommandError(f"#take: {desk.who} is not staff; write #assign ADDRESS")
    return _noted(replace(ticket, assignee=desk.who), command, desk)


def _assign(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    staff, who = desk.policy.rules.people, _address_in(command.argument)
    if who not in staff:
        raise CommandError(
            f"#assign: {command.argument or 'nobody'} is not staff; staff are {', '.join(sorted(staff))}"
        )
    return _noted(replace(ticket, assignee=who), command, desk)


def _address_in(words: str) -> str | None:
    """The one address that they name; Outlook repeats it as a link: 'ben@shop.test<mailto:ben@shop.test>'."""
    named = {address.lower() for address in _ADDRESS.findall(words)}
    return named.pop() if len(named) == 1 else None


def _category(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    rules = desk.policy.rules
    if command.argument not in rules.categories:
        raise CommandError(f"#category: {command.argument!r} is none of {', '.join(rules.categories)}")
    correction = Correction(was=ticket.category, category=command.argument, by=desk.who)
    if command.argument == ticket.category and (ticket.status is Status.CLOSED or stage_of(ticket, rules)):
        return replace(confirmed(ticket, desk.who), correction=correction)
    category = rules.categories[command.argument]
    is_closed = ticket.status is Status.CLOSED
    moved, settled = clock.settle(ticket, desk.now, kept=False)
    missing = tuple(name for name in category.requires if not ticket.facts.get(name))
    moved = replace(
        moved,
        status=ticket.status if is_closed else ticket.status_at_work,  # whatever it waited for, it waits no more
        category=command.argument,
        confidence=1.0,
        unsure=False,
        team=category.team,
        missing=missing,
        stage=None,
    )
    stage = None if is_closed else first_stage(category)
    since = clock.counts_from(ticket, desk.now, policy=desk.policy)
    entered = (
        clock.enter_stage(moved, stage, at=since, policy=desk.policy, received_at=since)
        if stage
        else Decision(ticket=moved)
    )
    entered = clock.overtaking(entered, ticket)
    history = event(EventKind.CLASSIFIED, f"{command.argument}: corrected by {desk.who} from {ticket.category}")
    sorted_anew = replace(entered, settled=settled, events=(history, *entered.events), correction=correction)
    return _with_acknowledgement(sorted_anew, ticket, desk)


def confirmed(ticket: Ticket, who: str) -> Decision:
    """It is what it was taken for: certain from now on, while its stage and clock stay."""
    sure = event(EventKind.CLASSIFIED, f"{ticket.category}: confirmed by {who}")
    return Decision(ticket=replace(ticket, unsure=False, confidence=1.0), events=(sure,))


def _with_acknowledgement(decision: Decision, was: Ticket, desk: Desk) -> Decision:
    """Who was taken for somebody who asks nothing has heard nothing: now she hears what she is promised, once."""
    rules, ticket = desk.policy.rules, decision.ticket
    before, now = rules.categories.get(was.category), rules.categories.get(ticket.category) if ticket else None
    is_owed = before is not None and not before.acknowledge and now is not None and now.acknowledge
    if ticket is None or not is_owed or ticket.first_answer_at or ticket.status is Status.CLOSED:
        return decision
    if ticket.number in desk.memory.written_to:
        return decision.adding(event(EventKind.NOTE, "no second acknowledgement: its requester was written to before"))
    origin = desk.memory.came.get(ticket.number)
    if origin is None:
        return decision.adding(event(EventKind.NOTE, "no acknowledgement: how its mail came is not known any more"))
    promised = ticket.deadline
    if promised and promised.due_at <= desk.now:
        return decision.adding(event(EventKind.NOTE, "no acknowledgement: what it would promise has passed"))
    asking = Asking(
        origin=origin,
        received_at=desk.now if promised else ticket.opened_at,  # what it promises is to come, so it is not too old
        subject=ticket.subject,
        message_id=ticket.original_message_id,
    )
    return acknowledge(decision, asking, memory=desk.memory, policy=desk.policy, identity=desk.identity, now=desk.now)


def _priority(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    if command.argument not in _PRIORITIES:
        raise CommandError(f"#priority: {command.argument!r} is none of {', '.join(_PRIORITIES)}")
    return _noted(replace(ticket, priority=command.argument), command, desk)


def _note(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    return _noted(ticket, command, desk)


def _close(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    if ticket.status is Status.CLOSED:
        raise CommandError(f"#close: {ticket.name} is closed already")
    ended, settled = clock.settle(ticket, desk.now, kept=True)
    history = event(EventKind.CLOSED, f"by {desk.who}", command.argument)
    decision = Decision(ticket=_closed(ended, desk.now), settled=settled, events=(history,))
    return _with_closing(decision, command, desk)


def _reopen(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    if ticket.status is not Status.CLOSED:
        raise CommandError(f"#reopen: {ticket.name} is {ticket.status.value}, not closed")
    stage = working_stage(ticket, desk.policy.rules)
    reopened = replace(ticket, status=Status.OPEN, closed_at=None, stage=stage)
    history = event(EventKind.REOPENED, f"by {desk.who}", command.argument)
    rules = stage_of(reopened, desk.policy.rules)
    started = (
        clock.start_clock(reopened, rules, starts_at=desk.now, policy=desk.policy)
        if rules
        else Decision(ticket=reopened)
    )
    return replace(started, events=(history, *started.events))


def _pause(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    if ticket.deadline is None:
        raise CommandError(f"#pause: no clock runs on {ticket.name}")
    return clock.pause(ticket, desk.now, because=f"#pause by {desk.who} {command.argument}".rstrip())


def _resume(ticket: Ticket, command: Command, desk: Desk) -> Decision:  # noqa: ARG001  one signature for every verb
    if ticket.paused is None:
        raise CommandError(f"#resume: no clock of {ticket.name} stands still")
    return clock.resume(ticket, desk.now, policy=desk.policy)


def _merge(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    return merging.merge(ticket, command, desk.memory.parts, desk.policy, now=desk.now, who=desk.who)


def _split(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    cut = splitting.Cut(memory=desk.memory, policy=desk.policy, identity=desk.identity, now=desk.now, who=desk.who)
    return splitting.split(ticket, command, cut)


def _spam(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    """It asked nothing of us: a correction to learn from, and nobody hears of it."""
    if NO_REQUEST not in desk.policy.rules.categories:
        raise CommandError(f"#spam: rules.yaml has no category {NO_REQUEST}")
    ended, settled = clock.settle(ticket, desk.now, kept=False)
    spam = replace(_closed(ended, desk.now), category=NO_REQUEST, confidence=1.0, unsure=False, team=None, missing=())
    history = event(EventKind.CLOSED, f"#spam by {desk.who}, was {ticket.category}", command.argument)
    correction = Correction(was=ticket.category, category=NO_REQUEST, by=desk.who)
    return Decision(ticket=spam, settled=settled, events=(history,), correction=correction)


def _not_spam(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    """It does ask something: the mailbox's own category, from the moment at which it came in."""
    rules = desk.policy.rules
    if ticket.category != NO_REQUEST:
        raise CommandError(f"#notspam: {ticket.name} is taken for {ticket.category} already; #category sorts it anew")
    mailbox = rules.mailboxes.get(ticket.mailbox)
    if mailbox is None:
        raise CommandError(f"#notspam: {ticket.mailbox} is no mailbox any more; write #category NAME")
    opened = replace(ticket, status=ticket.status_at_work, closed_at=None)
    return _category(opened, replace(command, argument=mailbox.default), desk)


def _snooze(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    """Reminders wait. The clock runs on, and escalations come when they come: a promise is not ours to forget."""
    if ticket.status is Status.CLOSED:
        raise CommandError(f"#snooze: {ticket.name} is closed")
    calendar = desk.policy.calendar_of(ticket.team)
    today = desk.now.astimezone(calendar.zone).date()
    day = _day_named(command.argument, today)
    if day is None or day <= today:
        raise CommandError(
            f"#snooze: {command.argument or 'nothing'} is no day to come; write monday, or a date as 2026-12-01"
        )
    if day > today + _LONGEST_SNOOZE:
        raise CommandError(
            f"#snooze: {day} is more than {_LONGEST_SNOOZE.days} days away, which would be to forget {ticket.name}"
        )
    until = calendar.next_opening(datetime.combine(day, time(), calendar.zone).astimezone(UTC))
    told = event(
        EventKind.NOTE, f"#snooze by {desk.who}: no reminder before {until.astimezone(calendar.zone):%a %Y-%m-%d %H:%M}"
    )
    return Decision(ticket=replace(ticket, snoozed_until=until), events=(told,))


def _day_named(words: str, today: date) -> date | None:
    """'monday' → the next one after today; '2026-12-01' → that day; None for anything else."""
    name = words.strip().lower().removeprefix("until ")
    if name in _WEEKDAYS:
        return today + timedelta(days=(_WEEKDAYS.index(name) - today.weekday() - 1) % 7 + 1)
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None


# ---------------------------------------------------------------- verbs that only ask
def _status(ticket: Ticket, command: Command, desk: Desk) -> Decision:  # noqa: ARG001  one signature for every verb
    return Decision(ticket=ticket, answer=tuple(asking.status(ticket, desk.policy)))


def _why(ticket: Ticket, command: Command, desk: Desk) -> Decision:  # noqa: ARG001  one signature for every verb
    return Decision(ticket=ticket, answer=desk.memory.history.get(ticket.number, ()) or ("nothing is recorded",))


def _help(ticket: Ticket, command: Command, desk: Desk) -> Decision:  # noqa: ARG001  one signature for every verb
    splits = splitting.fits(ticket, desk.memory.parts)
    return Decision(ticket=ticket, answer=tuple(asking.fitting(ticket, desk.policy, splits=splits)))


_GENERAL: dict[str, Callable[[Ticket, Command, Desk], Decision]] = {
    "take": _take,
    "assign": _assign,
    "category": _category,
    "priority": _priority,
    "note": _note,
    "close": _close,
    "reopen": _reopen,
    "pause": _pause,
    "resume": _resume,
    "snooze": _snooze,
    "merge": _merge,
    "split": _split,
    "spam": _spam,
    "notspam": _not_spam,
    "status": _status,
    "why": _why,
    "help": _help,
}


def _noted(ticket: Ticket, command: Command, desk: Desk) -> Decision:
    return Decision(ticket=ticket, events=(event(EventKind.NOTE, f"#{command.verb} by {desk.who}", command.argument),))


def _closed(ticket: Ticket, at: datetime) -> Ticket:
    return replace(ticket, status=Status.CLOSED, closed_at=at, stage=None)
