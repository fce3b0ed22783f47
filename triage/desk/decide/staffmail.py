"""What a staff member's mail to us means: proof, then commands, then the text for the requester, then a transcript.

A mail is done as a whole or not at all: one line that is not understood, or does not fit, and nothing of it happens, so no
command line ever reaches a requester and a corrected mail can simply be sent again.
"""

from collections.abc import Mapping, Sequence

from triage.desk import links, proof
from triage.desk.brief import ADDRESS, SUBJECT, brief
from triage.desk.commands import (
    ASKING,
    Command,
    CommandError,
    Written,
    as_written,
    read_command,
    read_commands,
    stray_command,
    tickets_named,
)
from triage.desk.decide import relaying
from triage.desk.decide.command import REARRANGES, Desk, obey
from triage.desk.decide.ordering import Wish, order, order_apart
from triage.desk.decision import Decision, EventKind, Remark, event
from triage.desk.drafts import LetterKind
from triage.desk.links import Clicked
from triage.desk.proof import Proof, Refusal
from triage.desk.situation import Situation
from triage.desk.thread import Verdict
from triage.desk.ticket import CLOSED, Ticket, verbs_of
from triage.inbound.origin import Kind
from triage.record import record, replace

TRANSCRIPT, REFUSAL = "staff/transcript", "staff/refusal"
_ENDS = frozenset({"close", "spam"})  # besides the stage verbs that lead to closed: text goes out before them
_SURE = 1.0
_GIVEN_BACK = 6_000  # characters of a text that a transcript repeats; the whole lies in its writer's Sent folder
_LINE_SHOWN = 200


def staff_mail(situation: Situation) -> Decision | None:
    """What a mail in an inbox means that speaks for us, or would; None for an ordinary request."""
    match links.of(situation):
        case Refusal() as refusal:
            return _refuse(refusal, situation)
        case Clicked() as clicked:
            done = _carry_out(Written(lines=(clicked.line,), text=""), situation, clicked.proof)
            return replace(done, spends=clicked.action.text)
        case None:
            pass
    written = read_commands(situation.body.certain)
    if written.lines and _is_from_ourselves(situation):
        return _wait_for_sent(situation)
    match proof.of(situation, commands=bool(written.lines)):
        case None:
            return None
        case Refusal() as refusal:
            return _refuse(refusal, situation)
        case Proof() as proven:
            return _carry_out(written, situation, proven)


def own_commands(situation: Situation, verdict: Verdict) -> Decision | None:
    """A mail in a shared mailbox's Sent folder that went only to ourselves and begins with commands: who logs in there is proven."""
    written = read_commands(situation.body.certain)
    ticket = situation.ticket(verdict.ticket)
    is_ours = situation.origin.kind is Kind.PERSON and written.lines and _goes_to_ourselves(situation)
    if not is_ours or ticket is None or verdict.confidence < _SURE:
        return None
    mailbox = situation.arrival.mailbox
    by = f"it lies in the Sent folder of {mailbox}, to which only its owners can log in"
    author = situation.message.author
    proven = Proof(
        who=mailbox,
        name=author.display_name if author else "",
        ticket=ticket,
        by=by,
        about=ticket.name,
        requester=proof.only_requester(ticket),
    )
    return _carry_out(written, situation, proven)


# ---------------------------------------------------------------- proven mail
@record
class _Step:
    """One thing done."""

    line: str  # the command as written; "" for the text
    decision: Decision


def _carry_out(written: Written, situation: Situation, proven: Proof) -> Decision:
    written = replace(written, text=relaying.words(written.text))
    try:
        steps = _steps(written, situation, proven)
    except CommandError as error:
        return _undone(written, str(error), situation, proven)
    last = steps[-1].decision if steps else Decision(ticket=proven.ticket)
    done = Decision(ticket=last.ticket, direction="out", steps=tuple(step.decision for step in steps))
    if not written.lines:
        return done
    lines = [{"command": step.line, "said": _said(step.decision)} for step in steps if step.line]
    sent = any(not step.line for step in steps)
    return _with_transcript(done, situation, proven, lines=lines, sent=sent, problem=None, text=None)


def _steps(written: Written, situation: Situation, proven: Proof) -> list[_Step]:
    """Each command in order; the text goes out before what ends the ticket, else last. Raises CommandError."""
    ticket, rules = proven.ticket, situation.policy.rules
    text = _text_to_send(written, situation)
    _require_one_recipient(text, written, situation, proven)
    desk = _desk(situation, proven)
    verbs = [as_written(line).verb for line in written.lines]
    steps: list[_Step] = []
    for line in written.lines:
        command = read_command(line, verbs_of(ticket, rules))
        if text and _ends(command, ticket, situation):
            steps.append(_Step(line="", decision=relaying.relay(ticket, text, situation, proven)))
            ticket, text = _after(steps, ticket), ""
        if command.verb == "note":
            command = replace(command, argument="\n".join(filter(None, (command.argument, written.text))))
        steps.append(_Step(line=line, decision=obey(ticket, command, desk)))
        ticket, desk = _after(steps, ticket), desk.after(steps[-1].decision)
    if text:
        paused = "pause" in verbs
        steps.append(_Step(line="", decision=relaying.relay(ticket, text, situation, proven, keeps_clock=paused)))
    return steps


