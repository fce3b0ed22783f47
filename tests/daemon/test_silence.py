"""A mailbox that cannot be reached for long is told to ops, once an hour."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from triage.daemon import Service, service, visited_office
from triage.settings import Settings, shipped

NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)


def notices(folder: Path, ages: list[float | None], *, running: float, at: list[datetime]) -> int:
    """How many notices go out when the mailbox was last well so many seconds ago (None: never)."""
    where = Settings(rules=shipped("rules.yaml"), templates=shipped("templates"), data=folder)
    moment = [NOW]
    with visited_office(where, now=NOW) as (office, _):
        daemon = Service(office, [], lambda: moment[0])
        daemon._since -= running
        for age, moment[0] in zip(ages, at, strict=True):
            worker = SimpleNamespace(seconds_since_good=age, state="server away")
            daemon._tell_of_silence(cast("Any", SimpleNamespace(address="support@aeropressmall.com", worker=worker)))
        return len([row for row in office.store.lists.letters() if row["kind"] == "notice"])


@pytest.mark.parametrize(
    ("ages", "running", "told"),
    [
        ([60.0], 10_000, 0),
        ([service.SILENCE.total_seconds() + 1], 10_000, 1),
        ([None], 60, 0),  # never reached, but we began only now
        ([None], 10_000, 1),
    ],
)
def test_silence_is_told_when_it_lasts(tmp_path: Path, ages: list[float | None], running: float, told: int) -> None:
    assert notices(tmp_path, ages, running=running, at=[NOW]) == told


def test_lasting_silence_is_told_once_an_hour(tmp_path: Path) -> None:
    at = [NOW + timedelta(minutes=minutes) for minutes in (0, 1, 30, 61)]
    assert notices(tmp_path, [5000.0] * 4, running=10_000, at=at) == 2
