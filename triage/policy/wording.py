"""Single values of rules.yaml: is this a time zone, a server, a regular expression? Knows no model and no file.

Each function takes what ops wrote and gives it back, or raises ValueError with a sentence that says what was expected.
"""

import re
from collections.abc import Callable, Sequence
from functools import cache
from ipaddress import ip_address
from typing import Any, TypeVar
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo, available_timezones

import re2
from babel import Locale, localedata
from babel.numbers import list_currencies
from pydantic import BaseModel

from triage.policy.nearest import did_you_mean, not_one_of
from triage.policy.regex import compiled

T = TypeVar("T")

_LABEL = r"[^\W_](?:[^\W_]|-(?=[^.]))*"
_DOMAIN = rf"{_LABEL}(?:\.{_LABEL})*"
_ATOM = r"[\w!#$%&'*+/=?^`{|}~-]+"
_ADDRESS = re.compile(rf"{_ATOM}(?:\.{_ATOM})*@{_DOMAIN}")

_RE2_HINTS = {  # RE2's complaint → what ops should know
    "invalid perl operator: (?<": "look-behind is not available",
    "invalid perl operator: (?": "look-ahead and the like are not available",
    "invalid escape sequence": "back-references and unknown escapes are not available",
    "invalid repetition size": "at most 1000 repeats",
}


def checked(parse: Callable[[Any], object]) -> Callable[[T], T]:
    """A validator that keeps what ops wrote once `parse` has understood it."""

    def check(value: T) -> T:
        parse(value)
        return value

    return check


def one_or_many(value: object) -> object:
    """Refuses what is neither text nor a list of texts, in one sentence instead of one for each."""
    if isinstance(value, str) or (isinstance(value, list) and value and all(isinstance(one, str) for one in value)):
        return value
    raise ValueError("expected text, or a list of texts")


def without_every(value: object) -> object:
    """'every 4 working hours' → '4 working hours'."""
    return value.removeprefix("every ") if isinstance(value, str) else value


def one_as_list(value: object) -> object:
    """A text by itself stands for a list of one."""
    return [value] if isinstance(value, str) else value


def words_as_any(value: object) -> object:
    """A word or a list of words by itself stands for {any: …}."""
    return {"any": value} if isinstance(value, str | list) else value


def exactly_one_of(record: T, *names: str) -> T:
    """Refuses a record that does not give exactly one of these."""
    given = [name for name in names if getattr(record, name)]
    if len(given) == 1:
        return record
    found = f", not {' and '.join(given)}" if given else ""
    raise ValueError(f"expected exactly one of {', '.join(names)}{found}")


def some_of(record: T, *names: str) -> T:
    """Refuses a record that gives none of these."""
    if any(getattr(record, name) for name in names):
        return record
    raise ValueError(f"expected at least one of {', '.join(names)}")


def needs(record: BaseModel, name: str, *others: str) -> None:
    """Refuses a record that gives one of the others without the first."""
    fields = type(record).model_fields
    given = next((other for other in others if getattr(record, other) != fields[other].default), None)
    if given and not getattr(record, name):
        raise ValueError(f"{given!r} says something only together with {name!r}")


def address(text: str) -> str:
    """An addr-spec (RFC 5322 §3.4.1) without quoting, its domain a host name."""
    if _ADDRESS.fullmatch(text):
        return text
    raise ValueError(f"{text!r} is not an address: expected e.g. 'support@example.com'")


def correspondent(text: str) -> str:
    """An address, or a domain."""
    if _ADDRESS.fullmatch(text) or re.fullmatch(_DOMAIN, text.removeprefix("@")):
        return text
    raise ValueError(f"{text!r} is not an address or a domain: expected e.g. 'shop@example.com' or 'example.com'")


def folder(text: str) -> str:
    """The name of an IMAP folder, with `/` between its levels whatever the server writes there."""
    if all(_is_level(level) for level in text.split("/")):
        return text
    raise ValueError(f"{text!r} is not the name of a folder: expected e.g. 'Triage' or 'Desk/Triage'")


def folder_level(text: str) -> str:
    """One level of an IMAP folder's name."""
    if _is_level(text) and "/" not in text:
        return text
    raise ValueError(f"{text!r} is not the name of a folder: expected one level, e.g. 'Return request'")


def _is_level(text: str) -> bool:
    """RFC 3501 §5.1: `*` and `%` are wildcards; clients stumble over what cannot be seen."""
    return bool(text.strip()) and text == text.strip() and text.isprintable() and not set(text) & set('*%"\\')


