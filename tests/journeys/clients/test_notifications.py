"""Staff answer a notification from their own mailbox, through the submission server that they log in to."""

from datetime import timedelta

import pytest

from tests.journeys.clients.conftest import Sit
from tests.journeys.desk import Desk
from tests.journeys.mail import Letter

ANN, BEN = "ann@shop.test", "aftersales-1@aeropressmall.com"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"
SUBJECT = "Wrong house number"


@pytest.fixture
def asked(desk: Desk) -> None:
    """Ann has asked, and Ben was told."""
    desk.customer_writes(PROBLEM, subject=SUBJECT)
    assert [SUBJECT in letter.subject for letter in desk.notifications_to(BEN)] == [True]


def to_ann(desk: Desk) -> list[Letter]:
    return [letter for letter in desk.letters_to(ANN) if not letter.is_acknowledgement]


@pytest.mark.usefixtures("asked")
def test_close_as_the_first_line_closes_and_the_customer_never_sees_the_line(desk: Desk, sit: Sit) -> None:
    sit(BEN, "Ben Cole").reply(SUBJECT, "#close")
    desk.town.settle()
    desk.turn()
    assert desk.ticket(ANN)["status"] == "closed"
    assert BEN in desk.why(ANN)
    assert "#close" in desk.letters_to(BEN)[-1].text
    (closing,) = to_ann(desk)
    assert "#" not in closing.text


@pytest.mark.usefixtures("asked")
def test_a_note_stays_among_staff(desk: Desk, sit: Sit) -> None:
    sit(BEN, "Ben Cole").reply(SUBJECT, "#note she sounds angry\ncall the carrier first")
    desk.town.settle()
    desk.turn()
    assert "call the carrier first" in desk.why(ANN)
    assert to_ann(desk) == []
    assert desk.ticket(ANN)["first_answer_at"] is None


@pytest.mark.usefixtures("asked")
def test_a_letter_signed_for_ben_serves_no_colleague_who_answers_it(desk: Desk, sit: Sit) -> None:
    eve = "wholesale-1@aeropressmall.com"
    desk.town.mailbox(eve).append(desk.town.mailbox(BEN).messages()[-1])
    sit(eve, "Ben Cole").reply(SUBJECT, "#close")
    desk.town.settle()
    desk.turn()
    assert desk.ticket(ANN)["status"] == "new"
    assert "was not written to this address" in desk.letters_to(eve)[-1].text


@pytest.mark.usefixtures("asked")
def test_a_reply_reaches_the_customer_from_the_shared_address_and_nothing_else_of_it_does(desk: Desk, sit: Sit) -> None:
    sit(BEN, "Ben Cole").reply(SUBJECT, "Hello Ann,\nit goes to number 21 now.")
    desk.town.settle()
    desk.turn()
    (answer,) = to_ann(desk)
    assert answer.headers["From"] == '"Ben Cole, AeroPress Mall" <support@aeropressmall.com>'
    assert answer.text == "Hello Ann, it goes to number 21 now."
    ticket = desk.ticket(ANN)
    assert (ticket["status"], ticket["assignee"], desk.due(ANN)) == ("pending", BEN, None)
    desk.pass_time(by=timedelta(minutes=3))  # by then a provider that files what it sends would have done so
    assert len(desk.town.mailbox("support@aeropressmall.com").messages("Sent")) == 1


@pytest.mark.usefixtures("asked")
def test_a_reply_without_words_goes_to_nobody(desk: Desk, sit: Sit) -> None:
    sit(BEN, "Ben Cole").reply(SUBJECT, "")
    desk.town.settle()
    desk.turn()
    assert to_ann(desk) == []
    assert desk.due(ANN) is not None
    assert "there is no text to send" in desk.letters_to(BEN)[-1].text
