"""Reminders and escalations on a real store: many in one letter, lost ones passed on, answered ones withdrawn, repeated ones stopped."""

import asyncio
import email
import email.policy
from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.desk.builders import ANN, BOB, DAY, HOUR, MONDAY, NOTIFY, PROBLEM, RULES, SUPPORT
from tests.jobs.bench import ACCEPTED, UNKNOWN, ScriptedCourier, dsn, fetched, look, office_in, raw_mail
from triage.desk.commands import read_command
from triage.desk.decide import obey
from triage.desk.decide.command import Desk
from triage.inbound.mailbox import Look
from triage.jobs import Office, deliver, escalate, receive, report
from triage.policy.rules import Limits, Step
from triage.policy.worktime import Span
from triage.record import replace

MEMBERS, LEAD, MANAGER = tuple(RULES.staff["aftersales"].members), RULES.staff["aftersales"].lead, RULES.desk.manager
WEDNESDAY = MONDAY + 2 * DAY
MANY = 60


@pytest.fixture
def office(tmp_path: Path) -> Generator[Office]:
    with office_in(tmp_path, MONDAY) as opened:
        yield opened


def take(office: Office, found: Look, now: datetime = MONDAY, role: Any = "inbox") -> None:
    asyncio.run(receive(office, SUPPORT, role, found, now))


def ask(office: Office, count: int = 1, now: datetime = MONDAY) -> None:
    """So many customers, each with an order that went wrong."""
    mails = [raw_mail(PROBLEM, f"c{number}@shop.test", number=number) for number in range(1, count + 1)]
    take(office, look(*(fetched(uid, raw, now) for uid, raw in enumerate(mails, 1))), now)


def do(office: Office, line: str, now: datetime, ticket: str = "AM-1001") -> None:
    found = office.store.tickets.by_name(ticket)
    assert found
    memory = office.store.recall.for_letters([found.requester], found.number, now=now)
    desk = Desk(memory=memory, policy=office.policy, identity=office.identity, now=now, who="ben")
    with office.store.transaction():
        office.save(obey(found, read_command(line, ()), desk), now)


def send(office: Office, *script: Any, now: datetime) -> list[email.message.Message]:
    courier = ScriptedCourier(list(script))
    asyncio.run(deliver(office, SUPPORT, courier, lambda: now, lambda: 0.0))  # pyright: ignore[reportArgumentType]  the same method
    return [email.message_from_bytes(raw, policy=email.policy.SMTP) for raw in courier.taken]


def to_staff(office: Office, state: str = "queued") -> list[tuple[str, str]]:
    return [
        (row["kind"], row["to"])
        for row in office.store.lists.letters()
        if row["kind"] in ("reminder", "escalation") and row["state"] == state
    ]


def states(office: Office) -> set[str]:
    return {row[0] for row in office.store._db.execute("SELECT DISTINCT state FROM rungs")}


ODD_SUBJECTS = ["word " * 3_000, "件名" * 5_000, "\U0001f600" * 700]
ODD_TEXT = " ".join(
    f"部品{at}が壊れた。 The seal of order AM-{10_432 + at} leaks{' so badly' * 25}, and I want ${at}.99 back."
    for at in range(80)
)
ODD_FILES = "".join(
    f"--b\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename*=utf-8''{'%E5%86%99' * 90}{at}.png\r\n\r\nx\r\n"
    for at in range(30)
)


@pytest.mark.parametrize("subject", ODD_SUBJECTS, ids=["long", "long in Japanese", "signs of four octets"])
@pytest.mark.parametrize("count", [1, MANY], ids=["one", "many"])
def test_no_alarm_grows_too_long_to_be_sent_whatever_customers_write(tmp_path: Path, subject: str, count: int) -> None:
    headers = "MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b"
    body = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{ODD_TEXT}\r\n{ODD_FILES}--b--"
    mails = [
        raw_mail(body, f"c{at}@shop.test", number=at, headers=headers).replace(
            b"A question", f"Help {subject}".encode()
        )
        for at in range(1, count + 1)
    ]
    with office_in(tmp_path, MONDAY, notify=NOTIFY) as office:
        take(office, look(*(fetched(uid, raw, MONDAY) for uid, raw in enumerate(mails, 1))))
        for hours in (8, 24, 48, 72):
            escalate(office, MONDAY + hours * HOUR)
        assert len(list(office.store.lists.tickets())) == count
        assert [row["error"] for row in office.store.lists.letters() if row["state"] == "failed"] == []
        assert {kind for kind, _ in to_staff(office)} == {"reminder", "escalation"}


