"""Why large mail cannot be written down, in words for ops. Knows neither mailboxes nor who tells them."""

import errno
import os
from pathlib import Path

from triage.record import record

_FULL = {
    errno.ENOSPC: "The disk of {folder} is full, or nearly so.",
    errno.EDQUOT: "The quota on {folder} is used up, or nearly so.",
}
_RIGHTS = "See that the user whom triage runs as may write there."
_REMEDIES = {
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: "See why it is not mounted for writing: a system does so with a disk that breaks.",
    errno.EIO: "The disk may be breaking: look into the system's log, and see that there is a backup elsewhere.",
    errno.EMFILE: "Let triage open more files (LimitNOFILE= of its service, ulimit -n).",
    errno.ENFILE: "Let the system open more files (fs.file-max).",
    errno.EFBIG: "Let triage write larger files (LimitFSIZE= of its service, ulimit -f).",
    errno.ENOENT: "See that the folder is there and its disk mounted.",
}
_OTHERWISE = "Look into the system's log for the reason."


@record
class Hindrance:
    """What ops are told of it."""

    key: str  # the same as long as the same is told
    title: str
    line: str  # what happened, where, and what helps


def hindrance(number: int, folder: Path) -> Hindrance:
    """Of the operating system's number for it (errno)."""
    if number in _FULL:
        line = _FULL[number].format(folder=folder)
        return Hindrance(key="room", title="large mail waits for room on the disk", line=line)
    line = f"In {folder}: {os.strerror(number)}. {_REMEDIES.get(number, _OTHERWISE)}"
    return Hindrance(key=f"writing {number}", title="large mail cannot be written down", line=line)
