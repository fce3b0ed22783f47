"""Mail that staff passed on to us: whose it really is, what was written above it, and how well that is proven.

The original is an attached message, else a redirected one (Resent-*, RFC 5322 §3.6.6), else what stands below a header block that
a mail program wrote. Nothing is guessed: an address that merely stands in the text is nobody's (a signature, an image, a style).
"""

import re
from collections.abc import Sequence

from triage.inbound import body
from triage.inbound.body import Body
from triage.inbound.body.lines import joined, split, unmarked
from triage.inbound.body.quotes import begins_forward, says_answer, says_forward, without_forward_prefix
from triage.inbound.message import Address, Message, NotUnderstoodError, enclosed, parse
from triage.inbound.origin import Authenticated, Kind, Origin, Ours, is_strict, proven_author
from triage.inbound.origin import of as origin_of
from triage.inbound.original import Original, addresses, one_address, original_in
from triage.inbound.records import Forwarded
from triage.record import replace

_NAMED = re.compile(r"[\s\ufeff\u200b*_]*[#＃]\s*from\b[\s:]*(?P<who>\S.*)?", re.IGNORECASE)


def of(raw: bytes, message: Message, origin: Origin, ours: Ours) -> Forwarded | None:
    """What one of us passed on with this message; None when nothing, or when its author is none of us."""
    resent = _resent_by(message, ours)
    if resent is not None:
        return _redirected(message, resent, ours)
    author = message.author
    if author is None or not _is_one_of_us(author.addr_spec, ours) or origin.kind is not Kind.PERSON:
        return None
    if _is_answer(message):
        return None  # whatever it encloses
    attached = (
        enclosed(raw) if any(_is_message(each.content_type, each.filename) for each in message.attachments) else ()
    )
    if attached:
        return _attached(attached, message, author, ours)
    view = body.of(message.text, subject=message.subject)
    named, note = _named(_note(view))
    if view.forwarded or says_forward(message.subject) or named is not None:
        return _in_text(view, message, author, named, note, ours)
    return None


# ---------------------------------------------------------------- the three forms
def _attached(raws: Sequence[bytes], message: Message, author: Address, ours: Ours) -> Forwarded:
    view = body.of(message.text, subject=message.subject)
    named, note = _named(view.text if message.text != message.enclosed else "")
    bare = _bare(message, author, ours, how="an attached message", note=note)
    try:
        originals = [parse(raw) for raw in raws]
    except NotUnderstoodError as error:
        return replace(bare, problem=f"the attached mail cannot be read: {error}")
    writers = {each.author.addr_spec if each.author else "" for each in originals}
    if named is None and len(writers) > 1:
        return replace(bare, problem=f"{len(raws)} mails by different people are attached: forward each alone")
    first = originals[0]
    original = replace(first, to=(*first.to, *_our_recipients(message, ours)), content_key=_key(message))
    who = named or (original.author or Address(display_name="", addr_spec=""))
    return _with_original(bare, original, who, ours, believes_result=named is None)


def _redirected(message: Message, resent: Address, ours: Ours) -> Forwarded:
    bare = _bare(message, resent, ours, how="a redirect (Resent-From)", note="")
    original = replace(message, to=(*message.to, *_resent_to(message, ours)), content_key=_key(message))
    who = message.author or Address(display_name="", addr_spec="")
    return _with_original(bare, original, who, ours, believes_result=True)


def _in_text(view: Body, message: Message, author: Address, named: Address | None, note: str, ours: Ours) -> Forwarded:
    lines = split(view.forwarded) if view.forwarded else [unmarked(line) for line in split(message.text)]
    bare = _bare(message, author, ours, how="a header block in the text", note=note)
    found = original_in(lines)
    if found is None and named is None:
        return replace(bare, problem="no attached mail and no header block says who wrote the original")
    block = found or Original(authors="", subject="", rest=joined(lines))
    bare = replace(bare, note="\n\n".join(filter(None, (note, block.below))))
    who = named or block.author
    if who is None:
        return replace(bare, problem=f"the header block names {block.authors[:80] or 'nobody'!r}: expected one address")
    original = replace(
        message,
        message_id=block.message_id,
        content_key=_key(message),
        date=None,
        sender=None,
        reply_to=(),
        to=_our_recipients(message, ours),
        cc=(),
        return_path=None,
        subject=block.subject or without_forward_prefix(message.subject),
        in_reply_to=(),
        references=(),
        thread_index=None,
        headers=(),
        text=block.rest,
        report_parts=(),
        enclosed="",
    )
    return _with_original(bare, original, who, ours, believes_result=False)


