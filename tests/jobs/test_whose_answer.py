"""Staff's words go to whom the letter named that they answer, or to nobody: whatever was merged or split meanwhile.

On the real store, from the bytes that come in to the letters that wait to go out. Ann asks on AM-1001, Bob on AM-1002.
"""

import asyncio
import email
import email.policy
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

import pytest

from tests.desk.builders import ANN, BOB, FORM, HOUR, MONDAY, NOTIFY, PROBLEM, RETURN, RULES, STAFF, SUPPORT
from tests.jobs.bench import fetched, look, office_in
from triage.jobs import Office, escalate, receive

CAROL, ZOE = "carol@shop.test", "zoe@shop.test"


@dataclass(frozen=True, kw_only=True, slots=True)
class Out:
    """A letter that waits to go out."""

    kind: str
    recipient: str
    message_id: str
    subject: str
    text: str
    reply_to: str


@dataclass
class Town:
    """An office, and everybody who writes to it."""

    office: Office
    now: datetime = MONDAY
    count: int = 0
    seen: int = 0
    last: str = ""  # the Message-ID of the mail that came last
    news: list[Out] = field(default_factory=list)  # what followed from the latest

    def writes(
        self,
        by: str,
        text: str,
        subject: str = "A question",
        *,
        to: str = SUPPORT,
        refs: tuple[str, ...] = (),
        more: str = "",
    ) -> list[Out]:
        """`refs`: the nearest last."""
        self.count += 1
        self.now += HOUR / 10
        self.last = f"x{self.count}@shop.test"
        lines = [
            f"Return-Path: <{by}>",
            f"Authentication-Results: mx.aeropressmall.com; dmarc=pass header.from={by.partition('@')[2]}",
            f"From: {by.partition('@')[0].title()} <{by}>",
            f"To: {to}",
            f"Subject: {subject}",
            f"Message-ID: <{self.last}>",
            *([f"In-Reply-To: <{refs[-1]}>", f"References: {' '.join(f'<{each}>' for each in refs)}"] if refs else []),
            *more.splitlines(),
        ]
        raw = "\r\n".join((*lines, "", text, "")).encode()
        asyncio.run(receive(self.office, SUPPORT, "inbox", look(fetched(self.count, raw, self.now)), self.now))
        return self.look()

    def staff(self, letter: Out, text: str) -> list[Out]:
        return self.writes(STAFF, text, f"Re: {letter.subject}", refs=(letter.message_id,))

    def look(self) -> list[Out]:
        rows = self.office.store._db.execute(  # pyright: ignore[reportPrivateUsage]  what a relay would be given
            "SELECT * FROM letters WHERE id > ? ORDER BY id", (self.seen,)
        ).fetchall()
        self.seen = rows[-1]["id"] if rows else self.seen
        self.news = [_out(row) for row in rows if row["raw"]]
        return self.news

    def told(self, kind: str = "notification") -> Out:
        """The latest letter to Ben."""
        return [each for each in self.news if each.recipient == STAFF and each.kind == kind][-1]

    def answered(self, letter: Out, text: str) -> list[str]:
        """Who gets it."""
        return [each.recipient for each in self.staff(letter, text) if text in each.text and each.kind != "transcript"]

    def tickets(self) -> dict[str, tuple[str, str, str | None]]:
        """Those that go on: status, requester, when something is due."""
        return {
            row["ticket"]: (row["status"], row["requester"], (row["next_due"] or {}).get("due_at"))
            for row in self.office.store.lists.tickets()
            if not row["joined_to"]
        }


def _out(row: dict[str, object]) -> Out:
    raw = row["raw"]
    assert isinstance(raw, bytes)
    letter = email.message_from_bytes(raw, policy=email.policy.SMTP)
    body = letter.get_body(("plain",))
    assert body
    return Out(
        kind=str(row["kind"]),
        recipient=str(row["recipient"]),
        message_id=str(row["message_id"]),
        subject=str(row["subject"]),
        text=body.get_content(),
        reply_to=str(letter["Reply-To"] or ""),
    )


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    box = RULES.mailboxes[SUPPORT].model_copy(update={"subaddresses": True})
    with office_in(tmp_path, MONDAY, notify=NOTIFY, mailboxes={**RULES.mailboxes, SUPPORT: box}) as office:
        yield Town(office)


