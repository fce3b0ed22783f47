"""Names of things for sale, however people write them. Does not know which things.

A name that begins with a word of `spellings` (the brand) may do without it in a list ('AeroPress Original, Go and XL',
'Clear vs Go') and behind a colon ('Model: Go'); alone, 'go' and 'clear' are ordinary words.
"""

from collections.abc import Iterable, Iterator
from itertools import chain, islice

import re2

from triage.policy.lexicon import Reading, ways_to_write
from triage.policy.regex import Regex, regex
from triage.policy.rules import Fact
from triage.policy.words import Span, fold

AND = r"(?:and|or|plus|with|vs|versus|und|oder|et|ou|y|o|e|ed|en|of|i|lub|czy|mit|con|avec|met)"
THE = r"(?:the|an?|one|my|der|die|das|den|einen?|eine|le|la|les|une?|el|los|una?|il|lo|uno|de|het|een|uma?)"
JOIN = rf"(?:\s*[,/&+、と和与跟及]\s*(?:{AND}\s+)?|\s+{AND}\.?\s+)(?:{THE}\s+)*"
MOST_PLACES = 200  # in one message that are looked at

Hit = tuple[str, Span]  # a name, and where it stands


class Catalogue:
    """The catalogue of one fact, ready to be looked for."""

    def __init__(self, fact: Fact) -> None:
        written = dict(ways_to_write(fact))
        short = {name.partition(" ")[2]: name for name in fact.catalogue if _begins_with_brand(name, fact)}
        self._written = written
        self._names = {_squeezed(way): name for way, name in (written | short).items()}
        self._name = regex(_any_of(written | short))
        self._list = _list_of(_any_of(written | short)) if short else None

    def find(self, reading: Reading) -> list[Hit]:
        """The names in the text, in its order; 'Go Plus' is not also 'Go'."""
        found = chain(islice(self._written_out(reading), MOST_PLACES), islice(self._listed(reading), MOST_PLACES))
        hits = list(found)
        whole = [hit for hit in hits if not any(_is_wider(other, hit) for other in hits)]
        return sorted(whole, key=lambda hit: (hit[1].start, hit[0]))

    def _written_out(self, reading: Reading) -> Iterator[Hit]:
        for way in reading.found.keys() & self._written.keys():
            yield from ((self._written[way], span) for span in reading.found[way])

    def _listed(self, reading: Reading) -> Iterator[Hit]:
        for run in self._list.finditer(reading.text.raw) if self._list else ():
            begin, _ = run.span()
            for member in self._name.finditer(run.group() or ""):
                start, end = member.span()
                yield self._names[_squeezed(member.group() or "")], Span(start=begin + start, end=begin + end)


def _begins_with_brand(name: str, fact: Fact) -> bool:
    brand, _, rest = name.partition(" ")
    return brand in fact.spellings and bool(rest)


def _any_of(names: Iterable[str]) -> str:
    """One of these names as a whole, the longest first; blanks and dashes in it as the writer likes."""
    plain = sorted((name for name in names if name.isascii() and name[-1].isalnum()), key=len, reverse=True)
    return r"\b(?:" + "|".join(r"[\s-]*".join(re2.escape(word) for word in name.split()) for name in plain) + r")\b"


def _list_of(name: str) -> Regex:
    """Two names or more, joined; or one behind a colon, with nothing after it."""
    return regex(rf"{name}(?:{JOIN}{name})+|:\s*{name}\s*(?:[,.;)\n]|$)")


def _squeezed(name: str) -> str:
    return "".join(sign for sign in fold(name) if sign.isalnum() or sign == "+")


def _is_wider(one: Hit, other: Hit) -> bool:
    """`one` holds `other` and more."""
    (_, outer), (_, inner) = one, other
    return outer != inner and outer.start <= inner.start and inner.end <= outer.end
