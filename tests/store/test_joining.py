"""Conversations that came in apart: a later mail's ids join them, in whatever order they arrive, and nothing is lost."""

import sqlite3
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.builders import ANN, BOB, DAY, HOUR, MONDAY, PROBLEM, answer, mail, situation
from triage.desk.decide import decide
from triage.desk.decision import Decision
from triage.desk.thread import REFERENCES_USED
from triage.inbound.records import Reading
from triage.store import Store


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store.open(tmp_path, now=MONDAY)
    yield found
    found.close()


def take(store: Store, reading: Reading, at: datetime = MONDAY, role: str = "inbox") -> Decision:
    memory = store.recall.for_message(reading.message, reading.origin, now=at, sent=role == "sent")
    found = situation(reading, at=at, role=role, memory=memory)
    decision = decide(found)
    with store.transaction():
        row = store.messages.add(reading.message, reading.body, reading.origin, found.arrival, decision, b"raw")
        store.save(decision, at=at, message=row, rules_version="")
        for draft in decision.drafts:
            if decision.ticket:
                store.messages.index_letter(draft.message_id, decision.ticket.number)
    return decision


def tickets(store: Store) -> dict[str, list[str]]:
    """Ticket → its messages, for those that have any."""
    return {row["ticket"]: row["message_ids"] for row in store.lists.tickets(messages=True) if row["message_ids"]}


def states(store: Store) -> dict[str, str]:
    return {row["ticket"]: row["status"] for row in store.lists.tickets()}


def reply(number: int | str, *refs: str, by: str = ANN, subject: str = "Re: Cups") -> Reading:
    return mail(
        f"About the cups, {number}.", by, number=number, subject=subject, refs=[f"m{ref}@shop.test" for ref in refs]
    )


def apart(store: Store) -> None:
    """An answer whose links were lost on the way opens a second ticket."""
    take(store, mail(PROBLEM, number=1, subject="Cups"))
    take(store, reply(2, by=BOB), MONDAY + HOUR)
    assert len(tickets(store)) == 2


# ---------------------------------------------------------------- what happens to the two
def test_a_later_mail_that_refers_to_both_joins_them(store: Store) -> None:
    apart(store)
    decision = take(store, reply(3, "1", "2"), MONDAY + 2 * HOUR)
    assert tickets(store) == {"AM-1001": ["m1@shop.test", "m2@shop.test", "m3@shop.test"]}
    assert states(store) == {"AM-1001": "new", "AM-1002": "closed"}
    assert decision.ticket
    assert BOB in decision.ticket.participants
    why = [sentence for row in store.lists.history("AM-1001") for sentence in row["because"]]
    assert "AM-1002 is the same conversation: this message refers to both" in why
    pointer = [sentence for row in store.lists.history("AM-1002") for sentence in row["because"]]
    assert "it is the same conversation as AM-1001, where it goes on" in pointer


def test_only_the_older_promise_runs_on(store: Store) -> None:
    apart(store)
    take(store, reply(3, "1", "2"), MONDAY + 2 * HOUR)
    assert [row["next_due"] is not None for row in store.lists.tickets()] == [True, False]
    assert set(store.tickets.due_rungs(MONDAY + 90 * DAY)) == {1001}


def test_ids_tag_and_name_of_the_joined_ticket_lead_to_the_other(store: Store) -> None:
    apart(store)
    take(store, reply(3, "1", "2"), MONDAY + 2 * HOUR)
    at = MONDAY + 3 * HOUR
    assert take(store, reply(4, "2", by=BOB), at).ticket == store.tickets.by_name("AM-1002")
    tagged = take(store, mail("And now?", BOB, number=5, subject="About [AM-1002]"), at)
    assert tagged.ticket
    assert tagged.ticket.number == 1001


def test_a_ticket_that_somebody_answered_stays(store: Store) -> None:
    apart(store)
    take(store, answer(BOB, refs=("m2@shop.test",)), MONDAY + HOUR, role="sent")
    take(store, reply(3, "1", "2"), MONDAY + 2 * HOUR)
    assert len(tickets(store)) == 2
    why = [sentence for row in store.lists.history("AM-1001") for sentence in row["because"]]
    assert "AM-1002 is the same conversation, but somebody works on it or it is closed" in why


def test_joined_tickets_are_joined_again_as_one(store: Store) -> None:
    take(store, mail(PROBLEM, number=1, subject="Cups"))
    for number in (2, 3):
        take(store, reply(number, by=f"guest-{number}@shop.test"))
    take(store, reply(4, "2", "3"), MONDAY + HOUR)
    take(store, reply(5, "1", "3"), MONDAY + HOUR)
    assert list(tickets(store)) == ["AM-1001"]
    found = store.tickets.by_name("AM-1003")
    assert found
    assert found.number == 1001


