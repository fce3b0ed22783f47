"""Digests and reports at their moment, once each, whatever happens to the clock and the process."""

import asyncio
from collections.abc import Generator
from dataclasses import replace
from datetime import datetime, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path

import pytest

from tests.desk.builders import ANN, BOB, DAY, HOUR, MONDAY, PROBLEM, RULES, SUPPORT
from tests.jobs.bench import fetched, look, office_in, raw_mail
from triage.jobs import Office, periodical, receive, report
from triage.policy.rules import Reports, Timetable

COMPLAINT = (
    "This is a formal complaint about order AM-10111: DHL was late, nobody answers my mails and your colleague was rude. "
    "I expect an apology and a partial refund."
)
TEAM = ["aftersales-1@aeropressmall.com", "aftersales-2@aeropressmall.com", "aftersales-lead@aeropressmall.com"]
MANAGER, OPS = RULES.desk.manager, RULES.desk.ops
NEXT_MONDAY, JANUARY_4 = MONDAY + 7 * DAY, MONDAY + 35 * DAY


@pytest.fixture
def office(tmp_path: Path) -> Generator[Office]:
    with office_in(tmp_path, MONDAY) as opened:
        yield opened


def take(office: Office, *mails: bytes, now: datetime = MONDAY) -> None:
    found = look(*(fetched(uid, raw, now) for uid, raw in enumerate(mails, 1)))
    asyncio.run(receive(office, SUPPORT, "inbox", found, now))


def told(office: Office, words: str) -> list[str]:
    """Who got a letter with these words in the subject."""
    rows = office.store._db.execute("SELECT recipient FROM letters WHERE subject LIKE ? ORDER BY id", (f"%{words}%",))
    return [row["recipient"] for row in rows]


def letter(office: Office, words: str) -> Message:
    row = office.store._db.execute("SELECT raw FROM letters WHERE subject LIKE ? ORDER BY id", (f"%{words}%",))
    return message_from_bytes(row.fetchone()["raw"])


def part(message: Message, kind: str) -> str:
    """The text of its one part of that type."""
    (found,) = (each for each in message.walk() if each.get_content_type() == kind)
    content = found.get_payload(decode=True)
    assert isinstance(content, bytes)
    return content.decode()


# ---------------------------------------------------------------- team digests
def test_a_team_and_its_lead_hear_each_morning_where_their_tickets_stand(office: Office) -> None:
    take(office, raw_mail(PROBLEM))
    report(office, MONDAY + DAY - 2 * HOUR)  # 08:00: nobody works yet
    assert told(office, "Aftersales,") == []
    report(office, MONDAY + DAY - HOUR)
    assert told(office, "Aftersales,") == TEAM
    assert told(office, "Presales,") == [], "who has nothing to do hears nothing"
    words = part(letter(office, "Aftersales"), "text/plain")
    assert "New: 1" in words
    assert "AM-1001 A question" in words
    report(office, MONDAY + DAY + HOUR)
    assert told(office, "Aftersales,") == TEAM


def test_a_team_s_morning_is_that_of_its_own_calendar(tmp_path: Path) -> None:
    team = RULES.staff["aftersales"].model_copy(update={"calendar": "late"})
    late = RULES.calendars | {"late": Timetable(working_hours={"mon-fri": "12:00-20:00"})}
    with office_in(tmp_path, MONDAY, staff=RULES.staff | {"aftersales": team}, calendars=late) as office:
        take(office, raw_mail(PROBLEM))
        report(office, MONDAY + HOUR)
        assert told(office, "Aftersales,") == []
        report(office, MONDAY + 2 * HOUR)
        assert told(office, "Aftersales,") == TEAM


# ---------------------------------------------------------------- reports
def test_the_desk_s_report_comes_at_the_first_opening_of_the_week(office: Office) -> None:
    take(office, raw_mail(PROBLEM), raw_mail(COMPLAINT, BOB, number=2))
    report(office, NEXT_MONDAY - 2 * HOUR)
    assert told(office, "Desk report,") == []
    report(office, NEXT_MONDAY - HOUR)
    assert told(office, "Desk report,") == [MANAGER, OPS]
    message = letter(office, "Desk report,")
    assert "Mon 30 Nov 2026 to Sun 6 Dec 2026" in " ".join(message["Subject"].split())
    words = part(message, "text/plain")
    assert "New tickets: 2" in words
    assert "complaint: 1 (50 %)" in words
    assert "█" in words
    assert "Clause 5, complaint, classify: 0 kept, 1 missed" in words
    assert "<td" in part(message, "text/html")


