"""The parts of sqlite-utils that the store uses, loaded without numpy. Only importer of sqlite_utils.

It loads numpy wherever it finds it, for column types that we never write: 25 MB and a tenth of a second in every process.
"""

import sys

_had_numpy = "numpy" in sys.modules
if not _had_numpy:
    sys.modules["numpy"] = None  # pyright: ignore[reportArgumentType]  the import system's way to say "not there"

from sqlite_utils import Database  # noqa: E402  after the line above
from sqlite_utils.migrations import Migrations  # noqa: E402

if not _had_numpy:
    del sys.modules["numpy"]

__all__ = ["Database", "Migrations"]
