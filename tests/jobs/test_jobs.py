"""The jobs on a real store: mail in, tickets, letters, cursors out; and what happens when something breaks."""

import asyncio
from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.desk.builders import ANN, BOB, DAY, HOUR, MONDAY, PRESS, PROBLEM, RULES, STAFF, SUPPORT, WHOLESALE
from tests.jobs.bench import (
    ACCEPTED,
    AWAY,
    BUSY,
    LOGIN,
    SILENT,
    UNKNOWN,
    ScriptedCourier,
    fetched,
    look,
    office_in,
    raw_mail,
)
from triage.desk.situation import Heard
from triage.inbound.mailbox import Cursor, Look
from triage.inbound.records import Enclosed
from triage.jobs import Office, deliver, escalate, receive, report, retain
from triage.jobs import receive as receiving
from triage.jobs.history import Past, import_history
from triage.jobs.receive import first_look
from triage.jobs.report import tell_ops
from triage.outbound.letters import LetterError
from triage.policy.rules import Retention
from triage.policy.worktime import Span
from triage.store import Place

ASKED = raw_mail(PROBLEM)
OF_PRESS = Place(mailbox=PRESS, folder="INBOX", uidvalidity=1, uid=0)
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(tmp_path: Path) -> Generator[Office]:
    with office_in(tmp_path, MONDAY) as opened:
        yield opened


def take(office: Office, found: Look, now: datetime = MONDAY, mailbox: str = SUPPORT, role: Any = "inbox") -> int:
    return asyncio.run(receive(office, mailbox, role, found, now))


def cursor(office: Office, mailbox: str = SUPPORT, role: str = "inbox") -> int | None:
    found = office.store.places.cursor(mailbox, role)
    return found.last_uid if found else None


def tickets(office: Office) -> list[str]:
    return [row["ticket"] for row in office.store.lists.tickets()]


def letters(office: Office, kind: str = "") -> list[tuple[str, str]]:
    return [(row["to"], row["state"]) for row in office.store.lists.letters() if kind in ("", row["kind"])]


def send(office: Office, *script: Any, now: datetime = MONDAY, mailbox: str = SUPPORT) -> ScriptedCourier:
    courier = ScriptedCourier(list(script))
    asyncio.run(deliver(office, mailbox, courier, lambda: now, lambda: 0.0))  # pyright: ignore[reportArgumentType]  the same method
    return courier


# ---------------------------------------------------------------- receive
def test_a_mail_becomes_a_ticket_a_letter_and_a_cursor_at_once(office: Office) -> None:
    assert take(office, look(fetched(7, ASKED, MONDAY))) == 1
    assert (tickets(office), letters(office), cursor(office)) == (["AM-1001"], [(ANN, "queued")], 7)


def test_the_present_is_the_beginning(office: Office) -> None:
    first_look(office, SUPPORT, "inbox", look(uidnext=40), MONDAY)
    assert (cursor(office), tickets(office)) == (39, [])


def test_the_same_look_twice_is_one_ticket(office: Office) -> None:
    take(office, look(fetched(7, ASKED, MONDAY)))
    assert take(office, look(fetched(7, ASKED, MONDAY))) == 0
    assert (tickets(office), len(letters(office))) == (["AM-1001"], 1)


def test_one_mail_to_three_mailboxes_is_one_ticket_with_one_letter(office: Office) -> None:
    for uid, mailbox in enumerate((PRESS, SUPPORT, WHOLESALE), 1):
        take(office, look(fetched(uid, ASKED, MONDAY)), mailbox=mailbox)
    assert (tickets(office), len(letters(office))) == (["AM-1001"], 1)
    told = [
        entry["because"][0] for entry in office.store.lists.history("AM-1001") if "also lies in" in entry["because"][0]
    ]
    assert told == [f"the same mail also lies in {SUPPORT}", f"the same mail also lies in {WHOLESALE}"]


