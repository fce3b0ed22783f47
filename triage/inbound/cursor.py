"""Where the reading of a folder has come to. A file of its own: whoever keeps it need not load what talks to servers."""

from triage.record import record


@record
class Cursor:
    """How far a folder was taken in (RFC 4549)."""

    folder: str
    uidvalidity: int
    last_uid: int  # every UID up to this one is settled
