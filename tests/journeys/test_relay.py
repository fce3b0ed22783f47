"""Staff answer a notification from their own mailbox, and never open anything else: the customer gets it from the shared address.

Every mail goes through Exim and lies in Dovecot; nobody's mail program is ours.
"""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import pytest

from tests.journeys.desk import Desk, Row
from tests.journeys.mail import AUTHSERV_ID, SUPPORT, Letter, Mail, at, bounce, reply, threaded

ANN = "ann@shop.test"
BEN = "aftersales-1@aeropressmall.com"
ASKED = "Order AM-10432: you sent me the wrong item, I ordered the AeroPress Clear."
PIXEL = b"\x89PNG\r\n\x1a\n" + b"\0" * 600


def asked(desk: Desk) -> tuple[Mail, Letter]:
    """Ann's question, and the notification that Ben got of it."""
    mail = desk.customer_writes(ASKED, subject="Wrong item")
    (letter,) = desk.notifications_to(BEN)
    return mail, letter


def answer(letter: Letter, text: str, *, now: Desk, html: str | None = None, quote: bool = True) -> EmailMessage:
    """What Ben's mail program makes of pressing Reply."""
    message = EmailMessage(policy=SMTP)
    message["Authentication-Results"] = f"{AUTHSERV_ID}; dmarc=pass header.from=aeropressmall.com"
    message["From"], message["To"] = f"Ben Cole <{BEN}>", SUPPORT
    message["Subject"], message["Date"] = f"Re: {letter.subject}", format_datetime(now.now)
    message["Message-ID"] = f"<ben.{abs(hash(text)) % 10**8}@aeropressmall.com>"
    for name, value in threaded(letter).items():
        message[name] = value
    body = letter.headers.get_body(("plain",))
    assert body
    quoted = "".join(f"> {line}\n" for line in body.get_content().splitlines())
    message.set_content(
        f"{text}\n\n-- \nBen Cole\nAftersales, direct line 555-0100\n\nOn Monday, AeroPress Mall wrote:\n{quoted}"
        if quote
        else text
    )
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


def sends(desk: Desk, message: EmailMessage) -> None:
    """It reaches the shared mailbox, and the desk takes a turn."""
    desk.town.carry(message.as_bytes(), sender=BEN, to=(SUPPORT,))
    desk.town.settle()
    desk.turn()


def relayed(desk: Desk) -> Letter:
    """The one answer that Ann has got."""
    (letter,) = answers(desk)
    return letter


def answers(desk: Desk) -> list[Letter]:
    return [letter for letter in desk.letters_to(ANN) if not letter.is_acknowledgement]


def in_sent(desk: Desk) -> list[bytes]:
    return desk.town.mailbox(SUPPORT).messages("Sent")


def transcripts(desk: Desk) -> list[Letter]:
    return [letter for letter in desk.letters_to(BEN) if ".transcript." in letter.message_id]


# ---------------------------------------------------------------- the whole way
def test_an_answer_to_a_notification_reaches_the_customer_in_her_thread_with_the_writer_s_name(desk: Desk) -> None:
    question, notification = asked(desk)
    assert ASKED in notification.text.replace("> ", "")
    desk.now = at("Mon 11:00")
    sends(desk, answer(notification, "Hello Ann,\n\nthe right one leaves today.", now=desk))
    got = relayed(desk)
    assert got.headers["From"] == f'"Ben Cole, AeroPress Mall" <{SUPPORT}>'
    assert (got.headers["In-Reply-To"], got.sender) == (question.message_id, SUPPORT)
    assert got.subject == f"Re: Wrong item [{desk.ticket(ANN)['ticket']}]"
    assert got.text == "Hello Ann, the right one leaves today."
    assert not {"Auto-Submitted", "Precedence", "X-Auto-Response-Suppress"} & set(got.headers.keys())


def test_the_answer_stops_the_clock_and_who_gave_it_has_the_ticket(desk: Desk) -> None:
    _, notification = asked(desk)
    desk.now = at("Mon 11:00")
    sends(desk, answer(notification, "The right one leaves today.", now=desk))
    ticket: Row = desk.ticket(ANN)
    assert (ticket["status"], ticket["assignee"], ticket["next_due"]) == ("pending", BEN, None)
    assert ticket["first_answer_at"] is not None


