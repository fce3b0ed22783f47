"""The installed daemon as ops run it, at a real Dovecot, and when it was ready: the first look into the mailbox."""

import os
import subprocess
import sys
import time
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.desk import rules_text
from bench.figures import as_installed
from bench.mails import SUPPORT
from tests.servers.daemons import PASSWORD
from tests.servers.dovecot import Dovecot
from triage.settings import RULES

LOG = "log"


@dataclass(frozen=True, kw_only=True, slots=True)
class Ready:
    """From the start of the process to its first look."""

    seconds: float
    cpu: float  # of the daemon's own process: the machine may have had other work


@contextmanager
def daemon(
    folder: Path, server: Dovecot, *, user: str, smtp: int = 25, has_opinion: bool = False
) -> Generator[subprocess.Popen[bytes]]:
    """`triage run` on this folder, and its end. Its log lies in the folder."""
    rules = folder / RULES
    rules.write_text(rules_text(user=user, imap=server.imap, smtp=smtp, has_opinion=has_opinion), "utf-8")
    secrets = dict.fromkeys(("PRESS_PASSWORD", "SUPPORT_PASSWORD", "WHOLESALE_PASSWORD"), PASSWORD)
    command = [sys.executable, "-m", "triage", "run", "--rules", str(rules), "--data", str(folder / "data")]
    with (folder / LOG).open("w") as log:
        process = subprocess.Popen(command, env={**os.environ, **secrets}, stderr=log)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(90)


def ready(folder: Path, server: Dovecot, *, user: str) -> Ready:
    """Starts it on this folder, waits for its first look, and ends it."""
    as_installed()
    begun = time.perf_counter()
    with daemon(folder, server, user=user) as process:
        while not any("first look" in line and SUPPORT in line for line in _log(folder)):
            if process.poll() is not None or time.perf_counter() - begun > 120:
                raise RuntimeError(f"the daemon does not look: {'; '.join(_log(folder))[-2000:]}")
            time.sleep(0.01)
        fields = Path(f"/proc/{process.pid}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
        cpu = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
        return Ready(seconds=time.perf_counter() - begun, cpu=cpu)


def _log(folder: Path) -> list[str]:
    return (folder / LOG).read_text("utf-8").splitlines()
