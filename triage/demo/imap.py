"""An IMAP server that lives in memory: pymap, taught what mail clients expect of a real server. Knows no SMTP."""

import asyncio
import socket
from argparse import Namespace
from collections.abc import AsyncGenerator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from uuid import uuid4

from proxyprotocol.sock import SocketInfo
from pymap.backend.dict import Config, Identity, Login, Session
from pymap.backend.dict.filter import FilterSet
from pymap.backend.dict.mailbox import MailboxData, MailboxSet
from pymap.concurrent import Event, Subsystem
from pymap.config import BackendCapability
from pymap.imap import IMAPServer
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import Flag, ObjectId
from pymap.parsing.specials.flag import Wildcard
from pymap.selected import SelectedMailbox
from pymap.user import UserMetadata
from pysasl.creds.server import ServerCredentials
from pysasl.hashing import Cleartext

ROLES = {name: name.encode() for name in ("Sent", "Drafts", "Junk", "Trash", "Archive")}  # RFC 6154

type_row = tuple[str, str | None, Sequence[bytes]]


class Folder(MailboxData):
    """One folder, which takes any keyword (RFC 3501 §7.1)."""

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        return super().permanent_flags | {Wildcard}

    async def update_selected(self, selected: SelectedMailbox, *, wait_on: Event | None = None) -> SelectedMailbox:
        # pymap sleeps through a change made between the last command and IDLE: never wait for news we already have
        known = selected.mod_sequence
        is_behind = known is not None and known < self._mod_sequences.highest
        return await super().update_selected(selected, wait_on=None if is_behind else wait_on)


class Folders(MailboxSet):
    """One account's INBOX and its folders with a role."""

    def __init__(self) -> None:
        super().__init__()
        self._inbox = self._new()
        self._set.update({name: self._new() for name in ROLES})

    async def add_mailbox(self, name: str) -> ObjectId:
        if name in self._set:
            raise ValueError(name)
        self._set[name] = folder = self._new()
        return folder.mailbox_id

    def _new(self) -> Folder:
        return Folder(self._content_cache, self._thread_cache)


class _Session(Session):
    async def list_mailboxes(
        self, ref_name: str, filter_: str, subscribed: bool = False, selected: SelectedMailbox | None = None
    ) -> tuple[Iterable[type_row], SelectedMailbox | None]:
        rows, selected = await super().list_mailboxes(ref_name, filter_, subscribed, selected)
        return [(name, mark, [*attributes, *_role(name)]) for name, mark, attributes in rows], selected


def _role(name: str) -> tuple[bytes, ...]:
    return (ROLES[name],) if name in ROLES else ()


class _Identity(Identity):
    @asynccontextmanager
    async def new_session(self) -> AsyncGenerator[Session]:
        folders, filters = self.config.set_cache[self.name]
        yield _Session(self.name, self.config, folders, filters)


class _Login(Login):
    async def authenticate(self, credentials: ServerCredentials) -> Identity:
        return self._ours(await super().authenticate(credentials))

    async def authorize(self, authenticated: Identity, authzid: str) -> Identity:  # pyright: ignore[reportIncompatibleMethodOverride]  pymap's own dict backend narrows it in fact
        return self._ours(await super().authorize(authenticated, authzid))

    def _ours(self, identity: Identity) -> Identity:
        return _Identity(identity.name, self, None, identity.roles)


class _Config(Config):
    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=True, object_id=True, multi_append=True, custom=[b"SPECIAL-USE"])

    @property
    def greeting(self) -> bytes:
        return b"triage demo"  # pymap's own asks the resolver for this machine's name, which may take seconds


def _config() -> _Config:
    arguments = Namespace(passlib_cfg=None, proxy_protocol=None)
    # without threads and hashes: the passwords of a demo are no secret
    return _Config(
        arguments,
        host=None,
        port=0,
        tls_enabled=False,
        reject_dnsbl=False,
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
        demo_data=False,
        demo_user="",
        demo_password="",
    )


class ImapServer:
    """Accounts in memory behind one loopback port. Lives in the running event loop."""

    def __init__(self, accounts: Mapping[str, str]) -> None:
        self._config = _config()
        self._folders = {account: Folders() for account in accounts}
        self._imap = IMAPServer(self._login(accounts), self._config)
        self._connections: set[asyncio.Task[None]] = set()

    def _login(self, accounts: Mapping[str, str]) -> _Login:
        login = _Login(self._config)
        for account, password in accounts.items():
            login.users_dict[account] = UserMetadata(self._config, account, password=password)
            self._config.set_cache[account] = (self._folders[account], FilterSet())
        return login

    async def start(self, host: str) -> int:
        """Listen on a free port, which is returned."""
        self._server = await asyncio.start_server(self._greet, host, 0)
        return self._server.sockets[0].getsockname()[1]

    def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        # pymap answers in several small writes: without NODELAY each costs 40 ms
        writer.get_extra_info("socket").setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer = SocketInfo.get(writer, None, unique_id=uuid4().bytes)
        connection = asyncio.create_task(self._imap(reader, writer, peer))
        self._connections.add(connection)
        connection.add_done_callback(self._connections.discard)

    async def drop(self) -> None:
        """End every connection with BYE, as a server does that restarts."""
        connections = tuple(self._connections)
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)

    async def stop(self) -> None:
        self._server.close()
        await self.drop()
        await self._server.wait_closed()

    def has(self, account: str) -> bool:
        return account in self._folders

    async def append(self, account: str, folder: str, raw: bytes, at: datetime, flags: Iterable[bytes] = ()) -> None:
        """Add a message with its INTERNALDATE `at`, bytes unchanged. KeyError when there is no such folder."""
        box = await self._folders[account].get_mailbox(folder)
        await box.append(AppendMessage(raw, at, frozenset(map(Flag, flags))), recent=True)
