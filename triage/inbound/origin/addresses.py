"""Which addresses may be used, and who stands behind a From that is not a person's. Knows nothing of kinds."""

import re

from triage.inbound.message import Address, Message
from triage.inbound.origin import marks
from triage.inbound.origin.records import Ours

LONGEST, LONGEST_LOCAL = 254, 64  # octets, RFC 5321 §4.5.3.1
_LOCAL = re.compile(r"[^\s\x00-\x1f\x7f()<>\[\]:;@\\,\".]{1,64}(?:\.[^\s\x00-\x1f\x7f()<>\[\]:;@\\,\".]{1,64}){0,31}")
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOMAIN = re.compile(rf"(?:{_LABEL}\.){{1,31}}{_LABEL}")


def is_strict(addr_spec: str) -> bool:
    """A plain address we dare to write to: one "@", no quotes, no literal, a domain with a dot (RFC 5321 §4.1.2, stricter)."""
    local, at, domain = addr_spec.rpartition("@")
    return bool(
        at
        and len(addr_spec) <= LONGEST
        and len(local) <= LONGEST_LOCAL
        and _LOCAL.fullmatch(local)
        and _DOMAIN.fullmatch(domain)
        and not domain.rpartition(".")[2].isdigit()
    )


def plain(addr_spec: str) -> str:
    """Lower case and without a "+tag", so that our own tagged addresses are known as ours."""
    local, _, domain = addr_spec.lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def is_ours(addr_spec: str, ours: Ours) -> bool:
    """One of our mailboxes or aliases, with or without a tag."""
    return addr_spec.lower() in ours.addresses or plain(addr_spec) in ours.addresses


def domain_of(addr_spec: str) -> str:
    """What stands right of the last "@", lower case."""
    return addr_spec.rpartition("@")[2].lower()


def requester_of(message: Message, ours: Ours) -> Address | None:
    """Whom the ticket belongs to: the author; behind a contact form, a list or an empty From, whoever the mail itself names.

    None when nobody usable is named, for example a contact form without a Reply-To.
    """
    if message.author is None or not message.author.addr_spec:
        return _named_elsewhere(message, ours)
    if message.author.addr_spec in ours.contact_forms:
        return _first_usable(message.reply_to, message, ours)
    if _is_list_itself(message):
        return _behind_list(message, ours) or message.author
    return message.author


def reply_address_of(message: Message, ours: Ours) -> Address | None:
    """Whom a person's answer goes to, as in any mail client: a usable foreign Reply-To, else the requester (RFC 5322 §3.6.2)."""
    return _first_usable(message.reply_to, message, ours) or requester_of(message, ours)


def _named_elsewhere(message: Message, ours: Ours) -> Address | None:
    """`From: "Anna" <>` with her address in Reply-To."""
    named = _first_usable(message.reply_to, message, ours)
    if named is None or named.display_name or message.author is None:
        return named
    return Address(display_name=message.author.display_name, addr_spec=named.addr_spec)


def _is_list_itself(message: Message) -> bool:
    return message.author is not None and message.author.addr_spec == marks.list_address(message)


def _behind_list(message: Message, ours: Ours) -> Address | None:
    """Lists that rewrite From keep the writer in a header of their own, in Reply-To, or in Cc (Mailman's two ways)."""
    kept = (message.header(name) or "" for name in ("x-original-from", "x-original-sender", "x-mailfrom"))
    named = tuple(_address_in(value) for value in kept)
    return _first_usable((*named, *message.reply_to), message, ours)


def _address_in(value: str) -> Address:
    """The address of a one-address header that mail-parser does not know: `Name <a@b>` or `a@b`."""
    name, bracket, rest = value[:500].rpartition("<")
    addr_spec = rest.partition(">")[0] if bracket else value
    return Address(display_name=name.strip(' "'), addr_spec=addr_spec.strip().lower())


def _first_usable(addresses: tuple[Address, ...], message: Message, ours: Ours) -> Address | None:
    """The first that is well formed, not ours, not the list itself, and no dead end such as nobody@unknown."""
    taken = {marks.list_address(message), *ours.contact_forms}
    return next(
        (
            address
            for address in addresses
            if is_strict(address.addr_spec)
            and not is_ours(address.addr_spec, ours)
            and address.addr_spec not in taken
            and not marks.is_robot(address.addr_spec)
        ),
        None,
    )
