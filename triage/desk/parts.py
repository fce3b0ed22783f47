"""What merging and splitting know beside the tickets: their messages one by one, what was merged, and what follows from what.

Records, and the one question of which messages hang together. Knows no storage.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import field
from datetime import datetime
from typing import Literal

from triage.desk.deadlines import Rung
from triage.desk.ticket import Ticket
from triage.record import record


@record
class Piece:
    """One message of a ticket."""

    row: int  # names it in the store; later ones are higher
    message_id: str | None
    ancestors: tuple[str, ...]  # ids that it refers to, nearest first
    at: datetime  # when it came
    direction: Literal["in", "out"]
    author: str  # addr-spec
    author_name: str
    recipients: frozenset[str]  # addr-specs
    subject: str
    text: str  # without quotes and signature
    mailbox: str
    language: str | None = None
    is_person: bool = True
    is_internal: bool = False
    asks_nothing: bool = False  # a thank-you, say

    @property
    def asks(self) -> bool:
        """Somebody outside wrote it to us."""
        return self.direction == "in" and self.is_person and not self.is_internal


@record
class LetterPiece:
    """One letter of ours on a ticket."""

    message_id: str
    follows: int | None  # the row of the message by which it was ordered
    at: datetime
    is_answer: bool = False  # a staff member's own words to a requester
    recipient: str = ""  # addr-spec


@record
class Merge:
    """One ticket taken into another, and how both stood."""

    id: int
    taken: Ticket  # as it stood before
    was: Ticket  # the other, before
    became: Ticket  # the other, just after
    pieces: frozenset[int]  # the messages that came with it, by row
    upto: int  # the newest message then, by row
    rungs: tuple[Rung, ...] = ()  # that watched over `was` and were overtaken


@record
class Parts:
    """Of the tickets that a command to merge or to split is about."""

    named: Mapping[str, Ticket] = field(default_factory=dict[str, Ticket])  # as the commands name them, in capitals
    rungs: Mapping[int, tuple[Rung, ...]] = field(default_factory=dict[int, tuple[Rung, ...]])  # by ticket: open ones
    merges: Mapping[int, tuple[Merge, ...]] = field(
        default_factory=dict[int, tuple[Merge, ...]]
    )  # by the ticket that goes on: what was merged into it, the latest last
    unreadable: Mapping[int, tuple[str, ...]] = field(
        default_factory=dict[int, tuple[str, ...]]
    )  # likewise, by name: what was merged in a way of which our records cannot be read any more
    pieces: Mapping[int, tuple[Piece, ...]] = field(default_factory=dict[int, tuple[Piece, ...]])  # in order
    letters: Mapping[int, tuple[LetterPiece, ...]] = field(default_factory=dict[int, tuple[LetterPiece, ...]])
    answered: int | None = None  # the message that the command's mail is about, by row


@record
class Branch:
    """Messages of one ticket that hang together, with the letters that followed from them."""

    pieces: tuple[Piece, ...]
    letters: tuple[LetterPiece, ...]
    inside: frozenset[str]  # our own addresses and those of staff

    @property
    def rows(self) -> frozenset[int]:
        return frozenset(piece.row for piece in self.pieces)

    @property
    def people(self) -> frozenset[str]:
        """Who wrote and who was addressed in what was not internal."""
        told = (each for each in self.pieces if not each.is_internal)
        return frozenset(person for each in told for person in (each.author, *each.recipients)) - self.inside - {""}

    @property
    def latest(self) -> datetime | None:
        """When its last message came."""
        return max((piece.at for piece in self.pieces), default=None)

    def answered_at(self, after: int = 0) -> datetime | None:
        """When one of us first wrote to a requester, in a message above that row."""
        return min((each.at for each in self.pieces if each.row > after and self._answers(each)), default=None)

    def asked_at(self, after: int = 0, since: datetime | None = None) -> datetime | None:
        """When somebody last wrote to us and waits, in a message above that row; None when that is not later than `since`."""
        asking = (each for each in self.pieces if each.asks and not each.asks_nothing)
        latest = max((each.at for each in asking if each.row > after), default=None)
        return latest if latest and (since is None or latest > since) else None

    def _answers(self, piece: Piece) -> bool:
        """Staff's mail to us is an answer only if its words went on."""
        if piece.direction == "in" or piece.is_internal:
            return False
        relayed = {letter.follows for letter in self.letters if letter.is_answer}
        return piece.row in relayed or bool(piece.recipients - self.inside)


def branch(
    pieces: Iterable[Piece],
    letters: Iterable[LetterPiece],
    *,
    begins: Iterable[int],
    fixed: Iterable[int] = (),
    belongs: Callable[[Piece], bool] = lambda piece: False,  # noqa: ARG005  nothing belongs by itself
    inside: frozenset[str] = frozenset(),
) -> tuple[Branch, Branch]:
    """The messages in `begins` with all that followed, and the rest.

    Each follows the nearest earlier message or letter here that it refers to.

    Args:
        pieces: All messages of the ticket.
        letters: All letters of the ticket.
        begins: Rows of messages that are in it for certain.
        fixed: Rows of messages that are not in it for certain.
        belongs: Whether one that refers to nothing here is in it.
        inside: Our own addresses and those of staff.
    """
    pieces, letters = sorted(pieces, key=lambda piece: piece.row), tuple(letters)
    row_of: dict[str | None, int | None] = {letter.message_id: letter.follows for letter in letters}
    chosen, begins, fixed, seen = set[int](), frozenset(begins), frozenset(fixed), set[int]()
    for piece in pieces:
        parents = (row_of.get(each) for each in piece.ancestors)
        parent = next((row for row in parents if row in seen), None)
        follows = parent in chosen if parent is not None else belongs(piece)
        if piece.row in begins or (follows and piece.row not in fixed):
            chosen.add(piece.row)
        seen.add(piece.row)
        row_of[piece.message_id] = piece.row
    return (
        Branch(
            pieces=tuple(piece for piece in pieces if piece.row in chosen),
            letters=tuple(letter for letter in letters if letter.follows in chosen),
            inside=inside,
        ),
        Branch(
            pieces=tuple(piece for piece in pieces if piece.row not in chosen),
            letters=tuple(letter for letter in letters if letter.follows not in chosen),
            inside=inside,
        ),
    )
