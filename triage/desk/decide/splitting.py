"""`#split`: what was merged is two tickets again; or a message, with all that followed from it, becomes a ticket of its own.

Each side keeps its own promise: one that was answered meanwhile is kept, one that was not runs on to its old moment.
"""

from collections.abc import Iterable, Iterator
from dataclasses import fields
from datetime import datetime

from triage.desk import tokens
from triage.desk.commands import Command, CommandError
from triage.desk.decide import clock, joining
from triage.desk.decide.news import News, Telling, notify
from triage.desk.decide.request import values_kept
from triage.desk.decision import Decision, EventKind, Parted, event
from triage.desk.parts import Branch, LetterPiece, Merge, Parts, Piece, branch
from triage.desk.situation import Heard, Identity, Memory, Policy
from triage.desk.sorting import Stood, stood
from triage.desk.thread import subject_key
from triage.desk.ticket import Status, Ticket, first_stage
from triage.policy import classify
from triage.record import record, replace

_CLOCK = frozenset({"deadline", "paused", "cycle"})
_OF_STANDING = tuple(field.name for field in fields(Stood) if field.name not in _CLOCK)


@record
class Cut:
    """What splitting needs to know beside the ticket."""

    memory: Memory
    policy: Policy
    identity: Identity
    now: datetime
    who: str

    @property
    def parts(self) -> Parts:
        return self.memory.parts

    @property
    def inside(self) -> frozenset[str]:
        ours = self.identity.ours
        return ours.addresses | ours.staff | ours.contact_forms


def split(ticket: Ticket, command: Command, cut: Cut) -> Decision:
    """The ticket without what is taken out of it; the other one is saved first, as a step. Raises CommandError."""
    name = command.argument.strip("[]").upper()
    merges = cut.parts.merges.get(ticket.number, ())
    unreadable = cut.parts.unreadable.get(ticket.number, ())
    if name in unreadable or (unreadable and not name):
        raise CommandError(
            f"#split: how {name or ' and '.join(unreadable)} was merged was written by another version of triage, "
            "which alone can undo it; #split NAME undoes any other merge"
        )
    if name or merges:
        return _undo(ticket, _merge_of(ticket, name, merges), cut)
    return _branch_off(ticket, cut)


def fits(ticket: Ticket, parts: Parts) -> bool:
    """Whether there is something to take out of it."""
    asking = [piece for piece in parts.pieces.get(ticket.number, ()) if piece.asks]
    return bool(parts.merges.get(ticket.number)) or len(asking) > 1


# ---------------------------------------------------------------- a merge undone
def _merge_of(ticket: Ticket, name: str, merges: Iterable[Merge]) -> Merge:
    """The one that took the named ticket in, else the last. Raises CommandError."""
    named = [merge for merge in merges if name in ("", merge.taken.name)]
    if not named:
        raise CommandError(f"#split: {name} is not merged into {ticket.name}")
    merge = named[-1]
    if merge.was.number != ticket.number:
        raise CommandError(f"#split: {merge.taken.name} came here with {merge.was.name}: split that first")
    return merge


def _undo(ticket: Ticket, merge: Merge, cut: Cut) -> Decision:
    theirs, mine = _sides(ticket, merge, cut)
    back = _given_back(ticket, merge, theirs, cut)
    left = _left(ticket, merge, theirs, mine, cut)
    told = event(
        EventKind.JOINED,
        f"#split by {cut.who}: {merge.taken.name} is a ticket of its own again, with {_counted(theirs)}",
        f"#merge {merge.taken.name} undoes this",
    )
    return replace(left, steps=(replace(back, keeps_letters=True),), keeps_letters=True, events=(told, *left.events))


def _sides(ticket: Ticket, merge: Merge, cut: Cut) -> tuple[Branch, Branch]:
    """What was the other ticket's and what followed since, and the rest."""
    pieces = cut.parts.pieces.get(ticket.number, ())

    def belongs(piece: Piece) -> bool:
        """It names no mail that is here: by who wrote it, then by its subject."""
        on_theirs, on_mine = (piece.author in each.participants for each in (merge.taken, merge.was))
        if on_theirs != on_mine:
            return on_theirs
        subject = subject_key(piece.subject)
        return subject == subject_key(merge.taken.subject) != subject_key(merge.was.subject)

    return branch(
        pieces,
        _with_their_names(cut.parts.letters.get(ticket.number, ()), merge),
        begins=merge.pieces,
        fixed=(piece.row for piece in pieces if piece.row <= merge.upto and piece.row not in merge.pieces),
        belongs=belongs,
        inside=cut.inside,
    )


