"""What is new in a folder, oldest first, in portions. Knows UIDs and sizes; not what the messages say, nor who keeps the cursor."""

import errno
import logging
import os
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import TypeAlias, TypeVar

from triage.inbound.cursor import Cursor
from triage.inbound.mailbox.answers import Facts, Opened
from triage.inbound.mailbox.connection import Connection
from triage.inbound.mailbox.errors import NotFetchedError
from triage.inbound.mailbox.pace import Portion
from triage.inbound.spool import Raw, spooled
from triage.record import record

log = logging.getLogger(__name__)
Told = TypeVar("Told")
ASK_ALONE, ASK_BEGINNING, GIVE_UP = 1, 2, 3  # after so many failures with a message in the command


@record
class Fetched:
    """One message as it lies on the server."""

    folder: str
    uidvalidity: int
    uid: int
    internaldate: datetime | None  # when it arrived, aware UTC; None when the server's claim is no date
    size: int  # octets, as the server says; 0 when it would not say
    raw: Raw | None  # None: the server would not hand it over, three times: set it aside
    truncated: bool  # raw is only the beginning


@record
class Look:
    """The answer to: what is new since this cursor?"""

    folder: str
    uidvalidity: int
    uidnext: int  # a first cursor's last_uid is this less one
    exists: int  # messages in the folder
    fetched: tuple[Fetched, ...]  # oldest first
    vanished: tuple[int, ...]  # UIDs that were listed and gone before they could be fetched
    postponed: tuple[int, ...] = ()  # UIDs that could not be written to our disk: to be asked for again
    hindered_by: int | None = None  # the errno that kept the first of these from it
    more: bool  # there is more after these: look again
    reset: bool  # the cursor's folder or UIDVALIDITY is no longer true: everything is listed from the start
    mixed: bool = False  # others' mail may be among these: in a folder of all mail, From alone said that we sent it


@record
class Postponed:
    """A message that our disk does not take now."""

    errno: int


Taken: TypeAlias = Fetched | Postponed | None  # None: it has vanished


class Trials:
    """How often fetching failed with a message in the command. One bad message must not hold up the others for ever."""

    def __init__(self) -> None:
        self._failures: Counter[tuple[str, int, int]] = Counter()

    def of(self, opened: Opened, uid: int) -> int:
        return self._failures[opened.folder, opened.uidvalidity, uid]

    def failed(self, opened: Opened, uids: Sequence[int]) -> None:
        self._failures.update((opened.folder, opened.uidvalidity, uid) for uid in uids)

    def settled(self, opened: Opened, uids: Sequence[int]) -> None:
        for uid in uids:
            self._failures.pop((opened.folder, opened.uidvalidity, uid), None)


def look(
    connection: Connection,
    folder: str,
    *,
    cursor: Cursor | None,
    skip: frozenset[int],
    portion: Portion,
    trials: Trials,
) -> Look:
    """What lies beyond the cursor and is not skipped; without a cursor, only where the present is.

    Raises:
        FolderError: the folder cannot be opened.
        LostError: try again on a new connection; what failed is remembered in trials.
    """
    opened = connection.examine(folder)
    mixed = connection.folders.is_mixed(folder)
    if cursor is None:
        return _answer(opened, mixed=mixed)
    reset = (cursor.folder, cursor.uidvalidity) != (opened.folder, opened.uidvalidity)
    after, skip = (0, frozenset[int]()) if reset else (cursor.last_uid, skip)
    taken, listed = dict[int, Taken](), list[int]()
    try:
        while all(isinstance(message, Postponed) for message in taken.values()):
            listed = _first_listed(connection, opened, after=max(taken, default=after), skip=skip, portion=portion)
            if not listed:
                break
            taken |= _take(connection, opened, listed[: portion.messages], portion, trials)
    except NotFetchedError as error:
        trials.failed(opened, error.uids)
        raise
    postponed = {uid: message.errno for uid, message in taken.items() if isinstance(message, Postponed)}
    trials.settled(opened, [uid for uid in taken if uid not in postponed])
    return _answer(
        opened,
        fetched=tuple(message for message in taken.values() if isinstance(message, Fetched)),
        vanished=tuple(uid for uid, message in taken.items() if message is None),
        postponed=tuple(postponed),
        hindered_by=next(iter(postponed.values()), None),
        more=any(uid not in taken for uid in listed),
        mixed=mixed,
        reset=reset,
    )


def _answer(
    opened: Opened,
    *,
    fetched: tuple[Fetched, ...] = (),
    vanished: tuple[int, ...] = (),
    postponed: tuple[int, ...] = (),
    hindered_by: int | None = None,
    more: bool = False,
    mixed: bool = False,
    reset: bool = False,
) -> Look:
    return Look(
        folder=opened.folder,
        uidvalidity=opened.uidvalidity,
        uidnext=opened.uidnext,
        exists=opened.exists,
        fetched=fetched,
        vanished=vanished,
        postponed=postponed,
        hindered_by=hindered_by,
        more=more,
        mixed=mixed,
        reset=reset,
    )


