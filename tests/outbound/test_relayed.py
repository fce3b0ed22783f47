"""A staff member's words as a letter: nothing of ours in it, nothing that breaks it, and every file as it was."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.desk.drafts import Draft, LetterKind
from triage.inbound.records import Enclosed, Enclosure
from triage.outbound.letters import LetterError, compose_relay
from triage.outbound.letters.files import MAX_NAME, File
from triage.outbound.letters.mime import write

NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
PNG = b"\x89PNG\r\n\x1a\n--=_ .\r\n.\r\nFrom me"


def relay(text: str = "It is on its way.\n\nBen", *files: Enclosure, **changes: Any) -> EmailMessage:
    """The finished letter, read by the standard library."""
    return cast(EmailMessage, message_from_bytes(raw(text, *files, **changes), policy=SMTP))


def raw(text: str, *files: Enclosure, staff: str = "Ben Cole", **changes: Any) -> bytes:
    draft = Draft(
        kind=LetterKind.RELAY,
        template="requester/relay",
        ticket="AM-1042",
        seq=3,
        recipient="ada@customer.example",
        recipient_name="Ada Lindqvist",
        mailbox="support@aeropressmall.com",
        message_id="AM-1042.relay.3.20261123.k3j5@aeropressmall.com",
        subject="Return order AM-10432",
        in_reply_to="c2@customer.example",
        references=("c1@customer.example", "c2@customer.example"),
        values={"text": text, "staff": staff},
        written_by="ben@aeropressmall.com",
    )
    letter = compose_relay(
        replace(draft, **changes), Enclosed(files=files), instance="desk-7f3a", date=NOON, desk_name="AeroPress Mall"
    )
    assert letter.envelope_from == "support@aeropressmall.com"
    return letter.raw


def image(cid: str = "a@b", below: str | None = "Your label:", name: str = "label.png") -> Enclosure:
    return Enclosure(filename=name, content_type="image/png", content=PNG, content_id=cid, below=below)


def attached(name: str, kind: str = "application/pdf", content: bytes = b"%PDF") -> Enclosure:
    return Enclosure(filename=name, content_type=kind, content=content)


def page(letter: EmailMessage) -> str:
    body = letter.get_body(("html",))
    assert body
    return body.get_content()


def files_of(letter: EmailMessage) -> list[tuple[str | None, str, object]]:
    return [
        (each.get_filename(), each.get_content_type(), each.get_payload(decode=True))
        for each in letter.walk()
        if each.get_filename()
    ]


# ---------------------------------------------------------------- headers
def test_a_person_s_letter_names_the_person_and_bears_no_mark_of_a_machine() -> None:
    letter = relay()
    assert letter["From"] == '"Ben Cole, AeroPress Mall" <support@aeropressmall.com>'
    assert (letter["Subject"], letter["In-Reply-To"]) == (
        "Re: Return order AM-10432 [AM-1042]",
        "<c2@customer.example>",
    )
    assert letter["References"] == "<c1@customer.example> <c2@customer.example>"
    assert letter["X-Triage-Instance"] == "desk-7f3a"
    assert not {"Auto-Submitted", "Precedence", "X-Auto-Response-Suppress", "Reply-To", "Cc"} & set(letter.keys())


@pytest.mark.parametrize(
    "staff", ["", "Ben\r\nBcc: eve@x.example", "=?utf-8?q?Eve?= <eve@x.example>", "Bén Cölé", 'Ben "B" Cole, Esq.']
)
def test_no_name_breaks_the_header(staff: str) -> None:
    letter = relay(staff=staff)
    assert letter["Bcc"] is None
    assert letter["From"].addresses[0].addr_spec == "support@aeropressmall.com"
    assert letter["From"].addresses[0].display_name.endswith("AeroPress Mall")
    assert len(letter["From"].addresses) == 1


# ---------------------------------------------------------------- words
def test_text_and_html_say_the_same() -> None:
    letter = relay("Hello <Ada> & all,\n\nsee https://shop.example/a?b=1&c=2.\nBen")
    body = letter.get_body(("plain",))
    assert body
    assert (
        body.get_content().replace("\r\n", "\n") == "Hello <Ada> & all,\n\nsee https://shop.example/a?b=1&c=2.\nBen\n"
    )
    assert "<p>Hello &lt;Ada&gt; &amp; all,</p>" in page(letter)
    assert '<a href="https://shop.example/a?b=1&amp;c=2">https://shop.example/a?b=1&amp;c=2</a>.<br>' in page(letter)


@pytest.mark.parametrize("text", ["", "  \n ", "\0"])
def test_no_words_are_no_letter(text: str) -> None:
    with pytest.raises(LetterError, match="cannot be passed on"):
        relay(text)


@given(st.text(max_size=300), st.text(max_size=60))
def test_any_words_from_anybody_are_one_sound_letter(text: str, name: str) -> None:
    try:
        letter = relay(f"x{text}", staff=name)
    except LetterError as error:
        pytest.fail(str(error))
    assert letter.defects == []
    assert [part.get_content_type() for part in letter.walk()] == ["multipart/alternative", "text/plain", "text/html"]


# ---------------------------------------------------------------- images and files
def test_an_image_stands_below_its_line() -> None:
    letter = relay("Your label:\n\nPlease print it.", image())
    shown = page(letter)
    assert shown.index("Your label:") < shown.index('<img src="cid:') < shown.index("Please print it.")
    (part,) = [each for each in letter.walk() if each.get_content_type() == "image/png"]
    assert f"cid:{part['Content-ID'].strip('<>')}" in shown
    assert (part.get_payload(decode=True), part["Content-ID"] == "<a@b>") == (PNG, False)


def test_an_image_stands_in_place_of_a_mail_program_s_placeholder() -> None:
    letter = relay(
        "Press [cid:a@b] twice.\nThen [image: other.png].", image(below="gone"), image("c@d", "gone", "other.png")
    )
    assert "cid:" not in letter.get_body(("plain",)).get_content()  # pyright: ignore[reportOptionalMemberAccess]
    shown = page(letter)
    assert (
        shown.index("Press ")
        < shown.index("<img")
        < shown.index(" twice.")
        < shown.index("Then ")
        < shown.rindex("<img")
    )


def test_an_image_whose_line_is_gone_stands_at_the_end() -> None:
    shown = page(relay("Hello.\n\nBen", image(below="Something else")))
    assert shown.index("Ben") < shown.index("<img")


def test_files_arrive_as_they_were() -> None:
    letter = relay("See attached.", attached("a.pdf"), attached("Größe.csv", "text/csv", b"\xe4;1\r\n"), image())
    assert files_of(letter) == [
        ("label.png", "image/png", PNG),
        ("a.pdf", "application/pdf", b"%PDF"),
        ("Größe.csv", "text/csv", b"\xe4;1\r\n"),
    ]


@pytest.mark.parametrize(
    ("name", "fit"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\ben\\a.pdf", "a.pdf"),
        ("a\r\nBcc: x@y.example.pdf", "a Bcc_ x@y.example.pdf"),
        ("\u202efdp.exe", "fdp.exe"),
        ("CON.txt", "_CON.txt"),
        ("", "file-1.pdf"),
        ("...", "file-1.pdf"),
        ("=?utf-8?q?a?=.pdf", "= _utf-8_q_a_=.pdf"),
        ('a"; name="b.exe', "a__ name=_b.exe"),
        (f"{'x' * 5000}.pdf", f"{'x' * (MAX_NAME - 4)}.pdf"),
        (f"{'ü' * 300}.pdf", f"{'ü' * (MAX_NAME - 4)}.pdf"),
    ],
)
def test_a_file_s_name_is_no_path_and_no_header(name: str, fit: str) -> None:
    assert files_of(relay("See.", attached(name))) == [(fit, "application/pdf", b"%PDF")]


@pytest.mark.parametrize("kind", ["message/rfc822", "multipart/mixed", "text/html\r\nX: y", "nonsense", "a/b;c=d"])
def test_a_type_that_would_be_taken_apart_or_breaks_the_header_is_plain_data(kind: str) -> None:
    assert files_of(relay("See.", attached("a.eml", kind)))[0][1] == "application/octet-stream"


@given(st.text(max_size=100), st.binary(max_size=300))
def test_any_file_with_any_name_comes_through(name: str, content: bytes) -> None:
    (found,) = files_of(relay("See.", attached(name, content=content)))
    assert found[1:] == ("application/pdf", content)


def test_a_letter_that_does_not_read_back_as_meant_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(File, "parameter", property(lambda _: 'filename="other.pdf"'))
    with pytest.raises(LetterError, match="not what was meant"):
        write([("Subject", ["x"])], text="x", html="<p>x", files=[File.of("a.pdf", "application/pdf", b"%PDF")])
