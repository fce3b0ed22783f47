"""Staff command by mail, from their own mail program, and nobody else does: through Exim into Dovecot and back."""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from tests.journeys.desk import Desk
from tests.journeys.mail import AUTHSERV_ID, SUPPORT, Letter, at
from tests.journeys.test_relay import ANN, BEN, answer, answers, asked, sends, transcripts


def refusals(desk: Desk) -> list[Letter]:
    return [letter for letter in desk.letters_to(BEN) if ".refusal." in letter.message_id]


def test_close_above_the_text_sends_the_answer_and_then_says_that_it_is_closed(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "#close\n\nThe right one left today.", now=desk))
    words, closing = answers(desk)
    assert words.text == "The right one left today."
    assert "is now closed" in closing.text
    ticket = desk.ticket(ANN)
    assert (ticket["status"], ticket["assignee"], ticket["next_due"]) == ("closed", BEN, None)
    (transcript,) = transcripts(desk)
    assert "Your text went to ann@shop.test." in transcript.text
    desk.pass_time(at("Fri 12:00"))
    assert len(answers(desk)) == 2, "once"


def test_a_slip_sends_nothing_and_the_mended_answer_to_the_transcript_does(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "#cloze\n\nThe right one left today.", now=desk))
    assert answers(desk) == []
    assert desk.ticket(ANN)["status"] == "new"
    (transcript,) = transcripts(desk)
    assert "did you mean #close?" in transcript.text
    assert "The right one left today." in transcript.text
    sends(desk, answer(transcript, "#close\n\nThe right one left today, Ann.", now=desk))
    assert next(letter.text for letter in answers(desk)) == "The right one left today, Ann."
    assert desk.ticket(ANN)["status"] == "closed"
    assert all("#" not in letter.text for letter in answers(desk)), "no command line ever reaches her"


@pytest.mark.parametrize(
    "result",
    [
        "",
        f"{AUTHSERV_ID}; dmarc=fail header.from=aeropressmall.com",
        "mx.evil.test; dmarc=pass header.from=aeropressmall.com",
    ],
)
def test_a_mail_in_ben_s_name_is_refused_and_shown_to_ben(desk: Desk, result: str) -> None:
    _, notification = asked(desk)
    before = desk.ticket(ANN)
    forged = answer(notification, "#close\n\nDear Ann, please pay again: evil.test/pay", now=desk)
    del forged["Authentication-Results"]
    if result:
        forged["Authentication-Results"] = result
    sends(desk, forged)
    assert (answers(desk), transcripts(desk), desk.ticket(ANN)) == ([], [], before)
    (refusal,) = refusals(desk)
    assert "our mail server does not prove that From is true" in refusal.text
    assert "evil" not in refusal.raw.decode()
    assert "refused: a mail from aftersales-1@aeropressmall.com was not taken for staff's" in desk.why(ANN)


def test_ben_hears_of_a_flood_in_his_name_twice_a_day(desk: Desk) -> None:
    _, notification = asked(desk)
    for number in range(4):
        forged = answer(notification, f"#close {number}", now=desk)
        del forged["Authentication-Results"]
        sends(desk, forged)
    assert len(refusals(desk)) == 2
    assert desk.why(ANN).count("was not taken for staff's") == 4, "each is on the ticket"


def test_a_letter_to_a_colleague_proves_nothing_for_ben(desk: Desk) -> None:
    asked(desk)
    (for_eve,) = desk.notifications_to("aftersales-2@aeropressmall.com")
    sends(desk, answer(for_eve, "#close", now=desk))
    assert desk.ticket(ANN)["status"] == "new"
    (refusal,) = refusals(desk)
    assert "was not written to this address" in refusal.text


def test_a_shared_mailbox_commands_itself_from_its_sent_folder(desk: Desk) -> None:
    mail, _ = asked(desk)
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = SUPPORT, SUPPORT, "Re: Wrong item"
    message["Message-ID"], message["In-Reply-To"] = "<note@aeropressmall.com>", mail.message_id
    message.set_content("#priority urgent\n#note She called twice.")
    desk.town.carry(message.as_bytes(), sender=SUPPORT, to=(SUPPORT,))
    desk.town.settle()
    desk.turn()
    assert desk.ticket(ANN)["priority"] == "normal", "seen in the inbox it may be anybody's"
    desk.town.mailbox(SUPPORT).append(message.as_bytes(), folder="Sent", flags=["\\Seen"])
    desk.turn()
    assert desk.ticket(ANN)["priority"] == "urgent"
    assert "She called twice." in desk.why(ANN)
    assert len(desk.tickets()) == 1
    assert answers(desk) == []


def test_help_lists_what_fits_the_ticket_now(desk: Desk) -> None:
    _, notification = asked(desk)
    sends(desk, answer(notification, "#help\n#status\n#why", now=desk))
    (transcript,) = transcripts(desk)
    assert "#close — end the work on it" in transcript.text
    assert "#reopen" not in transcript.text
    assert "AM-1001 is new: order-problem, answer" in transcript.text
    assert "opened: by ann@shop.test" in transcript.text
