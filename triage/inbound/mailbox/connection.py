r"""One IMAP connection, logged in: the few commands we use, each under a deadline. Knows neither cursors nor threads.

With `client` the only importer of imapclient. What the library returns or raises is turned into our own records and errors here.
EXAMINE and BODY.PEEK only, so \Seen stays the reader's; criteria and ids are built from integers only.
"""

import contextlib
import re
import select
import socket
import ssl
import time
from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, TypeVar

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, IMAPClientReadOnlyError, LoginError

from triage.inbound.mailbox.account import Account, Role
from triage.inbound.mailbox.breaker import Breaker
from triage.inbound.mailbox.client import Client
from triage.inbound.mailbox.errors import FolderError, LoginRefusedError, LostError, MailboxError, NotFetchedError
from triage.inbound.mailbox.pace import Pace
from triage.inbound.mailbox.sentfolder import ALL, AUTO, Folder, all_folder, sent_folder, sent_folders
from triage.inbound.mailbox.tree import Space, present, server_name
from triage.record import record

Answer = TypeVar("Answer")
GOODBYE_SECONDS = 2  # for LOGOUT
APPENDUID = re.compile(rb"\[APPENDUID (\d+) (\d+)\]", re.IGNORECASE)  # RFC 4315
PART = re.compile(rb"BODY\[\]<(\d+)>")  # RFC 3501 §7.4.2
NOT_OUR_FAULT = re.compile(
    r"\[(UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\]", re.IGNORECASE
)  # RFC 5530: the login may be right


@record
class Opened:
    """A folder as EXAMINE found it (RFC 3501 §6.3.2)."""

    folder: str
    uidvalidity: int
    uidnext: int
    exists: int


@record
class Standing:
    """How far a folder has grown, told without opening it (RFC 3501 §6.3.10)."""

    folder: str
    uidvalidity: int
    uidnext: int


@record
class Facts:
    """What the server knows of a message without its text."""

    size: int  # octets (RFC822.SIZE)
    internaldate: datetime | None  # aware UTC; None when the server's claim is no date


@record
class Appended:
    """Where an appended message came to lie (RFC 4315)."""

    uidvalidity: int
    uid: int


