"""An SMTP server that delivers nothing and remembers everything. It can be told to refuse, defer or hang up, by recipient."""

import asyncio
import threading
import weakref
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session

HANG_UP = "hang up"  # instead of an answer
SILENCE = "silence"  # no answer, ever


@dataclass(frozen=True, kw_only=True, slots=True)
class Received:
    """One accepted message."""

    sender: str  # of the envelope; "" is the null reverse-path
    recipients: tuple[str, ...]
    raw: bytes
    options: tuple[str, ...]  # of MAIL and of each RCPT, e.g. "NOTIFY=NEVER"


class Sink:
    """Runs in a thread of its own: `with Sink() as sink:` serves tests with and without a loop.

    `at_rcpt` and `at_data` map a recipient's address to what is answered there, e.g. "450 4.2.0 later" or HANG_UP.
    """

    def __init__(self, port: int = 0) -> None:
        """`port` 0 takes a free one."""
        self._wanted_port = port
        self.letters: list[Received] = []
        self.at_rcpt: dict[str, str] = {}
        self.at_data: dict[str, str] = {}
        self._arrived = threading.Condition()
        self._conversations: weakref.WeakSet[SMTP] = weakref.WeakSet()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp sink", daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(self._listen(), self._loop).result(10)
        self.port: int = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def clear(self) -> None:
        """Forget all letters and faults."""
        self.letters.clear()
        self.at_rcpt.clear()
        self.at_data.clear()

    def to(self, address: str) -> list[Received]:
        """What was accepted for this recipient."""
        return [letter for letter in self.letters if address in letter.recipients]

    def wait(self, holds: Callable[[], bool], seconds: float = 10) -> None:
        """Until this holds of what was received."""
        with self._arrived:
            assert self._arrived.wait_for(holds, seconds), f"not within {seconds} s; received: {self.letters}"

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._conversation, "127.0.0.1", self._wanted_port)

    def _conversation(self) -> SMTP:
        smtp = SMTP(self, hostname="sink.test", enable_SMTPUTF8=True, data_size_limit=None, loop=self._loop)
        self._conversations.add(smtp)
        return smtp

    async def _end(self) -> None:
        self._server.close()
        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        for conversation in self._conversations:
            if conversation.transport and not conversation.transport.is_closing():
                conversation.transport.abort()
        for _ in range(5):  # turns of the loop until the sockets are let go
            await asyncio.sleep(0)

    # the names of the hooks are aiosmtpd's

    async def handle_RCPT(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address in self.at_rcpt:
            return await self._refuse(server, self.at_rcpt[address])
        envelope.rcpt_tos.append(address)
        envelope.rcpt_options.extend(options)
        return "250 2.1.5 welcome"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        for address in envelope.rcpt_tos:
            if address in self.at_data:
                return await self._refuse(server, self.at_data[address])
        self._remember(envelope)
        return "250 2.0.0 taken"

    async def _refuse(self, server: Any, answer: str) -> str:
        if answer == HANG_UP:
            server.transport.abort()
        if answer == SILENCE:
            await asyncio.Event().wait()
        return answer

    def _remember(self, envelope: Envelope) -> None:
        sender = (envelope.mail_from or "").strip("<>")
        options = (*envelope.mail_options, *envelope.rcpt_options)
        letter = Received(
            sender=sender, recipients=tuple(envelope.rcpt_tos), raw=bytes(envelope.content or b""), options=options
        )
        with self._arrived:
            self.letters.append(letter)
            self._arrived.notify_all()
