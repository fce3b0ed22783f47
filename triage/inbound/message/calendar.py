"""A calendar part (RFC 5545) in a few readable lines: what, when, where. No time zone arithmetic, no recurrence."""

import re

_FOLD = re.compile(r"\n[ \t]")
_EVENT = re.compile(r"BEGIN:VEVENT\n(.*?)(?:END:VEVENT|\Z)", re.DOTALL)
_STAMP = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T(\d\d)(\d\d)\d\d(Z?))?")
_ESCAPES = re.compile(r"\\([nN,;\\])")
_SHOWN = {"SUMMARY": "Summary", "DTSTART": "Start", "DTEND": "End", "LOCATION": "Where", "DESCRIPTION": "Description"}
_MOST_EVENTS = 20


def to_text(calendar: str) -> str:
    """Lines like "Start: 2026-11-23 10:00 UTC" of each event; "" when there is none."""
    unfolded = _FOLD.sub("", calendar.replace("\r\n", "\n"))
    events = [event[1] for event, _ in zip(_EVENT.finditer(unfolded), range(_MOST_EVENTS), strict=False)]
    return "\n\n".join(filter(None, map(_event, events)))


def _event(lines: str) -> str:
    values: dict[str, str] = {}
    for line in lines.split("\n"):
        name, colon, value = line.partition(":")
        key = name.partition(";")[0].upper()
        if colon and key in _SHOWN and value.strip():
            values.setdefault(key, _readable(key, value.strip()))
    return "\n".join(f"{label}: {values[key]}" for key, label in _SHOWN.items() if key in values)


def _readable(key: str, value: str) -> str:
    if key.startswith("DT") and (stamp := _STAMP.fullmatch(value)):
        year, month, day, hour, minute, utc = stamp.groups()
        time = f" {hour}:{minute}{' UTC' if utc else ''}" if hour else ""
        return f"{year}-{month}-{day}{time}"
    return _ESCAPES.sub(lambda escaped: "\n" if escaped[1] in "nN" else escaped[1], value)
