"""Names of things for sale, however people write them. Does not know which things.

A name that begins with a word of `spellings` (the brand) may do without it in a list ('AeroPress Original, Go and XL',
'Clear vs Go'), behind a colon ('Model: Go'), with a capital inside a sentence ('my Go leaks', 'die Clear'), in a number
('two Gos') and behind an article where the language has no such adjective ('la clear'); else 'go' and 'clear' are words.
A name of one Korean syllable ('고') must be a word by itself: with blanks around it, and perhaps a particle at its end.
"""

from collections.abc import Iterable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import chain, islice

import re2

from triage.policy.lexicon import Reading, is_syllable, ways_in_words, ways_to_write
from triage.policy.regex import Regex, Together, regex
from triage.policy.rules import Fact
from triage.policy.words import Span, fold

AND = r"(?:and|or|plus|with|vs|versus|und|oder|et|ou|y|o|e|ed|en|of|i|lub|czy|mit|con|avec|met)"
THE = r"(?:the|an?|one|my|der|die|das|den|einen?|eine|le|la|les|une?|el|los|una?|il|lo|uno|de|het|een|uma?)"
JOIN = rf"(?:\s*[,/&+、と和与跟及]\s*(?:{AND}\s+)?|\s+{AND}\.?\s+)(?:{THE}\s+)*"
# What stands before a short name with a capital: anything but the end of a sentence, for there every word has one.
INSIDE = r"""(?:[\pL\d,;:+&(/@*=–—-][\t ]*["'„“‚‘«「『’”]?|[。、「『"„“«]|[^\x00-\x{24f}]\s*)"""
FOREIGN = (  # articles and the like of languages in which 'go' and 'clear' are no words
    r"(?:der|die|das|den|dem|einen?|einem|einer|mein|meine|meinen|meiner|beim|zum|zur|im|la|le|les|une|ma|mon|mes|votre|"
    r"el|los|las|una|uno|unas|mi|il|lo|del|della|dello|alla|mia|mio|um|uma|minha|meu|da|do|na|het|een|mijn|jullie|"
    r"de|l['’]|mój|moja|moją|mojego|mojej|nowy|nową|ten|tę|z|w|do|za)"
)
ENGLISH = r"(?:the|my|your|our|this)"
GOES_ON = regex(  # what follows a short name in small English letters, so that 'the clear plastic' is not one
    r"^(?:\s*[,.;:!?)\n+&/]|\s*$|\s+(?:is|was|has|had|and|or|with|for|from|in|on|at|be|will|would|does|did|can|came|arrived|"
    r"leaks?|leaked|leaking|broke|cracked|but|vs|plus|i|we|you|that|which|after|before|because|instead|model|version)\b)"
)
ANYTHING = regex(r"^")
NUMBER = (
    r"(?:\d{1,3}\s?x?|one|two|three|four|five|six|ten|twelve|twenty|dozen|pair of|zwei|drei|vier|fünf|deux|trois|quatre|cinq|"
    r"dos|tres|cuatro|cinco|due|tre|quattro|cinque|dois|duas|três|quatro|twee|drie|vijf|dwa|dwie|trzy|cztery|pięć)"
    r"(?:\s(?:x|szt|stk|stück|stuks|pcs|pieces|units|unidades|unità|pezzi|pçs)\.?)?"
)
ORDINARY = regex(
    r"^'?s?\s+(?:box|packag\w*|carton|invoice|receipt|order|price|part|parts|shipping|member\w*|account|support|service|delivery)\b"
)  # 'the Premium membership'
# What may stand behind a name of one Korean syllable: a particle and the end of the word; but no verb that 'and' is part of.
PARTICLE = regex(r"^(?:하고|이랑|랑|를|는|가|로|도|만|의|나|와)?(?:[^\p{Hangul}]|$)")
VERB = regex(r"^\s(?:싶|있|계|나서|말|씨)")
IDIOM = regex(r"\bon the go$")
LONGEST_NEXT = 20  # characters beside a short name that are looked at
MOST_PLACES = 200  # in one message that are looked at
GAP = r"[\s-]*"  # between the words of a name

Hit = tuple[str, Span]  # a name, and where it stands
Name = Sequence[Sequence[str]]  # the spellings of each of its words


