"""Mail that no word of the rules knows, at a desk that has a second opinion: the real model, from a few examples."""

import asyncio
from collections.abc import Generator
from pathlib import Path

import pytest

from tests.journeys.desk import Desk
from tests.journeys.mail import PRESS, at
from tests.journeys.town import Town
from tests.opinion.few_examples import few_examples
from triage.daemon import opening
from triage.opinion import Adviser, Source
from triage.opinion.mind import learned_from
from triage.policy.rules import Rules

ANN = "ann@shop.test"
STALLED = "fourteen days by now and the van has still not shown up at my door, where could my box have got to?"


@pytest.fixture(autouse=True)
def _without_opinion() -> None:
    """Here it is there."""


@pytest.fixture
def thinking_desk(town: Town, place: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Generator[Desk]:
    """A desk whose second opinion is ready."""
    starter = few_examples(tmp_path / "starter", ("en",), 6)

    def adviser(rules: Rules, **_: object) -> Adviser:
        assert learned_from(Source.of(rules, cache=tmp_path / "cache", starter=starter))
        return Adviser(rules, cache=tmp_path / "cache", starter=starter)

    monkeypatch.setattr(opening, "Adviser", adviser)
    desk = Desk(town, place)
    desk.write_rules(has_opinion=True)
    desk.open()
    assert desk.office.adviser
    asyncio.run(desk.office.adviser.judge([("", "ready?")]))
    try:
        yield desk
    finally:
        desk.end()


def test_a_mail_beyond_the_words_of_the_rules_is_sorted_by_what_it_reads_like(thinking_desk: Desk) -> None:
    desk = thinking_desk
    desk.customer_writes(STALLED, to=(PRESS,))
    ticket = desk.ticket(ANN)
    assert ticket["category"] == "order-tracking"
    assert "reads like: «" in desk.why(ANN)
    assert len(desk.acknowledgements_to(ANN)) == 1
    desk.staff_commands(ticket["ticket"], "#close")
    desk.pass_time(at("Tue 10:00"))
    assert desk.ticket(ANN)["status"] == "closed"
