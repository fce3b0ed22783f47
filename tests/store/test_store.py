"""The store: opened safely, changed all or nothing, and answering what the jobs ask."""

import multiprocessing
import re
import sqlite3
from collections.abc import Generator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.desk.builders import ANN, DAY, HOUR, MONDAY, PROBLEM, SUPPORT, answer, decide, mail, situation
from tests.store.damage import spoilt
from triage.desk.decision import Bounce, Decision, Suppressed
from triage.desk.drafts import Draft, LetterKind
from triage.desk.situation import Heard
from triage.desk.tokens import message_id
from triage.inbound.mailbox import Cursor
from triage.inbound.origin import Reason
from triage.inbound.records import Reading
from triage.inbound.spool import spooled
from triage.outbound.letters import Letter
from triage.store import DATABASE, BusyError, Place, Store, StoreError, only_instance
from triage.store.moments import claimed_text, from_text, to_text


@pytest.fixture
def store(tmp_path: Path) -> Generator[Store]:
    opened = Store.open(tmp_path, now=MONDAY)
    yield opened
    opened.close()


def asked(store: Store, sql: str, *values: object) -> list[tuple[object, ...]]:
    return [tuple(row) for row in store._db.execute(sql, values)]


def place(uid: int, uidvalidity: int = 1, mailbox: str = SUPPORT) -> Place:
    return Place(mailbox=mailbox, folder="INBOX", uidvalidity=uidvalidity, uid=uid)


def keep(store: Store, reading: Reading, at: datetime = MONDAY, role: str = "inbox") -> tuple[int, Decision]:
    """A mail as `receive` keeps it, without its letters."""
    sight = situation(
        reading,
        at=at,
        role=role,
        memory=store.recall.for_message(reading.message, reading.origin, now=at, sent=role == "sent"),
    )
    decision = decide(sight)
    with store.transaction():
        row = store.messages.add(reading.message, reading.body, reading.origin, sight.arrival, decision, b"raw")
        store.save(decision, at=at, message=row, rules_version="v1")
    return row, decision


def letter(seq: int = 1, kind: LetterKind = LetterKind.ACKNOWLEDGEMENT, recipient: str = ANN, mailbox: str = SUPPORT) -> Letter:  # fmt: skip
    draft = Draft(
        kind=kind,
        template="t",
        ticket=None,
        seq=seq,
        recipient=recipient,
        mailbox=mailbox,
        message_id=f"{kind.value}.{seq}@desk",
    )
    return Letter(draft=draft, subject="S", envelope_from="", raw=b"bytes\r\n")


def queue(store: Store, *letters: Letter, at: datetime = MONDAY, ticket: int | None = None) -> None:
    with store.transaction():
        for each in letters:
            store.outbox.add(each, ticket=ticket, at=at)


def states(store: Store) -> list[tuple[object, ...]]:
    return asked(store, "SELECT state, attempts FROM letters ORDER BY id")


# ---------------------------------------------------------------- opening
def test_a_new_store_is_private_and_its_settings_are_read_back(store: Store, tmp_path: Path) -> None:
    assert (tmp_path / "triage.db").stat().st_mode & 0o777 == 0o600
    wanted = {"journal_mode": "wal", "synchronous": 2, "busy_timeout": 10_000, "foreign_keys": 1, "trusted_schema": 0, "secure_delete": 1}  # fmt: skip
    assert {name: asked(store, f"PRAGMA {name}")[0][0] for name in wanted} == wanted


def test_opening_again_changes_nothing(store: Store, tmp_path: Path) -> None:
    before = asked(store, "SELECT sql FROM sqlite_schema ORDER BY name"), store.us()
    again = Store.open(tmp_path, now=MONDAY + DAY, must_exist=True)
    assert (asked(again, "SELECT sql FROM sqlite_schema ORDER BY name"), again.us()) == before
    again.close()


def test_two_desks_have_two_keys(store: Store, tmp_path: Path) -> None:
    other = Store.open(tmp_path / "other", now=MONDAY)
    assert other.us() != store.us()
    other.close()


def test_a_missing_store_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="does not exist; is --data right"):
        Store.open(tmp_path / "nowhere", now=MONDAY, must_exist=True)
    assert not (tmp_path / "nowhere").exists()


