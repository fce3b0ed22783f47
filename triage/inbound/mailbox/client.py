"""The library's client on a socket of ours, so that a deadline holds from the first packet and IDLE misses nothing."""

import imaplib
import socket
import ssl
from typing import Any

from imapclient import IMAPClient
from imapclient.imap_utf7 import decode as decode_utf7
from imapclient.response_parser import parse_response

from triage.inbound.mailbox.account import Account
from triage.inbound.mailbox.breaker import Breaker
from triage.inbound.mailbox.pace import Pace


class Wire(imaplib.IMAP4):
    """imaplib's half of the connection: the socket is ours from its first moment, and IDLE is spoken as the RFC has it."""

    def __init__(self, host: str, port: int, context: ssl.SSLContext | None, breaker: Breaker, seconds: float) -> None:
        self._context, self._breaker, self._idle_tag = context, breaker, b""
        super().__init__(host, port, seconds)

    def _create_socket(self, timeout: float | None = None) -> socket.socket:
        connected = socket.create_connection((self.host, self.port), timeout)
        connected.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)  # else 40 ms a command with some servers
        self._breaker.hold(connected)
        return self._context.wrap_socket(connected, server_hostname=self.host) if self._context else connected

    def begin_idle(self) -> bool:
        """Returns once the server idles. True: it has said something already, which no poll() on the socket would tell.

        Untagged lines may come before the `+`; the library takes them for an error.
        """
        self._idle_tag = self._command("IDLE")  # pyright: ignore[reportAttributeAccessIssue]  typeshed leaves it out
        heard = False
        while self._get_response() is not None:  # pyright: ignore[reportAttributeAccessIssue]  typeshed leaves it out
            heard = True
            if self.tagged_commands.get(self._idle_tag):
                raise self.error("the server refuses IDLE")
        return heard or self._has_unread()

    def end_idle(self) -> None:
        self.send(b"DONE\r\n")
        status, data = self._command_complete("IDLE", self._idle_tag)  # pyright: ignore[reportAttributeAccessIssue]  typeshed leaves it out
        if status != "OK":
            raise self.error(f"IDLE ended with {status} {data}")

    def list_with_status(self, pattern: bytes | str, items: str) -> tuple[str, list[Any], list[Any]]:
        """(OK or NO, lines of LIST or the refusal, lines of STATUS); the library has no command for it."""
        status, data = self._simple_command("LIST", '""', pattern, f"RETURN (STATUS ({items}))")  # pyright: ignore[reportAttributeAccessIssue]  typeshed leaves it out
        _, listed = self._untagged_response(status, data, "LIST")  # pyright: ignore[reportAttributeAccessIssue]  typeshed leaves it out
        _, told = self._untagged_response(status, data, "STATUS")  # pyright: ignore[reportAttributeAccessIssue]  typeshed leaves it out
        return status, listed, told

    def _has_unread(self) -> bool:
        if isinstance(self.sock, ssl.SSLSocket) and self.sock.pending():
            return True
        if hasattr(self, "_readbuf"):  # Python 3.14 buffers here and warns of `file`
            return bool(self._readbuf)  # pyright: ignore[reportAttributeAccessIssue]  see above
        return self._peek()

    def _peek(self) -> bool:
        seconds = self.sock.gettimeout()
        self.sock.settimeout(0)
        try:
            return bool(self.file.peek(1))  # pyright: ignore[reportAttributeAccessIssue]  a BufferedReader
        except (BlockingIOError, ssl.SSLWantReadError):
            return False
        finally:
            self.sock.settimeout(seconds)


class Client(IMAPClient):
    """The library's client on our wire."""

    def __init__(self, account: Account, context: ssl.SSLContext | None, breaker: Breaker, pace: Pace) -> None:
        self._breaker, self._seconds_to_connect = breaker, pace.connect
        super().__init__(
            account.host,
            account.port,
            ssl=account.security == "tls",
            ssl_context=context,
            timeout=pace.body,
        )
        self.wire.debug = 0  # the library sets 5, which formats every literal twice for a log nobody reads
        self.normalise_times = False

    def list_status(self, pattern: str, items: str) -> tuple[list[tuple[Any, Any, Any]], dict[str, dict[bytes, Any]]]:
        """Folders that match with their status, in one command (RFC 5819): lines of LIST, and name → item → value."""
        status, listed, told = self.wire.list_with_status(self._normalise_folder(pattern), items)
        self._checkok("LIST", status, listed)
        answers: list[Any] = list(parse_response([item for item in told if item]))
        statuses: dict[str, dict[bytes, Any]] = {
            decode_utf7(name) if isinstance(name, bytes) else str(name): dict(
                zip(values[::2], values[1::2], strict=True)
            )
            for name, values in zip(answers[::2], answers[1::2], strict=True)
        }
        return self._proc_folder_list(listed), statuses

    def _create_IMAP4(self) -> Wire:  # noqa: N802  the library's name  # pyright: ignore[reportIncompatibleMethodOverride]  any IMAP4 will do
        context = self.ssl_context if self.ssl else None
        self.wire = Wire(self.host, self.port, context, self._breaker, self._seconds_to_connect)
        return self.wire
