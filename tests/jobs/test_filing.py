"""Copies of sent answers in Sent: each once, after the sending, whatever breaks off in between."""

import asyncio
from collections.abc import Generator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from tests.desk.builders import ANN, MONDAY, OURS, RULES, SUPPORT
from tests.jobs.bench import ACCEPTED, SILENT, UNKNOWN, fetched, look, office_in
from tests.jobs.test_jobs import ASKED, letters, send, take
from triage.desk.drafts import Draft, LetterKind
from triage.inbound.mailbox import FolderError, LostError
from triage.jobs import Office, file_copies, report
from triage.policy.rules import Folders

BEN = "aftersales-1@aeropressmall.com"
MINUTE = timedelta(minutes=1)
LATER = MONDAY + 3 * MINUTE


@pytest.fixture
def office(tmp_path: Path) -> Generator[Office]:
    with office_in(tmp_path, MONDAY) as opened:
        opened.identity = replace(opened.identity, instance=OURS.instance)  # so that its letters are known again
        yield opened


def folders(**changes: object) -> dict[str, object]:
    """The rules with other wishes on filing."""
    mailbox = RULES.mailboxes[SUPPORT]
    changed = mailbox.model_copy(update={"folders": Folders.model_validate({"sent": ["Sent"], **changes})})
    return {"mailboxes": {**RULES.mailboxes, SUPPORT: changed}}


def answer(office: Office, *, ticket: int | None = None, kind: LetterKind = LetterKind.RELAY) -> Draft:
    """Ben's words on their way to Ann."""
    draft = Draft(
        kind=kind,
        template="requester/closing",
        ticket="AM-1001",
        seq=9,
        recipient=ANN,
        mailbox=SUPPORT,
        message_id=f"AM-1001.{kind}.9.20261130.x@aeropressmall.com",
        subject="A question",
        values={"text": "It is on its way.", "staff": "Ben", "ticket": "AM-1001", "name": ""},
        written_by=BEN if kind is LetterKind.RELAY else None,
    )
    with office.store.transaction():
        office.save_letters([draft], MONDAY, ticket=ticket)
    return draft


@dataclass
class Folder:
    """A Sent folder; `breaks` ends the next appends so."""

    breaks: list[Exception] = field(default_factory=list)
    arrives_anyway: bool = False
    held: list[bytes] = field(default_factory=list)

    async def append(self, role: str, raw: bytes) -> object:
        assert role == "sent"
        if self.breaks:
            if self.arrives_anyway:
                self.held.append(raw)
            raise self.breaks.pop(0)
        self.held.append(raw)
        return None


def file(office: Office, folder: Folder, now: datetime = LATER) -> int:
    return asyncio.run(file_copies(office, SUPPORT, folder, now))


def seen(office: Office, folder: Folder, now: datetime = LATER) -> None:
    """The next look into Sent shows what lies there."""
    found = [fetched(uid, raw, MONDAY) for uid, raw in enumerate(folder.held, 1)]
    take(office, look(*found), now, role="sent")


def test_a_sent_answer_is_filed_once_when_the_provider_has_had_its_time(office: Office) -> None:
    answer(office)
    folder = Folder()
    assert file(office, folder) == 0, "it was not sent"
    (raw,) = send(office).taken
    assert file(office, folder, MONDAY + MINUTE) == 0
    assert (file(office, folder), file(office, folder)) == (1, 0)
    assert folder.held == [raw]


def test_what_was_refused_or_is_in_doubt_is_not_filed(office: Office) -> None:
    answer(office)
    send(office, UNKNOWN)
    answer(office, kind=LetterKind.PROGRESS)
    send(office, SILENT)
    assert file(office, Folder()) == 0


def test_what_lies_in_sent_already_is_not_filed(office: Office) -> None:
    answer(office)
    provider = Folder(held=send(office).taken)
    seen(office, provider)
    assert file(office, provider) == 0


@pytest.mark.parametrize("arrives_anyway", [True, False])
def test_a_filing_that_broke_off_is_tried_again_only_if_sent_does_not_show_it(
    office: Office, *, arrives_anyway: bool
) -> None:
    answer(office)
    send(office)
    folder = Folder(breaks=[LostError("gone")], arrives_anyway=arrives_anyway)
    with pytest.raises(LostError):
        file(office, folder)
    seen(office, folder)
    file(office, folder)
    assert len(folder.held) == 1


def test_a_folder_that_takes_nothing_is_tried_again_later_and_told_once(office: Office) -> None:
    answer(office)
    send(office)
    folder = Folder(breaks=[FolderError("over quota"), FolderError("over quota")])
    file(office, folder)
    assert (file(office, folder, LATER + MINUTE), letters(office, "notice")) == (
        0,
        [("ops@aeropressmall.com", "queued")],
    )
    file(office, folder, LATER + 16 * MINUTE)
    assert file(office, folder, LATER + 40 * MINUTE) == 1
    assert len(letters(office, "notice")) == 1


@pytest.mark.parametrize(
    ("wishes", "kinds"),
    [
        ({"file_sent": "auto"}, []),
        ({"file_sent": "always"}, ["relay"]),
        ({"file_sent": "always", "file_automatic": True}, ["progress", "relay"]),
        ({"file_sent": "never", "file_automatic": True}, []),
    ],
)
def test_ops_say_what_is_filed_and_when(tmp_path: Path, wishes: dict[str, object], kinds: list[str]) -> None:
    with office_in(tmp_path, MONDAY, **folders(**wishes)) as office:
        answer(office)
        answer(office, kind=LetterKind.PROGRESS)
        send(office)
        due = office.store.copies.due(SUPPORT, MONDAY)
        assert sorted(copy.message_id.split(".")[1] for copy in due) == kinds


# ---------------------------------------------------------------- answers that are lost
def asked(office: Office) -> None:
    take(office, look(fetched(7, ASKED, MONDAY)))
    send(office)


@pytest.mark.parametrize(
    ("result", "after", "words"),
    [(UNKNOWN, 0, "did not reach"), (SILENT, 31, "Nobody knows whether")],
)
def test_who_wrote_an_answer_hears_that_it_was_lost_once_with_reason_and_words(
    office: Office, result: object, after: int, words: str
) -> None:
    asked(office)
    answer(office, ticket=1001)
    send(office, result)
    now = MONDAY + after * MINUTE
    if after:
        report(office, MONDAY + MINUTE)
        assert letters(office, "transcript") == []
    report(office, now)
    report(office, now + MINUTE)
    assert letters(office, "transcript") == [(BEN, "queued")]
    raws = [raw.decode() for raw in send(office, *[ACCEPTED] * 9, now=now).taken]
    (told,) = [raw for raw in raws if f"To: {BEN}" in raw]
    assert words in told
    assert "It is on its way." in told


def test_an_answer_that_cannot_be_composed_comes_back_too(office: Office) -> None:
    asked(office)
    draft = Draft(
        kind=LetterKind.RELAY, template="requester/relay", ticket="AM-1001", seq=9, recipient=ANN, mailbox=SUPPORT,
        message_id="x@aeropressmall.com", values={"text": "", "staff": "Ben"}, written_by=BEN,
    )  # fmt: skip
    with office.store.transaction():
        office.save_letters([draft], MONDAY, ticket=1001)
    report(office, MONDAY)
    assert letters(office, "transcript") == [(BEN, "queued")]
