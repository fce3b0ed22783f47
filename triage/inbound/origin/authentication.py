"""How well From is proven: the verdict of our own server, for what it receives and for what our people submit (RFC 8601).

We verify nothing ourselves and look nothing up. The border server must remove forged results that carry its name
(RFC 8601 §5); most do. Servers that write no name, as Microsoft 365, are believed when `authserv_id` is NAMELESS.
"""

import functools
from collections.abc import Iterator

from publicsuffixlist import PublicSuffixList

from triage.inbound.message import Message
from triage.inbound.origin import addresses
from triage.inbound.origin.records import Authenticated, Ours
from triage.record import record

NAMELESS = "microsoft365"  # value of authserv_id for a server that leaves its name out and renames foreign headers
LONGEST = 16_384  # characters of a header that are read
_OF_COMMENTS_AND_QUOTES = frozenset('"()')


@record
class Result:
    """One method's result (RFC 8601 §2.2), e.g. dkim=pass header.d=example.org."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...]  # ("header.d", "example.org"), in lower case

    def property(self, name: str) -> str:
        """The property's value, or "" when it is not there."""
        return next((value for key, value in self.properties if key == name), "")


def judge(message: Message, ours: Ours) -> tuple[Authenticated, str]:
    """Whether our server proved the From domain, and why we say so."""
    if ours.authserv_id is None:
        return Authenticated.NONE, "unproven: no server is configured whose authentication results we believe"
    if len(message.authors) != 1 or message.author is None or "@" not in message.author.addr_spec:
        return Authenticated.NONE, "unproven: From does not name exactly one address"
    results = _believed(message, ours.authserv_id)
    if results is None:
        return Authenticated.NONE, f"unproven: no authentication results by {ours.authserv_id}"
    return _aligned(results, message.author.addr_spec)


def _aligned(results: tuple[Result, ...], author: str) -> tuple[Authenticated, str]:
    """DMARC decides when it was evaluated; else the author's own login at our server, or DKIM or SPF (RFC 7489 §3.1)."""
    domain = addresses.domain_of(author)
    for found in results:
        speaks_of = found.property("header.from") or domain
        if found.method == "dmarc" and _ascii(addresses.domain_of(speaks_of)) == _ascii(domain):
            if found.result == "pass":
                return Authenticated.PASS, f"proven: dmarc=pass for {domain}"
            if found.result == "fail":
                return Authenticated.FAIL, f"forged, says our server: dmarc=fail for {domain}"
    if any(_logged_in(found) == author.lower() for found in results):
        return Authenticated.PASS, f"proven: auth=pass, {author} logged in at our server to send it"
    for found in results:
        signed = _proven_domain(found)
        if found.result == "pass" and signed and is_aligned(signed, domain):
            return Authenticated.PASS, f"proven: {found.method}=pass for {signed}, the same organisation as {domain}"
    return Authenticated.NONE, f"unproven: no result of our server speaks for {domain}"


def _logged_in(found: Result) -> str:
    """The address that logged in to submit this (RFC 8601 §2.7.4), "" when none did; a login that is no address names nobody."""
    if (found.method, found.result) != ("auth", "pass"):
        return ""
    login = found.property("smtp.auth")
    return login if "@" in login else found.property("smtp.mailfrom")


def _proven_domain(found: Result) -> str:
    """The domain that a passing result speaks for; never the greeting name of SPF's helo check."""
    names = {"dkim": ("header.d", "header.i"), "spf": ("smtp.mailfrom", "smtp.mail", "envelope-from")}
    values = (found.property(name) for name in names.get(found.method, ()))
    return addresses.domain_of(next((value for value in values if value), ""))


def is_aligned(domain: str, author_domain: str) -> bool:
    """Relaxed alignment (RFC 7489 §3.1.1): both belong to one organisation."""
    ours, theirs = _organisation(_ascii(domain)), _organisation(_ascii(author_domain))
    return ours is not None and ours == theirs


@functools.cache
def _suffixes() -> PublicSuffixList:
    """The list shipped with the package; loaded at the first need, nothing is ever downloaded."""
    return PublicSuffixList()


def _organisation(domain: str) -> str | None:
    """The organisational domain, "example.co.uk" for "mail.example.co.uk"; None for a public suffix itself."""
    return _suffixes().privatesuffix(domain) if domain else None


def _ascii(domain: str) -> str:
    """The form in which domains are compared; an impossible one stays as it is and equals only itself."""
    try:
        return domain.strip(".").encode("idna").decode("ascii").lower()
    except UnicodeError:
        return domain.strip(".").lower()


def _believed(message: Message, authserv_id: str) -> tuple[Result, ...] | None:
    """The results of the top-most header that our server wrote: a sender's own can only stand below it."""
    for value in message.all_headers("authentication-results"):
        written_by, results = read_results(value)
        if written_by == ("" if authserv_id.lower() == NAMELESS else authserv_id.lower()):
            return results
    return None


def read_results(value: str) -> tuple[str, tuple[Result, ...]]:
    """One Authentication-Results field body → (authserv-id in lower case, "" when left out; results). Never raises."""
    first, *rest = [segment.split() for segment in _segments(value[:LONGEST])]
    if first and "=" in first[0]:
        return "", tuple(_results([first, *rest]))
    return (first[0].lower() if first else "-"), tuple(_results(rest))


def _results(segments: list[list[str]]) -> Iterator[Result]:
    for words in segments:
        pairs = [
            (name.lower(), value.lower()) for name, equals, value in (word.partition("=") for word in words) if equals
        ]
        if pairs:
            (method, result), *properties = pairs
            yield Result(method=method.partition("/")[0], result=result, properties=tuple(properties))


def _segments(value: str) -> list[str]:
    """Splits at ";" outside quotes and comments (RFC 8601 §2.2); every character is looked at once."""
    return _without_comments(value).replace(" = ", "=").split(";")


def _without_comments(value: str) -> str:
    """Comments become blanks, quotes disappear, and what a quoted string could pretend to be is made harmless."""
    if _OF_COMMENTS_AND_QUOTES.isdisjoint(value):
        return value
    kept: list[str] = []
    depth, quoted, letters = 0, False, iter(value)
    for letter in letters:
        if letter == "\\" and (quoted or depth):
            next(letters, "")
        elif letter == '"' and not depth:
            quoted = not quoted
        elif quoted:
            kept.append("_" if letter in " ;=()" else letter)
        elif letter in "()":
            depth = max(0, depth + (1 if letter == "(" else -1))
            kept.append(" ")
        elif not depth:
            kept.append(letter)
    return "".join(kept)
