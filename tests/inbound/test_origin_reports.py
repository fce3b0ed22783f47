"""What bounces, receipts and complaints say: the failed recipient, the status, and which of our letters it was."""

import pytest

from triage.inbound import message, origin
from triage.inbound.origin import FailedRecipient, Kind, Ours, Report

OURS = Ours(addresses=frozenset({"support@aeropressmall.com"}))

DSN = """\
Return-Path: <>
From: MAILER-DAEMON@mx.kunde.example (Mail Delivery System)
To: support@aeropressmall.com
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

I'm sorry to have to inform you that your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.kunde.example

{recipients}
--b
Content-Type: {original}

Message-ID: <letter-1@aeropressmall.com>
From: support@aeropressmall.com
To: ghost@kunde.example
Subject: Re: Rubber seal

--b--
"""

FAILED = """\
Final-Recipient: rfc822; Ghost@kunde.example
Original-Recipient: rfc822;ghost@kunde.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 <ghost@kunde.example>:
    Recipient address rejected
"""
DELAYED = FAILED.replace("failed", "delayed").replace("5.1.1", "4.4.1")
DELIVERED = FAILED.replace("failed", "delivered").replace("5.1.1", "2.0.0")


def found_in(text: str) -> origin.Origin:
    parsed = message.parse(text.replace("\n", "\r\n").encode())
    return origin.of(parsed, parsed.text, OURS)


def report_of(text: str) -> Report:
    report = found_in(text).report
    assert report is not None
    return report


def dsn(recipients: str, original: str = "message/rfc822") -> str:
    return DSN.format(recipients=recipients, original=original)


@pytest.mark.parametrize("original", ["message/rfc822", "text/rfc822-headers"])
def test_a_failure_names_recipient_status_reason_and_letter(original: str) -> None:
    found = found_in(dsn(FAILED, original))
    assert found.kind is Kind.BOUNCE
    assert found.report == Report(
        recipients=(
            FailedRecipient(
                address="ghost@kunde.example",
                action="failed",
                status="5.1.1",
                diagnostic="smtp; 550 5.1.1 <ghost@kunde.example>: Recipient address rejected",
            ),
        ),
        original_message_id="letter-1@aeropressmall.com",
    )


@pytest.mark.parametrize(
    ("fields", "kind", "action"),
    [
        (DELAYED, Kind.DELIVERY_REPORT, "delayed"),
        (DELIVERED, Kind.DELIVERY_REPORT, "delivered"),
        (FAILED.replace("Action: failed", "Action: failure"), Kind.BOUNCE, "failed"),
        (FAILED.replace("Action: failed\n", ""), Kind.BOUNCE, "failed"),
        (DELAYED.replace("Action: delayed\n", ""), Kind.DELIVERY_REPORT, "delayed"),
    ],
)
def test_only_a_failure_is_a_bounce(fields: str, kind: Kind, action: str) -> None:
    found = found_in(dsn(fields))
    assert found.kind is kind
    assert found.report is not None
    assert [recipient.action for recipient in found.report.recipients] == [action]


def test_several_recipients_each_keep_their_own_fate() -> None:
    slow = DELAYED.replace("host", "low").replace("G", "S").replace("g", "s")
    report = report_of(dsn(f"{FAILED}\n{slow}"))
    fates = {(recipient.address, recipient.action) for recipient in report.recipients}
    assert fates == {("ghost@kunde.example", "failed"), ("slow@kunde.example", "delayed")}


def test_a_report_forwarded_by_a_person_is_no_report() -> None:
    inner = dsn(FAILED).replace("Return-Path: <>\n", "")
    found = found_in(
        f"""\
From: Ann <ann@kunde.example>
To: support@aeropressmall.com
Subject: What is this?
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=outer

--outer
Content-Type: text/plain

I got the attached mail. Do you know why?

--outer
Content-Type: message/rfc822

{inner}
--outer--
"""
    )
    assert found.kind is Kind.PERSON
    assert found.never_answer == ()


MDN = """\
Return-Path: <{path}>
From: Ann <ann@kunde.example>
To: support@aeropressmall.com
Subject: Read: Your order
MIME-Version: 1.0
Content-Type: multipart/report; report-type=disposition-notification; boundary=b

--b
Content-Type: text/plain

{words}

--b
Content-Type: message/disposition-notification

Final-Recipient: rfc822;ann@kunde.example
Original-Message-ID: <letter-2@aeropressmall.com>
Disposition: manual-action/MDN-sent-manually; displayed

--b--
"""


