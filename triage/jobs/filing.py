"""Files copies of what we sent where the shared mailbox keeps its sent mail: after it was sent, each once, and never twice over.

Right before, the Sent folder was read to its end: what the provider filed itself, or an attempt that broke off, was seen.
"""

from datetime import datetime, timedelta
from typing import Protocol

from triage.inbound.mailbox import FolderError
from triage.jobs.office import Office
from triage.jobs.report import tell_ops
from triage.log import structlog

log = structlog.stdlib.get_logger("filing")

AGAIN = timedelta(minutes=15)  # after a server refused a copy


class Files(Protocol):
    """What a mailbox worker can do for us."""

    async def append(self, role: str, raw: bytes) -> object:
        """File a message. Raises FolderError when it was refused, another MailboxError when nobody knows."""
        ...


async def file_copies(office: Office, mailbox: str, worker: Files, now: datetime) -> int:
    """File what is due; answers how many. A connection that breaks leaves the rest for after the next look."""
    filed = 0
    for copy in office.store.copies.due(mailbox, now):
        with office.store.transaction():
            office.store.copies.begin(copy.letter)
        try:
            await worker.append("sent", copy.raw)
        except FolderError as error:
            _refused(office, mailbox, copy.letter, error, now)
            return filed
        with office.store.transaction():
            office.store.copies.filed(copy.letter, now)
        log.info("filed", mailbox=mailbox, letter=copy.letter, attempt=copy.attempts + 1)
        filed += 1
    return filed


def _refused(office: Office, mailbox: str, letter: int, error: FolderError, now: datetime) -> None:
    with office.store.transaction():
        office.store.copies.later(letter, at=now + AGAIN, error=str(error))
    tell_ops(
        office,
        key=f"filing {mailbox}",
        title=f"{mailbox}: copies of sent letters cannot be filed",
        lines=[str(error)],
        now=now,
        quiet_for=timedelta(hours=24),
    )