def test_what_a_letter_to_staff_leaves_out_it_counts(office: Office) -> None:
    body = f"--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{ODD_TEXT}\r\n{ODD_FILES}--b--"
    raw = raw_mail(body, ANN, headers="MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b")
    take(office, look(fetched(1, raw, MONDAY)))
    escalate(office, MONDAY + DAY)
    letter = next(each for each in send(office, now=MONDAY + DAY) if each["To"] == MEMBERS[0])
    text = letter.get_body(("plain",)).get_content()  # pyright: ignore[reportAttributeAccessIssue]  an EmailMessage
    found = office.store.tickets.by_name("AM-1001")
    assert found
    facts = sum(map(len, found.facts.values()))
    assert f"More: {facts - 20}, in triage show AM-1001" in text
    assert " ".join(text.split()).count("and 10 more") == 1


# ---------------------------------------------------------------- many at once
def test_many_tickets_that_fall_due_together_are_one_letter_a_person(tmp_path: Path) -> None:
    with office_in(tmp_path, MONDAY, limits=Limits(letters_per_10_minutes=1000, letters_per_hour=1000)) as office:
        ask(office, MANY)
        send(office, now=MONDAY)
        assert escalate(office, MONDAY + DAY) == MANY
        assert to_staff(office) == [("reminder", who) for who in MEMBERS]
        (first, _) = send(office, now=MONDAY + DAY)
        text = first.get_body(("plain",)).get_content()  # pyright: ignore[reportAttributeAccessIssue]  an EmailMessage
        assert str(MANY) in first["Subject"] + text
        assert "AM-1001" in text
        assert "c1@shop.test" in text
        assert escalate(office, MONDAY + DAY) == 0
        history = office.store.lists.history("AM-1060")
        assert [entry["kind"] for entry in history][-3:] == ["reminder", "letter ordered", "letter ordered"]


def test_who_is_told_of_one_ticket_gets_a_letter_about_it_alone(office: Office) -> None:
    ask(office, 2)
    do(office, f"#assign {MEMBERS[0]}", MONDAY + HOUR)
    escalate(office, MONDAY + DAY)
    subjects = {
        letter["To"]: letter["X-Triage-Ticket"]
        for letter in send(office, now=MONDAY + DAY)
        if letter["X-Triage-Ticket"]
    }
    assert subjects[MEMBERS[1]] == "AM-1002"
    assert sorted(to_staff(office, "sent")) == [("reminder", MEMBERS[0]), ("reminder", MEMBERS[1])]


def test_a_mailbox_that_is_taken_out_of_the_rules_silences_no_reminder(tmp_path: Path) -> None:
    with office_in(tmp_path, MONDAY) as office:
        ask(office)
        left = {address: box for address, box in RULES.mailboxes.items() if address != SUPPORT}
        office.policy = replace(office.policy, rules=RULES.model_copy(update={"mailboxes": left}))
        escalate(office, MONDAY + DAY)
        report(office, MONDAY + DAY)
        letters = [row for row in office.store.lists.letters() if row["kind"] == "reminder"]
        courier = ScriptedCourier([])
        first = next(iter(left))
        asyncio.run(deliver(office, first, courier, lambda: MONDAY + DAY, lambda: 0.0))  # pyright: ignore[reportArgumentType]  the same method
        sent = [email.message_from_bytes(raw, policy=email.policy.SMTP) for raw in courier.taken]
    reminders = [letter for letter in sent if letter["X-Triage-Ticket"]]
    assert len(reminders) == len(letters) == len(MEMBERS)
    assert all(first in letter["From"] for letter in reminders)
    assert any(f"1 from {SUPPORT}: name it" in (letter.get_body(("plain",)) or letter).get_content() for letter in sent)


def test_a_flood_of_customers_silences_no_reminder(office: Office) -> None:
    take(office, look(fetched(90, raw_mail(PROBLEM, BOB, number=90), MONDAY)), MONDAY)
    ask(office, RULES.limits.letters_per_10_minutes + 1, MONDAY + DAY - HOUR / 10)
    assert escalate(office, MONDAY + DAY) == 1


