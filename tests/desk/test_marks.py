"""What each state looks like in a message list, and what is taken off again."""

import pytest

from tests.desk.builders import RULES
from triage.desk.marks import APPLE, GMAIL, KEYWORDS, THUNDERBIRD, Marks, State, handled_by, marks_of, stale
from triage.desk.ticket import Status


def state(status: str, priority: str = "normal", by: str | None = None) -> State:
    return State(status=Status(status), priority=priority, category="complaint", handled_by=by)


def test_keywords_tell_status_category_and_what_is_urgent() -> None:
    assert marks_of(state("open", "urgent"), [KEYWORDS]).flags == {
        "$triage-open",
        "$triage-urgent",
        "$triage-complaint",
    }
    assert marks_of(state("open", "low"), [KEYWORDS]).flags == {"$triage-open", "$triage-complaint"}
    assert marks_of(state("closed", "urgent"), [KEYWORDS]).flags == {"$triage-closed", "$triage-complaint"}


def test_a_second_copy_tells_who_handles_it_and_nothing_more() -> None:
    marks = marks_of(state("open", "urgent", "support@shop.test"), [KEYWORDS, GMAIL])
    assert marks.flags == {"$triage-handled", "handled-by-support"}
    assert marks.labels == {"triage-handled", "handled-by-support"}


def test_gmail_gets_labels() -> None:
    assert marks_of(state("new"), [GMAIL]) == Marks(labels=frozenset({"triage-new", "triage-complaint"}))


@pytest.mark.parametrize(
    ("status", "priority", "thunderbird", "apple"),
    [
        ("new", "normal", {"$label4"}, {"\\Flagged", "$MailFlagBit0"}),
        ("open", "urgent", {"$label1", "$label4"}, {"\\Flagged"}),
        ("pending", "normal", {"$label5"}, {"\\Flagged", "$MailFlagBit2"}),
        ("closed", "urgent", {"$label3"}, set()),
    ],
)
def test_colours(status: str, priority: str, thunderbird: set[str], apple: set[str]) -> None:
    assert marks_of(state(status, priority), [THUNDERBIRD]).flags == thunderbird
    assert marks_of(state(status, priority), [APPLE]).flags == apple


def test_an_address_makes_a_keyword_that_every_server_takes() -> None:
    assert handled_by("büro+x y@shop.test") == "handled-by-b-ro-x-y"


def test_only_words_that_are_ours_alone_are_taken_off_unseen() -> None:
    wanted = marks_of(state("open"), [KEYWORDS])
    off = stale(wanted, [KEYWORDS], RULES).flags
    assert {"$triage-new", "$triage-closed", "$triage-wholesale", "$triage-handled", "handled-by-support"} <= off
    assert not off & wanted.flags
    assert all(flag.startswith(("$triage-", "handled-by-")) for flag in off)
    assert stale(wanted, [THUNDERBIRD, APPLE, GMAIL], RULES) == Marks()
