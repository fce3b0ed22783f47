"""`triage letters preview DIR`: every letter that may go out, as files for a look."""

import re
from email import message_from_bytes

from tests.cli.terminal import Terminal
from triage.outbound.letters import VALUES


def test_every_letter_is_written_as_mail_and_as_a_page_and_the_index_names_them_all(terminal: Terminal) -> None:
    done = terminal.says("letters", "preview", "look")
    assert (done.code, done.err) == (0, "")
    folder = terminal.folder / "look"
    pages = {path.relative_to(folder).as_posix() for path in folder.glob("*/*.html")}
    mails = {path.relative_to(folder).as_posix() for path in folder.glob("*/*.eml")}
    assert {page.removesuffix(".html") for page in pages} == {mail.removesuffix(".eml") for mail in mails}
    assert {page.split(".")[0] for page in pages} == set(VALUES)
    assert set(re.findall(r'href="([^"]+)"', (folder / "index.html").read_text("utf-8"))) == pages | mails
    assert f"Wrote {len(pages)} letters" in done.out

    closing = message_from_bytes((folder / "requester/closing.pl.1.eml").read_bytes())
    assert closing["X-Triage-Ticket"] == "AM-1042"
    assert closing["Content-Language"] == "pl"
    assert "zostało zamknięte" in (folder / "requester/closing.pl.1.html").read_text("utf-8")
    short = (folder / "requester/acknowledgement-short.en.1.html").read_text("utf-8")
    assert "<pre" in short


def test_templates_with_a_mistake_are_told_and_nothing_is_written(terminal: Terminal) -> None:
    assert terminal.says("init", ".").code == 0
    terminal.write("templates/requester/closing.de.txt", "Subject: Fertig\n{{ tickt }}\n")
    done = terminal.says("letters", "preview", "look")
    assert done.code == 1
    assert "templates/requester/closing.de.txt:2: this letter has no value 'tickt'" in done.err
    assert not (terminal.folder / "look").exists()


def test_where_nothing_can_be_written_is_told(terminal: Terminal) -> None:
    terminal.write("file", "")
    done = terminal.says("letters", "preview", "file/below")
    assert done.code == 1
    assert done.err.startswith("file/below cannot be written: ")
