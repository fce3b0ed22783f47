"""What a worker sorts beside its reading is what the desk would have found, and spares the desk the work."""

import asyncio
import errno
import gc
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.policy.test_classify import RULES, SUPPORT, rules_with
from triage.inbound.origin import Ours
from triage.inbound.readers import Readers, Reading
from triage.policy import sorter
from triage.policy.around import asked_of
from triage.policy.rules import Rules
from triage.policy.seen import Asked, Seen, see
from triage.policy.sorter import Sorter, seen_by_worker, seen_in, sorter_for

OURS = Ours(addresses=frozenset({SUPPORT}))
RETURN = (
    f"From: Ann <ann@shop.test>\r\nTo: {SUPPORT}\r\nSubject: Return of order AM-10432\r\nMessage-ID: <1@shop.test>\r\n\r\n"
    "The AeroPress Go leaks, I want to send it back.\r\n\r\nOn Monday, Desk wrote:\r\n> Your order AM-10431 is on its way.\r\n"
).encode()


@pytest.fixture(scope="module")
def pool() -> Iterator[Readers]:
    with Readers(1, OURS) as readers:
        yield readers


def read_with(pool: Readers, sorter: object) -> Reading:
    pool._turns = asyncio.Semaphore(1)  # a semaphore belongs to one loop
    (reading,) = asyncio.run(pool.read_all([RETURN], sorter))  # type: ignore[arg-type]
    assert isinstance(reading, Reading)
    return reading


def asked(reading: Reading) -> Asked:
    return asked_of(reading.message, reading.body, reading.origin, SUPPORT)


def test_a_worker_sees_in_a_mail_what_the_desk_sees(pool: Readers) -> None:
    reading = read_with(pool, sorter_for(RULES, SUPPORT))
    seen = seen_by_worker(reading, RULES, SUPPORT)
    assert isinstance(seen, Seen)
    assert seen == see(asked(reading), RULES)
    assert [found.value for found in seen.facts["order_number"]] == ["AM-10432"]
    assert any(hit.category == "return-request" for hit in seen.hits)


def test_what_a_worker_has_seen_is_not_looked_for_again(pool: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    rules = rules_with()
    reading = read_with(pool, sorter_for(rules, SUPPORT))
    monkeypatch.setattr(sorter, "see", lambda *_: pytest.fail("it was looked for again"))
    assert seen_in(reading, rules, SUPPORT) is seen_by_worker(reading, rules, SUPPORT)


def test_what_was_seen_of_mail_to_one_mailbox_is_not_taken_for_what_another_sees(pool: Readers) -> None:
    reading = read_with(pool, sorter_for(RULES, SUPPORT))
    assert seen_by_worker(reading, RULES, "press@shop.test") is None
    assert seen_in(reading, RULES, "press@shop.test").hits


def test_new_rules_reach_the_workers_and_old_sorting_stays_with_the_old_rules(pool: Readers) -> None:
    old, new = rules_with(tea={"signals": ["leaks"]}), rules_with(tea={"signals": ["send … back"]})
    before, after = (read_with(pool, sorter_for(rules, SUPPORT)) for rules in (old, new))
    assert [hit.sentence.split("'")[1] for hit in seen_in(before, old, SUPPORT).hits] == ["leaks"]
    assert [hit.sentence.split("'")[1] for hit in seen_in(after, new, SUPPORT).hits] == ["send … back"]
    assert seen_by_worker(before, new, SUPPORT) is None
    assert seen_in(before, new, SUPPORT) == seen_by_worker(after, new, SUPPORT)


def test_rules_have_no_name_that_others_could_take_and_end_with_the_last_who_uses_them() -> None:
    rules: list[Rules] = [rules_with() for _ in range(6)]
    sorters = [sorter_for(each, SUPPORT) for each in rules]
    first, last = sorters[0], sorters[-1]
    assert first
    assert last
    assert last.rules.readlink().name.endswith("(deleted)"), "it lies in no folder"
    gc.collect()
    last.prepare()
    with pytest.raises((OSError, LookupError)):
        first.prepare()  # its place is gone, or other rules lie there


def test_without_room_for_the_rules_mail_is_read_all_the_same(pool: Readers, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_room(_: str) -> int:
        raise OSError(errno.EMFILE, "Too many open files")

    monkeypatch.setattr(os, "memfd_create", no_room)
    sorter = sorter_for(rules_with(), SUPPORT)
    assert sorter is None
    assert read_with(pool, sorter).message.subject == "Return of order AM-10432"


@dataclass(frozen=True)
class _Stumbling:
    at: str

    def prepare(self) -> None:
        if self.at == "prepare":
            raise ValueError("not ready")

    def found_in(self, reading: Reading) -> object:
        raise ValueError("nothing found")


@pytest.mark.parametrize("at", ["prepare", "found_in"])
def test_a_mail_that_cannot_be_sorted_in_the_worker_is_read_all_the_same(pool: Readers, at: str) -> None:
    reading = read_with(pool, _Stumbling(at))
    assert (reading.message.subject, reading.beside) == ("Return of order AM-10432", None)


def test_rules_that_are_in_force_no_more_leave_the_sorting_to_the_desk(pool: Readers) -> None:
    reading = read_with(pool, Sorter(rules=Path("/nowhere"), key="", mailbox=SUPPORT))
    assert (reading.message.subject, reading.beside) == ("Return of order AM-10432", None)
