"""Mail in, letters out, for stories of several mails with real signed letters: one office, one mailbox, no server."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from tests.desk.builders import MONDAY, NOTIFY, STAFF, SUPPORT
from tests.jobs.bench import fetched, look, office_in
from triage.desk.commands import read_command
from triage.desk.decide import obey
from triage.desk.decide.command import Desk
from triage.desk.ticket import verbs_of
from triage.jobs import Office, receive


class Post:
    """Mail as it comes in, six minutes apart, and the letters that it brings about."""

    def __init__(self, office: Office) -> None:
        self.office, self.now, self._uid = office, MONDAY, 0

    def takes(self, raw: str | bytes, role: Any = "inbox") -> None:
        self._uid += 1
        self.now += timedelta(minutes=6)
        as_sent = raw if isinstance(raw, bytes) else raw.replace("\n", "\r\n").encode()
        found = fetched(self._uid, as_sent, self.now)
        asyncio.run(receive(self.office, SUPPORT, role, look(found), self.now))

    def brings(self, text: str, by: str, *, number: str, subject: str = "A question", to: str = SUPPORT, answers: str = "", proof: str = "pass", headers: str = "", role: Any = "inbox") -> None:  # fmt: skip
        """A mail with the Message-ID <number@shop.test>."""
        lines = [
            f"Return-Path: <{by}>",
            f"Authentication-Results: mx.aeropressmall.com; dmarc={proof} header.from={by.partition('@')[2]}",
            f"From: {by}",
            f"To: {to}",
            f"Subject: {subject}",
            f"Message-ID: <{number}@shop.test>",
            *([f"In-Reply-To: <{answers}>"] if answers else []),
            *headers.splitlines(),
        ]
        self.takes("\n".join((*lines, "", text, "")), role)

    def staff_answer(self, kind: str, text: str, *, number: str = "c1") -> None:
        """To the last letter of that kind which one of them got."""
        last = self.letters(kind, STAFF)[-1]
        self.brings(text, STAFF, number=number, subject=f"Re: {last['subject']}", answers=last["message_id"])

    def do(self, name: str, line: str) -> None:
        """As `triage do`."""
        self.now += timedelta(minutes=6)
        found = self.office.store.tickets.by_name(name)
        assert found
        office = self.office
        memory = office.store.recall.for_command(found, line, now=self.now)
        desk = Desk(memory=memory, policy=office.policy, identity=office.identity, now=self.now, who=STAFF)
        with office.store.transaction():
            office.save(obey(found, read_command(line, verbs_of(found, office.policy.rules)), desk), self.now)

    def letters(self, kind: str, to: str = "") -> list[Any]:
        """Those of that kind, in order."""
        rows = self.office.store._db.execute("SELECT * FROM letters WHERE kind = ? ORDER BY id", (kind,))
        return [row for row in rows if to in ("", row["recipient"])]

    def ticket(self, name: str = "AM-1001") -> dict[str, Any]:
        found = self.office.store.lists.ticket(name)
        assert found
        return found

    def due(self, name: str = "AM-1001") -> datetime | None:
        """When the promise that runs on it falls due."""
        found = self.office.store.tickets.by_name(name)
        assert found
        return found.deadline and found.deadline.due_at

    def why(self, name: str = "AM-1001") -> str:
        return "\n".join(line for row in self.office.store.lists.history(name) for line in row["because"])


@contextmanager
def post_in(folder: Path) -> Iterator[Post]:
    with office_in(folder, MONDAY, notify=NOTIFY) as office:
        yield Post(office)
