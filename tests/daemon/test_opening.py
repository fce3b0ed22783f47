"""From settings to an office: what is broken is told whole, and a bad file never stops the mail."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from shutil import copyfile, copytree
from typing import Never

import pytest

from triage.daemon import NotReadyError, opened_office, opening, posts_of, visited_office
from triage.daemon.opening import prove_letters_of, proven_templates
from triage.outbound.letters import Templates
from triage.policy.rulesfile import rules_from_file
from triage.settings import Settings, SettingsError, shipped
from triage.store import BusyError, StoreError

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
BROKEN = "desk: {timezone: Nowhere/Land}\nmailboxes: {}\n"


@cache
def _proven(folder: Path, _: Path | None = None) -> Templates:
    return proven_templates(folder)


@pytest.fixture
def place(tmp_path: Path) -> Settings:
    """Rules of our own, the shipped templates, and a data directory that is not there yet."""
    copyfile(shipped("rules.yaml"), tmp_path / "rules.yaml")
    return Settings(rules=tmp_path / "rules.yaml", templates=shipped("templates"), data=tmp_path / "data")


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """The shipped templates are proven once for all tests."""
    monkeypatch.setattr("triage.daemon.opening.proven_templates", _proven)


def office_version(place: Settings, now: datetime = NOW) -> tuple[str, tuple[str, ...]]:
    """The version of the rules in force, and the problems of the file."""
    with visited_office(place, now=now) as (office, in_force):
        assert office.rules_version == in_force.version
        assert office.policy.rules is in_force.rules
        return in_force.version, in_force.problems


@pytest.mark.usefixtures("quick")
def test_whoever_may_speak_for_the_desk_is_one_of_us_wherever_mail_is_read(place: Settings) -> None:
    with visited_office(place, now=NOW) as (office, _):
        assert office.identity.ours.staff == office.policy.rules.people
        assert {"manager@aeropressmall.com", "ops@aeropressmall.com"} < office.identity.ours.staff


@pytest.mark.usefixtures("quick")
def test_broken_rules_leave_the_last_good_ones_in_force(place: Settings) -> None:
    good, _ = office_version(place)
    place.rules.write_text(BROKEN)
    version, problems = office_version(place)
    assert version == good
    assert all(problem.startswith(f"{place.rules}:") for problem in problems)
    assert any("desk.timezone" in problem for problem in problems)
    assert len(problems) > 3


@pytest.mark.usefixtures("quick")
def test_the_last_good_rules_are_the_ones_used_last(place: Settings) -> None:
    text = place.rules.read_text("utf-8")
    first, _ = office_version(place)
    place.rules.write_text(text.replace("holidays: [US]", "holidays: [US, DE]"), "utf-8")
    second, _ = office_version(place, NOW + timedelta(minutes=1))
    place.rules.write_text(text, "utf-8")  # back to the first
    assert office_version(place, NOW + timedelta(minutes=2)) == (first, ())
    place.rules.write_text(BROKEN)
    assert office_version(place, NOW + timedelta(minutes=3))[0] == first != second


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "how", [Path.unlink, lambda file: file.write_bytes(b"\xff\xfe"), lambda file: file.write_text("")]
)
def test_rules_that_went_away_do_not_stop_the_mail_either(place: Settings, how: Callable[[Path], object]) -> None:
    office_version(place)
    how(place.rules)
    _, problems = office_version(place)
    assert len(problems) == 1


@pytest.mark.usefixtures("quick")
def test_without_good_rules_every_problem_is_told(place: Settings) -> None:
    place.rules.write_text(BROKEN)
    with pytest.raises(NotReadyError) as told, opened_office(place, now=NOW):
        pass
    assert len(told.value.problems) > 3
    assert any("desk.timezone" in problem for problem in told.value.problems)


def test_every_broken_template_is_told_before_anything_is_made(place: Settings, tmp_path: Path) -> None:
    copytree(shipped("templates"), tmp_path / "templates")
    for name, text in (("reminder", "{% if %}"), ("escalation", "{{ nobody.knows.this }}")):
        (tmp_path / f"templates/staff/{name}.txt").write_text(text)
    broken = Settings(rules=place.rules, templates=tmp_path / "templates", data=place.data)
    with pytest.raises(NotReadyError) as told, visited_office(broken, now=NOW):
        pass
    assert any("reminder.txt" in problem for problem in told.value.problems)
    assert any("escalation.txt" in problem for problem in told.value.problems)
    assert not place.data.exists()


def test_templates_that_are_not_there_are_told(tmp_path: Path) -> None:
    with pytest.raises(NotReadyError):
        proven_templates(tmp_path / "none")


@pytest.mark.usefixtures("quick")
def test_one_daemon_a_data_directory(place: Settings) -> None:
    with opened_office(place, now=NOW, workers=1):
        with pytest.raises(BusyError, match="another triage is running"), opened_office(place, now=NOW):
            pass
        with visited_office(place, now=NOW, must_exist=True):  # a short visit beside it is fine
            pass
    with opened_office(place, now=NOW, workers=1):  # the first one is gone
        pass


@pytest.mark.usefixtures("quick")
def test_a_daemon_that_could_not_open_holds_nothing(place: Settings) -> None:
    good = place.rules.read_text("utf-8")
    place.rules.write_text(BROKEN)
    with pytest.raises(NotReadyError), opened_office(place, now=NOW):
        pass
    place.rules.write_text(good, "utf-8")
    with opened_office(place, now=NOW, workers=1):
        pass


@pytest.mark.usefixtures("quick")
def test_a_visit_can_ask_for_a_desk_that_exists(place: Settings) -> None:
    with pytest.raises(StoreError, match="does not exist"), visited_office(place, now=NOW, must_exist=True):
        pass
    assert not place.data.exists()


@pytest.mark.usefixtures("quick")
def test_every_missing_secret_is_told_with_its_mailbox(place: Settings) -> None:
    def nowhere(name: str) -> Never:
        raise SettingsError(f"the secret {name} is missing")

    with visited_office(place, now=NOW) as (_, in_force):
        with pytest.raises(NotReadyError) as told:
            posts_of(in_force.rules, nowhere)
        assert len(told.value.problems) == len(in_force.rules.mailboxes)
        assert "mailboxes.press@aeropressmall.com: the secret PRESS_PASSWORD is missing" in told.value.problems
        posts = posts_of(in_force.rules, lambda name: f"of {name}")
    assert [post.account.address for post in posts] == list(in_force.rules.mailboxes)
    assert {post.account.secret for post in posts} == {
        "of PRESS_PASSWORD",
        "of SUPPORT_PASSWORD",
        "of WHOLESALE_PASSWORD",
    }


def test_templates_that_were_proven_once_are_not_rendered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache, proofs = tmp_path / "templates", tmp_path / "cache", []
    copytree(shipped("templates"), folder)
    monkeypatch.setattr(opening, "prove", lambda *_: proofs.append("once"))
    proven_templates(folder, cache)
    proven_templates(folder, cache)
    assert len(proofs) == 1
    letter = folder / "requester" / "acknowledgement.en.txt"
    letter.write_text(letter.read_text("utf-8") + "\n", "utf-8")
    proven_templates(folder, cache)
    assert len(proofs) == 2, "another template is another proof"
    proven_templates(folder)
    assert len(proofs) == 3, "`triage check` always looks"


def test_letters_of_ops_that_were_proven_once_are_not_rendered_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, cache, proofs = shipped("templates"), tmp_path / "cache", []
    templates, rules = proven_templates(folder), rules_from_file(shipped("rules.yaml")).rules
    assert rules
    monkeypatch.setattr(opening, "prove_own", lambda *_: proofs.append("once"))
    for _ in range(2):
        prove_letters_of(rules, templates, folder, cache)
    assert len(proofs) == 1
    named = rules.model_copy(update={"desk": rules.desk.model_copy(update={"closing": "requester/progress"})})
    prove_letters_of(named, templates, folder, cache)
    assert len(proofs) == 2, "another letter is another proof"
    prove_letters_of(rules, templates)
    assert len(proofs) == 3, "`triage check` always looks"


def test_templates_that_failed_are_remembered_by_nobody(tmp_path: Path) -> None:
    folder, cache = tmp_path / "templates", tmp_path / "cache"
    copytree(shipped("templates"), folder)
    (folder / "requester" / "acknowledgement.en.txt").write_text("{{ nothing_of_that_name }}", "utf-8")
    for _ in range(2):
        with pytest.raises(NotReadyError):
            proven_templates(folder, cache)


def test_a_cache_that_cannot_be_written_costs_only_time(tmp_path: Path) -> None:
    blocked = tmp_path / "a file"
    blocked.write_text("", "utf-8")
    assert proven_templates(shipped("templates"), blocked)
