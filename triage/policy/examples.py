"""The examples of rules.yaml, tried: which are sorted otherwise, and which signals speak against their own. Reads no file."""

from collections.abc import Iterator

from triage.policy.classify import Classification, classify
from triage.policy.rules import Example, Rules
from triage.policy.yamlnodes import Trail
from triage.record import record


@record
class Finding:
    """What an example shows about the rules."""

    path: Trail  # of the example, or of the signal it is about
    sentence: str
    reasons: tuple[str, ...] = ()  # the signals that brought it about, with their lines


def wrong_examples(rules: Rules) -> Iterator[Finding]:
    """Each example that is not sorted, or does not miss, as it says; what goes wrong in several mailboxes is said once."""
    for path, belongs, example in _examples(rules):
        mailboxes: dict[str, list[str]] = {}
        reasons: dict[str, tuple[str, ...]] = {}
        for mailbox, found in _tries(example, rules):
            if sentence := _mistake(example, belongs, found):
                mailboxes.setdefault(sentence, []).append(mailbox)
                reasons.setdefault(sentence, tuple(_reasons(found, belongs)))
        for sentence, some in mailboxes.items():
            yield Finding(path=path, sentence=f"in {', '.join(some)} {sentence}", reasons=reasons[sentence])


def signals_against_their_own(rules: Rules) -> Iterator[Finding]:
    """Each signal that speaks against an example of its own category, though others outweigh it."""
    for path, belongs, example in _examples(rules):
        _, found = next(_tries(example, rules))
        for hit in found.hits if found.category == belongs else ():
            if hit.category == belongs and hit.score < 0:
                sentence = f"it speaks against an example of its own category, {rules.place(*path)}"
                yield Finding(
                    path=("categories", belongs, "signals", hit.signal), sentence=sentence, reasons=(hit.sentence,)
                )


def _examples(rules: Rules) -> Iterator[tuple[Trail, str, Example]]:
    """Where each stands, the category it belongs to, and the example."""
    for name, category in rules.categories.items():
        for at, example in enumerate(category.examples):
            yield ("categories", name, "examples", at), example.is_ or name, example


def _tries(example: Example, rules: Rules) -> Iterator[tuple[str, Classification]]:
    """Without a mailbox of its own an example must hold in each."""
    for mailbox in [example.mailbox] if example.mailbox else rules.mailboxes:
        found = classify(
            subject=example.subject, text=example.text, author=example.sender or "", mailbox=mailbox, rules=rules
        )
        yield mailbox, found


def _mistake(example: Example, belongs: str, found: Classification) -> str | None:
    """What is wrong with how it was sorted."""
    if found.category != belongs:
        won, lost = (_score(category, found) for category in (found.category, belongs))
        return f"it is sorted as {found.category} (score {won:g}), not {belongs} (score {lost:g})"
    if example.missing is not None and sorted(example.missing) != sorted(found.missing):
        return f"it misses {', '.join(found.missing) or 'nothing'}, not {', '.join(example.missing) or 'nothing'}"
    return None


def _score(category: str, found: Classification) -> float:
    return sum(hit.score for hit in found.hits if hit.category == category)


def _reasons(found: Classification, belongs: str) -> Iterator[str]:
    """What made the other win, and what spoke for and against its own; of a wrong fact, what was found."""
    if found.category == belongs:
        yield from (f"{name}: {item}" for name, items in found.facts.items() for item in items)
        return
    concerned = [hit for hit in found.hits if hit.category in (found.category, belongs)]
    yield from (hit.sentence for hit in sorted(concerned, key=lambda hit: hit.category == belongs))
    yield from (sentence for sentence in found.because if sentence not in {hit.sentence for hit in found.hits})
