"""The mail servers around a desk: Dovecot holds the mailboxes of desk and staff, Exim carries, a sink is everybody else."""

import re
import shutil
import smtplib
import time

from tests.journeys.mail import PRESS, SUPPORT, WHOLESALE, Letter, Mail
from tests.servers.dovecot import Dovecot, User
from tests.servers.exim import Exim
from tests.servers.sink import Sink

OURS = "aeropressmall.com"
SHARED = (PRESS, SUPPORT, WHOLESALE)
STAFF = tuple(
    f"{name}@{OURS}"
    for name in (
        *("presales-1", "presales-2", "presales-lead", "aftersales-1", "aftersales-2", "aftersales-lead"),
        *("complaints-1", "complaints-2", "complaints-lead", "wholesale-1", "wholesale-lead", "manager", "ops"),
    )
)
_ACCEPTED = re.compile(r"^\S+ \S+ (\S+) <= ", re.MULTILINE)
_DONE = re.compile(r"^\S+ \S+ (\S+) Completed$", re.MULTILINE)


class Town:
    """Started once; `tidy` gives every test empty mailboxes."""

    def __init__(self, dovecot: Dovecot, exim: Exim, sink: Sink) -> None:
        self.dovecot, self.exim, self.sink = dovecot, exim, sink
        self._wire: smtplib.SMTP | None = None
        self._users = {address: dovecot.add_user(address.partition("@")[0]) for address in (*SHARED, *STAFF)}

    def mailbox(self, address: str) -> User:
        """A mailbox of ours, to look into as its owner does."""
        return self._users[address]

    def tidy(self) -> None:
        self.settle()
        self.sink.clear()
        for user in self._users.values():
            shutil.rmtree(self.dovecot.folder / "mail" / user.name, ignore_errors=True)

    def carry(self, raw: bytes, *, sender: str, to: tuple[str, ...]) -> None:
        """Somebody's mail server hands this to ours, over one connection for all, as QUIT takes Exim a fifth of a second."""
        if self._wire is None:
            self._wire = smtplib.SMTP("127.0.0.1", self.exim.port, local_hostname="mail.customers.test")
        self._wire.sendmail(sender or "<>", to, raw)

    def hang_up(self) -> None:
        if self._wire:
            self._wire.close()

    def settle(self, seconds: float = 15) -> None:
        """Until our mail server has nothing left to carry."""
        deadline = time.monotonic() + seconds
        while left := self._under_way():
            assert time.monotonic() < deadline, f"still under way: {left}\n{self.exim.log()[-3000:]}"
            time.sleep(0.01)

    def letters_to(self, address: str) -> list[Letter]:
        """Everything that reached this address, oldest first."""
        self.settle()
        if address.endswith(OURS):
            return [Letter(sender=_return_path(raw), raw=raw) for raw in self.mailbox(address).messages()]
        return [Letter(sender=received.sender, raw=received.raw) for received in self.sink.to(address)]

    def deliver(self, mail: Mail, raw: bytes) -> None:
        """Its copies for us; what others get of it is not our story."""
        self.carry(raw, sender=mail.sender, to=tuple(address for address in mail.to if address.endswith(OURS)))

    def _under_way(self) -> set[str]:
        said = self.exim.log() if (self.exim.folder / "mainlog").exists() else ""
        return set(_ACCEPTED.findall(said)) - set(_DONE.findall(said))


def _return_path(raw: bytes) -> str:
    found = re.match(rb"Return-Path: <(.*?)>", raw)
    return found[1].decode() if found else ""