def test_a_read_receipt_tells_which_letter_was_read() -> None:
    found = found_in(MDN.format(path="ann@kunde.example", words="Your message was read."))
    assert found.kind is Kind.DELIVERY_REPORT
    assert found.report is not None
    assert found.report.original_message_id == "letter-2@aeropressmall.com"
    assert [reason.code for reason in found.never_answer] == ["report"]


def test_a_rejection_dressed_as_a_receipt_is_a_bounce() -> None:
    words = "Your message to <ann@kunde.example> was automatically rejected: Quota exceeded"
    found = found_in(MDN.format(path="", words=words))
    assert found.kind is Kind.BOUNCE


def test_a_complaint_report_is_no_person() -> None:
    found = found_in(
        """\
From: feedback@provider.example
To: support@aeropressmall.com
Subject: FW: Re: Rubber seal
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1

--b
Content-Type: message/rfc822

Message-ID: <letter-3@aeropressmall.com>
From: support@aeropressmall.com

hello
--b--
"""
    )
    assert found.kind is Kind.DELIVERY_REPORT
    assert found.report == Report(recipients=(), original_message_id="letter-3@aeropressmall.com")


# Prose: (who writes, subject, text, failed recipients with their status)
DIALECTS = [
    pytest.param(
        "MAILER-DAEMON@mx.kunde.example",
        "failure notice",
        """\
Hi. This is the qmail-send program at mx.kunde.example.
I'm afraid I wasn't able to deliver your message to the following addresses.

<ghost@kunde.example>:
Sorry, no mailbox here by that name. (#5.1.1)

<full@kunde.example>:
The user is over quota. (#5.2.2)

--- Below this line is a copy of the message.

Message-ID: <letter-4@aeropressmall.com>
To: ghost@kunde.example, full@kunde.example
""",
        {"ghost@kunde.example": "5.1.1", "full@kunde.example": "5.2.2"},
        id="qmail",
    ),
    pytest.param(
        "Mailer-Daemon@mx.kunde.example",
        "Mail delivery failed: returning message to sender",
        """\
A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  ghost@kunde.example
    SMTP error from remote mail server after RCPT TO:<ghost@kunde.example>:
    host mx [192.0.2.1]: 550 5.4.1 access denied

------ This is a copy of the message, including all the headers. ------

Message-ID: <letter-4@aeropressmall.com>
""",
        {"ghost@kunde.example": "5.4.1"},
        id="exim",
    ),
    pytest.param(
        "MAILER-DAEMON@mx.kunde.example",
        "Undelivered Mail Returned to Sender",
        """\
This is the Postfix program at host mx.kunde.example.

<ghost@kunde.example>: host mx2.kunde.example[192.0.2.2] said: 550 5.1.1
    <ghost@kunde.example>... User unknown (in reply to RCPT TO command)

--- original message ---
Message-ID: <letter-4@aeropressmall.com>
""",
        {"ghost@kunde.example": "5.1.1"},
        id="postfix",
    ),
    pytest.param(
        "MAILER-DAEMON@mx.kunde.example",
        "Returned mail: User unknown",
        """\
The original message was received at Mon, 27 Apr 2026 10:00:00 +0200

   ----- The following addresses had permanent fatal errors -----
<ghost@kunde.example>
    (reason: 550 5.1.1 no such user)

   ----- Transcript of session follows -----
550 5.1.1 <ghost@kunde.example>... User unknown

   ----- Original message follows -----
Message-ID: <letter-4@aeropressmall.com>
""",
        {"ghost@kunde.example": "5.1.1"},
        id="sendmail",
    ),
    pytest.param(
        "postmaster@firma.example",
        "Undeliverable: Re: Rubber seal",
        """\
Your message

  To:      ghost
  Subject: Re: Rubber seal
  Sent:    Mon, 27 Apr 2026 10:00:00 +0200

did not reach the following recipient(s):

ghost@firma.example on Mon, 27 Apr 2026 10:00:09 +0200
    The recipient name is not recognized
""",
        {"ghost@firma.example": ""},
        id="exchange 5.5",
    ),
    pytest.param(
        "Postmaster@firma.example",
        "DELIVERY FAILURE: User ghost (ghost@firma.example) not listed in Domino Directory",
        """\
Your message

  Subject: Re: Rubber seal

was not delivered to:

  ghost@firma.example

because:

  User ghost (ghost@firma.example) not listed in Domino Directory
""",
        {"ghost@firma.example": ""},
        id="domino",
    ),
    pytest.param(
        "MAILER-DAEMON@provider.example",
        "Delivery failure",
        """\
Message from provider.example.
Unable to deliver message to the following address(es).

<ghost@provider.example>:
This user doesn't have a provider.example account (ghost@provider.example) [-9]

--- Original message follows.

Message-ID: <letter-4@aeropressmall.com>
""",
        {"ghost@provider.example": ""},
        id="yahoo",
    ),
    pytest.param(
        "gateway_antivirus@firma.example",
        "Delivery failure notification",
        """\
Your message with Subject: Re: Rubber seal
could not be delivered to the following recipients:

ghost@firma.example

Please do not resend your original message.
""",
        {"ghost@firma.example": ""},
        id="a virus gateway",
    ),
    pytest.param(
        "postmaster@mail.firma.example",
        "Message Delivery Failure",
        """\
MailEnable: Message could not be delivered to some recipients.
The following recipient(s) could not be reached:

	Recipient: [SMTP:ghost@firma.example]
	Reason: Remote SMTP Server Returned: 550 mailbox unavailable.

Message headers follow:
Message-ID: <letter-4@aeropressmall.com>
""",
        {"ghost@firma.example": ""},
        id="mailenable",
    ),
    pytest.param(
        "MAILER-DAEMON@provider.example",
        "系统退信",
        """\
邮件无法发送到您指定的地址中。

<ghost@provider.example>:

--- 附件中的内容是原信件的一份拷贝
Message-ID: <letter-4@aeropressmall.com>
""",
        {"ghost@provider.example": ""},
        id="chinese",
    ),
    pytest.param(
        "MAILER-DAEMON@provider.example",
        "Недоставленное сообщение",
        """\
Ваше письмо не может быть доставлено получателю:

ghost@provider.example
550 5.2.1 mailbox disabled
""",
        {"ghost@provider.example": "5.2.1"},
        id="russian",
    ),
    pytest.param(
        "MAILER-DAEMON@provider.example",
        "Failure Notice",
        """\
Sorry, we were unable to deliver your message.

--- Below this line is a copy of the message.

Message-ID: <letter-4@aeropressmall.com>
To: Ghost <ghost@provider.example>
Subject: Re: Rubber seal
""",
        {"ghost@provider.example": ""},
        id="only the returned letter names the recipient",
    ),
]


