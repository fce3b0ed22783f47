"""What the desk remembers, opened for a look beside a daemon that may be running."""

from contextlib import closing
from datetime import UTC, datetime

from triage.settings import Settings
from triage.store import Store


def store_of(where: Settings) -> closing[Store]:
    """The store that a daemon or an import made, closed at the end. Raises StoreError when there is none."""
    return closing(Store.open(where.data, now=datetime.now(UTC), must_exist=True))
