"""Saved rules and templates take force while the daemon runs; broken ones change nothing, and ops hear of it once.

A save is noticed by what the file system says of the files. It is read when two looks in a row saw the same, so files
that are half written, or away for a moment while an editor renames, are never read.
"""

import asyncio
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from triage.daemon.opening import NotReadyError, ours_of, prove_letters_of, proven_templates
from triage.daemon.post import Post, posts_of
from triage.desk.situation import Policy
from triage.jobs import Office
from triage.jobs.recompute import recompute_open
from triage.jobs.report import tell_ops
from triage.log import structlog
from triage.outbound.letters import Templates
from triage.policy.rules import Rules
from triage.policy.rulesfile import Reading, rules_from_file
from triage.record import record
from triage.settings import Settings, secret

log = structlog.stdlib.get_logger("daemon")

Fingerprint = tuple[tuple[str, int, int, int], ...]  # of every file: its path, inode, size, time of change
T = TypeVar("T")
TITLE = "rules.yaml or a template is broken; the last good ones stay in force"


@record
class _Saved:
    """What lies on the disk, found good."""

    rules: Rules
    text: str
    files: Mapping[str, str]
    templates: Templates
    posts: list[Post]


class Reloader:
    """Looks after the files of one office."""

    def __init__(
        self,
        settings: Settings,
        office: Office,
        clock: Callable[[], datetime],
        *,
        problems: tuple[str, ...] = (),
        secret_of: Callable[[str], str] = secret,
    ) -> None:
        """`problems` are those that ops were told of when the office opened with the last good rules."""
        self._settings, self._office, self._clock, self._secret_of = settings, office, clock, secret_of
        self._told = problems
        self._read: Fingerprint | None = self._fingerprint()
        self._seen = self._read

    def forget(self) -> None:
        """Whatever the files are, the next look reads them."""
        self._read = None

    async def look(self) -> list[Post] | None:
        """Let what was saved and is good take force; answers how to reach its mailboxes, None when nothing changed."""
        now, before = self._fingerprint(), self._seen
        self._seen = now
        if now == self._read or now != before:
            return None
        self._read = now
        try:
            saved = await asyncio.to_thread(self._checked)
        except NotReadyError as error:
            self._tell(error.problems)
            return None
        self._adopt(saved)
        return saved.posts

    # ------------------------------------------------------------ reading
    def _checked(self) -> _Saved:
        """The files as they are. Raises NotReadyError with every problem of all of them."""
        reading = rules_from_file(self._settings.rules)
        problems = list(map(str, reading.problems))
        templates = _tried(lambda: self._templates(reading), problems)
        posts = _tried(lambda: self._posts(reading), problems)
        if reading.rules is None or templates is None or posts is None:
            raise NotReadyError(*problems)
        return _Saved(rules=reading.rules, text=reading.text, files=reading.files, templates=templates, posts=posts)

    def _templates(self, reading: Reading) -> Templates:
        templates = proven_templates(self._settings.templates)
        if reading.rules:
            prove_letters_of(reading.rules, templates)
        return templates

    def _posts(self, reading: Reading) -> list[Post]:
        return posts_of(reading.rules, self._secret_of) if reading.rules else []

    def _adopt(self, saved: _Saved) -> None:
        office, rules = self._office, saved.rules
        policy, now = Policy(rules=rules, calendar=rules.desk.calendar), self._clock()
        with office.store.transaction():
            version = office.store.keep_rules(saved.text, now, saved.files)
            recompute_open(office.store, office.policy, policy, version=version, now=now)
        office.adopt(policy, version, ours_of(rules, office.identity.instance), saved.templates)
        log.info("rules and templates took force", version=version)
        if self._told:
            self._say("rules.yaml and the templates are good again, and in force", (f"version {version}",))
            self._told = ()

    # ------------------------------------------------------------ telling
    def _tell(self, problems: tuple[str, ...]) -> None:
        log.error("what was saved is broken; the last good rules and templates stay in force", problems=problems)
        if problems != self._told:
            self._say(TITLE, problems)
            self._told = problems

    def _say(self, title: str, lines: tuple[str, ...]) -> None:
        tell_ops(self._office, key="rules", title=title, lines=list(lines), now=self._clock(), quiet_for=timedelta())

    # ------------------------------------------------------------ the disk
    def _fingerprint(self) -> Fingerprint:
        return tuple(_state(path) for path in self._files())

    def _files(self) -> Iterator[Path]:
        yield self._settings.rules
        yield from sorted(self._settings.rules.parent.glob("*.ics"))
        yield from sorted(path for path in self._settings.templates.rglob("*") if path.suffix in (".txt", ".html"))


def _state(path: Path) -> tuple[str, int, int, int]:
    try:
        found = path.stat()
    except OSError:  # away, or not ours to read: that is a state too
        return str(path), 0, 0, 0
    return str(path), found.st_ino, found.st_size, found.st_mtime_ns


def _tried(read: Callable[[], T], problems: list[str]) -> T | None:
    try:
        return read()
    except NotReadyError as error:
        problems.extend(error.problems)
        return None
