"""The sample customers: every kind of mail is there, each reads as its writer meant it, and answers thread."""

import asyncio
import re
from collections import Counter
from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP
from importlib.resources import files

import pytest
from imapclient import IMAPClient

from triage.demo.correspondence import answer_text, author, compose, compose_answer, sender, template
from triage.demo.customers import ANSWERS, MAILS, PRESS, SUPPORT, WHOLESALE, Answer, Mail, named
from triage.demo.server import DemoServer

NOON = datetime(2026, 11, 30, 17, 0, tzinfo=UTC)
LETTER = """\
From: AeroPress Mall <support@aeropressmall.com>
To: Megan Doyle <megan.doyle@tidepool.example>
Subject: Re: Re: =?utf-8?q?where=27s_my_parcel=3F=3F_=E2=80=93_AM-1042?=
Date: Mon, 30 Nov 2026 09:20:00 -0500
Message-ID: <ack.1@aeropressmall.com>
References: <megan.1@tidepool.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8
Content-Transfer-Encoding: 8bit

Thank you – we still need your order number.

AeroPress Mall
""".replace("\n", "\r\n").encode()


def finished(mail: Mail) -> bytes:
    return compose(mail, at=NOON, letter=LETTER if mail.answers else None)


def read(mail: Mail) -> EmailMessage:
    return message_from_bytes(finished(mail), policy=SMTP)


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain", "html"))
    assert body is not None
    return body.get_content()


def test_every_category_and_language_is_there() -> None:
    assert {mail.category for mail in MAILS} - {None} == {
        *("product-question", "combined-enquiry", "wholesale", "order-tracking", "return-request"),
        *("refund-progress", "complaint", "order-problem", "not-a-request"),
    }
    assert {mail.language for mail in MAILS} >= {"en", "de", "es", "fr", "it", "ja"}
    assert {mail.kind for mail in MAILS} == {"person", "bulk", "out_of_office", "bounce"}


def test_every_file_has_its_place_in_the_script() -> None:
    mails = files("triage.demo").joinpath("mails")
    assert sorted(mail.name for mail in MAILS) == sorted(
        file.name.removesuffix(".eml") for file in mails.iterdir() if file.is_file()
    )
    assert sorted(f"{answer.to}.txt" for answer in ANSWERS) == sorted(
        file.name for file in mails.joinpath("answers").iterdir()
    )


def test_the_script_runs_forward() -> None:
    assert list(MAILS) == sorted(MAILS, key=lambda mail: mail.after)
    assert list(ANSWERS) == sorted(ANSWERS, key=lambda answer: answer.after)
    assert all(named(mail.answers).after < mail.after for mail in MAILS if mail.answers)
    assert all(named(answer.to).after < answer.after for answer in ANSWERS)


@pytest.mark.parametrize("mail", MAILS, ids=lambda mail: mail.name)
def test_a_finished_mail_is_whole(mail: Mail) -> None:
    raw = finished(mail)
    lines = raw.split(b"\r\n")
    assert not any(b"\n" in line or b"\r" in line for line in lines)
    assert max(map(len, lines)) <= 998  # RFC 5322 §2.1.1
    assert not re.search(rb"\{[a-z_]+\}", raw)
    message = read(mail)
    assert not [defect for part in message.walk() for defect in part.defects]
    assert message["Date"].datetime == NOON
    assert re.fullmatch(r"<[^@<>\s]+@[^@<>\s]+>", message["Message-ID"])
    assert set(mail.to) == {address.addr_spec for address in message["To"].addresses}
    assert author(mail).endswith(".example")


@pytest.mark.parametrize(
    ("name", "charset", "words"),
    [
        ("hannes", "utf-8", "Innsbruck"),
        ("megan", "us-ascii", "Can you find out where my parcel is please?"),
        ("daniel", "utf-8", "AM-10432"),
        ("giulia", "windows-1252", "Torino – tel."),
        ("camille", "iso-8859-1", "J'ai écrit"),
        ("kenji", "iso-2022-jp", "注文番号は AM-10688 です"),
        ("lucia", "utf-8", "¿Se pueden acumular los dos?"),
        ("rafael", "utf-8", "vocês entregam em Portugal"),
        ("birgit", "utf-8", "R&uuml;cksendung zur Bestellung AM-10251"),
        ("priya", "utf-8", "Does the Go come with its own mug?"),
    ],
)
def test_each_charset_survives(name: str, charset: str, words: str) -> None:
    message = read(named(name))
    body = message.get_body(("plain", "html"))
    assert body is not None
    assert body.get_content_charset() == charset
    assert words in body.get_content()


