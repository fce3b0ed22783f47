"""What a staff member's mail carries besides its words: files, and images with the place where they stood in the text.

Read by a worker, like everything of a mail. Only places are taken from its HTML, never words: those that count were decided
from the text. What belongs to the quote or the signature is left out, by name.
"""

import mimetypes
import re
from collections.abc import Iterator, Sequence

from triage.inbound import body
from triage.inbound.message import LIMITS, charset, html, ids, parts, tnef, tree, words
from triage.inbound.message.block import split, unwrapped
from triage.inbound.message.budget import Budget
from triage.inbound.message.tree import Entity
from triage.inbound.records import Enclosed, Enclosure
from triage.record import record

LARGEST_LOGO = 32 * 1024  # octets: a larger image below a signature is no part of it

_BEGIN, _END = "\ue000", "\ue001"  # around a Content-ID where an image stood; no program writes these
_IMAGE = re.compile(r"<img\b[^>]{0,4000}?\bsrc\s*=\s*[\"']?cid:([^\"'\s>]{1,250})[^>]{0,4000}>", re.IGNORECASE)
_PLACED = re.compile(f"{_BEGIN}([^{_BEGIN}{_END}]{{1,250}}){_END}")
_NO_FILES = frozenset(
    ("application/pgp-signature", "application/pkcs7-signature", "application/x-pkcs7-signature", "text/x-amp-html")
)


def enclosed(raw: bytes) -> Enclosed:
    """The files of one raw message. Raises NotUnderstoodError beyond the limits of reading."""
    budget = Budget(LIMITS)
    root = tree.grow(split(unwrapped(raw), LIMITS), budget)
    block = root.block
    is_reply = bool(block.first("in-reply-to") or block.first("references"))
    subject = words.decode(block.first("subject") or b"", budget.fallback)
    found = list(_leaves(root))
    page = next((leaf for leaf, is_text in found if is_text and leaf.content_type == "text/html"), None)
    places = _places(page, subject=subject, is_reply=is_reply) if page else {}
    files: list[Enclosure] = []
    left_out: list[str] = []
    for leaf, is_text in found:
        if is_text or leaf.content_type in _NO_FILES or _is_version(leaf):
            continue
        for file in _files(leaf, places):
            where = places.get(file.content_id or "")
            if where and where.is_left_out(file):
                left_out.append(f"{file.filename or file.content_type}: {where.why}")
            else:
                files.append(file)
    return Enclosed(files=tuple(files), left_out=tuple(left_out))


@record
class _Place:
    below: str | None  # None: it stood outside the writer's new words
    why: str = ""

    def is_left_out(self, file: Enclosure) -> bool:
        is_logo = self.why != "in the signature" or len(file.content) <= LARGEST_LOGO
        return self.below is None and is_logo


def _leaves(entity: Entity, container: str = "", index: int = 0) -> Iterator[tuple[Entity, bool]]:
    """Every leaf, and whether it is read as text."""
    if not entity.children:
        yield entity, parts.is_body(entity, container, index)
        return
    kind = entity.content_type.removeprefix("multipart/")
    for number, child in enumerate(entity.children):
        yield from _leaves(child, kind, number)


def _is_version(leaf: Entity) -> bool:
    """Another version of the text, such as a calendar's, and no file."""
    return bool(leaf.parent and leaf.parent.content_type == "multipart/alternative" and not leaf.filename)


def _files(leaf: Entity, places: dict[str, "_Place"]) -> Iterator[Enclosure]:
    if leaf.filename.lower() == "winmail.dat" or leaf.content_type in (
        "application/ms-tnef",
        "application/vnd.ms-tnef",
    ):
        winmail = tnef.unpack(leaf.data)
        for file in winmail.files if winmail else ():
            name = words.clean(file.name if isinstance(file.name, str) else file.name.decode("latin-1"))
            kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
            yield Enclosure(filename=name, content_type=kind, content=file.data)
        return
    content_id = ids.one(leaf.block.last("content-id"))
    is_placed = content_id in places and leaf.content_type.startswith("image/")
    yield Enclosure(
        filename=leaf.filename,
        content_type=leaf.content_type,
        charset=leaf.parameters.get("charset", "") if leaf.content_type.startswith("text/") else "",
        content=leaf.data,
        content_id=content_id if is_placed else None,
        below=places[content_id].below if is_placed and content_id else None,
    )


# ---------------------------------------------------------------- where images stood
def _places(page: Entity, *, subject: str, is_reply: bool) -> dict[str, _Place]:
    """By Content-ID: the line of the new text below or in which the image stood, or why it is not in the new text."""
    data, _ = page.content
    source, _ = charset.decode(data[: LIMITS.html_bytes], page.parameters.get("charset"), None)
    if "cid:" not in source.lower():
        return {}
    marked = _IMAGE.sub(lambda image: f"{_BEGIN}{image[1]}{_END}", source)
    view = body.of(parts.tidy(html.to_text(marked)), subject=subject, is_reply=is_reply)
    found: dict[str, _Place] = {}
    for text, why in (
        (view.quoted, "in the quote"),
        (view.forwarded, "in the quote"),
        (view.signature, "in the signature"),
    ):
        found |= dict.fromkeys(_PLACED.findall(text), _Place(below=None, why=why))
    above = ""
    for line in view.text.splitlines():
        here = " ".join(_PLACED.sub(" ", line).split())
        above = here or above
        found |= dict.fromkeys(_PLACED.findall(line), _Place(below=above))
    return found


def names(files: Sequence[Enclosure]) -> tuple[str, ...]:
    """What they are called."""
    return tuple(file.filename or file.content_type for file in files)