class Catalogue:
    """The catalogue of one fact, ready to be looked for."""

    def __init__(self, fact: Fact) -> None:
        written = dict(ways_to_write(fact))
        short = {name.partition(" ")[2]: name for name in fact.catalogue if _begins_with_brand(name, fact)}
        self._written = written
        self._names = {_squeezed(way): name for way, name in (written | short).items()}
        in_short = [[(word,) for word in name.split()] for name in short]
        name = _any_of([*(words for _, words in ways_in_words(fact)), *in_short])
        self._name = regex(name)
        self._list = _list_of(name) if short else None
        self._short = _short_in_context(short) if short else ()
        self._mentioned = regex(_any_of(in_short).removesuffix(r"\b")) if short else None
        lone = [way for ways in fact.catalogue.values() for way in ways if is_syllable(way)]
        self._lone = regex(rf"(?:^|[^\pL])({'|'.join(lone)})") if lone else None
        looks = (self._list, self._mentioned, self._lone, *(context for context, _ in self._short))
        self._looks = [look for look in looks if look]
        self._together = Together([look.pattern for look in self._looks])

    def find(self, reading: Reading) -> list[Hit]:
        """The names in the text, in its order; 'Go Plus' is not also 'Go'."""
        raw = reading.text.raw
        worth = {self._looks[at] for at in self._together.matching(raw)}
        ways = (
            self._written_out(reading),
            self._listed(raw, worth),
            self._shortened(raw, worth),
            self._alone(raw, worth),
        )
        found = chain.from_iterable(islice(way, MOST_PLACES) for way in ways)
        hits = list(found)
        whole = [hit for hit in hits if not any(_is_wider(other, hit) for other in hits)]
        return sorted(whole, key=lambda hit: (hit[1].start, hit[0]))

    def _written_out(self, reading: Reading) -> Iterator[Hit]:
        for way in (phrase for phrase in reading.found if phrase in self._written):
            yield from ((self._written[way], span) for span in reading.found[way])

    def _listed(self, raw: str, worth: AbstractSet[Regex]) -> Iterator[Hit]:
        for run in self._list.finditer(raw) if self._list and self._list in worth else ():
            begin, _ = run.span()
            for member in self._name.finditer(run.group() or ""):
                start, end = member.span()
                yield self._names[_squeezed(member.group() or "")], Span(start=begin + start, end=begin + end)

    def _shortened(self, raw: str, worth: AbstractSet[Regex]) -> Iterator[Hit]:
        for context, goes_on in self._short if self._mentioned in worth else ():
            for place in context.finditer(raw) if context in worth else ():
                begin, _ = place.span()
                name = next((group for group in place.groups() if group), "")
                start = begin + (place.group() or "").rindex(name)
                after = raw[start + len(name) :][:LONGEST_NEXT]
                before = raw[max(0, start - LONGEST_NEXT) : start + len(name)]
                if goes_on.search(after) and not ORDINARY.search(after) and not IDIOM.search(before):
                    yield self._names[_squeezed(name)], Span(start=start, end=start + len(name))

    def _alone(self, raw: str, worth: AbstractSet[Regex]) -> Iterator[Hit]:
        for place in self._lone.finditer(raw) if self._lone and self._lone in worth else ():
            _, end = place.span()
            after = raw[end : end + LONGEST_NEXT]
            if PARTICLE.search(after) and not VERB.search(after):
                name = place.groups()[0] or ""
                yield self._written[name], Span(start=end - len(name), end=end)


def _begins_with_brand(name: str, fact: Fact) -> bool:
    brand, _, rest = name.partition(" ")
    return brand in fact.spellings and bool(rest)


def _any_of(names: Iterable[Name]) -> str:
    """One of these names as a whole, the longest first; blanks and dashes in it as the writer likes."""
    plain = [[[each for each in spellings if each.isascii()] for spellings in name] for name in names]
    for name in plain:
        name[-1] = [each for each in name[-1] if each[-1].isalnum()]
    longest_first = sorted(filter(all, plain), key=_longest, reverse=True)
    return r"\b(?:" + "|".join(GAP.join(map(_one_of, name)) for name in longest_first) + r")\b"


def _longest(name: Name) -> int:
    return sum(1 + max(map(len, spellings)) for spellings in name)


def _one_of(spellings: Sequence[str]) -> str:
    """One of these, the longest first: each of them in every name would be ten times as much for RE2 to compile."""
    ways = [GAP.join(map(re2.escape, each.split())) for each in sorted(spellings, key=len, reverse=True)]
    return ways[0] if len(ways) == 1 else f"(?:{'|'.join(ways)})"


def _list_of(name: str) -> Regex:
    """Two names or more, joined; or one behind a colon, with nothing after it."""
    return regex(rf"{name}(?:{JOIN}{name})+|:\s*{name}\s*(?:[.;)\n]|$)")


def _short_in_context(names: Iterable[str]) -> tuple[tuple[Regex, Regex], ...]:
    """Where a name without its brand is none of the language's own words, the first group being it; what must follow."""
    plain = sorted(names, key=len, reverse=True)
    any_case = "|".join(GAP.join(re2.escape(word) for word in name.split()) for name in plain)
    as_name = f"(?-i:{any_case})"
    return (
        (regex(rf"{INSIDE}({as_name})(?:'?s)?\b"), ANYTHING),
        (
            regex(rf"(?:^|[^\pL\d])({as_name})\s*[\p{{Han}}\p{{Hiragana}}\p{{Katakana}}\p{{Hangul}}\p{{Arabic}}]"),
            ANYTHING,
        ),
        (regex(rf"\b({any_case})\s*\+|\+\s*({any_case})\b"), ANYTHING),
        (regex(rf"(?:^|[^\pL\d]){FOREIGN}\s*\b({any_case})s?\b"), ANYTHING),
        (regex(rf"(?:^|[^\pL\d]){NUMBER}\s+({any_case})(?:'?s|es)?\b"), ANYTHING),
        (regex(rf"(?:^|[^\pL\d]){ENGLISH}\s+({any_case})\b"), GOES_ON),
    )


def _squeezed(name: str) -> str:
    folded = "".join(fold(name).split())
    return folded if folded.isalnum() else "".join(sign for sign in folded if sign.isalnum() or sign == "+")


def _is_wider(one: Hit, other: Hit) -> bool:
    """`one` holds `other` and more."""
    (_, outer), (_, inner) = one, other
    return outer != inner and outer.start <= inner.start and inner.end <= outer.end