def test_layouts_differ() -> None:
    layouts = {mail.name: [part.get_content_type() for part in read(mail).walk()] for mail in MAILS}
    assert layouts["priya"] == ["text/html"]
    assert layouts["daniel"] == ["multipart/alternative", "text/plain", "text/html"]
    assert layouts["tom"] == ["multipart/mixed", "text/plain", "image/png", "text/plain"]


def test_the_photo_is_a_picture() -> None:
    [photo] = [part for part in read(named("tom")).walk() if part.get_content_type() == "image/png"]
    assert photo.get_filename() == "cracked chamber.png"
    assert photo.get_content().startswith(b"\x89PNG\r\n")


def test_an_answer_to_our_letter_threads_and_quotes() -> None:
    message = read(named("megan-number"))
    assert message["In-Reply-To"] == "<ack.1@aeropressmall.com>"
    assert message["References"] == "<megan.1@tidepool.example> <ack.1@aeropressmall.com>"
    assert message["Subject"] == "Re: where's my parcel?? – AM-1042"
    assert text(message).startswith("Sorry, of course! It's order number AM-10517.")
    assert "On Mon, Nov 30, 2026 at 09:20 AM, AeroPress Mall" in text(message)
    assert "> Thank you – we still need your order number.\n>\n> AeroPress Mall" in text(message).replace("\r", "")


def test_mail_that_answers_needs_a_letter() -> None:
    with pytest.raises(ValueError, match="megan-number answers a letter to megan"):
        compose(named("megan-number"), at=NOON)


def test_the_bounce_returns_our_letter() -> None:
    _, status, original = read(named("priya-bounce")).iter_parts()
    assert status.get_content_type() == "message/delivery-status"
    assert status.get_payload(1)["Action"] == "failed"
    assert original.get_content()["Message-ID"] == "<ack.1@aeropressmall.com>"
    assert author(named("priya")) == "priya.raman@sandalwood.example"
    assert b"Final-Recipient: rfc822; priya.raman@sandalwood.example" in template("priya-bounce")


def test_machines_send_with_their_own_return_path() -> None:
    paths = {mail.name: sender(mail) for mail in MAILS if sender(mail) != author(mail)}
    assert paths == {"newsletter": "bounce-48-83f1c@brewtrade.example", "camille-away": "", "priya-bounce": ""}


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda answer: answer.to)
def test_staff_answer_in_the_customers_thread(answer: Answer) -> None:
    question = read(named(answer.to))
    raw = compose_answer(answer, at=NOON, question=question.as_bytes())
    reply = message_from_bytes(raw, policy=SMTP)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert reply["From"].addresses[0].addr_spec == answer.mailbox
    assert reply["To"].addresses[0].addr_spec == author(named(answer.to))
    assert reply["In-Reply-To"] == reply["References"] == question["Message-ID"]
    assert reply["Subject"] == f"Re: {question['Subject']}"
    assert text(reply).replace("\r", "").startswith(f"{answer_text(answer.to)}\n\n-- \n{answer.by}\n")
    assert f"> {text(question).splitlines()[0]}" in text(reply)


def counted(port: int, mailbox: str) -> dict[str, int]:
    with IMAPClient("127.0.0.1", port=port, ssl=False, timeout=5) as client:
        client.login(mailbox, "secret")
        return {folder: client.folder_status(folder, ["MESSAGES"])[b"MESSAGES"] for folder in ("INBOX", "Sent")}


def test_the_whole_script_plays_on_the_demo_server() -> None:
    async def play() -> tuple[dict[str, dict[str, int]], Counter[str]]:
        mailboxes = (PRESS, SUPPORT, WHOLESALE)
        async with DemoServer(dict.fromkeys(mailboxes, "secret"), clock=lambda: NOON) as server:
            for mail in MAILS:
                for mailbox in mail.to:
                    at = NOON + mail.after
                    await server.arrive(sender=sender(mail), recipient=mailbox, raw=finished(mail), at=at)
            for answer in ANSWERS:
                raw = compose_answer(answer, at=NOON + answer.after, question=finished(named(answer.to)))
                await server.answer(mailbox=answer.mailbox, recipient=author(named(answer.to)), raw=raw)
            found = {box: await asyncio.to_thread(counted, server.imap_port, box) for box in mailboxes}
            return found, Counter(letter.recipient for letter in server.sent)

    found, sent = asyncio.run(play())
    assert found == {
        PRESS: {"INBOX": 8, "Sent": 2},
        SUPPORT: {"INBOX": 10, "Sent": 3},
        WHOLESALE: {"INBOX": 1, "Sent": 1},
    }
    assert sent == Counter(author(named(answer.to)) for answer in ANSWERS)