def test_a_store_written_by_a_newer_triage_is_refused(store: Store, tmp_path: Path) -> None:
    store._db.execute(
        "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('triage', 'm999_later', 'x')"
    )
    with pytest.raises(StoreError, match=r"newer triage \(m999_later\); install that version"):
        Store.open(tmp_path, now=MONDAY)


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "triage.db").write_bytes(b"not a database at all" * 100)
    with pytest.raises(StoreError, match="restore a backup"):
        Store.open(tmp_path, now=MONDAY)
    assert (tmp_path / "triage.db").read_bytes().startswith(b"not a database")


def test_a_damaged_page_is_found_and_nobody_works_on_it_until_a_backup_is_restored(
    store: Store, tmp_path: Path
) -> None:
    assert store.inspected() is None
    sound = spoilt(store, tmp_path / DATABASE)
    damaged = Store.open(tmp_path, now=MONDAY)  # no look of a start reads that page
    assert re.search(r"triage\.db is damaged \(.+\); restore a backup", damaged.inspected() or "")
    damaged.close()
    with pytest.raises(StoreError, match=r"is damaged \(.+\); restore a backup"):
        Store.open(tmp_path, now=MONDAY)
    (tmp_path / DATABASE).write_bytes(sound)
    Store.open(tmp_path, now=MONDAY).close()
    assert [file.name for file in tmp_path.iterdir()] == [DATABASE]


def test_an_inspection_ends_when_it_is_not_to_go_on(store: Store) -> None:
    with store.transaction():
        store._db.executemany("INSERT INTO spent_links VALUES (?, '')", [(f"{number}",) for number in range(50_000)])
    asked: list[bool] = []
    assert store.inspected(goes_on=lambda: asked.append(True) or False) is None
    assert len(asked) <= 3


@pytest.mark.parametrize("spoil", ["a file where the folder should be"])
def test_a_place_that_cannot_be_written_is_a_sentence(tmp_path: Path, spoil: str) -> None:
    (tmp_path / "data").write_text(spoil)
    with pytest.raises(StoreError, match="cannot be written"):
        Store.open(tmp_path / "data", now=MONDAY)
    with pytest.raises(StoreError, match="cannot be written"), only_instance(tmp_path / "data"):
        pass


def test_who_names_a_row_of_another_table_is_found_by_an_index(store: Store) -> None:
    """Where none helps, SQLite reads the whole table for each ticket that is kept."""
    tables = [name for (name,) in asked(store, "SELECT name FROM sqlite_master WHERE type = 'table'")]
    named = {(table, row[3]) for table in tables for row in asked(store, f"PRAGMA foreign_key_list({table})")}
    indexed = {
        (table, asked(store, f"PRAGMA index_info({row[1]})")[0][2])
        for table in tables
        for row in asked(store, f"PRAGMA index_list({table})")
    }
    keys = {(table, row[1]) for table in tables for row in asked(store, f"PRAGMA table_info({table})") if row[5] == 1}
    assert named - indexed - keys == set()


def test_one_instance_at_a_time(tmp_path: Path) -> None:
    with only_instance(tmp_path), pytest.raises(BusyError, match="another triage is running"), only_instance(tmp_path):
        pass
    with only_instance(tmp_path):
        pass


def test_good_rules_are_kept(store: Store) -> None:
    assert store.last_good_rules() is None
    store.keep_rules("a", MONDAY)
    version = store.keep_rules("b", MONDAY + HOUR)
    kept = store.last_good_rules()
    assert kept
    assert (kept.version, kept.text) == (version, "b")
    store.keep_rules("a", MONDAY + DAY)
    assert (store.last_good_rules() or kept).text == "a"


# ---------------------------------------------------------------- moments
@settings(deadline=None)
@given(st.datetimes(timezones=st.timezones()))
def test_a_moment_comes_back_and_text_order_is_time_order(moment: datetime) -> None:
    text = claimed_text(moment)
    if text is not None:
        instant = moment.astimezone(UTC)  # an hour that the clock shows twice equals nothing in its own zone
        assert from_text(text) == instant
        assert len(text) == 27
        assert (text < to_text(MONDAY)) == (instant < MONDAY)


def test_a_naive_moment_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        to_text(datetime(2026, 1, 1))  # noqa: DTZ001  that is the point
    assert claimed_text(datetime.max.replace(tzinfo=UTC).astimezone(UTC)) is not None


