"""`tickets`, `show`, `why`, `outbox`, `set-aside` and `do` on a desk with some past mail."""

import re
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime

import pytest

from tests.cli.terminal import Terminal
from triage.store import Place, Store

TICKET = (
    "ticket status stage category team assignee priority mailbox requester subject opened_at first_answer_at closed_at "
    "next_due confidence unsure joined_to"
).split()
LETTER = "letter kind ticket to state attempts next_attempt_at message_id error".split()
NOW = datetime(2026, 11, 23, 15, 0, tzinfo=UTC)
POISON = b"From: eve@shop.test\r\nSubject: \x1b[2J\r\n\r\nboom"


def unprintable(text: str) -> list[str]:
    return [character for character in text if not character.isprintable() and character != "\n"]


# ---------------------------------------------------------------- looking
def test_a_ticket_has_the_keys_of_the_contract(desk: Terminal) -> None:
    done = desk.says("tickets", "--json")
    rows = done.rows()
    assert (done.code, done.err, len(rows)) == (0, "", 4)
    assert [list(row) for row in rows] == [TICKET] * 4
    categories = {row["requester"]: row["category"] for row in rows}
    assert (categories["ann@shop.test"], categories["bob@shop.test"]) == ("order-tracking", "return-request")


def test_messages_are_listed_in_their_order(desk: Terminal) -> None:
    rows = desk.says("tickets", "--json", "--messages").rows()
    assert [list(row) for row in rows] == [[*TICKET, "message_ids"]] * 4
    assert next(row["message_ids"] for row in rows if row["requester"] == "ann@shop.test") == [
        "ann-1@shop.test",
        "ann-2@shop.test",
    ]


def test_one_ticket_whole(desk: Terminal, ticket_of: Callable[[str], str]) -> None:
    name = ticket_of("ann")
    [row] = desk.says("show", "--json", name).rows()
    assert row["facts"]["order_number"] == ["AM-10432"]
    assert [message["author"] for message in row["messages"]] == ["ann@shop.test"] * 2
    in_words = desk.says("show", name.lower())
    assert in_words.code == 0
    for words in (name, "aftersales", "Where is my order AM-10432", "never handed over", "Fri 2026-11-20 17:20 EST"):
        assert words in in_words.out


def test_why_gives_the_reasons_in_words(desk: Terminal, ticket_of: Callable[[str], str]) -> None:
    rows = desk.says("why", "--json", ticket_of("ann")).rows()
    assert [list(row) for row in rows] == [["at", "kind", "because", "rules_version"]] * len(rows)
    sentences = [sentence for row in rows for sentence in row["because"]]
    assert any("speaks for order-tracking" in sentence for sentence in sentences)
    in_words = desk.says("why", ticket_of("ann"))
    assert in_words.code == 0
    assert [sentence for sentence in sentences if sentence not in in_words.out] == []


@pytest.mark.parametrize("command", [["show"], ["why"], ["show", "--json"], ["why", "--json"]])
def test_an_unknown_ticket_is_told(desk: Terminal, command: list[str]) -> None:
    done = desk.says(*command, "AM-4711")
    assert (done.code, done.out) == (1, "")
    assert done.err == "there is no ticket AM-4711; `triage tickets --all` lists them\n"