def _with_their_names(letters: Iterable[LetterPiece], merge: Merge) -> Iterator[LetterPiece]:
    """A letter to staff that bears the name of what was taken in is its own, whatever it followed from: so are its answers."""
    names = {merge.taken.name, *(each.name for each in merge.taken.taken)}
    for letter in letters:
        named = None if letter.is_answer else tokens.shape(letter.message_id)
        is_theirs = bool(merge.pieces) and named is not None and named[0] in names
        yield replace(letter, follows=max(merge.pieces)) if is_theirs else letter


def _given_back(ticket: Ticket, merge: Merge, theirs: Branch, cut: Cut) -> Decision:
    """The ticket that was taken in, as it was, and as what happened in its own thread since has made it."""
    taken = merge.taken
    back = replace(
        taken,
        letters=max(taken.letters, ticket.letters),
        participants=taken.participants | theirs.people,
        last_message_at=max(taken.last_message_at, theirs.latest or taken.last_message_at),
    )
    running = taken.deadline or taken.paused
    decision = Decision(ticket=back, settled=(running,) if running else ())  # as it stood: open, or standing still
    answered_at = theirs.answered_at(merge.upto)
    if answered_at:
        decision = _answered(back, answered_at)
    asked_at = theirs.asked_at(merge.upto, answered_at)
    if asked_at and decision.ticket:
        taken_up = clock.take_up(decision.ticket, asked_at, policy=cut.policy)
        decision = replace(taken_up, settled=(*decision.settled, *taken_up.settled))
    told = event(EventKind.JOINED, f"split from {ticket.name} by {cut.who}: it goes on here, with {_counted(theirs)}")
    return replace(
        decision,
        parted=_parted(ticket, theirs, merge.id),
        apart=(_pair(ticket, taken),),
        events=(told, *decision.events),
    )


def _answered(ticket: Ticket, at: datetime) -> Decision:
    """Its promise was kept, or broken, by an answer at that moment."""
    left, settled = clock.settle(ticket, at, kept=True)
    status = ticket.status if ticket.status is Status.CLOSED else Status.PENDING
    return Decision(ticket=replace(left, status=status, first_answer_at=ticket.first_answer_at or at), settled=settled)


def _left(ticket: Ticket, merge: Merge, theirs: Branch, mine: Branch, cut: Cut) -> Decision:
    """The ticket that went on, without the other: as it was where nothing has changed it since, else as it is."""
    was, became = merge.was, merge.became
    direct = [each for each in cut.parts.merges.get(ticket.number, ()) if each.was.number == ticket.number]
    others = [each.taken for each in direct if each.id != merge.id]
    gone = {merge.taken.name, *(each.name for each in merge.taken.taken)}
    left = joining.without(ticket, merge.taken, joining.with_theirs(was, others))
    left = replace(
        left,
        participants=left.participants | mine.people & ticket.participants,
        missing=tuple(name for name in was.missing if not left.facts.get(name)),
        last_message_at=mine.latest or was.last_message_at,
        assignee=was.assignee if ticket.assignee == became.assignee else ticket.assignee,
        priority=was.priority if ticket.priority == became.priority else ticket.priority,
        snoozed_until=was.snoozed_until if ticket.snoozed_until == became.snoozed_until else ticket.snoozed_until,
        taken=tuple(each for each in ticket.taken if each.name not in gone),
    )
    if _stands(ticket) == _stands(became):
        return _as_it_was(left, merge, cut)
    return _as_it_is(left, merge, theirs, mine, cut)


def _stands(ticket: Ticket) -> tuple[Stood, int | None, int | None]:
    """How it stands, whatever moment other hours have moved its promise to."""
    running, still = ticket.deadline, ticket.paused
    return (
        replace(stood(ticket), deadline=None, paused=None, cycle=0),
        running.cycle if running else None,
        still.cycle if still else None,
    )


def _as_it_was(left: Ticket, merge: Merge, cut: Cut) -> Decision:
    was = merge.was
    left = replace(left, **{name: getattr(was, name) for name in _OF_STANDING})
    if _stands(left) == _stands(was):
        return Decision(ticket=left)
    return clock.carry_on(left, was.deadline or was.paused, merge.rungs, cut.now)


