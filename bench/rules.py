"""What it costs to sort one message: with the shipped rules, and with 2,000 signals of every kind.

`python -m bench.rules`. The floor is the least that any sorting does: to clean and fold the text and cut it into words.
"""

import random
import sys
from collections.abc import Callable, Sequence
from itertools import count
from pathlib import Path
from statistics import median
from time import perf_counter

from triage.inbound.readers import SetAside, read
from triage.policy.classify import classify
from triage.policy.ourselves import ours_of
from triage.policy.rules import Category, Rules, Signal
from triage.policy.rulesfile import rules_from_file
from triage.policy.words import Text
from triage.settings import RULES, shipped

SIGNALS, CATEGORIES = 2_000, 50
ROUNDS = 15
LIMITS_MS = {"shipped rules": 2.0, f"{SIGNALS:,} signals": 50.0}
MAILS = Path(__file__).parents[1] / "triage/demo/mails"
LONG = 20_000  # characters of the long mail

Mail = tuple[str, str, str]  # subject, text, author
_numbers = count()


def main() -> int:
    """Print the figures; 1 when one is above its limit."""
    rules = rules_from_file(shipped(RULES)).rules
    if rules is None:
        return 1
    mails = sample_mails(rules)
    floor = measured(lambda mail: Text.of(f"{mail[0]}\n{mail[1]}").pieces, mails)
    print(
        f"{len(mails)} mails, {median(len(text) for _, text, _ in mails):.0f} characters in the middle, {ROUNDS} rounds"
    )
    print(f"{'':24}{'median':>10}{'slowest':>10}{'to the floor':>14}")
    print(f"{'floor: cut into words':24}{floor[0]:7.3f} ms{floor[1]:7.2f} ms{1:13.1f}x")
    too_slow = False
    for name, some in (("shipped rules", rules), (f"{SIGNALS:,} signals", many_rules(rules))):
        middle, slowest = measured(lambda mail, some=some: sort(mail, some), mails)
        print(
            f"{name:24}{middle:7.3f} ms{slowest:7.2f} ms{middle / floor[0]:13.1f}x   (at most {LIMITS_MS[name]:g} ms)"
        )
        too_slow = too_slow or middle > LIMITS_MS[name]
    return int(too_slow)


def sort(mail: Mail, rules: Rules) -> object:
    subject, text, author = mail
    writer = f"{next(_numbers)}-{author}"  # nobody has written this before, so nothing is remembered of it
    return classify(subject=subject, text=text, author=writer, mailbox="support@aeropressmall.com", rules=rules)


def measured(work: Callable[[Mail], object], mails: Sequence[Mail]) -> tuple[float, float]:
    """The median over all mails of each mail's best round, and the slowest mail's, in milliseconds."""
    work(mails[0])  # compiles
    best = [min(_once(work, mail) for _ in range(ROUNDS)) for mail in mails]
    return median(best), max(best)


def _once(work: Callable[[Mail], object], mail: Mail) -> float:
    started = perf_counter()
    work(mail)
    return (perf_counter() - started) * 1_000


def sample_mails(rules: Rules) -> list[Mail]:
    """The demo's customers and every example of the shipped rules, and one long mail."""
    ours = ours_of(rules)
    readings = (read(file.read_bytes(), ours) for file in sorted(MAILS.glob("*.eml")))
    mails = [
        (reading.message.subject, reading.body.text, "customer@shop.example")
        for reading in readings
        if not isinstance(reading, SetAside)
    ]
    mails += [
        (example.subject, example.text, "customer@shop.example")
        for category in rules.categories.values()
        for example in category.examples
    ]
    long = " ".join(text for _, text, _ in mails)
    return [*mails, ("long", (long * (LONG // len(long) + 1))[:LONG], "customer@shop.example")]


def many_rules(rules: Rules) -> Rules:
    """The shipped rules with 2,000 signals instead: two thirds words, the rest patterns, subjects, senders and facts."""
    dice = random.Random(2026)
    words = sorted({word for some in rules.words.values() for phrase in some for word in phrase.split()})
    categories = {
        f"category-{number}": Category(
            team="aftersales", signals=[_signal(dice, words, rules) for _ in range(SIGNALS // CATEGORIES)]
        )
        for number in range(CATEGORIES)
    }
    boxes = {name: box.model_copy(update={"default": "category-0"}) for name, box in rules.mailboxes.items()}
    return rules.model_copy(update={"categories": categories, "mailboxes": boxes})


def _signal(dice: random.Random, words: Sequence[str], rules: Rules) -> Signal:
    phrases = [" ".join(dice.sample(words, dice.randint(1, 3))) for _ in range(dice.randint(2, 8))]
    kind = dice.random()
    if kind < 0.66:
        return Signal(any=phrases)
    if kind < 0.86:
        first, second = (dice.choice([word for word in words if word.isalpha()]) for _ in range(2))
        return Signal(regex=rf"\b{first}\s+(?:\w+\s+){{0,3}}{second}\w*\b|\b\d{{3,}}\s*{second}")
    if kind < 0.92:
        return Signal(subject=phrases)
    if kind < 0.96:
        return Signal(sender=[f"shop-{dice.randint(1, 999)}.example"])
    return Signal(fact=dice.choice(list(rules.facts)), none=phrases)


if __name__ == "__main__":
    sys.exit(main())
