"""The table of months says what CLDR says."""

import pytest
from babel import Locale, localedata

from triage.policy.months import MONTHS
from triage.policy.words import IS_UNSPACED


@pytest.mark.parametrize("language", MONTHS)
def test_each_month_has_the_names_that_cldr_gives_it(language: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(localedata, "_cache", {})  # one locale that is looked into changes what others inherit
    wanted: dict[int, set[str]] = {}
    for context in Locale.parse(language).months.values():
        for width in ("wide", "abbreviated") if language == "en" else ("wide",):
            for month, name in context[width].items():
                if not IS_UNSPACED.search(name):
                    wanted.setdefault(month, set()).add(name)
    written = enumerate(MONTHS[language].split(), start=1)
    assert {month: set(names.split("/")) for month, names in written} == wanted
