"""Staff write a new mail instead of pressing Reply: it answers by recipient, subject and time, or opens a ticket where ops want it."""

from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from tests.journeys.desk import Desk
from tests.journeys.mail import SUPPORT, Letter, at, reply

ANN, EVE = "ann@shop.test", "eve@shop.test"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"


def writes(desk: Desk, text: str, *, to: str, subject: str, arrived: datetime | None = None) -> Letter:
    """Ben writes a mail without any link from the shared mailbox; it leaves, and lies in Sent."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"], message["Subject"] = f"Ben Cole <{SUPPORT}>", to, subject
    message["Date"] = format_datetime(arrived or desk.now)
    message["Message-ID"] = f"<new.{abs(hash((to, subject, text))) % 10**8}@aeropressmall.com>"
    message.set_content(text, cte="quoted-printable")
    raw = message.as_bytes()
    desk.town.carry(raw, sender=SUPPORT, to=(to,))
    desk.town.mailbox(SUPPORT).append(raw, folder="Sent", flags=["\\Seen"], arrived=arrived)
    desk.turn()
    return Letter(sender=SUPPORT, raw=raw)


# ---------------------------------------------------------------- an answer without links
def test_a_new_mail_to_the_requester_under_her_subject_is_the_answer(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, subject="Wrong house number")
    desk.now = at("Mon 11:00")
    writes(desk, "We changed it.", to=ANN, subject="Wrong house number")
    ticket = desk.ticket(ANN)
    assert (ticket["status"], ticket["next_due"], ticket["first_answer_at"]) == (
        "pending", None, "2025-06-02T15:00:00.000000Z",
    )  # fmt: skip
    assert "it names no mail that it answers, but goes to ann@shop.test" in desk.why(ANN)


def test_a_reply_whose_program_lost_the_links_is_the_answer_and_her_reply_to_it_finds_the_ticket(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, subject="Wrong house number")
    answer = writes(desk, "We changed it.", to=ANN, subject="RE: Wrong house number")
    assert desk.due(ANN) is None
    desk.receives(reply(answer, "Thank you! And when does it leave?", by=ANN))
    assert (desk.ticket(ANN)["status"], len(desk.tickets())) == ("open", 1)


def test_the_number_in_the_subject_decides_between_two_of_hers(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, subject="My order")
    desk.customer_writes("Order AM-10999 came with a broken lid, please send another.", subject="Broken lid")
    first, second = (row["ticket"] for row in sorted(desk.tickets(), key=lambda row: row["ticket"]))
    writes(desk, "Another one is on its way.", to=ANN, subject=f"About your order [{second}]")
    assert {row["ticket"]: row["status"] for row in desk.tickets()} == {first: "new", second: "pending"}


def test_between_two_of_the_same_subject_nothing_is_guessed_and_both_say_so(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, subject="My order")
    desk.customer_writes("The lid of AM-10999 broke, please send another.", subject="Broken lid")
    writes(desk, "It is done.", to=ANN, subject="News")
    assert {row["status"] for row in desk.tickets()} == {"new"}
    assert all(row["next_due"] for row in desk.tickets())
    for row in desk.tickets():
        history = desk.office.store.lists.history(row["ticket"])
        assert any("nothing is guessed" in reason for entry in history for reason in entry["because"])


def test_a_mail_older_than_the_question_answers_nothing(desk: Desk) -> None:
    desk.pass_time(at("Mon 12:00"))
    desk.customer_writes(PROBLEM, subject="Wrong house number")
    writes(desk, "Which number is it?", to=ANN, subject="Wrong house number", arrived=at("Mon 10:00"))
    assert (desk.ticket(ANN)["status"], desk.due(ANN) is not None) == ("new", True)
    writes(desk, "Which number is it now?", to=ANN, subject="Wrong house number", arrived=at("Mon 12:00"))
    assert desk.due(ANN) is None


# ---------------------------------------------------------------- a ticket for what staff begin
def opens(text: str) -> str:
    """As ops write it: a mail from support@ to somebody without a ticket opens one."""
    secret = "secret: SUPPORT_PASSWORD\n"
    return text.replace(secret, f"{secret}    outgoing_opens: true\n")


def test_where_ops_want_it_a_mail_to_a_new_customer_opens_a_ticket_that_waits_for_her(desk: Desk) -> None:
    desk.write_rules(opens)
    desk.restart()
    offer = writes(desk, "Your repaired press is ready, where may we send it?", to=EVE, subject="Your press")
    ticket = desk.ticket(EVE)
    assert (ticket["status"], desk.due(EVE), ticket["subject"]) == ("pending", None, "Your press")
    assert desk.acknowledgements_to(EVE) == []
    desk.receives(reply(offer, "To 5 Mill Lane, please. Can it be there on Friday?", by=EVE))
    assert [row["requester"] for row in desk.tickets()] == [EVE]
    assert (desk.ticket(EVE)["status"], desk.due(EVE) is not None) == ("open", True)


def test_nothing_opens_for_colleagues_or_for_whom_has_a_ticket_and_nothing_anywhere_else(desk: Desk) -> None:
    writes(desk, "Hello?", to=EVE, subject="Your press")
    assert desk.tickets() == [], "not asked for"
    desk.write_rules(opens)
    desk.restart()
    writes(desk, "Lunch?", to="aftersales-2@aeropressmall.com", subject="Today")
    assert desk.tickets() == []
    desk.customer_writes(PROBLEM, subject="Wrong house number")
    writes(desk, "We changed it.", to=ANN, subject="Wrong house number")
    assert [row["requester"] for row in desk.tickets()] == [ANN]