def _as_it_is(left: Ticket, merge: Merge, theirs: Branch, mine: Branch, cut: Cut) -> Decision:
    """Only what the other one's thread did to it is taken back."""
    was, answered_at = merge.was, mine.answered_at(merge.upto)
    if not was.first_answer_at and merge.became.first_answer_at != left.first_answer_at:
        left = replace(left, first_answer_at=answered_at)
    is_theirs = left.deadline and any(piece.at == left.deadline.starts_at for piece in theirs.pieces if piece.asks)
    if is_theirs and (was.deadline is None or answered_at):
        ended, settled = clock.settle(left, cut.now, kept=False)
        return Decision(ticket=replace(ended, status=Status.PENDING), settled=settled)
    is_owed = was.deadline and not answered_at and theirs.answered_at(merge.upto)
    if is_owed and left.deadline is None and left.status is not Status.CLOSED:
        return clock.carry_on(replace(left, status=left.status_at_work), was.deadline, merge.rungs, cut.now)
    return Decision(ticket=left)


# ---------------------------------------------------------------- a message and what followed
def _branch_off(ticket: Ticket, cut: Cut) -> Decision:
    pieces = sorted(cut.parts.pieces.get(ticket.number, ()), key=lambda piece: piece.row)
    first = _begins_with(ticket, pieces, cut.parts.answered)
    letters = cut.parts.letters.get(ticket.number, ())
    told = _answers_to_its_requester(ticket, letters) if first.author != ticket.requester else ()
    theirs, mine = branch(pieces, letters, begins=(first.row,), fixed=told, inside=cut.inside)
    if not any(piece.asks for piece in mine.pieces):
        raise CommandError(f"#split: nothing of {ticket.requester} would be left on {ticket.name}")
    new = _new_ticket(ticket, first, theirs, cut)
    left = _without_branch(ticket, first, theirs, mine, cut)
    name = new.ticket.name if new.ticket else ""
    told = event(
        EventKind.JOINED,
        f"#split by {cut.who}: what {first.author} wrote on {first.at:%Y-%m-%d %H:%M} UTC is {name} now, with {_counted(theirs)}",
        f"answers to that mail's letter go there; #merge {name} undoes this",
    )
    return replace(left, steps=(new,), keeps_letters=True, events=(told, *left.events))


def _answers_to_its_requester(ticket: Ticket, letters: Iterable[LetterPiece]) -> Iterator[int]:
    """The staff's mails, by row, whose words went to her: no answer to somebody else, whichever letter they answered."""
    hers = (ticket.requester, ticket.answer_to)
    yield from (
        each.follows for each in letters if each.is_answer and each.recipient in hers and each.follows is not None
    )


def _begins_with(ticket: Ticket, pieces: list[Piece], answered: int | None) -> Piece:
    """The message that the command's mail is about, else the last that came in. Raises CommandError."""
    asking = [piece for piece in pieces if piece.asks and piece.author]
    if len(asking) < 2:  # noqa: PLR2004  one stays, one goes
        raise CommandError(
            f"#split: {ticket.name} has only one message from outside, and no other ticket is merged into it"
        )
    found = next((piece for piece in asking if piece.row == answered), asking[-1])
    if found is asking[0]:
        raise CommandError(
            f"#split: that message opened {ticket.name}; answer the letter about the message that is another matter"
        )
    return found