def _with_original(bare: Forwarded, original: Message, who: Address, ours: Ours, *, believes_result: bool) -> Forwarded:
    """The original read as if it had come by itself; proven only by our own server's result that it still carries."""
    if not is_strict(who.addr_spec):
        return replace(bare, problem=f"{who.addr_spec or 'nobody'!r} is no address that can be answered")
    if _is_one_of_us(who.addr_spec, ours):
        return replace(bare, problem=f"the original was written by {who.addr_spec}, one of us")
    original = replace(original, author=who, authors=(who,))
    is_reply = bool(original.in_reply_to or original.references)
    view = body.of(original.text, subject=original.subject, is_reply=is_reply)
    origin = origin_of(original, view.text, ours)
    if not believes_result or origin.authenticated is Authenticated.FAIL:  # a redirect breaks what proved it
        sentence = f"unproven: {bare.by.addr_spec} passed it on as {bare.how}"
        origin = replace(origin, authenticated=Authenticated.NONE, because=(*origin.because[:-1], sentence))
    return replace(bare, message=original, body=view, origin=origin)


def _bare(message: Message, by: Address, ours: Ours, *, how: str, note: str) -> Forwarded:
    verdict, proof = proven_author(message, by, ours)
    is_proven = verdict is Authenticated.PASS
    return Forwarded(by=by, is_proven=is_proven, proof=proof, how=how, note=note, message_id=message.message_id)


def _is_answer(message: Message) -> bool:
    """By its links, unless its subject begins with "Fwd:"; else by a subject that begins with "Re:" and says no forward."""
    if message.in_reply_to or message.references:
        return not begins_forward(message.subject)
    return says_answer(message.subject) and not says_forward(message.subject)


# ---------------------------------------------------------------- a note
def _named(text: str) -> tuple[Address | None, str]:
    """Who the first lines say wrote it, "#from ann@shop.test", and the text without that line."""
    lines = text.splitlines()
    at = next((at for at, line in enumerate(lines) if line.strip()), len(lines))
    said = _NAMED.fullmatch(lines[at]) if at < len(lines) else None
    if said is None:
        return None, text.strip()
    found = one_address(said["who"] or "")
    return found or Address(display_name="", addr_spec=""), joined(lines[at + 1 :]).strip()


def _note(view: Body) -> str:
    """What was written above what is forwarded; where nothing was, the view shows the forwarded words themselves."""
    below = set(view.forwarded.splitlines())
    is_forwarded = bool(below) and all(line in below for line in view.text.splitlines() if line.strip())
    return "" if is_forwarded else view.text


# ---------------------------------------------------------------- people
def _is_one_of_us(addr_spec: str, ours: Ours) -> bool:
    return addr_spec in ours.staff or addr_spec in ours.addresses


def _is_message(content_type: str, filename: str) -> bool:
    return content_type in ("message/rfc822", "message/global") or filename.lower().endswith(".eml")


def _resent_by(message: Message, ours: Ours) -> Address | None:
    """Who redirected it, if that is one of us and the mail is not their own. The top-most block is the latest (RFC 5322 §3.6.6)."""
    value = message.header("resent-from") or ""
    found = one_address(value[:500])
    author = message.author.addr_spec if message.author else ""
    is_theirs = found is not None and _is_one_of_us(found.addr_spec, ours) and not _is_one_of_us(author, ours)
    return found if is_theirs else None


def _resent_to(message: Message, ours: Ours) -> tuple[Address, ...]:
    value = (message.header("resent-to") or "")[:2000]
    return tuple(Address(display_name="", addr_spec=found) for found in addresses(value) if found in ours.addresses)


def _our_recipients(message: Message, ours: Ours) -> tuple[Address, ...]:
    return tuple(each for each in (*message.to, *message.cc) if each.addr_spec in ours.addresses)


def _key(message: Message) -> str:
    """The content key of what was passed on: neither the carrying mail's own, which lies in Sent, nor the original's."""
    return f"f{message.content_key}"
