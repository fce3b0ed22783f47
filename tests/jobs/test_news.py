"""News for staff on a real store: one letter each while little comes, one letter for all when much does, and customers first."""

from collections.abc import Generator
from datetime import timedelta
from email import message_from_bytes
from pathlib import Path

import pytest

from tests.desk.builders import HOUR, MONDAY, NOTIFY, PROBLEM, RULES
from tests.jobs.bench import fetched, look, office_in, raw_mail
from tests.jobs.test_jobs import letters, send, take
from triage.jobs import Office, report

MEMBERS = ["aftersales-1@aeropressmall.com", "aftersales-2@aeropressmall.com"]
FEW = RULES.limits.model_copy(update={"notifications_per_person_an_hour": 3})
MINUTE = timedelta(minutes=1)


@pytest.fixture
def office(tmp_path: Path) -> Generator[Office]:
    with office_in(tmp_path, MONDAY, notify=NOTIFY, limits=FEW) as opened:
        yield opened


def flood(office: Office, count: int, *, first: int = 1) -> None:
    """So many customers write within a moment."""
    numbers = range(first, first + count)
    take(office, look(*(fetched(at, raw_mail(PROBLEM, f"c{at}@shop.test", number=at), MONDAY) for at in numbers)))


def news(office: Office, state: str) -> list[str]:
    return [to for to, found in letters(office, "notification") if found == state]


def test_a_flood_of_mail_is_few_letters_of_news_and_every_customer_is_answered(office: Office) -> None:
    flood(office, 8)
    assert sorted(news(office, "queued")) == sorted([*MEMBERS] * 3)
    assert sorted(news(office, "suppressed")) == sorted([*MEMBERS] * 5)
    assert len(letters(office, "acknowledgement")) == 8
    assert {state for _, state in letters(office, "acknowledgement")} == {"queued"}


def test_what_was_held_back_is_told_in_one_letter_to_each_and_ops_are_not_bothered(office: Office) -> None:
    flood(office, 8)
    report(office, MONDAY)
    assert len(news(office, "queued")) == 6, "it gathers for a while"
    report(office, MONDAY + 11 * MINUTE)
    told = [letter for letter in letters(office, "notification") if letter[1] == "queued"]
    assert len(told) == 8
    report(office, MONDAY + 20 * MINUTE)
    assert len(news(office, "queued")) == 8, "once"
    assert letters(office, "notice") == []
    assert not office.store.untold.held_back()


def test_an_hour_later_news_is_told_singly_again(office: Office) -> None:
    flood(office, 8)
    take(office, look(fetched(9, raw_mail(PROBLEM, "late@shop.test", number=9), MONDAY)), MONDAY + HOUR + MINUTE)
    assert len(news(office, "queued")) == 8


def test_acknowledgements_leave_before_the_news_of_the_same_mail(office: Office) -> None:
    flood(office, 1)
    letters = [message_from_bytes(raw) for raw in send(office).taken]
    assert [letter["To"] for letter in letters] == ["c1@shop.test", *MEMBERS]


def test_a_flood_of_news_silences_no_reminder(office: Office) -> None:
    flood(office, 40)
    tallies = office.store.outbox.tallies(MEMBERS[0], 1001, MONDAY, to_staff=True)
    assert (tallies.desk_10_minutes, tallies.desk_hour, tallies.on_ticket_a_day) == (0, 0, 0)
