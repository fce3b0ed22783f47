"""The installed program as an operator runs it: real processes, the real clock, the town's servers."""

import contextlib
import io
import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Mapping
from pathlib import Path
from typing import Any

from tests.journeys.desk import rules_for
from tests.journeys.town import Town
from tests.servers.daemons import PASSWORD
from triage.cli import commands
from triage.cli.exits import exit_code
from triage.settings import RULES

LIMITS = "\nlimits: {letters_per_10_minutes: 10000, letters_per_hour: 10000}\n"
_SECRETS = dict.fromkeys(("PRESS_PASSWORD", "SUPPORT_PASSWORD", "WHOLESALE_PASSWORD"), PASSWORD)


class Machine:
    """A folder with rules.yaml and data/, and the command line to work on it."""

    def __init__(self, town: Town, folder: Path) -> None:
        self.folder = folder
        self.rules, self.data = folder / RULES, folder / "data"
        self.rules.write_text(rules_for(town) + LIMITS, "utf-8")
        self.environment = {**os.environ, **_SECRETS}

    def says(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """The same in this process, for the many small commands: a second saved each."""
        out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8", write_through=True) for _ in range(2))
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err), contextlib.chdir(self.folder):
            code = exit_code(commands.triage, self._arguments(*arguments))
        said, complained = (stream.buffer.getvalue().decode() for stream in (out, err))
        return subprocess.CompletedProcess(arguments, code, said, complained)

    def triage(self, *arguments: str, secrets: Mapping[str, str] | None = None) -> subprocess.CompletedProcess[str]:
        """One command, run to its end."""
        return subprocess.run(
            self._command(*arguments),
            env={**self.environment, **(secrets or {})},
            cwd=self.folder,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )

    def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """What a command prints with --json: nothing on stdout but one object a line."""
        done = self.says(*arguments, "--json")
        assert done.returncode == 0, done.stderr
        return [json.loads(line) for line in done.stdout.splitlines()]

    @contextlib.contextmanager
    def daemon(self, *options: str) -> Generator[subprocess.Popen[str]]:
        """`triage run`, until the block ends; killed then if it still runs."""
        with (self.folder / "log").open("a") as log:
            process = subprocess.Popen(
                self._command("run", *options), env=self.environment, cwd=self.folder, stderr=log, text=True
            )
        try:
            yield process
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.send_signal(signal.SIGKILL)
            process.wait()

    @property
    def log(self) -> str:
        return (self.folder / "log").read_text("utf-8")

    def asks(self, sql: str) -> list[Any]:
        """The first column of what the database answers, beside a daemon at work; [] while there is no database."""
        try:
            with contextlib.closing(sqlite3.connect(f"file:{self.data}/triage.db?mode=ro", uri=True)) as database:
                return [row[0] for row in database.execute(sql)]
        except sqlite3.OperationalError:
            return []

    def has_begun(self) -> bool:
        """The present of every folder is known."""
        return len(self.asks("SELECT * FROM cursors")) == 6

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", "triage", *self._arguments(*arguments)]

    def _arguments(self, verb: str, *options: str) -> list[str]:
        places = (
            [] if verb == "demo" or "--rules" in options else ["--rules", str(self.rules), "--data", str(self.data)]
        )
        return [verb, *options, *places]


def until(holds: Callable[[], object], what: str, seconds: float = 30) -> None:
    """Wait for what nobody tells."""
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline, f"{what}: not within {seconds} s"
        time.sleep(0.005)
