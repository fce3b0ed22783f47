"""Rules and templates that are saved while the daemon runs: what is good takes force, what is broken is told once."""

import asyncio
from collections.abc import Generator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from email import message_from_bytes
from pathlib import Path
from shutil import copyfile, copytree
from typing import Never

import pytest

from tests.jobs.bench import InlineReaders, fetched, look, raw_mail
from tests.policy.calendars import calendar_text
from triage.daemon import Reloader, Service, opened_office, posts_of, visited_office
from triage.daemon.post import Post
from triage.jobs import Office, receive
from triage.settings import Settings, SettingsError, shipped

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
HOLIDAYS, BROKEN = "holidays: [US]", "holidays: [Atlantis]"


@dataclass(frozen=True, kw_only=True)
class Bench:
    """An office whose files somebody edits."""

    where: Settings
    office: Office
    reloader: Reloader

    def save(self, old: str = HOLIDAYS, new: str = "holidays: [US, DE]") -> None:
        text = self.where.rules.read_text("utf-8")
        assert old in text
        self.where.rules.write_text(text.replace(old, new), "utf-8")

    def look(self, times: int = 2) -> list[Post] | None:
        """The last of some looks."""
        found = None
        for _ in range(times):
            found = asyncio.run(self.reloader.look())
        return found

    @property
    def holidays(self) -> list[str]:
        return self.office.policy.rules.desk.holidays

    def notices(self) -> list[str]:
        """What ops were told, oldest first."""
        db = self.office.store._db
        rows = db.execute("SELECT raw FROM letters WHERE kind = 'notice' ORDER BY id").fetchall()
        texts = [
            next(part for part in message_from_bytes(row["raw"]).walk() if not part.is_multipart()) for row in rows
        ]
        return [text.get_payload(decode=True).decode() for text in texts]  # type: ignore[union-attr]


@pytest.fixture
def bench(tmp_path: Path) -> Generator[Bench]:
    copyfile(shipped("rules.yaml"), tmp_path / "rules.yaml")
    copytree(shipped("templates"), tmp_path / "templates")
    where = Settings(rules=tmp_path / "rules.yaml", templates=tmp_path / "templates", data=tmp_path / "data")
    with visited_office(where, now=NOW) as (office, _):
        yield Bench(
            where=where, office=office, reloader=Reloader(where, office, lambda: NOW, secret_of=lambda _: "secret")
        )


def test_saved_rules_take_force(bench: Bench) -> None:
    before = bench.office.rules_version
    bench.save()
    assert bench.look() is not None
    assert bench.holidays == ["US", "DE"]
    assert bench.office.rules_version != before
    assert bench.office.store.last_good_rules().version == bench.office.rules_version  # type: ignore[union-attr]
    assert bench.notices() == [], "a good change is nothing to write about"


def test_a_calendar_file_beside_the_rules_takes_force_and_is_kept_with_them(bench: Bench) -> None:
    beside = bench.where.rules.with_name("holidays.ics")
    beside.write_text(calendar_text(("SUMMARY:Company day", "DTSTART;VALUE=DATE:20261130")))
    bench.save(new=f"{HOLIDAYS}\n  ical: holidays.ics")
    assert bench.look() is not None
    first = bench.office.rules_version
    assert bench.office.policy.calendar.closed_because(date(2026, 11, 30)) == "Company day"

    beside.write_text(calendar_text(("SUMMARY:Company days", "DTSTART;VALUE=DATE:20261201")))
    assert bench.look() is not None
    assert bench.office.rules_version != first
    assert bench.office.policy.calendar.closed_because(date(2026, 11, 30)) is None

    beside.write_text("no calendar")
    assert bench.look() is None
    assert "holidays.ics: is no iCal file" in bench.notices()[0]
    with visited_office(bench.where, now=NOW) as (office, in_force):
        assert in_force.problems
        assert office.policy.calendar.closed_because(date(2026, 12, 1)) == "Company days"


def test_open_deadlines_move_with_the_holidays_of_a_saved_file(bench: Bench) -> None:
    office = bench.office
    office.readers = InlineReaders()  # type: ignore[assignment]  the same methods
    found = look(fetched(1, raw_mail("Order AM-10432: you sent me the wrong item."), NOW))
    asyncio.run(receive(office, "support@aeropressmall.com", "inbox", found, NOW))
    bench.save('closed: ["2026', 'closed: ["2026-11-24: inventory", "2026')
    bench.look()
    (moved,) = (row for row in office.store.lists.history("AM-1001") if "moved" in row["because"][0])
    assert f"because rules.yaml {office.rules_version}" in moved["because"][0]
    assert moved["rules_version"] == office.store.reckoned_with == office.rules_version


