"""An IMAP server that answers a few commands rightly, and wrongly where a test says so.

    server.at("UID FETCH .*BODY", cut_in_literal)    the next such command only
    server.at("UID FETCH .*BODY", nil_body, times=9)

Good behaviour is proven against real servers; this one is for what they will not do.
"""

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Generator
from dataclasses import dataclass

from tests.servers.daemons import PASSWORD
from triage.inbound.mailbox import Account

CRLF = b"\r\n"


@dataclass(kw_only=True)
class Command:
    """One command of a client, to be answered on its connection."""

    server: "BadImap"
    connection: socket.socket
    lines: Generator[bytes]  # what the client says next
    tag: bytes
    text: str  # without the tag

    def send(self, *lines: bytes) -> None:
        self.connection.sendall(b"".join(line + CRLF for line in lines))

    def ok(self, *lines: bytes) -> None:
        self.send(*lines, self.tag + b" OK done")


Fault = Callable[[Command], None]


class HangUp(Exception):  # noqa: N818  a wish, not an error
    """A fault wants the connection closed."""


class BadImap:
    """One inbox. Every connection has a thread; faults are taken in the order they were set."""

    def __init__(
        self, messages: dict[int, bytes], *, capabilities: str = "IMAP4rev1 IDLE", greeting: str = "OK ready"
    ) -> None:
        self.messages, self.capabilities, self.greeting = dict(messages), capabilities, greeting
        self.commands: list[str] = []
        self.connections = 0
        self.keeps = r"\Answered \Flagged \Deleted \Seen \Draft \*"  # flags
        self.announces = True  # tells of new mail while the client idles
        self._faults: list[tuple[re.Pattern[str], Fault]] = []
        self._idle: list[Command] = []
        self._open: list[socket.socket] = []
        self._listener = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._accept, daemon=True).start()

    @property
    def account(self) -> Account:
        port = self._listener.getsockname()[1]
        return Account(
            address="bad@example.test", host="127.0.0.1", port=port, security="plain", login="bad", secret=PASSWORD
        )

    def at(self, pattern: str, fault: Fault, *, times: int = 1) -> None:
        """Answer so the next commands that match."""
        self._faults += [(re.compile(pattern), fault)] * times

    def deliver(self, raw: bytes) -> None:
        self.messages[max(self.messages, default=0) + 1] = raw
        for command in self._idle if self.announces else []:
            command.send(b"* %d EXISTS" % len(self.messages))

    def close(self) -> None:
        for one in [self._listener, *self._open]:
            with contextlib.suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):  # closed
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                self.connections += 1
                threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with (
            contextlib.suppress(OSError, HangUp, StopIteration),
            connection,
            contextlib.closing(_lines(connection)) as lines,
        ):
            next(lines)
            connection.sendall(b"* %s\r\n" % self.greeting.encode())
            while True:
                tag, _, text = next(lines).partition(b" ")
                command = Command(server=self, connection=connection, lines=lines, tag=tag, text=text.decode())
                self.commands.append(command.text)
                self._fault_for(command)(command)

    def _fault_for(self, command: Command) -> Fault:
        for number, (pattern, fault) in enumerate(self._faults):
            if pattern.match(command.text):
                del self._faults[number]
                return fault
        name = re.match(r"(UID )?\w+", command.text)
        return GOOD.get(name[0] if name else "", refuse)


def _lines(connection: socket.socket) -> Generator[bytes]:
    with connection.makefile("rb") as file:
        yield b""  # begun, so that closing it closes the file
        for line in file:
            yield line.rstrip(CRLF)


# ---- right answers --------------------------------------------------------------------------------


def _capability(command: Command) -> None:
    command.ok(b"* CAPABILITY " + command.server.capabilities.encode())


def _login(command: Command) -> None:
    command.ok() if f'"{PASSWORD}"' in command.text else command.send(command.tag + b" NO [AUTHENTICATIONFAILED] wrong")


def _examine(command: Command) -> None:
    messages = command.server.messages
    command.ok(
        b"* %d EXISTS" % len(messages),
        b"* OK [UIDVALIDITY 1] valid",
        b"* OK [UIDNEXT %d] next" % (max(messages, default=0) + 1),
    )


def _select(command: Command) -> None:
    command.send(b"* FLAGS (\\Answered \\Flagged \\Deleted \\Seen \\Draft)")
    command.send(b"* OK [PERMANENTFLAGS (%s)] kept" % command.server.keeps.encode())
    _examine(command)


def _store(command: Command) -> None:
    command.ok()


def _search(command: Command) -> None:
    first, last = (int(end) for end in re.findall(r"\d+", command.text)[:2])
    command.ok(b"* SEARCH" + b"".join(b" %d" % uid for uid in command.server.messages if first <= uid <= last))


def _fetch(command: Command) -> None:
    command.ok(*(fetched(command, uid) for uid in asked(command) if uid in command.server.messages))


def _idle(command: Command) -> None:
    command.send(b"+ idling")
    until_done(command)


def until_done(command: Command) -> None:
    command.server._idle.append(command)
    try:
        next(command.lines)
    finally:
        command.server._idle.remove(command)
    command.ok()


def _logout(command: Command) -> None:
    command.ok(b"* BYE see you")
    raise HangUp


GOOD: dict[str, Fault] = {
    "CAPABILITY": _capability,
    "LOGIN": _login,
    "EXAMINE": _examine,
    "SELECT": _select,
    "UID STORE": _store,
    "UID SEARCH": _search,
    "UID FETCH": _fetch,
    "IDLE": _idle,
    "LOGOUT": _logout,
}


def asked(command: Command) -> list[int]:
    """The UIDs of a UID FETCH."""
    return [int(uid) for uid in command.text.split()[2].split(",")]


