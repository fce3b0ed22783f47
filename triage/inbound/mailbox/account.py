"""How to reach one shared mailbox. Reads no file and no environment; connects to nothing."""

import ipaddress
from collections.abc import Mapping, Sequence
from dataclasses import field
from typing import Literal
from urllib.parse import SplitResult, urlsplit

from triage.record import record

Security = Literal["tls", "starttls", "plain"]
Role = str  # "inbox", "sent", or the role of a folder in Account.sorting

SCHEMES: dict[str, tuple[Security, int]] = {
    "imaps": ("tls", 993),  # RFC 8314
    "imap+starttls": ("starttls", 143),
    "imap": ("plain", 143),
}


@record
class Account:
    """One mailbox on one server."""

    address: str  # the mailbox's own address, lower case
    host: str
    port: int
    security: Security
    login: str
    secret: str = field(repr=False)  # the password; never in a log
    inbox: str = "INBOX"  # folder name as people read it, not in modified UTF-7
    sent: tuple[str, ...] = (
        "auto",
    )  # folder names; "auto": by SPECIAL-USE (RFC 6154) and usual names; "all": what we sent of all mail
    aliases: tuple[str, ...] = ()  # further addresses of ours that staff may send from
    sorting: Mapping[str, str] = field(
        default_factory=dict[str, str]
    )  # role → folder that staff sort into, "/" between levels
    ca_file: str | None = None  # PEM file of the only authorities to trust; None: the system's


def account_from(
    url: str,
    *,
    address: str,
    login: str,
    secret: str,
    inbox: str = "INBOX",
    sent: Sequence[str] = ("auto",),
    aliases: Sequence[str] = (),
    sorting: Mapping[str, str] | None = None,
    ca_file: str | None = None,
) -> Account:
    """The account behind `imaps://host[:port]`, `imap+starttls://…`, or `imap://…` on this machine only.

    Raises:
        ValueError: a sentence that says what to write instead.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES:
        raise ValueError(
            f"an IMAP address begins with imaps:// or imap+starttls://, not with {parts.scheme or 'nothing'}://"
        )
    security, default_port = SCHEMES[parts.scheme]
    host = _host_of(parts)
    if security == "plain" and not is_loopback(host):
        raise ValueError(f"imap:// would send the password to {host} in clear text: write imaps:// or imap+starttls://")
    return Account(
        address=address.lower(),
        host=host,
        port=_port_of(parts) or default_port,
        security=security,
        login=login,
        secret=secret,
        inbox=inbox,
        sent=tuple(sent),
        aliases=tuple(aliases),
        sorting=sorting or {},
        ca_file=ca_file,
    )


def is_loopback(host: str) -> bool:
    """True for localhost and the addresses of this machine's loopback interface."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _host_of(parts: SplitResult) -> str:
    if "@" in parts.netloc:
        raise ValueError("login and secret have keys of their own: write the server's name only")
    if not parts.hostname:
        raise ValueError(f"the server's name is missing: write {parts.scheme}://imap.example.com")
    if parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(f"after {parts.hostname} only a port may follow; folders have keys of their own")
    return parts.hostname


def _port_of(parts: SplitResult) -> int | None:
    try:
        return parts.port
    except ValueError:
        raise ValueError("the port is a number from 1 to 65535") from None
