"""Which folder of a mailbox has which role, as its server tells: for new mail, for what was sent, for sorting.

`sentfolder` and `tree` decide, and speak to nobody; here the server is asked.
"""

import re
import time
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError

from triage.inbound.mailbox.account import Account, Role
from triage.inbound.mailbox.answers import Standing, folders_of
from triage.inbound.mailbox.asking import Asking
from triage.inbound.mailbox.client import Client
from triage.inbound.mailbox.errors import FolderError
from triage.inbound.mailbox.pace import Pace
from triage.inbound.mailbox.sentfolder import ALL, AUTO, Folder, all_folder, sent_folder, sent_folders
from triage.inbound.mailbox.tree import Space, present, server_name

Answer = TypeVar("Answer")


class Folders:
    """The folders of one mailbox, over one connection."""

    def __init__(self, client: Client, asking: Asking, account: Account, pace: Pace) -> None:
        """Asks nothing yet."""
        self._client, self._asking, self._account, self._pace = client, asking, account, pace
        self._space: Space | None = None
        self._listed: list[Folder] | None = None
        self._listed_at = 0.0  # by a clock that never jumps
        self._refuses_list_status = False  # though it says that it can
        self._holds_all: str | None = None  # the folder of all mail, when we read in it what was sent

    def name(self, role: Role) -> str:
        """The folder's name on this server: the one to read for new mail, or to file sent mail into.

        Raises:
            FolderError: the Sent folder cannot be told.
        """
        if role == "inbox":
            return self._account.inbox
        if role in self._account.sorting:
            return self.sorting_name(role)
        first = self._account.sent[0]
        return first if first not in (AUTO, ALL) else self._told_by_list(sent_folder)

    def names(self, role: Role) -> tuple[str, ...]:
        """Every folder to read in this role: several may hold what staff sent.

        Raises:
            FolderError: no Sent folder can be told, nor one of all mail in its place.
        """
        if role == "inbox":
            return (self._account.inbox,)
        if role in self._account.sorting:
            return (self.sorting_name(role),)
        if self._account.sent[0] == ALL:
            return (self._folder_of_all(),)
        if self._account.sent[0] != AUTO:
            return self._account.sent
        try:
            return self._told_by_list(sent_folders)
        except FolderError:
            if all_folder(self._known_folders()) is None:
                raise
            return (self._folder_of_all(),)  # Gmail can hide its Sent folder from IMAP

    def is_mixed(self, folder: str) -> bool:
        """Whether what is listed of the folder may hold mail that others sent: it holds all, and the server cannot tell."""
        return folder == self._holds_all and not self._client.has_capability("X-GM-EXT-1")

    def of_ours(self, opened: str) -> list[Any]:
        """Search criteria that leave only what we sent, where the opened folder holds everything.

        Gmail knows by its label (X-GM-EXT-1); elsewhere From says so, which anybody may write: see `is_mixed`.
        """
        if opened != self._holds_all:
            return []
        if self._client.has_capability("X-GM-EXT-1"):
            return ["X-GM-RAW", "in:sent"]
        addresses = (self._account.address, *self._account.aliases)
        criteria: list[Any] = ["FROM", addresses[0]]
        for address in addresses[1:]:
            criteria = ["OR", criteria, ["FROM", address]]
        return criteria

    def sorting_name(self, role: Role) -> str:
        """What the folder of that role is, or would be, called on this server."""
        return server_name(self._account.sorting[role], self._own_space())

    def sorting(self) -> dict[Role, Standing]:
        """The folders for sorting that exist, and how far they have grown; one command where the server can (RFC 5819)."""
        wanted = {role: self.sorting_name(role) for role in self._account.sorting}
        if not wanted:
            return {}
        told = self._standing_at_once(wanted)
        if told is None:
            names = present(wanted, self._folders(self._pattern()))
            told = {role: (name, self._status(name)) for role, name in names.items()}
        return {
            role: Standing(folder=name, uidvalidity=int(status[b"UIDVALIDITY"]), uidnext=int(status[b"UIDNEXT"]))
            for role, (name, status) in told.items()
            if b"UIDVALIDITY" in status and b"UIDNEXT" in status
        }

    def create(self, folder: str) -> None:
        """Make a folder, and show it in people's clients.

        Raises:
            FolderError: the server will not.
        """
        with self._asking.within(self._pace.command):
            try:
                self._client.create_folder(folder)
                self._client.subscribe_folder(folder)
            except IMAPClientError as error:
                if not re.match(r"(create|subscribe) failed", str(error)):
                    raise
                raise FolderError(f"folder {folder!r} cannot be made: {self._asking.words(error)}") from error

    def forget(self) -> None:
        """Ask for the list anew: a folder that could not be opened may have another name by now."""
        self._listed = None

    def _standing_at_once(self, wanted: Mapping[Role, str]) -> dict[Role, tuple[str, Mapping[bytes, Any]]] | None:
        """Name and status of each wanted folder by one command; None where the server cannot, or claims to and refuses."""
        if self._refuses_list_status or not self._client.has_capability("LIST-STATUS"):
            return None
        with self._asking.within(self._pace.command):
            try:
                lines, statuses = self._client.list_status(self._pattern(), "UIDNEXT UIDVALIDITY")
            except IMAPClientAbortError:
                raise
            except (IMAPClientError, ValueError):  # NO, BAD, or no answer: asked folder by folder from now on
                self._refuses_list_status = True
                return None
        return {role: (name, statuses.get(name, {})) for role, name in present(wanted, folders_of(lines)).items()}

    def _folder_of_all(self) -> str:
        """Where every message lies; from now on only what we sent is listed there."""
        self._holds_all = all_folder(self._known_folders())
        if self._holds_all is None:
            raise FolderError(
                r"no folder is marked as the one of all mail (\All): name the one for sent mail as folders.sent"
            )
        return self._holds_all

    def _told_by_list(self, question: Callable[[list[Folder]], Answer]) -> Answer:
        """What the list of folders tells; when it does not, a new list is asked for the next time."""
        try:
            return question(self._known_folders())
        except FolderError:
            self.forget()
            raise

    def _known_folders(self) -> list[Folder]:
        """The server's list, asked for again after a while: mail clients make folders when they first need them."""
        if self._listed is None or time.monotonic() - self._listed_at > self._pace.poll:
            self._listed, self._listed_at = self._folders(), time.monotonic()
        return self._listed

    def _folders(self, pattern: str = "*") -> list[Folder]:
        with self._asking.within(self._pace.command):
            return folders_of(self._client.list_folders("", pattern))

    def _status(self, folder: str) -> Mapping[Any, Any]:
        """Empty for a folder that is gone since it was listed."""
        with self._asking.within(self._pace.command):
            try:
                return self._client.folder_status(folder, ["UIDNEXT", "UIDVALIDITY"])
            except IMAPClientError as error:
                if not str(error).startswith("status failed"):
                    raise
                return {}

    def _pattern(self) -> str:
        """What LIST is asked for: the folders beside those for sorting, so that a large mailbox does not tell all it has."""
        beside = next(iter(self._account.sorting.values())).rpartition("/")[0]
        return server_name(f"{beside}/*", self._own_space())

    def _own_space(self) -> Space:
        if self._space is None:
            self._space = self._asked_space()
        return self._space

    def _asked_space(self) -> Space:
        """By NAMESPACE (RFC 2342); else the delimiter alone, as LIST of nothing tells it (RFC 3501 §6.3.8)."""
        with self._asking.within(self._pace.command):
            if self._client.has_capability("NAMESPACE"):
                for prefix, delimiter in self._client.namespace().personal or ():
                    return Space(prefix=prefix, delimiter=delimiter or "")
            for _, delimiter, _ in self._client.list_folders("", ""):
                return Space(prefix="", delimiter=(delimiter or b"").decode("ascii"))
        return Space(prefix="", delimiter="")
