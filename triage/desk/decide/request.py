"""What a person's message means: a new ticket with its promise and acknowledgement, or news on an old one."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

from triage.desk.decide import clock, joining
from triage.desk.decide.acknowledging import Asking, acknowledge
from triage.desk.decide.news import News, notify, telling
from triage.desk.decision import Correction, Decision, Event, EventKind, event
from triage.desk.situation import Situation
from triage.desk.sorting import who_sorts
from triage.desk.thread import Verdict, subject_key
from triage.desk.ticket import Status, Ticket, first_stage, stage_of, working_stage
from triage.inbound.message import Message
from triage.inbound.origin import Authenticated, Kind, reply_address_of
from triage.inbound.origin.addresses import is_ours
from triage.policy.around import asked_of
from triage.policy.classify import Classification, classified
from triage.policy.facts import Found
from triage.policy.once import once_for_each
from triage.policy.rules import NO_REQUEST, Category, Fact, Rules
from triage.policy.seen import see
from triage.record import replace

REOPENS_WITHIN = timedelta(days=30)  # a later reply to a closed ticket is a new, linked one
_LONGEST_THANKS = 140  # characters; who writes more says more


def request(situation: Situation, verdict: Verdict) -> Decision:
    """A message by a person (or a mass mailing): opens a ticket or continues one."""
    ticket = _latest(situation.ticket(verdict.ticket), situation)
    if ticket:
        verdict = replace(verdict, joins=tuple(number for number in verdict.joins if number != ticket.number))
    if ticket is None and (joined := _joined(situation)):
        ticket, verdict = joined
    if ticket is None:
        return open_new(situation, event(EventKind.NOTE, verdict.because))
    if _is_long_closed(ticket, situation):
        return _open_linked(situation, ticket)
    return _continue(situation, ticket, verdict)


def _latest(ticket: Ticket | None, situation: Situation) -> Ticket | None:
    """The ticket, or the one that has taken it up again since. After merges, that may lead back to where it began."""
    passed: set[int] = set()
    while ticket and ticket.number not in passed and _is_long_closed(ticket, situation):
        passed.add(ticket.number)
        ticket = situation.ticket(ticket.continued_in) or ticket
    return ticket


def _joined(situation: Situation) -> tuple[Ticket, Verdict] | None:
    """The requester's own open ticket that ops want continued, told by a fact such as the order number (clause 4)."""
    found = classification_of(situation)
    category = situation.policy.rules.categories.get(found.category)
    wanted = category.joins if category else None
    if wanted is None or situation.origin.authenticated is Authenticated.FAIL:
        return None
    named = {item.value for item in found.facts.get(wanted.by, ())}
    for ticket in sorted(situation.memory.tickets.values(), key=lambda each: -each.number):
        is_theirs = ticket.requester == situation.requester.addr_spec and ticket.status is not Status.CLOSED
        if is_theirs and ticket.category == wanted.category and named & set(ticket.facts.get(wanted.by, ())):
            because = f"asks about {ticket.name}, which has the same {wanted.by.replace('_', ' ')}"
            return ticket, Verdict(ticket=ticket.number, confidence=1.0, because=because)
    return None


def _open_linked(situation: Situation, old: Ticket) -> Decision:
    """A late reply is a new matter that knows the old one."""
    decision = open_new(situation, event(EventKind.NOTE, f"continues {old.name}, which was closed long ago"))
    return replace(decision, ticket=replace(decision.ticket, continues=old.number)) if decision.ticket else decision


@once_for_each
def classification_of(situation: Situation) -> Classification:
    """What the message is about; mass mail asks nothing of us whatever its words are."""
    message, rules = situation.message, situation.policy.rules
    mailbox = situation.arrival.mailbox
    seen = situation.seen or see(asked_of(message, situation.body, situation.origin, mailbox), rules)
    found = classified(seen, mailbox, rules, situation.opinion)
    if situation.arrival.sorted_as in rules.categories:
        return _as_sorted(found, situation)
    if situation.origin.kind in (Kind.LIST, Kind.BULK) and NO_REQUEST in rules.categories:
        because = (f"it is {situation.origin.kind.value} mail, which asks nothing of us", *found.because)
        return replace(
            found,
            category=NO_REQUEST,
            runner_up=found.category,
            unsure=False,
            missing=(),
            team=None,
            acknowledge=rules.categories[NO_REQUEST].acknowledge,
            because=because,
        )
    return found


