"""Sorting of mail that has come in, in a reading worker: the rules are written to a file once, and each worker loads them once. Decides nothing."""

import gc
import pickle
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from tempfile import NamedTemporaryFile

from triage.inbound.records import Reading
from triage.policy.around import asked_of
from triage.policy.once import once_for_each
from triage.policy.rules import Rules
from triage.policy.seen import Asked, Seen, remember, see
from triage.policy.signals import Circumstances

NOTHING = Asked(subject="", text="", author="", mailbox="", around=Circumstances())


@dataclass(frozen=True, kw_only=True, slots=True)
class Sorter:
    """What a worker needs to sort what has reached one mailbox; small, for it travels with each hand-over."""

    rules: Path
    mailbox: str

    def prepare(self) -> None:
        """Load the rules, unless this worker has them. Raises OSError when they are in force no more."""
        _loaded(self.rules)

    def found_in(self, reading: Reading) -> Seen:
        """What filters and signals see in it."""
        return see(_asked(reading, self.mailbox), _loaded(self.rules))


def sorter_for(rules: Rules, mailbox: str) -> Sorter:
    """For mail in this mailbox."""
    return Sorter(rules=Path(_written(rules).name), mailbox=mailbox)


def recall(reading: Reading, rules: Rules, mailbox: str) -> None:
    """What a worker has seen in it with these rules need not be looked for again."""
    if isinstance(reading.beside, Seen):
        remember(_asked(reading, mailbox), reading.beside, rules)


def _asked(carrier: Reading, mailbox: str) -> Asked:
    reading = carrier.original()
    return asked_of(reading.message, reading.body, reading.origin, mailbox)


@once_for_each
def _written(rules: Rules):  # noqa: ANN202  what tempfile answers with has no public name
    """A file that ends with its rules: readable by our own processes alone."""
    file = NamedTemporaryFile(prefix="triage-rules-")  # noqa: SIM115  it lives as long as it is remembered
    pickle.dump(rules, file, protocol=pickle.HIGHEST_PROTOCOL)
    file.flush()
    return file


@lru_cache(maxsize=1)
def _loaded(path: Path) -> Rules:
    """In a worker: our own rules, with all that is built of them, for the rest of its life."""
    rules: Rules = pickle.loads(path.read_bytes())  # noqa: S301  our own process has written it
    see(NOTHING, rules)
    gc.collect()
    gc.freeze()  # each later collection looks at one hand-over only
    return rules
