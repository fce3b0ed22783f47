"""Which part is text to read and which is attached (RFC 8621 §4.1.4), and what each of them says.

Text comes from the parts a reader would see; calendars, winmail.dat and attached messages lend their words only to a
mail that has none of its own.
"""

import mimetypes
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

from triage.inbound.message import block, calendar, charset, cms, flowed, html, tnef, transfer, tree, words
from triage.inbound.message.records import Attachment, Part
from triage.inbound.message.tree import Entity
from triage.record import record, replace

_READABLE = frozenset(("text/plain", "text/html"))
_SHOWN_INLINE = ("image/", "audio/", "video/")
_MESSAGES = frozenset(("message/rfc822", "message/global"))
_REPORTS = _MESSAGES | {
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "message/global-disposition-notification",
    "message/feedback-report",
    "message/global-headers",
    "text/rfc822-headers",
    "text/calendar",
    "application/ics",
}
_TNEF = frozenset(("application/ms-tnef", "application/vnd.ms-tnef"))
_NO_WORDS = frozenset(("text/css", "text/rtf", "text/vcard", "text/x-vcard", "text/directory", "text/rfc822-headers"))
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w:.-]{1,40})", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f-\x9f]")
_LINE_END = re.compile("\r\n|\r|\f")
_WORD = re.compile(r"\w+")
_PLACEHOLDER_CHARACTERS = 600  # "your program cannot show HTML" is never longer
_META_BYTES = 2048


@dataclass(frozen=True, kw_only=True)
class Text:
    """One piece of readable text."""

    source: str
    is_html: bool = False  # of the source

    @cached_property
    def words(self) -> str:
        """As a reader sees it. Found when somebody asks: beside plain text, most HTML is never read."""
        return tidy(html.to_text(self.source)) if self.is_html else self.source


@record
class Content:
    """What a part and everything under it holds."""

    body: tuple[Text, ...] = ()
    spare: tuple[Text, ...] = ()  # read only when the whole mail has no body
    attachments: tuple[Attachment, ...] = ()
    reports: tuple[Part, ...] = ()
    enclosed: tuple[str, ...] = ()
    defects: tuple[str, ...] = ()

    @property
    def is_blank(self) -> bool:
        """There is nothing to read."""
        return not any(text.words.strip() for text in self.body)


def read(entity: Entity, container: str = "", index: int = 0) -> Content:
    """Text, attachments and reports of an entity that is number `index` in a multipart of the kind `container`."""
    if entity.children:
        kind = entity.content_type.removeprefix("multipart/")
        contents = [read(child, kind, number) for number, child in enumerate(entity.children)]
        return _alternative(contents) if kind == "alternative" else _together(contents)
    if entity.is_cut_off:
        return _cut_off(entity, container, index)
    return _body(entity) if is_body(entity, container, index) else _attached(entity)


def _cut_off(entity: Entity, container: str, index: int) -> Content:
    """The mail ends inside this part: attached, as it may be anything, and read if a whole one would be.

    Where other multiparts lack their end too, nobody knows what it belongs to: then its words stand in `enclosed`.
    """
    if not entity.data.strip() and not entity.filename:
        return Content()
    attached = _attached(entity)
    text = _body(entity) if is_body(entity, container, index) else Content()
    is_aside = entity.is_doubtful and bool(text.body)
    return replace(
        attached,
        body=() if is_aside else text.body,
        spare=text.body if is_aside else attached.spare,
        enclosed=(*attached.enclosed, *(piece.words for piece in text.body if is_aside)),
        defects=(*attached.defects, *text.defects, "the closing delimiter is missing: the last part is cut off"),
    )


def _together(contents: Iterable[Content]) -> Content:
    every = tuple(contents)
    return Content(
        body=tuple(text for content in every for text in content.body),
        spare=tuple(text for content in every for text in content.spare),
        attachments=tuple(attachment for content in every for attachment in content.attachments),
        reports=tuple(part for content in every for part in content.reports),
        enclosed=tuple(text for content in every for text in content.enclosed),
        defects=tuple(defect for content in every for defect in content.defects),
    )


def _alternative(contents: list[Content]) -> Content:
    """The plain version is the writer's words; HTML speaks where there is none, or none but a placeholder."""
    plain = next((content.body for content in contents if not _is_html(content.body) and not content.is_blank), ())
    chosen = plain
    if sum(len(text.words) for text in plain) <= _PLACEHOLDER_CHARACTERS:
        rich = next((content.body for content in contents if _is_html(content.body) and not content.is_blank), ())
        chosen = rich if rich and (not plain or _is_placeholder(plain, rich)) else plain
    return replace(_together(contents), body=chosen)


def _is_html(body: tuple[Text, ...]) -> bool:
    return all(text.is_html for text in body)


def _is_placeholder(plain: tuple[Text, ...], rich: tuple[Text, ...]) -> bool:
    """Most of its words are not in the HTML version, which says more."""
    said = "".join(text.words for text in plain)
    few, many = set(_WORD.findall(said.lower())), set(_WORD.findall(" ".join(text.words for text in rich).lower()))
    return len(many) > len(few) and len(few & many) * 2 < len(few)


def is_body(entity: Entity, container: str, index: int) -> bool:
    """Whether a leaf that is number `index` in a multipart of the kind `container` is text to read (RFC 8621 §4.1.4)."""
    if entity.content_type not in _READABLE or _is_noise(entity):
        return False
    if entity.disposition == "attachment":
        return not container and not entity.filename
    return index == 0 or (container != "related" and not entity.filename)


