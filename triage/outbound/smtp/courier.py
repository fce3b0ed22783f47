"""Hands one letter at a time to one relay, and always knows how far it came. The only importer of aiosmtplib.

The library raises the same error before MAIL and after the final dot, so the four steps are called one by one.
Knows envelopes and bytes; what a letter says, and whether to try again, is decided elsewhere.
"""

import asyncio
import inspect
import re
import ssl
from collections.abc import Awaitable, Callable

import aiosmtplib

from triage.outbound.addresses import problem_with
from triage.outbound.cleaning import clean_line
from triage.outbound.smtp.delivery import Delivery, Outcome, Stage, judged
from triage.outbound.smtp.relay import Relay
from triage.record import record

_CLOSING = 421
_LONE_LINE_END = re.compile(rb"\r(?!\n)|(?<!\r)\n")
_MAX_TEXT = 500  # characters of a server's words that we keep


@record
class Patience:
    """How long we wait, in seconds (RFC 5321 §4.5.3.2; the server may work long before it answers the final dot)."""

    command: float = 60
    final_dot: float = 600
    idle: float = 30  # an unused connection is closed after this
    goodbye: float = 5


@record
class _Envelope:
    sender: str  # "" is the null reverse-path
    recipient: str
    raw: bytes

    @property
    def is_ascii_addressed(self) -> bool:
        return self.sender.isascii() and self.recipient.isascii()


class _NotOfferedError(Exception):
    """This one letter needs what this relay cannot do; the sentence names it."""


