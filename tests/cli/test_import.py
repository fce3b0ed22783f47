"""`triage import`: past mail becomes threads and tickets, from any kind of archive, once, and without letters."""

import mailbox as archives
from contextlib import closing
from pathlib import Path
from textwrap import dedent

import pytest

from tests.cli.terminal import PAST, QUESTION, Terminal

OURS = """\
    From: support@aeropressmall.com
    To: Ann Example <ann@shop.test>
    Subject: Re: Where is my parcel?
    Message-ID: <answer-1@aeropressmall.com>
    In-Reply-To: <ann-1@shop.test>
    Date: Fri, 20 Nov 2026 17:45:00 -0500

    It left our house today.
    From here it takes six to twelve days.
    """


def raw(text: str) -> bytes:
    return dedent(text).encode()


def tickets(terminal: Terminal, data: str = "data") -> list[object]:
    """What the desk knows, but for the moment of looking."""
    rows = terminal.says("tickets", "--json", "--messages", "--data", data).rows()
    return sorted((row["requester"], row["subject"], row["category"], row["message_ids"]) for row in rows)


def test_history_opens_tickets_without_clocks_or_letters(desk: Terminal) -> None:
    rows = desk.says("tickets", "--json").rows()
    assert [(row["next_due"], row["status"]) for row in rows] == [(None, "pending")] * 4
    assert {row["opened_at"][:10] for row in rows} == {"2026-11-20"}
    assert desk.says("outbox", "--json").rows() == []


def test_importing_again_changes_nothing(desk: Terminal) -> None:
    before = desk.says("tickets", "--json", "--messages").out
    again = desk.says("import", "--json", "--eml", "mail")
    assert [row["ticket"] for row in again.rows()] == [None] * len(PAST)
    assert (again.code, {(row["known"], row["trouble"]) for row in again.rows()}) == (0, {(True, None)})
    assert desk.says("tickets", "--json", "--messages").out == before


def test_every_archive_tells_the_same(desk: Terminal) -> None:
    with (
        closing(archives.mbox(desk.folder / "past.mbox")) as mbox,
        closing(archives.Maildir(desk.folder / "past")) as maildir,
    ):
        for text in PAST.values():
            mbox.add(raw(text))
            maildir.add(raw(text))
    for kind, place in (("mbox", "past.mbox"), ("maildir", "past")):
        done = desk.says("import", f"--{kind}", place, "--data", kind)
        assert (done.code, done.out) == (0, "5 of 5 messages on 4 tickets; 0 were here already, 0 left out\n"), done.err
        assert tickets(desk, kind) == tickets(desk)
        again = desk.says("import", f"--{kind}", place, "--data", "data", "--json")  # as files they are here already
        assert {row["ticket"] for row in again.rows()} == {None}


def test_our_own_answers_are_answers(terminal: Terminal) -> None:
    terminal.write("mail/1.eml", QUESTION)
    terminal.write("mail/2.eml", OURS)
    assert terminal.says("import", "--eml", "mail").code == 0
    [row] = terminal.says("tickets", "--json", "--messages").rows()
    assert row["message_ids"] == ["ann-1@shop.test", "answer-1@aeropressmall.com"]
    assert row["first_answer_at"] == "2026-11-20T22:45:00.000000Z"


def test_an_mbox_says_when_mail_came_and_its_quoting_is_undone(terminal: Terminal) -> None:
    lines = raw(QUESTION).replace(
        b"Where is my order", b"I wrote last week.\n>From then on I waited. Where is my order"
    )
    text = b"From ann@shop.test Fri Nov 20 21:30:00 2026\n" + lines + b"\n"
    (terminal.folder / "past.mbox").write_bytes(text)
    assert terminal.says("import", "--mbox", "past.mbox").code == 0
    [row] = terminal.says("tickets", "--json").rows()
    assert row["opened_at"] == "2026-11-20T21:30:00.000000Z"
    [message] = terminal.says("show", "--json", row["ticket"]).rows()[0]["messages"]
    assert message["text"].startswith("I wrote last week.\nFrom then on I waited. Where is")


def test_a_mailbox_can_be_given(terminal: Terminal) -> None:
    terminal.write("mail/1.eml", "From: ann@shop.test\nTo: info@elsewhere.test\nSubject: Hello\n\nHello there.\n")
    assert terminal.says("import", "--eml", "mail", "--mailbox", "Support@AeroPressMall.com").code == 0
    assert [row["mailbox"] for row in terminal.says("tickets", "--json").rows()] == ["support@aeropressmall.com"]


def test_an_unknown_mailbox_is_wrong_usage(terminal: Terminal) -> None:
    terminal.write("mail/1.eml", QUESTION)
    done = terminal.says("import", "--eml", "mail", "--mailbox", "info@elsewhere.test")
    assert (done.code, done.out) == (2, "")
    assert "support@aeropressmall.com" in done.err


@pytest.mark.parametrize("options", [[], ["--eml", ".", "--maildir", "."]])
def test_one_archive_at_a_time(terminal: Terminal, options: list[str]) -> None:
    assert terminal.says("import", *options).code == 2


def test_what_breaks_us_is_left_out_and_told(terminal: Terminal) -> None:
    terminal.write("mail/1.eml", QUESTION)
    (terminal.folder / "mail/2.eml").write_bytes(b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\n\n" * 2000)
    done = terminal.says("import", "--eml", "mail")
    assert done.code == 1
    assert done.out == "1 of 2 messages on 1 tickets; 0 were here already, 1 left out\n"
    assert "mail/2.eml: " in done.err


def test_a_file_that_cannot_be_read_is_told_and_nothing_imported(terminal: Terminal) -> None:
    terminal.write("mail/1.eml", QUESTION)
    (terminal.folder / "mail/2.eml").symlink_to("nowhere")
    done = terminal.says("import", "--eml", "mail")
    assert (done.code, done.out) == (1, "")
    assert done.err == "mail/2.eml cannot be read, nothing was imported: No such file or directory\n"


def test_a_folder_may_be_called_like_a_mail(terminal: Terminal) -> None:
    terminal.write("mail/2026.eml/1.eml", QUESTION)
    assert terminal.says("import", "--eml", "mail").out.startswith("1 of 1 messages")


def test_stdout_holds_only_json_whatever_else_is_to_tell(desk: Terminal) -> None:
    """The rules are broken, the last good ones stay in force: that is for stderr."""
    desk.write("rules.yaml", "desk: [\n")
    done = desk.says("import", "--json", "--eml", "mail")
    assert len(done.rows()) == len(PAST)
    assert "rules.yaml:2:1" in done.err


def test_an_empty_folder_is_no_mistake(terminal: Terminal, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert (
        terminal.says("import", "--eml", "none").out
        == "0 of 0 messages on 0 tickets; 0 were here already, 0 left out\n"
    )


def test_past_mail_is_taken_in_its_order_of_time_whatever_its_files_are_called(terminal: Terminal) -> None:
    for name, mail in (
        ("1-late", PAST["ann-more"]),
        ("2-undated", "From: x@shop.test\n\nHello\n"),
        ("3-early", QUESTION),
    ):
        terminal.write(f"mail/{name}.eml", mail)
    done = terminal.says("import", "--json", "--eml", "mail")
    assert [row["file"] for row in done.rows()] == ["mail/3-early.eml", "mail/1-late.eml", "mail/2-undated.eml"]
    assert "Where is my parcel?" in [row["subject"] for row in terminal.says("tickets", "--json").rows()]
