"""Sums of money in a text, however their writers put point, comma and sign. Does not know where they stand."""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import islice

import re2
from babel.numbers import get_currency_precision, list_currencies

from triage.policy.regex import Regex, regex

MOST = 50  # sums in one text that are looked at
MOST_DIGITS = 15  # of a sum, without its cents: a longer number is none, and Decimal counts 28 in all
# 24.95, 1,234.50, 1.234,50, 1'234.50, 1 234,50; Arabic has a decimal sign and a sign for thousands of its own.
NUMBER = r"(?:\d{1,3}(?:[.,'’ ٬]\d{3})+(?:[.,٫]\d{1,2})?|\d+(?:[.,٫]\d{1,2})?)"
CENTS = regex(r"[.,٫]\d{1,2}$")
BEFORE = r"(?:^|[^A-Za-z\d.,])"  # what may stand before a sum: R$ 30 and v1.30 USD are none
WHOLE = r"(?:$|[^\pL\d]|[\p{Han}\p{Hiragana}\p{Katakana}\p{Hangul}])"
MORE = regex(
    r"^[ ]?(?:k|m|bn|mln|mio|mrd|millions?|billions?|thousand|Millionen|millones|milioni|milhões|milion\w*|mil)\b"
)
CODE = regex(r"^[ ]?\(?([A-Z]{3})\b")  # $30 CAD
WRITTEN_AFTER = 20  # characters behind a sum that are looked at


class Currency:
    """One currency, ready to be looked for: its code (ISO 4217), and how else people write it."""

    def __init__(self, code: str, names: Sequence[str]) -> None:
        self._code = code
        self._cent = Decimal(1).scaleb(-get_currency_precision(code))
        ways = sorted({code, *names}, key=len, reverse=True)
        signs = "|".join(re2.escape(way) for way in ways if way.isascii() and way == way.upper())  # words stand behind
        units = "|".join(map(_unit, ways))
        self._any = regex("|".join(re2.escape(way.rstrip("*")) for way in ways))  # most texts need this one look
        self._forms = (  # the closest first: '10 $5 vouchers' speaks of $5
            regex(rf"{BEFORE}((?:{signs})({NUMBER}))"),
            regex(rf"{BEFORE}((?:(?:{signs})[ ]?)?({NUMBER})[ -]?(?:{units}))"),
            regex(rf"{BEFORE}((?:{signs})[ :]{{1,2}}({NUMBER}))"),
        )

    def amounts_in(self, text: str) -> Iterator[tuple[str, str]]:
        """(code and number: 'USD 24.95'; as it stands in the text) for each sum, in the order of the text."""
        found: dict[int, tuple[str, str]] = {}
        for form in self._forms if self._any.search(text) else ():
            for start, words, number in _places(form, text):
                whole, cents = _parted(number)
                if len(whole) <= MOST_DIGITS and not self._is_other(text[start + len(words) :][:WRITTEN_AFTER]):
                    found[start] = (f"{self._code} {Decimal(f'{whole}.{cents}').quantize(self._cent)}", words)
                text = text[:start] + "\0" * len(words) + text[start + len(words) :]
        return (found[start] for start in sorted(found))

    def _is_other(self, after: str) -> bool:
        """Millions, or dollars of another country."""
        code = match.groups()[0] if (match := CODE.search(after)) else None
        return bool(MORE.search(after)) or (code != self._code and code in list_currencies())


def currencies(written: Mapping[str, Sequence[str]]) -> list[Currency]:
    """Those of a rules file: code → other ways to write it."""
    return [Currency(code, names) for code, names in written.items()]


def _unit(way: str) -> str:
    """A word with Latin letters stands alone; `*` takes any ending; a sign of another script may have something behind it."""
    stem = re2.escape(way.rstrip("*")) + (r"\pL*" if way.endswith("*") else "")
    return rf"{stem}\b" if way[-1].isascii() and way[-1].isalpha() else stem


def _places(form: Regex, text: str) -> list[tuple[int, str, str]]:
    """Where each begins, its words, its number."""
    places: list[tuple[int, str, str]] = []
    for match in islice(form.finditer(text), MOST):
        words, number = (group or "" for group in match.groups())
        _, end = match.span()
        places.append((end - len(words), words, number))
    return places


def _parted(number: str) -> tuple[str, str]:
    """Its digits before the cents, and the cents, "0" for none."""
    cents = match.group() or "" if (match := CENTS.search(number)) else ""
    return "".join(sign for sign in number.removesuffix(cents) if sign.isdecimal()), cents[1:] or "0"
