"""SMTP servers for these tests, on loopback in the test's own loop: a good one (aiosmtpd), and a bad one by script."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session

DROP = "drop"  # close the connection instead of answering
SILENCE = "silence"  # never answer

GOOD = {
    "GREETING": "220 scripted.example ESMTP",
    "EHLO": "250-scripted.example\r\n250 SIZE 1000000",
    "MAIL": "250 OK",
    "RCPT": "250 OK",
    "DATA": "354 go on",
    "DOT": "250 2.0.0 taken",
    "RSET": "250 OK",
    "QUIT": "221 bye",
}


@dataclass
class Sink:
    """An aiosmtpd handler that keeps what it is given."""

    letters: list[Envelope] = field(default_factory=list)
    peers: list[tuple[str, int]] = field(default_factory=list)

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802  aiosmtpd's name
        self.letters.append(envelope)
        self.peers.append(session.peer)
        return "250 2.0.0 kept"


@dataclass
class Scripted:
    """A server that answers each verb as the script says; `said` is what the client said, verb by verb."""

    script: Mapping[str, str]
    said: list[str] = field(default_factory=list)
    connections: int = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            with contextlib.suppress(ConnectionError, asyncio.CancelledError):
                alive = await self._answer("GREETING", writer)
                while alive and (line := await reader.readline()):
                    self.said.append(line.decode("latin-1").rstrip("\r\n"))
                    verb = self.said[-1].split(" ")[0].upper()
                    alive = await self._answer(verb, writer)
                    if alive and verb == "DATA" and self._reply("DATA").startswith("354"):
                        await reader.readuntil(b"\r\n.\r\n")
                        alive = await self._answer("DOT", writer)
        finally:
            writer.close()

    def _reply(self, verb: str) -> str:
        return {**GOOD, **self.script}.get(verb, "500 what?")

    async def _answer(self, verb: str, writer: asyncio.StreamWriter) -> bool:
        reply = self._reply(verb)
        if reply == SILENCE:
            await asyncio.sleep(30)
        if reply in (DROP, SILENCE):
            return False
        writer.write(reply.encode() + b"\r\n")
        await writer.drain()
        return True


@contextlib.asynccontextmanager
async def listening(
    protocol: Callable[[], asyncio.BaseProtocol], tls: ssl.SSLContext | None = None
) -> AsyncIterator[int]:
    """The port of a server made of aiosmtpd protocols."""
    made: list[Any] = []

    def remembered() -> asyncio.BaseProtocol:
        made.append(protocol())
        return made[-1]

    server = await asyncio.get_running_loop().create_server(remembered, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for conversation in made:
            if conversation.transport and not conversation.transport.is_closing():
                conversation.transport.abort()
        await _settled()


@contextlib.asynccontextmanager
async def scripted(script: Mapping[str, str]) -> AsyncIterator[tuple[Scripted, int]]:
    """A scripted server and its port; its open conversations are cut at the end."""
    conversations: set[asyncio.Task[None]] = set()
    bad = Scripted(script)

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        if task:
            conversations.add(task)
        await bad.serve(reader, writer)

    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    try:
        yield bad, server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in conversations:
            task.cancel()
        await asyncio.gather(*conversations, return_exceptions=True)
        await _settled()


async def _settled() -> None:
    """Until the loop watches nothing but its own wake-up pipe: TLS says goodbye before it lets go of a socket."""
    loop: Any = asyncio.get_running_loop()
    for _ in range(300):
        if len(loop._selector.get_map()) <= 1:
            return
        await asyncio.sleep(0.01)