class Connection:
    """A logged-in connection. After a LostError it must be dropped: answers could be paired with the wrong command."""

    def __init__(self, account: Account, breaker: Breaker, pace: Pace) -> None:
        """Connects and logs in.

        Raises:
            LostError: not reached, not trusted, or not understood.
            LoginRefusedError: reached, but not let in.
        """
        self._account, self._breaker, self._pace = account, breaker, pace
        self._space: Space | None = None
        self._listed_folders: list[Folder] | None = None
        self._listed_at = 0.0  # by a clock that never jumps
        self._refuses_list_status = False  # though it says that it can
        self._opened = ""  # what is asked is asked of it
        self._holds_all: str | None = None  # the folder of all mail, when we read in it what was sent
        context = self._context()
        try:
            with self._asking(pace.connect):
                self._client = Client(account, context, breaker, pace)
        except LostError:
            breaker.release()
            raise
        try:
            with self._asking(pace.connect):
                self._secure(context)
                self._login()
                self.capabilities = frozenset(item.decode("ascii", "replace") for item in self._client.capabilities())
        except MailboxError:
            self.drop()
            raise

    def folder(self, role: Role) -> str:
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

    def folders(self, role: Role) -> tuple[str, ...]:
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

    def examine(self, folder: str) -> Opened:
        """Open a folder for reading only; what is asked next is asked of it."""
        with self._asking(self._pace.command):
            try:
                answer = self._client.select_folder(folder, readonly=True)
            except IMAPClientError as error:
                if not str(error).startswith("select failed"):  # no plain NO
                    raise
                self._listed_folders = None  # it may have another name by now
                raise FolderError(f"folder {folder!r} cannot be opened: {self._words(error)}") from error
            self._opened = folder
            if b"UIDNEXT" not in answer:  # optional in RFC 3501
                answer |= self._client.folder_status(folder, ["UIDNEXT"])
            return Opened(
                folder=folder,
                uidvalidity=int(answer[b"UIDVALIDITY"]),
                uidnext=int(answer[b"UIDNEXT"]),
                exists=int(answer[b"EXISTS"]),
            )

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

    def _standing_at_once(self, wanted: Mapping[Role, str]) -> dict[Role, tuple[str, Mapping[bytes, Any]]] | None:
        """Name and status of each wanted folder by one command; None where the server cannot, or claims to and refuses."""
        if self._refuses_list_status or "LIST-STATUS" not in self.capabilities:
            return None
        with self._asking(self._pace.command):
            try:
                lines, statuses = self._client.list_status(self._pattern(), "UIDNEXT UIDVALIDITY")
            except IMAPClientAbortError:
                raise
            except (
                IMAPClientError,
                ValueError,
            ):  # NO, BAD, or an answer that is none: asked folder by folder from now on
                self._refuses_list_status = True
                return None
        return {role: (name, statuses.get(name, {})) for role, name in present(wanted, _folders_of(lines)).items()}

    def create(self, folder: str) -> None:
        """Make a folder, and show it in people's clients.

        Raises:
            FolderError: the server will not.
        """
        with self._asking(self._pace.command):
            try:
                self._client.create_folder(folder)
                self._client.subscribe_folder(folder)
            except IMAPClientError as error:
                if not re.match(r"(create|subscribe) failed", str(error)):
                    raise
                raise FolderError(f"folder {folder!r} cannot be made: {self._words(error)}") from error

    def select(self, folder: str) -> tuple[int, frozenset[str]]:
        r"""Open a folder for writing: its UIDVALIDITY, and the flags that it keeps (`\*`: any keyword). Changes nothing by itself.

        Raises:
            FolderError: it cannot be opened, or may only be read.
        """
        with self._asking(self._pace.command):
            try:
                answer = self._client.select_folder(folder)
            except IMAPClientReadOnlyError:
                raise FolderError(f"folder {folder!r} may only be read: no marks can be put on its mails") from None
            except IMAPClientError as error:
                if not str(error).startswith("select failed"):
                    raise
                raise FolderError(f"folder {folder!r} cannot be opened: {self._words(error)}") from error
            kept = answer.get(b"PERMANENTFLAGS", answer.get(b"FLAGS", ()))  # RFC 3501 §6.3.1
            return int(answer[b"UIDVALIDITY"]), frozenset(bytes(flag).decode("ascii", "replace") for flag in kept)

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
        with self._asking(self._pace.command):
            criteria: Any = ["UID", f"{first:d}:{last:d}", *self._of_ours()]  # the library's annotation knows text only
            answer = self._client.search(criteria)
            return sorted({uid for uid in answer if first <= uid <= last})

    def facts(self, uids: Sequence[int]) -> dict[int, Facts]:
        """Size and arrival of those of these messages that the server tells about."""
        answers = self._fetch(uids, ["RFC822.SIZE", "INTERNALDATE"], self._pace.command)
        return {
            uid: Facts(size=answer[b"RFC822.SIZE"], internaldate=_utc(answer.get(b"INTERNALDATE")))
            for uid, answer in answers.items()
            if isinstance(answer.get(b"RFC822.SIZE"), int)
        }

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
            with self._asking(max(seconds, 0)):
                answer = self._client.fetch([uid], [f"BODY.PEEK[]<{at:d}.{octets:d}>"]).get(uid, {})
        except LostError as error:
            if is_all and _is_refusal(error):
                return None
            raise NotFetchedError(str(error), (uid,)) from error
        if (raw := _body_of(answer)) is not None:
            return _origin_of(answer), raw
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
        with self._asking(self._pace.body):
            try:
                answer = self._client.append(folder, raw, flags)
            except IMAPClientError as error:
                if not str(error).startswith("append failed"):
                    raise
                raise FolderError(f"folder {folder!r} takes no message: {self._words(error)}") from error
        told = APPENDUID.search(bytes(answer or b""))
        return Appended(uidvalidity=int(told[1]), uid=int(told[2])) if told else None

    def idle(self, wake: socket.socket, seconds: float) -> bool:
        """Wait until the server says something, `wake` becomes readable, or so many seconds pass. True: it said something."""
        wire = self._client.wire
        with self._asking(self._pace.command):
            heard = wire.begin_idle()
        if not heard:
            poll = select.poll()
            poll.register(wire.sock, select.POLLIN)
            poll.register(wake, select.POLLIN)
            heard = any(handle == wire.sock.fileno() for handle, _ in poll.poll(seconds * 1000))
        with self._asking(self._pace.command):
            wire.end_idle()
        return heard

    def close(self) -> None:
        """Take leave and hang up; quick even when the server does not answer."""
        with contextlib.suppress(LostError), self._asking(GOODBYE_SECONDS):
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
                f"{self._account.ca_file} holds no certificates that can be read: {self._words(error)}"
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
                raise LostError(f"the login was not answered: {self._words(error)}") from None
            raise LoginRefusedError(self._words(error)) from None

    def _folder_of_all(self) -> str:
        """Where every message lies; from now on only what we sent is listed there."""
        self._holds_all = all_folder(self._known_folders())
        if self._holds_all is None:
            raise FolderError(
                r"no folder is marked as the one of all mail (\All): name the one for sent mail as folders.sent"
            )
        return self._holds_all

    def _of_ours(self) -> list[Any]:
        """Search criteria that leave only what we sent, where the opened folder holds everything.

        Gmail knows by its label (X-GM-EXT-1); elsewhere From says so, which anybody may write: see `is_mixed`.
        """
        if self._opened != self._holds_all:
            return []
        if self._client.has_capability("X-GM-EXT-1"):
            return ["X-GM-RAW", "in:sent"]
        addresses = (self._account.address, *self._account.aliases)
        criteria: list[Any] = ["FROM", addresses[0]]
        for address in addresses[1:]:
            criteria = ["OR", criteria, ["FROM", address]]
        return criteria

    def _told_by_list(self, question: Callable[[list[Folder]], Answer]) -> Answer:
        """What the list of folders tells; when it does not, a new list is asked for the next time."""
        try:
            return question(self._known_folders())
        except FolderError:
            self._listed_folders = None
            raise

    def _known_folders(self) -> list[Folder]:
        """The server's list, asked for again after a while: mail clients make folders when they first need them."""
        if self._listed_folders is None or time.monotonic() - self._listed_at > self._pace.poll:
            self._listed_folders, self._listed_at = self._folders(), time.monotonic()
        return self._listed_folders

    def _folders(self, pattern: str = "*") -> list[Folder]:
        with self._asking(self._pace.command):
            return _folders_of(self._client.list_folders("", pattern))

    def _mark(self, uids: Sequence[int], marks: Sequence[str], write: Callable[..., object]) -> None:
        if not marks or not uids:
            return
        with self._asking(self._pace.command):
            try:
                write(list(uids), marks, silent=True)
            except IMAPClientError as error:
                if not str(error).lower().startswith("store failed"):
                    raise
                raise FolderError(f"the server takes no marks now: {self._words(error)}") from error

    def _status(self, folder: str) -> Mapping[Any, Any]:
        """Empty for a folder that is gone since it was listed."""
        with self._asking(self._pace.command):
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
        with self._asking(self._pace.command):
            if "NAMESPACE" in self.capabilities:
                for prefix, delimiter in self._client.namespace().personal or ():
                    return Space(prefix=prefix, delimiter=delimiter or "")
            for _, delimiter, _ in self._client.list_folders("", ""):
                return Space(prefix="", delimiter=(delimiter or b"").decode("ascii"))
        return Space(prefix="", delimiter="")

    def _raw(self, uids: Sequence[int], item: str) -> dict[int, bytes]:
        answers = self._fetch(uids, [item], self._pace.body)
        return {uid: raw for uid, answer in answers.items() if (raw := _body_of(answer)) is not None}

    def _fetch(self, uids: Sequence[int], items: list[str], seconds: float) -> dict[int, dict[bytes, Any]]:
        try:
            with self._asking(seconds):
                return self._client.fetch(list(uids), items)
        except LostError as error:
            raise NotFetchedError(str(error), tuple(uids)) from error

    @contextlib.contextmanager
    def _asking(self, seconds: float) -> Generator[None]:
        try:
            with self._breaker.deadline(seconds):
                yield
        except MailboxError:
            raise
        except Exception as error:
            # the library's parser raises whatever a strange answer makes it trip over
            raise LostError(self._words(error)) from error

    def _words(self, error: Exception) -> str:
        """One line of what happened, as the server or the system put it; never the secret, even if the server repeats it."""
        words = " ".join(_said(error).split()) or type(error).__name__
        if isinstance(error, ssl.SSLCertVerificationError):
            words = f"the certificate of {self._account.host} is not trusted: {error.verify_message}"
        elif not isinstance(error, IMAPClientError | OSError):
            words = f"answer not understood ({type(error).__name__}: {words})"
        if self._account.secret:
            words = words.replace(self._account.secret, "…")
        return "".join(letter for letter in words if letter.isprintable())[:300]


