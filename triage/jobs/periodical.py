"""What comes with the calendar: each team's digest at its opening, the desk's and the complaints' report when a period is over.

Each is said once for its day, week or month; that it was said is kept in the transaction that orders its letters, so no
restart, suspend or step of the clock doubles it or loses it.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from functools import partial
from typing import Literal

from triage.desk.drafts import Attachment, LetterKind
from triage.desk.reports import complaints, desk, team
from triage.desk.reports.complaints import ComplaintReport
from triage.desk.reports.desk import DeskReport
from triage.desk.reports.period import Every, Period, completed
from triage.desk.reports.sheet import csv_text
from triage.desk.situation import Policy
from triage.jobs.office import Office
from triage.jobs.telling import offer_to, tell
from triage.policy.rules import COMPLAINT
from triage.store import Store

Order = Callable[[datetime], int]  # inside the caller's transaction; answers how many went out

_CATCH_UP = 4  # periods that a desk tells of when it was down as they ended


def periodicals(office: Office) -> Iterator[tuple[str, Order]]:
    """Every digest and report by its name, beside its team, with what orders it when it is due."""
    yield "the desk's report", partial(_desk_reports, office)
    yield "the complaints' report", partial(_complaint_reports, office)
    for name in office.policy.rules.staff:
        yield f"the digest of {name}", partial(_team_digest, office, name)


def desk_report(store: Store, policy: Policy, of: Period, now: datetime) -> DeskReport:
    """How the desk did in that period, as far as it is over."""
    return desk.report(
        of,
        now,
        of=_desk_records(store, of, now),
        before=_desk_records(store, of.before(), now),
        calendar_of=policy.calendar_of,
    )


def complaint_report(store: Store, policy: Policy, of: Period, now: datetime) -> ComplaintReport:
    """What people complained about in that period, as far as it is over (policy clause 5)."""
    return complaints.report(
        of,
        of=_complaint_records(store, of, now),
        before=_complaint_records(store, of.before(), now),
        rules=policy.rules,
    )


def complaint_sheet(report: ComplaintReport) -> str:
    """All its topics as CSV."""
    return csv_text(report.rows(), complaints.COLUMNS)


# ------------------------------------------------------------ one of each
def _team_digest(office: Office, name: str, now: datetime) -> int:
    """Told to members and lead at the team's first open moment of a day, unless it would be empty or they are away."""
    calendar, key = office.policy.calendar_of(name), f"team-digest {name}"
    if not calendar.is_open(now):
        return False
    today, told_at = now.astimezone(calendar.zone).date(), office.store.notices.said_for(key).values()
    if not office.store.notices.say_for(key, today.isoformat(), now):
        return False
    last = max((at for at in told_at if at <= now), default=now - timedelta(days=1))
    sections = team.morning(office.store.figures.open_tickets(name), calendar, now, last)
    if not any(section.rows for section in sections):
        return False
    people = office.policy.rules.staff[name]
    for address in dict.fromkeys((*people.members, people.lead)):
        if office.policy.rules.away(address, today):
            continue
        links = offer_to(office, address, now)
        shown = [section.as_values(calendar, now, links) for section in sections]
        values = {"day": today, "team": name, "sections": shown}
        tell(office, address, LetterKind.DIGEST, "staff/team-digest", values, now)
    return True


def _desk_reports(office: Office, now: datetime) -> int:
    due = _due(office, "report desk", office.policy.rules.reports.desk, now)
    return sum(_desk_report(office, each, now) for each in due)


def _desk_report(office: Office, of: Period, now: datetime) -> bool:
    report = desk_report(office.store, office.policy, of, now)
    if report.is_empty:
        return False
    who = office.policy.rules.desk
    for address in dict.fromkeys((who.manager, who.ops)):
        tell(office, address, LetterKind.DIGEST, "staff/desk-report", report.as_values(), now)
    return True


def _complaint_reports(office: Office, now: datetime) -> int:
    due = _due(office, "report complaints", office.policy.rules.reports.complaints, now)
    return sum(_complaint_report(office, each, now) for each in due)


def _complaint_report(office: Office, of: Period, now: datetime) -> bool:
    report = complaint_report(office.store, office.policy, of, now)
    if report.is_empty:
        return False
    rules = office.policy.rules
    category = rules.categories.get(COMPLAINT)
    their_team = rules.staff.get(category.team or "") if category else None
    sheet = Attachment(filename=f"complaints-{of.name}.csv", subtype="csv", text=complaint_sheet(report))
    leads = [their_team.lead] if their_team else []
    for address in dict.fromkeys([rules.desk.manager, rules.desk.ops, *leads]):
        tell(
            office,
            address,
            LetterKind.DIGEST,
            "staff/complaint-report",
            report.as_values(),
            now,
            attachments=(sheet,),
        )
    return True


# ------------------------------------------------------------ when
def _due(office: Office, key: str, every: Every | Literal["never"], now: datetime) -> list[Period]:
    """The periods that are over and not told of, once the desk is open; marked as told. A new desk begins with the last."""
    calendar = office.policy.calendar
    if every == "never" or not calendar.is_open(now):
        return []
    key = f"{key} by {every}"
    over = completed(every, now, calendar.zone, _CATCH_UP)
    told = max((name for name in office.store.notices.said_for(key) if name <= over[-1].name), default=None)
    due = over[-1:] if told is None else [each for each in over if each.name > told]
    return [each for each in due if office.store.notices.say_for(key, each.name, now)]


# ------------------------------------------------------------ rows
def _desk_records(store: Store, of: Period, now: datetime) -> desk.Records:
    since, until, rows = of.since, min(of.until, now), store.figures
    return desk.Records(
        opened=rows.opened(since, until),
        answered=rows.answered(since, until),
        closed=rows.closed(since, until),
        traffic=rows.traffic(since, until),
        promises=rows.promises(since, until),
        held_back=rows.held_back(since, until),
    )


def _complaint_records(store: Store, of: Period, now: datetime) -> complaints.Records:
    since, until, rows = of.since, min(of.until, now), store.figures
    return complaints.Records(
        tickets=rows.tickets_of(COMPLAINT, since, until),
        said=rows.said_in(COMPLAINT, since, until),
        facts=rows.facts_in(COMPLAINT, since, until),
        promises=rows.promises(since, until, COMPLAINT),
    )
