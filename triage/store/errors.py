"""Why the store cannot be used."""


class StoreError(RuntimeError):
    """The sentence says why, and what to do."""
