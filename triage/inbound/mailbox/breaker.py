"""Cuts a connection from another thread, whatever is being waited for. Knows sockets, not IMAP.

The libraries' time limits hold for one read: a server that sends one byte a second is never late. A deadline holds for the whole command.
"""

import contextlib
import socket
import threading
from collections.abc import Generator


class Breaker:
    """Holds a second handle on one TCP connection; it stays valid when TLS is wrapped around the first."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._handle: socket.socket | None = None
        self._is_cut = False

    def hold(self, connected: socket.socket) -> None:
        """Take charge of this connection; a deadline that has passed already cuts it at once."""
        with self._lock:
            self._handle = connected.dup()
        if self._is_cut:
            self.cut()

    def cut(self) -> None:
        """End the connection now: every read and write on it returns or fails. Safe from any thread, and twice."""
        with self._lock:
            self._is_cut = True
            if self._handle is not None:
                with contextlib.suppress(OSError):  # the peer was quicker
                    self._handle.shutdown(socket.SHUT_RDWR)

    def release(self) -> None:
        """Give the handle back; the connection itself is closed by whoever opened it."""
        with self._lock:
            if self._handle is not None:
                self._handle.close()
            self._handle = None

    @contextlib.contextmanager
    def deadline(self, seconds: float) -> Generator[None]:
        """What is done inside has so many seconds in all.

        Raises:
            TimeoutError: it took longer and was cut.
        """
        late = threading.Event()

        def strike() -> None:
            late.set()
            self.cut()

        timer = threading.Timer(seconds, strike)
        timer.daemon = True
        timer.start()
        try:
            yield
        except Exception as error:
            if late.is_set():
                raise TimeoutError(f"no complete answer within {seconds:g} s") from error
            raise
        finally:
            timer.cancel()