@pytest.mark.parametrize(("author", "subject", "text", "recipients"), DIALECTS)
def test_a_notice_for_people_is_read_too(author: str, subject: str, text: str, recipients: dict[str, str]) -> None:
    head = f"From: {author}\nTo: support@aeropressmall.com\nSubject: {subject}\nContent-Type: text/plain; charset=utf-8\n\n"
    found = found_in(head + text)
    assert found.kind is Kind.BOUNCE
    assert found.report is not None
    assert {one.address: one.status for one in found.report.recipients} == recipients
    assert {one.action for one in found.report.recipients} == {"failed"}
    if "letter-4" in text:
        assert found.report.original_message_id == "letter-4@aeropressmall.com"


def test_the_letter_is_known_by_the_references_when_nothing_is_returned() -> None:
    report = report_of(
        """\
From: MAILER-DAEMON@provider.example
To: support@aeropressmall.com
Subject: Delivery failed
X-Failed-Recipients: ghost@provider.example
In-Reply-To: <letter-5@aeropressmall.com>

The address could not be found.
"""
    )
    assert report.original_message_id == "letter-5@aeropressmall.com"
    assert [one.address for one in report.recipients] == ["ghost@provider.example"]


def test_a_warning_is_no_bounce_until_the_server_gives_up() -> None:
    text = """\
From: Mail Delivery System <MAILER-DAEMON@provider.example>
To: support@aeropressmall.com
Subject: {subject}

{words}

  slow@provider.example
"""
    waits = found_in(text.format(subject="Delayed mail", words="Your message is delayed. We will keep trying."))
    ended = found_in(
        text.format(subject="Delayed mail", words="Your message was delayed for 5 days. We have given up.")
    )
    assert (waits.kind, ended.kind) == (Kind.DELIVERY_REPORT, Kind.BOUNCE)