def fetched(
    command: Command,
    uid: int,
    *,
    date: bytes = b'"23-Nov-2026 09:00:00 +0000"',
    size: int | None = None,
    most: int | None = None,
    as_uid: int | None = None,
) -> bytes:
    """One FETCH answer: the text or a part of it if it was asked for, but not more than `most`; else size and date."""
    raw = command.server.messages[uid]
    asked_for = re.search(r"BODY\.PEEK\[\](?:<(\d+)\.(\d+)>)?", command.text)
    if not asked_for:
        told = b"RFC822.SIZE %d INTERNALDATE %s" % (len(raw) if size is None else size, date)
    elif asked_for[1]:
        begin, octets = int(asked_for[1]), int(asked_for[2])
        text = raw[begin : begin + min(octets, most or octets)]
        told = b"BODY[]<%d> {%d}\r\n%s" % (begin, len(text), text)
    else:
        told = b"BODY[] {%d}\r\n%s" % (len(raw), raw)
    return b"* %d FETCH (UID %d %s)" % (list(command.server.messages).index(uid) + 1, as_uid or uid, told)


# ---- wrong answers --------------------------------------------------------------------------------


def refuse(command: Command) -> None:
    """NO."""
    command.send(command.tag + b" NO not now")


def reject(command: Command) -> None:
    """BAD, as for a command that was not understood."""
    command.send(command.tag + b" BAD what")


def refuse_for(uid: int) -> Fault:
    """NO, whenever this message is among those asked for; else a right answer."""

    def fault(command: Command) -> None:
        command.server.at("UID FETCH", fault)
        (refuse if uid in asked(command) else _fetch)(command)

    return fault


def without_uidnext(command: Command) -> None:
    command.ok(b"* %d EXISTS" % len(command.server.messages), b"* OK [UIDVALIDITY 1] valid")


def hang_up(command: Command) -> None:
    raise HangUp


def say_bye(command: Command) -> None:
    command.send(b"* BYE maintenance")
    raise HangUp


def stall(command: Command) -> None:
    """Never answer."""
    next(command.lines)


def cut_in_literal(command: Command) -> None:
    command.connection.sendall(fetched(command, asked(command)[0])[:-20])
    raise HangUp


def stall_in_literal(command: Command) -> None:
    command.connection.sendall(fetched(command, asked(command)[0])[:-20])
    next(command.lines)


def drip(command: Command) -> None:
    """Never late for one read, never done: a byte every tenth of a second."""
    for byte in b"* OK " + b"x" * 10_000:
        command.connection.sendall(bytes([byte]))
        time.sleep(0.1)


def nothing(command: Command) -> None:
    """OK, and no data."""
    command.ok()


def nil_body(command: Command) -> None:
    command.ok(*(b"* %d FETCH (UID %d BODY[] NIL)" % (uid, uid) for uid in asked(command)))


def other_uid(command: Command) -> None:
    command.ok(*(fetched(command, uid, as_uid=uid + 1000) for uid in asked(command)))


def dated(date: bytes) -> Fault:
    """Another INTERNALDATE, as it stands."""
    return lambda command: command.ok(*(fetched(command, uid, date=date) for uid in asked(command)))


def sized(size: int) -> Fault:
    """Another RFC822.SIZE than is true."""
    return lambda command: command.ok(*(fetched(command, uid, size=size) for uid in asked(command)))


def in_small_parts(command: Command) -> None:
    """Never more than 70 octets at a time, whatever was asked for."""
    command.server.at("UID FETCH .*BODY", in_small_parts)
    command.ok(*(fetched(command, uid, most=70) for uid in asked(command)))


def whole_for_a_part(command: Command) -> None:
    """Knows no parts, as some old servers."""
    raw = command.server.messages[asked(command)[0]]
    command.ok(b"* 1 FETCH (UID %d BODY[] {%d}\r\n%s)" % (asked(command)[0], len(raw), raw))


def always_the_first_part(command: Command) -> None:
    raw = command.server.messages[asked(command)[0]][:400]
    command.ok(b"* 1 FETCH (UID %d BODY[]<0> {%d}\r\n%s)" % (asked(command)[0], len(raw), raw))


def vanish(command: Command) -> None:
    """Somebody deletes the message before it is handed over."""
    del command.server.messages[asked(command)[0]]
    command.ok()


def garbage(command: Command) -> None:
    command.send(b"* 1 FETCH (UID (((", command.tag + b" OK done")


def exists_before_idling(command: Command) -> None:
    """New mail after EXAMINE, told before the server idles."""
    _arrive(command)
    command.send(b"* %d EXISTS" % len(command.server.messages), b"+ idling")
    until_done(command)


def exists_with_idling(command: Command) -> None:
    """New mail, told in one packet with the `+`, so that no poll() on the socket will tell."""
    _arrive(command)
    command.send(b"+ idling", b"* %d EXISTS" % len(command.server.messages))
    until_done(command)


def chatter(command: Command) -> None:
    """Speaks at once, and says nothing."""
    command.send(b"+ idling", b"* OK still here")
    until_done(command)


def _arrive(command: Command) -> None:
    command.server.messages[max(command.server.messages, default=0) + 1] = b"Subject: just now\r\n\r\nx\r\n"


def deaf_while_idling(command: Command) -> None:
    """Takes IDLE, and never hears DONE: as a peer that vanished."""
    command.send(b"+ idling")
    next(command.lines)
    next(command.lines)


@contextlib.contextmanager
def bad_imap(messages: dict[int, bytes] | None = None, **how: str) -> Generator[BadImap]:
    server = BadImap(messages or {}, **how)
    try:
        yield server
    finally:
        server.close()