def _is_noise(entity: Entity) -> bool:
    """Broken base64, without a blank in it that would make it plain text under a wrong label."""
    data, complaint = entity.content
    return complaint == transfer.NOT_BASE64 and data.isascii() and len(data.split(None, 1)) == 1


def _body(entity: Entity) -> Content:
    text, complaints = _text(entity)
    return Content(body=(text,), defects=complaints)


def _text(entity: Entity) -> tuple[Text, tuple[str, ...]]:
    data, complaint = entity.content
    is_html = entity.content_type == "text/html"
    label = entity.parameters.get("charset")
    budget = entity.budget
    granted = budget.take("html" if is_html else "text", data)
    is_cut, most = len(granted) < len(data), budget.limits.text_characters
    data = granted
    if is_html and not label and (meta := _META_CHARSET.search(data[:_META_BYTES])):
        label = meta[1].decode("ascii", "replace")
    text, doubt = charset.decode(data, label, None if data.isascii() else budget.take_guess())
    cut = f"{'HTML' if is_html else 'text'} part cut for view" if is_cut else None
    if not is_html and len(text) > most:
        cut = f"text of {len(text)} characters cut for view"
    source = text if is_html else tidy(_plain(tidy(text[:most]), entity.parameters))
    return Text(source=source, is_html=is_html), tuple(filter(None, (complaint, doubt, cut)))


def _plain(text: str, parameters: Mapping[str, str]) -> str:
    if parameters.get("format", "").lower() != "flowed":
        return text
    return flowed.unflow(text, delsp=parameters.get("delsp", "").lower() == "yes")


def tidy(text: str) -> str:
    """LF line ends, no byte order mark, no control characters but tab and line feed."""
    return _CONTROL.sub("", _LINE_END.sub("\n", text.removeprefix("\ufeff")))


def _attached(entity: Entity) -> Content:
    kind = entity.content_type
    if kind.startswith("multipart/") and not entity.data.strip():  # a multipart of no parts
        return Content()
    if kind in _TNEF and entity.budget.take_winmail() and (winmail := tnef.unpack(entity.data)):
        return _winmail(winmail)
    is_cms = kind in cms.TYPES or entity.filename.lower().endswith(".p7m")
    if is_cms and (inside := cms.signed(entity.data)):
        inner = tree.grow(entity.budget.split(entity.budget.take("enclosed", inside)), entity.budget, entity.depth + 1)
        return _together([Content(attachments=(_attachment(entity),)), read(inner)])
    if kind in _MESSAGES:
        message = _message(entity)
        return Content(
            attachments=(_attachment(entity),),
            reports=(_report(entity),),
            enclosed=(message,),
            spare=(Text(source=message),),
        )
    return Content(
        attachments=(_attachment(entity),),
        reports=(_report(entity),) if kind in _REPORTS else (),
        spare=_spare(entity),
    )


def _attachment(entity: Entity) -> Attachment:
    return Attachment(
        filename=entity.filename, content_type=entity.content_type, size=len(entity.data), sha256=entity.digest
    )


def _report(entity: Entity) -> Part:
    data = entity.budget.take("reports", entity.data[: entity.budget.limits.report_bytes])
    return Part(content_type=entity.content_type, text=tidy(charset.decode(data, None, entity.budget.fallback)[0]))


def _spare(entity: Entity) -> tuple[Text, ...]:
    """Words of a part that is not meant as the text, should there be no other."""
    kind = entity.content_type
    if entity.disposition == "attachment" or entity.filename or kind in _NO_WORDS:
        is_calendar = kind == "text/calendar"
        return (Text(source=calendar.to_text(_text(entity)[0].words)),) if is_calendar else ()
    if kind == "text/calendar":
        return (Text(source=calendar.to_text(_text(entity)[0].words)),)
    is_words = kind.startswith(("text/", "multipart/"))  # a multipart that could not be taken apart
    return (_text(entity)[0],) if is_words else ()


def _message(entity: Entity) -> str:
    """An attached message in readable words: who, what, when, and its text."""
    limits = entity.budget.limits
    inner = entity.budget.split(block.unwrapped(entity.budget.take("enclosed", entity.data[: limits.enclosed_bytes])))
    content = read(tree.grow(inner, entity.budget, entity.depth + 1))
    heads = (
        f"{name.title()}: {words.decode(value, entity.budget.fallback)}"
        for name in ("from", "subject", "date")
        if (value := inner.first(name))
    )
    return "\n".join([*heads, "", joined(content)]).strip()


def joined(content: Content) -> str:
    """All the text there is, pieces apart by a blank line."""
    texts = content.spare if content.is_blank else content.body
    return "\n\n".join(text.words.strip("\n") for text in texts if text.words.strip())


def _winmail(winmail: tnef.Winmail) -> Content:
    plain = _decoded(winmail.plain, winmail.codepage)
    rich = _decoded(winmail.html, winmail.codepage) if winmail.html and not plain.strip() else ""
    return Content(
        spare=(Text(source=rich or tidy(plain), is_html=bool(rich)),),
        attachments=tuple(_unpacked(file, winmail.codepage) for file in winmail.files),
        defects=("winmail.dat unpacked",),
    )


def _unpacked(file: tnef.File, codepage: str) -> Attachment:
    name = words.clean(_decoded(file.name, codepage))
    return Attachment(
        filename=name,
        content_type=mimetypes.guess_type(name)[0] or "application/octet-stream",
        size=len(file.data),
        sha256=sha256(file.data).hexdigest(),
    )


def _decoded(value: bytes | str, codepage: str) -> str:
    return value if isinstance(value, str) else charset.decode(value, codepage, words.FALLBACK)[0]