def _folders_of(lines: Iterable[tuple[Iterable[bytes], bytes | None, str]]) -> list[Folder]:
    """Lines of LIST as records."""
    return [
        Folder(
            name=name,
            delimiter=(delimiter or b"").decode("ascii"),
            attributes=frozenset(bytes(flag).lower() for flag in flags),
        )
        for flags, delimiter, name in lines
    ]


def _said(error: Exception) -> str:
    """The server's words; imaplib keeps some as bytes, and the library wraps those of a refused login once more."""
    said = error.__context__ if isinstance(error, LoginError) and error.__context__ else error
    if isinstance(said, OSError) and said.strerror:
        return said.strerror
    first = said.args[0] if said.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(said)


def _utc(claim: object) -> datetime | None:
    """The moment in UTC; None when it has no zone or is out of this calendar."""
    if not isinstance(claim, datetime) or claim.tzinfo is None:
        return None
    try:
        return claim.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def _is_refusal(error: LostError) -> bool:
    """The server has said NO or BAD to this command, and the connection is as it was."""
    return isinstance(error.__cause__, IMAPClientError) and not isinstance(error.__cause__, IMAPClientAbortError)


def _origin_of(answer: dict[bytes, Any]) -> int | None:
    """Of which octet on a part is, BODY[]<0>; None: the whole."""
    found = (PART.fullmatch(key) for key in answer)
    return next((int(match[1]) for match in found if match), None)


def _body_of(answer: dict[bytes, Any]) -> bytes | None:
    """The message under whichever key it came: BODY[], BODY[]<0>, RFC822. Servers differ."""
    return next(
        (
            value
            for key, value in answer.items()
            if (key.startswith(b"BODY[") or key == b"RFC822") and isinstance(value, bytes)
        ),
        None,
    )
