"""A region's holidays are those of the library, though only that country's file is loaded."""

from datetime import date

import pytest
from holidays import country_holidays

from triage.policy.regions import parse_region

YEARS = range(2024, 2028)


@pytest.mark.parametrize("region", ["US", "USA", "US/CA", "DE", "DE/BY", "GB/SCT", "FR", "JP", "CN", "GU", "AX"])
def test_the_days_are_the_library_s(region: str) -> None:
    country, _, subdivision = region.partition("/")
    theirs = country_holidays(country, subdiv=subdivision or None, years=YEARS)
    ours = parse_region(region)
    days = [date.fromordinal(day) for day in range(date(2024, 1, 1).toordinal(), date(2028, 1, 1).toordinal())]
    assert {day: ours.get(day) for day in days if day in ours} == dict(sorted(theirs.items()))