def test_what_staff_pass_on_of_a_mail_that_is_here_is_one_message_in_two_mailboxes(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY)))
    carrier = raw_mail(
        f"--b\r\nContent-Type: text/plain\r\n\r\nsee below\r\n--b\r\nContent-Type: message/rfc822\r\n\r\n{ASKED.decode()}\r\n--b--",
        STAFF,
        number=2,
        headers="MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b",
    )
    for uid, mailbox in ((2, SUPPORT), (1, PRESS)):
        take(office, look(fetched(uid, carrier, MONDAY)), mailbox=mailbox)
    told = [entry["because"][0] for entry in office.store.lists.history("AM-1001")]
    assert f"{STAFF} passed on a mail that is here already" in told
    assert f"the same mail also lies in {PRESS}" in told
    assert (tickets(office), office.store.places.to_retry(OF_PRESS)) == (["AM-1001"], [])


def test_new_uids_bring_no_new_ticket(office: Office) -> None:
    first_look(office, SUPPORT, "inbox", look(uidnext=7), MONDAY)
    take(office, look(fetched(7, ASKED, MONDAY)), MONDAY)
    again = look(
        fetched(1, raw_mail("An old question.", number=9), MONDAY - 30 * DAY, uidvalidity=2),
        fetched(2, ASKED, MONDAY, uidvalidity=2),
        fetched(3, raw_mail(PROBLEM, BOB, number=3), MONDAY + HOUR, uidvalidity=2),
        reset=True,
        uidvalidity=2,
    )
    assert take(office, again, MONDAY + DAY) == 1
    assert tickets(office) == ["AM-1001", "AM-1002"]
    found = office.store.places.cursor(SUPPORT, "inbox")
    assert found == Cursor(folder="INBOX", uidvalidity=2, last_uid=3)


def test_the_clock_starts_at_arrival_and_never_in_the_future(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY - HOUR), fetched(2, raw_mail(PROBLEM, BOB, number=2), MONDAY + 9 * DAY)))
    take(office, look(fetched(3, raw_mail(PROBLEM, "c@shop.test", number=3), None)))
    opened = [row["opened_at"] for row in office.store.lists.tickets()]
    assert sorted(opened) == [
        "2026-11-30T14:00:00.000000Z",
        "2026-11-30T15:00:00.000000Z",
        "2026-11-30T15:00:00.000000Z",
    ]


def test_a_mail_too_short_to_tell_is_answered_in_the_language_its_sender_last_wrote(office: Office) -> None:
    german = raw_mail("Wo bleibt meine Bestellung? Ich warte seit zwei Wochen auf das Paket.")
    bare = raw_mail("AM-10488", number=2).replace(b"A question", b"10488")
    stranger = raw_mail("AM-10499", BOB, number=3).replace(b"A question", b"10499")
    take(office, look(fetched(1, german, MONDAY), fetched(2, bare, MONDAY), fetched(3, stranger, MONDAY)))
    assert len(tickets(office)) == 3
    taken = send(office).taken
    assert [b"\nContent-Language: de" in letter for letter in taken] == [True, True, False]


def test_a_mail_forwarded_as_an_attachment_is_kept_readable(office: Office) -> None:
    inner = "Content-Type: message/rfc822\r\n\r\nFrom: Kim <kim@x.test>\r\nSubject: Broken\r\n\r\nThe press leaks."
    parts = f"--b\r\n\r\n{PROBLEM}\r\n--b\r\n{inner}\r\n--b--"
    take(
        office,
        look(
            fetched(1, raw_mail(parts, headers="MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"), MONDAY)
        ),
    )
    found = office.store.lists.ticket("AM-1001")
    assert found
    (message,) = found["messages"]
    assert message["text"] == PROBLEM
    assert message["full_text"].endswith(
        "- Attached message ----------\nFrom: Kim <kim@x.test>\nSubject: Broken\n\nThe press leaks."
    )
    assert '"message/rfc822"' in message["attachments"]


def test_what_the_parser_refuses_is_set_aside_at_once(office: Office) -> None:
    take(office, look(fetched(1, None, MONDAY), fetched(2, ASKED, MONDAY)))
    (row,) = office.store.lists.set_aside()
    assert (row["uid"], row["reason"], tickets(office), cursor(office)) == (1, "the message is empty", ["AM-1001"], 2)