# ---------------------------------------------------------------- all or nothing
def test_a_failure_undoes_the_whole_transaction(store: Store) -> None:
    def fail_half_way() -> None:
        with store.transaction():
            store.places.set_cursor(SUPPORT, "inbox", Cursor(folder="INBOX", uidvalidity=1, last_uid=9), at=MONDAY)
            store.outbox.add(letter(), ticket=None, at=MONDAY)
            raise RuntimeError("half-way")

    with pytest.raises(RuntimeError, match="half-way"):
        fail_half_way()
    assert store.places.cursor(SUPPORT, "inbox") is None
    assert states(store) == []
    assert not store.in_transaction


def test_a_savepoint_fails_alone(store: Store) -> None:
    with store.transaction():
        store.outbox.add(letter(1), ticket=None, at=MONDAY)
        with suppress(RuntimeError), store.savepoint():
            store.outbox.add(letter(2), ticket=None, at=MONDAY)
            raise RuntimeError
        with store.savepoint():
            store.outbox.add(letter(3), ticket=None, at=MONDAY)
    assert asked(store, "SELECT seq FROM letters") == [(1,), (3,)]


def test_a_transaction_that_sqlite_gave_up_is_noticed(store: Store) -> None:
    def lose() -> None:
        with store.transaction(), store.savepoint():
            store._db.execute("ROLLBACK")  # as SQLITE_FULL does
            raise sqlite3.OperationalError("database or disk is full")

    with pytest.raises(sqlite3.OperationalError):
        lose()
    assert not store.in_transaction


# ---------------------------------------------------------------- cursors and occurrences
def test_the_cursor_never_passes_a_retry(store: Store) -> None:
    for uid, state in ((4, "done"), (5, "retry"), (6, "done"), (8, "vanished")):
        store.places.mark(place(uid), state, at=MONDAY)
    assert store.places.settled_upto(place(3)) == 4
    assert store.places.to_retry(place(3)) == [5]
    cursor = Cursor(folder="INBOX", uidvalidity=1, last_uid=4)
    assert store.places.finished_uids(SUPPORT, cursor) == {6, 8}
    assert store.places.mark(place(5), "quarantined", at=MONDAY) == 2
    assert store.places.settled_upto(place(4)) == 8
    assert store.places.settled_upto(place(20)) == 20


def test_a_cursor_belongs_to_one_folder_of_one_mailbox(store: Store) -> None:
    cursor = Cursor(folder="INBOX", uidvalidity=7, last_uid=3)
    store.places.set_cursor(SUPPORT, "inbox", cursor, at=MONDAY)
    assert store.places.cursor(SUPPORT, "inbox") == cursor
    assert store.places.cursor(SUPPORT, "sent") is None


def test_a_new_or_renamed_sent_folder_is_read_from_when_we_began(store: Store) -> None:
    places = store.places
    places.follow(SUPPORT, "sent", ["Sent"])
    assert places.cursor(SUPPORT, "sent") is None, "a first folder begins at its present"
    places.set_cursor(SUPPORT, "sent", Cursor(folder="Sent", uidvalidity=7, last_uid=3), at=MONDAY)
    places.follow(SUPPORT, "sent", ["Sent", "Sent Items"])
    assert places.cursor(SUPPORT, "sent", "Sent") == Cursor(folder="Sent", uidvalidity=7, last_uid=3)
    assert places.cursor(SUPPORT, "sent", "Sent Items") == Cursor(folder="Sent Items", uidvalidity=0, last_uid=0)
    places.follow(SUPPORT, "sent", ["Gesendet"])
    places.start_over(SUPPORT, "sent", Cursor(folder="Gesendet", uidvalidity=2, last_uid=0), upto=9, at=MONDAY + DAY)
    old, new = (Place(mailbox=SUPPORT, folder="Gesendet", uidvalidity=2, uid=uid) for uid in (3, 4))
    assert places.lay_before_us(old, "sent", MONDAY - DAY)
    assert not places.lay_before_us(new, "sent", MONDAY + HOUR)
    assert places.cursor(SUPPORT, "sent", "Sent") is None


def test_what_lay_there_before_us_is_known_when_uids_change(store: Store) -> None:
    places = store.places
    places.set_cursor(SUPPORT, "inbox", Cursor(folder="INBOX", uidvalidity=1, last_uid=5), at=MONDAY)
    assert not places.lay_before_us(place(6), "inbox", MONDAY - DAY), "staff moved an old mail in: it is news"
    places.start_over(SUPPORT, "inbox", Cursor(folder="INBOX", uidvalidity=2, last_uid=0), upto=9, at=MONDAY + DAY)
    assert places.lay_before_us(place(3, 2), "inbox", MONDAY - DAY)
    assert not places.lay_before_us(place(4, 2), "inbox", MONDAY + HOUR)
    assert not places.lay_before_us(place(10, 2), "inbox", MONDAY - DAY), "it came after"


