"""A full-screen program in a terminal that nobody looks at: what it shows, and keys for it. Every wait has an end."""

import contextlib
import fcntl
import os
import pty
import re
import select
import signal
import struct
import subprocess
import termios
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

SECONDS = 20
_SIZE = struct.pack("HHHH", 50, 160, 0, 0)  # rows, columns
_CONTROL = re.compile(rb"\x1b(?:\[[0-9;?]*[ -/]*[@-~]|[()][A-Z0-9]|.)|[\x00-\x08\x0e-\x1f]")


class Terminal:
    """One program under a pseudo-terminal. Leaving the block ends it, whatever it does."""

    def __init__(self, command: Sequence[str | Path], *, home: Path) -> None:
        self._command, self._home = [str(word) for word in command], home
        self._shown = b""

    def __enter__(self) -> Self:
        self._ours, theirs = pty.openpty()
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, _SIZE)
        self._process = subprocess.Popen(
            self._command,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            env=environment(self._home),
            cwd=self._home,
            start_new_session=True,
        )
        os.close(theirs)
        try:
            self.begin()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def begin(self) -> None:
        """What is typed before anything else."""

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        os.close(self._ours)

    def keys(self, *typed: str) -> None:
        """Press these keys."""
        for each in typed:
            os.write(self._ours, each.encode())

    def wait_for(self, *words: str) -> str:
        """Until the program has shown these words, or one of several, since they were last waited for; answers which."""
        self._until(lambda: any(each in self._text for each in words), " or ".join(map(repr, words)))
        shown = next(each for each in words if each in self._text)
        _, _, rest = self._shown.rpartition(shown.encode())
        self._shown = rest or b""
        return shown

    def wait_for_end(self) -> None:
        """Until the program has ended, and well."""
        self._until(lambda: self._process.poll() is not None, "its end")
        assert self._process.returncode == 0, f"{self._command[0]} ended with {self._process.returncode}: {self._text}"

    @property
    def _text(self) -> str:
        return _CONTROL.sub(b"", self._shown).decode(errors="replace")

    def _until(self, holds: "Callable[[], bool]", what: str) -> None:
        end = time.monotonic() + SECONDS
        while not holds():
            assert time.monotonic() < end, f"{self._command[0]} did not show {what} within {SECONDS} s: {self._text}"
            if select.select([self._ours], [], [], 0.1)[0]:
                with contextlib.suppress(OSError):  # EIO: the program has closed its side
                    self._shown += os.read(self._ours, 65536)


def environment(home: Path) -> Mapping[str, str]:
    """What a program sees of this machine: nothing of the person who runs the tests."""
    return {"HOME": str(home), "TERM": "xterm", "LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"], "TZ": "UTC"}
