r"""Marks on messages: flags and labels put on and taken off, exactly those that were asked for.

The only place where we write into a folder that others read. It is opened for writing, which changes nothing by itself;
no message is fetched, so \Seen stays the reader's.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field, replace

from triage.inbound.mailbox.connection import Connection
from triage.record import record

AT_ONCE = 200  # UIDs in one command


@record
class Change:
    """What shall be put on and taken off these messages."""

    uids: tuple[int, ...]
    add: frozenset[str] = frozenset()  # flags
    remove: frozenset[str] = frozenset()
    add_labels: frozenset[str] = frozenset()  # Gmail's
    remove_labels: frozenset[str] = frozenset()
    shared: frozenset[str] = frozenset()  # those of `add` that people set too: what stood there before is asked first


@record
class Keeps:
    """What a folder keeps of the marks it is given (RFC 3501 §7.1, PERMANENTFLAGS)."""

    uidvalidity: int
    any_keyword: bool
    flags: frozenset[str]  # lower case
    labels: bool  # Gmail's
    before: Mapping[int, frozenset[str]] = field(
        default_factory=dict[int, frozenset[str]]
    )  # by UID, where it was asked: the flags that stood there before, lower case

    def of(self, flags: Iterable[str]) -> frozenset[str]:
        """Those of these flags that stay."""
        return frozenset(
            flag for flag in flags if flag.lower() in self.flags or (self.any_keyword and not flag.startswith("\\"))
        )

    def what_stays(self, change: Change) -> Change:
        """The part of a change that has an effect."""
        none = frozenset[str]()
        return replace(
            change,
            add=self.of(change.add),
            remove=self.of(change.remove),
            add_labels=change.add_labels if self.labels else none,
            remove_labels=change.remove_labels if self.labels else none,
        )


def keeps(connection: Connection, folder: str) -> Keeps:
    """Open the folder for writing, and tell what it keeps. Raises FolderError when it takes nothing."""
    uidvalidity, permanent = connection.select(folder)
    return Keeps(
        uidvalidity=uidvalidity,
        any_keyword="\\*" in permanent,
        flags=frozenset(flag.lower() for flag in permanent),
        labels="X-GM-EXT-1" in connection.capabilities,
    )


def mark(connection: Connection, folder: str, uidvalidity: int, changes: Sequence[Change]) -> Keeps | None:
    """Make these changes; messages that are gone are passed over. None, and no change, when the UIDs are others by now.

    Raises:
        FolderError: the folder is not ours to write, or takes no mark now.
    """
    kept = keeps(connection, folder)
    if kept.uidvalidity != uidvalidity:
        return None
    before: dict[int, frozenset[str]] = {}
    for change in map(kept.what_stays, changes):
        for start in range(0, len(change.uids), AT_ONCE):
            uids = change.uids[start : start + AT_ONCE]
            if kept.of(change.shared):
                before |= connection.flags(uids)
            connection.store(uids, change.add, change.remove)
            connection.store_labels(uids, change.add_labels, change.remove_labels)
    return replace(kept, before=before)