@pytest.mark.parametrize("width", ["10", "60", "300"])
def test_mail_cannot_write_to_the_terminal_however_narrow(
    desk: Terminal, ticket_of: Callable[[str], str], width: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", width)
    for command in (
        ["tickets"],
        ["tickets", "--all"],
        ["show", ticket_of("eve")],
        ["why", ticket_of("eve")],
        ["outbox"],
    ):
        done = desk.says(*command)
        assert done.code == 0, done.err
        assert unprintable(done.out) == []


def test_ideographic_spaces_are_spaces(desk: Terminal, ticket_of: Callable[[str], str]) -> None:
    out = desk.says("show", ticket_of("kenji")).out
    assert "お届け 先" in out
    assert "注文 AM-10444 の商品が届きません。" in out


def test_closed_tickets_are_shown_when_asked_for(desk: Terminal, ticket_of: Callable[[str], str]) -> None:
    name = ticket_of("bob")
    assert desk.says("do", name, "#close").code == 0
    assert name not in desk.says("tickets").out
    assert name in desk.says("tickets", "--all").out
    assert name in desk.says("tickets", "--json").out


@pytest.mark.parametrize("command", [["tickets"], ["show", "AM-1"], ["why", "AM-1"], ["outbox"], ["set-aside"], ["do", "AM-1", "#close"]])  # fmt: skip
def test_a_data_directory_that_is_not_there_is_told_and_not_made(terminal: Terminal, command: list[str]) -> None:
    done = terminal.says(*command, "--data", "elsewhere")
    assert (done.code, done.out) == (1, "")
    assert "elsewhere/triage.db does not exist; is --data right?" in done.err
    assert list(terminal.folder.iterdir()) == []


def test_a_damaged_store_is_told(terminal: Terminal) -> None:
    terminal.write("data/triage.db", "This is no database. " * 500)
    done = terminal.says("tickets")
    assert (done.code, done.out) == (1, "")
    assert "data/triage.db is not a usable database" in done.err


def test_broken_rules_do_not_hide_the_desk(desk: Terminal) -> None:
    desk.write("rules.yaml", "desk: [\n")
    assert desk.says("tickets").code == 0


# ---------------------------------------------------------------- commands
def test_do_says_what_happened(desk: Terminal, ticket_of: Callable[[str], str]) -> None:
    done = desk.says("do", ticket_of("ann"), "#close solved by phone")
    assert (done.code, done.err) == (0, "")
    assert "closed: by " in done.out
    assert {row["requester"]: row["status"] for row in desk.says("tickets", "--json").rows()}[
        "ann@shop.test"
    ] == "closed"


def test_do_cannot_be_made_to_write_to_the_terminal(desk: Terminal, ticket_of: Callable[[str], str]) -> None:
    done = desk.says("do", ticket_of("ann"), "#note \x1b[2J\u202ehello")
    assert done.code == 0
    assert unprintable(done.out) == []


@pytest.mark.parametrize(
    ("line", "told"), [("#clsoe", "#close"), ("#assign nobody", "staff"), ("#approve", "#approve")]
)
def test_a_command_that_cannot_be_obeyed_changes_nothing(
    desk: Terminal, ticket_of: Callable[[str], str], line: str, told: str
) -> None:
    before = desk.says("tickets", "--json").out
    done = desk.says("do", ticket_of("ann"), line)
    assert (done.code, done.out) == (1, "")
    assert told in done.err
    assert desk.says("tickets", "--json").out == before


def test_do_on_an_unknown_ticket_is_told(desk: Terminal) -> None:
    done = desk.says("do", "AM-4711", "#close")
    assert (done.code, done.out) == (1, "")
    assert "AM-4711" in done.err


# ---------------------------------------------------------------- letters
def test_a_letter_waits_in_the_outbox_until_a_person_discards_it(
    desk: Terminal, ticket_of: Callable[[str], str]
) -> None:
    assert desk.says("outbox").out == "No letters.\n"
    assert desk.says("do", ticket_of("bob"), "#approve").code == 0
    [letter] = desk.says("outbox", "--json").rows()
    assert list(letter) == LETTER
    assert (letter["kind"], letter["to"], letter["state"]) == ("progress", "bob@shop.test", "queued")
    assert "progress" in desk.says("outbox").out
    assert "progress" in desk.says("show", ticket_of("bob")).out

    number = str(letter["letter"])
    assert desk.says("outbox", "--retry", number).code == 1  # it waits already
    [discarded] = desk.says("outbox", "--json", "--discard", number).rows()
    assert discarded["state"] == "suppressed"
    assert desk.says("outbox", "--discard", number).code == 1
    assert desk.says("outbox", "--retry", "4711").err.startswith("letter 4711 ")


# ---------------------------------------------------------------- set aside
@pytest.fixture
def poisoned(desk: Terminal) -> Terminal:
    """A desk where one mail waits for a person."""
    with closing(Store.open(desk.folder / "data", now=NOW)) as store, store.transaction():
        place = Place(mailbox="support@aeropressmall.com", folder="INBOX", uidvalidity=1, uid=7)
        store.aside.keep(place, reason="took \x1b[2J too long", headers="Subject: \x1b[2J", raw=POISON, at=NOW)
    return desk


def test_mail_that_was_set_aside_is_shown_and_saved(poisoned: Terminal) -> None:
    shown = poisoned.says("set-aside")
    assert shown.code == 0
    assert unprintable(shown.out) == []
    assert r"\x1b" in shown.out
    [row] = poisoned.says("set-aside", "--json").rows()
    assert (row["mailbox"], row["uid"], row["reason"]) == ("support@aeropressmall.com", 7, "took \x1b[2J too long")
    assert poisoned.says("set-aside", "--save", str(row["id"]), "poison.eml").code == 0
    assert (poisoned.folder / "poison.eml").read_bytes() == POISON


@pytest.mark.parametrize("how", ["--discard", "--release"])
def test_a_person_sees_to_what_was_set_aside_once(poisoned: Terminal, how: str) -> None:
    done = poisoned.says("set-aside", how, "1")
    assert (done.code, done.out) == (0, "Nothing is set aside.\n")
    again = poisoned.says("set-aside", how, "1")
    assert (again.code, again.err) == (1, "nothing with the id 1 is set aside\n")


def test_what_cannot_be_saved_is_told(poisoned: Terminal) -> None:
    assert poisoned.says("set-aside", "--save", "4711", "x.eml").err == "nothing with the id 4711 is set aside\n"
    done = poisoned.says("set-aside", "--save", "1", "not-there/x.eml")
    assert done.code == 1
    assert re.match(r"not-there/x\.eml cannot be written: ", done.err)


def test_why_names_lines_the_runner_up_and_the_facts(desk: Terminal, ticket_of: Callable[[str], str]) -> None:
    told = desk.says("why", ticket_of("bob")).out
    assert re.search(r"return-request \(\d+% sure, score [\d.]+; runner-up [a-z-]+, score [\d.]+\)", told)
    assert re.search(r"speaks for return-request \(\+\d; rules\.yaml:\d+, the word in \d+\)", told)
    assert "order_number: AM-10577 ('AM-10577' in the text)" in told
