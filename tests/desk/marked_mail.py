"""Mail for lives in which every word bears a mark: with HTML, with files, passed on, and what one reads of a finished letter."""

import email
from collections.abc import Iterable, Iterator
from email.message import EmailMessage
from email.policy import SMTP
from html import escape

from tests.desk.builders import AUTHSERV, STAFF, SUPPORT

HIDDEN = '<div style="display:none">{}</div>'


def composed(
    by: str,
    text: str,
    *,
    number: int,
    subject: str,
    to: str = SUPPORT,
    refs: Iterable[str] = (),
    headers: Iterable[tuple[str, str]] = (),
    shape: str = "plain",
    files: Iterable[str] = (),
) -> bytes:
    """One proven mail as plain text, as HTML alone, or as both, with files of these names that say their name."""
    message = EmailMessage(policy=SMTP)
    message["Return-Path"] = f"<{by}>"
    message["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from={by.partition('@')[2]}"
    message["From"], message["To"], message["Subject"] = by, to, subject
    message["Message-ID"] = f"<m{number}@shop.test>"
    chain = [f"<{ref}>" for ref in refs]
    if chain:
        message["In-Reply-To"], message["References"] = chain[-1], " ".join(chain)
    for name, value in headers:
        message[name] = value
    page = "".join(f"<p>{escape(line)}</p>" for line in text.splitlines())
    if shape == "html":
        message.set_content(f"<html><body>{page}</body></html>", subtype="html")
    else:
        message.set_content(text)
    if shape == "both":
        message.add_alternative(f"<html><body><b>{page}</b></body></html>", subtype="html")
    return with_files(message.as_bytes(), files)


def with_files(raw: bytes, names: Iterable[str], inline: Iterable[tuple[str, str]] = ()) -> bytes:
    """The same mail with files attached, and images that its HTML shows: (Content-ID, file name)."""
    message = email.message_from_bytes(raw, policy=SMTP)
    for content_id, name in inline:
        image = f"PNG {name}".encode()
        message.add_attachment(
            image, maintype="image", subtype="png", filename=name, cid=f"<{content_id}>", disposition="inline"
        )
    for name in names:
        message.add_attachment(name.encode(), maintype="application", subtype="pdf", filename=name)
    return message.as_bytes()


def shows_image(raw: bytes, content_id: str) -> bool:
    """Whether its HTML does: a program that writes plain text carries no image of the quote along."""
    page = email.message_from_bytes(raw, policy=SMTP).get_body(("html",))
    return page is not None and f"cid:{content_id}" in page.get_content()


def passed_on(note: str, original: bytes, *, number: int, how: str) -> bytes:
    """What a staff member's program makes of Forward: with the original attached, or written below a header block."""
    message = EmailMessage(policy=SMTP)
    inner = email.message_from_bytes(original, policy=SMTP)
    message["Authentication-Results"] = f"{AUTHSERV}; dmarc=pass header.from=aeropressmall.com"
    message["From"], message["To"] = f"Ben Cole <{STAFF}>", SUPPORT
    message["Subject"], message["Message-ID"] = f"Fwd: {inner['Subject']}", f"<m{number}@shop.test>"
    if how == "attached":
        message.set_content(f"{note}\n")
        message.add_attachment(inner)
        return message.as_bytes()
    body = inner.get_body(("plain", "html"))
    words = body.get_content() if body else ""
    block = f"From: {inner['From']}\nDate: Mon, Nov 30, 2026 at 9:00 AM\nSubject: {inner['Subject']}\nTo: <{STAFF}>"
    message.set_content(f"{note}\n\n---------- Forwarded message ---------\n{block}\n\n{words}\n")
    return message.as_bytes()


def read_by_its_reader(raw: bytes) -> Iterator[str]:
    """All that somebody can see of a mail: subject, names, texts, pages, file names and what the files say."""
    message = email.message_from_bytes(raw, policy=SMTP)
    yield from (str(message[name]) for name in ("Subject", "From", "To", "Reply-To") if message[name])
    for part in message.walk():
        if not part.is_multipart():
            yield part.get_filename() or ""
            content = part.get_content()
            yield content if isinstance(content, str) else content.decode("latin-1")
