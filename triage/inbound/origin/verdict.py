"""The whole story: what wrote a message, how well that is proven, why not to answer."""

from triage.inbound.message import Address, Message
from triage.inbound.origin import authentication, kinds, refusals
from triage.inbound.origin.records import Authenticated, Origin, Ours
from triage.record import replace


def proven_author(message: Message, author: Address, ours: Ours) -> tuple[Authenticated, str]:
    """Whether our server proved that address, be it in From or in Resent-From, and why we say so."""
    return authentication.judge(replace(message, author=author, authors=(author,)), ours)


def of(message: Message, text: str, ours: Ours) -> Origin:
    """The verdict on one message; `text` is what the writer wrote now. Never raises on any message.

    Sources: RFC 3834 (who is not answered), RFC 3464, 8098 and 5965 (reports), RFC 8601 (authentication).
    """
    finding = kinds.find(message, text, ours)
    authenticated, proof = authentication.judge(message, ours)
    return Origin(
        kind=finding.kind,
        authenticated=authenticated,
        because=(finding.because, proof),
        never_answer=refusals.never_answer(message, ours, finding.kind, finding.because),
        report=finding.report,
    )
