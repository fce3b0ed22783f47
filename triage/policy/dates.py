"""Days of the calendar in a text, in the words of many languages. Knows no clock: a day without a year stays without one."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import islice

import re2

from triage.policy.months import MONTHS
from triage.policy.regex import Regex, Together, regex
from triage.policy.words import IS_UNSPACED, fold

MOST = 50  # dates of one form in one text
LEAP_YEAR = 2000  # has every day
CENTURY = 2000  # of a year in two digits
BEFORE = r"(?:^|[^A-Za-z\d.,/$€£-])"
YEAR = r"((?:19|20)\d\d)"
DAY = r"(\d{1,2})"
ORDINAL = r"(?:st|nd|rd|th|er|re|\.?[ºª°]|\.|e|-?go)?"
OF = r"(?:of\s|de\s|d['’]|do\s|af\s|van\s)?"
ON = r"(?:on|by|until|since|from|before|dated|am|vom|bis|seit|le|du|el|del|il|dal|dia|em|op|vanaf|dnia|od)"

Day = tuple[int | None, int, int]  # year, month, day of the month


class Calendar:
    """The months by their names in some languages, ready to be looked for."""

    def __init__(self, languages: Sequence[str]) -> None:
        self._months = _months(languages)
        names = "|".join(sorted(map(re2.escape, self._months), key=len, reverse=True))
        english = "|".join(sorted(map(re2.escape, _months(["en"])), key=len, reverse=True))
        self._forms: tuple[tuple[Regex, str], ...] = (
            (regex(rf"{BEFORE}({YEAR}[-/.](\d\d?)[-/.]{DAY})\b"), "ymd"),
            (regex(rf"((?:{YEAR}\s?[年년]\s?)?(\d\d?)\s?[月월]\s?{DAY}\s?[日号號일])"), "ymd"),
            (regex(rf"{BEFORE}({DAY}\.\s?(\d\d?)\.(?:\s?{YEAR})?)(?:$|[^\d.])"), "dmy"),
            (regex(rf"{BEFORE}({DAY}\.(\d\d?)\.(\d\d))\b"), "dmy"),
            (regex(rf"{BEFORE}({DAY}[/-](\d\d?)[/-]((?:19|20)\d\d|\d\d))\b"), "??y"),
            (regex(rf"(?:^|[^\pL]){ON}\s({DAY}/(\d\d?))(?:$|[^\d/%])"), "??"),
            (
                regex(rf"{BEFORE}({DAY}{ORDINAL}[ -]?{OF}({names})\.?(?:,?[ -]?(?:de[l ]?\s?)?{YEAR})?)(?:$|[^\pL\d])"),
                "dny",
            ),
            (
                regex(rf"(?:^|[^\pL\d])(({english})\.?[ -]{DAY}(?:st|nd|rd|th)?(?:,?\s{YEAR})?)(?:$|[^\pL\d%$€£])"),
                "ndy",
            ),
        )

        self._together = Together([form.pattern for form, _ in self._forms])

    def dates_in(self, text: str) -> Iterator[tuple[str, str]]:
        """(as ISO 8601 writes it, '2026-11-12', without a year '--11-12'; as it stands in the text) for each day.

        11/12/2026 is November's or December's: 'the one or the other'.
        """
        for at in self._together.matching(text):
            form, order = self._forms[at]
            for match in islice(form.finditer(text), MOST):
                words, *parts = match.groups()
                readings = [
                    reading for some in _orders(order) if (reading := self._read(dict(zip(some, parts, strict=True))))
                ]
                if readings:
                    yield " or ".join(dict.fromkeys(map(_iso, readings))), words or ""

    def _read(self, parts: dict[str, str | None]) -> Day | None:
        """The day that these parts name, if there is one."""
        name, year = parts.get("n"), parts.get("y")
        month = self._months[fold(name)] if name else int(parts["m"] or 0)
        reading = (_full(int(year)) if year else None, month, int(parts["d"] or 0))
        return reading if _exists(*reading) else None


def _orders(order: str) -> Sequence[str]:
    """'??y': the month first, as in America, or the day."""
    return [order.replace("??", both) for both in ("md", "dm")] if "?" in order else [order]


def _months(languages: Sequence[str]) -> dict[str, int]:
    """Name, with its accents and without → month; short names in English alone: in other languages many are other words (set, out, mag, sie)."""
    months = {
        way: month for language in languages for name, month in _names(language) for way in (name.lower(), fold(name))
    }
    return months | ({"sept": 9} if "en" in languages else {})


def _names(language: str) -> Iterator[tuple[str, int]]:
    """The table's, or CLDR's for a language that it does not have."""
    if language in MONTHS:
        for month, names in enumerate(MONTHS[language].split(), start=1):
            yield from ((name, month) for name in names.split("/"))
        return
    from babel import Locale  # noqa: PLC0415  megabytes, and seldom needed

    for context in ("format", "stand-alone"):
        for month, name in Locale.parse(language, sep="-").months[context]["wide"].items():
            if not IS_UNSPACED.search(name):
                yield name, month


def _full(year: int) -> int:
    return year + CENTURY if year < 100 else year  # noqa: PLR2004  two digits


def _exists(year: int | None, month: int, day: int) -> bool:
    try:
        date(year or LEAP_YEAR, month, day)
    except ValueError:
        return False
    return True


def _iso(day: Day) -> str:
    year, month, number = day
    return f"{year or '-'}-{month:02}-{number:02}"