# ---------------------------------------------------------------- messages
def test_the_same_content_is_one_message(store: Store) -> None:
    row, _ = keep(store, mail(PROBLEM))
    found = store.messages.find(mail(PROBLEM).message, MONDAY + DAY)
    assert found
    assert (found.id, found.direction) == (row, "in")
    assert store.messages.find(mail(PROBLEM + " More.").message, MONDAY) is None, "the same Message-ID, other content"


def test_without_a_message_id_mails_far_apart_are_two(store: Store) -> None:
    first, _ = keep(store, mail(PROBLEM, number=0))
    nameless = mail(PROBLEM, number=0).message
    again = store.messages.find(nameless, MONDAY + timedelta(minutes=10))
    assert again
    assert again.id == first
    assert store.messages.find(nameless, MONDAY + timedelta(minutes=11)) is None
    second, _ = keep(store, mail(PROBLEM, number=0), MONDAY + HOUR)
    third, _ = keep(store, mail(PROBLEM, number=0), MONDAY + DAY)
    assert len({first, second, third}) == 3


def test_mail_that_turns_out_to_be_staff_s_leads_to_its_ticket_as_ours(store: Store) -> None:
    keep(store, mail(PROBLEM))
    reading = answer()
    row, _ = keep(store, reading, MONDAY + HOUR)
    stored = store.messages.find(reading.message, MONDAY + HOUR)
    assert stored
    store.messages.becomes_answer(stored, reading.message, 1001)
    assert asked(store, "SELECT direction, ticket FROM messages WHERE id = ?", row) == [("out", 1001)]
    assert asked(store, "SELECT is_ours FROM ids WHERE rfc_id = 'ms1@shop.test' AND is_reference = 0") == [(1,)]


def test_what_is_set_aside_once_is_not_set_aside_again(store: Store) -> None:
    for uid in (1, 2):
        store.aside.keep(place(uid), reason="r", headers="h", raw=b"same", at=MONDAY)
    store.aside.keep(place(3), reason="never handed over", headers="", raw=b"", at=MONDAY)
    store.aside.keep(place(4), reason="never handed over", headers="", raw=b"", at=MONDAY)
    assert [row["uid"] for row in store.lists.set_aside()] == [1, 3, 4]
    store.aside.mark_told([1], MONDAY)
    assert [row["uid"] for row in store.aside.untold()] == [3, 4]


def test_what_lies_in_a_file_is_kept_piece_by_piece_and_once(store: Store, tmp_path: Path) -> None:
    text = bytes(range(256)) * 10_000
    large = spooled(iter([text]), tmp_path, told=len(text), most=len(text))
    with store.transaction():
        with suppress(KeyError), store.savepoint():
            store.originals.keep(large)
            raise KeyError
        assert asked(store, "SELECT count(*) FROM raw") == [(0,)], "undone with what needed it"
        digests = {store.originals.keep(large), store.originals.keep(large), store.originals.keep(text)}
    assert digests == {sha256(text).hexdigest()}
    assert asked(store, "SELECT sha256, bytes FROM raw") == [(sha256(text).hexdigest(), text)]


def test_a_released_mail_is_read_once_more(store: Store) -> None:
    store.places.set_cursor(SUPPORT, "inbox", Cursor(folder="INBOX", uidvalidity=1, last_uid=9), at=MONDAY)
    store.places.mark(place(5), "quarantined", at=MONDAY)
    store.aside.keep(place(5), reason="r", headers="h", raw=b"mail", at=MONDAY)
    assert store.aside.raw(1) == b"mail"
    assert store.aside.raw(7) is None
    assert store.aside.release(1)
    assert not store.aside.release(1)
    cursor = store.places.cursor(SUPPORT, "inbox")
    assert cursor
    assert (cursor.last_uid, store.places.finished_uids(SUPPORT, cursor)) == (4, frozenset())
    assert store.lists.set_aside() == []


def test_a_discarded_mail_is_gone_from_the_list(store: Store) -> None:
    store.aside.keep(place(5), reason="r", headers="h", raw=b"mail", at=MONDAY)
    assert store.aside.discard(1)
    assert not store.aside.discard(1)
    assert store.lists.set_aside() == []


