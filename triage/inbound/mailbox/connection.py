r"""One IMAP connection, logged in: the few commands we use, each under a deadline. Knows neither cursors nor threads.

What the library returns or raises is turned into our own records (`answers`) and errors (`asking`); which folder is which, `folders` knows.
EXAMINE and BODY.PEEK only, so \Seen stays the reader's; criteria and ids are built from integers only.
"""

import contextlib
import re
import select
import socket
import ssl
import time
from collections.abc import Callable, Generator, Iterable, Sequence
from datetime import UTC, datetime
from typing import Any

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, IMAPClientReadOnlyError, LoginError

from triage.inbound.mailbox.account import Account
from triage.inbound.mailbox.answers import Appended, Facts, Opened, appended, body_of, facts_of, names_of, origin_of
from triage.inbound.mailbox.asking import Asking, is_refusal
from triage.inbound.mailbox.breaker import Breaker
from triage.inbound.mailbox.client import Client
from triage.inbound.mailbox.errors import FolderError, LoginRefusedError, LostError, MailboxError, NotFetchedError
from triage.inbound.mailbox.folders import Folders
from triage.inbound.mailbox.pace import Pace

GOODBYE_SECONDS = 2  # for LOGOUT
# RFC 5530: the login may be right
NOT_OUR_FAULT = re.compile(r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", re.IGNORECASE)


class Connection:
    """A logged-in connection. After a LostError it must be dropped: answers could be paired with the wrong command."""

    def __init__(self, account: Account, breaker: Breaker, pace: Pace) -> None:
        """Connects and logs in.

        Raises:
            LostError: not reached, not trusted, or not understood.
            LoginRefusedError: reached, but not let in.
        """
        self._account, self._breaker, self._pace = account, breaker, pace
        self._asking = Asking(account, breaker)
        self._opened = ""  # what is asked is asked of it
        context = self._context()
        try:
            with self._asking.within(pace.connect):
                self._client = Client(account, context, breaker, pace)
        except LostError:
            breaker.release()
            raise
        try:
            with self._asking.within(pace.connect):
                self._secure(context)
                self._login()
                self.capabilities = names_of(self._client.capabilities())
        except MailboxError:
            self.drop()
            raise
        self.folders = Folders(self._client, self._asking, account, pace)

    def examine(self, folder: str) -> Opened:
        """Open a folder for reading only; what is asked next is asked of it."""
        with self._asking.within(self._pace.command):
            try:
                answer = self._client.select_folder(folder, readonly=True)
            except IMAPClientError as error:
                if not str(error).startswith("select failed"):  # no plain NO
                    raise
                self.folders.forget()
                raise FolderError(f"folder {folder!r} cannot be opened: {self._asking.words(error)}") from error
            self._opened = folder
            if b"UIDNEXT" not in answer:  # optional in RFC 3501
                answer |= self._client.folder_status(folder, ["UIDNEXT"])
            return Opened(
                folder=folder,
                uidvalidity=int(answer[b"UIDVALIDITY"]),
                uidnext=int(answer[b"UIDNEXT"]),
                exists=int(answer[b"EXISTS"]),
            )

    def select(self, folder: str) -> tuple[int, frozenset[str]]:
        r"""Open a folder for writing: its UIDVALIDITY, and the flags that it keeps (`\*`: any keyword). Changes nothing by itself.

        Raises:
            FolderError: it cannot be opened, or may only be read.
        """
        with self._asking.within(self._pace.command):
            try:
                answer = self._client.select_folder(folder)
            except IMAPClientReadOnlyError:
                raise FolderError(f"folder {folder!r} may only be read: no marks can be put on its mails") from None
            except IMAPClientError as error:
                if not str(error).startswith("select failed"):
                    raise
                raise FolderError(f"folder {folder!r} cannot be opened: {self._asking.words(error)}") from error
            kept = answer.get(b"PERMANENTFLAGS", answer.get(b"FLAGS", ()))  # RFC 3501 §6.3.1
            return int(answer[b"UIDVALIDITY"]), names_of(kept)

    def flags(self, uids: Sequence[int]) -> dict[int, frozenset[str]]:
        """The flags that these messages of the selected folder bear, lower case."""
        answers = self._fetch(uids, ["FLAGS"], self._pace.command)
        return {
            uid: frozenset(bytes(flag).decode("ascii", "replace").lower() for flag in answer.get(b"FLAGS", ()))
            for uid, answer in answers.items()
        }

    def store(self, uids: Sequence[int], add: Iterable[str], remove: Iterable[str]) -> None:
        """Put these flags on messages of the selected folder and take those off; silent about the others."""
        self._mark(uids, sorted(remove), self._client.remove_flags)
        self._mark(uids, sorted(add), self._client.add_flags)

    def store_labels(self, uids: Sequence[int], add: Iterable[str], remove: Iterable[str]) -> None:
        """The same for Gmail's labels."""
        self._mark(uids, sorted(remove), self._client.remove_gmail_labels)
        self._mark(uids, sorted(add), self._client.add_gmail_labels)

    def listed(self, first: int, last: int) -> list[int]:
        """The UIDs from first to last that exist, ascending. Both ends are known, so that `n:*` cannot bring older ones."""
        with self._asking.within(self._pace.command):
            # the library's annotation knows text only
            criteria: Any = ["UID", f"{first:d}:{last:d}", *self.folders.of_ours(self._opened)]
            answer = self._client.search(criteria)
            return sorted({uid for uid in answer if first <= uid <= last})

    def facts(self, uids: Sequence[int]) -> dict[int, Facts]:
        """Size and arrival of those of these messages that the server tells about."""
        answers = self._fetch(uids, ["RFC822.SIZE", "INTERNALDATE"], self._pace.command)
        return {uid: facts for uid, answer in answers.items() if (facts := facts_of(answer))}

    def bodies(self, uids: Sequence[int]) -> dict[int, bytes]:
        """The raw bytes of those of these messages that the server hands over."""
        return self._raw(uids, "BODY.PEEK[]")

    def beginnings(self, uids: Sequence[int], octets: int) -> dict[int, bytes]:
        """As `bodies`, but only the first octets of each."""
        return self._raw(uids, f"BODY.PEEK[]<0.{octets:d}>")

    def parts(self, uid: int, octets: int, *, told: int) -> Generator[bytes]:
        """The raw bytes of one message, so many at a time, until nothing more comes, whatever size the server told.

        Raises:
            LookupError: the server hands nothing over, or no more of it than this.
            NotFetchedError: as for any message; all parts together have the time of one answer.
        """
        at, ends = 0, time.monotonic() + self._pace.body
        while part := self._part(uid, at, octets, ends - time.monotonic(), is_all=at >= told):
            origin, raw = part
            if origin is None and not at:
                yield raw  # the server knows no parts: this is all of it
                return
            if origin != at:
                raise NotFetchedError(f"the server hands over other octets of UID {uid} than it was asked for", (uid,))
            if not raw:
                return
            yield raw
            at += len(raw)

    def _part(self, uid: int, at: int, octets: int, seconds: float, *, is_all: bool) -> tuple[int | None, bytes] | None:
        """Where it begins, None when the server says that it is the whole; None for what is not there behind all."""
        try:
            with self._asking.within(max(seconds, 0)):
                answer = self._client.fetch([uid], [f"BODY.PEEK[]<{at:d}.{octets:d}>"]).get(uid, {})
        except LostError as error:
            if is_all and is_refusal(error):
                return None
            raise NotFetchedError(str(error), (uid,)) from error
        if (raw := body_of(answer)) is not None:
            return origin_of(answer), raw
        if is_all:
            return None
        raise LookupError(f"nothing of UID {uid} from {at} on")

    @property
    def security(self) -> str:
        """'TLSv1.3', or 'clear text'."""
        wire = self._client.wire.sock
        return (wire.version() or "TLS") if isinstance(wire, ssl.SSLSocket) else "clear text"

    @property
    def certificate_ends_at(self) -> datetime | None:
        """When the server's certificate runs out; None in clear text."""
        wire = self._client.wire.sock
        told = wire.getpeercert() if isinstance(wire, ssl.SSLSocket) else None
        return datetime.fromtimestamp(ssl.cert_time_to_seconds(str(told["notAfter"])), UTC) if told else None

    @property
    def can_idle(self) -> bool:
        return "IDLE" in self.capabilities

    def append(self, folder: str, raw: bytes, flags: Sequence[str]) -> Appended | None:
        """Put a message into a folder. None when the server does not say where it lies.

        After a LostError nobody knows whether it lies there.
        """
        with self._asking.within(self._pace.body):
            try:
                answer = self._client.append(folder, raw, flags)
            except IMAPClientError as error:
                if not str(error).startswith("append failed"):
                    raise
                raise FolderError(f"folder {folder!r} takes no message: {self._asking.words(error)}") from error
        return appended(answer)

    def idle(self, wake: socket.socket, seconds: float) -> bool:
        """Wait until the server says something, `wake` becomes readable, or so many seconds pass. True: it said something."""
        wire = self._client.wire
        with self._asking.within(self._pace.command):
            heard = wire.begin_idle()
        if not heard:
            poll = select.poll()
            poll.register(wire.sock, select.POLLIN)
            poll.register(wake, select.POLLIN)
            heard = any(handle == wire.sock.fileno() for handle, _ in poll.poll(seconds * 1000))
        with self._asking.within(self._pace.command):
            wire.end_idle()
        return heard

    def close(self) -> None:
        """Take leave and hang up; quick even when the server does not answer."""
        with contextlib.suppress(LostError), self._asking.within(GOODBYE_SECONDS):
            self._client.logout()
        self.drop()

    def drop(self) -> None:
        """Hang up without a word."""
        with contextlib.suppress(OSError):  # a socket that is gone already
            self._client.shutdown()
        self._breaker.release()

    def _context(self) -> ssl.SSLContext | None:
        if self._account.security == "plain":
            return None
        try:
            return ssl.create_default_context(cafile=self._account.ca_file)
        except OSError as error:
            raise LostError(
                f"{self._account.ca_file} holds no certificates that can be read: {self._asking.words(error)}"
            ) from error

    def _secure(self, context: ssl.SSLContext | None) -> None:
        if self._client.wire.state != "NONAUTH":  # CVE-2020-12398: such a greeting cannot be followed by STARTTLS
            raise LostError(f"{self._account.host} greets with PREAUTH, before any login: refused")
        if self._account.security == "starttls":
            if not self._client.has_capability("STARTTLS"):
                raise LostError(f"{self._account.host} does not offer STARTTLS; nothing was sent in clear text")
            self._client.starttls(context)

    def _login(self) -> None:
        login, secret = self._account.login, self._account.secret
        say = (
            self._client.login if (login + secret).isascii() else self._client.plain_login
        )  # LOGIN is ASCII, SASL is UTF-8
        try:
            say(login, secret)
        except LoginError as error:
            if isinstance(error.__context__, IMAPClientAbortError) or NOT_OUR_FAULT.search(str(error)):
                raise LostError(f"the login was not answered: {self._asking.words(error)}") from None
            raise LoginRefusedError(self._asking.words(error)) from None

    def _mark(self, uids: Sequence[int], marks: Sequence[str], write: Callable[..., object]) -> None:
        if not marks or not uids:
            return
        with self._asking.within(self._pace.command):
            try:
                write(list(uids), marks, silent=True)
            except IMAPClientError as error:
                if not str(error).lower().startswith("store failed"):
                    raise
                raise FolderError(f"the server takes no marks now: {self._asking.words(error)}") from error

    def _raw(self, uids: Sequence[int], item: str) -> dict[int, bytes]:
        answers = self._fetch(uids, [item], self._pace.body)
        return {uid: raw for uid, answer in answers.items() if (raw := body_of(answer)) is not None}

    def _fetch(self, uids: Sequence[int], items: list[str], seconds: float) -> dict[int, dict[bytes, Any]]:
        try:
            with self._asking.within(seconds):
                return self._client.fetch(list(uids), items)
        except LostError as error:
            raise NotFetchedError(str(error), tuple(uids)) from error