def test_nothing_saved_nothing_done(bench: Bench) -> None:
    assert bench.look(3) is None


def test_what_is_still_being_written_is_not_read(bench: Bench) -> None:
    good = bench.where.rules.read_text("utf-8")
    for end in (100, 2_000, 20_000):  # an editor that writes in pieces
        bench.where.rules.write_text(good[:end], "utf-8")
        assert bench.look(1) is None
    bench.where.rules.write_text(good.replace(HOLIDAYS, "holidays: [DE]"), "utf-8")
    bench.look(1)
    assert bench.look(1) is not None
    assert bench.holidays == ["DE"]
    assert bench.notices() == []


def test_an_editors_rename_is_harmless(bench: Bench) -> None:
    aside = bench.where.rules.with_suffix(".yaml~")
    bench.where.rules.rename(aside)
    assert bench.look(1) is None
    bench.where.rules.write_text(aside.read_text("utf-8").replace(HOLIDAYS, "holidays: [DE]"), "utf-8")
    bench.look()
    assert bench.holidays == ["DE"]
    assert bench.notices() == []


def test_broken_rules_change_nothing_and_are_told_once_until_mended(bench: Bench) -> None:
    version = bench.office.rules_version
    bench.save(new=BROKEN)
    assert bench.look() is None
    assert (bench.holidays, bench.office.rules_version) == (["US"], version)
    bench.look(3)
    (told,) = bench.notices()
    assert "rules.yaml:" in told
    assert "Atlantis" in told
    bench.save(old=BROKEN, new="holidays: [DE]")
    bench.look()
    assert bench.holidays == ["DE"]
    assert "good again" in bench.notices()[1]
    assert len(bench.notices()) == 2


def test_other_mistakes_are_told_again(bench: Bench) -> None:
    bench.save(new=BROKEN)
    bench.look()
    bench.save(old=BROKEN, new="holidays: [Utopia]")
    bench.look()
    assert ["Atlantis" in bench.notices()[0], "Utopia" in bench.notices()[1]] == [True, True]


def test_rules_that_go_away_stay_in_force_and_are_told(bench: Bench) -> None:
    bench.where.rules.unlink()
    assert bench.look() is None
    assert bench.holidays == ["US"]
    assert len(bench.notices()) == 1


def test_a_saved_template_takes_force(bench: Bench) -> None:
    letter = bench.where.templates / "staff/notice.txt"
    letter.write_text(letter.read_text("utf-8") + "\nWritten anew.\n", "utf-8")
    bench.look()
    bench.save(new=BROKEN)
    bench.look()
    assert "Written anew." in bench.notices()[0]


def test_a_broken_template_holds_back_the_rules_beside_it(bench: Bench) -> None:
    (bench.where.templates / "staff/notice.txt").write_text("Subject: x\n{% if %}", "utf-8")
    bench.save()
    assert bench.look() is None
    assert bench.holidays == ["US"]
    assert "notice.txt:" in bench.notices()[0]


def test_a_mailbox_without_its_secret_is_a_problem_like_any_other(bench: Bench) -> None:
    def nowhere(name: str) -> Never:
        raise SettingsError(f"the secret {name} is missing")

    bench.reloader._secret_of = nowhere
    bench.save()
    assert bench.look() is None
    assert bench.holidays == ["US"]
    assert "SUPPORT_PASSWORD" in bench.notices()[0]


def test_a_signal_reads_again_what_did_not_change(bench: Bench) -> None:
    bench.reloader.forget()
    assert bench.look(1) is not None


def test_new_mailboxes_are_read_and_old_ones_hung_up(tmp_path: Path) -> None:
    """The others go on undisturbed."""
    where = Settings(rules=shipped("rules.yaml"), templates=shipped("templates"), data=tmp_path)

    async def story() -> tuple[set[str], bool, bool]:
        with opened_office(where, now=NOW, workers=1) as (office, in_force):
            press, support, wholesale = posts_of(in_force.rules, lambda _: "secret")
            service = Service(office, [press, support], lambda: NOW)
            kept, changed = service.rounds[press.account.address], service.rounds[support.account.address]
            moved = replace(support, account=replace(support.account, secret="another"))
            await service._go_round([press, moved, wholesale])
            found = (
                set(service.rounds),
                service.rounds[press.account.address] is kept,
                service.rounds[support.account.address] is changed,
            )
            await service._rest()
            return found

    addresses, press_kept, support_kept = asyncio.run(story())
    assert addresses == {"press@aeropressmall.com", "support@aeropressmall.com", "wholesale@aeropressmall.com"}
    assert (press_kept, support_kept) == (True, False)