# ---------------------------------------------------------------- tickets and promises
def test_a_ticket_comes_back_as_it_was(store: Store) -> None:
    _, decision = keep(store, mail(PROBLEM))
    assert decision.ticket
    assert store.tickets.load([1001, 4711]) == {1001: decision.ticket}
    assert store.tickets.by_name("am-1001") == decision.ticket
    assert store.tickets.by_name("AM-9") is None
    assert store.tickets.next_number() == 1002
    assert store.tickets.numbers_of_author(ANN, MONDAY - DAY) == [1001]
    assert store.tickets.numbers_of_names(["AM-1001", "AM-5"]) == [1001]


def test_due_rungs_are_found_by_their_moment_and_void_once_settled(store: Store) -> None:
    keep(store, mail(PROBLEM))
    assert store.tickets.due_rungs(MONDAY) == {}
    assert [rung.step for rung in store.tickets.due_rungs(MONDAY + 2 * DAY)[1001]] == ["at 50%", "at 80%", "at 100%"]
    keep(store, answer(), MONDAY + HOUR, role="sent")
    assert store.tickets.due_rungs(MONDAY + 30 * DAY) == {}
    assert asked(store, "SELECT outcome, settled_at FROM deadlines") == [("met", to_text(MONDAY + HOUR))]


def test_the_memory_of_a_mail_holds_what_bears_on_it(store: Store) -> None:
    keep(store, mail(PROBLEM))
    reading = mail("More.", number=2, refs=["m1@shop.test"])
    memory = store.recall.for_message(reading.message, reading.origin, now=MONDAY)
    assert [known.ticket for known in memory.known] == [1001]
    assert memory.asked_at == {1001: MONDAY}
    assert (memory.language, memory.next_number) == ("en", 1002)
    heard = store.messages.heard(1001)
    assert (heard.text, heard.files, heard.author) == (PROBLEM, (), ANN)
    assert store.messages.came(1001) == reading.origin
    assert store.messages.heard(7) == Heard()


# ---------------------------------------------------------------- the outbox
def test_a_letter_s_way(store: Store) -> None:
    queue(store, letter())
    assert store.outbox.claim(MONDAY - HOUR, SUPPORT) is None, "not yet due"
    assert store.outbox.claim(MONDAY, "press@aeropressmall.com") is None, "another mailbox"
    claimed = store.outbox.claim(MONDAY, SUPPORT)
    assert claimed
    assert (claimed.raw, claimed.attempts, claimed.created_at) == (b"bytes\r\n", 1, MONDAY)
    assert store.outbox.claim(MONDAY, SUPPORT) is None
    store.outbox.at_data(claimed.id)
    assert states(store) == [("data", 1)]
    store.outbox.settle(claimed.id, state="sent", next_attempt_at=None, error="", now=MONDAY)
    assert states(store) == [("sent", 1)]


def test_a_fault_of_our_own_uses_up_no_attempt(store: Store) -> None:
    queue(store, letter())
    claimed = store.outbox.claim(MONDAY, SUPPORT)
    assert claimed
    store.outbox.settle(
        claimed.id, state="deferred", next_attempt_at=MONDAY + HOUR, error="535", now=MONDAY, counts=False
    )
    assert states(store) == [("deferred", 0)]
    assert store.outbox.claim(MONDAY, SUPPORT) is None
    assert store.outbox.claim(MONDAY + HOUR, SUPPORT)


def test_staff_s_letters_go_first(store: Store) -> None:
    queue(store, letter(1), letter(2, LetterKind.DIGEST, "ops@b.test"), letter(3, LetterKind.ESCALATION, "lead@b.test"))
    queue(store, letter(4, LetterKind.REMINDER, "ben@b.test"), at=MONDAY - HOUR)
    order = [claimed.kind for _ in range(4) if (claimed := store.outbox.claim(MONDAY, SUPPORT))]
    assert order == [LetterKind.REMINDER, LetterKind.ESCALATION, LetterKind.ACKNOWLEDGEMENT, LetterKind.DIGEST]


def test_nobody_gets_two_letters_at_once(store: Store) -> None:
    queue(store, letter(1), letter(2), letter(3, recipient="bob@b.test"))
    claimed = [each.id for _ in range(3) if (each := store.outbox.claim(MONDAY, SUPPORT))]
    assert claimed == [1, 3]
    store.outbox.settle(1, state="sent", next_attempt_at=None, error="", now=MONDAY)
    later = store.outbox.claim(MONDAY, SUPPORT)
    assert later
    assert later.id == 2