def test_nothing_of_quote_signature_or_notification_reaches_the_customer(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    raw = relayed(desk).raw.decode()
    for ours in ("direct line", "##-", "#close", "aftersales-1", "notification", "Category"):
        assert ours not in raw


def test_attachment_and_inline_image_come_along_where_they_stood(desk: Desk) -> None:
    _, notification = asked(desk)
    html = '<p>Here is your label:</p><p><img src="cid:label@ben"></p><p>Please print it.</p><div>-- <br>Ben <img src="cid:logo@ben"></div>'
    message = answer(notification, "Here is your label:\n\nPlease print it.", now=desk, html=html, quote=False)
    page = message.get_body(("html",))
    assert isinstance(page, EmailMessage)
    page.add_related(PIXEL, "image", "png", cid="<label@ben>", filename="label.png")
    page.add_related(PIXEL + b"logo", "image", "png", cid="<logo@ben>", filename="logo.png")
    message.add_attachment(b"%PDF-1.4 receipt", maintype="application", subtype="pdf", filename="Quittung für Ann.pdf")
    sends(desk, message)
    got = relayed(desk).headers
    files = {part.get_filename(): part.get_payload(decode=True) for part in got.walk() if part.get_filename()}
    assert files == {"label.png": PIXEL, "Quittung für Ann.pdf": b"%PDF-1.4 receipt"}
    shown = got.get_body(("html",))
    assert shown
    content = shown.get_content()
    assert content.index("Here is your label") < content.index('<img src="cid:') < content.index("Please print it")


def test_the_answer_goes_where_a_proven_customer_asked_for_answers(desk: Desk) -> None:
    desk.customer_writes(ASKED, subject="Wrong item", headers={"Reply-To": "office@shop.test"})
    (notification,) = desk.notifications_to(BEN)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    assert answers(desk) == []
    (got,) = desk.letters_to("office@shop.test")
    assert got.text == "It is on its way."


# ---------------------------------------------------------------- the copy in Sent
def test_a_copy_lies_in_sent_once_and_is_no_second_answer(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    assert in_sent(desk) == [], "the provider may file it itself"
    for clock in ("Mon 09:03", "Mon 09:06", "Mon 09:09"):
        desk.pass_time(at(clock))
    (copy,) = in_sent(desk)
    assert Letter(sender="", raw=copy).message_id == relayed(desk).message_id
    assert desk.why(ANN).count("answered by mail") == 1


def test_what_the_provider_files_itself_is_not_filed_again(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    desk.town.mailbox(SUPPORT).append(relayed(desk).raw, folder="Sent", flags=["\\Seen"])
    for clock in ("Mon 09:01", "Mon 09:03", "Mon 09:20"):
        desk.pass_time(at(clock))
    assert len(in_sent(desk)) == 1


def test_a_provider_that_gives_the_answer_another_message_id_is_understood(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    ours = relayed(desk)
    theirs = ours.raw.replace(f"Message-ID: {ours.message_id}".encode(), b"Message-ID: <0100-000000@provider.test>")
    desk.town.mailbox(SUPPORT).append(theirs, folder="Sent", flags=["\\Seen"])
    desk.pass_time(at("Mon 09:03"))
    desk.pass_time(at("Mon 09:06"))
    assert len(in_sent(desk)) == 1
    desk.receives(reply(Letter(sender="", raw=theirs), "Thank you, and when will it be here?", by=ANN))
    assert desk.ticket(ANN)["status"] == "open"


def test_a_desk_that_dies_between_sending_and_filing_files_one_copy(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    desk.restart()
    desk.pass_time(at("Mon 09:03"))
    desk.pass_time(at("Mon 09:06"))
    assert (len(in_sent(desk)), len(answers(desk))) == (1, 1)


def test_a_desk_that_dies_after_filing_and_before_it_knows_looks_into_sent_first(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    store = desk.office.store
    (copy,) = store.copies.due(SUPPORT, at("Mon 09:03"))
    with store.transaction():
        store.copies.begin(copy.letter)
    desk.town.mailbox(SUPPORT).append(copy.raw, folder="Sent", flags=["\\Seen"])  # and there the power fails
    desk.restart()
    desk.pass_time(at("Mon 09:03"))
    desk.pass_time(at("Mon 09:06"))
    assert len(in_sent(desk)) == 1


# ---------------------------------------------------------------- what is no answer
def test_a_vacation_reply_to_a_notification_goes_to_nobody(desk: Desk) -> None:
    _, notification = asked(desk)
    message = answer(notification, "I am out of the office until Monday.", now=desk)
    message["Auto-Submitted"] = "auto-replied"
    sends(desk, message)
    assert answers(desk) == []
    assert desk.ticket(ANN)["first_answer_at"] is None


def test_an_empty_reply_comes_back_with_the_reason(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "", now=desk))
    (letter,) = transcripts(desk)
    assert "there is no text to send" in letter.text
    assert (answers(desk), desk.ticket(ANN)["first_answer_at"]) == ([], None)


def test_a_whole_mail_attached_comes_back_and_goes_nowhere(desk: Desk) -> None:
    _, notification = asked(desk)
    message = answer(notification, "See the attached mail.", now=desk)
    message.add_attachment(notification.headers)
    sends(desk, message)
    (letter,) = transcripts(desk)
    assert "a whole mail is attached" in letter.text
    assert answers(desk) == []


# ---------------------------------------------------------------- what does not arrive
def test_an_answer_that_bounces_comes_back_and_the_clock_runs_again(desk: Desk) -> None:
    _, notification = asked(desk)
    promised = desk.due(ANN)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    desk.receives(bounce(relayed(desk), of=ANN, to=SUPPORT))
    desk.turn()
    (letter,) = transcripts(desk)
    assert "did not reach ann@shop.test" in letter.text
    assert "It is on its way." in letter.text
    ticket = desk.ticket(ANN)
    assert (ticket["status"], ticket["first_answer_at"]) == ("new", None)
    assert desk.due(ANN) == promised, "what she was told holds"
    assert "is open again" in desk.why(ANN)


def test_a_promise_that_ran_out_while_nobody_knew_of_the_bounce_is_told_at_once(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    desk.pass_time(at("Thu 09:30"))
    assert desk.ticket(ANN)["deadlines"][0]["outcome"] == "met"
    desk.receives(bounce(relayed(desk), of=ANN, to=SUPPORT))
    desk.turn()
    assert [row["outcome"] for row in desk.ticket(ANN)["deadlines"]] == ["void", "open"]
    breach = desk.letters_to("aftersales-lead@aeropressmall.com")[-1]
    assert "Wrong item" in breach.subject


def test_another_answer_that_arrived_stays_the_first(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    lost = relayed(desk)
    desk.now = at("Mon 11:00")
    sends(desk, answer(notification, "The parcel's number is 4711.", now=desk))
    desk.receives(bounce(lost, of=ANN, to=SUPPORT, status="4.4.7", words="450 4.4.7 expired"))
    desk.turn()
    assert desk.ticket(ANN)["first_answer_at"] == "2025-06-02T15:00:00.000000Z"


def test_the_customer_s_next_mail_goes_to_who_answered_her(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "It is on its way.", now=desk))
    desk.receives(reply(relayed(desk), "Thank you, and when will it be here?", by=ANN))
    assert desk.ticket(ANN)["status"] == "open"
    assert [letter.subject.partition(":")[0] for letter in desk.notifications_to(BEN)] == ["New", "Wrote again"]


@pytest.mark.parametrize("line", ["#take", "＃take"])
def test_a_command_above_the_text_is_done_and_never_seen_by_the_customer(desk: Desk, line: str) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, f"{line}\n\nIt is on its way.", now=desk))
    assert relayed(desk).text == "It is on its way."
    assert desk.ticket(ANN)["assignee"] == BEN
    assert len(transcripts(desk)) == 1
