"""What staff were not told of singly, because so much came within an hour: one letter to each says so, at most one an hour."""

from datetime import datetime, timedelta

from triage.desk.decide.news import gather
from triage.desk.decide.ordering import draft_gathered
from triage.jobs.office import Office
from triage.log import structlog

log = structlog.stdlib.get_logger("news")

GATHERED = timedelta(minutes=10)  # what comes so soon after the first is in the same letter
QUIET = timedelta(hours=1)  # between two such letters to one person


def tell_news(office: Office, now: datetime) -> int:
    """Order the letters about news that was held back, inside the caller's transaction; answers how many."""
    store, told = office.store, 0
    for recipient, numbers in store.untold.news(now - GATHERED).items():
        if store.notices.say_once(f"news {recipient}", now, quiet_for=QUIET):
            tickets = store.tickets.load(numbers)
            gathering = gather(recipient, list(tickets.values()), office.policy, now)
            draft = draft_gathered(gathering, seq=store.outbox.next_notice(), identity=office.identity, now=now)
            office.save_letters([draft], now)
            store.untold.mark_news_told(recipient, now)
            log.info("news held back", to=recipient, tickets=len(tickets))
            told += 1
    return told
