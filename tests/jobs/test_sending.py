"""Many letters over several connections to a real SMTP server: each once, each recipient's in order."""

import asyncio
from collections import Counter
from collections.abc import Generator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.smtp import SMTP

from tests.desk.builders import RULES, SUPPORT
from tests.jobs.bench import fetched, look, office_in, raw_mail
from tests.servers.sink import HANG_UP, Sink
from triage.jobs import Office, deliver, receive
from triage.outbound.smtp import Courier, relay_from

MONDAY = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
CUSTOMERS = [f"c{number}@shop.test" for number in range(40)]
NO_CAPS = RULES.limits.model_copy(update={"letters_per_10_minutes": 1000, "letters_per_hour": 1000})


class Counting(Sink):
    """Counts its connections, and takes only so many."""

    def __init__(self, at_most: int = 9) -> None:
        super().__init__()
        self.connections, self._at_most = 0, at_most

    def _conversation(self) -> SMTP:
        self.connections += 1
        conversation = super()._conversation()
        if self.connections > self._at_most:
            self._loop.call_soon(lambda: conversation.transport and conversation.transport.abort())
        return conversation


@pytest.fixture
def office(tmp_path: Path) -> Generator[Office]:
    with office_in(tmp_path, MONDAY, limits=NO_CAPS) as opened:
        yield opened


def asked_by(office: Office, *authors: str) -> None:
    """Each writes a mail of her own that is acknowledged."""
    text = "My AeroPress broke, please cancel order AM-20001."
    mails = [fetched(at, raw_mail(f"{text} {at}", by, number=at), MONDAY) for at, by in enumerate(authors, start=1)]
    asyncio.run(receive(office, SUPPORT, "inbox", look(*mails), MONDAY))


def sent_to(sink: Sink, office: Office) -> int:
    async def story() -> int:
        couriers = [Courier(relay_from(f"smtp://127.0.0.1:{sink.port}", None, None)) for _ in range(3)]
        try:
            return await deliver(office, SUPPORT, couriers[0], lambda: MONDAY, lambda: 0.0, helpers=couriers[1:])
        finally:
            await asyncio.gather(*(courier.close() for courier in couriers))

    return asyncio.run(story())


def acknowledgements(office: Office) -> list[dict[str, Any]]:
    return [row for row in office.store.lists.letters() if row["kind"] == "acknowledgement"]


def test_many_letters_share_three_connections_and_each_goes_out_once(office: Office) -> None:
    asked_by(office, *CUSTOMERS)
    with Counting() as sink:
        assert sent_to(sink, office) == len(list(office.store.lists.letters())) == len(sink.letters)
        assert sink.connections == 3
    assert {row["state"] for row in acknowledgements(office)} == {"sent"}
    assert Counter(letter.recipients[0] for letter in sink.letters if "shop.test" in letter.recipients[0]) == Counter(
        CUSTOMERS
    )


def test_a_few_letters_need_one_connection(office: Office) -> None:
    asked_by(office, *CUSTOMERS[:2])
    with Counting() as sink:
        sent_to(sink, office)
        assert sink.connections == 1


def test_one_recipient_s_letters_keep_their_order(office: Office) -> None:
    asked_by(office, *(CUSTOMERS[at % 8] for at in range(32)))
    with Counting() as sink:
        sent_to(sink, office)
        assert sink.connections == 3
    for customer in CUSTOMERS[:8]:
        ordered = [row["message_id"] for row in acknowledgements(office) if row["to"] == customer]
        arrived = [letter.raw for letter in sink.to(customer)]
        assert len(ordered) > 1
        assert [next(at for at in ordered if at.encode() in raw) for raw in arrived] == sorted(
            ordered, key=ordered.index
        )


def test_a_relay_that_takes_one_connection_gets_all_letters_over_it(office: Office) -> None:
    asked_by(office, *CUSTOMERS)
    with Counting(at_most=1) as sink:
        assert sent_to(sink, office) == len(sink.letters)
        assert sink.connections == 3, "two were turned away"
    assert {row["state"] for row in acknowledgements(office)} == {"sent"}
    assert {row["attempts"] for row in acknowledgements(office)} == {1}, "no letter paid for it"


def test_a_connection_that_dies_at_data_leaves_its_letter_in_doubt_and_the_others_go_out(office: Office) -> None:
    asked_by(office, *CUSTOMERS)
    with Counting() as sink:
        sink.at_data[CUSTOMERS[20]] = HANG_UP
        sent_to(sink, office)
    states = {row["to"]: row["state"] for row in acknowledgements(office)}
    assert states.pop(CUSTOMERS[20]) == "uncertain"
    assert set(states.values()) == {"sent"}
