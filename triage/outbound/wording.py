"""Moments, days and lengths of time as the reader says them, in ten languages. Knows nothing of letters or tickets."""

import re
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from triage.policy.months import MONTHS

FALLBACK = "en"

_MOMENT = {
    "en": "{weekday} {day} {month}, {time}",
    "de": "{weekday}, {day}. {month}, {time} Uhr",
    "es": "{weekday} {day} de {month} a las {time}",
    "fr": "{weekday} {day} {month} à {time}",
    "it": "{weekday} {day} {month} alle ore {time}",
    "pt": "{weekday}, {day} de {month}, às {time}",
    "nl": "{weekday} {day} {month} om {time} uur",
    "pl": "{day} {month} ({weekday}), godz. {time}",  # the weekday in brackets: behind a preposition it would have to be declined
    "ja": "{number}月{day}日（{weekday}）{time}",
    "zh": "{number}月{day}日（{weekday}）{time}",
}

_ON_THE_FIRST = {  # "le 1er décembre"
    "fr": "{weekday} {day}er {month} à {time}",
    "it": "{weekday} {day}º {month} alle ore {time}",
    "pt": "{weekday}, {day}º de {month}, às {time}",
}

# As CLDR has them, which a test compares: asking for them there loads megabytes of each language.
_WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "it": "lunedì martedì mercoledì giovedì venerdì sabato domenica",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "nl": "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
    "pl": "poniedziałek wtorek środa czwartek piątek sobota niedziela",
    "ja": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
    "zh": "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
}

# A unit behind a range, by the plural category (CLDR) of the range's last number where a language has several.
_UNITS: Mapping[str, Mapping[str, str | Mapping[str, str]]] = {
    "working day": {
        "en": {"one": "working day", "other": "working days"},
        "de": {"one": "Werktag", "other": "Werktage"},
        "es": {"one": "día laborable", "other": "días laborables"},
        "fr": {"one": "jour ouvré", "other": "jours ouvrés"},
        "it": {"one": "giorno lavorativo", "other": "giorni lavorativi"},
        "pt": {"one": "dia útil", "other": "dias úteis"},
        "nl": {"one": "werkdag", "other": "werkdagen"},
        "pl": {"one": "dzień roboczy", "few": "dni robocze", "other": "dni roboczych"},
        "ja": "営業日",
        "zh": "个工作日",
    },
    "day": {
        "en": {"one": "day", "other": "days"},
        "de": {"one": "Tag", "other": "Tage"},
        "es": {"one": "día", "other": "días"},
        "fr": {"one": "jour", "other": "jours"},
        "it": {"one": "giorno", "other": "giorni"},
        "pt": {"one": "dia", "other": "dias"},
        "nl": {"one": "dag", "other": "dagen"},
        "pl": {"one": "dzień", "other": "dni"},
        "ja": "日",
        "zh": "天",
    },
    "week": {
        "en": {"one": "week", "other": "weeks"},
        "de": {"one": "Woche", "other": "Wochen"},
        "es": {"one": "semana", "other": "semanas"},
        "fr": {"one": "semaine", "other": "semaines"},
        "it": {"one": "settimana", "other": "settimane"},
        "pt": {"one": "semana", "other": "semanas"},
        "nl": {"one": "week", "other": "weken"},
        "pl": {"one": "tydzień", "few": "tygodnie", "other": "tygodni"},
        "ja": "週間",
        "zh": "周",
    },
    "hour": {
        "en": {"one": "hour", "other": "hours"},
        "de": {"one": "Stunde", "other": "Stunden"},
        "es": {"one": "hora", "other": "horas"},
        "fr": {"one": "heure", "other": "heures"},
        "it": {"one": "ora", "other": "ore"},
        "pt": {"one": "hora", "other": "horas"},
        "nl": "uur",
        "pl": {"one": "godzinę", "few": "godziny", "other": "godzin"},
        "ja": "時間",
        "zh": "小时",
    },
}

_SPAN = re.compile(r"\s*(?:(\d+)\s*(?:-|–|to)\s*)?(\d+)\s+(working day|business day|day|week|hour)s?\s*", re.IGNORECASE)
_UNSPACED = ("ja", "zh")


def worded(value: Any, zone: str, language: str) -> Any:
    """A letter's value with every moment and day in it written out; everything else stays as it is.

    Args:
        value: anything; lists and mappings are gone through.
        zone: the desk's time zone (IANA name).
        language: the reader's.

    Raises:
        ValueError: a moment without a zone.
    """
    match value:
        case str() | int() | None:  # most are
            return value
        case datetime():
            return worded_moment(value, zone, language)
        case date():
            return worded_day(value)
        case Mapping():
            return {name: worded(part, zone, language) for name, part in value.items()}
        case list() | tuple():
            return [worded(part, zone, language) for part in value]
        case _:
            return value


def worded_day(day: date) -> str:
    """The day for staff, who read English, e.g. 'Tue 24 Nov 2026'."""
    return f"{_weekday(day, FALLBACK)[:3]} {day.day} {_month(day, FALLBACK)[:3]} {day.year}"


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
    words = _pattern(spoken, there.day).format(
        weekday=_weekday(there, spoken),
        day=there.day,
        month=_month(there, spoken),
        number=there.month,
        time=f"{there:%H:%M}",
    )
    return f"{words} {_zone_mark(there)}"


def _pattern(language: str, day: int) -> str:
    return _ON_THE_FIRST.get(language, _MOMENT[language]) if day == 1 else _MOMENT[language]


def _weekday(day: date, language: str) -> str:
    return _WEEKDAYS[language].split()[day.weekday()]


def _month(day: date, language: str) -> str:
    """As it stands in a date; "" where it has no name but a number."""
    names = MONTHS[language].split()
    return names[day.month - 1].partition("/")[0] if names else ""


def _zone_mark(moment: datetime) -> str:
    name = moment.tzname() or ""
    return name if name.isalpha() else f"UTC{moment.isoformat()[-6:]}"  # zones without letters are named "-03"


def worded_span(text: str, language: str) -> str:
    """Ops' '6-12 days' in the reader's language ('6–12 Tage'); anything else stays as ops wrote it."""
    found = _SPAN.fullmatch(text)
    if not found:
        return text
    least, most, unit = found.groups()
    words = _UNITS[unit.lower().replace("business", "working")]
    spoken = language if language in words else FALLBACK
    number = f"{least}–{most}" if least else most
    return f"{number}{'' if spoken in _UNSPACED else ' '}{_form(words[spoken], int(most), spoken)}"


def _form(words: str | Mapping[str, str], number: int, language: str) -> str:
    if isinstance(words, str):
        return words
    return words.get(_plural(number, language), words["other"])


def _plural(number: int, language: str) -> str:
    """The category of a whole number (CLDR) in the languages above."""
    if number == 1 or (number == 0 and language in ("fr", "pt")):
        return "one"
    ends_few = 2 <= number % 10 <= 4 and not 12 <= number % 100 <= 14  # noqa: PLR2004  the rule of Polish
    return "few" if language == "pl" and ends_few else "other"
