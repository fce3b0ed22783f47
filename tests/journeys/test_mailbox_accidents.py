"""What happens to mailboxes: a first start on old mail, a lost index, readers, giants, and mail that breaks us."""

import errno
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.desk import OPENING, Desk, desk_in
from tests.journeys.mail import PRESS, SUPPORT, Mail, at
from tests.journeys.town import SHARED, Town
from triage.inbound import spool

ANN, OPS = "ann@shop.test", "ops@aeropressmall.com"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"
OLD = Mail(by="Old <old@shop.test>", subject="Long ago", text=PROBLEM)


def fill(town: Town, *mails: Mail, days_ago: int = 30) -> None:
    """Mail that lay there before we came."""
    for mail in mails:
        town.mailbox(SUPPORT).append(mail.as_bytes(OPENING), arrived=OPENING - timedelta(days=days_ago))


def notices(desk: Desk, words: str) -> list[str]:
    return [letter.text for letter in desk.letters_to(OPS) if words in letter.subject]


def test_a_first_start_answers_no_old_mail(town: Town, place: Path) -> None:
    fill(town, OLD)
    with desk_in(town, place) as desk:
        desk.customer_writes(PROBLEM)
        desk.restart()
        assert [row["requester"] for row in desk.tickets()] == [ANN]
        assert desk.letters_to("old@shop.test") == []


def test_mail_that_came_while_we_were_away_is_taken_in(desk: Desk) -> None:
    desk.close()
    desk.town.deliver(mail := Mail(by=ANN, subject="Meanwhile", text=PROBLEM), mail.as_bytes(desk.now))
    desk.town.settle()
    desk.open()
    assert len(desk.letters_to(ANN)) == 1


def test_a_mail_server_that_is_started_anew_is_found_again(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, by="before@shop.test")
    desk.town.dovecot.stop()
    desk.town.dovecot.start()
    desk.customer_writes(PROBLEM)
    assert [len(desk.letters_to(address)) for address in ("before@shop.test", ANN)] == [1, 1]


def test_a_lost_index_brings_no_ticket_and_no_letter(desk: Desk) -> None:
    desk.receives(*(Mail(by=f"c{number}@shop.test", subject="S", text=f"{PROBLEM} {number}") for number in range(5)))
    before, sent = [row["ticket"] for row in desk.tickets()], len(desk.town.sink.letters)
    desk.town.mailbox(SUPPORT).forget_uids()
    desk.town.mailbox(SUPPORT).kick()
    desk.pass_time(by=timedelta(minutes=1))
    desk.turn()
    assert ([row["ticket"] for row in desk.tickets()], len(desk.town.sink.letters)) == (before, sent)
    desk.customer_writes(PROBLEM)
    assert len(desk.letters_to(ANN)) == 1


def test_a_lost_index_does_not_make_news_of_what_lay_there_before_us(town: Town, place: Path) -> None:
    fill(town, OLD)
    with desk_in(town, place) as desk:
        desk.customer_writes(PROBLEM)
        town.mailbox(SUPPORT).forget_uids()
        town.mailbox(SUPPORT).kick()
        desk.pass_time(by=timedelta(minutes=1))
        desk.turn()
        assert [row["requester"] for row in desk.tickets()] == [ANN]
        desk.customer_writes(PROBLEM, by="new@shop.test")
        assert [row["requester"] for row in desk.tickets()] == [ANN, "new@shop.test"]


def test_mail_that_people_have_read_already_is_taken_in(desk: Desk) -> None:
    mail = Mail(by=ANN, subject="Read", text=PROBLEM)
    desk.town.mailbox(SUPPORT).append(mail.as_bytes(desk.now), flags=["\\Seen", "\\Flagged"])
    desk.turn()
    assert len(desk.letters_to(ANN)) == 1


def test_flags_are_the_readers_and_not_ours(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, to=(PRESS, SUPPORT))
    desk.restart()
    desk.pass_time(at("Wed 10:00"))
    for address in SHARED[:2]:
        assert desk.town.mailbox(address).flags() == {1: frozenset()}


def test_mail_that_is_deleted_at_once_holds_nothing_up(desk: Desk) -> None:
    for name in ("gone", "stays"):
        mail = Mail(by=f"{name}@shop.test", subject="S", text=PROBLEM)
        desk.town.deliver(mail, mail.as_bytes(desk.now))
        desk.town.settle()
    desk.town.mailbox(SUPPORT).expunge(1)
    desk.turn()
    assert [row["requester"] for row in desk.tickets()] == ["stays@shop.test"]


