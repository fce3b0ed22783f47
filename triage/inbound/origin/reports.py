"""Reads the machine-readable parts of delivery, disposition and feedback reports (RFC 3464, RFC 8098, RFC 5965)."""

import re
from email.message import Message as Fields
from email.parser import HeaderParser
from email.policy import compat32

from triage.inbound.message import Message, Part
from triage.inbound.origin.records import FailedRecipient, Report

DELIVERY = {"message/delivery-status", "message/global-delivery-status"}
DISPOSITION = {"message/disposition-notification", "message/global-disposition-notification"}
FEEDBACK = {"message/feedback-report"}
ORIGINAL = {
    "message/rfc822",
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global",
    "message/global-headers",
}
ACTIONS = ("failed", "delayed", "delivered", "relayed", "expanded")  # RFC 3464 §2.3.3
LONGEST_ADDRESS = 254  # RFC 5321 §4.5.3.1.3
DIAGNOSTIC = 300  # characters kept of a server's words
_ID = re.compile(r"<([^<>\s]{3,250})>")
_MESSAGE_ID_LINE = re.compile(
    r"(?im)^[>\s]{0,8}(?:x-)?(?:original-)?message-id:[ \t]*(?:\r?\n[ \t]+)?<([^<>\s]{3,250})>"
)
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")


def parts_of(message: Message, content_types: set[str]) -> tuple[Part, ...]:
    """The report parts of these types; a message that *is* such a part counts as its own."""
    found = tuple(part for part in message.report_parts if part.content_type in content_types)
    if not found and message.content_type in content_types:
        return (Part(content_type=message.content_type, text=message.text),)
    return found


def delivery(message: Message) -> Report | None:
    """The report of a delivery status notification; None when the message has no such part."""
    statuses = parts_of(message, DELIVERY)
    if not statuses:
        return None
    found = (_recipient(block) for part in statuses for block in _blocks(part.text))
    first = {(one.address, one.action): one for one in reversed([one for one in found if one])}
    return Report(recipients=tuple(reversed(first.values())), original_message_id=original_id(message))


def disposition(message: Message, *, rejected: bool) -> Report | None:
    """The report of a disposition notification ("read", "deleted"); some servers also reject a letter by one."""
    notices = parts_of(message, DISPOSITION)
    blocks = [block for part in notices for block in _blocks(part.text)]
    if not notices:
        return None
    action = "failed" if rejected else "delivered"
    recipients = tuple(
        FailedRecipient(address=address, action=action, status="", diagnostic=_short(block["Disposition"]))
        for block in blocks
        if (address := _typed_address(block["Final-Recipient"] or block["Original-Recipient"]))
    )
    named = (_ID.search(str(block["Original-Message-ID"] or "")) for block in blocks)
    named_id = next((found[1] for found in named if found), None)
    return Report(recipients=recipients, original_message_id=named_id or original_id(message))


def feedback(message: Message) -> Report | None:
    """The report of an abuse complaint; its recipients did get the letter, so none is listed."""
    if not parts_of(message, FEEDBACK):
        return None
    return Report(recipients=(), original_message_id=original_id(message))


def original_id(message: Message, returned: str = "") -> str | None:
    """The Message-ID of the letter that a report is about: from the returned part, the returned text, or the references."""
    texts = (*(part.text for part in parts_of(message, ORIGINAL)), returned)
    found = next((match for text in texts if (match := _MESSAGE_ID_LINE.search(text[:65_536]))), None)
    if found:
        return found[1]
    return next(iter((*message.in_reply_to, *message.references[::-1])), None)


def status_in(text: str) -> str:
    """The first enhanced status code in a text (RFC 3463), or ""."""
    found = _STATUS.search(text)
    return found[1] if found else ""


def _blocks(text: str) -> list[Fields]:
    """The groups of fields between empty lines (RFC 3464 §2.1)."""
    groups = re.split(r"\r?\n[ \t]*\r?\n", text.strip("\r\n"))
    return [HeaderParser(policy=compat32).parsestr(group.lstrip("\r\n")) for group in groups if group.strip()]


def _recipient(block: Fields) -> FailedRecipient | None:
    address = _typed_address(block["Original-Recipient"]) or _typed_address(block["Final-Recipient"])
    diagnostic = _short(block["Diagnostic-Code"])
    status = status_in(str(block["Status"] or "")) or status_in(diagnostic)
    action = _action(str(block["Action"] or ""), status)
    if not address:
        return None
    return FailedRecipient(address=address, action=action, status=status, diagnostic=diagnostic)


def _action(said: str, status: str) -> str:
    """One of ACTIONS, also for servers that say "failure" or nothing (then the status class tells)."""
    word = said.strip().lower()[:4]
    by_word = next((action for action in ACTIONS if word and action.startswith(word)), None)
    return by_word or {"2": "delivered", "4": "delayed"}.get(status[:1], "failed")


def _typed_address(value: object) -> str:
    """The address of "rfc822; a@b" in lower case, or "" (RFC 3464 §2.3.1)."""
    kind, semicolon, address = str(value or "").partition(";")
    plain = (address if semicolon else kind).strip().strip("<>\"' ").lower()
    return plain if "@" in plain and " " not in plain and len(plain) <= LONGEST_ADDRESS else ""


def _short(value: object) -> str:
    return " ".join(str(value or "").split())[:DIAGNOSTIC]
