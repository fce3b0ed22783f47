"""Rows in, titles and lines out."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from triage.desk.digest import MOST, WIDEST, Day, daily, letter_line, set_aside_line, shortened

OVERDUE = {
    "name": "AM-1001", "team": "aftersales", "stage": "answer", "due_at": "2026-12-02T15:00:00.000000Z", "subject": "Broken",
}  # fmt: skip
QUIET = Day(overdue=(), set_aside=(), troubled=(), unsure=(), not_requests=(), unplaced_mail=(), machine_mail=())


def offer(ticket: str, verbs: Sequence[str]) -> list[dict[str, str]]:
    return [{"label": verb, "url": f"mailto:{ticket}"} for verb in verbs]


def test_mail_that_asks_nothing_can_be_overruled_at_once() -> None:
    row = {"name": "AM-1002", "requester": "a@b.test", "subject": "SEO"}
    day = replace(QUIET, not_requests=[row] * (MOST + 2))
    (section,) = (each for each in daily(day, offer) if each.links)
    lines: Any = section.as_values()["lines"]
    assert lines[0] == {"text": "AM-1002 a@b.test: SEO", "links": [{"label": "notspam", "url": "mailto:AM-1002"}]}
    assert lines[MOST]["links"] == []  # it only counts the rest


def test_a_quiet_day_names_every_heading() -> None:
    assert [section.lines for section in daily(QUIET, offer)] == [()] * 7
    assert daily(QUIET, offer)[0].as_values() == {"title": "Overdue promises", "lines": []}


def test_the_most_urgent_stands_first() -> None:
    day = Day(
        overdue=[OVERDUE],
        set_aside=[
            {
                "mailbox": "support@",
                "folder": "INBOX",
                "uid": 7,
                "reason": "too large",
                "headers": "From: x\nSubject: y",
            }
        ],
        troubled=[{"ticket_name": None, "kind": "notice", "recipient": "ops@", "state": "failed", "error": "550"}],
        unsure=[
            {"name": "AM-1003", "category": "complaint", "confidence": 0.41, "requester": "c@d.test", "subject": "Hm"}
        ],
        not_requests=[{"name": "AM-1002", "requester": "a@b.test", "subject": "SEO"}],
        unplaced_mail=[
            {"mailbox": "press@", "author": "ben@b.test", "subject": "Hi", "because": ["it was refused", "more"]}
        ],
        machine_mail=[{"kind": "list", "mailbox": "press@", "author": "l@b.test", "subject": "News"}],
    )
    assert [section.lines for section in daily(day, offer)] == [
        ("AM-1001 (aftersales): answer was due 2026-12-02T15:00Z — Broken",),
        ("support@ INBOX UID 7: too large [From: x · Subject: y]",),
        ("no ticket: notice to ops@ did not go out: 550",),
        ("AM-1003 complaint (41% sure) c@d.test: Hm",),
        ("AM-1002 a@b.test: SEO",),
        ("press@: it was refused (ben@b.test: Hi)",),
        ("list in press@ from l@b.test: News",),
    ]


def test_doubt_is_not_called_failure() -> None:
    row = {"ticket_name": "AM-1", "kind": "acknowledgement", "recipient": "a@b", "state": "uncertain", "error": "lost"}
    assert letter_line(row) == "AM-1: acknowledgement to a@b may not have gone out: lost"
    assert set_aside_line({"mailbox": "m", "folder": "f", "uid": 1, "reason": "r", "headers": ""}) == "m f UID 1: r []"


def test_a_bad_day_still_fits_into_one_letter() -> None:
    lines = shortened(["x" * 1000] * (MOST + 5))
    assert len(lines) == MOST + 1
    assert max(map(len, lines)) == WIDEST
    assert lines[-1].startswith("… and 5 more")


@pytest.mark.parametrize("letter", ["x", "é", "語", "😀"])
def test_the_worst_day_of_all_fits_in_any_script(letter: str) -> None:
    rows = [{**OVERDUE, "subject": letter * 1000}] * (MOST + 5)
    day = replace(QUIET, overdue=rows)
    (section, *_) = daily(day, offer)
    assert len("\n".join(section.lines).encode()) * len(daily(QUIET, offer)) < 16_000