def test_a_giant_is_taken_in_by_its_beginning(desk: Desk) -> None:
    desk.write_rules(lambda text: text + "\nlimits: {message_megabytes: 1}\n")
    desk.restart()
    desk.customer_writes(f"{PROBLEM}\n" + ("x" * 70 + "\n") * 20_000)
    assert len(desk.letters_to(ANN)) == 1
    assert "only its beginning" in desk.why(ANN)
    assert len(desk.ticket(ANN)["messages"]) == 1


def test_a_large_mail_is_taken_in_whole(desk: Desk) -> None:
    desk.customer_writes(f"{PROBLEM}\n" + ("x" * 70 + "\n") * 50_000)
    assert len(desk.letters_to(ANN)) == 1
    assert "only its beginning" not in desk.why(ANN)
    (octets,) = desk.office.store._db.execute("SELECT max(length(bytes)) FROM raw").fetchone()
    assert octets > 50_000 * 72


def test_a_large_mail_waits_for_room_on_the_disk_and_delays_nobody(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    large = Mail(by=ANN, subject="Photos", text=f"{PROBLEM}\n" + ("x" * 70 + "\n") * 50_000)
    with monkeypatch.context() as full:
        full.setattr(spool, "ROOM", 10**9)
        desk.receives(large)
        desk.customer_writes(PROBLEM, by="behind@shop.test")
        desk.pass_time(by=timedelta(minutes=5))
        assert [row["requester"] for row in desk.tickets()] == ["behind@shop.test"]
        (notice,) = notices(desk, "waits for room")
        assert "1 in INBOX" in notice
        assert "is full, or nearly so" in " ".join(notice.split())
    desk.pass_time(by=timedelta(minutes=5))
    desk.turn()
    assert len(desk.letters_to(ANN)) == 1


def test_ops_hear_what_keeps_large_mail_from_being_written_down_and_what_to_do(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(**_: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied")

    large = Mail(by=ANN, subject="Photos", text=f"{PROBLEM}\n" + ("x" * 70 + "\n") * 50_000)
    with monkeypatch.context() as guarded:
        guarded.setattr(spool, "TemporaryFile", refused)
        desk.receives(large)
        desk.pass_time(by=timedelta(minutes=5))
        assert notices(desk, "waits for room") == []
        (notice,) = notices(desk, "cannot be written down")
        assert "full" not in notice
        for words in ("1 in INBOX", "Permission denied", str(desk.office.store.folder.resolve()), "may write there"):
            assert words in " ".join(notice.split())
    desk.pass_time(by=timedelta(minutes=5))
    desk.turn()
    assert len(desk.letters_to(ANN)) == 1


def nested(depth: int) -> bytes:
    """A mail of boxes in boxes, deeper than any program makes them."""
    lines = ["From: eve@shop.test", f"To: {SUPPORT}", "Subject: Look inside"]
    for level in range(depth):
        lines += [f'Content-Type: multipart/mixed; boundary="b{level}"', "", f"--b{level}"]
    return "\r\n".join([*lines, "Content-Type: text/plain", "", "Hello", ""]).encode()


def test_mail_that_breaks_us_is_set_aside_and_ops_hear_once(desk: Desk) -> None:
    poison = Mail(by="eve@shop.test", raw=nested(150), envelope_from="eve@shop.test")
    desk.receives(poison)
    desk.customer_writes(PROBLEM)
    assert [row["requester"] for row in desk.tickets()] == [ANN]
    assert len(desk.letters_to(ANN)) == 1
    (row,) = desk.office.store.lists.set_aside()
    assert "nest" in row["reason"]
    assert "Look inside" in row["headers"]
    for minutes in (1, 30, 90):
        desk.pass_time(OPENING + timedelta(minutes=minutes))
    (notice,) = notices(desk, "set aside")
    assert "Look inside" in notice


def test_what_is_no_mail_at_all_is_kept_and_answered_by_nobody(desk: Desk) -> None:
    desk.town.mailbox(SUPPORT).append(b"\x00\xff\xfe\r\nneither\x00header nor body\r\n")
    desk.town.mailbox(SUPPORT).append(b"\r\n")
    desk.turn()
    desk.customer_writes(PROBLEM)
    assert len(desk.letters_to(ANN)) == 1
    kept = len(desk.office.store.lists.set_aside()) + len([row for row in desk.tickets() if row["requester"] != ANN])
    assert kept == 2
    assert len(desk.town.sink.letters) == 1


def test_mail_dated_in_the_future_counts_from_now(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    mail = Mail(by=ANN, subject="From tomorrow", text=PROBLEM)
    raw = mail.as_bytes(datetime(2037, 1, 1, tzinfo=UTC))
    desk.town.mailbox(SUPPORT).append(raw, arrived=datetime(2037, 1, 1, tzinfo=UTC))
    desk.turn()
    assert desk.due(ANN) == at("Wed 10:00")
