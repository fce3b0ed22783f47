"""One shared mailbox at work: the worker that reads it, the courier that sends for it, and how both are asked."""

import asyncio
import random
import sys
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

from triage.daemon.ahead import Ahead, Start
from triage.daemon.hindrance import hindrance
from triage.daemon.opening import NotReadyError
from triage.inbound.mailbox import (
    Account,
    FolderError,
    Look,
    MailboxError,
    MailboxWorker,
    Pace,
    Portion,
    Role,
    Standing,
    account_from,
)
from triage.jobs import Office, deliver, file_copies
from triage.jobs.marking import changes_for, marked, marks_due
from triage.jobs.receive import first_look, receive_understood, understand
from triage.jobs.report import tell_ops
from triage.log import structlog
from triage.outbound.smtp import Courier, Relay, relay_from
from triage.policy.rules import Rules
from triage.policy.sorting import is_for_sorting, sorting_folders
from triage.record import record
from triage.settings import SettingsError, secret
from triage.store import Place

log = structlog.stdlib.get_logger("daemon")

PORTIONS = 5  # of marks in one round: a desk that begins to mark does not hold up its mail
FOLDERS: tuple[Role, ...] = ("inbox", "sent")  # first what people ask, then what staff answered
HELPERS = 2  # further connections to one relay: some providers let one account have three


@record
class Post:
    """How to reach one mailbox, with its secrets."""

    account: Account
    relay: Relay


def posts_of(rules: Rules, secret_of: Callable[[str], str] = secret) -> list[Post]:
    """One post a mailbox. Raises NotReadyError with every secret that is missing."""
    posts: list[Post] = []
    problems: list[str] = []
    for address, mailbox in rules.mailboxes.items():
        try:
            posts.append(post_of(address, rules, secret_of(mailbox.secret)))
        except (SettingsError, ValueError) as error:
            problems.append(f"mailboxes.{address}: {error}")
    if problems:
        raise NotReadyError(*problems)
    return posts


def post_of(address: str, rules: Rules, password: str) -> Post:
    """How to reach this mailbox. Raises ValueError with what to write instead."""
    mailbox = rules.mailboxes[address]
    return Post(
        account=account_from(
            mailbox.imap,
            address=address,
            login=mailbox.login,
            secret=password,
            inbox=mailbox.folders.inbox,
            sent=mailbox.folders.sent,
            sorting=sorting_folders(rules, mailbox.folders.triage),
            aliases=mailbox.aliases,
        ),
        relay=relay_from(mailbox.smtp, login=mailbox.login, secret=password),
    )


def _portion(office: Office) -> Portion:
    return Portion(
        message_octets=office.policy.rules.limits.message_megabytes * 1_000_000,
        spool=office.store.folder if sys.platform == "linux" else None,  # elsewhere no other process could open it
    )


