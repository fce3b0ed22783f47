"""Draft + templates → finished letter. Here stand the headers that every letter of ours carries (RFC 3834 §3)."""

import re
from collections.abc import Mapping
from datetime import datetime
from email.utils import format_datetime
from typing import Any

from triage.desk.drafts import Draft, LetterKind
from triage.outbound.cleaning import clean_line
from triage.outbound.letter import Letter, LetterError
from triage.outbound.letters.contract import VALUES
from triage.outbound.letters.mime import Field, mailbox, references, unstructured, usable_id, write
from triage.outbound.letters.subject import reply_to, tagged
from triage.outbound.letters.templates import Templates, Worded
from triage.outbound.wording import worded_span

MAX_PLAIN = 2 * 1024  # octets of a letter to somebody unproven, headers included
_MAX_GREETING = 60  # characters of a name in "Hello …"
_NO_NAME = re.compile(r"[@/<>\\]|www\.|\d{4}", re.IGNORECASE)  # a display name that carries an address or a number
_AUTO_SUBMITTED = ("auto-replied", "auto-generated")
_SHOP_SPANS = ("handling", "transit", "refund")


def compose(draft: Draft, templates: Templates, *, instance: str, date: datetime, desk_name: str) -> Letter:
    """One finished letter; the same arguments always give the same bytes.

    Args:
        draft: what to say, to whom; `values` as contract.VALUES lists them.
        templates: compiled.
        instance: names this installation in X-Triage-Instance.
        date: aware; goes into the Date header.
        desk_name: the display name in From.

    Raises:
        LetterError: no such template, a value missing, an address or id that cannot stand in a header.
    """
    return Writer(templates, instance=instance, date=date, desk_name=desk_name).compose(draft)


class Writer:
    """Composes letters one after another. What says the same as the letter before it, as news to several people do, is worded once."""

    def __init__(self, templates: Templates, *, instance: str, date: datetime, desk_name: str) -> None:
        self._templates, self._instance, self._date, self._desk_name = templates, instance, date, desk_name
        self._last: tuple[tuple[object, ...], Worded] | None = None

    def compose(self, draft: Draft) -> Letter:
        """As the function of that name."""
        worded = self._worded(draft)
        subject = _subject(draft, worded)
        fields = _fields(
            draft, subject, worded.language, instance=self._instance, date=self._date, desk_name=self._desk_name
        )
        raw = write(fields, text=worded.text, html=worded.html, files=draft.attachments)
        if draft.plain_only and len(raw) > MAX_PLAIN:
            raise LetterError(
                f"{draft.template}: {len(raw)} octets for an unproven reader, at most {MAX_PLAIN} may be sent"
            )
        return Letter(draft=draft, subject=subject, envelope_from=_envelope_from(draft), raw=raw)

    def _worded(self, draft: Draft) -> Worded:
        said = (draft.template, draft.language, draft.plain_only, draft.mailbox, draft.values)  # all that words hang on
        if self._last and self._last[0] == said:
            return self._last[1]
        values = _values(draft, self._templates, self._desk_name)
        worded = self._templates.word(_template(draft), draft.language, values, plain_only=draft.plain_only)
        self._last = said, worded
        return worded


def _template(draft: Draft) -> str:
    """An unproven reader gets the letter's short form, where it has one."""
    short = f"{draft.template}-short"
    return short if draft.plain_only and short in VALUES else draft.template


def _values(draft: Draft, templates: Templates, desk_name: str) -> Mapping[str, Any]:
    """The draft's values, with the greeting's name made presentable and the shop's spans in the reader's language."""
    spoken = templates.language(_template(draft), draft.language)
    changed: dict[str, Any] = {"desk": desk_name, "mailbox": draft.mailbox}
    if "name" in draft.values:
        changed["name"] = "" if draft.plain_only else _greeting(str(draft.values["name"] or ""))
    if isinstance(shop := draft.values.get("shop"), Mapping):
        changed["shop"] = {**shop, **{key: worded_span(str(shop[key]), spoken) for key in _SHOP_SPANS if key in shop}}
    return {**draft.values, **changed}


def _greeting(name: str) -> str:
    """A sender chooses her display name freely: what looks like an address, a link or a number is not repeated."""
    shown = clean_line(name, _MAX_GREETING)
    return "" if _NO_NAME.search(shown) else shown


def _subject(draft: Draft, worded: Worded) -> str:
    if draft.subject is not None and not draft.plain_only:
        return reply_to(draft.subject, draft.ticket)
    return tagged(worded.subject, draft.ticket)


def _envelope_from(draft: Draft) -> str:
    """Null for acknowledgements (RFC 3834 §3.3); the others leave a way back for bounces: somebody must learn of them."""
    return "" if draft.kind is LetterKind.ACKNOWLEDGEMENT else draft.mailbox


def _fields(draft: Draft, subject: str, language: str, *, instance: str, date: datetime, desk_name: str) -> list[Field]:
    _require(usable_id(draft.message_id), f"the Message-ID {draft.message_id!r} cannot stand in a header")
    _require(draft.auto_submitted in _AUTO_SUBMITTED, f"Auto-Submitted: {draft.auto_submitted!r} is none of ours")
    _require(date.tzinfo is not None, f"the date {date} has no zone")
    answered = [f"<{draft.in_reply_to}>"] if usable_id(draft.in_reply_to) else []
    thread = (
        [] if draft.plain_only else references([*draft.references, *([draft.in_reply_to] if draft.in_reply_to else [])])
    )
    recipient_name = "" if draft.plain_only else draft.recipient_name
    fields: list[Field] = [
        ("From", mailbox(desk_name, draft.mailbox)),
        ("To", mailbox(recipient_name, draft.recipient)),
        ("Reply-To", mailbox(desk_name, draft.reply_to) if draft.reply_to else []),
        ("Subject", unstructured(subject)),
        ("Date", [format_datetime(date)]),
        ("Message-ID", [f"<{draft.message_id}>"]),
        ("In-Reply-To", answered),
        ("References", thread),
        ("Auto-Submitted", [draft.auto_submitted]),
        ("X-Auto-Response-Suppress", ["All"]),
        ("Precedence", ["bulk"]),
        ("X-Triage-Instance", unstructured(instance)),
        ("X-Triage-Ticket", unstructured(draft.ticket or "")),
        ("Content-Language", [language]),
    ]
    return [(name, words) for name, words in fields if any(words)]


def _require(held: bool, otherwise: str) -> None:
    if not held:
        raise LetterError(otherwise)
