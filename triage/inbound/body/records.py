"""What can be said of a text: a plain record. Does not know how it was found out."""

from triage.record import record


@record
class Body:
    """A view on a message's text."""

    text: str  # what the writer wrote now; inline answers kept; never "" when the mail has new words
    certain: str  # of that, what is beyond doubt no quote, no signature: all that may be passed on; "" when nothing is
    quoted: str  # quoted text, without its quote marks where that is easy; "" when none
    signature: str  # "" when none was recognised
    forwarded: str  # forwarded text with its header block; "" when this is no forward
    language: str | None  # ISO 639-1 of `text`, e.g. "de"; None below the threshold
    language_confidence: float  # 0..1