def two(town: Town, by: str = BOB, more: str = "") -> tuple[Out, Out]:
    """Ben's letters about Ann's AM-1001 and Bob's AM-1002."""
    town.writes(ANN, PROBLEM, "Wrong item")
    first = town.told()
    town.writes(by, RETURN, "A return", more=more)
    return first, town.told()


def merged(town: Town, more: str = "", by: str = BOB) -> tuple[Out, Out, Out]:
    """… merged, and the transcript of that."""
    first, second = two(town, by, more)
    town.staff(first, "#merge AM-1002 anyway")
    return first, second, town.told("transcript")


# ---------------------------------------------------------------- and apart again
def test_an_answer_by_an_old_letter_and_what_follows_go_with_his_ticket(town: Town) -> None:
    _, second, transcript = merged(town)
    asked = town.tickets()
    town.staff(second, "Dear Bob, please send it back to us today.")
    (relay,) = [each for each in town.news if each.kind == "relay"]
    assert relay.recipient == BOB
    town.writes(BOB, "My secret size is enormous.", "Re: A return [AM-1002]", refs=("x2@shop.test", relay.message_id))
    again = town.told()
    town.staff(transcript, "#split")
    assert town.answered(again, "Dear Bob, an enormous one it is.") == [BOB]
    assert set(asked) == {"AM-1001"}


def test_the_promise_to_her_holds_when_only_he_was_answered(town: Town) -> None:
    _, second = two(town)
    promised = town.tickets()
    town.staff(second, "#merge AM-1001 anyway")
    transcript = town.told("transcript")
    town.staff(second, "Dear Bob, please send it back to us today.")
    town.staff(transcript, "#split")
    assert town.tickets() == {"AM-1001": promised["AM-1001"], "AM-1002": ("pending", BOB, None)}


def test_a_letter_that_bears_his_name_is_his_after_a_split(town: Town) -> None:
    _, second = two(town)
    town.staff(second, "#merge AM-1001 anyway")
    transcript = town.told("transcript")
    assert f"goes to {BOB}" in transcript.text
    town.staff(transcript, "#split AM-1002")
    assert town.answered(transcript, "Dear Bob, your code is 42.") == [BOB]


# ---------------------------------------------------------------- a message that is another matter
def branched(town: Town) -> tuple[Out, Out]:
    """Bob has written in Ann's thread: Ben's letter about it, and the transcript of a question that names Ann."""
    town.writes(ANN, PROBLEM, "Wrong item")
    town.writes(BOB, RETURN, "Re: Wrong item", refs=(town.last,))
    about = town.told()
    town.staff(about, "#status")
    transcript = town.told("transcript")
    assert f"goes to {ANN}" in transcript.text
    town.staff(about, "#split")
    return about, transcript


def test_split_off_and_merged_elsewhere_an_old_letter_s_answer_reaches_no_third_one(town: Town) -> None:
    town.writes(ZOE, PROBLEM, "Broken")
    about, _ = branched(town)
    town.staff(town.told(), "#merge AM-1001 anyway")
    assert town.tickets().keys() == {"AM-1001", "AM-1002"}
    assert town.answered(about, "Dear Bob, your code is 7.") == [BOB]


def test_a_letter_that_may_mean_either_is_answered_to_neither(town: Town) -> None:
    about, _ = branched(town)
    town.staff(town.told(), "#merge AM-1001 anyway")
    assert town.answered(about, "Dear Bob, your code is 7.") == []
    assert "answer the latest letter" in town.told("transcript").text
    assert town.answered(town.told("transcript"), "Dear Bob, your code is 7.") == [], "nor is what gives it back"


def test_a_transcript_that_named_her_is_not_answered_to_him_after_a_split(town: Town) -> None:
    _, transcript = branched(town)
    assert town.answered(transcript, "Dear Ann, your code is 7.") == [ANN]


def test_what_she_was_answered_stays_hers_and_he_still_waits(town: Town) -> None:
    town.writes(ANN, PROBLEM, "Wrong item")
    town.writes(BOB, RETURN, "Re: Wrong item", refs=(town.last,))
    about = town.told()
    town.staff(about, "Dear Ann, the right one left.")
    (relay,) = [each for each in town.news if each.kind == "relay"]
    assert relay.recipient == ANN, "the letter says so"
    town.staff(about, "#split")
    status, requester, due = town.tickets()["AM-1002"]
    assert (status, requester) == ("new", BOB)
    assert due, "nobody has answered him"
    assert town.tickets()["AM-1001"] == ("pending", ANN, None)
    town.writes(ANN, "It came, thank you; and the handle?", "Re: Wrong item", refs=(relay.message_id,))
    assert town.answered(town.told(), "Dear Ann, it follows.") == [ANN]


