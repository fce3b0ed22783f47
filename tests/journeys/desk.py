"""A desk in a test: the real jobs between real servers, a clock set by hand, and people who write.

Nothing runs by itself: one `turn` is what the daemon's scheduler does at one moment, so a story is the same every time.
"""

import asyncio
import re
from collections.abc import Callable, Generator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any

from tests.journeys.mail import AUTHSERV_ID, Letter, Mail, at, threaded
from tests.journeys.town import Town
from tests.servers.daemons import PASSWORD
from triage.daemon import Service, opened_office, posts_of
from triage.daemon.pulse import Pulse
from triage.desk.commands import read_command
from triage.desk.decide import obey
from triage.desk.decide.command import Desk as Bench
from triage.desk.ticket import verbs_of
from triage.inbound.mailbox import Pace, Phase
from triage.jobs import Office
from triage.outbound.smtp import Courier, Patience
from triage.settings import RULES, TEMPLATES, Settings, shipped

OPENING = at("Mon 09:00")
Row = Mapping[str, Any]


def rules_for(
    town: Town, *, smtp: int | None = None, change: Callable[[str], str] = str, has_opinion: bool = False
) -> str:
    """The shipped rules with this town's servers in place of the placeholders."""
    text = shipped(RULES).read_text("utf-8")
    imap = f"imap: imap://127.0.0.1:{town.dovecot.imap}\n    authserv_id: {AUTHSERV_ID}"
    text = re.sub(r"imap: imaps://\S+", imap, text)
    text = re.sub(r"smtp: smtps://\S+", f"smtp: smtp://127.0.0.1:{smtp or town.exim.port}", text)
    return change(text) + ("" if has_opinion else "\nopinion: {enabled: false}\n")  # most stories are told by signals


_MORNING = re.compile(
    r"(Presales|Aftersales|Complaints|Wholesale), (Mon|Tue|Wed|Thu|Fri)(?!.* to )"
)  # a team digest's subject


