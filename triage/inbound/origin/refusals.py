"""The reasons a message itself gives not to answer it automatically, in the fixed order of the gate.

Not configurable: each is a lesson about loops and backscatter (RFC 3834 §2). Budgets and tickets belong to others.
"""

from collections import Counter
from collections.abc import Callable, Iterator

from triage.inbound.message import Message
from triage.inbound.origin import addresses, marks
from triage.inbound.origin.marks import Mark
from triage.inbound.origin.records import Kind, Ours, Reason

Refusal = Callable[[Message, Ours, Kind, str], Iterator[Reason]]

ONCE_ONLY = ("from", "sender", "reply-to", "to", "cc", "subject", "message-id", "date")  # RFC 5322 §3.6
RECIPIENT_HEADERS = {
    *("delivered-to", "x-delivered-to", "x-original-to", "envelope-to", "x-envelope-to", "x-forwarded-to", "x-rcpt-to"),
    *("resent-to", "resent-cc", "apparently-to", "x-original-recipient", "original-recipient", "x-receiver"),
}
SHOWN = 80  # characters of a header's value in a sentence


def never_answer(message: Message, ours: Ours, kind: Kind, because: str) -> tuple[Reason, ...]:
    """Every message-borne reason, in the order of the gate; `kind` and its `because` count as evidence."""
    return tuple(reason for refusal in REFUSALS for reason in refusal(message, ours, kind, because))


def _null_path(message: Message, _ours: Ours, _kind: Kind, _because: str) -> Iterator[Reason]:
    if marks.is_null_path(message):
        yield Reason(code="null-path", sentence="Return-Path is empty (<>): mail that nobody may answer")


def _own(message: Message, ours: Ours, kind: Kind, because: str) -> Iterator[Reason]:
    requester = addresses.requester_of(message, ours)
    author = requester.addr_spec if requester else ""
    if author in ours.staff:
        yield Reason(code="own", sentence=f"the author {author} is staff")
    elif author and addresses.is_ours(author, ours):
        yield Reason(code="own", sentence=f"the author {author} is one of our own addresses")
    elif kind is Kind.LOOP:
        yield Reason(code="own", sentence=because)


def _system(message: Message, ours: Ours, _kind: Kind, _because: str) -> Iterator[Reason]:
    requester = addresses.requester_of(message, ours)
    author = requester or message.author
    if author and marks.is_system(author.addr_spec):
        yield Reason(code="system", sentence=f"the author {author.addr_spec} is a system's address, not a person's")
        return
    silent = next((each.addr_spec for each in message.reply_to if marks.is_robot(each.addr_spec)), None)
    if silent and len(message.reply_to) == 1:
        yield Reason(code="system", sentence=f"Reply-To {silent} is a system's address, not a person's")
        return
    paths = (("Return-Path", message.return_path), ("Sender", message.sender.addr_spec if message.sender else None))
    for name, address in paths:
        if address and "@" in address and marks.is_conveyor(address):
            yield Reason(code="system", sentence=f"{name} {address} is a system's address, not a person's")
            return


def _auto(message: Message, ours: Ours, kind: Kind, because: str) -> Iterator[Reason]:
    mark = marks.auto_submitted(message)
    if mark and not _is_declared_form(message, ours):
        yield _quote("auto", mark)
    elif kind in {Kind.AUTO_REPLY, Kind.OUT_OF_OFFICE}:
        yield Reason(code="auto", sentence=because)


def _report(message: Message, _ours: Ours, kind: Kind, because: str) -> Iterator[Reason]:
    if message.content_type == "multipart/report":
        yield Reason(code="report", sentence="the message is a report (multipart/report)")
    elif kind in {Kind.BOUNCE, Kind.DELIVERY_REPORT}:
        yield Reason(code="report", sentence=because)


def _list(message: Message, ours: Ours, kind: Kind, because: str) -> Iterator[Reason]:
    mark = marks.mailing_list(message, ours)
    if mark is None and not marks.is_own_group(message, ours):
        mark = marks.precedence(message, "bulk", "list", "junk", "auto_reply")
    if mark:
        yield _quote("list", mark)
    elif kind in {Kind.BULK, Kind.LIST}:
        yield Reason(code="list", sentence=because)


def _suppress(message: Message, _ours: Ours, _kind: Kind, _because: str) -> Iterator[Reason]:
    mark = marks.suppression(message)
    if mark:
        yield _quote("suppress", mark)


def _robot(message: Message, ours: Ours, _kind: Kind, _because: str) -> Iterator[Reason]:
    mark = marks.answering_machine(message) or marks.machine_headers(message)
    if mark is None and not _is_declared_form(message, ours) and not marks.is_own_group(message, ours):
        mark = marks.mailing_service(message)
    if mark:
        yield _quote("robot", mark)


def _not_ours(message: Message, ours: Ours, _kind: Kind, _because: str) -> Iterator[Reason]:
    if not ours.addresses or any(addresses.is_ours(address.addr_spec, ours) for address in (*message.to, *message.cc)):
        return
    named = " ".join(value for name, value in message.headers if name in RECIPIENT_HEADERS).lower()
    if not any(addresses.is_ours(word.strip("<>,;\"'()"), ours) for word in named.replace(",", " ").split()):
        yield Reason(code="not-ours", sentence="none of our addresses stands in To, Cc, Resent-To or Delivered-To")


def _unclear(message: Message, ours: Ours, _kind: Kind, _because: str) -> Iterator[Reason]:
    times = Counter(name for name, _ in message.headers)
    twice = next((name for name in ONCE_ONLY if times[name] > 1), None)
    requester = addresses.requester_of(message, ours)
    if twice:
        yield Reason(code="unclear", sentence=f"the header {twice.title()} stands there twice")
    elif len(message.authors) > 1:
        yield Reason(code="unclear", sentence=f"From names {len(message.authors)} authors")
    elif requester is None:
        yield Reason(code="unclear", sentence="nobody is named who could be answered")
    elif not addresses.is_strict(requester.addr_spec):
        shown = requester.addr_spec[:SHOWN]
        yield Reason(code="unclear", sentence=f'the author\'s address "{shown}" is not one we dare to write to')


def _is_declared_form(message: Message, ours: Ours) -> bool:
    """A contact form is a machine by nature; ops have said that a person stands behind it."""
    return message.author is not None and message.author.addr_spec in ours.contact_forms


def _quote(code: str, mark: Mark) -> Reason:
    return Reason(code=code, sentence=marks.shown(mark))


REFUSALS: tuple[Refusal, ...] = (
    *(_null_path, _own, _system, _auto, _report),
    *(_list, _suppress, _robot, _not_ours, _unclear),
)
