"""Merges and splits as they are kept: everything that names a ticket leads to where it goes on, and back again."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.builders import (
    ANN,
    BOB,
    DAY,
    HOUR,
    IDENTITY,
    MONDAY,
    PROBLEM,
    RETURN,
    RULES,
    STAFF,
    answer,
    mail,
    policy,
)
from tests.store.test_joining import apart, reply, take, tickets
from triage.desk.commands import CommandError, read_command
from triage.desk.decide import obey
from triage.desk.decide.command import Desk
from triage.desk.decision import Decision
from triage.desk.drafts import Draft, LetterKind
from triage.desk.parts import Parts
from triage.desk.ticket import verbs_of
from triage.outbound.letters import Letter
from triage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store.open(tmp_path, now=MONDAY)
    yield found
    found.close()


def do(store: Store, name: str, line: str, at: datetime) -> Decision:
    """As `triage do`. Raises CommandError."""
    found = store.tickets.by_name(name)
    assert found
    desk = Desk(
        memory=store.recall.for_command(found, line, now=at), policy=policy(), identity=IDENTITY, now=at, who=STAFF
    )
    decision = obey(found, read_command(line, verbs_of(found, RULES)), desk)
    with store.transaction():
        for part in decision.parts:
            store.save(part, at=at, message=None, rules_version="")
    return decision


def two(store: Store, by: str = ANN) -> None:
    take(store, mail(PROBLEM, number=1, subject="Wrong item"))
    take(store, mail(RETURN, by, number=2, subject="A return"), MONDAY + HOUR)


def whole(store: Store) -> dict[str, Any]:
    """All that people see of every ticket, but for history, counters and overtaken promises."""
    found: dict[str, Any] = {}
    for row in store.lists.tickets():
        ticket = store.lists.ticket(row["ticket"])
        assert ticket
        number = store.tickets.numbers_of_names([row["ticket"]])[0]
        rungs = [(rung.step, rung.fires_at, rung.tell) for rung in store.tickets.open_rungs(number)]
        deadlines = [each for each in ticket["deadlines"] if each["outcome"] != "void"]
        found[row["ticket"]] = {**ticket, "deadlines": deadlines, "rungs": rungs}
    return found


def queued(
    store: Store, ticket: int, kind: LetterKind, message_id: str, at: datetime, message: int | None = None
) -> None:
    draft = Draft(
        kind=kind, template="staff/reminder", ticket=f"AM-{ticket}", seq=70, recipient=STAFF,
        mailbox="support@aeropressmall.com", message_id=message_id,
    )  # fmt: skip
    letter = Letter(draft=draft, subject="Due soon", envelope_from=draft.mailbox, raw=b"raw")
    store.save_letter(letter, ticket=ticket, at=at, message=message)


# ---------------------------------------------------------------- where everything leads
def test_ids_tags_names_and_letters_of_the_merged_ticket_lead_to_the_other(store: Store) -> None:
    two(store)
    do(store, "AM-1002", "#merge AM-1001", MONDAY + 2 * HOUR)
    at = MONDAY + 3 * HOUR
    for reading in (
        reply(3, "2", subject="Re: A return"),
        mail("And now?", number=4, subject="About [AM-1002]"),
    ):
        decision = take(store, reading, at)
        assert decision.ticket
        assert decision.ticket.number == 1001
    shown = store.lists.ticket("am-1002")
    assert shown
    assert (shown["ticket"], shown["merged"]) == ("AM-1001", ["AM-1002"])
    assert {row["ticket"]: row["joined_to"] for row in store.lists.tickets()} == {"AM-1001": None, "AM-1002": "AM-1001"}
    assert "where it goes on" in str(store.lists.history("AM-1002")[-1]["because"])


def test_letters_that_wait_are_sent_and_none_twice(store: Store) -> None:
    two(store)
    for number in (1001, 1002):
        queued(store, number, LetterKind.REMINDER, f"r{number}@aeropressmall.com", MONDAY + HOUR)
    do(store, "AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    do(store, "AM-1001", "#split", MONDAY + 2 * HOUR)
    do(store, "AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    assert [row["state"] for row in store.lists.letters()] == ["queued", "queued"]


def test_a_merge_that_cannot_be_read_any_more_is_not_undone_and_stops_no_other_command(store: Store) -> None:
    two(store)
    do(store, "AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    store._db.execute("UPDATE merges SET stood = '{}'")
    assert any("#take" in line for line in do(store, "AM-1001", "#help", MONDAY + 3 * HOUR).answer)
    for line in ("#split", "#split AM-1002"):
        with pytest.raises(CommandError, match="how AM-1002 was merged was written by another version of triage"):
            do(store, "AM-1001", line, MONDAY + 3 * HOUR)


@pytest.mark.parametrize("line", ["#close", "#spam"])
def test_closing_or_spam_on_the_merged_name_is_about_the_one_that_goes_on(store: Store, line: str) -> None:
    two(store)
    do(store, "AM-1002", "#merge AM-1001", MONDAY + 2 * HOUR)
    do(store, "AM-1002", line, MONDAY + 3 * HOUR)
    assert {row["status"] for row in store.lists.tickets()} == {"closed"}
    assert store.tickets.watched() == []
    do(store, "AM-1001", "#split", MONDAY + 4 * HOUR)
    assert {row["ticket"]: row["status"] for row in store.lists.tickets()} == {"AM-1001": "closed", "AM-1002": "new"}


def test_a_merge_by_itself_is_undone_like_one_by_staff(store: Store) -> None:
    apart(store)
    before = whole(store)
    take(store, reply(3, "1", "2"), MONDAY + 2 * HOUR)
    assert list(tickets(store)) == ["AM-1001"]
    do(store, "AM-1001", "#split", MONDAY + 3 * HOUR)
    after = whole(store)
    assert tickets(store) == {"AM-1001": ["m1@shop.test", "m3@shop.test"], "AM-1002": ["m2@shop.test"]}
    assert {**after["AM-1002"], "letters": 0} == {**before["AM-1002"], "letters": 0}
    assert take(store, reply(4, "1", "2"), MONDAY + 4 * HOUR).joined == (), "staff have said that they are two"


def test_what_is_kept_apart_from_one_is_kept_apart_from_what_it_is_merged_into(store: Store) -> None:
    two(store)
    take(store, mail(RETURN, number=3, subject="Another"), MONDAY + HOUR)
    do(store, "AM-1002", "#merge AM-1003", MONDAY + 2 * HOUR)
    do(store, "AM-1002", "#split", MONDAY + 2 * HOUR)
    do(store, "AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    assert store.tickets.kept_apart([1001, 1002, 1003]) == {(1001, 1003), (1002, 1003)}


def test_a_letter_s_answer_goes_where_the_message_is_that_it_told_of(store: Store) -> None:
    """A stranger's mail was taken for Ann's conversation; its notification is answered after it was split off."""
    take(store, mail(PROBLEM, number=1, subject="Cups"))
    take(store, reply(2, "1", by=BOB), MONDAY + HOUR)
    (row,) = store._db.execute("SELECT id FROM messages WHERE message_id = 'm2@shop.test'").fetchone()  # pyright: ignore[reportPrivateUsage]  its row is nobody's business else
    queued(store, 1001, LetterKind.NOTIFICATION, "n1@aeropressmall.com", MONDAY + HOUR, message=row)
    do(store, "AM-1001", "#split", MONDAY + 2 * HOUR)
    found = store.tickets.by_name("AM-1002")
    assert found
    assert found.requester == BOB
    assert BOB not in (store.lists.ticket("AM-1001") or {})["participants"]
    later = reply(5, "n1", by=BOB)
    known = store.recall.for_message(
        replace(later.message, in_reply_to=("n1@aeropressmall.com",)), later.origin, now=MONDAY
    ).known
    assert {item.ticket for item in known if item.rfc_id == "n1@aeropressmall.com"} == {1002}
    assert [row["ticket"] for row in store.lists.letters()] == ["AM-1002"]


def test_a_matter_is_counted_once(store: Store) -> None:
    two(store)
    do(store, "AM-1001", "#merge AM-1002", MONDAY + 2 * HOUR)
    do(store, "AM-1001", "#close", MONDAY + 3 * HOUR)
    span = (MONDAY - DAY, MONDAY + DAY)
    assert [row["count"] for row in store.figures.opened(*span)] == [1]
    assert len(store.figures.closed(*span)) == 1


def test_a_customer_s_hash_line_looks_nothing_up(store: Store) -> None:
    two(store)
    asking = mail("#merge AM-1002\n#help", number=9, subject="Re: Wrong item", refs=["m1@shop.test"])
    assert store.recall.for_message(asking.message, asking.origin, now=MONDAY + DAY).parts == Parts()


# ---------------------------------------------------------------- random lives
ACTS = st.sampled_from(
    ["write 1", "write 2", "new", "answer 1", "answer 2", "#take", "#close", "#reopen", "#pause", "#resume",
     "#priority urgent", "#category complaint", "#approve", "#note x", "wait"]
)  # fmt: skip


class Life:
    """Two tickets of one requester or of two, and what happens to them."""

    def __init__(self, store: Store, by: str) -> None:
        self.store, self.at, self.number, self.by = store, MONDAY + HOUR, 10, by
        two(store, by)

    def act(self, what: str, name: str) -> None:
        self.at += timedelta(minutes=40 if what != "wait" else 60 * 24)
        self.number += 1
        word, _, which = what.partition(" ")
        ref = f"m{which}@shop.test"
        if word == "write":
            by = self.by if which == "2" else ANN
            take(self.store, mail("Any news of it?", by, number=self.number, subject="Re: it", refs=[ref]), self.at)
        elif word == "new":
            take(self.store, mail(RETURN, self.by, number=self.number, subject=f"New {self.number}"), self.at)
        elif word == "answer":
            to = self.by if which == "2" else ANN
            take(self.store, answer(to, number=f"s{self.number}", refs=[ref]), self.at, role="sent")
        elif word.startswith("#"):
            self.do(name, what)

    def do(self, name: str, line: str) -> bool:
        try:
            do(self.store, name, line, self.at)
        except CommandError:
            return False
        return True


@settings(deadline=None, max_examples=25)  # each opens a database
@given(
    before=st.lists(st.tuples(ACTS, st.sampled_from(["AM-1001", "AM-1002"])), max_size=6),
    by=st.sampled_from([ANN, BOB]),
    on=st.sampled_from(["AM-1001", "AM-1002"]),
)
def test_a_merge_and_a_split_give_back_what_was(before: list[tuple[str, str]], by: str, on: str) -> None:
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder), now=MONDAY)
        life = Life(store, by)
        for what, name in before:
            life.act(what, name)
        was = whole(store)
        other = "AM-1001" if on == "AM-1002" else "AM-1002"
        assert life.do(on, f"#merge {other} anyway")
        promised = [each["due_at"] for row in was.values() for each in row["deadlines"] if each["outcome"] == "open"]
        merged = store.lists.ticket("AM-1001")
        assert merged
        mine = {"AM-1001", "AM-1002"}
        due = [each["due_at"] for name in mine for each in was[name]["deadlines"] if each["outcome"] == "open"]
        stood_still = any(each["outcome"] == "paused" for name in mine for each in was[name]["deadlines"])
        if due:
            in_force = (merged["next_due"] or {})["due_at"]
            assert in_force <= min(due), (promised, merged["deadlines"])
            assert in_force == min(due) or stood_still, "what goes on again may fall due earlier"
        assert len(merged["messages"]) == sum(len(was[name]["messages"]) for name in mine)
        assert life.do(on, "#split")
        now = whole(store)
        store.close()
    assert json.dumps(now, default=str, sort_keys=True) == json.dumps(was, default=str, sort_keys=True)


@settings(deadline=None, max_examples=25)  # each opens a database
@given(
    acts=st.lists(
        st.tuples(ACTS | st.sampled_from(["#merge AM-1002 anyway", "#merge AM-1001 anyway", "#split", "#split AM-1002"]),
                  st.sampled_from(["AM-1001", "AM-1002"])),
        max_size=16,
    ),
    by=st.sampled_from([ANN, BOB]),
)  # fmt: skip
def test_whatever_happens_every_message_is_on_one_open_way(acts: list[tuple[str, str]], by: str) -> None:
    """No message is lost, no merged ticket has anything left to do, and whoever waits for a first answer has a promise."""
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder), now=MONDAY)
        life = Life(store, by)
        for what, name in acts:
            life.act(what, name)
        rows = list(store.lists.tickets(messages=True))
        gone = {row["ticket"] for row in rows if row["joined_to"]}
        count = store._db.execute("SELECT count(*) FROM messages").fetchone()[0]  # pyright: ignore[reportPrivateUsage]  counts what there is
        watched = {item.name for item in store.tickets.load(store.tickets.watched()).values()}
        store.close()
    assert sum(len(row["message_ids"]) for row in rows) == count
    assert not gone & watched
    assert all(row["status"] == "closed" and not row["message_ids"] for row in rows if row["ticket"] in gone)
    waiting = [row for row in rows if row["status"] == "new" and row["category"] != "not-a-request"]
    assert all(row["next_due"] for row in waiting), waiting


def test_replies_to_either_thread_land_together_and_then_apart(store: Store) -> None:
    two(store, BOB)
    do(store, "AM-1001", "#merge AM-1002 anyway", MONDAY + 2 * HOUR)
    take(store, reply(3, "2", by=BOB, subject="Re: A return"), MONDAY + 3 * HOUR)
    take(store, reply(4, "1", subject="Re: Wrong item"), MONDAY + 3 * HOUR)
    assert len(tickets(store)) == 1
    do(store, "AM-1002", "#split", MONDAY + DAY)
    take(store, reply(5, "2", "3", by=BOB, subject="Re: A return"), MONDAY + DAY)
    take(store, reply(6, "1", "4", subject="Re: Wrong item"), MONDAY + DAY)
    assert {name: [each.partition("@")[0] for each in found] for name, found in tickets(store).items()} == {
        "AM-1001": ["m1", "m4", "m6"],
        "AM-1002": ["m2", "m3", "m5"],
    }