# ---------------------------------------------------------------- one Message-ID on two mails
def test_another_mail_with_a_known_message_id_is_another_mail(store: Store) -> None:
    """A shop program gives one Message-ID to all it sends."""
    take(
        store,
        mail("I was sent the wrong cup.", number=1, subject="Order 1", headers="Date: Mon, 30 Nov 2026 10:00:00 +0000"),
    )
    take(
        store, mail("Where is my parcel?", number=1, subject="Order 2", headers="Date: Mon, 30 Nov 2026 11:00:00 +0000")
    )
    assert len(tickets(store)) == 2


def test_a_copy_that_was_changed_on_its_way_is_not(store: Store) -> None:
    date = "Date: Mon, 30 Nov 2026 10:00:00 +0000"
    take(store, mail("I was sent the wrong cup.", number=1, headers=date))
    take(store, mail("I was sent the wrong cup.\n\n-- \nScanned for viruses.", number=1, headers=date))
    assert list(tickets(store)) == ["AM-1001"]


# ---------------------------------------------------------------- any order
@st.composite
def arrivals(draw: st.DrawFn) -> list[Reading]:
    """A conversation of one to seven mails, each answering an earlier one, in any order.

    A program names either the whole chain or only the mail it answers.
    """
    size = draw(st.integers(1, 7))
    chains: list[list[str]] = [[]]
    for number in range(1, size):
        parent = draw(st.integers(0, number - 1))
        chains.append([*chains[parent], f"c{parent}"])
    whole = draw(st.lists(st.booleans(), min_size=size, max_size=size))
    readings = [
        reply(f"c{number}", *(chain if full else chain[-1:]), by=f"guest-{number}@shop.test")
        for number, (chain, full) in enumerate(zip(chains, whole, strict=True))
    ]
    return draw(st.permutations(readings))


@settings(deadline=None, max_examples=15)  # each opens a database
@given(arrivals())
def test_in_any_order_one_conversation_is_one_ticket(readings: list[Reading]) -> None:
    with TemporaryDirectory() as folder:
        store = Store.open(Path(folder), now=MONDAY)
        for minutes, reading in enumerate(readings):
            take(store, reading, MONDAY + timedelta(minutes=minutes))
        found = tickets(store)
        store.close()
    assert list(found) == ["AM-1001"]
    assert sorted(found["AM-1001"]) == sorted(reading.message.message_id or "" for reading in readings)


# ---------------------------------------------------------------- what it costs
def looked_at(store: Store, reading: Reading) -> int:
    """How many statements gather what bears on a mail."""
    statements: list[str] = []
    connection: sqlite3.Connection = store._db  # pyright: ignore[reportPrivateUsage]  counts what is asked
    connection.set_trace_callback(statements.append)
    store.recall.for_message(reading.message, reading.origin, now=MONDAY + DAY)
    connection.set_trace_callback(None)
    return len(statements)


def test_twenty_thousand_references_are_not_all_looked_up(store: Store) -> None:
    take(store, mail(PROBLEM, number=1, subject="Cups"))
    many = reply(99, *(f"r{number}" for number in range(20_000)), "1")
    assert looked_at(store, many) < 2 * REFERENCES_USED


@pytest.mark.parametrize("linked", [True, False])
def test_the_length_of_a_conversation_does_not_count(store: Store, *, linked: bool) -> None:
    counts: list[int] = []
    for number in range(1, 121):
        take(store, reply(number, *([str(number - 1)] if number > 1 else [])))
        if number in (60, 120):
            counts.append(looked_at(store, reply(999, *([str(number)] if linked else []))))
    assert counts[1] <= counts[0] + 5


def test_every_look_up_goes_by_an_index(store: Store) -> None:
    apart(store)
    asked: list[str] = []
    connection: sqlite3.Connection = store._db  # pyright: ignore[reportPrivateUsage]  reads the plans of what is asked
    connection.set_trace_callback(asked.append)
    reading = mail(f"> {PROBLEM}\n\nAbout that.", BOB, number=9, subject="Re: Cups (was: Pots) [AM-1002]")
    store.recall.for_message(reading.message, reading.origin, now=MONDAY + DAY)
    linked = reply(10, "1", "2")
    store.recall.for_message(linked.message, linked.origin, now=MONDAY + DAY)
    store.messages.find(reading.message, MONDAY)
    connection.set_trace_callback(None)
    plans = [row["detail"] for one in set(asked) for row in connection.execute(f"EXPLAIN QUERY PLAN {one}")]
    ours = (
        "SCAN desk",
        "SCAN CONSTANT ROW",
        "SCAN sought VIRTUAL TABLE INDEX 1:",
    )  # one row, and the traces of the mail itself
    scans = [plan for plan in plans if plan.startswith("SCAN") and plan not in ours]
    assert not scans


