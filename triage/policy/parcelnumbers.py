"""Tracking numbers of the big carriers, told from other long numbers by their check digit. Does not know where they stand.

Carriers whose numbers hold no public check digit (DPD, GLS, Hermes) are known by the words around them, in rules.yaml.
"""

from collections.abc import Callable, Iterator
from itertools import cycle

from triage.policy.regex import Regex, Together, regex

S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
DHL_MODULUS = 7


def _ups(number: str) -> bool:
    """1Z, fifteen signs, check digit: modulus 10, every second sign twice; letters count as digits."""
    values = [int(sign) if sign.isdecimal() else (ord(sign) - 63) % 10 for sign in number[2:-1]]
    return (sum(values) + sum(values[1::2]) + int(number[-1])) % 10 == 0


def _s10(number: str) -> bool:
    """UPU S10 §5: two letters, eight digits, check digit (modulus 11), country. Posts all over the world, Royal Mail too."""
    total = sum(weight * int(digit) for weight, digit in zip(S10_WEIGHTS, number[2:10], strict=True))
    return {10: 0, 11: 5}.get(rest := 11 - total % 11, rest) == int(number[10])


def _gs1(number: str) -> bool:
    """Modulus 10 with weights 3 and 1 from the right (GS1 General Specifications §7.9): USPS IMpb, SSCC, FedEx Ground."""
    weighted = zip(map(int, reversed(number[:-1])), cycle((3, 1)), strict=False)
    return (sum(digit * weight for digit, weight in weighted) + int(number[-1])) % 10 == 0


def _fedex(number: str) -> bool:
    """Twelve digits, weights 3 1 7 from the left, modulus 11, then 10."""
    weighted = zip(map(int, number[:-1]), cycle((3, 1, 7)), strict=False)
    return sum(digit * weight for digit, weight in weighted) % 11 % 10 == int(number[-1])


def _dhl(number: str) -> bool:
    """Ten digits: the first nine modulus 7."""
    return int(number[:-1]) % DHL_MODULUS == int(number[-1])


Check = Callable[[str], bool]
_KINDS: tuple[tuple[Regex, Check], ...] = (
    (regex(r"\b1Z(?:\s?[0-9A-Z]){15}\s?\d\b"), _ups),
    (regex(r"\b[A-Z]{2}\s?(?:\d\s?){9}[A-Z]{2}\b"), _s10),
    (regex(r"\b(?:420\d{5})?9[1-5](?:[ ]?\d){18,20}\b"), lambda number: _gs1(number.removeprefix(number[:-22]))),
    (regex(r"\b00(?:[ ]?\d){18}\b"), _gs1),
    (regex(r"\b\d{4}[ ]?\d{4}[ ]?\d{4}\b"), _fedex),
    (regex(r"\b\d{15}\b"), _gs1),
    (regex(r"\b\d{10}\b"), _dhl),
)
_TOGETHER = Together([form.pattern for form, _ in _KINDS])


def numbers_in(text: str) -> Iterator[tuple[str, str]]:
    """(the number without blanks, in capitals; as it stands in the text) for each tracking number."""
    for form, holds in (_KINDS[at] for at in _TOGETHER.matching(text)):
        for match in form.finditer(text):
            written = match.group() or ""
            number = "".join(written.split()).upper()
            if holds(number):
                yield number, written
