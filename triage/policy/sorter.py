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
from triage.policy.seen import Seen, prepare, see
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

    def found_in(self, reading: Reading) -> "Finding":
        """What filters and signals see in it."""
        return Finding(
            key=self.key, mailbox=self.mailbox, seen=_seen(reading, self.mailbox, _loaded(self.rules, self.key))
        )


@record
class Finding:
    """What a worker has seen in a mail."""

    key: str  # of the rules by which it looked
    mailbox: str  # that the mail has reached
    seen: Seen


def sorter_for(rules: Rules, mailbox: str) -> Sorter | None:
    """For mail in this mailbox; None where rules cannot be handed over, and the desk sorts by itself."""
    if sys.platform != "linux":
        return None
    try:
        laid = _laid(rules)
    except OSError:  # no room: that must not keep mail from being read
        return None
    return Sorter(rules=laid.path, key=laid.key, mailbox=mailbox)


def seen_by_worker(reading: Reading, rules: Rules, mailbox: str) -> Seen | None:
    """What a worker has seen in it by these rules; None where none has, or it had others."""
    finding = reading.beside
    if isinstance(finding, Finding) and (finding.key, finding.mailbox) == (_key_of(rules), mailbox):
        return finding.seen
    return None


def seen_in(reading: Reading, rules: Rules, mailbox: str) -> Seen:
    """The same, looked for here and now where no worker has."""
    return seen_by_worker(reading, rules, mailbox) or _seen(reading, mailbox, rules)


def _seen(carrier: Reading, mailbox: str, rules: Rules) -> Seen:
    reading = carrier.original()
    return see(asked_of(reading.message, reading.body, reading.origin, mailbox), rules)


@once_for_each
def _key_of(_: Rules) -> str:
    return uuid4().hex


class _Laid:
    """Rules in a file without a name, so nobody but our own processes can read or replace it, and it ends with us."""

    def __init__(self, rules: Rules) -> None:
        self.key = _key_of(rules)
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
