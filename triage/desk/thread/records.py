"""What threading is told and what it answers. Only records."""

from collections.abc import Mapping
from dataclasses import field

from triage.desk.ticket import Ticket
from triage.record import record


@record
class Known:
    """A Message-ID that some stored message bears or refers to."""

    rfc_id: str
    ticket: int
    is_ours: bool  # one of our letters, or an answer found in a Sent folder
    is_reference: bool = False  # only mentioned; the message itself was never seen
    is_internal: bool = False  # between staff and somebody whom they asked


@record
class Candidate:
    """A ticket that might be continued although no id says so."""

    ticket: Ticket
    texts: tuple[str, ...]  # what was written in those of its messages that matter here, our own answers aside
    quotes: tuple[
        str, ...
    ] = ()  # what these messages quoted, and what we wrote: proves something for its own people only
    subjects: frozenset[str] = frozenset()  # keys of the subjects that its messages had since
    is_tagged: bool = False  # the message's subject carries its name, or that of a ticket that was joined to it
    rare: int = 0  # runs of words that it has in common with the message and with hardly any other
    writers: Mapping[str, str] = field(
        default_factory=dict[str, str]
    )  # who wrote to us on it: addr-spec → display name


@record
class Verdict:
    """The ticket a message belongs to, or none."""

    ticket: int | None
    confidence: float  # 1.0 when an id says so
    because: str
    joins: tuple[int, ...] = ()  # tickets that its ids prove to be the same conversation, begun apart
    doubt: str | None = None  # what a person should know: a stranger, ids that disagree

    @property
    def sentence(self) -> str:
        """Why, and how sure, as the ticket's history tells it."""
        return self.because if self.confidence == 1 else f"{self.because} ({self.confidence:.0%} sure)"


def stranger(sender: str, ticket: Ticket) -> str | None:
    """The doubt that somebody is not on the ticket; None when they are."""
    known = sender in ticket.participants
    return None if known else f"{sender or 'the sender'} is new on this ticket and unproven"
