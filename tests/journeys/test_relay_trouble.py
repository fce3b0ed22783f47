"""When letters do not go out: a relay that is away, defers, refuses, or says nothing after it has everything."""

from collections.abc import Generator
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.journeys.desk import OPENING, Desk, desk_in
from tests.journeys.mail import PRESS, Letter, at
from tests.journeys.test_relay import answer, sends
from tests.journeys.town import Town
from tests.servers.daemons import free_port
from tests.servers.sink import HANG_UP, SILENCE, Sink
from triage.outbound.smtp import Patience

ANN, OPS, PRESALES = "ann@shop.test", "ops@aeropressmall.com", "presales-1@aeropressmall.com"
BEN = "aftersales-1@aeropressmall.com"
QUESTION = "Do the paper filters fit the AeroPress Go? Is it dishwasher safe?"
SOON = timedelta(minutes=7)  # beyond the first wait and its jitter


@pytest.fixture
def desk(town: Town, place: Path) -> Generator[Desk]:
    """A desk whose relay is the sink itself, and who does not wait long for its last word."""
    with desk_in(town, place, smtp=town.sink.port, patience=Patience(final_dot=0.3)) as opened:
        yield opened


def test_a_letter_waits_for_a_relay_that_is_away(town: Town, place: Path) -> None:
    port = free_port()
    with desk_in(town, place, smtp=port) as desk:
        desk.customer_writes(QUESTION, to=(PRESS,))
        row = desk.letter(ANN)
        assert (row["state"], row["attempts"], "connect" in row["error"]) == ("deferred", 1, True)
        wait = datetime.fromisoformat(row["next_attempt_at"]) - desk.now
        assert timedelta(minutes=4) <= wait <= timedelta(minutes=6)
        with Sink(port) as relay:
            desk.pass_time(by=SOON)
            desk.pass_time(by=SOON)
            assert len(relay.to(ANN)) == 1
            assert desk.letter(ANN)["state"] == "sent"


def test_greylisting_only_delays(desk: Desk) -> None:
    desk.town.sink.at_rcpt[ANN] = "450 4.2.0 greylisted, try again later"
    desk.customer_writes(QUESTION, to=(PRESS,))
    assert (desk.letter(ANN)["state"], desk.letters_to(ANN)) == ("deferred", [])
    desk.town.sink.clear()
    desk.turn()
    assert desk.letters_to(ANN) == [], "not before its time"
    desk.pass_time(by=SOON)
    (letter,) = desk.letters_to(ANN)
    assert letter.message_id == f"<{desk.letter(ANN)['message_id']}>"


def test_an_unknown_recipient_is_not_tried_again(desk: Desk) -> None:
    desk.town.sink.at_rcpt[ANN] = "550 5.1.1 no such user"
    desk.customer_writes(QUESTION, to=(PRESS,))
    row = desk.letter(ANN)
    assert (row["state"], row["attempts"], "550 5.1.1 no such user" in row["error"]) == ("failed", 1, True)
    assert "no such user" in desk.why(ANN)
    desk.town.sink.clear()
    desk.pass_time(by=timedelta(days=1))
    desk.customer_writes("Where is my order AM-10999? It should have come last week.", subject="Another matter")
    assert desk.letters_to(ANN) == []
    assert "parked until" in str([row["error"] for row in desk.outbox() if row["state"] == "suppressed"])


def test_one_bad_recipient_does_not_hold_up_the_others(desk: Desk) -> None:
    desk.town.sink.at_rcpt["eve@shop.test"] = "550 5.1.1 no such user"
    desk.customer_writes(QUESTION, to=(PRESS,), by="eve@shop.test")
    desk.customer_writes(QUESTION, to=(PRESS,))
    assert len(desk.letters_to(ANN)) == 1


@pytest.mark.parametrize("fault", [HANG_UP, SILENCE])
def test_an_acknowledgement_in_doubt_is_held_and_ops_hear_after_half_an_hour(desk: Desk, fault: str) -> None:
    desk.town.sink.at_data[ANN] = fault
    desk.customer_writes(QUESTION, to=(PRESS,))
    assert desk.letter(ANN)["state"] == "uncertain"
    desk.town.sink.clear()

    def told() -> list[str]:
        return [received.raw.decode() for received in desk.town.sink.to(OPS) if b"did not go out" in received.raw]

    desk.pass_time(OPENING + timedelta(minutes=29))
    assert told() == []
    for later in (31, 60, 300):
        desk.pass_time(OPENING + timedelta(minutes=later))
    assert desk.letters_to(ANN) == []
    (notice,) = told()
    assert ANN in notice


@pytest.mark.parametrize("fault", [HANG_UP, SILENCE])
def test_a_reminder_in_doubt_goes_again_under_the_same_message_id(desk: Desk, fault: str) -> None:
    desk.customer_writes(QUESTION, to=(PRESS,))
    desk.town.sink.at_data[PRESALES] = fault
    desk.pass_time(at("Tue 09:01"))
    row = desk.letter(PRESALES, "reminder")
    assert (row["state"], row["attempts"]) == ("deferred", 1)
    desk.town.sink.clear()
    desk.pass_time(by=SOON)
    (again,) = desk.town.sink.to(PRESALES)
    assert f"Message-ID: <{row['message_id']}>".encode() in again.raw.replace(b"\r\n ", b" ")


def test_letters_stop_when_the_relay_refuses_us_and_go_on_when_it_does_not(desk: Desk) -> None:
    desk.town.sink.at_rcpt[ANN] = "530 5.7.0 authentication required"
    desk.customer_writes(QUESTION, to=(PRESS,))
    row = desk.letter(ANN)
    assert (row["state"], row["attempts"]) == ("deferred", 0), "an attempt that failed for our set-up does not count"
    desk.town.sink.clear()
    desk.pass_time(by=timedelta(minutes=20))
    assert len(desk.letters_to(ANN)) == 1


def test_an_answer_that_the_relay_refuses_is_none_and_comes_back(desk: Desk) -> None:
    desk.customer_writes("I put the wrong house number on order AM-10470. Can you change it?")
    promised = desk.due(ANN)
    told = next(received for received in desk.town.sink.to(BEN) if b".notification." in received.raw)
    desk.town.sink.at_rcpt[ANN] = "550 5.1.1 no such user"
    sends(desk, answer(Letter(sender="", raw=told.raw), "It goes to number 21 now.", now=desk))
    desk.turn()
    ticket = desk.ticket(ANN)
    assert (ticket["status"], ticket["first_answer_at"], desk.due(ANN)) == ("new", None, promised)
    assert [row["outcome"] for row in ticket["deadlines"]] == ["void", "open"]
    back = next(received for received in desk.town.sink.to(BEN) if b"Subject: Not delivered" in received.raw)
    assert b"It goes to number 21 now." in back.raw
