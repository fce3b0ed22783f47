"""What a reading says: plain records that cross from the workers to the desk. Knows no parser."""

from triage.inbound.body import Body
from triage.inbound.message import Address, Message
from triage.inbound.origin import Origin
from triage.record import record


@record
class Forwarded:
    """What somebody passed on. The original's message, body and origin are None while it is unclear whose it is."""

    by: Address  # who passed it on
    is_proven: bool  # our own server says that they did
    proof: str  # why we think so, in a sentence
    how: str  # in what form it came, e.g. "an attached message"
    note: str  # what they wrote above; theirs, never the customer's
    message_id: str | None  # of the mail that carried it
    problem: str = ""  # why it is unclear whose the original is
    message: Message | None = None
    body: Body | None = None
    origin: Origin | None = None


@record
class Enclosure:
    """One file of a mail."""

    filename: str  # as its sender named it, decoded; never a path to use; "" when it has no name
    content_type: str  # lower case, e.g. "image/png"
    charset: str = ""  # as a text part declares it
    content: bytes  # decoded
    content_id: str | None = None  # of an image that stood in the text
    below: str | None = None  # the line of text that it stood below or in; None: attached


@record
class Enclosed:
    """What one mail carries, in its order."""

    files: tuple[Enclosure, ...] = ()
    left_out: tuple[str, ...] = ()  # what of it, and why, in words


@record
class Reading:
    """All that one message says."""

    message: Message
    body: Body
    origin: Origin
    forwarded: Forwarded | None = None  # what one of us passed on with it
    beside: object = None  # what was found in the same process, when somebody asked for it

    def original(self) -> "Reading":
        """What a staff member, proven to be one, has passed on; the message itself when there is nothing, or it is unclear."""
        passed = self.forwarded
        if passed is None or not passed.is_proven or not (passed.message and passed.body and passed.origin):
            return self
        return Reading(
            message=passed.message, body=passed.body, origin=passed.origin, forwarded=passed, beside=self.beside
        )


@record
class SetAside:
    """A message that could not be read."""

    reason: str  # one sentence: what happened, and which limit it was