def _as_sorted(found: Classification, situation: Situation) -> Classification:
    """What staff say by the folder that they put it into."""
    name, rules = situation.arrival.sorted_as or "", situation.policy.rules
    category = rules.categories[name]
    return replace(
        found,
        category=name,
        confidence=1.0,
        unsure=False,
        ignored=False,
        team=category.team,
        acknowledge=category.acknowledge,
        missing=tuple(fact for fact in category.requires if not found.facts.get(fact)),
        because=(f"{who_sorts(situation.arrival.mailbox)} sorted it so", *found.because),
    )


def _correction(found: Classification, situation: Situation) -> Correction | None:
    """What there is to learn where staff sorted a mail before we did: what it would have been taken for."""
    arrival = situation.arrival
    if arrival.sorted_as is None:
        return None
    was = classification_of(replace(situation, arrival=replace(arrival, sorted_as=None))).category
    return (
        Correction(was=was, category=found.category, by=who_sorts(arrival.mailbox)) if was != found.category else None
    )


# ---------------------------------------------------------------- a new ticket
def open_new(situation: Situation, *history: Event) -> Decision:
    """A new ticket, whatever others the message may continue."""
    found = classification_of(situation)
    if found.ignored:
        return Decision(classification=found)
    category = situation.policy.rules.categories[found.category]
    ticket = new_ticket(situation, found, category)
    decision = Decision(ticket=ticket, is_new=True, classification=found)
    decision = _begin(decision, category, situation)
    if not situation.arrival.is_put_away:
        decision = notify(decision, News.NEW, telling(situation))
    return replace(
        decision,
        correction=_correction(found, situation),
        events=(
            event(
                EventKind.OPENED,
                f"by {ticket.requester or 'an unknown sender'} in {situation.arrival.mailbox}",
                *_oddities(situation),
            ),
            event(EventKind.CLASSIFIED, _verdict(found), *found.because),
            *_facts_told(found.facts, ticket.facts),
            *history,
            *decision.events,
        ),
    )


def _begin(decision: Decision, category: Category, situation: Situation) -> Decision:
    """Enter the category's first stage and acknowledge, if it has one and may be answered."""
    stage = first_stage(category)
    if decision.ticket and stage:
        entered = clock.enter_stage(decision.ticket, stage, at=situation.arrival.received_at, policy=situation.policy)
        decision = replace(
            decision, ticket=entered.ticket, promises=entered.promises, events=(*decision.events, *entered.events)
        )
    found = decision.classification
    if situation.arrival.is_put_away:
        return decision.adding(event(EventKind.NOTE, "no acknowledgement: staff had put it away before we saw it"))
    if not (found.acknowledge if found else category.acknowledge):
        whose = "a filter wants it so" if category.acknowledge else "this category is not acknowledged"
        return decision.adding(event(EventKind.NOTE, f"no acknowledgement: {whose}"))
    return _acknowledge(decision, situation)


def new_ticket(situation: Situation, found: Classification, category: Category) -> Ticket:
    """A ticket of that category for the message, in no stage yet."""
    message, policy, number = situation.message, situation.policy, situation.memory.next_number
    requester = situation.requester
    return Ticket(
        number=number,
        name=policy.ticket_name(number),
        status=Status.NEW,
        category=found.category,
        confidence=found.confidence,
        unsure=found.unsure,
        stage=None,
        team=found.team,
        assignee=None,
        priority=found.priority,
        mailbox=category.home or situation.arrival.mailbox,
        requester=requester.addr_spec,
        requester_name=requester.display_name,
        answer_to=_answer_to(situation, requester.addr_spec),
        subject=message.subject,
        language=_language(situation),
        opened_at=situation.arrival.received_at,
        last_message_at=situation.arrival.received_at,
        facts=values_kept(found.facts, category, policy.rules),
        missing=found.missing,
        participants=_participants(message, situation) | ({requester.addr_spec} - {""}),
        original_message_id=message.message_id,
    )


