"""What comes after the first letter: nudges, thanks, absences, answers that bounce, and strangers."""

import re

from tests.journeys.desk import Desk
from tests.journeys.mail import PRESS, SUPPORT, Mail, at, bounce, reply, threaded

ANN, BY_ANN = "ann@shop.test", "Ann Lee <ann@shop.test>"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"


def test_a_nudge_does_not_postpone(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(PROBLEM, subject="Address")
    desk.pass_time(at("Tue 15:00"))
    desk.receives(reply(desk.letters_to(ANN)[0], "Any news? Please hurry.", by=BY_ANN))
    assert (desk.due(ANN), len(desk.letters_to(ANN))) == (at("Wed 10:00"), 1)
    assert len(desk.ticket(ANN)["messages"]) == 2


def test_a_nudge_from_another_program_finds_its_ticket(desk: Desk) -> None:
    """Her client keeps no References; the tag in the subject and her address tell."""
    desk.customer_writes(PROBLEM, subject="Address")
    tag = desk.ticket(ANN)["ticket"]
    desk.customer_writes("Did you see this?", subject=f"Re: Address [{tag}]")
    assert len(desk.ticket(ANN)["messages"]) == 2


def test_a_thank_you_neither_reopens_nor_counts(desk: Desk) -> None:
    question = desk.customer_writes(PROBLEM, subject="Address")
    desk.pass_time(at("Mon 12:00"))
    answer = desk.staff_answers(question, "It is changed.", mailbox=SUPPORT)
    desk.staff_commands("AM-1001", "#close")
    desk.pass_time(at("Tue 10:00"))
    desk.receives(reply(answer, "Thank you so much!", by=BY_ANN))
    ticket = desk.ticket(ANN)
    assert (ticket["status"], ticket["next_due"], len(ticket["messages"])) == ("closed", None, 3)
    assert len(desk.acknowledgements_to(ANN)) == 1


def test_thanks_that_come_before_we_look_into_sent_ask_for_no_other_answer(desk: Desk) -> None:
    question = desk.customer_writes(PROBLEM, subject="Address")
    desk.pass_time(at("Mon 12:00"))
    answer = desk.staff_answers(question, "It is changed.", mailbox=SUPPORT, is_seen=False)
    desk.now = at("Mon 12:06")
    desk.receives(reply(answer, "Thank you so much!", by=BY_ANN))
    ticket = desk.ticket(ANN)
    assert [message["direction"] for message in ticket["messages"]] == ["in", "out", "in"]
    assert (ticket["status"], ticket["next_due"]) == ("pending", None)


def test_a_new_question_on_a_closed_ticket_reopens_it(desk: Desk) -> None:
    question = desk.customer_writes(PROBLEM, subject="Address")
    answer = desk.staff_answers(question, "It is changed.", mailbox=SUPPORT)
    desk.staff_commands("AM-1001", "#close")
    desk.pass_time(at("Tue 10:00"))
    desk.receives(reply(answer, "The parcel still shows the old address. Can you check again?", by=BY_ANN))
    assert (desk.ticket(ANN)["status"], desk.due(ANN)) == ("open", at("Thu 10:00"))


def test_a_customer_s_second_question_after_the_answer_starts_a_new_clock(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    question = desk.customer_writes(PROBLEM, subject="Address")
    desk.pass_time(at("Mon 15:00"))
    answer = desk.staff_answers(question, "It goes to number 21 now.", mailbox=SUPPORT)
    assert desk.due(ANN) is None
    desk.pass_time(at("Tue 11:00"))
    desk.receives(reply(answer, "It should be 12, not 21.", by=BY_ANN))
    assert desk.due(ANN) == at("Thu 11:00")


def test_an_answer_given_before_we_read_the_question_counts(desk: Desk) -> None:
    question = Mail(by=BY_ANN, subject="Address", text=PROBLEM)
    desk.town.deliver(question, question.as_bytes(desk.now))
    desk.town.settle()
    desk.staff_answers(question, "It is changed.", mailbox=SUPPORT)
    assert desk.ticket(ANN)["first_answer_at"] is not None
    assert desk.due(ANN) is None


def test_an_absence_changes_nothing(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, subject="Address")
    before, due = desk.ticket(ANN), desk.due(ANN)
    (letter,) = desk.letters_to(ANN)
    marks = {**threaded(letter), "Auto-Submitted": "auto-replied"}
    desk.receives(reply(letter, "I am away.", by=BY_ANN, headers=marks, subject="Out of office", envelope_from=""))
    after = desk.ticket(ANN)
    assert (after["status"], desk.due(ANN), len(desk.letters_to(ANN))) == (before["status"], due, 1)
    assert len(after["messages"]) == 2
    assert "changes neither status nor clock" in desk.why(ANN)


def test_staff_s_own_absence_is_no_answer(desk: Desk) -> None:
    question = desk.customer_writes(PROBLEM, subject="Address")
    away = Mail(
        by=SUPPORT,
        to=(ANN,),
        subject="Automatic reply: Address",
        text="We are at the fair.",
        headers={"Auto-Submitted": "auto-replied", "In-Reply-To": question.message_id},
    )
    desk.town.mailbox(SUPPORT).append(away.as_bytes(desk.now), folder="Sent")
    desk.turn()
    assert desk.due(ANN) is not None
    assert desk.ticket(ANN)["first_answer_at"] is None


def test_an_acknowledgement_that_bounces_is_marked_and_opens_no_ticket(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, subject="Address")
    (letter,) = desk.letters_to(ANN)
    desk.receives(bounce(letter, of=ANN, to=SUPPORT))
    assert [row["requester"] for row in desk.tickets()] == [ANN]
    row = desk.letter(ANN)
    assert (row["state"], "no such user" in row["error"]) == ("failed", True)
    assert "did not arrive" in desk.why(ANN)
    desk.customer_writes("Where is my order AM-10999? It should have come last week.", subject="Another matter")
    assert len(desk.letters_to(ANN)) == 1, "the address is parked"


def test_an_answer_that_bounces_opens_the_ticket_again(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    question = desk.customer_writes(PROBLEM, subject="Address")
    desk.pass_time(at("Mon 14:00"))
    answer = desk.staff_answers(question, "It is changed.", mailbox=SUPPORT)
    desk.pass_time(at("Mon 14:30"))
    desk.receives(bounce(answer, of=ANN, to=SUPPORT, status="5.2.2", words="552 5.2.2 mailbox is full"))
    assert [row["requester"] for row in desk.tickets()] == [ANN]
    assert (desk.ticket(ANN)["status"], desk.due(ANN)) == ("new", at("Wed 10:00")), "as promised before"
    assert "mailbox is full" in desk.why(ANN)


def test_an_answer_that_bounces_before_we_have_seen_it_in_sent(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    question = desk.customer_writes(PROBLEM, subject="Address")
    desk.pass_time(at("Mon 14:00"))
    desk.town.sink.at_rcpt[ANN] = "550 5.2.2 mailbox is full"
    desk.staff_answers(question, "It is changed.", mailbox=SUPPORT)  # Exim's report is in the inbox at once
    desk.turn()
    assert [row["requester"] for row in desk.tickets()] == [ANN]
    assert (desk.ticket(ANN)["status"], desk.due(ANN)) == ("new", at("Wed 10:00")), "as promised before"
    assert "mailbox is full" in desk.why(ANN)


def test_a_reminder_to_somebody_who_left_comes_back_as_a_failed_letter(desk: Desk) -> None:
    desk.write_rules(lambda text: without_news(text.replace("wholesale-1@", "somebody-who-left@")))
    desk.restart()
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes("We are a shop and need wholesale prices for 60 pieces.", to=(PRESS,))
    desk.pass_time(at("Tue 10:01"))
    desk.turn()
    reminder = desk.letter("somebody-who-left@aeropressmall.com", "reminder")
    assert (reminder["state"], [row["requester"] for row in desk.tickets()]) == ("failed", [ANN])
    notices = [letter.text for letter in desk.letters_to("ops@aeropressmall.com") if "did not go out" in letter.subject]
    assert len(notices) == 1
    assert "somebody-who-left@aeropressmall.com" in notices[0]


def test_where_news_comes_back_the_next_on_the_way_up_is_reminded(desk: Desk) -> None:
    desk.write_rules(lambda text: text.replace("wholesale-1@", "somebody-who-left@"))
    desk.restart()
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes("We are a shop and need wholesale prices for 60 pieces.", to=(PRESS,))
    desk.pass_time(at("Tue 10:01"))
    assert desk.letter("somebody-who-left@aeropressmall.com", "notification")["state"] == "failed"
    assert desk.letter("wholesale-lead@aeropressmall.com", "reminder")["state"] == "sent"


def without_news(rules: str) -> str:
    """Rules by which nobody hears at once of what is new."""
    return re.sub(r"^notify: .*$", "", rules, flags=re.MULTILINE)


def test_a_stranger_who_only_names_the_number_gets_a_ticket_of_his_own(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, subject="Address")
    tag = desk.ticket(ANN)["ticket"]
    desk.customer_writes("Please send it to me instead.", by="mallory@else.test", subject=f"Re: Address [{tag}]")
    assert desk.ticket("mallory@else.test")["ticket"] != tag
    assert len(desk.ticket(ANN)["messages"]) == 1


def test_an_unproven_sender_gets_none_of_his_words_back(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, by="Buy Now http://spam.test <eve@else.test>", subject="Cheap pills", is_proven=False)
    (letter,) = desk.letters_to("eve@else.test")
    assert "pills" not in letter.subject
    assert b"spam.test" not in letter.raw
    assert letter.headers.get_content_type() == "text/plain"


def test_a_forged_sender_gets_nothing(desk: Desk) -> None:
    forged = {"Authentication-Results": "mx.aeropressmall.com; dmarc=fail header.from=else.test"}
    desk.customer_writes(PROBLEM, by="eve@else.test", is_proven=False, headers=forged)
    assert desk.letters_to("eve@else.test") == []
    assert "forged" in desk.why("eve@else.test")


def test_one_address_is_answered_five_times_a_day(desk: Desk) -> None:
    for number in range(7):
        desk.customer_writes(f"Please cancel order AM-1100{number}, I changed my mind.", subject=f"Order {number}")
    assert len(desk.tickets()) == 7
    assert len(desk.letters_to(ANN)) == 5
    assert [row["error"].partition(":")[0] for row in desk.outbox() if row["state"] == "suppressed"] == [
        "address-budget"
    ] * 2
