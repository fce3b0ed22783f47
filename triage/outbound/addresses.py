"""Which addresses we put on an envelope: one plain addr-spec, or none. Stricter than RFC 5321 on purpose.

What no shop's customer has (quoted local parts, comments, IP literals) is refused, so that an address can never
carry a second one, a command or a header. Knows nothing of servers; the relay says whether it takes UTF-8.
"""

import re

MAX_LOCAL = 64  # octets, RFC 5321 §4.5.3.1.1
MAX_ADDRESS = 254  # octets, RFC 5321 §4.5.3.1.3, less the angle brackets

# RFC 5322 atext, with letters and digits beyond ASCII (RFC 6531 §3.3); \w brings the underscore
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_LOCAL = re.compile(rf"{_ATOM}(?:\.{_ATOM})*")
_LABEL = r"[^\W_](?:(?:[^\W_]|-){0,61}[^\W_])?"
_DOMAIN = re.compile(rf"{_LABEL}(?:\.{_LABEL})+")


def problem_with(address: str) -> str | None:
    """Why this address cannot be written to, as a sentence without a full stop; None when it can."""
    local, at, domain = address.rpartition("@")
    checks = (
        (not at, "has no @"),
        (_octets(address) > MAX_ADDRESS, f"is longer than {MAX_ADDRESS} octets"),
        (_octets(local) > MAX_LOCAL, f"has more than {MAX_LOCAL} octets before the @"),
        ("=?" in address, "looks like an encoded word"),
        (not _LOCAL.fullmatch(local), "has characters before the @ that we do not send to"),
        (not _DOMAIN.fullmatch(domain), "has no plain domain after the @"),
        (domain.rpartition(".")[2].isdecimal(), "names a number instead of a domain"),
    )
    return next((f"{address!r} {reason}" for failed, reason in checks if failed), None)


def _octets(text: str) -> int:
    return len(text.encode("utf-8", "replace"))
