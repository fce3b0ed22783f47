"""Sorting of mail that has come in, in a reading worker: the rules lie in memory once, and each worker loads them once. Decides nothing."""

import gc
import os
import pickle
import sys
from functools import lru_cache
from pathlib import Path
from uuid import uuid4
from weakref import finalize

from triage.inbound.records import Reading
from triage.policy.around import asked_of
from triage.policy.once import once_for_each
from triage.policy.rules import Rules
from triage.policy.seen import Asked, Seen, prepare, remember, see
from triage.record import record


@record
class Sorter:
    """What a worker needs to sort what has reached one mailbox; small, for it travels with each hand-over."""

    rules: Path
    key: str  # of these rules: others may lie there later
    mailbox: str

    def prepare(self) -> None:
        """Load the rules, unless this worker has them. Raises OSError or LookupError when they are in force no more."""
        _loaded(self.rules, self.key)

    def found_in(self, reading: Reading) -> Seen:
        """What filters and signals see in it."""
        return see(_asked(reading, self.mailbox), _loaded(self.rules, self.key))


def sorter_for(rules: Rules, mailbox: str) -> Sorter | None:
    """For mail in this mailbox; None where rules cannot be handed over, and the desk sorts by itself."""
    if sys.platform != "linux":
        return None
    try:
        laid = _laid(rules)
    except OSError:  # no room: that must not keep mail from being read
        return None
    return Sorter(rules=laid.path, key=laid.key, mailbox=mailbox)


def recall(reading: Reading, rules: Rules, mailbox: str) -> None:
    """What a worker has seen in it with these rules need not be looked for again."""
    if isinstance(reading.beside, Seen):
        remember(_asked(reading, mailbox), reading.beside, rules)


def _asked(carrier: Reading, mailbox: str) -> Asked:
    reading = carrier.original()
    return asked_of(reading.message, reading.body, reading.origin, mailbox)


class _Laid:
    """Rules in a file without a name, so nobody but our own processes can read or replace it, and it ends with us."""

    def __init__(self, rules: Rules) -> None:
        self.key = uuid4().hex
        number = os.memfd_create("triage-rules")
        finalize(self, os.close, number)
        self.path = Path(f"/proc/{os.getpid()}/fd/{number}")
        with open(number, "wb", closefd=False) as file:
            pickle.dump((self.key, rules), file, protocol=pickle.HIGHEST_PROTOCOL)


_laid = once_for_each(_Laid)


@lru_cache(maxsize=1)
def _loaded(path: Path, key: str) -> Rules:
    """In a worker: our own rules, with all that is built of them, for the rest of its life."""
    found, rules = pickle.loads(path.read_bytes())  # noqa: S301  our own process has written it
    if found != key:
        raise LookupError(f"{path} holds other rules by now")
    prepare(rules)
    gc.collect()
    gc.freeze()  # each later collection looks at one hand-over only
    return rules
