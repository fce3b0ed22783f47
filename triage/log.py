"""structlog, loaded without rich. Only importer of structlog.

It loads rich wherever it finds it, for tracebacks in colours: a twentieth of every start, and slow to draw. Ours are plain.
"""

import sys

_had_rich = "rich" in sys.modules
if not _had_rich:
    sys.modules["rich"] = None  # pyright: ignore[reportArgumentType]  the import system's way to say "not there"

import structlog  # noqa: E402  after the line above

if not _had_rich:
    del sys.modules["rich"]

__all__ = ["structlog"]
