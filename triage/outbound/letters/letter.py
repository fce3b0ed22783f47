"""The finished letter, and the one error on the way to it."""

from dataclasses import dataclass

from triage.desk.drafts import Draft


class LetterError(ValueError):
    """This draft cannot become a letter; the sentence names the template, the line and what to do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One finished outgoing message."""

    draft: Draft
    subject: str
    envelope_from: str  # "" is the null reverse-path
    raw: bytes  # CRLF line ends