# ---------------------------------------------------------------- letters of a stage
def test_a_stage_s_letter_goes_to_whom_the_answered_letter_is_about(town: Town) -> None:
    first, second = two(town)
    town.staff(first, "#close")
    town.staff(first, "#merge AM-1002 anyway")
    town.staff(second, "#decline Bob broke his cup himself; clause 4")
    assert [each.recipient for each in town.news if "broke his cup" in each.text and each.recipient != STAFF] == [BOB]
    assert ANN not in [each.recipient for each in town.news]


def test_a_stage_s_letter_goes_to_nobody_where_it_is_unclear_whose_it_is(town: Town) -> None:
    first, _ = two(town, more=f"Cc: {CAROL}")
    town.staff(first, "#close")
    town.staff(first, "#merge AM-1002 anyway")
    town.writes(CAROL, "Bob is away; when does he get his refund?", "Re: A return", refs=("x2@shop.test",))
    town.staff(town.told(), "#decline Bob broke his cup himself; clause 4")
    assert {each.recipient for each in town.news} == {STAFF}
    assert "writes to a requester" in town.told("transcript").text


# ---------------------------------------------------------------- whose words they are
def test_what_a_third_one_wrote_on_a_merged_ticket_is_answered_to_nobody(town: Town) -> None:
    merged(town, more=f"Cc: {CAROL}")
    town.writes(CAROL, "Bob is away; his IBAN is DE12.", "Re: A return", refs=("x2@shop.test",))
    told = town.told()
    assert f"this is by {CAROL}: an answer to this letter goes to nobody" in " ".join(told.text.split())
    assert town.answered(told, "Dear Carol, Bob gets it on Friday to DE12.") == []
    assert "write from the shared mailbox" in " ".join(town.told("transcript").text.split())


def test_a_reminder_about_a_contact_form_s_words_is_answered_to_nobody(town: Town) -> None:
    first, _ = two(town, FORM, f"Reply-To: {BOB}")
    town.staff(first, "#merge AM-1002 anyway")
    reminder = None
    for _ in range(40):
        town.now += HOUR
        escalate(town.office, town.now)
        reminder = reminder or next((each for each in town.look() if each.recipient == STAFF), None)
    assert reminder
    assert "does not fit my cup" in reminder.text
    assert town.answered(reminder, "Dear Bob, your money goes to DE12.") == []


# ---------------------------------------------------------------- when only the address is left of a letter
def test_a_reply_address_alone_names_nobody_once_tickets_were_merged(town: Town) -> None:
    _, second, transcript = merged(town)

    def by_address(text: str) -> list[str]:
        told = town.writes(STAFF, text, f"Re: {second.subject}", to=second.reply_to)
        return [each.recipient for each in told if text in each.text and each.kind != "transcript"]

    assert by_address("Dear Bob, one.") == []
    town.staff(transcript, "#split")
    assert by_address("Dear Bob, two.") == [], "nor afterwards"


def test_a_reply_address_alone_is_enough_where_nothing_was_merged(town: Town) -> None:
    _, second = two(town)
    told = town.writes(STAFF, "Dear Bob, one.", f"Re: {second.subject}", to=second.reply_to)
    assert [each.recipient for each in told if each.kind == "relay"] == [BOB]


# ---------------------------------------------------------------- no outsider
def test_a_requester_of_a_merged_ticket_is_no_third_party(town: Town) -> None:
    """Bob got what staff asked a carrier, and answers it: he is a customer all the same."""
    merged(town)
    asked = "\r\n".join(
        (f"From: Support <{SUPPORT}>", "To: desk@carrier.test", "Subject: A parcel [AM-1001]", "Message-ID: <q1@aeropressmall.com>",
         "In-Reply-To: <x1@shop.test>", "References: <x1@shop.test>", "", "Where is it?", "")
    )  # fmt: skip
    town.count += 1
    found = look(fetched(town.count, asked.encode(), town.now))
    asyncio.run(receive(town.office, SUPPORT, "sent", found, town.now))
    town.writes(BOB, "It is here.", "Re: A parcel", refs=("q1@aeropressmall.com",))
    shown = town.office.store.lists.ticket("AM-1001")
    assert shown
    (his,) = [each for each in shown["messages"] if "It is here." in each["text"]]
    assert not his["is_internal"]
