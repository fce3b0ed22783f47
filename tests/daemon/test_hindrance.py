"""What ops are told when large mail cannot be written down: what happened, where, and what helps."""

import errno
from pathlib import Path

import pytest

from triage.daemon.hindrance import hindrance

FOLDER = Path("/var/lib/triage")


@pytest.mark.parametrize(("number", "words"), [(errno.ENOSPC, "The disk of /var"), (errno.EDQUOT, "The quota on /var")])
def test_full_is_said_where_it_is_full(number: int, words: str) -> None:
    found = hindrance(number, FOLDER)
    assert found.title == "large mail waits for room on the disk"
    assert words in found.line


@pytest.mark.parametrize(
    ("number", "happened", "helps"),
    [
        (errno.EACCES, "Permission denied", "may write there"),
        (errno.EPERM, "Operation not permitted", "may write there"),
        (errno.EROFS, "Read-only file system", "mounted for writing"),
        (errno.EIO, "Input/output error", "breaking"),
        (errno.EMFILE, "Too many open files", "LimitNOFILE"),
        (errno.ENFILE, "Too many open files in system", "fs.file-max"),
        (errno.EFBIG, "File too large", "LimitFSIZE"),
        (errno.ENOENT, "No such file or directory", "folder"),
        (errno.ELOOP, "Too many levels of symbolic links", "system's log"),
    ],
)
def test_anything_else_is_told_by_its_name_with_place_and_remedy(number: int, happened: str, helps: str) -> None:
    found = hindrance(number, FOLDER)
    assert found.title == "large mail cannot be written down"
    assert found.line.startswith(f"In /var/lib/triage: {happened}. ")
    assert helps in found.line
    assert "full" not in found.line


def test_another_hindrance_is_told_although_the_first_was_told_just_now() -> None:
    keys = {hindrance(number, FOLDER).key for number in (errno.ENOSPC, errno.EACCES, errno.EROFS)}
    assert len(keys) == 3