@pytest.mark.parametrize(
    ("stood", "kind", "becomes", "in_doubt"),
    [
        ("claimed", LetterKind.ACKNOWLEDGEMENT, "queued", 0),
        ("data", LetterKind.ACKNOWLEDGEMENT, "uncertain", 1),
        ("data", LetterKind.PROGRESS, "uncertain", 1),
        ("data", LetterKind.ESCALATION, "deferred", 1),
        ("data", LetterKind.NOTICE, "deferred", 1),
        ("sent", LetterKind.ESCALATION, "sent", 0),
    ],
)
def test_after_an_attempt_that_broke_off(
    store: Store, stood: str, kind: LetterKind, becomes: str, in_doubt: int
) -> None:
    queue(store, letter(1, kind))
    store._db.execute("UPDATE letters SET state = ?", (stood,))
    assert store.outbox.recover(MONDAY, "press@aeropressmall.com") == 0, "of another mailbox"
    assert states(store) == [(stood, 0)]
    assert store.outbox.recover(MONDAY, SUPPORT) == in_doubt
    assert states(store) == [(becomes, 0)]
    assert store.outbox.recover(MONDAY) == 0


def test_a_person_retries_and_discards(store: Store) -> None:
    queue(store, letter())
    assert not store.outbox.retry(1, MONDAY)
    assert store.outbox.discard(1, MONDAY)
    assert not store.outbox.discard(1, MONDAY)
    queue(store, letter(2))
    store._db.execute("UPDATE letters SET state = 'uncertain' WHERE id = 2")
    assert store.outbox.retry(2, MONDAY)
    assert store.outbox.claim(MONDAY, SUPPORT)


def test_a_letter_in_doubt_that_lies_in_sent_was_sent(store: Store) -> None:
    queue(store, letter())
    store._db.execute("UPDATE letters SET state = 'uncertain'")
    store.outbox.proven_sent("acknowledgement.1@desk")
    assert states(store) == [("sent", 0)]


def test_budgets_count_in_sliding_windows(store: Store) -> None:
    queue(store, letter(1), at=MONDAY - timedelta(hours=25))
    queue(store, letter(2), at=MONDAY - timedelta(hours=2))
    queue(store, letter(3), at=MONDAY - timedelta(minutes=30))
    queue(store, letter(4, LetterKind.NOTICE), at=MONDAY - timedelta(minutes=5))
    tallies = store.outbox.tallies(ANN, None, MONDAY)
    assert (tallies.to_address_a_day, tallies.desk_hour, tallies.on_ticket_a_day) == (2, 1, 0)
    assert tallies.desk_10_minutes == 0, "the notice is of the other side"
    staff = store.outbox.tallies(ANN, None, MONDAY, to_staff=True)
    assert (staff.desk_hour, staff.desk_10_minutes) == (1, 1), "a flood of customers silences no alarm"


def test_budgets_follow_what_one_transaction_orders_and_takes_back(store: Store) -> None:
    """All mails of a look are decided at one moment, in one transaction."""

    def spent() -> tuple[int, int, dict[str, int]]:
        to_staff = store.outbox.tallies(ANN, None, MONDAY, to_staff=True)
        return (
            store.outbox.tallies(ANN, None, MONDAY).desk_hour,
            to_staff.desk_10_minutes,
            store.outbox.notified(MONDAY),
        )

    with store.transaction():
        assert spent() == (0, 0, {})
        store.save_letter(letter(1), ticket=None, at=MONDAY)
        store.save_letter(letter(2, LetterKind.NOTICE), ticket=None, at=MONDAY)
        store.save_letter(letter(3, LetterKind.RELAY), ticket=None, at=MONDAY)
        assert spent() == (1, 1, {})
        with suppress(LookupError), store.savepoint():
            store.save_letter(letter(4), ticket=None, at=MONDAY)
            store.save_letter(letter(5, LetterKind.NOTIFICATION), ticket=None, at=MONDAY)
            assert spent() == (2, 1, {ANN: 1})
            raise LookupError
        assert spent() == (1, 1, {})
        store.save_letter(letter(6), ticket=None, at=MONDAY - timedelta(minutes=1))
        assert spent() == (2, 1, {})
    store._db.execute("UPDATE letters SET created_at = '2026-01-01'")
    assert spent() == (0, 0, {})


