"""Real mail programs at the staff's desks. A missing one fails its stories: they are never skipped."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.journeys.clients.alpine import Alpine
from tests.journeys.clients.neomutt import NeoMutt
from tests.journeys.clients.seat import Client, Seat
from tests.journeys.clients.snail import SNail
from tests.journeys.desk import Desk

Sit = Callable[..., Client]


@pytest.fixture(params=[Alpine, NeoMutt, SNail])
def sit(request: pytest.FixtureRequest, desk: Desk, tmp_path: Path) -> Sit:
    """A person sits down at a mailbox with one of the programs: `sit(SUPPORT, "Ben Cole")`."""

    def sits(address: str, name: str, *, attaches: bool = False) -> Client:
        home = tmp_path / address
        home.mkdir(exist_ok=True)
        return request.param(Seat(town=desk.town, address=address, name=name, home=home), attaches=attaches)

    return sits
