"""The mail server that the journeys rely on: what it takes, where it hands it, and what comes back."""

import email
import smtplib
import time
from collections.abc import Callable
from email.message import Message

import pytest

from tests.contracts import letter
from tests.servers.daemons import PASSWORD
from tests.servers.dovecot import Dovecot, User
from tests.servers.exim import Exim
from tests.servers.sink import HANG_UP, Sink


def submit(server: Exim, sender: str, *recipients: str) -> None:
    with smtplib.SMTP("127.0.0.1", server.port, local_hostname="desk.example.test") as smtp:
        smtp.sendmail(sender, recipients, letter("by Exim"))


def log_in_and_submit(server: Exim, mailbox: User, *, login: str, sender: str, headers: str = "") -> Message:
    """The mail as it reached the mailbox."""
    with smtplib.SMTP("127.0.0.1", server.port, local_hostname="laptop.example.test") as smtp:
        smtp.login(login, PASSWORD)
        smtp.sendmail(sender, mailbox.address, headers.encode() + letter("submitted"))
    wait(mailbox.messages)
    return email.message_from_bytes(mailbox.messages()[0])


def wait(holds: Callable[[], object]) -> None:
    deadline = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_mail_for_ours_reaches_the_mailbox(mail_server: Exim, mailbox: User) -> None:
    submit(mail_server, "customer@shop.test", mailbox.address, f"{mailbox.name}@aeropressmall.com")
    wait(lambda: len(mailbox.messages()) == 2)
    headers = email.message_from_bytes(mailbox.messages()[0])
    assert headers.get_all("Return-Path") == ["<customer@shop.test>"]
    assert headers["Subject"] == "by Exim"


def test_mail_for_others_reaches_the_sink(mail_server: Exim, sink: Sink) -> None:
    submit(mail_server, "", "ann@shop.test")
    sink.wait(lambda: bool(sink.to("ann@shop.test")))
    assert sink.letters[0].sender == ""


def test_an_unknown_user_of_ours_comes_back_as_a_report(mail_server: Exim, mailbox: User) -> None:
    submit(mail_server, mailbox.address, "nobody-of-that-name@example.test")
    wait(mailbox.messages)
    report = email.message_from_bytes(mailbox.messages()[0])
    assert (report.get_content_type(), report["Return-Path"]) == ("multipart/report", "<>")
    status = report.get_payload(1).as_string()
    assert "Final-Recipient: rfc822;nobody-of-that-name@example.test" in status
    assert "Action: failed" in status


def test_a_refusal_by_the_other_side_comes_back_as_a_report(mail_server: Exim, mailbox: User, sink: Sink) -> None:
    sink.at_rcpt["full@shop.test"] = "550 5.2.2 mailbox is full"
    submit(mail_server, mailbox.address, "full@shop.test")
    wait(mailbox.messages)
    assert b"550 5.2.2 mailbox is full" in mailbox.messages()[0]


def test_what_is_deferred_comes_later(mail_server: Exim, sink: Sink) -> None:
    sink.at_data["later@shop.test"] = "451 4.3.0 try later"
    sink.at_rcpt["gone@shop.test"] = HANG_UP
    submit(mail_server, "a@example.test", "later@shop.test")
    submit(mail_server, "a@example.test", "gone@shop.test")
    wait(lambda: "try later" in mail_server.log() and "gone@shop.test" in mail_server.log())
    assert sink.letters == []
    sink.clear()
    sink.wait(lambda: bool(sink.to("later@shop.test") and sink.to("gone@shop.test")))


def test_keywords_and_flags_are_told(imap_server: Dovecot) -> None:
    user = imap_server.add_user("flagged")
    user.append(letter("one"), flags=["\\Flagged"])
    user.append(letter("two"))
    user.add_flags(2, "$Triage-Complaint", "\\Seen")
    assert user.flags() == {1: {"\\Flagged"}, 2: {"$Triage-Complaint", "\\Seen"}}


FORGED = "mx.aeropressmall.com; dmarc=pass header.from=aeropressmall.com"


def test_who_logs_in_is_named_in_the_results_and_brings_none_of_his_own(mail_server: Exim, mailbox: User) -> None:
    ben = "ben@aeropressmall.com"
    forged = f"Authentication-Results: {FORGED}\r\nAuthentication-Results: mx.elsewhere.test; none\r\n"
    got = log_in_and_submit(mail_server, mailbox, login=ben, sender=ben, headers=forged)
    (results,) = got.get_all("Authentication-Results", [])
    assert " ".join(results.split()) == f"mx.aeropressmall.com; auth=pass (PLAIN) smtp.auth={ben}"


def test_who_logs_in_may_send_as_himself_or_as_nobody(mail_server: Exim, mailbox: User) -> None:
    with pytest.raises(smtplib.SMTPSenderRefused, match="may not send as anna@"):
        log_in_and_submit(mail_server, mailbox, login="ben@example.test", sender="anna@example.test")
    got = log_in_and_submit(mail_server, mailbox, login="ben@example.test", sender="")
    assert (got["Return-Path"], got["Authentication-Results"].split()[-1]) == ("<>", "smtp.auth=ben@example.test")


def test_what_the_border_found_is_left_alone(mail_server: Exim, mailbox: User) -> None:
    with smtplib.SMTP("127.0.0.1", mail_server.port, local_hostname="mail.shop.test") as smtp:
        headers = f"Authentication-Results: {FORGED}\r\n".encode()
        smtp.sendmail("ann@shop.test", mailbox.address, headers + letter("carried"))
    wait(mailbox.messages)
    assert email.message_from_bytes(mailbox.messages()[0]).get_all("Authentication-Results") == [FORGED]