# ---------------------------------------------------------------- what years of it cost
LONG = """  -- one conversation of thousands
    INSERT INTO messages (content_key, message_id, ticket, direction, kind, authenticated, mailbox, author, author_name, recipients,
      subject, date, received_at, language, text, full_text, attachments, because, raw_sha256, size)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
    SELECT hex(randomblob(32)), 'past.' || i, ticket, CASE WHEN i % 2 THEN 'out' ELSE 'in' END, kind, authenticated, mailbox, author, author_name,
      recipients, subject, date, received_at, language, text, full_text, attachments, because, raw_sha256, size
    FROM n, messages WHERE messages.id = 1;
    INSERT INTO events (ticket, at, kind, message, because) SELECT ticket, received_at, 'note', id, '[]' FROM messages WHERE id > 1;
    INSERT INTO ids (rfc_id, ticket, is_ours, is_reference) SELECT message_id, ticket, 0, 0 FROM messages WHERE id > 1;
"""


MANY = """  -- as many tickets by the same person
    INSERT INTO tickets (number, name, status, category, confidence, stage, team, priority, mailbox, requester, requester_name, subject,
      subject_key, language, opened_at, first_answer_at, closed_at, last_message_at, missing, cycle, letters)
    WITH RECURSIVE n(i) AS (SELECT 2000 UNION ALL SELECT i + 1 FROM n WHERE i < 7000)
    SELECT i, 'AM-' || i, 'closed', category, 0.8, stage, team, priority, mailbox, requester, requester_name, subject,
      subject_key, language, opened_at, opened_at, opened_at, opened_at, '[]', 1, 1 FROM n, tickets WHERE number = 1001;
    INSERT INTO participants SELECT number, requester FROM tickets WHERE number > 1001;
    INSERT INTO messages (content_key, message_id, ticket, direction, kind, authenticated, mailbox, author, author_name, recipients,
      subject, date, received_at, language, text, full_text, attachments, because, raw_sha256, size)
    SELECT hex(randomblob(32)), 'past.' || t.number, t.number, 'in', kind, authenticated, m.mailbox, author, author_name, recipients,
      m.subject, date, received_at, m.language, text, full_text, attachments, because, raw_sha256, size
    FROM messages m, tickets t WHERE m.id = 1 AND t.number > 1001;
    INSERT INTO ids (rfc_id, ticket, is_ours, is_reference) SELECT message_id, ticket, 0, 0 FROM messages WHERE id > 1;
"""


def steps(store: Store, reading: Reading, *, sent: bool) -> int:
    """How much SQLite works to gather what bears on a mail, in tens of its instructions."""
    done: list[None] = []
    connection: sqlite3.Connection = store._db  # pyright: ignore[reportPrivateUsage]  counts what is done
    connection.set_progress_handler(lambda: done.append(None), 10)
    store.recall.for_message(reading.message, reading.origin, now=MONDAY + DAY, sent=sent)
    connection.set_progress_handler(None, 10)
    return len(done)


@pytest.mark.parametrize("past", [LONG, MANY], ids=["of their conversation", "of their tickets"])
@pytest.mark.parametrize("sent", [False, True], ids=["requester", "staff"])
def test_one_mail_more_is_as_little_work_after_thousands(store: Store, past: str, *, sent: bool) -> None:
    take(store, mail(PROBLEM, number=1, subject="Cups"))
    more = reply(2, "1")
    short = steps(store, more, sent=sent)
    store._db.executescript(past)  # pyright: ignore[reportPrivateUsage]  years of it, at once
    assert steps(store, more, sent=sent) < 2 * short


BUSY = """  -- an hour of thousands of letters
    INSERT INTO letters (kind, seq, mailbox, recipient, envelope_from, subject, state, created_at, raw)
    WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)
    SELECT CASE WHEN i % 2 THEN 'acknowledgement' ELSE 'notification' END, i, '', 'p' || i % 9, '', '', 'sent', '2026-12-01T14:30:00.000000Z', x'' FROM n;
"""


def test_the_next_mail_of_a_look_is_as_little_work_in_a_busy_hour(store: Store) -> None:
    """What the desk's budgets count is counted once for all mails of a look."""
    take(store, mail(PROBLEM, number=1, subject="Cups"))

    def second(reading: Reading) -> int:
        with store.transaction():
            assert store.recall.for_message(reading.message, reading.origin, now=MONDAY + DAY).tallies
            return steps(store, reading, sent=False)

    quiet = second(reply(2, "1"))
    store._db.executescript(BUSY)  # pyright: ignore[reportPrivateUsage]  all of it at once
    memory = store.recall.for_message(reply(2, "1").message, reply(2, "1").origin, now=MONDAY + DAY)
    assert (memory.tallies[ANN].desk_hour, sum(memory.notified.values())) == (2500, 2500)
    assert second(reply(2, "1")) < 2 * quiet
