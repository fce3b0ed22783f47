"""The story of reading one message: bytes → header block → MIME tree → facts. A pure function; no mailbox, no rules."""

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from hashlib import sha256

from mailparser.dates import parse_mail_date

from triage.inbound.message import addresses, charset, ids, parts, tree, words
from triage.inbound.message.block import Block, split, unwrapped
from triage.inbound.message.budget import Budget
from triage.inbound.message.limits import LIMITS, Limits
from triage.inbound.message.records import Address, Message, NotUnderstoodError

_ONCE = (
    "from",
    "sender",
    "reply-to",
    "to",
    "cc",
    "subject",
    "date",
    "message-id",
    "in-reply-to",
    "references",
)  # RFC 5322 §3.6
_LONGEST_DATE = 100


def parse(raw: bytes, *, limits: Limits = LIMITS) -> Message:
    """One message from its raw RFC 5322 bytes.

    Raises:
        NotUnderstoodError: it is empty, too large, or has too many or too deeply nested parts.
    """
    if not raw.strip():
        raise NotUnderstoodError("the message is empty")
    if len(raw) > limits.message_bytes:
        raise NotUnderstoodError(f"the message has {len(raw)} bytes, more than {limits.message_bytes}")
    budget = Budget(limits)
    root = tree.grow(split(unwrapped(raw), limits), budget)
    block = root.block
    budget.fallback = _fallback(block, root)
    content = parts.read(root)
    text = parts.joined(content)
    people = _People(block, limits, budget.fallback)
    subject = words.decode(block.first("subject") or b"", budget.fallback)
    message_id = ids.one(block.first("message-id"))
    return Message(
        message_id=message_id,
        content_key=_content_key(message_id, people.authors, block.first("date"), subject, root),
        size=len(raw),
        date=_date(block.first("date")),
        author=people.authors[0] if people.authors else None,
        authors=people.authors,
        sender=people.sender,
        reply_to=people.reply_to,
        to=people.to,
        cc=people.cc,
        return_path=ids.return_path(block.first("return-path")),
        subject=subject,
        in_reply_to=ids.many(block.every("in-reply-to"), limits),
        references=ids.many(block.every("references"), limits),
        thread_index=words.decode(block.first("thread-index") or b"") or None,
        headers=tuple((name, words.decode(value, budget.fallback)) for name, value in block.fields),
        content_type=root.content_type,
        content_type_params=tuple(root.parameters.items()),
        text=text[: limits.text_characters],
        html_only=bool(content.body) and not content.is_blank and all(piece.is_html for piece in content.body),
        attachments=content.attachments,
        report_parts=content.reports,
        defects=_defects(block, content, people, text, limits),
        enclosed="\n\n".join(content.enclosed)[: limits.text_characters],
    )


class _People:
    """The address fields, and what was doubtful in them."""

    def __init__(self, block: Block, limits: Limits, fallback: str) -> None:
        self.defects: list[str] = []

        def read(name: str) -> tuple[Address, ...]:
            found, defects = addresses.read(block.every(name), limits, fallback)
            self.defects += defects
            return found

        self.reply_to = read("reply-to")
        self.to, self.cc = read("to"), read("cc")
        self.sender = next(iter(read("sender")), None)
        self.authors = self._authors(read("from"))

    def _authors(self, authors: tuple[Address, ...]) -> tuple[Address, ...]:
        """A From that is only a name gets the address of Reply-To."""
        if len(authors) == 1 and not authors[0].addr_spec and self.reply_to and self.reply_to[0].addr_spec:
            self.defects.append("From has no address: taken from Reply-To")
            return (Address(display_name=authors[0].display_name, addr_spec=self.reply_to[0].addr_spec),)
        return authors


def _fallback(block: Block, root: tree.Entity) -> str:
    """The codec of undeclared header bytes: what the first text names, if that can be."""
    texts = (leaf for leaf in tree.leaves(root) if leaf.content_type.startswith("text/"))
    declared = next((leaf.parameters["charset"] for leaf in texts if leaf.parameters.get("charset")), None)
    return charset.fallback_for(b"\n".join(value for _, value in block.fields if not value.isascii()), declared)


def _date(value: bytes | None) -> datetime | None:
    """The claim of the Date field, aware; None when absent or unreadable."""
    if value is None:
        return None
    text = value[:_LONGEST_DATE].decode("ascii", "replace")
    strict = parse_mail_date(text).value
    if strict is not None:
        return strict if strict.tzinfo else strict.replace(tzinfo=UTC)
    try:
        lenient = parsedate_to_datetime(text)
    except (ValueError, TypeError, OverflowError):  # TypeError: some Pythons on parts of a date
        return None
    return lenient if lenient.tzinfo else lenient.replace(tzinfo=UTC)


def _content_key(
    message_id: str | None, authors: tuple[Address, ...], date: bytes | None, subject: str, root: tree.Entity
) -> str:
    """SHA-256 over what no server on the way changes, each piece with its length in front."""
    writers = ",".join(f"{author.display_name}<{author.addr_spec}>" for author in authors)
    claims = (message_id or "", writers, (date or b"").decode("ascii", "replace"), subject)
    bodies = (_body_hash(leaf) for leaf in tree.leaves(root))
    pieces = [claim.encode("utf-8", "replace") for claim in claims] + list(bodies)
    return sha256(b"".join(b"%d:%b" % (len(piece), piece) for piece in pieces)).hexdigest()


def _body_hash(leaf: tree.Entity) -> bytes:
    """Of the decoded bytes; servers may change the line ends of text and the blank lines behind it."""
    if not leaf.content_type.startswith("text/"):
        return leaf.digest.encode()
    return sha256(leaf.data.replace(b"\r\n", b"\n").rstrip()).hexdigest().encode()


def _defects(block: Block, content: parts.Content, people: _People, text: str, limits: Limits) -> tuple[str, ...]:
    names = [name for name, _ in block.fields]
    repeated = [f"{name} is given {names.count(name)} times" for name in _ONCE if names.count(name) > 1]
    cut = [f"text of {len(text)} characters cut for view"] if len(text) > limits.text_characters else []
    return tuple(dict.fromkeys([*block.defects, *repeated, *people.defects, *content.defects, *cut]))
