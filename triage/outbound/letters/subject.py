"""A stranger's subject, made fit to be repeated after "Re: ". Knows ticket tags and reply prefixes, not letters."""

import re

from triage.outbound.cleaning import clean_line, without_encoded_words

MAX_SUBJECT = 200  # characters, tag included

# the reply prefixes that mail clients write, counters such as Re[2] and full-width colons included
_REPLY = re.compile(
    r"(?:(?:re|aw|antw|antwort|sv|vs|rif|r|res|odp|ynt|返信|回复|回覆)(?:\[\d+\]|\(\d+\))?\s*[::]\s*)+", re.IGNORECASE
)


def tagged(subject: str, ticket: str | None) -> str:
    """Our own subject line, carrying the ticket's tag once."""
    return _with_tag(_tidy(subject, ticket), ticket)


def reply_to(subject: str, ticket: str | None) -> str:
    """'Re: <their subject> [AM-1042]': one Re, one tag of ours, at most 200 characters."""
    return _with_tag(f"Re: {_without_reply_prefix(_tidy(subject, ticket))}".rstrip(), ticket)


def _without_reply_prefix(subject: str) -> str:
    found = _REPLY.match(subject)
    return subject[found.end() :] if found else subject


def _tidy(subject: str, ticket: str | None) -> str:
    return without_encoded_words(clean_line(_without_our_tags(subject, ticket), 4 * MAX_SUBJECT))


def _without_our_tags(subject: str, ticket: str | None) -> str:
    """A tag of an old ticket would pull the next reply there."""
    prefix = (ticket or "").partition("-")[0]
    return re.sub(rf"\[{re.escape(prefix)}-\d+\]", "", subject, flags=re.IGNORECASE) if prefix else subject


def _with_tag(subject: str, ticket: str | None) -> str:
    tag = f" [{ticket}]" if ticket else ""
    return clean_line(subject, MAX_SUBJECT - len(tag)) + tag