def test_ops_hear_of_a_suppressed_letter_when_they_must(store: Store) -> None:
    keep(store, mail(PROBLEM))
    for kind, code in (("acknowledgement", "parked"), ("acknowledgement", "desk-budget"), ("escalation", "parked")):
        entry = Suppressed(kind=kind, recipient=ANN, reasons=(Reason(code=code, sentence="why"),))
        store.outbox.add_suppressed(entry, ticket=1001, mailbox=SUPPORT, at=MONDAY)
    told = store.untold.held_back()
    assert [(row["kind"], row["error"]) for row in told] == [
        ("acknowledgement", "desk-budget: why"),
        ("escalation", "parked: why"),
    ]
    store.untold.mark_told([row["id"] for row in told], MONDAY)
    assert store.untold.held_back() == []
    assert store.outbox.tallies(ANN, 1001, MONDAY).on_ticket_a_day == 0, "what was not sent uses up no budget"


def test_doubt_is_told_after_a_while_and_failure_at_once(store: Store) -> None:
    queue(store, letter(1), letter(2))
    store._db.execute("UPDATE letters SET state = 'uncertain', done_at = ? WHERE id = 1", (to_text(MONDAY),))
    store.outbox.add_failed(letter(3).draft, ticket=None, at=MONDAY, error="no template")
    assert [row["id"] for row in store.untold.trouble(MONDAY)] == [3]
    assert [row["id"] for row in store.untold.trouble(MONDAY + timedelta(minutes=30))] == [1, 3]
    assert [row["error"] for row in store.lists.troubled(MONDAY - DAY)] == ["", "no template"]


def test_a_bounce_fails_the_letter_and_parks_its_address(store: Store) -> None:
    queue(store, letter())
    assert store.outbox.parked_until(ANN) is None
    store.outbox.bounced(
        Bounce(message_id="acknowledgement.1@desk", recipient=ANN, diagnostic="5.1.1", park_until=MONDAY + DAY), MONDAY
    )
    assert states(store) == [("failed", 0)]
    assert store.outbox.parked_until(ANN) == MONDAY + DAY


def test_a_report_finds_our_letter_or_staff_s_answer(store: Store) -> None:
    keep(store, mail(PROBLEM))
    queue(store, letter(), ticket=1001)
    keep(store, answer(), MONDAY + HOUR, role="sent")
    found, staff = store.outbox.find_sent("acknowledgement.1@desk"), store.outbox.find_sent("ms1@shop.test")
    assert found
    assert staff
    assert (found.kind, found.ticket, staff.kind, staff.recipient) == ("acknowledgement", 1001, "answer", ANN)
    assert store.outbox.find_sent("m1@shop.test") is None, "a customer's own mail"


def test_something_is_said_once_in_its_time(store: Store) -> None:
    assert store.notices.said_at("k") is None
    assert store.notices.say_once("k", MONDAY, quiet_for=HOUR)
    assert not store.notices.say_once("k", MONDAY + timedelta(minutes=59), quiet_for=HOUR)
    assert store.notices.say_once("k", MONDAY + HOUR, quiet_for=HOUR)
    assert store.notices.said_at("k") == MONDAY + HOUR


def test_what_a_clock_that_was_ahead_said_silences_nothing_once_it_is_right(store: Store) -> None:
    assert store.notices.say_once("k", MONDAY + timedelta(days=3_650), quiet_for=HOUR)
    assert store.notices.say_once("k", MONDAY, quiet_for=HOUR)
    assert not store.notices.say_once("k", MONDAY - timedelta(minutes=5), quiet_for=HOUR), "a clock that was corrected"


def _claim_all(folder: Path, found: "multiprocessing.Queue[list[int]]") -> None:
    store, claimed = Store.open(folder, now=MONDAY), []
    while True:
        with store.transaction():
            row = store.outbox.claim(MONDAY, SUPPORT)
        if row is None:
            break
        claimed.append(row.id)
    found.put(claimed)
    store.close()


def test_two_processes_claim_no_letter_twice(store: Store, tmp_path: Path) -> None:
    queue(store, *(letter(seq, recipient=f"person-{seq}@b.test") for seq in range(1, 31)))
    context = multiprocessing.get_context("spawn")
    found = context.Queue()
    workers = [context.Process(target=_claim_all, args=(tmp_path, found)) for _ in range(2)]
    for worker in workers:
        worker.start()
    claimed = [row for _ in workers for row in found.get(timeout=60)]
    for worker in workers:
        worker.join()
    found.close()
    found.join_thread()
    assert sorted(claimed) == list(range(1, 31))