class Desk:
    """The desk at work on one data directory; `restart` ends it and begins it anew."""

    def __init__(self, town: Town, folder: Path, *, smtp: int | None = None) -> None:
        """`smtp`: the port of another relay than the town's own, one that wants no login."""
        self.town, self.now = town, OPENING
        self.settings = Settings(rules=folder / RULES, templates=shipped(TEMPLATES), data=folder / "data")
        self._smtp = smtp
        self.write_rules()
        self._runner = asyncio.Runner()
        self._open = ExitStack()

    def write_rules(self, change: Callable[[str], str] = str, *, has_opinion: bool = False) -> None:
        text = rules_for(self.town, smtp=self._smtp, change=change, has_opinion=has_opinion)
        self.settings.rules.write_text(text, "utf-8")

    # ------------------------------------------------------------ the desk
    def open(self, patience: Patience | None = None) -> None:
        """Begin to work. The first turn of all takes the present as its beginning."""
        opened = opened_office(self.settings, now=self.now, workers=1)
        self.office: Office = self._open.enter_context(opened)[0]
        self._service = self._runner.run(self._serve(patience))
        self.turn()

    def close(self) -> None:
        self._runner.run(self._service._rest())  # pyright: ignore[reportPrivateUsage]  as `once` ends
        self._open.close()

    def restart(self) -> None:
        self.close()
        self.open()

    def end(self) -> None:
        self.close()
        self._runner.close()

    async def _serve(self, patience: Patience | None) -> Service:
        posts = posts_of(self.office.policy.rules, lambda _: PASSWORD)
        if self._smtp:
            posts = [replace(post, relay=replace(post.relay, secret=None)) for post in posts]
        pace = Pace(poll=600, backoff_first=0.1)
        service = Service(self.office, posts, lambda: self.now, pace=pace)
        for post in posts:
            office = service.rounds[post.account.address].post
            if patience:
                office._courier = Courier(post.relay, patience=patience)  # pyright: ignore[reportPrivateUsage]  no story waits ten minutes
            office.worker.start()
        return service

    # ------------------------------------------------------------ time
    def turn(self) -> None:
        """Everything that is due at this moment: mail in, deadlines, notices, letters out."""
        self._runner.run(self._turn())
        self.town.settle()

    async def _turn(self) -> None:
        service, rounds = self._service, self._service.rounds.values()
        polls = [each.poll for each in rounds]
        async with asyncio.timeout(20):
            connections = self._connections(service)
            await self._beat(polls)
            while any(each.post.worker.state.phase is not Phase.IDLE for each in rounds):
                await asyncio.sleep(0.02)  # a lost connection comes back
                await self._beat(polls)
            if self._connections(service) != connections:  # one came back so soon that nobody read it
                await self._beat(polls)
            for pulses in ([service.escalation], [service.reporting], [each.delivery for each in rounds]):
                await self._beat(pulses)

    @staticmethod
    def _connections(service: Service) -> list[object]:
        """Something of each connection's own, to see whether it is a new one."""
        return [each.post.worker._breaker for each in service.rounds.values()]  # pyright: ignore[reportPrivateUsage]  a worker tells nobody

    async def _beat(self, pulses: Sequence[Pulse]) -> None:
        for pulse in pulses:
            pulse.ring()
        for pulse in pulses:
            await pulse.rest()
            is_well = not pulse._is_failing  # pyright: ignore[reportPrivateUsage]  a pulse tells nobody but the log
            assert is_well, f"the job {pulse.name!r} failed; see the log"

    def pass_time(self, until: datetime | None = None, *, by: timedelta | None = None) -> None:
        """Set the clock forward, and do what is due then."""
        self.now = until or self.now + (by or timedelta())
        self.turn()

    # ------------------------------------------------------------ people
    def receives(self, *mails: Mail) -> None:
        """These mails come in, in any order, and the desk takes a turn."""
        for mail in mails:
            self.town.deliver(mail, mail.as_bytes(self.now))
        self.town.settle()
        self.turn()

    def customer_writes(self, text: str, **more: Any) -> Mail:
        """One mail comes in; the desk takes a turn."""
        usual: dict[str, Any] = {"by": "Ann Lee <ann@shop.test>", "subject": "Hello"}
        mail = Mail(text=text, **(usual | more))
        self.receives(mail)
        return mail

    def staff_answers(
        self,
        question: Mail,
        text: str,
        *,
        mailbox: str,
        by: str = "Ben Cole",
        folder: str = "Sent",
        is_seen: bool = True,
    ) -> Letter:
        """A person presses Reply in a mail client on the shared mailbox: the answer leaves, and lies in Sent.

        Not `is_seen`: nobody looks into that folder before the next turn.
        """
        asked = Letter(sender="", raw=question.as_bytes(self.now))
        message = EmailMessage(policy=SMTP)
        message["From"], message["To"] = f"{by} <{mailbox}>", question.by
        message["Subject"], message["Date"] = f"Re: {question.subject}", format_datetime(self.now)
        message["Message-ID"] = f"<answer-to-{question.message_id.strip('<>')}>"
        for name, value in threaded(asked).items():
            message[name] = value
        message.set_content(text, cte="quoted-printable")
        raw = message.as_bytes()
        self.town.carry(raw, sender=mailbox, to=(question.author,))
        self.town.mailbox(mailbox).append(raw, folder=folder, flags=["\\Seen"], arrived=self.now)
        if is_seen:
            self.turn()
        return Letter(sender=mailbox, raw=raw)

    def staff_commands(self, ticket: str, line: str) -> None:
        """As `triage do`, at this desk's moment. Raises CommandError with what was expected."""
        found = self.office.store.tickets.by_name(ticket)
        assert found, f"there is no ticket {ticket}"
        store, office = self.office.store, self.office
        bench = Bench(
            memory=store.recall.for_command(found, line, now=self.now),
            policy=office.policy,
            identity=office.identity,
            now=self.now,
            who="ben",
        )
        with store.transaction():
            office.save(obey(found, read_command(line, verbs_of(found, office.policy.rules)), bench), self.now)
        self.turn()

    # ------------------------------------------------------------ what came of it
    def letters_to(self, address: str) -> list[Letter]:
        """What reached this address of this desk's letters and answers.

        Apart from a team's morning digest, which says all again, and from the news that staff hear at once.
        """
        found = self.town.letters_to(address)
        return [letter for letter in found if not (_MORNING.match(letter.subject) or letter.is_notification)]

    def notifications_to(self, address: str) -> list[Letter]:
        """The news that this member of staff heard at once."""
        return [letter for letter in self.town.letters_to(address) if letter.is_notification]

    def acknowledgements_to(self, address: str) -> list[Letter]:
        return [letter for letter in self.letters_to(address) if letter.is_acknowledgement]

    def tickets(self) -> list[Row]:
        return list(self.office.store.lists.tickets(messages=True))

    def ticket(self, requester: str) -> Row:
        """The one ticket of this requester, whole."""
        names = [row["ticket"] for row in self.tickets() if row["requester"] == requester]
        assert len(names) == 1, f"{requester} has {names or 'no ticket'}: {self.tickets()}"
        found = self.office.store.lists.ticket(names[0])
        assert found
        return found

    def due(self, requester: str) -> datetime | None:
        """The moment promised to this requester."""
        promised = self.ticket(requester)["next_due"]
        return datetime.fromisoformat(promised["due_at"]) if promised else None

    def why(self, requester: str) -> str:
        """Every reason on this requester's ticket."""
        history = self.office.store.lists.history(self.ticket(requester)["ticket"])
        return "\n".join(f"{entry['kind']}: {'; '.join(entry['because'])}" for entry in history)

    def outbox(self) -> list[Row]:
        return list(self.office.store.lists.letters())

    def letter(self, address: str, kind: str = "acknowledgement") -> Row:
        """The one letter of that kind to this address, as `triage outbox` shows it."""
        found = [row for row in self.outbox() if row["to"] == address and row["kind"] == kind]
        assert len(found) == 1, self.outbox()
        return found[0]


@contextmanager
def desk_in(town: Town, folder: Path, *, smtp: int | None = None, patience: Patience | None = None) -> Generator[Desk]:
    """A desk that has begun its work on Monday at nine."""
    desk = Desk(town, folder, smtp=smtp)
    desk.open(patience)
    try:
        yield desk
    finally:
        desk.end()
