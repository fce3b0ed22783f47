"""Moments and spans in the reader's words."""

from datetime import UTC, date, datetime, timedelta

import pytest
from babel import Locale
from babel.dates import format_date

from triage.outbound import wording
from triage.outbound.wording import worded, worded_day, worded_moment, worded_span

CLOSING_TIME = datetime(2026, 11, 25, 20, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("en", "Wednesday 25 November, 15:00 EST"),
        ("de", "Mittwoch, 25. November, 15:00 Uhr EST"),
        ("es", "miércoles 25 de noviembre a las 15:00 EST"),
        ("fr", "mercredi 25 novembre à 15:00 EST"),
        ("it", "mercoledì 25 novembre alle ore 15:00 EST"),
        ("ja", "11月25日（水曜日）15:00 EST"),
        ("pt", "quarta-feira, 25 de novembro, às 15:00 EST"),
        ("nl", "woensdag 25 november om 15:00 uur EST"),
        ("pl", "25 listopada (środa), godz. 15:00 EST"),
        ("zh", "11月25日（星期三）15:00 EST"),
        ("sv", "Wednesday 25 November, 15:00 EST"),
    ],
)
def test_a_moment_is_told_on_the_desks_clock_in_the_readers_language(language: str, words: str) -> None:
    assert worded_moment(CLOSING_TIME, "America/New_York", language) == words


@pytest.mark.parametrize(
    ("moment", "zone", "words"),
    [
        (datetime(2026, 7, 1, 13, 0, tzinfo=UTC), "America/New_York", "Wednesday 1 July, 09:00 EDT"),
        (datetime(2026, 12, 31, 23, 30, tzinfo=UTC), "Europe/Berlin", "Friday 1 January, 00:30 CET"),
        (CLOSING_TIME, "America/Sao_Paulo", "Wednesday 25 November, 17:00 UTC-03:00"),
        (CLOSING_TIME, "Asia/Kathmandu", "Thursday 26 November, 01:45 UTC+05:45"),
    ],
)
def test_the_zone_closes_the_moment(moment: datetime, zone: str, words: str) -> None:
    assert worded_moment(moment, zone, "en") == words


def test_a_moment_without_a_zone_promises_nothing() -> None:
    with pytest.raises(ValueError, match="has no zone"):
        worded_moment(datetime(2026, 11, 25, 15, 0), "America/New_York", "en")  # noqa: DTZ001  that is the point


@pytest.mark.parametrize(
    ("span", "language", "words"),
    [
        ("1-3 working days", "en", "1–3 working days"),
        ("1–3 working days", "de", "1–3 Werktage"),
        ("6 to 12 days", "es", "6–12 días"),
        ("5-10 business days", "fr", "5–10 jours ouvrés"),
        ("2 - 3 weeks", "it", "2–3 settimane"),
        ("6-12 days", "ja", "6–12日"),
        ("1-3 working days", "pt", "1–3 dias úteis"),
        ("6-12 days", "nl", "6–12 dagen"),
        ("1-3 working days", "pl", "1–3 dni robocze"),
        ("5-10 working days", "pl", "5–10 dni roboczych"),
        ("21-22 weeks", "pl", "21–22 tygodnie"),
        ("5-10 working days", "zh", "5–10个工作日"),
        ("1 working day", "en", "1 working day"),
        ("1 day", "pl", "1 dzień"),
        ("2 weeks", "de", "2 Wochen"),
        ("6-12 days", "sv", "6–12 days"),
        ("about a week", "de", "about a week"),
    ],
)
def test_ops_spans_are_worded_and_anything_else_is_left_alone(span: str, language: str, words: str) -> None:
    assert worded_span(span, language) == words


@pytest.mark.parametrize(
    ("language", "first", "second"),
    [
        ("fr", "mardi 1er décembre", "mercredi 2 décembre"),
        ("it", "martedì 1º dicembre", "mercoledì 2 dicembre"),
        ("pt", "terça-feira, 1º de dezembro", "quarta-feira, 2 de dezembro"),
    ],
)
def test_some_count_the_first_of_a_month(language: str, first: str, second: str) -> None:
    day = datetime(2026, 12, 1, 15, 0, tzinfo=UTC)
    assert worded_moment(day, "America/New_York", language).startswith(first)
    assert worded_moment(day + timedelta(days=1), "America/New_York", language).startswith(second)


def test_moments_and_days_are_written_out_at_any_depth() -> None:
    values = {"day": date(2026, 11, 24), "rows": [{"due": CLOSING_TIME, "count": 2, "none": None}]}
    assert worded(values, "America/New_York", "de") == {
        "day": "Tue 24 Nov 2026",
        "rows": [{"due": "Mittwoch, 25. November, 15:00 Uhr EST", "count": 2, "none": None}],
    }


@pytest.mark.parametrize("language", wording._WEEKDAYS)
def test_days_months_and_plurals_are_those_of_cldr(language: str) -> None:
    known = Locale(language)
    days = [date(2026, month, 1) + timedelta(days=month % 7) for month in range(1, 13)]
    week = [date(2026, 11, 23) + timedelta(days=number) for number in range(7)]
    months, weekdays = known.months["format"]["wide"], known.days["format"]["wide"]
    assert [wording._weekday(day, language) for day in week] == [weekdays[number] for number in range(7)]
    if "{month}" in wording._MOMENT[language]:
        assert [wording._month(day, language) for day in days] == [months[day.month] for day in days]
    for number in range(200) if isinstance(wording._UNITS["day"][language], dict) else ():
        wanted = known.plural_form(number)
        assert wording._plural(number, language) == (wanted if wanted in ("one", "few") else "other")


def test_a_day_for_staff_is_written_as_cldr_abbreviates_it() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(365)]
    assert [worded_day(day) for day in days] == [format_date(day, "EEE d MMM y", locale="en") for day in days]
