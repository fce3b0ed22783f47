"""Whether the demo came out as it should: what the store says, held against the script of the customers."""

from collections import Counter
from collections.abc import Iterator

from triage.demo.correspondence import author
from triage.demo.customers import ANSWERS, MAILS, Mail, named
from triage.store import Store
from triage.store.lists import Row

_ACKNOWLEDGED_NOT = frozenset({"not-a-request"})


def problems(store: Store) -> list[str]:
    """A sentence for everything that went otherwise; empty when all is as it should be."""
    rows = list(store.lists.tickets())
    tickets = {row["requester"]: row for row in rows}
    letters = list(store.lists.letters())
    return [
        *(problem for mail in MAILS for problem in _of_mail(mail, tickets, letters)),
        *(problem for answer in ANSWERS for problem in _of_answer(author(named(answer.to)), tickets)),
        *_of_threads(rows),
        *_of_staff(letters),
        *_of_outbox(letters),
    ]


def _of_mail(mail: Mail, tickets: dict[str, Row], letters: list[Row]) -> Iterator[str]:
    writer = author(mail)
    acknowledged = Counter(
        row["to"] for row in letters if row["kind"] == "acknowledgement" and row["state"] != "suppressed"
    )
    if mail.kind != "person":
        if mail.answers is None and acknowledged[writer]:
            yield f"{mail.name}: a machine was answered"
        return
    if mail.category is None:  # news on an older ticket
        return
    found = tickets.get(writer)
    if found is None:
        yield f"{mail.name}: no ticket of {writer}"
        return
    if found["category"] != mail.category:
        yield f"{mail.name}: sorted as {found['category']}, not {mail.category}"
    wanted = 0 if mail.category in _ACKNOWLEDGED_NOT else 1
    if acknowledged[writer] != wanted:
        yield f"{mail.name}: {acknowledged[writer]} acknowledgements instead of {wanted}"


def _of_answer(writer: str, tickets: dict[str, Row]) -> Iterator[str]:
    found = tickets.get(writer)
    if found is None or found["first_answer_at"] is None:
        yield f"staff's answer to {writer} did not stop the clock"


def _of_threads(tickets: list[Row]) -> Iterator[str]:
    """Everybody writes about one thing, however often."""
    counts = Counter(row["requester"] for row in tickets)
    yield from (f"{writer} has {count} tickets instead of one" for writer, count in counts.items() if count > 1)


def _of_staff(letters: list[Row]) -> Iterator[str]:
    kinds = Counter(row["kind"] for row in letters if row["state"] == "sent")
    yield from (f"no {kind} went out" for kind in ("reminder", "escalation") if not kinds[kind])


def _of_outbox(letters: list[Row]) -> Iterator[str]:
    bounced = {author(named(mail.answers)) for mail in MAILS if mail.kind == "bounce" and mail.answers}
    for row in letters:
        fine = {"failed"} if row["to"] in bounced else {"sent", "suppressed"}
        if row["state"] not in fine:
            yield f"letter {row['letter']} to {row['to']} is {row['state']}: {row['error']}"
