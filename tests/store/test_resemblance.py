"""Which tickets the store proposes for a mail without ids: found by an index, cut off, and silent about footers."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest

from tests.desk.builders import ANN, BOB, DAY, MONDAY, mail, situation
from triage.desk.decide import decide
from triage.inbound.records import Reading
from triage.store import Store
from triage.store.resemblance import COMMON_FROM, REMEMBERED

WORDS = "The plunger of my Clear got stuck on the second morning, and the rubber seal smells of burnt coffee."
FOOTER = "You get this because the lodgers of our house in Harbour Street share one address for all their mail."


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store.open(tmp_path, now=MONDAY)
    yield found
    found.close()


def take(store: Store, reading: Reading, at: datetime = MONDAY) -> None:
    memory = store.recall.for_message(reading.message, reading.origin, now=at)
    found = situation(reading, at=at, memory=memory)
    decision = decide(found)
    with store.transaction():
        row = store.messages.add(reading.message, reading.body, reading.origin, found.arrival, decision, b"raw")
        store.save(decision, at=at, message=row, rules_version="")


def proposed(store: Store, reading: Reading) -> dict[int, int]:
    """Ticket → rare runs of words in common."""
    memory = store.recall.for_message(reading.message, reading.origin, now=MONDAY)
    return {item.ticket.number: item.rare for item in memory.candidates}


def test_words_lead_to_their_ticket_though_sender_and_subject_are_others(store: Store) -> None:
    take(store, mail(WORDS, ANN, number=1, subject="Plunger"))
    found = store.recall.for_message(
        (reading := mail(f"Mine, too.\n\n> {WORDS}", BOB, number=2, subject="Fwd: look")).message,
        reading.origin,
        now=MONDAY,
    )
    (candidate,) = found.candidates
    assert (candidate.ticket.number, candidate.texts, candidate.writers) == (1001, (WORDS,), {ANN: "Ann Example"})
    assert candidate.rare > 1


def test_a_mail_whose_ids_are_known_needs_no_candidates(store: Store) -> None:
    take(store, mail(WORDS, ANN, number=1))
    assert not proposed(store, mail(WORDS, ANN, number=2, refs=["m1@shop.test"]))


def test_words_that_many_mails_hold_lead_nowhere(store: Store) -> None:
    for number in range(1, COMMON_FROM + 1):
        take(store, mail(FOOTER, f"guest-{number}@shop.test", number=number, subject=f"Stay {number}"))
    assert not proposed(store, mail(FOOTER, BOB, number=99, subject="Mine"))


def test_old_words_and_subjects_are_forgotten(store: Store) -> None:
    """Only recent tickets are ever continued by their words, so older traces would only take room."""
    for number in range(1, 4):
        take(store, mail(f"{WORDS} {number}", ANN, number=number, subject=f"Plunger {number}"))
    later = MONDAY + REMEMBERED + DAY
    for number in range(4, 7):
        take(
            store,
            mail(
                f"Another matter altogether, the {number}th of its kind in a year.", BOB, number=number, subject="Cap"
            ),
            later,
        )
    counted = "SELECT count(*) FROM {} WHERE {}"
    (traces,) = store._db.execute(counted.format("traces", "message <= 3")).fetchone()  # pyright: ignore[reportPrivateUsage]
    (subjects,) = store._db.execute(
        counted.format("subjects", "ticket <= 1003 AND subject_key LIKE 'plunger%'")
    ).fetchone()  # pyright: ignore[reportPrivateUsage]
    assert (traces, subjects) == (0, 0)
