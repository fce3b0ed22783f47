"""Remembers which templates were proven, so that a start with the same ones does not compile and render all of them again.

What is remembered is a digest of everything that the proof depends on: the templates, our own code that words letters, and
the library's version. Lost or unwritable, it costs the time of a proof and nothing else.
"""

import contextlib
import hashlib
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path

from triage import outbound

_CODE = Path(outbound.__file__).parent


def digest_of(folder: Path, *letters: str) -> str:
    """Names the templates in this folder together with the code that makes letters of them, and the letters that ops name."""
    digest = hashlib.sha256(version("jinja2").encode())
    for file in (*_files(folder, "*"), *_files(_CODE, "*.py")):
        name, content = str(file.relative_to(file.anchor)).encode(), file.read_bytes()
        digest.update(b"%d:%s:%d:%s" % (len(name), name, len(content), content))
    digest.update(repr(letters).encode())
    return digest.hexdigest()


def is_proven(digest: str, cache: Path | None) -> bool:
    """Whether a proof of exactly this is remembered."""
    return cache is not None and _mark(digest, cache).exists()


def remember(digest: str, cache: Path | None) -> None:
    """Nothing failed: the next start may rely on it."""
    if cache is not None:
        with contextlib.suppress(OSError):  # a cache that cannot be written is no harm: it is proven anew
            _mark(digest, cache).parent.mkdir(parents=True, exist_ok=True)
            _mark(digest, cache).touch()


def _mark(digest: str, cache: Path) -> Path:
    return cache / "proven" / digest


def _files(folder: Path, pattern: str) -> Iterator[Path]:
    return (file for file in sorted(folder.resolve().rglob(pattern)) if file.is_file())
