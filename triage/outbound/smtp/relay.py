"""Where letters are handed over: one relay, read from its address in rules.yaml. Opens no connection."""

from dataclasses import field
from ipaddress import ip_address
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

from triage.record import record

Security = Literal["tls", "starttls", "plain"]

_SCHEMES: dict[str, tuple[Security, int]] = {
    "smtps": ("tls", 465),  # RFC 8314 §3.3
    "smtp+starttls": ("starttls", 587),
    "smtp": ("plain", 25),
}


@record
class Relay:
    """One SMTP server and how we present ourselves to it."""

    host: str
    port: int
    security: Security
    login: str | None
    secret: str | None = field(repr=False)  # never printed
    local_hostname: str  # our name in EHLO
    ca_file: Path | None = None  # trust this certificate authority instead of the system's; for tests and own CAs


def relay_from(
    url: str, login: str | None, secret: str | None, *, local_hostname: str | None = None, ca_file: Path | None = None
) -> Relay:
    """The relay behind 'smtps://host[:port]', 'smtp+starttls://host[:port]' or, to this machine only, 'smtp://host'.

    Args:
        url: as in rules.yaml.
        login: the account; without login and secret no AUTH is tried.
        secret: its password.
        local_hostname: our name in EHLO; otherwise the login's domain.
        ca_file: PEM file to trust instead of the system's authorities.

    Raises:
        ValueError: a sentence that says what is wrong with the URL.
    """
    parts = urlsplit(url)
    host, port = parts.hostname, _port(url)
    if parts.scheme not in _SCHEMES or not host:
        raise ValueError(f"{url!r} is no mail relay: expected smtps://host, smtp+starttls://host, or smtp://localhost")
    if parts.username is not None or parts.path.strip("/") or parts.query or parts.fragment:
        raise ValueError(
            f"{parts.scheme}://…: only host and port belong into the address; `login` and `secret` stand beside it"
        )
    security, usual_port = _SCHEMES[parts.scheme]
    if security == "plain" and not _is_loopback(host):
        raise ValueError(
            f"{url!r} would send the password in clear text: use smtps:// or smtp+starttls:// except to this machine"
        )
    return Relay(
        host=host,
        port=port or usual_port,
        security=security,
        login=login or None,
        secret=secret or None,
        local_hostname=local_hostname or (login or "").rpartition("@")[2] or "localhost",
        ca_file=ca_file,
    )


def _port(url: str) -> int | None:
    try:
        return urlsplit(url).port
    except ValueError:
        raise ValueError(f"{url!r}: the port is a number from 1 to 65535") from None


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False