def timezone(text: str) -> str:
    """A zone of the IANA database."""
    if _is_zone(text) or text in _zones():
        return text
    raise ValueError(
        f"{text!r} is not a known time zone{did_you_mean(text, _zones()) or ': expected e.g. America/New_York'}"
    )


def _is_zone(text: str) -> bool:
    """Without listing all of them, which means to open a thousand files; other spellings and `posix/…` are for the list."""
    try:
        return ZoneInfo(text).key == text and text[:1].isupper()
    except (KeyError, ValueError, OSError):
        return False


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def language(text: str) -> str:
    """An ISO 639 code, with a country if need be: 'de', 'pt-BR'."""
    if re.fullmatch(r"[a-z]{2,3}([-_][A-Za-z]{2,4})?", text) and localedata.exists(text.replace("-", "_")):
        return text
    codes = {name.lower(): code for code, name in Locale("en").languages.items()}
    raise ValueError(f"{text!r} is not a language code: expected e.g. 'en', 'de' or 'pt-BR'{did_you_mean(text, codes)}")


def currency(text: str) -> str:
    """A code of ISO 4217."""
    if text in list_currencies():
        return text
    raise ValueError(
        f"{text!r} is no currency: expected a code of ISO 4217 such as 'USD'{did_you_mean(text, list_currencies())}"
    )


def server(protocol: str) -> Callable[[str], str]:
    """The address of an IMAP or SMTP server; in clear only on this machine."""
    schemes = (f"{protocol}s", f"{protocol}+starttls", protocol)
    expected = f"expected e.g. {protocol}s://{protocol}.example.com or {protocol}+starttls://…"

    def check(text: str) -> str:
        try:
            url = urlsplit(text)
            host, _ = url.hostname, url.port
        except ValueError:
            raise ValueError(f"{text!r} is not a server: {expected}") from None
        if "@" in url.netloc:
            raise ValueError(f"name and password do not belong into the address of a server: {expected}")
        if url.scheme not in schemes:
            raise ValueError(f"{text!r} is not a server: {expected}{did_you_mean(url.scheme, schemes)}")
        if not host or re.search(r"\s", text) or url.path.strip("/") or url.query or url.fragment:
            raise ValueError(f"{text!r} is not a server: {expected}")
        if url.scheme == protocol and not _is_loopback(host):
            raise ValueError(f"{text!r} would send the password in clear: {expected}")
        return text

    return check


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def secret(text: str) -> str:
    """Where a password stands. The text is never repeated: it may be one."""
    if re.fullmatch(r"file:\S.*|[A-Za-z_][A-Za-z0-9_.-]*", text):
        return text
    raise ValueError(
        "expected the name of an environment variable or a systemd credential, or file:PATH; never the password itself"
    )


def percentage(text: str) -> str:
    """'1%' to '100%'."""
    match = re.fullmatch(r"([0-9]{1,3})%", text)
    if match and 1 <= int(match[1]) <= 100:  # noqa: PLR2004  percent
        return text
    raise ValueError(f"{text!r} is not a share of the working time: expected 1% to 100%; afterwards, use 'after'")


def told(words: Sequence[str]) -> Callable[[str | list[str]], str | list[str]]:
    """Each is one of these words, or an address."""

    def check(value: str | list[str]) -> str | list[str]:
        for one in [value] if isinstance(value, str) else value:
            if one not in words and not _ADDRESS.fullmatch(one):
                raise ValueError(not_one_of(one, (*words, "an address")))
        return value

    return check


def pattern(text: str) -> str:
    """A regular expression that RE2 understands."""
    if not text:
        raise ValueError("an empty regular expression holds for every message")
    try:
        compiled(text)
    except re2.error as error:
        raise ValueError(f"{text!r} is not a regular expression: {_complaint(error)}") from None
    return text


def fact_pattern(text: str) -> str:
    """As `pattern`; and it finds something where it holds."""
    if compiled(pattern(text)).search("") is not None:
        raise ValueError(f"{text!r} holds for nothing at all: it must need at least one character")
    return text


def _complaint(error: Exception) -> str:
    words = error.args[0].decode("utf-8", "replace") if isinstance(error.args[0], bytes) else str(error)
    hint = next((f" ({hint})" for sign, hint in _RE2_HINTS.items() if words.startswith(sign)), "")
    return words + hint
