"""Starting a real server for a test: as an ordinary user, on loopback, in a folder that is removed afterwards."""

import contextlib
import grp
import os
import pathlib
import pwd
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Generator, Iterable, Sequence

import pytest

SEARCH_PATH = os.pathsep.join(
    [os.environ.get("PATH", ""), "/usr/sbin", "/sbin", "/usr/local/sbin", "/opt/homebrew/sbin"]
)
PASSWORD = "correct-horse"  # of every user on every test server


def binary(*names: str, package: str) -> str:
    """The path of the first of these programs. A missing one fails the test: it is never skipped."""
    for name in names:
        if found := shutil.which(name, path=SEARCH_PATH):
            return found
    pytest.fail(
        f"these tests speak to a real {names[0]}: apt-get install --no-install-recommends {package}", pytrace=False
    )


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def servant() -> pwd.struct_passwd:
    """Who runs the servers: ourselves, or nobody when we are root, as mail servers refuse to be root."""
    return pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())


def group_of(user: pwd.struct_passwd) -> str:
    return grp.getgrgid(user.pw_gid).gr_name


@contextlib.contextmanager
def workshop(prefix: str) -> Generator[pathlib.Path]:
    """A folder that the servant can reach; its path is short, because paths of unix sockets are limited to 104 bytes."""
    parent = "/tmp" if os.geteuid() == 0 or len(tempfile.gettempdir()) > 40 else None
    folder = pathlib.Path(tempfile.mkdtemp(prefix=prefix, dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def hand_over(folder: pathlib.Path) -> None:
    """Make the servant the owner of everything in the folder."""
    folder.chmod(0o755)
    if os.geteuid() == 0:
        for path in [folder, *folder.rglob("*")]:
            os.chown(path, servant().pw_uid, servant().pw_gid)


def certificate(folder: pathlib.Path, *names: str) -> tuple[pathlib.Path, pathlib.Path]:
    """(certificate, key) for these host names, signed by itself, so that it is its own authority."""
    cert, key = folder / "cert.pem", folder / "key.pem"
    kind = ["-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-days", "2"]
    subject = ["-subj", f"/CN={names[0]}", "-addext", "subjectAltName=" + ",".join(f"DNS:{name}" for name in names)]
    openssl = binary("openssl", package="openssl")
    subprocess.run([openssl, "req", *kind, *subject, "-keyout", key, "-out", cert], check=True, capture_output=True)
    return cert, key


class Daemon:
    """One server process with its children."""

    def __init__(
        self, command: Sequence[str | pathlib.Path], *, ports: Iterable[int], log: Callable[[], str], cwd: pathlib.Path
    ) -> None:
        self._command, self._ports, self._log, self._cwd = command, tuple(ports), log, cwd
        self.start()

    def start(self) -> None:
        """Returns when every port answers."""
        as_servant = (
            {"user": servant().pw_uid, "group": servant().pw_gid, "extra_groups": []} if os.geteuid() == 0 else {}
        )
        with (self._cwd / "out").open("ab") as out:
            self._process = subprocess.Popen(
                self._command,
                cwd=self._cwd,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=out,
                start_new_session=True,
                **as_servant,
            )
        deadline = time.monotonic() + 15
        for port in self._ports:
            self._wait_for(port, deadline)

    def stop(self) -> None:
        """At once, with all children."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def _wait_for(self, port: int, deadline: float) -> None:
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
            except OSError:
                if self._process.poll() is not None or time.monotonic() > deadline:
                    said = (self._cwd / "out").read_text(errors="replace") + self._log()
                    self.stop()
                    pytest.fail(f"{self._command[0]} did not start: {said}", pytrace=False)
                time.sleep(0.01)
            else:
                return
