"""Staff have support@ open in a mail program that knows nothing of us: they press Reply, and the ticket knows."""

from tests.journeys.clients.conftest import Sit
from tests.journeys.desk import Desk
from tests.journeys.mail import SUPPORT, at

ANN = "ann@shop.test"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"
SUBJECT = "Wrong house number"


def test_the_reply_reaches_the_customer_and_the_ticket_knows_who_answered(desk: Desk, sit: Sit) -> None:
    question = desk.customer_writes(PROBLEM, subject=SUBJECT)
    desk.now = at("Mon 11:00")
    sit(SUPPORT, "Ben Cole").reply(SUBJECT, "Hello Ann,\nit goes to number 21 now.")
    desk.town.settle()
    desk.turn()

    answer = desk.letters_to(ANN)[-1]
    assert (answer.headers["In-Reply-To"], answer.sender) == (question.message_id, SUPPORT)
    assert "it goes to number 21 now." in answer.text
    assert len(desk.town.mailbox(SUPPORT).messages("Sent")) == 1  # the program files its copy itself, and we add none

    ticket = desk.ticket(ANN)
    assert (ticket["status"], desk.due(ANN), ticket["first_answer_at"]) == (
        "pending",
        None,
        "2025-06-02T15:00:00.000000Z",
    )
    assert [message["text"] for message in ticket["messages"]] == [PROBLEM, "Hello Ann,\nit goes to number 21 now."]
    assert "Ben Cole answered from support@aeropressmall.com" in desk.why(ANN)


def test_the_mail_is_as_unread_and_unmoved_as_its_reader_leaves_it(desk: Desk, sit: Sit) -> None:
    desk.customer_writes(PROBLEM, subject=SUBJECT)
    desk.customer_writes(PROBLEM, subject="Another", by="bob@shop.test")
    sit(SUPPORT, "Ben Cole").reply(SUBJECT, "Done.")
    desk.town.settle()
    before = desk.town.mailbox(SUPPORT).flags()
    desk.turn()
    after = desk.town.mailbox(SUPPORT).flags()
    seen = [uid for uid, flags in after.items() if "\\Seen" in flags]
    assert (list(after), seen) == (list(before), [uid for uid, flags in before.items() if "\\Seen" in flags])
    assert len(after) == 2
    assert len(seen) == 1
