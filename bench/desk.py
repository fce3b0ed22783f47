"""A desk in a process of its own, told over a pipe what to do: the daemon's own office, without its clock.

Its memory and processor time are then its own, and not those of whoever makes the mail and measures.
"""

import asyncio
import json
import os
import re
import subprocess
import sys
import time
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bench.figures import Usage, held_megabytes, peak_megabytes
from bench.mails import AUTHSERV_ID, SUPPORT
from tests.servers.daemons import PASSWORD
from triage.cli.logs import to_stderr
from triage.daemon import opened_office, posts_of
from triage.daemon.post import PostOffice
from triage.inbound.mailbox import Pace
from triage.jobs import deliver
from triage.outbound.smtp import Courier
from triage.settings import RULES, TEMPLATES, Settings, settings, shipped

NO_CAPS = "letters_per_10_minutes: 10000000, letters_per_hour: 10000000"
MAILBOXES = ("press", "support", "wholesale")


def rules_text(*, user: str, imap: int, smtp: int, has_opinion: bool, megabytes: int = 25) -> str:
    """The shipped rules with these servers, for mails of at most so many megabytes, without the caps that a bench would meet."""
    text = shipped(RULES).read_text("utf-8")
    text = re.sub(r"imap: imaps://\S+", f"imap: imap://127.0.0.1:{imap}\n    authserv_id: {AUTHSERV_ID}", text)
    text = re.sub(r"smtp: smtps://\S+", f"smtp: smtp://127.0.0.1:{smtp}", text)
    text = text.replace(f"login: {SUPPORT}", f"login: {user}")
    text += f"\nlimits: {{message_megabytes: {megabytes}, {NO_CAPS}}}\n"
    return text + ("" if has_opinion else "\nopinion: {enabled: false}\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Work:
    """What one order cost."""

    seconds: float
    cpu: float  # of the desk's process
    cpu_workers: float  # of its reading workers, and of what gives second opinions
    done: int
    parent_mb: float  # at its highest
    workers_mb: Sequence[float]  # each reading worker, at its highest
    held_mb: float


class Desk:
    """The other end of the pipe."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process
        self.ready = json.loads(self._answer())

    def does(self, order: str) -> Work:
        """`poll`: take in all that is new. `send N`: all letters that are due, over N connections. `again`: let all wait once more. `rest`: nothing."""
        assert self._process.stdin
        self._process.stdin.write(order + "\n")
        self._process.stdin.flush()
        return Work(**json.loads(self._answer()))

    def _answer(self) -> str:
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the desk ended with {self._process.wait()}")
        return line


@contextmanager
def desk_at(
    folder: Path,
    *,
    user: str,
    imap: int,
    smtp: int = 25,
    has_opinion: bool = False,
    workers: int = 2,
    megabytes: int = 25,
) -> Generator[Desk]:
    """A desk on this folder that reads this user's mail, and its end. Its log lies in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    text = rules_text(user=user, imap=imap, smtp=smtp, has_opinion=has_opinion, megabytes=megabytes)
    (folder / RULES).write_text(text, "utf-8")
    command = [sys.executable, "-m", "bench.desk", str(folder), str(workers)]
    with (folder / "log").open("w") as log:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True)
    try:
        yield Desk(process)
    finally:
        assert process.stdin
        process.stdin.close()
        process.wait(60)


# ---------------------------------------------------------------- in the process
async def _serve(folder: Path, workers: int) -> None:
    where = Settings(rules=folder / RULES, templates=shipped(TEMPLATES), data=folder / "data", cache=settings().cache)
    with opened_office(where, now=_now(), workers=workers) as (office, _):
        posts = posts_of(office.policy.rules, lambda _: PASSWORD)
        post = next(each for each in posts if each.account.address == SUPPORT)
        # letters are ordered, never rung for: each order measures its own part
        support = PostOffice(office, post, _now, on_bell=lambda: None, pace=Pace(poll=3600))
        support.worker.start()
        if office.adviser and office.adviser.is_asked:
            await office.adviser.judge([("", "coffee")])
        await support.poll()  # the present is where it begins
        print(json.dumps({"pid": os.getpid()}), flush=True)
        for line in sys.stdin:
            print(json.dumps(await _measured(line.strip(), office, post, support)), flush=True)
        await support.close()


async def _measured(order: str, office: Any, post: Any, support: PostOffice) -> dict[str, Any]:
    theirs, before, begun = sum(map(_cpu_of, _kin())), Usage.now(), time.perf_counter()
    done = await _done(order.split(), office, post, support)
    seconds, after, kin = time.perf_counter() - begun, Usage.now(), _kin()
    return {
        "seconds": seconds,
        "cpu": after.own - before.own,
        "cpu_workers": sum(map(_cpu_of, kin)) - theirs,
        "done": done,
        "parent_mb": peak_megabytes(os.getpid()),
        "workers_mb": [peak_megabytes(each) for each in kin],
        "held_mb": held_megabytes(os.getpid()),
    }


async def _done(order: list[str], office: Any, post: Any, support: PostOffice) -> int:
    match order:
        case ["poll"]:
            return await support.poll()
        case ["send", connections]:
            couriers = [Courier(post.relay) for _ in range(int(connections))]
            sent = await deliver(office, SUPPORT, couriers[0], _now, lambda: 0.5, helpers=couriers[1:])
            await asyncio.gather(*(courier.close() for courier in couriers))
            return sent
        case ["again"]:  # every letter waits once more
            with office.store.transaction():
                changed = office.store._db.execute(
                    "UPDATE letters SET state = 'queued', next_attempt_at = created_at WHERE raw IS NOT NULL"
                )
            return changed.rowcount
        case _:
            return 0


def _now() -> datetime:
    return datetime.now(UTC)


def _kin() -> list[int]:
    """This process's children and theirs: fork servers and workers."""
    found, latest = [], [os.getpid()]
    parents: dict[int, list[int]] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and (fields := _stat(int(entry.name))):
            parents.setdefault(int(fields[1]), []).append(int(entry.name))
    while latest := [child for parent in latest for child in parents.get(parent, [])]:
        found += latest
    return found


def _cpu_of(process: int) -> float:
    """Its own and that of children it has waited for, so that a worker replaced meanwhile counts."""
    fields = _stat(process)
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK") if fields else 0.0


def _stat(process: int) -> list[str]:
    """The fields of /proc/PID/stat behind the name; [] when it is gone."""
    try:
        return Path(f"/proc/{process}/stat").read_text("ascii", "replace").rpartition(")")[2].split()
    except OSError:
        return []


if __name__ == "__main__":
    to_stderr()  # the log is written as the daemon writes it
    asyncio.run(_serve(Path(sys.argv[1]), int(sys.argv[2])))
