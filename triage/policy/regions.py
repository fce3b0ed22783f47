"""The public holidays of a country, or of a part of it. Knows no clock and no working hours."""

import re
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path

import holidays
from babel import Locale
from holidays import HolidayBase
from holidays.registry import COUNTRIES

from triage.policy.nearest import did_you_mean, listed

_FOLDER = Path(holidays.__file__).parent / "countries"


@cache
def parse_region(text: str) -> HolidayBase:
    """'US' or 'DE/BY' → that region's public holidays (by the `holidays` library). Raises ValueError."""
    country, _, subdivision = text.partition("/")
    known = _class_of(country) if re.fullmatch("[A-Z]{2,3}", country) else None
    if known is None:
        raise ValueError(f"{country!r} is not a known holiday country{did_you_mean(country, _countries())}")
    if "/" not in text:
        return known()
    if subdivision not in known.subdivisions:
        spellings = {code: code for code in known.subdivisions} | known.subdivisions_aliases
        raise ValueError(
            f"{subdivision!r} is not a part of {country} with holidays of its own: "
            f"known are {listed(known.subdivisions)}{did_you_mean(subdivision, spellings)}"
        )
    return known(subdiv=subdivision)


def _class_of(country: str) -> type[HolidayBase] | None:
    """From this country's file alone: the library itself loads those of all two hundred, which takes half a second."""
    named = ((file, names[0]) for file, names in COUNTRIES.items() if country in names[1:])
    file, name = next(named, ("", ""))
    spec = spec_from_file_location(f"holidays.countries.{file}", _FOLDER / f"{file}.py")
    if not file or spec is None or spec.loader is None:
        return None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return getattr(module, name)


def _countries() -> dict[str, str]:
    """Every country with known holidays: code and English name → code."""
    names = Locale("en").territories
    codes = (name for all_names in COUNTRIES.values() for name in all_names[1:] if re.fullmatch("[A-Z]{2,3}", name))
    return {spelling: code for code in codes for spelling in (code, names.get(code, code))}
