"""A staff member's own words as a letter to the requester: text and HTML that say the same, images where they stood, files.

A person wrote it, so it bears no mark of an automatic letter. Nothing of the staff member's mail is copied but the words that
were decided, file by file its contents, and the name of who wrote. Knows no ticket's history.
"""

import re
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256

from markupsafe import Markup, escape

from triage.desk.drafts import Draft
from triage.inbound.records import Enclosed, Enclosure
from triage.outbound.cleaning import clean_line, clean_text
from triage.outbound.letter import Letter, LetterError
from triage.outbound.letters.files import File
from triage.outbound.letters.mime import Field, mailbox, references, unstructured, usable_id, write
from triage.outbound.letters.subject import reply_to
from triage.record import record, replace

_SHORTEST_END = 8  # characters of a wrapped line's last piece
MAX_TEXT = 512 * 1024  # characters
_LINK = re.compile(r"https?://[^\s<>\"']{1,2000}[^\s<>\"'.,;:!?)\]]")
_PLACEHOLDER = re.compile(r"\[(?:cid|image|bild|imagen|immagine|afbeelding):\s*([^\]\n]{1,250})\]", re.IGNORECASE)
_PAGE = Markup('<!doctype html>\n<html lang="{}"><head><meta charset="utf-8"></head><body>\n{}</body></html>\n')
_PARAGRAPH = Markup("<p>{}</p>\n")
_ANCHOR = Markup('<a href="{0}">{0}</a>')
_IMG = Markup('<img src="cid:{}" alt="{}" style="max-width:100%;height:auto">')


def compose_relay(draft: Draft, enclosed: Enclosed, *, instance: str, date: datetime, desk_name: str) -> Letter:
    """One finished letter; the same arguments always give the same bytes.

    Args:
        draft: of kind RELAY; its values hold `text`, the words to pass on, and `staff`, the name of their writer.
        enclosed: what the staff member's mail carried.
        instance: names this installation, so that the copy in Sent is known as ours.
        date: aware; goes into the Date header.
        desk_name: stands behind the writer's name in From.

    Raises:
        LetterError: there is no text, or an address, id or file that cannot go out.
    """
    text = clean_text(str(draft.values.get("text") or "")).strip("\n")
    if not text.strip() or len(text) > MAX_TEXT:
        raise LetterError(f"an answer of {len(text)} characters cannot be passed on")
    domain = draft.mailbox.partition("@")[2]
    images, files = _sorted(enclosed.files, domain)
    subject = reply_to(draft.subject or "", draft.ticket)
    raw = write(
        _fields(draft, subject, instance=instance, date=date, desk_name=desk_name),
        text=_plain(text, images),
        html=_html(text, images, draft.language),
        files=tuple(files),
        images=tuple(image.file for image in images),
    )
    return Letter(draft=draft, subject=subject, envelope_from=draft.mailbox, raw=raw)


def _fields(draft: Draft, subject: str, *, instance: str, date: datetime, desk_name: str) -> list[Field]:
    if not usable_id(draft.message_id) or date.tzinfo is None:
        raise LetterError(f"the Message-ID {draft.message_id!r} or the date {date} cannot stand in a header")
    name = clean_line(str(draft.values.get("staff") or ""), 60)
    thread = [*draft.references, *([draft.in_reply_to] if draft.in_reply_to else [])]
    fields: list[Field] = [
        ("From", mailbox(f"{name}, {desk_name}" if name else desk_name, draft.mailbox)),
        ("To", mailbox(draft.recipient_name, draft.recipient)),
        ("Subject", unstructured(subject)),
        ("Date", [format_datetime(date)]),
        ("Message-ID", [f"<{draft.message_id}>"]),
        ("In-Reply-To", [f"<{draft.in_reply_to}>"] if usable_id(draft.in_reply_to) else []),
        ("References", references(thread)),
        ("X-Triage-Instance", unstructured(instance)),
        ("X-Triage-Ticket", unstructured(draft.ticket or "")),
        ("X-Triage-Letter", [draft.message_id]),  # where a provider gives it another Message-ID
    ]
    return [(name, words) for name, words in fields if any(words)]


# ---------------------------------------------------------------- images and files
@record
class _Image:
    file: File
    theirs: str  # the Content-ID that it had
    below: str  # the line of text that it stood below or in


def _sorted(enclosures: Iterable[Enclosure], domain: str) -> tuple[list[_Image], list[File]]:
    """Images that stood in the text, under Content-IDs of our own, and the other files."""
    images: list[_Image] = []
    files: list[File] = []
    for at, each in enumerate(enclosures, 1):
        file = File.of(each.filename, each.content_type, each.content, charset=each.charset, number=at)
        if each.content_id and each.below is not None:
            own_id = f"{at}.{sha256(each.content).hexdigest()[:24]}@{domain}"
            images.append(_Image(file=replace(file, content_id=own_id), theirs=each.content_id, below=each.below))
        else:
            files.append(file)
    return images, files


def _image_named(word: str, images: Iterable[_Image]) -> _Image | None:
    """The image that a placeholder in plain text stands for."""
    wanted = word.strip().lower()
    return next((each for each in images if wanted in (each.theirs.lower(), each.file.filename.lower())), None)


# ---------------------------------------------------------------- text and HTML
def _plain(text: str, images: Sequence[_Image]) -> str:
    """The text, its programs' placeholders for images in words."""

    def worded(found: re.Match[str]) -> str:
        image = _image_named(found[1], images)
        return f"[{image.file.filename}]" if image else found[0]

    return _PLACEHOLDER.sub(worded, text) + "\n"


def _html(text: str, images: Sequence[_Image], language: str) -> str:
    """The same words, an image in place of its placeholder, else below its line, else at the end."""
    left = list(images)
    paragraphs: list[list[Markup]] = [[]]
    for line in text.split("\n"):
        if not line.strip():
            paragraphs.append([])
            continue
        paragraphs[-1].append(_line(line, images, left))
        here = " ".join(_PLACEHOLDER.sub(" ", line).split())
        for image in [each for each in left if _is_below(each, here)]:
            paragraphs[-1].append(_shown(image))
            left.remove(image)
    paragraphs.append([_shown(image) for image in left])
    inside = Markup("").join(_PARAGRAPH.format(Markup("<br>\n").join(lines)) for lines in paragraphs if lines)
    return _PAGE.format(language, inside)


def _is_below(image: _Image, line: str) -> bool:
    """A program's plain text may be wrapped where its HTML was not."""
    return image.below == line or (len(line) >= _SHORTEST_END and image.below.endswith(line))


def _line(line: str, images: Sequence[_Image], left: list[_Image]) -> Markup:
    """One line, escaped, with links and the images whose placeholders stand in it."""
    found, end = Markup(""), 0
    for placeholder in _PLACEHOLDER.finditer(line):
        image = _image_named(placeholder[1], images)
        if image is None:
            continue
        found += _linked(line[end : placeholder.start()]) + _shown(image)
        end = placeholder.end()
        if image in left:
            left.remove(image)
    return found + _linked(line[end:])


def _linked(words: str) -> Markup:
    found, end = Markup(""), 0
    for link in _LINK.finditer(words):
        found += escape(words[end : link.start()]) + _ANCHOR.format(link[0])
        end = link.end()
    return found + escape(words[end:])


def _shown(image: _Image) -> Markup:
    return _IMG.format(image.file.content_id, image.file.filename)
