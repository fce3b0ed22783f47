"""How the demo's sample mail is put together, on both sides. Knows no server and no clock.

A customer's mail lies in `mails/NAME.eml` with LF line ends and these marks, which `compose` fills bytewise so that every
charset survives: `{date}` and `{message_id}`; in mail that answers one of our letters also `{in_reply_to}`, `{references}`,
`{subject}` (ours without Re:), `{letter_date}`, `{quote}` ("> " lines) and `{letter}` (the whole of it).
"""

import re
from collections.abc import Mapping
from datetime import datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.parser import BytesHeaderParser
from email.policy import SMTP, compat32
from email.utils import format_datetime
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from triage.demo.customers import Answer, Mail


def template(name: str) -> bytes:
    """The mail as it lies in the package, marks unfilled."""
    return _packaged(f"{name}.eml")


def answer_text(name: str) -> str:
    """What staff write to the customer of that name."""
    return _packaged("answers", f"{name}.txt").decode().rstrip()


def author(mail: Mail) -> str:
    """The address in From."""
    return _from(_read(template(mail.name))).addr_spec


def sender(mail: Mail) -> str:
    """The envelope's sender; "" is the null reverse-path."""
    return author(mail) if mail.envelope_from is None else mail.envelope_from


def compose(mail: Mail, *, at: datetime, letter: bytes | None = None) -> bytes:
    """The finished mail with CRLF line ends, written at `at`; `letter` is the one of ours that it answers.

    Raises ValueError when it answers a letter and none is given.
    """
    values = {"date": _date(at, mail.zone), "message_id": _message_id(mail.name, at, author(mail))}
    if mail.answers is not None:
        if letter is None:
            raise ValueError(f"{mail.name} answers a letter to {mail.answers}, and none was given")
        values |= _letter_values(letter)
    return _with_crlf(_fill(template(mail.name), values))


def compose_answer(answer: Answer, *, at: datetime, question: bytes) -> bytes:
    """Staff's reply to the finished mail `question`, as a mail client writes it: threaded, signed, quoting below."""
    asked = _read(question)
    reply = EmailMessage(policy=SMTP)
    reply["From"] = f"{answer.by} (AeroPress Mall) <{answer.mailbox}>"
    reply["To"] = asked["Reply-To"] or asked["From"]
    reply["Subject"] = f"Re: {_bare(asked['Subject'])}"
    reply["Date"] = format_datetime(at)
    reply["Message-ID"] = _message_id(f"answer-{answer.to}", at, answer.mailbox)
    reply["In-Reply-To"] = asked["Message-ID"]
    reply["References"] = _chain(asked)
    reply.set_content(
        f"{answer_text(answer.to)}\n\n-- \n{answer.by}\nAeroPress Mall\n\n{_attributed(asked)}", cte="quoted-printable"
    )
    return reply.as_bytes()


@cache
def _packaged(*path: str) -> bytes:
    return files("triage.demo").joinpath("mails", *path).read_bytes()


def _read(raw: bytes) -> EmailMessage:
    return message_from_bytes(raw, policy=SMTP)


def _from(message: EmailMessage) -> Address:
    return message["From"].addresses[0]


def _fill(raw: bytes, values: Mapping[str, str | bytes]) -> bytes:
    for mark, value in values.items():
        raw = raw.replace(b"{%s}" % mark.encode(), value if isinstance(value, bytes) else value.encode())
    return raw


def _letter_values(raw: bytes) -> dict[str, str | bytes]:
    letter = _read(raw)
    return {
        "in_reply_to": letter["Message-ID"],
        "references": _chain(letter),
        "subject": _bare(_as_written(raw, "Subject")),
        "letter_date": f"{letter['Date'].datetime:%a, %b %d, %Y at %I:%M %p}",
        "quote": _quoted(letter),
        "letter": raw,
    }


def _date(at: datetime, zone: str) -> str:
    return format_datetime(at.astimezone(ZoneInfo(zone)))


def _message_id(name: str, at: datetime, address: str) -> str:
    return f"<{name}.{at:%Y%m%d%H%M%S}@{address.rpartition('@')[2]}>"


def _chain(message: EmailMessage) -> str:
    """The References of an answer to this message (RFC 5322 §3.6.4)."""
    return " ".join(filter(None, (message["References"], message["Message-ID"])))


def _bare(subject: str) -> str:
    return re.sub(r"^(re:\s*)+", "", subject, flags=re.IGNORECASE)


def _as_written(raw: bytes, header: str) -> str:
    """A header field unfolded, its encoded words left as they are (RFC 2047)."""
    return " ".join(str(BytesHeaderParser(policy=compat32).parsebytes(raw)[header]).split())


def _attributed(message: EmailMessage) -> str:
    return f"On {message['Date']}, {_from(message).display_name} wrote:\n{_quoted(message)}"


def _quoted(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    text = body.get_content() if body else ""
    return "\n".join(f"> {line}".rstrip() for line in text.splitlines())


def _with_crlf(raw: bytes) -> bytes:
    return re.sub(rb"\r?\n", b"\r\n", raw)
