"""Moments and lengths of time as a customer reads them. Knows six languages, and nothing of letters or tickets."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from babel.dates import format_datetime

FALLBACK = "en"

_MOMENT = {
    "en": "EEEE d MMMM, HH:mm",
    "de": "EEEE, d. MMMM, HH:mm 'Uhr'",
    "es": "EEEE d 'de' MMMM 'a las' HH:mm",
    "fr": "EEEE d MMMM 'à' HH:mm",
    "it": "EEEE d MMMM 'alle ore' HH:mm",
    "ja": "M月d日(EEEE) HH:mm",
}

_ON_THE_FIRST = {"fr": "EEEE d'er' MMMM 'à' HH:mm"}  # "le 1er décembre"

_UNITS = {
    "working day": {
        "en": "working days",
        "de": "Werktage",
        "es": "días laborables",
        "fr": "jours ouvrés",
        "it": "giorni lavorativi",
        "ja": "営業日",
    },
    "day": {"en": "days", "de": "Tage", "es": "días", "fr": "jours", "it": "giorni", "ja": "日"},
    "week": {"en": "weeks", "de": "Wochen", "es": "semanas", "fr": "semaines", "it": "settimane", "ja": "週間"},
    "hour": {"en": "hours", "de": "Stunden", "es": "horas", "fr": "heures", "it": "ore", "ja": "時間"},
}

_RANGE = re.compile(r"\s*(\d+)\s*(?:-|–|to)\s*(\d+)\s+(working day|business day|day|week|hour)s?\s*", re.IGNORECASE)


def worded_moment(moment: datetime, zone: str, language: str) -> str:
    """The moment on the desk's clock, e.g. 'Wednesday 25 November, 15:00 EST'.

    Args:
        moment: aware; any zone.
        zone: the desk's time zone (IANA name); its abbreviation closes the sentence, or its offset where it has none.
        language: the reader's; one without a pattern reads English.

    Raises:
        ValueError: the moment is naive.
        ZoneInfoNotFoundError: no such zone.
    """
    if moment.tzinfo is None:
        raise ValueError(f"{moment} has no zone: a promise needs one")
    spoken = language if language in _MOMENT else FALLBACK
    there = moment.astimezone(ZoneInfo(zone))
    return f"{format_datetime(there, _pattern(spoken, there.day), locale=spoken)} {_zone_mark(there)}"


def _pattern(language: str, day: int) -> str:
    return _ON_THE_FIRST.get(language, _MOMENT[language]) if day == 1 else _MOMENT[language]


def _zone_mark(moment: datetime) -> str:
    name = moment.tzname() or ""
    return name if name.isalpha() else f"UTC{moment.isoformat()[-6:]}"  # zones without letters are named "-03"


def worded_span(text: str, language: str) -> str:
    """Ops' '6-12 days' in the reader's language ('6–12 Tage'); anything else stays as ops wrote it."""
    found = _RANGE.fullmatch(text)
    if not found:
        return text
    least, most, unit = found.groups()
    words = _UNITS[unit.lower().replace("business", "working")]
    spoken = language if language in words else FALLBACK
    return f"{least}–{most}{'' if spoken == 'ja' else ' '}{words[spoken]}"