# ---------------------------------------------------------------- lists
def test_tickets_are_listed_with_the_keys_that_scripts_rely_on(store: Store) -> None:
    keep(store, mail(PROBLEM))
    keep(store, mail("Thanks!", number=2, refs=["m1@shop.test"]), MONDAY + HOUR)
    (row,) = store.lists.tickets(messages=True)
    assert set(row) == {
        "ticket", "status", "stage", "category", "team", "assignee", "priority", "mailbox", "requester", "subject",
        "opened_at", "first_answer_at", "closed_at", "next_due", "confidence", "unsure", "joined_to", "message_ids",
    }  # fmt: skip
    assert row["next_due"] == {"stage": "answer", "due_at": to_text(MONDAY + 2 * DAY), "clause": None}
    assert row["message_ids"] == ["m1@shop.test", "m2@shop.test"]
    assert "message_ids" not in next(store.lists.tickets())


def test_letters_are_listed_with_the_keys_that_scripts_rely_on(store: Store) -> None:
    queue(store, letter())
    (row,) = store.lists.letters()
    assert set(row) == {"letter", "kind", "ticket", "to", "state", "attempts", "next_attempt_at", "message_id", "error"}
    assert (row["to"], row["error"]) == (ANN, None)


def test_one_ticket_whole_and_why(store: Store) -> None:
    keep(store, mail(PROBLEM))
    found = store.lists.ticket("am-1001")
    assert found
    assert found["facts"]["order_number"] == ["AM-10432"]
    assert [item["text"] for item in found["messages"]] == [PROBLEM]
    assert [item["outcome"] for item in found["deadlines"]] == ["open"]
    assert store.lists.ticket("AM-1") is None
    assert [entry["kind"] for entry in store.lists.history("AM-1001")][:2] == ["opened", "classified"]
    assert store.lists.overdue(MONDAY) == []
    assert [row["name"] for row in store.lists.overdue(MONDAY + 2 * DAY)] == ["AM-1001"]
    assert [row["name"] for row in store.lists.opened(MONDAY - DAY, "order-problem")] == ["AM-1001"]


# ---------------------------------------------------------------- a million messages
@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM rungs WHERE state = 'open' AND fires_at <= '' ORDER BY fires_at LIMIT 1",
        """SELECT * FROM letters WHERE state IN ('queued', 'deferred') AND mailbox = '' AND next_attempt_at <= ''
           ORDER BY kind IN ('acknowledgement', 'digest'), next_attempt_at, id LIMIT 1""",
        "UPDATE letters SET state = 'queued' WHERE state = 'claimed' AND mailbox = ''",
        "SELECT id FROM letters WHERE told_at IS NULL AND state = 'suppressed' ORDER BY id LIMIT 100",
        "SELECT id FROM letters WHERE told_at IS NULL AND state IN ('failed', 'uncertain') ORDER BY id LIMIT 100",
        "SELECT id FROM messages WHERE content_key = '' OR content_key GLOB 'a#*'",
        "SELECT max(uid) FROM occurrences WHERE mailbox = '' AND folder = '' AND uidvalidity = 1 AND uid > 1",
        "SELECT count(*) FROM letters WHERE raw IS NOT NULL AND created_at > ''",
        "SELECT ticket FROM ids WHERE rfc_id = ''",
        "SELECT * FROM tickets WHERE name = ''",
    ],
)
def test_what_is_asked_all_day_never_scans_a_table(store: Store, sql: str) -> None:
    plan = [str(row[3]) for row in asked(store, f"EXPLAIN QUERY PLAN {sql}")]
    assert not [step for step in plan if step.startswith("SCAN")]


def test_an_answer_to_a_letter_of_ours_finds_its_ticket_without_a_record_of_the_letter(store: Store) -> None:
    _, decision = keep(store, mail("A question"))
    ticket = decision.ticket
    assert ticket
    key = store.us().key
    own_id = message_id(
        key=key,
        ticket=ticket.name,
        kind=LetterKind.ESCALATION,
        seq=9,
        recipient="lead@x.example",
        domain="x.example",
        at=MONDAY,
    )
    genuine = mail("I am on it.", "lead@x.example", subject="Re: another matter", number=2, answers=own_id)
    borrowed = mail("Let me in.", "mallory@x.example", subject="Re: another matter", number=3, answers=own_id)
    assert [item.ticket for item in store.recall.for_message(genuine.message, genuine.origin, now=MONDAY).known] == [
        ticket.number
    ]
    assert store.recall.for_message(borrowed.message, borrowed.origin, now=MONDAY).known == ()