class Courier:
    """One connection to one relay, opened when needed and used again; one letter at a time."""

    def __init__(self, relay: Relay, *, patience: Patience | None = None) -> None:
        self._relay = relay
        self._patience = patience or Patience()
        self._lock = asyncio.Lock()
        self._smtp: aiosmtplib.SMTP | None = None
        self._idle: asyncio.TimerHandle | None = None

    async def send(
        self, letter_raw: bytes, *, sender: str, recipient: str, before_data: Callable[[], Awaitable[None] | None]
    ) -> Delivery:
        """Hand one letter over for one recipient.

        Args:
            letter_raw: the finished message, CRLF line ends.
            sender: envelope sender; "" is the null reverse-path (RFC 3834 §3.3).
            recipient: one addr-spec.
            before_data: called once when only the content is left to send; what it raises ends the attempt unsent.

        Returns:
            What became of it; no error of network or server is raised.
        """
        problem = _unsendable(letter_raw, sender=sender, recipient=recipient)
        if problem:
            return Delivery(outcome=Outcome.PERMANENT, stage=Stage.ADDRESS, text=problem)
        async with self._lock:
            self._rest()
            try:
                return await self._deliver(_Envelope(sender=sender, recipient=recipient, raw=letter_raw), before_data)
            except BaseException:
                self._hang_up()  # cancelled, or before_data failed: the conversation is in no known state
                raise
            finally:
                self._close_when_idle()

    async def greet(self) -> Delivery:
        """Connect and log in, and send nothing: what would become of a letter until its first word."""
        async with self._lock:
            self._rest()
            try:
                return await self._attempt(Stage.CONNECT, self._connect(_Envelope(sender="", recipient="", raw=b"")))
            finally:
                self._close_when_idle()

    async def is_let_in(self) -> bool:
        """Connect, if there is no connection yet; False when the relay does not let us in now."""
        async with self._lock:
            self._rest()
            try:
                delivery = await self._attempt(Stage.CONNECT, self._connect())
            except BaseException:
                self._hang_up()
                raise
            finally:
                self._close_when_idle()
            return delivery.outcome is Outcome.ACCEPTED

    async def close(self) -> None:
        """Say goodbye. Afterwards the next letter opens a new connection."""
        async with self._lock:
            self._rest()
            if self._smtp and self._smtp.is_connected:
                await self._attempt(Stage.CONNECT, self._smtp.quit(timeout=self._patience.goodbye))
            self._hang_up()

    async def _deliver(self, envelope: _Envelope, before_data: Callable[[], Awaitable[None] | None]) -> Delivery:
        for stage, step in (
            (Stage.CONNECT, self._connect),
            (Stage.MAIL, self._mail),
            (Stage.RCPT, self._rcpt),
        ):
            delivery = await self._attempt(stage, step(envelope))
            if delivery.outcome is not Outcome.ACCEPTED:
                return delivery
        committed = before_data()
        if inspect.isawaitable(committed):
            await committed
        return await self._attempt(Stage.DATA, self._data(envelope))

    async def _attempt(self, stage: Stage, step: Awaitable[aiosmtplib.SMTPResponse]) -> Delivery:
        """One step of the conversation; whatever goes wrong leaves a connection fit for the next letter, or none."""
        try:
            reply = await step
        except aiosmtplib.SMTPResponseException as refusal:
            await self._start_over(refusal.code)
            return _told(judged(stage, refusal.code), stage, refusal.code, refusal.message)
        except _NotOfferedError as lack:
            return _told(Outcome.PERMANENT, stage, None, str(lack))
        except (aiosmtplib.SMTPException, OSError) as fault:
            self._hang_up()
            return _told(_outcome_of(fault, stage), stage, None, f"{type(fault).__name__}: {fault}")
        return _told(Outcome.ACCEPTED, stage, reply.code, reply.message)

    async def _connect(self, _: _Envelope | None = None) -> aiosmtplib.SMTPResponse:
        if self._smtp and self._smtp.is_connected:
            return aiosmtplib.SMTPResponse(220, "still connected")
        relay = self._relay
        is_local = relay.security == "plain"
        self._smtp = aiosmtplib.SMTP(
            hostname=relay.host,
            port=relay.port,
            username=relay.login if relay.secret and not is_local else None,
            password=relay.secret,
            local_hostname=relay.local_hostname,
            timeout=self._patience.command,
            use_tls=relay.security == "tls",
            start_tls=relay.security == "starttls",  # never None, which would go on in clear text
            tls_context=None if relay.security == "plain" else ssl.create_default_context(cafile=relay.ca_file),
        )
        greeting = await self._smtp.connect()
        if self._smtp.is_ehlo_or_helo_needed:
            await self._smtp.ehlo()
        if is_local:
            await self._log_in_if_asked()
        return greeting

    async def _log_in_if_asked(self) -> None:
        """A relay of this machine often asks for no login."""
        login, secret = self._relay.login, self._relay.secret
        if login and secret and self._server().supports_extension("auth"):
            await self._server().login(login, secret)

    async def _mail(self, envelope: _Envelope) -> aiosmtplib.SMTPResponse:
        offers = self._server().supports_extension
        for wanted, extension, why in (
            (not envelope.is_ascii_addressed, "smtputf8", "the address needs SMTPUTF8 (RFC 6531)"),
            (not envelope.raw.isascii(), "8bitmime", "the letter needs 8BITMIME (RFC 6152)"),
        ):
            if wanted and not offers(extension):
                raise _NotOfferedError(f"{why}, which this relay does not offer")
        options = [
            *([f"SIZE={len(envelope.raw)}"] if offers("size") else []),
            *([] if envelope.raw.isascii() else ["BODY=8BITMIME"]),
            *([] if envelope.is_ascii_addressed else ["SMTPUTF8"]),
        ]
        return await self._server().mail(envelope.sender, options=options, encoding="utf-8")

    async def _rcpt(self, envelope: _Envelope) -> aiosmtplib.SMTPResponse:
        """No report to nobody: a null sender asks for none (RFC 3834 §3.3); ours learn of failures only (RFC 3461 §4.1)."""
        notify = f"NOTIFY={'FAILURE' if envelope.sender else 'NEVER'}"
        options = [notify] if self._server().supports_extension("dsn") else []
        return await self._server().rcpt(envelope.recipient, options=options, encoding="utf-8")

    async def _data(self, envelope: _Envelope) -> aiosmtplib.SMTPResponse:
        return await self._server().data(envelope.raw, timeout=self._patience.final_dot)

    def _server(self) -> aiosmtplib.SMTP:
        if self._smtp is None:
            raise aiosmtplib.SMTPServerDisconnected("the connection is gone")
        return self._smtp

    async def _start_over(self, code: int) -> None:
        """After a refusal: forget the envelope, or the connection when the server is closing it (RFC 5321 §3.8)."""
        if code == _CLOSING or self._smtp is None or not self._smtp.is_connected:
            self._hang_up()
            return
        try:
            await self._smtp.rset()
        except (aiosmtplib.SMTPException, OSError):
            self._hang_up()

    def _hang_up(self) -> None:
        if self._smtp:
            self._smtp.close()
            self._smtp = None

    def _rest(self) -> None:
        if self._idle:
            self._idle.cancel()
            self._idle = None

    def _close_when_idle(self) -> None:
        self._idle = asyncio.get_running_loop().call_later(self._patience.idle, self._hang_up)


def _unsendable(raw: bytes, *, sender: str, recipient: str) -> str | None:
    """Why this must not reach any server: an address that is none, or line ends that could smuggle a second letter."""
    if _LONE_LINE_END.search(raw) or not raw.endswith(b"\r\n"):
        return "the letter has a lone CR or LF, or no line end at its end"
    return problem_with(recipient) or (problem_with(sender) if sender else None)


def _outcome_of(fault: Exception, stage: Stage) -> Outcome:
    """What a conversation that broke off means; the certificate, and what a server never offers, is for ops to mend."""
    if isinstance(fault, ssl.SSLError) or isinstance(fault.__cause__, ssl.SSLError):
        return Outcome.MISCONFIGURED
    if not isinstance(fault, OSError):
        return Outcome.MISCONFIGURED
    return Outcome.UNCERTAIN if stage is Stage.DATA else Outcome.TRANSIENT


def _told(outcome: Outcome, stage: Stage, code: int | None, text: str) -> Delivery:
    return Delivery(outcome=outcome, stage=stage, code=code, text=clean_line(text, _MAX_TEXT))