def _text_to_send(written: Written, situation: Situation) -> str:
    """What goes to the requester; "" when nothing shall. Raises CommandError when that is not what was meant."""
    verbs = {as_written(line).verb for line in written.lines}
    if "note" in verbs:
        return ""
    if written.text and verbs and verbs <= ASKING:
        raise CommandError("text below a question to the desk goes to nobody: send it without that line")
    if "spam" in verbs and written.text:
        raise CommandError("nobody is written to about #spam: send the text without that line")
    if not written.lines and (reason := relaying.why_not(written.text, situation)):
        raise CommandError(reason)
    stage_verbs = [
        verb
        for each in situation.policy.rules.categories.values()
        for stage in each.stages.values()
        for verb in stage.verbs
    ]
    if stray := stray_command(written.text, stage_verbs):
        raise CommandError(f"'{stray}' stands below other text: commands stand above everything else")
    return written.text


def _require_one_recipient(text: str, written: Written, situation: Situation, proven: Proof) -> None:
    """Who would get the text must be beyond doubt, and tickets be rearranged once a mail. Raises CommandError."""
    rearranging = [read for line in written.lines if (read := as_written(line)).verb in REARRANGES]
    if len(rearranging) > 1:
        raise CommandError("one #merge or #split a mail: the next one is about what this one makes")
    if not text:
        return
    if any(read.verb == "split" for read in rearranging):
        raise CommandError(
            "there are two tickets after #split: send the text in answer to the letter about the one it is for"
        )
    requesters = proven.ticket.requesters
    for name in (name for read in rearranging for name in tickets_named(f"#{read.verb} {read.argument}") or ()):
        other = situation.memory.parts.named.get(name)
        requesters |= other.requesters if other else frozenset()
    if len(requesters) > 1 and (rearranging or proven.who == situation.arrival.mailbox):
        raise CommandError(
            f"several requesters are on it, {', '.join(sorted(requesters))}: send the text in a mail of its own to one of them"
        )


def _ends(command: Command, ticket: Ticket, situation: Situation) -> bool:
    return command.verb in _ENDS or verbs_of(ticket, situation.policy.rules).get(command.verb) == CLOSED


def _after(steps: list[_Step], ticket: Ticket) -> Ticket:
    return steps[-1].decision.ticket or ticket


def _desk(situation: Situation, proven: Proof) -> Desk:
    return Desk(
        memory=situation.memory,
        policy=situation.policy,
        identity=situation.identity,
        now=situation.now,
        who=proven.who,
        about=proven.about,
        requester=proven.requester,
    )


def _undone(written: Written, problem: str, situation: Situation, proven: Proof) -> Decision:
    """Nothing of it was done, and the text comes back."""
    told = event(EventKind.NOTE, f"a mail by {proven.who} was not carried out: {problem}")
    decision = Decision(ticket=proven.ticket, direction="out", events=(told,))
    lines = [{"command": line, "said": []} for line in written.lines]
    return _with_transcript(
        decision, situation, proven, lines=lines, sent=False, problem=problem, text=written.text or None
    )


def _said(decision: Decision) -> list[str]:
    return [*decision.answer, *("; ".join(entry.because) for entry in decision.events)]


def _with_transcript(
    decision: Decision,
    situation: Situation,
    proven: Proof,
    *,
    lines: Sequence[Mapping[str, object]],
    sent: bool,
    problem: str | None,
    text: str | None,
) -> Decision:
    ticket = (decision.ticket or proven.ticket).as_named(proven.about)
    message = situation.message
    wish = Wish(
        kind=LetterKind.TRANSCRIPT,
        template=TRANSCRIPT,
        recipient=proven.who,
        recipient_name=proven.name,
        language="en",
        subject=ticket.subject if links.is_one(message.subject) else message.subject,
        in_reply_to=message.message_id,
        references=(*message.references, *([message.message_id] if message.message_id else [])),
        auto_submitted="auto-replied",
        is_ordered=True,
        about=ticket.name,
        meant_for=(ticket.requester,) if ticket.requester == proven.requester else (),
        values={
            "ticket": ticket.name,
            "subject": brief(ticket.subject, SUBJECT),
            "requester": brief(ticket.requester, ADDRESS),
            "lines": [{**line, "command": brief(str(line["command"]), _LINE_SHOWN)} for line in lines],
            "problem": problem,
            "sent": sent,
            "text": brief(text, _GIVEN_BACK) if text else None,
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


# ---------------------------------------------------------------- mail that is not proven
def _refuse(refusal: Refusal, situation: Situation) -> Decision:
    """Kept, obeyed in nothing, shown on its ticket or on the desk, and told to the staff member whose address it bears."""
    who = refusal.author or "an unclear sender"
    told = event(
        EventKind.REFUSED, f"a mail from {who} was not taken for staff's: {refusal.sentence}", *situation.origin.because
    )
    decision = Decision(remarks=(Remark(ticket=refusal.ticket, event=told),))
    if not (refusal.is_staff and refusal.author and situation.origin.kind is Kind.PERSON):
        return decision
    wish = Wish(
        kind=LetterKind.REFUSAL,
        template=REFUSAL,
        recipient=refusal.author,
        language="en",
        values={"reason": refusal.sentence, "received": situation.arrival.received_at},
    )
    return order_apart(decision, wish, situation)


# ---------------------------------------------------------------- mail from ourselves
def _is_from_ourselves(situation: Situation) -> bool:
    author = situation.message.author
    ours = situation.identity.ours.addresses
    return author is not None and author.addr_spec in ours and _goes_to_ourselves(situation)


def _goes_to_ourselves(situation: Situation) -> bool:
    recipients = {item.addr_spec for item in (*situation.message.to, *situation.message.cc)}
    return bool(recipients) and recipients <= situation.identity.ours.addresses


def _wait_for_sent(situation: Situation) -> Decision:
    """In an inbox anybody can have written it; its copy in the Sent folder will prove it."""
    told = event(
        EventKind.NOTE,
        f"commands from {situation.arrival.mailbox} wait for their copy in its Sent folder",
        *situation.origin.because,
    )
    return Decision(remarks=(Remark(ticket=None, event=told),))
