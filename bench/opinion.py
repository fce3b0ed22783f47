"""How often signals, the second opinion and both together sort rightly, and what asking costs.

`python -m bench.opinion`. Every example of the starter set is judged by what was learned without it; `by others` leaves its
whole language out. Timings are of this machine, now.
"""

import asyncio
import os
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from time import perf_counter

from triage.opinion import Adviser, Source, is_installed
from triage.opinion.examples import STARTER, Labelled
from triage.policy.classify import Classification, classify
from triage.policy.opinion import Opinion
from triage.policy.rules import Rules
from triage.policy.rulesfile import rules_from_file
from triage.settings import RULES, settings, shipped

TIMED = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Tried:
    """One example, and how it was sorted."""

    example: Labelled
    opinion_is_right: bool
    unseen_language_is_right: bool
    signals: Classification  # alone, in the mailbox that is meant for it
    own: Classification  # with the opinion, there
    support: Classification  # with the opinion, in a mailbox that gives nothing away


def main() -> int:
    """Print the figures."""
    rules = rules_from_file(shipped(RULES)).rules
    if rules is None or not is_installed():
        print("the rules are broken or `triage[opinion]` is not installed", file=sys.stderr)
        return 1
    tried = _tried(rules)
    print(f"{len(tried)} examples, each judged by the others; right in %\n")
    _print_table("language", tried, lambda one: one.example.language)
    _print_table("category", tried, lambda one: one.example.category)
    _print_doubt(tried)
    _print_costs(rules, [one.example for one in tried])
    return 0


def _tried(rules: Rules) -> list[Tried]:
    from triage.opinion.mind import learned_from  # noqa: PLC0415  only where numpy is installed
    from triage.opinion.trial import cross_validated  # noqa: PLC0415  the same

    source = Source(categories=tuple(rules.categories), own=(), cache=settings().cache, starter=STARTER)
    learned = learned_from(source)
    if learned is None:
        return []
    examples, vectors = source.examples(), learned.layer.vectors
    judged = cross_validated(examples, vectors)
    unseen = cross_validated(examples, vectors, by_group=True)
    return [_try(one.example, one.opinion, other.opinion, rules) for one, other in zip(judged, unseen, strict=True)]


def _try(example: Labelled, opinion: Opinion, unseen: Opinion, rules: Rules) -> Tried:
    def sort(mailbox: str, said: Opinion | None) -> Classification:
        return classify(
            subject=example.subject, text=example.text, author="", mailbox=mailbox, rules=rules, opinion=said
        )

    own = _mailbox_for(example.category, rules)
    support = next(name for name in rules.mailboxes if name.startswith("support@"))
    return Tried(
        example=example,
        opinion_is_right=_best(opinion) == example.category,
        unseen_language_is_right=_best(unseen) == example.category,
        signals=sort(own, None),
        own=sort(own, opinion),
        support=sort(support, opinion),
    )


def _mailbox_for(category: str, rules: Rules) -> str:
    """The mailbox that answers it, else the one whose default it is, else the first."""
    defaults = (name for name, box in rules.mailboxes.items() if box.default == category)
    return rules.categories[category].home or next(defaults, next(iter(rules.mailboxes)))


def _best(opinion: Opinion) -> str:
    return max(opinion.likelihood, key=lambda name: opinion.likelihood[name])


def _print_table(title: str, tried: Sequence[Tried], group_of: Callable[[Tried], str]) -> None:
    print(f"{title:18}{'n':>6}{'signals':>9}{'opinion':>9}{'by others':>11}{'together':>10}{'in support@':>13}")
    for group in (*sorted({group_of(one) for one in tried}), "all"):
        some = [one for one in tried if group in ("all", group_of(one))]
        shares = (
            _share(one.signals.category == one.example.category for one in some),
            _share(one.opinion_is_right for one in some),
            _share(one.unseen_language_is_right for one in some),
            _share(one.own.category == one.example.category for one in some),
            _share(one.support.category == one.example.category for one in some),
        )
        widths = (9, 9, 11, 10, 13)
        print(
            f"{group:18}{len(some):6}"
            + "".join(f"{share:{width}.1f}" for share, width in zip(shares, widths, strict=True))
        )
    print()


def _print_doubt(tried: Sequence[Tried]) -> None:
    unsure = [one for one in tried if one.support.unsure]
    rest = [one for one in tried if not one.support.unsure]
    right = [_share(one.support.category == one.example.category for one in some) for some in (unsure, rest)]
    print(
        f"unsure in support@: {len(unsure)} of {len(tried)}, of which {right[0]:.1f} % right; of the rest {right[1]:.1f} %\n"
    )


def _print_costs(rules: Rules, examples: Sequence[Labelled]) -> None:
    texts = [(one.subject, one.text) for one in examples[:: max(1, len(examples) // TIMED)]]
    signals = [
        _seconds(lambda text=text: classify(subject=text[0], text=text[1], author="", mailbox="", rules=rules))
        for text in texts
    ]
    with Adviser(rules, cache=settings().cache) as adviser, asyncio.Runner() as loop:
        start = _seconds(lambda: loop.run(adviser.judge(texts[:1])))
        single = [_seconds(lambda text=text: loop.run(adviser.judge([text]))) for text in texts]
        batch = _seconds(lambda: loop.run(adviser.judge(texts))) / len(texts)
        memory = _largest_descendant() / 1024
    print(
        f"signals {median(signals) * 1000:.2f} ms a mail; opinion {median(single) * 1000:.1f} ms alone, {batch * 1000:.1f} ms in a batch"
    )
    print(f"first answer of a new process {start:.1f} s; its memory {memory:.0f} MB")


def _largest_descendant() -> int:
    """The most memory, in KiB, that any process below this one has had at a time (Linux)."""
    told = [file.read_text() for file in Path("/proc").glob("[0-9]*/status")]
    parent, peak = ({int(_told("Pid", each)): int(_told(name, each)) for each in told} for name in ("PPid", "VmHWM"))
    family = {os.getpid()}
    while children := {one for one, above in parent.items() if above in family} - family:
        family |= children
    return max(peak[one] for one in family - {os.getpid()})


def _told(name: str, status: str) -> str:
    found = re.search(rf"^{name}:\s+(\d+)", status, re.MULTILINE)
    return found[1] if found else "0"  # a kernel thread has no memory of its own


def _seconds(work: Callable[[], object]) -> float:
    started = perf_counter()
    work()
    return perf_counter() - started


def _share(claims: Iterable[bool]) -> float:
    values = list(claims)
    return 100 * sum(values) / max(1, len(values))


if __name__ == "__main__":
    sys.exit(main())