def test_files_that_are_too_large_to_be_passed_on_are_not_taken_out_of_their_mail(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked_for: list[str] = []

    async def enclosed(raw: bytes) -> Enclosed:
        asked_for.append(raw.partition(b"Message-ID: ")[2].partition(b"\r\n")[0].decode())
        return Enclosed()

    monkeypatch.setattr(office.readers, "enclosed", enclosed, raising=False)
    (staff, *_) = sorted(RULES.people)
    for number, octets in ((1, 16_000_000), (2, 1_000)):
        mail = raw_mail("", staff, number=number, headers="MIME-Version: 1.0\nContent-Type: image/png; name=a.png")
        take(office, look(fetched(number, mail + b"x" * octets, MONDAY)))
    assert asked_for == ["<m2@shop.test>"]


def test_what_vanished_holds_nobody_up(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY), vanished=(2, 3)))
    assert cursor(office) == 3


def test_what_finds_no_room_is_waited_for_and_delays_nobody(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    large, small = fetched(5, raw_mail(PROBLEM, BOB, number=5), MONDAY), fetched(6, ASKED, MONDAY)
    for _ in range(3):
        take(office, look(small, postponed=(5,)))
        assert (tickets(office), cursor(office)) == (["AM-1001"], 4), "the cursor waits before it"
    with monkeypatch.context() as patched:
        broken(office, patched)
        take(office, look(large))
        assert office.store.lists.set_aside() == [], "this was its first try"
    take(office, look(large))
    assert (tickets(office), cursor(office)) == (["AM-1001", "AM-1002"], 6)


def test_what_is_deleted_while_it_waits_for_room_is_waited_for_no_more(office: Office) -> None:
    take(office, look(fetched(6, ASKED, MONDAY), postponed=(5,)))
    take(office, look())
    assert cursor(office) == 6


def broken(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk that cannot bear Bob."""

    def decide(situation: Any) -> Any:
        if situation.requester.addr_spec == BOB:
            raise RuntimeError("Bob breaks us")
        return deciding(situation)

    deciding = receiving.__globals__["decide"]
    monkeypatch.setitem(receiving.__globals__, "decide", decide)


def test_a_mail_that_breaks_us_is_tried_twice_and_delays_nobody(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(office, monkeypatch)
    bad, good = fetched(5, raw_mail(PROBLEM, BOB, number=5), MONDAY), fetched(6, ASKED, MONDAY)
    assert take(office, look(bad, good)) == 1
    assert (tickets(office), cursor(office)) == (["AM-1001"], 4), "the cursor waits before it"
    assert office.store.lists.set_aside() == []
    take(office, look(bad))
    (row,) = office.store.lists.set_aside()
    assert row["reason"] == "it could not be taken in, 2 times: RuntimeError: Bob breaks us"
    assert row["headers"] == f"From: {BOB}\nSubject: A question"
    assert cursor(office) == 6


def test_a_mail_that_broke_us_and_is_gone_holds_the_cursor_no_longer(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken(office, monkeypatch)
    take(office, look(fetched(5, raw_mail(PROBLEM, BOB, number=5), MONDAY), fetched(6, ASKED, MONDAY)))
    take(office, look(more=True, uidnext=9))
    assert cursor(office) == 4, "this look did not reach it, perhaps"
    take(office, look(uidnext=9))
    assert cursor(office) == 6


def test_a_store_that_gives_up_takes_the_whole_batch_with_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def lose(situation: Any) -> Any:
        office.store._db.execute("ROLLBACK")  # as SQLite does on a full disk
        raise OSError("disk full")

    monkeypatch.setitem(receiving.__globals__, "decide", lose)
    with pytest.raises(OSError, match="disk full"):
        take(office, look(fetched(1, ASKED, MONDAY)))
    assert (tickets(office), cursor(office)) == ([], None)


def test_staff_s_answer_in_sent_stops_the_clock(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY)))
    answered = raw_mail("It is on its way.", SUPPORT, number=2, refs="m1@shop.test", to=ANN)
    take(office, look(fetched(1, answered, MONDAY + HOUR)), MONDAY + HOUR, role="sent")
    (row,) = office.store.lists.tickets()
    assert (row["status"], row["next_due"]) == ("pending", None)


def test_a_copy_seen_in_the_inbox_first_is_staff_s_when_sent_shows_it(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY)))
    answered = raw_mail("It is on its way.", SUPPORT, number=2, refs="m1@shop.test", to=f"{ANN}, {SUPPORT}")
    take(office, look(fetched(2, answered, MONDAY + HOUR)), MONDAY + HOUR)
    assert office.store.tickets.load([1001])[1001].deadline
    assert take(office, look(fetched(1, answered, MONDAY + HOUR)), MONDAY + HOUR, role="sent") == 1
    assert office.store.tickets.load([1001])[1001].deadline is None
    (_, copy) = (office.store.lists.ticket("AM-1001") or {})["messages"]
    assert copy["direction"] == "out"


def test_shadow_withholds_every_letter(tmp_path: Path) -> None:
    with office_in(tmp_path, MONDAY, shadow=True) as office:
        take(office, look(fetched(1, ASKED, MONDAY)))
        assert letters(office) == [(ANN, "withheld")]


# ---------------------------------------------------------------- escalate
def test_a_late_daemon_tells_what_passed_once(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY)))
    assert escalate(office, MONDAY + HOUR) == 0
    assert escalate(office, MONDAY + 5 * DAY) == 0, "Saturday"
    assert escalate(office, MONDAY + 7 * DAY) == 1
    assert escalate(office, MONDAY + 7 * DAY) == 0
    assert len(letters(office, "escalation")) == 4
    assert letters(office, "reminder") == []


def test_a_full_desk_budget_delays_a_letter_to_staff(tmp_path: Path) -> None:
    limits = RULES.limits.model_copy(update={"letters_per_10_minutes": 1})
    with office_in(tmp_path, MONDAY, limits=limits) as office:
        take(office, look(fetched(1, ASKED, MONDAY)), MONDAY + DAY - MINUTE)
        tell_ops(office, key="k", title="t", lines=[], now=MONDAY + DAY - MINUTE)
        assert escalate(office, MONDAY + DAY) == 0
        assert escalate(office, MONDAY + DAY + 15 * MINUTE) == 1


def test_one_ticket_that_breaks_us_silences_no_other(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    take(office, look(fetched(1, ASKED, MONDAY), fetched(2, raw_mail(PROBLEM, BOB, number=2), MONDAY)))
    heard = office.store.messages.heard

    def fail(number: int) -> Heard:
        if number == 1001:
            raise RuntimeError("odd")
        return heard(number)

    monkeypatch.setattr(office.store.messages, "heard", fail)
    assert escalate(office, MONDAY + DAY) == 1
    assert len(letters(office, "notice")) == 1


# ---------------------------------------------------------------- report
def test_a_digest_every_working_day_even_an_empty_one(office: Office) -> None:
    early, saturday = MONDAY - 2 * HOUR, MONDAY + 5 * DAY
    assert report(office, early) == 0
    assert report(office, MONDAY) == 1
    assert report(office, MONDAY + HOUR) == 0
    assert report(office, MONDAY + DAY) == 1
    assert report(office, saturday) == 0
    assert len(letters(office, "digest")) == 2


def test_monday_s_digest_tells_of_the_weekend(office: Office) -> None:
    friday, next_monday = MONDAY + 4 * DAY, MONDAY + 7 * DAY
    report(office, friday)
    take(office, look(fetched(1, raw_mail("Thanks a lot!", BOB), friday + 10 * HOUR)), friday + 10 * HOUR)
    report(office, next_monday)
    raw = office.store._db.execute("SELECT raw FROM letters WHERE kind = 'digest' ORDER BY id DESC").fetchone()["raw"]
    assert b"bob@shop.test" in raw


def test_ops_hear_once_of_each_trouble(office: Office) -> None:
    take(office, look(fetched(1, None, MONDAY)))
    report(office, MONDAY)
    report(office, MONDAY + MINUTE)
    assert len(letters(office, "notice")) == 1
    take(office, look(fetched(2, b"\n", MONDAY)))
    report(office, MONDAY + 2 * MINUTE)
    assert len(letters(office, "notice")) == 1, "one notice of a kind an hour"
    report(office, MONDAY + 2 * HOUR)
    assert len(letters(office, "notice")) == 2


class NoTemplates:
    """Every letter is missing."""

    def __getattr__(self, name: str) -> object:
        raise LetterError("there is no such letter")


def test_a_letter_that_cannot_be_worded_is_told_and_holds_nobody_up(office: Office) -> None:
    odd = replace(office, templates=NoTemplates())  # pyright: ignore[reportArgumentType]  that is the point
    take(odd, look(fetched(1, ASKED, MONDAY)))
    assert (tickets(office), letters(office)) == (["AM-1001"], [(ANN, "failed")])
    report(office, MONDAY)
    assert len(letters(office, "notice")) == 1


def test_a_notice_is_said_once_an_hour(office: Office) -> None:
    assert tell_ops(office, key="k", title="t", lines=["x" * 5000] * 400, now=MONDAY)
    assert not tell_ops(office, key="k", title="t", lines=["x"], now=MONDAY + MINUTE)
    assert letters(office) == [("ops@aeropressmall.com", "queued")]


# ---------------------------------------------------------------- deliver
@pytest.mark.parametrize(
    ("result", "state"),
    [(ACCEPTED, "sent"), (BUSY, "deferred"), (UNKNOWN, "failed"), (SILENT, "uncertain"), (AWAY, "deferred"), (LOGIN, "deferred")],
)  # fmt: skip
def test_what_became_of_an_acknowledgement(office: Office, result: Any, state: str) -> None:
    take(office, look(fetched(1, ASKED, MONDAY)))
    send(office, result)
    assert letters(office, "acknowledgement") == [(ANN, state)]


def test_a_refused_address_rests_and_the_ticket_says_so(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY)))
    send(office, UNKNOWN)
    assert office.store.outbox.parked_until(ANN) == MONDAY + timedelta(days=60)
    assert office.store.lists.history("AM-1001")[-1]["because"] == [
        f"acknowledgement to {ANN}: failed",
        "rcpt: 550 no such user",
    ]


def test_a_letter_that_ops_send_again_and_that_fails_again_is_told_again(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY)))
    send(office, UNKNOWN)
    report(office, MONDAY)
    with office.store.transaction():
        assert office.store.outbox.retry(1, MONDAY)
    send(office, UNKNOWN)
    report(office, MONDAY + 2 * HOUR)
    assert len(letters(office, "notice")) == 2


def test_silence_after_data_repeats_a_letter_to_staff_unchanged(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY)))
    send(office)
    escalate(office, MONDAY + DAY)
    first = send(office, SILENT, SILENT, now=MONDAY + DAY)
    again = send(office, now=MONDAY + DAY + HOUR)
    assert first.taken == again.taken
    assert {state for _, state in letters(office, "reminder")} == {"sent"}


def test_a_relay_that_is_away_is_asked_once_and_ops_hear_of_a_wrong_password(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY), fetched(2, raw_mail(PROBLEM, BOB, number=2), MONDAY)))
    send(office, AWAY)
    assert [state for _, state in letters(office)] == ["deferred", "queued"]
    send(office, LOGIN)
    assert len(letters(office, "notice")) == 1


def test_an_attempt_that_broke_off_is_cleared_up_by_the_next_run(office: Office) -> None:
    take(office, look(fetched(1, ASKED, MONDAY)))
    with pytest.raises(OSError, match="locked"):
        send(office, OSError("locked"))
    assert letters(office) == [(ANN, "data")]
    send(office, now=MONDAY + MINUTE)
    assert letters(office) == [(ANN, "uncertain")], "it may have gone out: counted, never guessed"


# ---------------------------------------------------------------- history
def test_past_mail_becomes_history_without_letters_clocks_or_claims(office: Office) -> None:
    mails = [
        Past(name="a", raw=ASKED, received_at=MONDAY - 90 * DAY),
        Past(name="b", raw=raw_mail("Any news?", number=2, refs="m1@shop.test"), received_at=MONDAY - 89 * DAY),
        Past(name="c", raw=b"", received_at=None),
        Past(name="d", raw=ASKED, received_at=MONDAY - 90 * DAY),
    ]
    done = list(import_history(office, mails, mailbox=None, now=MONDAY))
    assert [(item.name, item.ticket, item.trouble) for item in done] == [
        ("a", "AM-1001", None),
        ("b", "AM-1001", None),
        ("c", None, "the message is empty"),
        ("d", None, None),
    ]
    assert [item.is_known for item in done] == [False, False, False, True]
    assert (letters(office), office.store.tickets.due_rungs(MONDAY)) == ([], {})
    assert {entry["kind"] for entry in office.store.lists.history("AM-1001")}.isdisjoint({"clock", "letter ordered"})
    take(office, look(fetched(1, raw_mail("Order AM-10432 is still wrong!", number=3, refs="m1@shop.test"), MONDAY)))
    assert office.store.tickets.load([1001])[1001].deadline, "what comes now is answered as ever"


def test_an_old_mail_that_breaks_us_costs_only_itself(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError("odd")

    monkeypatch.setattr(office.store.messages, "add", refuse)
    (item,) = import_history(office, [Past(name="a", raw=ASKED, received_at=None)], mailbox=PRESS, now=MONDAY)
    assert item.trouble == "RuntimeError: odd"
    assert tickets(office) == []


@pytest.mark.parametrize("claim", ["Fri, 31 Dec 9999 23:59:59 -1200", "Mon, 01 Jan 0001 00:00:00 +1400", "garbage"])
def test_a_date_beyond_all_reason_is_only_a_claim(office: Office, claim: str) -> None:
    odd = raw_mail(PROBLEM, headers=f"Date: {claim}")
    assert take(office, look(fetched(1, odd, MONDAY))) == 1
    (item,) = import_history(
        office,
        [Past(name="a", raw=raw_mail(PROBLEM, BOB, number=2, headers=f"Date: {claim}"), received_at=None)],
        mailbox=None,
        now=MONDAY,
    )
    assert item.trouble is None
    assert office.store.lists.set_aside() == []


# ---------------------------------------------------------------- retain
def bytes_kept(office: Office) -> list[int]:
    """The length of each original that we hold, longest first."""
    rows = office.store.lists._rows("SELECT length(bytes) AS size FROM raw")
    return sorted((row["size"] for row in rows), reverse=True)


def keeping(office: Office, days: int) -> Office:
    rules = office.policy.rules.model_copy(update={"retention": Retention(raw_mail=Span(days, "days"))})
    return replace(office, policy=replace(office.policy, rules=rules))


def test_originals_are_kept_for_ever_unless_ops_say_otherwise(office: Office) -> None:
    take(office, look(fetched(7, ASKED, MONDAY)))
    assert retain(office, MONDAY + 4000 * DAY) == 0
    assert bytes_kept(office) == [len(ASKED)]


def test_after_their_time_originals_are_emptied_and_tickets_stay(office: Office) -> None:
    later = raw_mail("Another question", number=2)
    take(office, look(fetched(7, ASKED, MONDAY)))
    take(office, look(fetched(8, later, MONDAY + 20 * DAY)), now=MONDAY + 20 * DAY)
    office = keeping(office, 30)
    assert retain(office, MONDAY + 29 * DAY) == 0
    assert retain(office, MONDAY + 31 * DAY) == 1
    assert bytes_kept(office) == [len(later), 0]
    assert retain(office, MONDAY + 31 * DAY) == 0
    assert len(tickets(office)) == 2
    assert office.store.lists.ticket("AM-1001")["messages"][0]["text"]  # pyright: ignore[reportOptionalSubscript]


def test_mail_that_waits_for_a_person_keeps_its_bytes(office: Office) -> None:
    place = Place(mailbox=SUPPORT, folder="INBOX", uidvalidity=1, uid=9)
    with office.store.transaction():
        office.store.aside.keep(place, reason="unreadable", headers="", raw=b"poison", at=MONDAY)
    office = keeping(office, 30)
    assert retain(office, MONDAY + 99 * DAY) == 0
    with office.store.transaction():
        assert office.store.aside.release(1)
    assert retain(office, MONDAY + 99 * DAY) == 1
    assert bytes_kept(office) == [0]
