"""A staff member's own words on their way to the requester: ordered here, worded and filed by whoever composes a RELAY draft.

The clock stops as it does for an answer from the shared mailbox; whoever answers takes the ticket if nobody has.
"""

import re

from triage.desk.commands import CommandError
from triage.desk.decide.answer import Answer, answered
from triage.desk.decide.ordering import Wish, order
from triage.desk.decision import Decision
from triage.desk.drafts import LetterKind
from triage.desk.proof import Proof
from triage.desk.situation import Situation
from triage.desk.thread import subject_key
from triage.desk.ticket import Ticket
from triage.inbound.message import Message
from triage.inbound.origin import Kind
from triage.policy.rules.limits import Limits
from triage.record import replace

TEMPLATE = "requester/relay"
_SIGNATURE = re.compile(r"\s*--\s*(?:\n|$)")  # where it begins (RFC 3676 §4.3)


def relay(ticket: Ticket, text: str, situation: Situation, proven: Proof, *, keeps_clock: bool = False) -> Decision:
    """The ticket with this answer, and the letter that carries it. Raises CommandError where it cannot go out.

    `keeps_clock`: a command of the same mail has dealt with the clock.
    """
    how = (f"{proven.name or proven.who} answered by mail ({proven.who})", proven.by)
    decision = answered(situation, ticket, Answer(text=text, told=how, keeps_clock=keeps_clock))
    decision = replace(decision, ticket=_taken(decision.ticket or ticket, situation, proven))
    told = (decision.ticket or ticket).as_named(proven.about)
    if told.requester in _addressed(situation):  # Reply to all: it has reached the requester already
        return decision
    if told.requester != proven.requester:
        raise CommandError(unclear(told))
    limits, is_truncated = situation.policy.rules.limits, situation.arrival.truncated
    if problem := too_much(situation.message, limits, is_truncated=is_truncated):
        raise CommandError(problem)
    ordered = order(
        decision,
        _wish(told, text, situation, proven),
        memory=situation.memory,
        policy=situation.policy,
        identity=situation.identity,
        now=situation.now,
    )
    if reasons := [reason.sentence for entry in ordered.suppressed for reason in entry.reasons]:
        raise CommandError(f"it cannot go out: {'; '.join(reasons)}")
    return ordered


def unclear(ticket: Ticket) -> str:
    """Why nothing goes to whom the ticket names: the letter that was answered did not say that it would."""
    return (
        f"it would go to {ticket.requester}, and the letter that you answered does not say so, as tickets were merged or split: "
        "answer the latest letter about what is meant, or write from the shared mailbox"
    )


def words(text: str) -> str:
    """What of a text is meant for somebody: a mail that holds nothing but its signature says nothing."""
    return "" if _SIGNATURE.match(text) else text


def why_not(text: str, situation: Situation) -> str:
    """Why these words are nobody's answer; "" when they may be."""
    if situation.origin.kind is not Kind.PERSON:
        return f"it is {situation.origin.kind.value} mail, which is no answer"
    return "" if text.strip() else "there is no text to send: write above the quoted letter"


def _wish(ticket: Ticket, text: str, situation: Situation, proven: Proof) -> Wish:
    """In the thread of the requester's last mail, which may have another subject than the ticket's since a merge."""
    last = situation.memory.asked.get(ticket.name)
    asked = last.message_id if last else ticket.original_message_id
    is_other = last is not None and subject_key(last.subject) != subject_key(ticket.subject)
    begun = None if is_other else ticket.original_message_id
    return Wish(
        kind=LetterKind.RELAY,
        template=TEMPLATE,
        recipient=ticket.answer_to or ticket.requester,
        recipient_name=ticket.requester_name,
        language=ticket.language,
        subject=last.subject if last and is_other else ticket.subject,
        in_reply_to=asked,
        references=tuple(filter(None, dict.fromkeys((begun, asked)))),
        is_ordered=True,
        about=ticket.name,
        values={
            "ticket": ticket.name,
            "name": ticket.requester_name,
            "staff": proven.name,
            "text": text,
            "source": situation.message.message_id,
        },
        written_by=proven.who,
    )


def too_much(message: Message, limits: Limits, *, is_truncated: bool) -> str:
    """What of this mail we cannot pass on, so that nothing of it goes out; "" when all of it can."""
    attachments, most = message.attachments, limits.passed_on_megabytes
    if is_truncated:
        return f"the mail is too large: at most {most} MB can be passed on"
    if sum(item.size for item in attachments) > most * 1_000_000:
        return f"its attachments are too large: at most {most} MB can be passed on"
    if any(item.content_type.startswith("message/") for item in attachments):
        return "a whole mail is attached, which may hold what is not for the requester: attach it as a PDF, or send it without"
    return ""


def _taken(ticket: Ticket, situation: Situation, proven: Proof) -> Ticket:
    is_person = proven.who in situation.policy.rules.people
    return replace(ticket, assignee=proven.who) if is_person and ticket.assignee is None else ticket


def _addressed(situation: Situation) -> frozenset[str]:
    return frozenset(item.addr_spec for item in (*situation.message.to, *situation.message.cc))