def test_complaints_are_summed_up_when_the_month_is_over(office: Office) -> None:
    take(office, raw_mail(COMPLAINT), raw_mail(COMPLAINT.replace("DHL", "UPS"), BOB, number=2), now=MONDAY + DAY)
    report(office, MONDAY + DAY)
    assert told(office, "Complaints, % to ") == []
    report(office, JANUARY_4)
    assert told(office, "Complaints, % to ") == [MANAGER, OPS, "complaints-lead@aeropressmall.com"]
    message = letter(office, "Complaints, % to ")
    words = part(message, "text/plain")
    assert "Complaints: 2" in words
    assert "late or lost parcel: 2, new" in words
    assert "'late' in AM-1001 and AM-1002" in words
    assert message.get_content_type() == "multipart/mixed"
    assert "complaints-2026-12.csv" in [each.get_filename() for each in message.walk()]
    assert "carrier,DHL,1,0,50,new,AM-1001,'DHL' in AM-1001" in part(message, "text/csv").replace("''", "'")


def test_how_often_is_for_ops_to_say(tmp_path: Path) -> None:
    with office_in(tmp_path, MONDAY, reports=Reports(desk="never", complaints="week")) as office:
        take(office, raw_mail(COMPLAINT))
        report(office, NEXT_MONDAY)
        assert (told(office, "Desk report,"), len(told(office, "Complaints, % to "))) == ([], 3)


def test_a_desk_that_was_down_reports_each_week_it_has_not_told_of(office: Office) -> None:
    take(office, raw_mail(PROBLEM))
    report(office, MONDAY)
    take(office, raw_mail(PROBLEM, BOB, number=2), now=NEXT_MONDAY)
    report(office, NEXT_MONDAY + 14 * DAY)
    report(office, NEXT_MONDAY + 14 * DAY + HOUR)
    assert told(office, "Desk report,") == [MANAGER, OPS] * 2, "of the two weeks in which something happened"


def test_a_clock_that_steps_back_and_forth_doubles_nothing(office: Office) -> None:
    take(office, raw_mail(COMPLAINT))
    for moment in (MONDAY, NEXT_MONDAY, MONDAY + DAY, NEXT_MONDAY + HOUR, NEXT_MONDAY - 3 * DAY, NEXT_MONDAY + 2 * HOUR):  # fmt: skip
        report(office, moment)
    assert len(told(office, "Desk report,")) == 2
    assert told(office, "Complaints, Mon 7") == [
        "complaints-1@aeropressmall.com",
        "complaints-2@aeropressmall.com",
        "complaints-lead@aeropressmall.com",
    ]


def test_a_clock_that_was_a_year_ahead_silences_nothing(office: Office) -> None:
    report(office, MONDAY + 364 * DAY)
    take(office, raw_mail(PROBLEM))
    report(office, MONDAY + DAY - HOUR)
    report(office, NEXT_MONDAY)
    assert len(told(office, "Aftersales,")) == 6
    assert len(told(office, "Desk report,")) == 2


def test_a_kill_between_two_letters_of_a_report_loses_and_doubles_none(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    take(office, raw_mail(PROBLEM))
    genuine, calls = periodical.tell, []

    def dies(*arguments: object, **more: object) -> None:
        calls.append(arguments)
        if len(calls) == 2:
            raise OSError("disk full")
        genuine(*arguments, **more)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(periodical, "tell", dies)
    report(office, MONDAY + DAY - HOUR)
    assert told(office, "Aftersales,") == []
    assert told(office, "does not go out") == [OPS]
    monkeypatch.setattr(periodical, "tell", genuine)
    report(office, MONDAY + DAY - HOUR)
    assert told(office, "Aftersales,") == TEAM


def test_a_quiet_desk_reports_nothing(office: Office) -> None:
    for days in range(0, 60, 7):
        report(office, MONDAY + days * DAY)
    assert told(office, " to ") == []


def test_who_is_member_and_lead_hears_once(office: Office) -> None:
    one = RULES.staff["aftersales"].model_copy(update={"lead": TEAM[0]})
    rules = RULES.model_copy(update={"staff": RULES.staff | {"aftersales": one}})
    office.policy = replace(office.policy, rules=rules)
    take(office, raw_mail(PROBLEM, ANN))
    report(office, MONDAY + timedelta(minutes=1))
    assert told(office, "Aftersales,") == TEAM[:2]