def _acknowledge(decision: Decision, situation: Situation) -> Decision:
    ticket, message = decision.ticket, situation.message
    if ticket is None:
        return decision
    if situation.requester.addr_spec != ticket.requester:
        return decision.adding(event(EventKind.NOTE, "no acknowledgement: it was not the requester who wrote"))
    if ticket.letters:  # a ticket that is sorted again
        return decision.adding(event(EventKind.NOTE, "letters went out on it before: no second acknowledgement"))
    asking = Asking(
        origin=situation.origin,
        received_at=situation.arrival.received_at,
        subject=message.subject,
        message_id=message.message_id,
        references=message.references,
    )
    return acknowledge(
        decision,
        asking,
        memory=situation.memory,
        policy=situation.policy,
        identity=situation.identity,
        now=situation.now,
    )


# ---------------------------------------------------------------- news on a ticket
def _continue(situation: Situation, ticket: Ticket, verdict: Verdict) -> Decision:
    others = joining.untouched(verdict, situation)
    decision = _take_news(situation, ticket, verdict, others)
    return joining.join(decision, verdict, situation)


def _take_news(situation: Situation, ticket: Ticket, verdict: Verdict, others: tuple[Ticket, ...]) -> Decision:
    found = classification_of(situation)
    known = joining.with_theirs(ticket, others)
    news = _with_news(known, situation)
    fresh = {
        name: tuple(value for value in values if value not in known.facts.get(name, ()))
        for name, values in news.facts.items()
    }
    told = _facts_told(found.facts, fresh)
    decision = Decision(ticket=news, classification=found, events=(*_history(situation, verdict), *told))
    if _is_one_of_us(situation):
        return decision.adding(event(EventKind.NOTE, "it was written by one of us: status and clock stay"))
    if found.ignored:
        ignored = event(EventKind.NOTE, "a filter ignores it: status and clock stay", *found.because)
        return replace(decision, asks_nothing=True).adding(ignored)
    if _asks_nothing(found, situation, ticket) and not set(ticket.missing) - set(news.missing):
        thanks = event(EventKind.NOTE, "it asks nothing (a thank-you, say): status and clock stay", *found.because)
        thanked = replace(decision, asks_nothing=True).adding(thanks)
        # "The red one, thanks!" may be what we wait for: a person sees whether the clock goes on
        return notify(thanked, News.FOLLOW_UP, telling(situation)) if ticket.paused else thanked
    if ticket.category == NO_REQUEST or ticket.category not in situation.policy.rules.categories:
        return notify(_becomes_request(decision, found, situation), News.NEW, telling(situation))
    since = joining.waiting_since(others, situation.arrival.received_at)
    resumed = _resume(decision, was=ticket, since=since, situation=situation)
    return notify(resumed, News.FOLLOW_UP, telling(situation))


def _asks_nothing(found: Classification, situation: Situation, ticket: Ticket) -> bool:
    """In a conversation the signals must say so themselves: an opinion alone stops no clock."""
    by_signals = found if situation.opinion is None else classification_of(replace(situation, opinion=None))
    return by_signals.category == NO_REQUEST or _is_thanks_below_its_subject(situation, ticket)


def _is_thanks_below_its_subject(situation: Situation, ticket: Ticket) -> bool:
    """The subject was asked before: of "Re: Where is my order?" only the words below it are new."""
    message, key = situation.message, subject_key(situation.message.subject)
    is_inherited = any(subject_key(each.subject) == key for each in ticket.views)
    if not is_inherited or message.attachments or len(situation.body.text) > _LONGEST_THANKS:
        return False
    alone = replace(situation, message=replace(message, subject=""), seen=None, opinion=None)
    return classification_of(alone).category == NO_REQUEST


