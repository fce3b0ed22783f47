"""What staff say a ticket is about is kept with the words it was said of."""

import asyncio
from datetime import timedelta
from pathlib import Path

from tests.desk.builders import ANN, MONDAY, PROBLEM, STAFF, SUPPORT
from tests.jobs.bench import fetched, look, office_in, raw_mail
from triage.desk.commands import read_command
from triage.desk.decide import obey
from triage.desk.decide.command import Desk
from triage.jobs import Office, receive
from triage.store.corrections import Truth


def correct(office: Office, name: str, category: str, minutes: int) -> None:
    ticket = office.store.tickets.by_name(name)
    assert ticket
    at = MONDAY + timedelta(minutes=minutes)
    memory = office.store.recall.for_letters((), ticket.number, now=at)
    desk = Desk(memory=memory, policy=office.policy, identity=office.identity, now=at, who=STAFF)
    with office.store.transaction():
        office.save(obey(ticket, read_command(f"#category {category}", {}), desk), at)


def test_the_last_word_counts_and_the_first_words_are_kept(tmp_path: Path) -> None:
    with office_in(tmp_path, MONDAY) as office:
        found = look(fetched(1, raw_mail(PROBLEM), MONDAY))
        asyncio.run(receive(office, SUPPORT, "inbox", found, MONDAY))
        assert office.store.corrections.labelled() == []
        assert office.store.corrections.truth(1001) == Truth()
        correct(office, "AM-1001", "complaint", 1)
        correct(office, "AM-1001", "return-request", 2)
        (kept,) = office.store.corrections.labelled()
        assert (kept.ticket, kept.text, kept.author) == ("AM-1001", PROBLEM, ANN)
        assert (kept.was, kept.category, kept.by) == ("order-problem", "return-request", STAFF)
        assert office.store.corrections.truth(1001) == Truth(category="return-request")
