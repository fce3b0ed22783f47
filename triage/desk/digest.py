"""What a digest or a notice tells ops, as titles and lines. Rows in, sections out; knows no template and no store."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from triage.desk.brief import brief
from triage.record import record, replace

Row = Mapping[str, Any]
Links = Sequence[Mapping[str, str]]  # [{label, url}]
Offer = Callable[[str, Sequence[str]], Links]  # a ticket's name and verbs of desk/links.py → links

OVERRULE = "Mail that seems to ask nothing: please overrule"
MOST = 10  # lines of one section
WIDEST_ALONE = 300  # characters of a line in a letter of one section
WIDEST = (
    100  # characters of one line, and twice as many octets: all sections stay below a letter's 16 KiB in any script
)


@record
class Section:
    """One heading with its lines; `lines` may be empty, and then it is good news."""

    title: str
    lines: tuple[str, ...]
    links: tuple[Links, ...] = ()  # of the lines, in their order

    def as_values(self) -> dict[str, object]:
        """For a template."""
        pairs = zip_longest(self.lines, self.links, fillvalue=())
        return {"title": self.title, "lines": [{"text": text, "links": list(links)} for text, links in pairs]}


@record
class Day:
    """What happened since the last digest, as rows of the store."""

    overdue: Iterable[Row]
    set_aside: Iterable[Row]
    troubled: Iterable[Row]  # letters that failed or are in doubt
    unsure: Iterable[Row]  # tickets whose category is only a guess
    not_requests: Iterable[Row]
    unplaced_mail: Iterable[Row]  # by people, without a ticket: refused, or unclear
    machine_mail: Iterable[Row]


def daily(day: Day, offer: Offer) -> tuple[Section, ...]:
    """The sections of a daily digest, the most urgent first. Sent even when all are empty: silence is an alarm."""
    not_requests = tuple(day.not_requests)
    overruled = tuple(offer(row["name"], ["notspam"]) for row in not_requests[:MOST])
    parts: tuple[tuple[str, Iterable[Row], Callable[[Row], str]], ...] = (
        (
            "Overdue promises",
            day.overdue,
            lambda row: (
                f"{row['name']} ({row['team']}): {row['stage']} was due {row['due_at'][:16]}Z — {row['subject']}"
            ),
        ),
        ("Mail set aside: please look", day.set_aside, set_aside_line),
        ("Letters that did not go out", day.troubled, letter_line),
        (
            "Tickets whose category is only a guess: please look",
            day.unsure,
            lambda row: (
                f"{row['name']} {row['category']} ({row['confidence']:.0%} sure) {row['requester']}: {row['subject']}"
            ),
        ),
        (
            OVERRULE,
            not_requests,
            lambda row: f"{row['name']} {row['requester']}: {row['subject']}",
        ),
        (
            "Mail by people without a ticket: refused, or unclear",
            day.unplaced_mail,
            lambda row: (
                f"{row['mailbox']}: {(*row['because'], 'see its ticket')[0]} ({row['author']}: {row['subject']})"
            ),
        ),
        (
            "Mail by machines without a ticket",
            day.machine_mail,
            lambda row: f"{row['kind']} in {row['mailbox']} from {row['author']}: {row['subject']}",
        ),
    )
    sections = (Section(title=title, lines=shortened(map(line, rows))) for title, rows, line in parts)
    return tuple(replace(each, links=overruled) if each.title == OVERRULE else each for each in sections)


def shortened(lines: Iterable[str], widest: int = WIDEST) -> tuple[str, ...]:
    """As many lines, and as much of each, as one letter may hold; the rest is counted."""
    lines = tuple(lines)
    shown = tuple(brief(line, widest) for line in lines[:MOST])
    return (
        (*shown, f"… and {len(lines) - MOST} more: see `triage set-aside`, `outbox` and `tickets`")
        if len(lines) > MOST
        else shown
    )


def set_aside_line(row: Row) -> str:
    """One message that waits for a person."""
    headers = " · ".join(row["headers"].splitlines())
    return f"{row['mailbox']} {row['folder']} UID {row['uid']}: {row['reason']} [{headers}]"


def letter_line(row: Row) -> str:
    """One letter that failed, or that may or may not have gone out."""
    where = row["ticket_name"] or "no ticket"
    doubt = "may not have gone out" if row["state"] == "uncertain" else "did not go out"
    return f"{where}: {row['kind']} to {row['recipient']} {doubt}: {row['error']}"