def _becomes_request(decision: Decision, found: Classification, situation: Situation) -> Decision:
    """A conversation that asked nothing until now, or whose category ops have removed."""
    category = situation.policy.rules.categories[found.category]
    if decision.ticket is None:
        return decision
    ticket, overtaken = clock.settle(decision.ticket, situation.arrival.received_at, kept=False)
    ticket = replace(
        ticket,
        category=found.category,
        confidence=found.confidence,
        unsure=found.unsure,
        team=found.team,
        priority=found.priority,
        missing=found.missing,
        mailbox=category.home or ticket.mailbox,
        status=Status.NEW,
        stage=None,
        closed_at=None,
    )
    decision = replace(decision, ticket=ticket, settled=overtaken).adding(
        event(EventKind.CLASSIFIED, f"now {_verdict(found)}", *found.because),
    )
    return _begin(decision, category, situation)


def _resume(decision: Decision, *, was: Ticket, since: datetime, situation: Situation) -> Decision:
    """Start the clock where nothing runs: a nudge never postpones what runs already."""
    decision = _end_interim(decision, was=was, situation=situation)
    ticket = decision.ticket
    if ticket is None or ticket.deadline is not None:
        return decision
    if ticket.paused:
        return _runs_on(decision, ticket, situation)
    if was.status is Status.CLOSED:
        ticket = replace(ticket, status=Status.OPEN, closed_at=None)
        decision = replace(decision, ticket=ticket).adding(event(EventKind.REOPENED, "the requester wrote again"))
    stage = working_stage(ticket, situation.policy.rules)
    rules = stage_of(replace(ticket, stage=stage), situation.policy.rules)
    if stage is None or rules is None:
        return decision
    if rules.start == "valid enquiry" and ticket.missing:
        decision = decision.adding(
            event(EventKind.CLOCK, f"still missing: {', '.join(ticket.missing)}; a person looks")
        )
        rules = clock.follow_up(rules, situation.policy)
    elif rules.within is None:
        rules = clock.follow_up(rules, situation.policy)
    was_answered = was.first_answer_at or was.status is Status.CLOSED
    started = clock.start_clock(
        replace(ticket, stage=stage, status=Status.OPEN if was_answered else Status.NEW),
        rules,
        starts_at=since,
        policy=situation.policy,
    )
    return replace(
        decision, ticket=started.ticket, promises=started.promises, events=(*decision.events, *started.events)
    )


def _runs_on(decision: Decision, ticket: Ticket, situation: Situation) -> Decision:
    """What we waited for has come: the clock has given the time back."""
    resumed = clock.resume(ticket, situation.arrival.received_at, policy=situation.policy)
    return replace(
        decision,
        ticket=resumed.ticket,
        settled=(*decision.settled, *resumed.settled),
        promises=resumed.promises,
        events=(*decision.events, *resumed.events),
    )


def _end_interim(decision: Decision, *, was: Ticket, situation: Situation) -> Decision:
    """An enquiry that becomes complete starts the policy's clock (clause 3); what ran until now was a promise of ours."""
    ticket = decision.ticket
    stage = stage_of(was, situation.policy.rules)
    if ticket is None or stage is None or stage.start != "valid enquiry" or not was.missing or ticket.missing:
        return decision
    ticket, ended = clock.settle(ticket, situation.arrival.received_at, kept=False)
    return replace(decision, ticket=ticket, settled=(*decision.settled, *ended))


def _with_news(ticket: Ticket, situation: Situation) -> Ticket:
    message, rules = situation.message, situation.policy.rules
    author = message.author.addr_spec if message.author else ""
    is_another = author in ticket.requesters - {ticket.requester}  # their order is another one
    found, category = classification_of(situation).own_facts, rules.categories.get(ticket.category, Category())
    new = {} if is_another else values_kept(found, category, rules)
    merged = {
        name: tuple(dict.fromkeys((*ticket.facts.get(name, ()), *new.get(name, ())))) for name in (*ticket.facts, *new)
    }
    is_theirs = author == ticket.requester
    return replace(
        ticket,
        answer_to=_answer_to(situation, ticket.requester) if is_theirs else ticket.answer_to,
        facts=merged,
        missing=tuple(name for name in ticket.missing if not merged.get(name)),
        participants=ticket.participants | _participants(message, situation),
        last_message_at=max(ticket.last_message_at, situation.arrival.received_at),
    )