def _new_ticket(ticket: Ticket, first: Piece, theirs: Branch, cut: Cut) -> Decision:
    """Sorted by what its first message says; its promise counts from when that came."""
    rules = cut.policy.rules
    found = classify.classify(
        subject=first.subject, text=first.text, author=first.author, mailbox=first.mailbox, rules=rules
    )
    category = rules.categories[found.category]
    number = cut.memory.next_number
    by_form = first.author in cut.identity.ours.contact_forms  # which is nobody: the customer is whoever its mail named
    requester, name = (ticket.requester, ticket.requester_name) if by_form else (first.author, first.author_name)
    new = Ticket(
        number=number,
        name=cut.policy.ticket_name(number),
        status=Status.NEW,
        category=found.category,
        confidence=found.confidence,
        unsure=found.unsure,
        stage=None,
        team=category.team,
        assignee=None,
        priority=found.priority,
        mailbox=category.home or ticket.mailbox,
        requester=requester,
        requester_name=name,
        answer_to=ticket.answer_to if requester == ticket.requester else None,
        subject=first.subject,
        language=first.language if first.language in rules.desk.languages else ticket.language,
        opened_at=first.at,
        last_message_at=theirs.latest or first.at,
        facts=values_kept(found.facts, category, rules),
        missing=found.missing,
        participants=theirs.people | {requester},
        letters=ticket.letters,
        original_message_id=first.message_id,
    )
    told = event(
        EventKind.OPENED,
        f"split from {ticket.name} by {cut.who}: what {first.author} wrote, and {_counted(theirs)} in all",
    )
    sorted_as = event(EventKind.CLASSIFIED, f"{found.category} ({found.confidence:.0%} sure)", *found.because)
    decision = Decision(
        ticket=new,
        is_new=True,
        parted=_parted(ticket, theirs, None),
        apart=(_pair(ticket, new),),
        events=(told, sorted_as),
    )
    return _told(_begun(decision, new, first, theirs, cut), first, cut)


def _begun(decision: Decision, new: Ticket, first: Piece, theirs: Branch, cut: Cut) -> Decision:
    """Its clock, unless it was answered already and nobody has asked since."""
    category = cut.policy.rules.categories[new.category]
    stage = first_stage(category)
    answered_at = theirs.answered_at()
    if answered_at:
        new = replace(new, first_answer_at=answered_at, status=Status.PENDING, stage=stage)
        asked_at = theirs.asked_at(since=answered_at)
        started = clock.take_up(new, asked_at, policy=cut.policy) if asked_at else Decision(ticket=new)
    else:
        started = clock.enter_stage(new, stage, at=first.at, policy=cut.policy) if stage else Decision(ticket=new)
    return replace(
        decision, ticket=started.ticket, promises=started.promises, events=(*decision.events, *started.events)
    )


def _told(decision: Decision, first: Piece, cut: Cut) -> Decision:
    """Its team hears of it as of any new ticket; who split it off too, to have a letter to answer."""
    telling = Telling(
        heard=Heard(text=first.text, author=first.author),
        memory=cut.memory,
        policy=cut.policy,
        identity=cut.identity,
        now=cut.now,
    )
    return notify(decision, News.NEW, telling)


def _without_branch(ticket: Ticket, first: Piece, theirs: Branch, mine: Branch, cut: Cut) -> Decision:
    """The ticket without it; a promise that this message began goes with it, one that only its answer kept is owed again."""
    gone = theirs.people - mine.people - {ticket.requester}
    answered_at = mine.answered_at()
    left = replace(
        ticket,
        participants=ticket.participants - gone,
        last_message_at=mine.latest or ticket.opened_at,
        first_answer_at=answered_at if theirs.answered_at() else ticket.first_answer_at,
    )
    if left.status is Status.CLOSED:
        return Decision(ticket=left)
    if left.deadline and left.deadline.starts_at == first.at and answered_at:
        ended, settled = clock.settle(left, cut.now, kept=False)
        return Decision(ticket=replace(ended, status=Status.PENDING), settled=settled)
    if left.deadline is None and left.paused is None and theirs.answered_at() and answered_at is None:
        asked_at = mine.asked_at() or ticket.opened_at
        return clock.take_up(left, asked_at, policy=cut.policy)
    return Decision(ticket=left)


# ---------------------------------------------------------------- small facts
def _parted(ticket: Ticket, theirs: Branch, merge: int | None) -> Parted:
    """Of the letters, those about what somebody wrote and those to him; from a ticket that goes on, what told staff of that one stays."""
    asking = {piece.row for piece in theirs.pieces if piece.asks}
    return Parted(
        out_of=ticket.number,
        pieces=theirs.rows,
        letters=frozenset(
            letter.message_id
            for letter in theirs.letters
            if merge is not None or letter.is_answer or letter.follows in asking
        ),
        merge=merge,
    )


def _pair(one: Ticket, other: Ticket) -> tuple[int, int]:
    return min(one.number, other.number), max(one.number, other.number)


def _counted(theirs: Branch) -> str:
    count = len(theirs.pieces)
    return f"{count} message{'' if count == 1 else 's'}"
