"""Empties what rules.yaml keeps for a time only: the original bytes of old mail. Tickets, texts and histories stay."""

from datetime import datetime

from triage.jobs.office import Office
from triage.log import structlog

log = structlog.stdlib.get_logger("retain")


def retain(office: Office, now: datetime) -> int:
    """Empty what has been kept long enough, a part at a time; answers how many mails that were."""
    kept_for = office.policy.rules.retention.raw_mail
    if kept_for is None:
        return 0
    with office.store.transaction():
        emptied = office.store.originals.empty(office.policy.calendar.subtract(now, kept_for))
    if emptied:
        log.info("old mail was emptied of its original bytes", mails=emptied, kept_for=str(kept_for))
    return emptied
