"""`kill -9` at any moment, and a new start: no mail lost, no ticket twice, no letter twice."""

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from tests.journeys.desk import OPENING
from tests.journeys.machine import Machine, until
from tests.journeys.mail import SUPPORT, Mail
from tests.journeys.town import Town

KILLS, MAILS = 4, 8  # a kill amid so many mails
WORST = ("data", "claimed")  # states of a letter at which a kill hurts most
UNDONE = "IN ('queued', 'claimed', 'data', 'deferred')"


def customer(number: int) -> Mail:
    return Mail(
        by=f"Customer <c{number}@shop.test>",
        subject=f"Order {number}",
        text=f"Please cancel order AM-{20000 + number}, I changed my mind.",
    )


@pytest.mark.timeout(300)  # five starts of a daemon
def test_kills_lose_nothing_and_double_nothing(town: Town, tmp_path: Path) -> None:
    chance = random.Random(11)
    machine = Machine(town, tmp_path)
    assert machine.triage("once").returncode == 0  # the first start

    def acknowledged(state: str) -> list[str]:
        return machine.asks(f"SELECT recipient FROM letters WHERE kind = 'acknowledgement' AND state {state}")

    def taken_in() -> int:
        return len(machine.asks("SELECT id FROM messages"))

    for kill in range(KILLS):
        known = (1 + kill) * MAILS
        for number in range(known - MAILS, known):
            mail = customer(number)
            town.deliver(mail, mail.as_bytes(OPENING))
        town.settle()
        with machine.daemon() as process:
            until(lambda known=known: taken_in() == known, "the mail is taken in")
            if kill % 2:
                state = WORST[kill // 2 % len(WORST)]
                until(lambda state=state: acknowledged(f"= '{state}'") or not acknowledged(UNDONE), "a moment to kill")
            else:
                time.sleep(chance.uniform(0, 0.15))
            process.kill()
    with machine.daemon():
        until(lambda: taken_in() == KILLS * MAILS and not acknowledged(UNDONE), "every letter has gone")
    town.settle()

    everybody = Counter(f"c{number}@shop.test" for number in range(KILLS * MAILS))
    assert Counter(machine.asks("SELECT requester FROM tickets")) == everybody
    ledger = Counter(address for received in town.sink.letters for address in received.recipients)
    sent, in_doubt = acknowledged("= 'sent'"), acknowledged("= 'uncertain'")
    assert max(ledger.values()) == 1, "somebody got two letters"
    assert Counter(sent + in_doubt) == everybody
    assert set(sent) <= set(ledger) <= set(sent + in_doubt), "what counts as sent was sent; what was sent is counted"
    assert town.mailbox(SUPPORT).flags() == {uid: frozenset() for uid in range(1, len(everybody) + 1)}
