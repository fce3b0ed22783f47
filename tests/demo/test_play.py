"""The demo: its clock knows working hours only, its verdict notices what went wrong, and the whole play comes out well."""

import asyncio
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import datetime
from io import StringIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from rich.console import Console

from triage.demo import clock as clocks
from triage.demo import outcome
from triage.demo.clock import FastClock
from triage.demo.correspondence import author
from triage.demo.customers import MAILS, named
from triage.demo.narrator import Narrator
from triage.demo.play import play
from triage.demo.server import Sent
from triage.policy.rulesfile import rules_from_file
from triage.policy.worktime import Calendar
from triage.settings import shipped
from triage.store import Store

NEW_YORK = ZoneInfo("America/New_York")
MEGAN = author(named("megan"))
MONDAY = datetime(2026, 11, 30, 9, 0, tzinfo=NEW_YORK)


# ---------------------------------------------------------------- the clock
@pytest.fixture(scope="module")
def calendar() -> Calendar:
    rules = rules_from_file(shipped("rules.yaml")).rules
    assert rules
    return rules.desk.calendar


@pytest.fixture
def seconds(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[float]]:
    """What the monotonic clock says; a test sets it."""
    now = [1000.0]
    monkeypatch.setattr(clocks, "time", type("time", (), {"monotonic": lambda: now[0]}))
    return iter([now])


def at(words: str) -> datetime:
    return datetime.fromisoformat(words).replace(tzinfo=NEW_YORK)


@pytest.mark.parametrize(
    ("real", "moment"),
    [
        (0, "2026-11-30T09:00"),
        (60, "2026-11-30T10:00"),
        (9 * 60 - 1, "2026-11-30T17:59"),
        (9 * 60, "2026-12-01T09:00"),  # closing time is the next morning
        (9 * 60 + 1, "2026-12-01T09:01"),
        (5 * 9 * 60, "2026-12-07T09:00"),  # a week later, without its weekend
    ],
)
def test_the_clock_leaps_over_nights_and_weekends(
    real: float, moment: str, calendar: Calendar, seconds: Iterator[list[float]]
) -> None:
    now = next(seconds)
    clock = FastClock(MONDAY, speed=60, calendar=calendar)
    now[0] += real
    assert clock() == at(moment)


def test_the_clock_never_shows_a_closed_moment_nor_runs_back(
    calendar: Calendar, seconds: Iterator[list[float]]
) -> None:
    now = next(seconds)
    clock = FastClock(MONDAY, speed=3600, calendar=calendar)
    last = clock()
    for _ in range(300):
        now[0] += 0.37
        assert calendar.is_open(clock())
        assert clock() > last
        last = clock()


def test_the_clock_begins_again(calendar: Calendar, seconds: Iterator[list[float]]) -> None:
    now = next(seconds)
    clock = FastClock(MONDAY, speed=60, calendar=calendar)
    now[0] += 500
    clock.restart()
    assert clock() == MONDAY


# ---------------------------------------------------------------- the narrator
def told(raw: bytes, *, kind: str = "") -> str:
    console = Console(file=StringIO(), width=140)
    narrator = Narrator(lambda: MONDAY, "America/New_York", console)
    if kind:
        narrator.arrives("ann@shop.test", ("press@shop.test", "support@shop.test"), raw, kind)
    else:
        narrator.leaves(Sent(sender="", recipient="ann@shop.test", raw=raw))
    assert isinstance(console.file, StringIO)
    return console.file.getvalue()


def test_the_narrator_tells_what_comes() -> None:
    line = told(b"Subject: =?utf-8?b?R3LDvMOfZQ==?=\n\nHello\n", kind="out_of_office")
    assert line == "Mon 30 Nov 09:00  ← ann@shop.test writes to press@, support@ (out of office): Grüße\n"
    assert "(no subject)" in told(b"\nHello\n", kind="person")


def test_the_narrator_tells_what_goes_and_what_it_promises() -> None:
    raw = b"Message-ID: <1.acknowledgement.x@shop.test>\nSubject: Re: Hi\n\nHello,\nwe answer by Tuesday, 10:00 EST.\nBye\n"
    assert told(raw).splitlines() == [
        "Mon 30 Nov 09:00  → acknowledgement to ann@shop.test: Re: Hi",
        f"{'':21}“we answer by Tuesday, 10:00 EST.”",
    ]


# ---------------------------------------------------------------- the play and its verdict
@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[str], str]:
    """The folder that a quick run kept, its problems, and what it told."""
    keep, console = tmp_path_factory.mktemp("kept"), Console(file=StringIO(), width=200)
    problems = asyncio.run(play(speed=2 * 3600, keep=keep, console=console, stay=False))
    assert isinstance(console.file, StringIO)
    return keep, problems, console.file.getvalue()


def test_the_whole_play_comes_out_as_it_should(played: tuple[Path, list[str], str]) -> None:
    keep, problems, words = played
    assert problems == []
    for event in ("writes to press@", "acknowledgement to ", "reminder to ", "escalation to ", "the clock stops"):
        assert event in words
    assert (keep / "rules.yaml").is_file()
    assert len(list((keep / "sent").glob("*.eml"))) > len(MAILS)


def verdict(folder: Path) -> list[str]:
    with closing(Store.open(folder / "data", now=MONDAY, must_exist=True)) as store:
        return outcome.problems(store)


@pytest.mark.parametrize(
    ("name", "change", "problem"),
    [
        ("kenji", {"category": "complaint"}, "kenji: sorted as order-problem, not complaint"),
        ("priya-bounce", {"kind": "person", "category": "complaint"}, "priya-bounce: no ticket of "),
        ("hannes", {"kind": "bulk"}, "hannes: a machine was answered"),
        ("offer", {"category": "product-question"}, "offer: 0 acknowledgements instead of 1"),
        ("priya-bounce", {"kind": "bulk"}, "is failed"),
    ],
)
def test_the_verdict_notices_what_is_otherwise(
    played: tuple[Path, list[str], str],
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    change: dict[str, str],
    problem: str,
) -> None:
    expected = tuple(replace(mail, **change) if mail.name == name else mail for mail in MAILS)
    monkeypatch.setattr(outcome, "MAILS", expected)
    assert [told for told in verdict(played[0]) if problem in told], verdict(played[0])


def test_the_verdict_notices_a_follow_up_on_a_ticket_of_its_own(
    played: tuple[Path, list[str], str], tmp_path: Path
) -> None:
    shutil.copytree(played[0] / "data", tmp_path / "data")
    with closing(sqlite3.connect(tmp_path / "data/triage.db")) as connection, connection:
        connection.execute("UPDATE tickets SET requester = ? WHERE requester = ?", (MEGAN, author(named("tom"))))
    assert f"{MEGAN} has 2 tickets instead of one" in verdict(tmp_path)


def test_an_empty_desk_is_no_success(tmp_path: Path) -> None:
    with closing(Store.open(tmp_path, now=MONDAY)) as store:
        problems = outcome.problems(store)
    assert f"megan: no ticket of {MEGAN}" in problems
    assert {"no reminder went out", "no escalation went out"} <= set(problems)
    assert sum("did not stop the clock" in problem for problem in problems) == len(outcome.ANSWERS)