def _history(situation: Situation, verdict: Verdict) -> tuple[Event, ...]:
    author = situation.message.author.addr_spec if situation.message.author else "an unknown sender"
    entry = event(EventKind.FOLLOW_UP, f"{author} wrote", verdict.sentence, *_oddities(situation))
    return (entry, event(EventKind.DOUBT, verdict.doubt)) if verdict.doubt else (entry,)


# ---------------------------------------------------------------- small facts
def _verdict(found: Classification) -> str:
    """'return-request (70% sure, score 7; runner-up order-tracking, score 2)'."""
    scores = dict(found.ranking)
    own = f", score {scores[found.category]:g}" if found.category in scores else ""
    rival = f"; runner-up {found.runner_up}, score {scores[found.runner_up]:g}" if found.runner_up in scores else ""
    return f"{found.category} ({found.confidence:.0%} sure{own}{rival})"


def _facts_told(found: Mapping[str, tuple[Found, ...]], kept: Mapping[str, tuple[str, ...]]) -> Iterator[Event]:
    """The facts that a ticket keeps of one message, and where they stood."""
    told = [f"{name}: {item}" for name, items in found.items() for item in items if item.value in kept.get(name, ())]
    if told:
        yield event(EventKind.FACTS, *told)


def values_kept(found: Mapping[str, tuple[Found, ...]], category: Category, rules: Rules) -> dict[str, tuple[str, ...]]:
    """What the ticket keeps: names and numbers always, whole sentences only where the category asks for them."""
    return {
        name: tuple(item.value for item in items)
        for name, items in found.items()
        if items and (name in category.requires or _is_name(rules.facts[name]))
    }


def _is_name(fact: Fact) -> bool:
    return bool(fact.patterns or fact.catalogue or fact.amounts or fact.dates) and not (fact.phrases or fact.words)


def _answer_to(situation: Situation, requester: str) -> str | None:
    """Where the requester wants a person's answer (RFC 5322 §3.6.2). A From that is only claimed sends no answer elsewhere."""
    named = reply_address_of(situation.message, situation.identity.ours)
    is_proven = situation.origin.authenticated is Authenticated.PASS
    return named.addr_spec if is_proven and named and named.addr_spec != requester else None


def _participants(message: Message, situation: Situation) -> frozenset[str]:
    """Who wrote or was addressed; neither we nor a form, which would be on everybody's ticket."""
    ours = situation.identity.ours
    addresses = (*message.authors, *message.reply_to, *message.to, *message.cc)
    others = (item.addr_spec for item in addresses if item.addr_spec and not is_ours(item.addr_spec, ours))
    return frozenset(others) - ours.contact_forms


def _is_one_of_us(situation: Situation) -> bool:
    ours = situation.identity.ours
    return situation.requester.addr_spec in ours.addresses | ours.staff


def _language(situation: Situation) -> str:
    spoken = situation.policy.rules.desk.languages
    wishes = (situation.body.language, situation.memory.language)
    return next((language for language in wishes if language in spoken), spoken[0])


def _is_long_closed(ticket: Ticket, situation: Situation) -> bool:
    closed_at = ticket.closed_at
    return closed_at is not None and situation.arrival.received_at - closed_at > REOPENS_WITHIN


def _oddities(situation: Situation) -> tuple[str, ...]:
    """What a person should know about how this message was read."""
    passed = situation.forwarded
    claim = (
        f"{passed.by.addr_spec} seems to have passed it on, but is not proven ({passed.proof}): it is taken for their own"
        if passed and not passed.is_proven
        else ""
    )
    note = "it is too large to read whole: only its beginning was taken in" if situation.arrival.truncated else ""
    return (*situation.message.defects, claim, note)
