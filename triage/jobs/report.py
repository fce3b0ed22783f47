"""What ops hear of: a notice when something needs a person, and a digest every working day, even an empty one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import structlog

from triage.desk import digest, tokens
from triage.desk.digest import Row
from triage.desk.drafts import Draft, LetterKind
from triage.jobs.office import Office
from triage.store import Store

log = structlog.stdlib.get_logger("report")

QUIET = timedelta(hours=1)  # one notice of a kind an hour; what comes meanwhile waits for the next
_NOT_A_REQUEST = "not-a-request"


@dataclass(frozen=True, kw_only=True, slots=True)
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
        rows=lambda store, _: store.messages.untold_set_aside(),
        line=digest.set_aside_line,
        told=lambda store, rows, now: store.messages.mark_told([row["id"] for row in rows], now),
    ),
    Trouble(
        key="letters",
        title="Letters that did not go out",
        rows=lambda store, now: store.outbox.untold_trouble(now),
        line=digest.letter_line,
        told=lambda store, rows, now: store.outbox.mark_told([row["id"] for row in rows], now),
    ),
    Trouble(
        key="caps",
        title="Letters that our own limits held back",
        rows=lambda store, _: store.outbox.untold_held_back(),
        line=digest.letter_line,
        told=lambda store, rows, now: store.outbox.mark_told([row["id"] for row in rows], now),
    ),
)


def report(office: Office, now: datetime) -> int:
    """Order the notices and the digest that are due; answers how many."""
    with office.store.transaction():
        return sum(_notice(office, trouble, now) for trouble in TROUBLES) + _digest(office, now)


def tell_ops(
    office: Office, *, key: str, title: str, lines: list[str], now: datetime, quiet_for: timedelta = QUIET
) -> bool:
    """One notice under this key, unless one went out within `quiet_for`."""
    with office.store.transaction():
        return _say(office, key, title, lines, now, quiet_for)


def _notice(office: Office, trouble: Trouble, now: datetime) -> bool:
    rows = trouble.rows(office.store, now)
    said = bool(rows) and _say(office, trouble.key, trouble.title, [trouble.line(row) for row in rows], now)
    if said:
        trouble.told(office.store, rows, now)
    return said


def _say(office: Office, key: str, title: str, lines: list[str], now: datetime, quiet_for: timedelta = QUIET) -> bool:
    if not office.store.outbox.say_once(key, now, quiet_for=quiet_for):
        return False
    _order(
        office, LetterKind.NOTICE, {"title": title, "lines": list(digest.shortened(lines, digest.WIDEST_ALONE))}, now
    )
    return True


def _digest(office: Office, now: datetime) -> bool:
    zone = ZoneInfo(office.policy.rules.desk.timezone)
    local, last = now.astimezone(zone), office.store.outbox.said_at("digest")
    if not office.policy.calendar.is_open(now) or (last and last.astimezone(zone).date() >= local.date()):
        return False
    office.store.outbox.say_once("digest", now, quiet_for=timedelta())
    sections = digest.daily(_day(office.store, last or now - timedelta(days=1), now))
    shown = [section.as_values() for section in sections]
    _order(office, LetterKind.DIGEST, {"day": local.date(), "sections": shown}, now)
    return True


def _day(store: Store, since: datetime, now: datetime) -> digest.Day:
    """What happened since the last digest: on a Monday, since Friday's."""
    return digest.Day(
        overdue=store.lists.overdue(now),
        set_aside=store.lists.set_aside(),
        troubled=store.lists.troubled(since),
        unsure=store.lists.unsure(since),
        not_requests=store.lists.opened(since, _NOT_A_REQUEST),
        machine_mail=store.lists.machine_mail(since),
    )


def _order(office: Office, kind: LetterKind, values: dict[str, object], now: datetime) -> None:
    """A letter to ops. Limited by its own quiet time, so that no other budget can silence the alarm."""
    desk = office.policy.rules.desk
    mailbox = next(iter(office.policy.rules.mailboxes))
    seq = office.store.outbox.next_notice()
    own_id = tokens.message_id(
        key=office.identity.key, ticket=None, kind=kind, seq=seq, recipient=desk.ops, domain=mailbox.partition("@")[2]
    )
    draft = Draft(
        kind=kind,
        template=f"staff/{kind.value}",
        ticket=None,
        seq=seq,
        recipient=desk.ops,
        mailbox=mailbox,
        message_id=own_id,
        values=values,
    )
    office.save_letters([draft], now)
    log.info("told ops", kind=kind.value, title=values.get("title"))
