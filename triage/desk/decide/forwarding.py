"""What a mail means that staff passed on to us: it is the original sender's matter, and what staff wrote above stays among staff.

Who may: one of us whom our own server proves to be the author; a forward grants nothing but a ticket. Where it is unclear whose the
original is, nothing is guessed: the forwarder is asked once.
"""

import re

from triage.desk.brief import ADDRESS, SUBJECT, brief
from triage.desk.commands import read_commands
from triage.desk.decide import request
from triage.desk.decide.ordering import Wish, order, order_apart
from triage.desk.decision import Decision, Event, EventKind, Remark, event
from triage.desk.drafts import LetterKind
from triage.desk.situation import Situation
from triage.desk.thread import Verdict, words
from triage.desk.ticket import Status, Ticket
from triage.inbound.records import Forwarded
from triage.record import replace

UNCLEAR, COMMANDS = "staff/forward", "staff/forward-commands"
_IS_NOTE = re.compile(r"#\s*note\b", re.IGNORECASE)  # which it is, without being asked
_LINE_SHOWN = 200
_SAYS_ENOUGH = 4  # words that stand on a ticket already: fewer may be chance


def forwarded_in(situation: Situation, verdict: Verdict, forwarded: Forwarded) -> Decision:
    """The original on its ticket: on the one where it is already, or as if it had come by itself, or asked about."""
    if forwarded.message is None:
        return _ask_back(situation, forwarded)
    return _with_commands_back(_placed(situation, verdict, forwarded), situation, forwarded)


def _placed(situation: Situation, verdict: Verdict, forwarded: Forwarded) -> Decision:
    ticket = situation.ticket(verdict.ticket)
    if ticket and _is_here(situation, ticket):
        return _already_here(situation, ticket, forwarded)
    decision = request.request(situation, verdict)
    if decision.ticket is None:
        return replace(decision, remarks=(*decision.remarks, Remark(ticket=None, event=_told(forwarded))))
    return decision.adding(_told(forwarded))


def _ask_back(situation: Situation, forwarded: Forwarded) -> Decision:
    """It stays without a ticket, listed with the mail that has none; its forwarder knows what to do."""
    wish = Wish(
        kind=LetterKind.NOTICE,
        template=UNCLEAR,
        recipient=forwarded.by.addr_spec,
        language="en",
        values={
            "subject": brief(situation.message.subject, SUBJECT),
            "problem": forwarded.problem,
            "mailbox": situation.arrival.mailbox,
        },
    )
    remark = Remark(
        ticket=None,
        event=event(
            EventKind.DOUBT, f"{forwarded.by.addr_spec} passed on a mail: {forwarded.problem}", "they are asked"
        ),
    )
    return order_apart(Decision(remarks=(remark,)), wish, situation)


def _with_commands_back(decision: Decision, situation: Situation, forwarded: Forwarded) -> Decision:
    """A mail that is passed on bears no token, so its commands do nothing: its writer hears so in a letter that bears one."""
    lines = [line for line in read_commands(forwarded.note).lines if not _IS_NOTE.match(line)]
    if not lines or decision.ticket is None:
        return decision
    ticket = decision.ticket
    wish = Wish(
        kind=LetterKind.TRANSCRIPT,
        template=COMMANDS,
        recipient=forwarded.by.addr_spec,
        recipient_name=forwarded.by.display_name,
        language="en",
        subject=ticket.subject,
        in_reply_to=forwarded.message_id,
        references=tuple(filter(None, (forwarded.message_id,))),
        auto_submitted="auto-replied",
        is_ordered=True,
        values={
            "ticket": ticket.name,
            "subject": brief(ticket.subject, SUBJECT),
            "requester": brief(ticket.requester, ADDRESS),
            "lines": [brief(line, _LINE_SHOWN) for line in lines],
        },
    )
    return order(
        decision,
        wish,
        memory=situation.memory,
        policy=situation.policy,
        identity=situation.identity,
        now=situation.now,
    )


def _already_here(situation: Situation, ticket: Ticket, forwarded: Forwarded) -> Decision:
    """The note goes to the ticket where the original is; in another mailbox, or after its end, it is a new matter that knows the old."""
    if ticket.mailbox == situation.arrival.mailbox and ticket.status is not Status.CLOSED:
        told = event(
            EventKind.NOTE, f"{forwarded.by.addr_spec} passed on a mail that is here already", _note(forwarded)
        )
        return Decision(ticket=ticket, is_internal=True, is_of_carrier=True, events=(told,))
    opened = request.open_new(
        situation, event(EventKind.NOTE, f"it was passed on from {ticket.name}"), _told(forwarded)
    )
    if opened.ticket is None:
        return opened
    link = event(
        EventKind.NOTE, f"{forwarded.by.addr_spec} passed it on to {situation.arrival.mailbox}: {opened.ticket.name}"
    )
    return replace(
        opened,
        remarks=(*opened.remarks, Remark(ticket=ticket.number, event=link)),
        apart=((ticket.number, opened.ticket.number),),
    )


def _is_here(situation: Situation, ticket: Ticket) -> bool:
    """The very mail, by its Message-ID, or its words."""
    own = situation.message.message_id
    if own and any(each.rfc_id == own and not each.is_reference for each in situation.memory.known):
        return True
    said = words.stream(situation.body.text)
    there = (each for each in situation.memory.candidates if each.ticket.number == ticket.number)
    texts = (text for each in there for text in each.texts)
    return said.count(" ") > _SAYS_ENOUGH and any(words.stream(text) == said for text in texts)


def _told(forwarded: Forwarded) -> Event:
    return event(
        EventKind.NOTE, f"{forwarded.by.addr_spec} passed it on as {forwarded.how}; {forwarded.proof}", _note(forwarded)
    )


def _note(forwarded: Forwarded) -> str:
    return f"they note: {forwarded.note}" if forwarded.note else ""
