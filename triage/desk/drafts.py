"""A letter that was decided and not yet worded: plain values only, so it can be printed, stored and tested."""

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import Any

from triage.record import record


class LetterKind(StrEnum):
    """What a letter is for; its delivery rules hang on it (see outbound/retry)."""

    ACKNOWLEDGEMENT = "acknowledgement"
    PROGRESS = "progress"  # a stage's letter to the requester (authorization, refusal, closing …)
    REMINDER = "reminder"
    ESCALATION = "escalation"
    NOTIFICATION = "notification"  # to staff: a ticket has news
    NOTICE = "notice"  # to ops: set aside, uncertain, a cap that bites
    DIGEST = "digest"
    RELAY = "relay"  # a staff member's own words to the requester, from the shared address
    TRANSCRIPT = "transcript"  # to staff: what came of their commands and their text
    REFUSAL = "refusal"  # to staff: a mail in their name that nobody obeyed


TO_STAFF = frozenset({LetterKind.REMINDER, LetterKind.ESCALATION})
TO_REQUESTER = frozenset({LetterKind.ACKNOWLEDGEMENT, LetterKind.PROGRESS, LetterKind.RELAY})
ANSWERABLE = frozenset({LetterKind.NOTIFICATION, LetterKind.REMINDER, LetterKind.ESCALATION, LetterKind.TRANSCRIPT})
"""Letters to staff about one ticket: who proves to be their recipient speaks for us by answering."""


@record
class Attachment:
    """A text file that goes with a letter."""

    filename: str  # ASCII
    subtype: str  # of text/…, e.g. "csv"
    text: str


@record
class Draft:
    """One letter to one recipient."""

    kind: LetterKind
    template: str  # folder and name without ending and language, e.g. "requester/acknowledgement"
    ticket: str | None  # "AM-1042"
    seq: int  # counts letters of one kind on one ticket
    recipient: str  # addr-spec
    recipient_name: str = ""
    mailbox: str  # our address in From, and whose relay carries it
    message_id: str  # ours, signed, without angle brackets
    language: str = "en"
    subject: str | None = None  # theirs, when it may be repeated ("Re: …"); None: the template's own
    in_reply_to: str | None = None
    references: tuple[str, ...] = ()
    reply_to: str | None = None  # a signed address of the same mailbox, where its server takes subaddresses
    auto_submitted: str = "auto-generated"  # or "auto-replied" (RFC 3834 §5.2)
    plain_only: bool = False  # unproven recipients get short text without HTML
    values: Mapping[str, Any] = field(default_factory=dict[str, Any])  # what the template may use
    speaks_of: tuple[int, ...] = ()  # tickets by number, where one letter is about several
    attachments: tuple[Attachment, ...] = ()
    meant_for: tuple[str, ...] | None = (
        None  # of a letter that staff may answer: the requesters to whom an answer may go, by what it says
    )
    written_by: str | None = None  # the staff member whose own words it carries, and who hears when it does not arrive
