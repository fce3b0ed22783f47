"""The bytes of one raw message: in memory, or, where they are many, in a file that is read as bytes are. Does not know what they say."""

import errno
import os
import shutil
from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryFile
from typing import Protocol
from weakref import finalize

PIECE = 1024 * 1024
ROOM = 4  # times its size: the file, the database, and the database's log, which holds it twice
PROCESSES = Path("/proc")

_claims: dict[int, int] = {}  # how much of the disk each file that is open here will yet take, by its descriptor


class Raw(Protocol):
    """Either of both: what has a length and can be sliced."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: slice, /) -> bytes: ...


@dataclass(frozen=True, slots=True, weakref_slot=True)
class Spooled:
    """Many bytes in a file without a name: nobody else can open it, and it ends with the process that made it, however that ends.

    A child of that process reads the same file by its path, where the system shows one process the files of another.
    """

    path: Path
    size: int
    owner: int  # the process that holds it open
    number: int  # its descriptor there

    def __len__(self) -> int:
        return self.size

    def __getitem__(self, at: slice, /) -> bytes:
        """Raises OSError."""
        begin, end, _ = at.indices(self.size)
        if os.getpid() == self.owner:
            return _read(self.number, begin, end)
        with self.path.open("rb", buffering=0) as file:
            return _read(file.fileno(), begin, end)


def spooled(parts: Iterable[bytes], folder: Path, *, told: int, most: int) -> Spooled:
    """A message that comes in parts and is said to have so many bytes; beyond `most` no further part is taken.

    The file has mode 0600 until its name is gone, at once.

    Raises:
        OSError: there is no room for it in this folder, or the disk is broken.
    """
    with TemporaryFile(dir=folder, buffering=0) as file, _claimed(file.fileno(), told * ROOM):
        _look_for_room(folder)
        for part in parts:
            _write(file.fileno(), part)
            if file.tell() > most:
                break
        number, size = os.dup(file.fileno()), file.tell()
        _claims[number] = size * (ROOM - 1)  # until it is stored
    owner = os.getpid()
    found = Spooled(path=PROCESSES / f"{owner}/fd/{number}", size=size, owner=owner, number=number)
    finalize(found, _let_go, number)
    return found


@contextmanager
def _claimed(number: int, octets: int) -> Generator[None]:
    """While it is written. What is written already counts twice so long, but only against mail of other mailboxes."""
    _claims[number] = octets
    try:
        yield
    finally:
        _claims.pop(number, None)


def _look_for_room(folder: Path) -> None:
    """Whether there is enough for all that lies here or is just written, by whichever mailbox."""
    if shutil.disk_usage(folder).free < sum(list(_claims.values())):  # a copy: other threads write, too
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _let_go(number: int) -> None:
    _claims.pop(number, None)  # first: once it is closed, the number may be another file's
    os.close(number)


def _read(number: int, begin: int, end: int) -> bytes:
    """From there, wherever others read in the same file."""
    wanted = max(end - begin, 0)
    octets = os.pread(number, wanted, begin)
    if len(octets) < wanted:
        raise OSError(errno.EIO, f"only {len(octets)} of {wanted} bytes could be read")
    return octets


def _write(number: int, part: bytes) -> None:
    left = memoryview(part)
    while left:  # a disk that is nearly full takes less than it is given, before it takes nothing
        left = left[os.write(number, left) :]


def pieces(raw: Raw) -> Iterator[bytes]:
    """All of it, in order, never much at a time."""
    return (raw[at : at + PIECE] for at in range(0, len(raw), PIECE))


def digest_of(raw: Raw) -> str:
    """Its SHA-256, hex."""
    digest = sha256()
    for piece in pieces(raw):
        digest.update(piece)
    return digest.hexdigest()
