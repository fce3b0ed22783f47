"""The records of one parsed message. Plain values only, so that they can cross processes. Does not parse."""

from datetime import datetime

from triage.record import record

ATTACHED = "---------- Attached message ----------"


class NotUnderstoodError(ValueError):
    """These bytes cannot be read as a message within the limits; the sentence says why."""


@record
class Address:
    """One address of a header field (RFC 5322 §3.4)."""

    display_name: str  # decoded, cleaned of control characters; "" when absent
    addr_spec: str  # lower case, "local@domain", "local" when the domain was left out; "" when none could be read


@record
class Attachment:
    """One attached part."""

    filename: str  # as the sender named it, decoded; never a path to use
    content_type: str  # lower case, e.g. "image/png"
    size: int  # bytes, decoded
    sha256: str  # hex digest of the decoded bytes


@record
class Part:
    """One part of a multipart/report: what bounce and receipt parsers need."""

    content_type: str  # lower case
    text: str  # decoded, at most 64 KiB


@record
class Message:
    """What one message says, as its headers and parts claim. Plain values only, so it can cross processes."""

    message_id: str | None  # without angle brackets; None when missing or unusable
    content_key: str  # sha256 hex over stable parts: joins the copies of one mail in several mailboxes
    size: int  # bytes of the raw message
    date: datetime | None  # the Date header's claim, aware; None when absent or unreadable
    author: Address | None  # From; the first when there are several
    authors: tuple[Address, ...]  # every From address, in order
    sender: Address | None  # Sender
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    return_path: str | None  # top-most Return-Path: None absent, "" null reverse-path, else addr-spec
    subject: str  # decoded, one line, cleaned of control characters
    in_reply_to: tuple[str, ...]  # ids without angle brackets, in order
    references: tuple[str, ...]  # ids without angle brackets, oldest first, at most limits.references
    thread_index: str | None  # Outlook's Thread-Index (base64 text)
    headers: tuple[tuple[str, str], ...]  # (lower-case name, unfolded decoded value), file order
    content_type: str  # of the whole message, lower case, e.g. "multipart/report"
    content_type_params: tuple[tuple[str, str], ...]  # lower-case names, e.g. ("report-type", "delivery-status")
    text: str  # the whole readable text: every text part in order; HTML turned into text
    html_only: bool  # the text was made from HTML
    attachments: tuple[Attachment, ...]
    report_parts: tuple[
        Part, ...
    ]  # message/delivery-status, disposition-notification, rfc822(-headers), feedback-report
    defects: tuple[str, ...]  # what was repaired or doubtful, in words
    enclosed: str = ""  # attached messages, readable: From, Subject, Date and text of each; not part of `text`

    @property
    def whole_text(self) -> str:
        """`text`, and below a line that says so the attached messages; a mail that is but an attached message is that."""
        if not self.enclosed or self.text == self.enclosed:
            return self.text
        return f"{self.text}\n\n{ATTACHED}\n{self.enclosed}".lstrip("\n")

    def header(self, name: str) -> str | None:
        """The first field body of that name (any case), or None."""
        wanted = name.lower()
        for key, value in self.headers:
            if key == wanted:
                return value
        return None

    def all_headers(self, name: str) -> tuple[str, ...]:
        """Every field body of that name, in file order."""
        wanted = name.lower()
        return tuple([value for key, value in self.headers if key == wanted])
