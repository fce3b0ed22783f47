"""The finished letter, and the one error on the way to it. Beside `letters`: whoever keeps one need not load what writes it."""

from triage.desk.drafts import Draft
from triage.record import record


class LetterError(ValueError):
    """This draft cannot become a letter; the sentence names the template, the line and what to do."""


@record
class Letter:
    """One finished outgoing message."""

    draft: Draft
    subject: str
    envelope_from: str  # "" is the null reverse-path
    raw: bytes  # CRLF line ends
