"""Whose turn it is: what stops a clock, what lets it run on, and what it does not heed; told in mails."""

import pytest

from tests.journeys.desk import Desk
from tests.journeys.mail import PRESS, SUPPORT, WHOLESALE, at, reply
from triage.desk.commands import CommandError

ANN, BY_ANN = "ann@shop.test", "Ann Lee <ann@shop.test>"
MEMBER = "aftersales-1@aeropressmall.com"
PROBLEM = "Order AM-10432: you sent me the wrong item, I ordered the AeroPress Clear."
AWAY = {"Auto-Submitted": "auto-replied"}


def test_a_question_back_gives_the_requester_time_and_takes_none_of_ours(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    asked = desk.customer_writes(PROBLEM, by=BY_ANN)
    question = desk.staff_answers(asked, "Could you send us a photo of what you got?", mailbox=SUPPORT)
    assert (desk.ticket(ANN)["status"], desk.due(ANN)) == ("pending", None)
    desk.pass_time(at("Thu 10:00"))
    assert desk.letters_to(MEMBER) == [], "nobody is reminded while we wait"
    desk.receives(reply(question, "Here is the photo.", by=BY_ANN))
    assert (desk.ticket(ANN)["status"], desk.due(ANN)) == ("open", at("Mon 10:00", week=2)), "two working days are left"
    desk.pass_time(at("Fri 10:00"))
    assert len(desk.letters_to(MEMBER)) == 1, "half of the time has passed"


def test_pause_and_resume(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(PROBLEM, by=BY_ANN)
    desk.pass_time(at("Mon 12:00"))
    desk.staff_commands("AM-1001", "#pause the carrier looks for it")
    assert (desk.ticket(ANN)["status"], desk.due(ANN)) == ("pending", None)
    assert "the carrier looks for it" in desk.why(ANN)
    desk.restart()
    desk.pass_time(at("Fri 17:00"))
    desk.staff_commands("AM-1001", "#resume")
    assert desk.due(ANN) == at("Tue 15:00", week=2), "sixteen hours of working time were left"
    with pytest.raises(CommandError, match="stands still"):
        desk.staff_commands("AM-1001", "#resume")


def test_a_word_with_thanks_while_we_wait_moves_no_clock_and_staff_see_it(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    mail = desk.customer_writes(PROBLEM, by=BY_ANN)
    desk.pass_time(at("Mon 12:00"))
    question = desk.staff_answers(mail, "Which number shall it be?", mailbox=SUPPORT)
    told = len(desk.notifications_to(MEMBER))
    desk.pass_time(at("Mon 14:00"))
    desk.receives(reply(question, "Number 12, thanks!", by=BY_ANN))
    assert (desk.ticket(ANN)["status"], desk.due(ANN)) == ("pending", None)
    *_, letter = desk.notifications_to(MEMBER)
    assert len(desk.notifications_to(MEMBER)) == told + 1
    assert "Number 12, thanks!" in letter.text


def test_thanks_machines_and_nudges_move_no_clock(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(PROBLEM, by=BY_ANN)
    (letter,) = desk.letters_to(ANN)
    desk.pass_time(at("Mon 12:00"))
    desk.receives(reply(letter, "Thank you!", by=BY_ANN))
    desk.receives(reply(letter, "I am away until Monday.", by=BY_ANN, headers={**letter_headers(letter), **AWAY}))
    desk.receives(reply(letter, "Any news? Please hurry.", by=BY_ANN))
    assert (desk.due(ANN), desk.ticket(ANN)["status"]) == (at("Wed 10:00"), "new")
    desk.staff_commands("AM-1001", "#close")
    desk.receives(reply(letter, "Thank you so much!", by=BY_ANN))
    assert desk.ticket(ANN)["status"] == "closed"


def letter_headers(letter) -> dict[str, str]:  # noqa: ANN001  as `reply` takes it
    return {"In-Reply-To": letter.message_id, "References": letter.message_id}


def test_a_late_reply_opens_a_ticket_that_knows_the_old_one(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(PROBLEM, by=BY_ANN)
    (letter,) = desk.letters_to(ANN)
    desk.staff_commands("AM-1001", "#close")
    desk.pass_time(at("Mon 10:00", week=7))
    desk.receives(reply(letter, "It happened again: the wrong item came.", by=BY_ANN))
    assert [row["ticket"] for row in desk.tickets()] == ["AM-1002", "AM-1001"]
    old, new = (desk.office.store.lists.ticket(name) for name in ("AM-1001", "AM-1002"))
    assert old
    assert new
    assert (old["status"], old["continued_in"], new["continues"]) == ("closed", ["AM-1002"], "AM-1001")
    desk.pass_time(at("Mon 11:00", week=7))
    desk.receives(reply(letter, "And please hurry this time.", by=BY_ANN))
    assert len(desk.tickets()) == 2, "what follows finds the new one"


def test_an_answer_to_wholesale_sent_to_press_comes_from_wholesale(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    asked = desk.customer_writes("We run three cafés and would like wholesale prices for 60 pieces.", to=(PRESS,))
    desk.pass_time(at("Tue 10:00"))
    assert len(desk.letters_to("wholesale-1@aeropressmall.com")) == 1
    desk.staff_answers(asked, "Here are our prices. We look forward to your order.", mailbox=WHOLESALE)
    ticket = desk.ticket(ANN)
    assert (ticket["team"], ticket["status"], desk.due(ANN)) == ("wholesale", "pending", None)
    assert ticket["deadlines"][0]["outcome"] == "met"
    assert desk.letters_to(ANN)[-1].headers["From"] == f"Ben Cole <{WHOLESALE}>"
