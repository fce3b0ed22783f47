"""What people and machines write in these stories: a mail in a few words, and a letter of ours as its reader sees it."""

import email
import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from typing import Any
from zoneinfo import ZoneInfo

PRESS, SUPPORT, WHOLESALE = "press@aeropressmall.com", "support@aeropressmall.com", "wholesale@aeropressmall.com"
AUTHSERV_ID = "mx.aeropressmall.com"  # whose word about From the rules believe
_MONDAY = date(2025, 6, 2)  # of two weeks without a holiday, long ago for every clock that runs these tests
_DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_numbers = itertools.count(1)


def at(words: str, *, week: int = 1) -> datetime:
    """The moment on the desk's clock: `at("Tue 09:30")`, with seconds if need be."""
    day, _, clock = words.partition(" ")
    on = _MONDAY + timedelta(days=_DAYS.index(day), weeks=week - 1)
    return datetime.combine(on, time.fromisoformat(clock), ZoneInfo("America/New_York")).astimezone(UTC)


@dataclass(frozen=True, kw_only=True, slots=True)
class Mail:
    """One mail on its way to the desk."""

    by: str  # From, with or without a name
    text: str = ""
    subject: str = ""
    to: tuple[str, ...] = (SUPPORT,)
    headers: Mapping[str, str] = field(default_factory=dict[str, str])
    is_proven: bool = True  # our border server says that From is true
    envelope_from: str | None = None  # "" is the null reverse-path; None: as From
    raw: bytes | None = None  # these very bytes, whatever stands above
    message_id: str = field(default_factory=lambda: f"<{next(_numbers)}.story@customers.test>")

    @property
    def author(self) -> str:
        return parseaddr(self.by)[1]

    @property
    def sender(self) -> str:
        return self.author if self.envelope_from is None else self.envelope_from

    def as_bytes(self, now: datetime) -> bytes:
        """The mail as our border server hands it on."""
        if self.raw is not None:
            return self.raw
        message = EmailMessage(policy=SMTP)
        if self.is_proven:
            message["Authentication-Results"] = f"{AUTHSERV_ID}; dmarc=pass header.from={self.author.partition('@')[2]}"
        message["From"], message["To"] = self.by, ", ".join(self.to)
        message["Subject"], message["Message-ID"], message["Date"] = self.subject, self.message_id, format_datetime(now)
        for name, value in self.headers.items():
            message[name] = value
        message.set_content(self.text, cte="quoted-printable")
        return message.as_bytes()


@dataclass(frozen=True, kw_only=True, slots=True)
class Letter:
    """One letter as it reached somebody."""

    sender: str  # of the envelope
    raw: bytes

    @property
    def headers(self) -> EmailMessage:
        return email.message_from_bytes(self.raw, policy=SMTP)

    @property
    def subject(self) -> str:
        return str(self.headers["Subject"])

    @property
    def message_id(self) -> str:
        return str(self.headers["Message-ID"])

    @property
    def html(self) -> str:
        """The HTML side; "" where there is none."""
        part = self.headers.get_body(("html",))
        return str(part.get_content()) if part else ""

    @property
    def text(self) -> str:
        """The plain words, however they are wrapped."""
        body = self.headers.get_body(("plain",))
        return " ".join(body.get_content().split()) if body else ""

    @property
    def is_notification(self) -> bool:
        return ".notification." in self.message_id

    @property
    def is_acknowledgement(self) -> bool:
        return self.headers["Auto-Submitted"] == "auto-replied"


def reply(letter: Letter, text: str, *, by: str, to: str = SUPPORT, **more: Any) -> Mail:
    """What a mail client makes of pressing Reply."""
    usual: dict[str, Any] = {
        "by": by,
        "to": (to,),
        "subject": f"Re: {letter.subject.removeprefix('Re: ')}",
        "text": f"{text}\n\nOn Monday, AeroPress Mall wrote:\n> {letter.text[:300]}\n",
        "headers": threaded(letter),
    }
    return Mail(**(usual | more))


def threaded(letter: Letter) -> dict[str, str]:
    """The header fields of an answer to it."""
    before = str(letter.headers["References"] or "")
    return {"In-Reply-To": letter.message_id, "References": f"{before} {letter.message_id}".strip()}


def bounce(letter: Letter, *, of: str, to: str, status: str = "5.1.1", words: str = "550 5.1.1 no such user") -> Mail:
    """What the other side's server writes when it cannot deliver a letter of ours after all (RFC 3464)."""
    raw = f"""\
Return-Path: <>
From: Mail Delivery System <mailer-daemon@customers.test>
To: {to}
Subject: Undelivered Mail Returned to Sender
Message-ID: <{next(_numbers)}.bounce@customers.test>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mail.customers.test

Final-Recipient: rfc822; {of}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {words}

--b
Content-Type: text/rfc822-headers

Message-ID: {letter.message_id}
Subject: {letter.subject.encode("ascii", "replace").decode()}

--b--
"""
    return Mail(by="", to=(to,), envelope_from="", raw=raw.replace("\n", "\r\n").encode())