def _first_listed(
    connection: Connection, opened: Opened, *, after: int, skip: frozenset[int], portion: Portion
) -> list[int]:
    """The first UIDs beyond `after`: one more than a portion, if there are so many."""
    found: list[int] = []
    step = (
        portion.listed_uids if opened.exists > portion.listed_uids else opened.uidnext
    )  # few messages may have high UIDs
    for first in range(after + 1, opened.uidnext, step):
        last = min(first + step, opened.uidnext) - 1
        found += [uid for uid in connection.listed(first, last) if uid not in skip]
        if len(found) > portion.messages:
            break
    return found[: portion.messages + 1]


def _take(
    connection: Connection, opened: Opened, uids: Sequence[int], portion: Portion, trials: Trials
) -> dict[int, Taken]:
    """As many of these as fit the portion, in order."""
    failures = {uid: trials.of(opened, uid) for uid in uids}
    facts = _ask(connection.facts, [uid for uid in uids if failures[uid] < GIVE_UP], failures)
    portioned = list(_fitting(uids, facts, portion))
    asked = [uid for uid in portioned if uid in facts]
    cut = {uid for uid in asked if facts[uid].size > portion.message_octets or failures[uid] >= ASK_BEGINNING}
    large = {uid for uid in asked if portion.spool and uid not in cut and facts[uid].size > portion.spooled_octets}
    raws: dict[int, Raw | Postponed] = {}
    raws |= _ask(connection.bodies, [uid for uid in asked if uid not in cut | large], failures)
    raws |= _ask(
        lambda some: connection.beginnings(some, portion.beginning_octets),
        [uid for uid in asked if uid in cut],
        failures,
    )
    if portion.spool:
        raws |= _spooled(connection, {uid: facts[uid].size for uid in asked if uid in large}, portion.spool, portion)
    vanished = _vanished(connection, [uid for uid in portioned if uid not in raws and failures[uid] < GIVE_UP])
    return {
        uid: None
        if uid in vanished
        else _fetched(opened, uid, facts.get(uid), raws.get(uid), portion, is_cut=uid in cut)
        for uid in portioned
    }


def _ask(
    question: Callable[[Sequence[int]], Mapping[int, Told]], uids: Sequence[int], failures: Mapping[int, int]
) -> dict[int, Told]:
    """One command for all of these that never failed, one each for the others."""
    fresh = [uid for uid in uids if failures[uid] < ASK_ALONE]
    groups = [fresh, *([uid] for uid in uids if failures[uid] >= ASK_ALONE)]
    return {uid: told for group in groups if group for uid, told in question(group).items()}


def _spooled(
    connection: Connection, sizes: Mapping[int, int], folder: Path, portion: Portion
) -> dict[int, Raw | Postponed]:
    """Those of these that the server hands over, written down as they come."""
    found: dict[int, Raw | Postponed] = {}
    for uid, told in sizes.items():
        parts = connection.parts(uid, portion.part_octets, told=told)
        try:
            found[uid] = spooled(parts, folder, told=told, most=portion.message_octets)
        except LookupError:  # it is gone, or withheld
            continue
        except OSError as error:
            number = error.errno or errno.EIO
            why = os.strerror(number)
            log.warning("UID %d of %d octets waits, for it cannot be written down in %s: %s", uid, told, folder, why)
            found[uid] = Postponed(errno=number)
    return found


def _fitting(uids: Sequence[int], facts: Mapping[int, Facts], portion: Portion) -> Iterator[int]:
    """The first UIDs whose messages together stay within the portion; always one."""
    total = 0
    for number, uid in enumerate(uids):
        size = facts[uid].size if uid in facts else 0
        total += size if size <= portion.message_octets else portion.beginning_octets
        if number and total > portion.octets:
            return
        yield uid


def _vanished(connection: Connection, missing: Sequence[int]) -> frozenset[int]:
    """All of these, if the server lists none of them any more."""
    if not missing:
        return frozenset()
    listed = set(connection.listed(missing[0], missing[-1]))
    withheld = tuple(uid for uid in missing if uid in listed)
    if withheld:
        raise NotFetchedError(f"the server lists UID {', '.join(map(str, withheld))} but hands nothing over", withheld)
    return frozenset(missing)


def _fetched(
    opened: Opened, uid: int, facts: Facts | None, raw: Raw | Postponed | None, portion: Portion, *, is_cut: bool
) -> Fetched | Postponed:
    if isinstance(raw, Postponed):
        return raw
    is_larger_than_told = raw is not None and len(raw) > portion.message_octets
    return Fetched(
        folder=opened.folder,
        uidvalidity=opened.uidvalidity,
        uid=uid,
        internaldate=facts.internaldate if facts else None,
        size=facts.size if facts else 0,
        raw=raw[: portion.beginning_octets] if raw is not None and (is_cut or is_larger_than_told) else raw,
        truncated=is_cut or is_larger_than_told,
    )
