"""A second opinion on what a message is about, as plain data, and what it weighs beside the signals.

Does not know how it came about; `triage.opinion` does.
"""

from collections.abc import Iterator, Mapping
from math import exp

from triage.record import record

SHOWN = 2  # neighbours that explain a decision
# Chosen on the starter set, a language left out at a time, and on short texts to other shops, where signals know more: right are
# 89.8 and 86 % of them at 0.5 and -1; 89.4 and 85 % at 0.4; 89.5 and 87 % at 0.6. -2 costs 0.2 % of the first.
WEIGHT = 0.5  # of one point of a signal: e^0.5 makes its category 1.6 times as likely
LEAST, MOST = -1.0, 8.0  # points that signals may bring a category: beyond that they repeat each other
LEAN = 1.0  # points for the default of the mailbox that was reached


@record
class Neighbour:
    """An example that a message reads like."""

    category: str
    language: str  # ISO 639-1 code; "" when unknown
    words: str  # how it begins, on one line


@record
class Opinion:
    """What a message seems to be about, judged by examples."""

    likelihood: Mapping[str, float]  # by category, each above 0
    nearest: tuple[Neighbour, ...]  # the most similar first
    is_familiar: bool = True  # False: far from every example, hence its likelihoods are nearly even and signals decide

    def beside(self, scores: Mapping[str, float], default: str) -> list[tuple[str, float]]:
        """Every category it knows with its share of confidence, best first.

        Args:
            scores: What the signals say, by category.
            default: The category of the mailbox that was reached.
        """
        points = {
            name: max(LEAST, min(MOST, scores.get(name, 0.0))) + LEAN * (name == default) for name in self.likelihood
        }
        weights = {name: likelihood * exp(WEIGHT * points[name]) for name, likelihood in self.likelihood.items()}
        whole = sum(weights.values())
        return sorted(((name, weight / whole) for name, weight in weights.items()), key=lambda entry: -entry[1])

    def sentences(self, category: str) -> Iterator[str]:
        """Why it speaks for that category: what it reads like; without such a neighbour, what else it reads like."""
        if not self.is_familiar:
            yield "reads like nothing that is known, so the signals decide"
            return
        like = [neighbour for neighbour in self.nearest if neighbour.category == category] or self.nearest
        for neighbour in like[:SHOWN]:
            origin = ", ".join(filter(None, (neighbour.language, neighbour.category)))
            yield f"reads like: «{neighbour.words}» ({origin})"