# ---------------------------------------------------------------- lost letters
def test_a_letter_that_bounces_goes_to_the_next_on_the_way_up_once(office: Office) -> None:
    ask(office)
    escalate(office, WEDNESDAY - HOUR)
    escalate(office, WEDNESDAY)
    letters = {row["to"]: row["message_id"] for row in office.store.lists.letters() if row["kind"] == "escalation"}
    assert set(letters) == {LEAD}
    returned = fetched(9, dsn(letters[LEAD], LEAD), WEDNESDAY)
    take(office, look(returned), WEDNESDAY + HOUR / 6)
    assert escalate(office, WEDNESDAY + HOUR / 6) == 1
    assert ("escalation", MANAGER) in to_staff(office)
    again = fetched(10, dsn(letters[LEAD], LEAD, number=2), WEDNESDAY)
    take(office, look(again), WEDNESDAY + HOUR / 5)
    assert escalate(office, WEDNESDAY + HOUR / 5) == 0, "once"


def test_a_letter_about_many_that_is_refused_goes_to_the_next_too(office: Office) -> None:
    ask(office, 3)
    send(office, now=MONDAY)
    escalate(office, MONDAY + DAY)
    assert send(office, ACCEPTED, UNKNOWN, now=MONDAY + DAY)
    assert escalate(office, MONDAY + DAY) == 3
    assert to_staff(office) == [("reminder", LEAD)]
    send(office, now=MONDAY + DAY)
    escalate(office, WEDNESDAY - HOUR)
    assert MEMBERS[1] not in {who for _, who in to_staff(office)}, "its mail comes back: nobody waits for it again"


def test_what_has_been_answered_meanwhile_is_not_passed_on(office: Office) -> None:
    ask(office)
    escalate(office, MONDAY + DAY)
    do(office, "#close", MONDAY + DAY)
    send(office, UNKNOWN, UNKNOWN, now=MONDAY + DAY)
    assert escalate(office, MONDAY + DAY) == 0


# ---------------------------------------------------------------- overtaken letters
def test_an_answer_withdraws_what_has_not_gone_out(office: Office) -> None:
    ask(office)
    send(office, now=MONDAY)
    escalate(office, MONDAY + DAY)
    assert len(to_staff(office)) == 2
    do(office, "#close", MONDAY + DAY)
    assert to_staff(office) == []
    assert [str(letter["To"]) for letter in send(office, now=MONDAY + DAY)] == ["c1@shop.test"], "of the closing"


# ---------------------------------------------------------------- again and again
def test_a_step_is_repeated_until_somebody_takes_the_ticket(tmp_path: Path) -> None:
    ladder = [Step(at="50%", tell="team", repeat=Span(4, "working hours"))]
    with office_in(tmp_path, MONDAY, escalation=ladder) as office:
        ask(office)
        told = [at for at in hours(MONDAY + DAY, MONDAY + 3 * DAY) if escalate(office, at)]
        assert [(at - MONDAY) / HOUR for at in told] == [24, 28, 32, 51, 55], "every four working hours"
        steps = [row[0] for row in office.store._db.execute("SELECT step FROM rungs ORDER BY fires_at")]
        assert steps[:3] == ["at 50%", "at 50%, time 2", "at 50%, time 3"]
        assert len(steps) == len(set(steps))
        do(office, f"#assign {MEMBERS[0]}", MONDAY + 4 * DAY)
        before = len(list(office.store.lists.letters()))
        for moment in hours(MONDAY + 4 * DAY, MONDAY + 5 * DAY):
            escalate(office, moment)
        assert len(list(office.store.lists.letters())) == before
        assert "open" not in states(office)


def test_a_step_that_repeats_is_told_once_after_a_long_outage(tmp_path: Path) -> None:
    ladder = [Step(at="50%", tell="team", repeat=Span(4, "working hours"))]
    with office_in(tmp_path, MONDAY, escalation=ladder) as office:
        ask(office)
        assert escalate(office, MONDAY + 30 * DAY) == 1
        assert len(to_staff(office)) == 2
        assert escalate(office, MONDAY + 30 * DAY) == 0


def hours(start: datetime, end: datetime) -> list[datetime]:
    return [start + HOUR * step for step in range(int((end - start) / HOUR))]


def test_nothing_is_told_of_who_only_waits(office: Office) -> None:
    take(office, look(fetched(1, raw_mail("Where is my parcel? The page has not moved.", ANN), MONDAY)))
    assert escalate(office, MONDAY + timedelta(days=9)) == 0
