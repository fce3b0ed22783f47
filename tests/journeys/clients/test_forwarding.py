"""A customer wrote to a staff member's own address: she forwards the mail to the shared mailbox with her own program."""

import pytest

from tests.journeys.clients.conftest import Sit
from tests.journeys.desk import Desk
from tests.journeys.mail import SUPPORT, Mail, at

ANN, BEN = "ann@shop.test", "aftersales-1@aeropressmall.com"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"
SUBJECT = "Wrong house number"
NOTE = "She is a friend of mine, please be quick. SECRET-NOTE"


@pytest.mark.parametrize("attaches", [True, False], ids=["attached", "inline"])
def test_the_ticket_is_the_customers_and_the_note_above_stays_here(desk: Desk, sit: Sit, *, attaches: bool) -> None:
    desk.receives(Mail(by=f"Ann Lee <{ANN}>", text=PROBLEM, subject=SUBJECT, to=(BEN,)))
    assert desk.tickets() == []
    desk.now = at("Mon 10:00")
    sit(BEN, "Ben Cole", attaches=attaches).forward(SUBJECT, SUPPORT, NOTE)
    desk.town.settle()
    (carrying,) = desk.town.mailbox(SUPPORT).messages()
    assert (b"message/rfc822" in carrying) is attaches
    desk.turn()

    assert [row["requester"] for row in desk.tickets()] == [ANN]
    ticket = desk.ticket(ANN)
    assert (ticket["mailbox"], ticket["subject"], ticket["status"]) == (SUPPORT, SUBJECT, "new")
    assert [message["text"] for message in ticket["messages"]] == [PROBLEM]
    (acknowledgement,) = desk.acknowledgements_to(ANN)
    assert ticket["ticket"] in acknowledgement.subject
    assert "SECRET-NOTE" in desk.why(ANN)

    (notification,) = desk.notifications_to(BEN)
    desk.town.mailbox(BEN).append(notification.raw)
    sit(BEN, "Ben Cole").reply(notification.subject, "Hello Ann, it goes to number 21 now.")
    desk.town.settle()
    desk.turn()
    assert all("SECRET-NOTE" not in letter.raw.decode() for letter in desk.letters_to(ANN))
    assert "it goes to number 21 now." in desk.letters_to(ANN)[-1].text
