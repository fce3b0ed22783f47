"""What ops hear of: a notice when something needs a person, and a digest every working day, even an empty one; and what else is due."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from triage.desk import digest
from triage.desk.digest import Row
from triage.desk.drafts import LetterKind
from triage.jobs.news import tell_news
from triage.jobs.office import Office
from triage.jobs.periodical import Order, periodicals
from triage.jobs.returns import give_back_answers
from triage.jobs.telling import offer_to, tell
from triage.log import structlog
from triage.record import record
from triage.store import Store

log = structlog.stdlib.get_logger("report")

QUIET = timedelta(hours=1)  # one notice of a kind an hour; what comes meanwhile waits for the next
_NOT_A_REQUEST = "not-a-request"


@record
class Trouble:
    """A kind of thing that ops hear of once."""

    key: str
    title: str
    rows: Callable[[Store, datetime], Sequence[Row]]  # what they have not heard of yet
    line: Callable[[Row], str]
    told: Callable[[Store, Sequence[Row], datetime], None]


TROUBLES = (
    Trouble(
        key="set-aside",
        title="Mail was set aside: please look",
        rows=lambda store, _: store.aside.untold(),
        line=digest.set_aside_line,
        told=lambda store, rows, now: store.aside.mark_told([row["id"] for row in rows], now),
    ),
    Trouble(
        key="letters",
        title="Letters that did not go out",
        rows=lambda store, now: store.untold.trouble(now),
        line=digest.letter_line,
        told=lambda store, rows, now: store.untold.mark_told([row["id"] for row in rows], now),
    ),
    Trouble(
        key="caps",
        title="Letters that our own limits held back",
        rows=lambda store, _: store.untold.held_back(),
        line=digest.letter_line,
        told=lambda store, rows, now: store.untold.mark_told([row["id"] for row in rows], now),
    ),
)


def report(office: Office, now: datetime) -> int:
    """Order the notices, digests and reports that are due; answers how many."""
    with office.store.transaction():
        told = (
            sum(_notice(office, trouble, now) for trouble in TROUBLES)
            + _tell_of_stranded(office, now)
            + tell_news(office, now)
            + give_back_answers(office, now)
        )
    told += sum(_periodical(office, name, order, now) for name, order in periodicals(office))
    with office.store.transaction():
        return told + _digest(office, now)


def tell_ops(
    office: Office, *, key: str, title: str, lines: list[str], now: datetime, quiet_for: timedelta = QUIET
) -> bool:
    """One notice under this key, unless one went out within `quiet_for`."""
    with office.store.transaction():
        return _say(office, key, title, lines, now, quiet_for)


def _periodical(office: Office, name: str, order: Order, now: datetime) -> int:
    """One that breaks us is tried again, and silences no other."""
    try:
        with office.store.transaction():
            return order(now)
    except Exception as error:
        log.exception("a report broke us", report=name)
        said = tell_ops(
            office, key=name, title=f"{name} does not go out", lines=[f"{type(error).__name__}: {error}"], now=now
        )
        return int(said)


def _notice(office: Office, trouble: Trouble, now: datetime) -> bool:
    rows = trouble.rows(office.store, now)
    said = bool(rows) and _say(office, trouble.key, trouble.title, [trouble.line(row) for row in rows], now)
    if said:
        trouble.told(office.store, rows, now)
    return said


def _tell_of_stranded(office: Office, now: datetime) -> bool:
    """Letters that were waiting when their mailbox was taken out of rules.yaml bear its address: no other may send them."""
    lines = [
        f"{many} from {mailbox}: name it under mailboxes again, or drop them with `triage outbox --discard`."
        for mailbox, many in office.store.outbox.stranded(office.policy.rules.mailboxes).items()
    ]
    title = "Letters wait for a mailbox that rules.yaml names no more"
    return bool(lines) and _say(office, "stranded", title, lines, now, timedelta(days=1))


def _say(office: Office, key: str, title: str, lines: list[str], now: datetime, quiet_for: timedelta = QUIET) -> bool:
    if not office.store.notices.say_once(key, now, quiet_for=quiet_for):
        return False
    values = {"title": title, "lines": list(digest.shortened(lines, digest.WIDEST_ALONE))}
    tell(office, office.policy.rules.desk.ops, LetterKind.NOTICE, "staff/notice", values, now)
    return True


def _digest(office: Office, now: datetime) -> bool:
    calendar, notices = office.policy.calendar, office.store.notices
    today, told_at = now.astimezone(calendar.zone).date(), notices.said_for("digest").values()
    if not calendar.is_open(now) or not notices.say_for("digest", today.isoformat(), now):
        return False
    last = max((at for at in told_at if at <= now), default=now - timedelta(days=1))
    ops = office.policy.rules.desk.ops
    sections = digest.daily(_day(office.store, last, now), offer_to(office, ops, now))
    values = {"day": today, "sections": [section.as_values() for section in sections]}
    tell(office, ops, LetterKind.DIGEST, "staff/digest", values, now)
    return True


def _day(store: Store, since: datetime, now: datetime) -> digest.Day:
    """What happened since the last digest: on a Monday, since Friday's."""
    return digest.Day(
        overdue=store.lists.overdue(now),
        set_aside=store.lists.set_aside(),
        troubled=store.lists.troubled(since),
        unsure=store.lists.unsure(since),
        not_requests=store.lists.opened(since, _NOT_A_REQUEST),
        unplaced_mail=store.lists.unplaced_mail(since),
        machine_mail=store.lists.machine_mail(since),
    )
