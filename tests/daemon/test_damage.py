"""A damaged page of the database is found beside the work, told to ops, and ends the daemon: nothing more is written."""

import asyncio
from pathlib import Path

import pytest

from tests.daemon.test_one_pass import BOXES, MONDAY, office_at
from tests.store.damage import spoilt
from triage.daemon import Service, posts_of, service
from triage.demo.server import DemoServer
from triage.store import DATABASE, Store, StoreError


def test_ops_hear_of_damage_and_the_desk_stops(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "SETTLED", 0.0)
    spoilt(Store.open(tmp_path / "data", now=MONDAY), tmp_path / "data" / DATABASE)

    async def story() -> list[bytes]:
        async with DemoServer(dict.fromkeys(BOXES, "x"), clock=lambda: MONDAY) as server:
            with office_at(tmp_path, server) as (office, in_force):
                daemon = Service(office, posts_of(in_force.rules, lambda _: "x"), lambda: MONDAY)
                with pytest.raises(StoreError, match="restore a backup"):
                    await daemon.run(asyncio.Event())
            return [letter.raw for letter in server.sent]

    notices = [raw for raw in asyncio.run(asyncio.wait_for(story(), 60)) if b"The database is damaged" in raw]
    assert len(notices) == 1
    with pytest.raises(StoreError, match="restore a backup"):
        Store.open(tmp_path / "data", now=MONDAY)


def test_one_pass_looks_at_the_database_too(tmp_path: Path) -> None:
    spoilt(Store.open(tmp_path / "data", now=MONDAY), tmp_path / "data" / DATABASE)

    async def story() -> dict[str, str]:
        async with DemoServer(dict.fromkeys(BOXES, "x"), clock=lambda: MONDAY) as server:
            with office_at(tmp_path, server) as (office, in_force):
                return dict(await Service(office, posts_of(in_force.rules, lambda _: "x"), lambda: MONDAY).once())

    assert "restore a backup" in asyncio.run(asyncio.wait_for(story(), 60))["database"]
