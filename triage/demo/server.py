"""The mail server of the demo: IMAP and SMTP on loopback in the running loop, nothing ever leaves the machine.

Knows nothing of tickets. Also the fast double of a real server in tests.
"""

import asyncio
from collections.abc import Callable, Mapping
from datetime import datetime
from email.parser import BytesHeaderParser
from email.policy import compat32
from email.utils import format_datetime, parseaddr
from typing import Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword
from aiosmtpd.smtp import Session as SmtpSession

from triage.demo.imap import ImapServer
from triage.record import record

HOST = "127.0.0.1"
AUTHSERV_ID = "mx.aeropressmall.com"  # who signs our Authentication-Results (RFC 8601 §2.5)


@record
class Sent:
    """One letter to one recipient, as it left."""

    sender: str  # envelope; "" is the null reverse-path
    recipient: str
    raw: bytes  # as handed over, CRLF line ends


class DemoServer:
    """Accounts (address → password) with folders, an SMTP relay, and a record of all that was sent.

    `clock` says the moment that mail arrives (INTERNALDATE, Received). Start it in the loop that will serve it.
    """

    def __init__(self, accounts: Mapping[str, str], *, clock: Callable[[], datetime]) -> None:
        self.sent: list[Sent] = []
        self.faults: dict[str, list[str]] = {}  # recipient → replies to its next RCPTs, e.g. "450 4.2.0 try later"
        self.imap_port = self.smtp_port = 0
        self._accounts = dict(accounts)
        self._clock = clock
        self._imap = ImapServer(self._accounts)
        self._smtp_connections: set[_Smtp] = set()

    async def start(self) -> Self:
        """Listen on two free ports: `imap_port` and `smtp_port`."""
        self.imap_port = await self._imap.start(HOST)
        self._smtp = await asyncio.get_running_loop().create_server(self._new_smtp, HOST, 0)
        self.smtp_port = self._smtp.sockets[0].getsockname()[1]
        return self

    async def stop(self) -> None:
        self._smtp.close()
        await self._imap.stop()
        await self.drop()
        await self._smtp.wait_closed()

    async def drop(self) -> None:
        """Cut every connection, as a server does that restarts; new ones are welcome."""
        await self._imap.drop()
        connections = tuple(self._smtp_connections)
        for connection in connections:
            connection.hang_up()
        await asyncio.gather(*(connection.gone.wait() for connection in connections))

    async def __aenter__(self) -> Self:
        return await self.start()

    async def __aexit__(self, *_: object) -> None:
        await self.stop()

    async def deliver(
        self, recipient: str, raw: bytes, folder: str = "INBOX", internaldate: datetime | None = None
    ) -> bool:
        """Put these very bytes into an account's folder; False when the account is not ours."""
        if not self._imap.has(recipient):
            return False
        await self._imap.append(recipient, folder, raw, internaldate or self._clock())
        return True

    async def arrive(
        self, *, sender: str, recipient: str, raw: bytes, at: datetime | None = None, is_proven: bool = True
    ) -> bool:
        """Mail from outside comes in: as `deliver`, with the trace a receiving server adds (RFC 5321 §4.4)."""
        at = at or self._clock()
        trace = _trace(raw, sender=sender, recipient=recipient, at=at, is_proven=is_proven)
        return await self.deliver(recipient, trace + raw, internaldate=at)

    async def answer(self, *, mailbox: str, recipient: str, raw: bytes, at: datetime | None = None) -> None:
        """A staff member sends from a mailbox: the letter leaves, and the mail client files it in Sent."""
        self.sent.append(Sent(sender=mailbox, recipient=recipient, raw=raw))
        await self._imap.append(mailbox, "Sent", raw, at or self._clock(), (rb"\Seen",))

    def letters_to(self, recipient: str) -> tuple[Sent, ...]:
        """Everything sent to one address, oldest first."""
        return tuple(letter for letter in self.sent if letter.recipient == recipient)

    def _new_smtp(self) -> "_Smtp":
        return _Smtp(self._accounts, self, self._smtp_connections)

    # what aiosmtpd calls

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _smtp: SMTP, _session: SmtpSession, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if faults := self.faults.get(address):
            return faults.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 Ok"

    async def handle_DATA(self, _smtp: SMTP, session: SmtpSession, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        sender = "" if envelope.mail_from in (None, "<>") else envelope.mail_from
        raw = envelope.original_content or b""
        for recipient in envelope.rcpt_tos:
            self.sent.append(Sent(sender=sender, recipient=recipient, raw=raw))
            await self.arrive(sender=sender, recipient=recipient, raw=raw, is_proven=bool(session.authenticated))
        return "250 2.0.0 Ok: queued"


class _Smtp(SMTP):
    """One SMTP connection with AUTH, which a loopback port may take in the clear."""

    def __init__(self, accounts: Mapping[str, str], handler: DemoServer, connections: "set[_Smtp]") -> None:
        super().__init__(
            handler,
            hostname=AUTHSERV_ID,
            ident="triage demo",
            enable_SMTPUTF8=True,
            auth_require_tls=False,
            authenticator=self._log_in,
            loop=asyncio.get_running_loop(),
        )
        self._accounts = accounts
        self._open = connections  # holds this one while it is connected
        self.gone = asyncio.Event()

    def hang_up(self) -> None:
        if self.transport is not None:
            self.transport.close()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        super().connection_made(transport)
        self._open.add(self)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self._open.discard(self)
        self.gone.set()

    def _log_in(self, _smtp: SMTP, _session: object, _envelope: object, _mechanism: str, login: object) -> AuthResult:
        is_right = (
            isinstance(login, LoginPassword) and self._accounts.get(login.login.decode()) == login.password.decode()
        )
        return AuthResult(success=is_right, handled=False)


def _trace(raw: bytes, *, sender: str, recipient: str, at: datetime, is_proven: bool) -> bytes:
    """Return-Path, Received, and what our server found about From (RFC 8601)."""
    author = parseaddr(str(BytesHeaderParser(policy=compat32).parsebytes(raw)["From"]))[1]
    domain = author.rpartition("@")[2]
    lines = (
        f"Return-Path: <{sender}>",
        f"Received: from mail.{domain} by {AUTHSERV_ID} with ESMTP for <{recipient}>;",
        f"\t{format_datetime(at)}",
        f"Authentication-Results: {AUTHSERV_ID}; dmarc={'pass' if is_proven else 'none'} header.from={domain}",
    )
    return "".join(f"{line}\r\n" for line in lines).encode()