class PostOffice:
    """Reads and sends for one mailbox."""

    def __init__(
        self, office: Office, post: Post, clock: Callable[[], datetime], *, on_bell: Callable[[], None], pace: Pace
    ) -> None:
        self.address = post.account.address
        self._office, self._post, self._clock = office, post, clock
        self._portion = _portion(office)
        self.worker = MailboxWorker(post.account, on_bell=on_bell, pace=pace, portion=self._portion)
        self._courier = Courier(post.relay)
        self._helpers = [Courier(post.relay) for _ in range(HELPERS)]
        self._read_upto: dict[Role, Standing] = {}  # of the folders for sorting: how they stood when all was read

    async def poll(self) -> int:
        """Take in everything new, inbox first; answers how many messages. Raises MailboxError when the server is away."""
        taken = 0
        for role in FOLDERS:
            try:
                folders = await self.worker.folders(role)
            except FolderError as error:
                self._tell_of_folder(role, error)
                continue
            with self._office.store.transaction():
                self._office.store.places.follow(self.address, role, folders)
            read = [await self._try(role, folder) for folder in folders]
            taken += sum(filter(None, read))
            if role == "sent" and None not in read and not self._office.shadow:  # what lies there is known just now
                await file_copies(self._office, self.address, self.worker, self._clock())
        return taken + await self._read_sorted()

    async def mark(self) -> None:
        """Show in the inbox how each mail's ticket stands; what cannot be written now is written another time."""
        mailbox = self._office.policy.rules.mailboxes.get(self.address)
        cursor = self._office.store.places.cursor(self.address, "inbox")
        if mailbox is None or not mailbox.folders.marks or cursor is None or self._office.shadow:
            return
        styles = mailbox.folders.marks
        for _ in range(PORTIONS):
            due = marks_due(self._office, self.address, cursor, styles)
            if not due:
                return
            try:
                keeps = await self.worker.mark("inbox", cursor.uidvalidity, changes_for(self._office, due, styles))
            except FolderError as error:
                log.warning("marks cannot be written", mailbox=self.address, error=str(error))
                return
            if keeps is None:  # the folder has new UIDs: the next look finds the mails under these
                return
            marked(self._office, self.address, cursor, due, styles, keeps)

    async def deliver(self) -> int:
        """Send every letter that is due; answers how many were accepted."""
        return await deliver(
            self._office, self.address, self._courier, self._clock, random.random, helpers=self._helpers
        )

    def is_for(self, post: Post | None) -> bool:
        """Whether it already reads and sends exactly so."""
        return self._post == post and self._portion == _portion(self._office)

    async def close(self) -> None:
        await self.worker.close()
        await asyncio.gather(*(each.close() for each in (self._courier, *self._helpers)))

    async def _try(self, role: Role, folder: str) -> int | None:
        """One folder that cannot be read, None, does not keep the others from being read."""
        try:
            return await self._read(role, folder)
        except FolderError as error:
            self._tell_of_folder(role, error)
            return None

    async def _read_sorted(self) -> int:
        """What staff have moved into folders since; one command tells whether any of these has grown."""
        if not self._post.account.sorting:
            return 0
        taken = 0
        for role, standing in (await self.worker.standings()).items():
            if self._read_upto.get(role) == standing:
                continue
            with self._office.store.transaction():
                self._office.store.places.follow(self.address, role, (standing.folder,))
            try:
                taken += await self._read(role, standing.folder)
            except FolderError:  # gone since it was listed
                continue
            if not self._office.store.places.to_retry(_beginning(self.address, standing)):
                self._read_upto[role] = standing
        return taken

    async def _read(self, role: Role, folder: str) -> int:
        def look_from(start: Start) -> Awaitable[Look]:
            return self.worker.look(role, start.cursor, start.skip, folder=folder)

        taken, more = 0, True
        async with Ahead(look_from, partial(understand, self._office, self.address, role)) as ahead:
            while more:
                start = self._start(role, folder)
                look, understood = await ahead.next(start)
                if start.cursor is None:
                    first_look(self._office, self.address, role, look, self._clock())
                    if not is_for_sorting(role):
                        return taken
                    continue
                taken += receive_understood(self._office, self.address, role, look, understood, self._clock())
                if look.hindered_by is not None:
                    self._tell_of_hindrance(look, look.hindered_by)
                more = look.more and bool(look.fetched or look.vanished)
        return taken

    def _start(self, role: Role, folder: str) -> Start:
        places = self._office.store.places
        cursor = places.cursor(self.address, role, folder)
        skip = places.finished_uids(self.address, cursor) if cursor else frozenset[int]()
        return Start(cursor=cursor, skip=skip)

    def _tell_of_hindrance(self, look: Look, number: int) -> None:
        found = hindrance(number, self._office.store.folder.resolve())
        tell_ops(
            self._office,
            key=f"{found.key} {self.address}",
            title=f"{self.address}: {found.title}",
            lines=[
                f"{len(look.postponed)} in {look.folder}, from UID {look.postponed[0]} on: asked for again at each look.",
                f"{found.line} Other mail is taken in.",
            ],
            now=self._clock(),
        )

    def _tell_of_folder(self, role: Role, error: MailboxError) -> None:
        log.warning("a folder cannot be read", mailbox=self.address, folder=role, error=str(error))
        tell_ops(
            self._office,
            key=f"folder {self.address} {role}",
            title=f"{self.address}: the {role} folder cannot be read",
            lines=[str(error)],
            now=self._clock(),
        )


def _beginning(mailbox: str, standing: Standing) -> Place:
    return Place(mailbox=mailbox, folder=standing.folder, uidvalidity=standing.uidvalidity, uid=0)
