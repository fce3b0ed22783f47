"""What the policy promises, told as mail in and mail out. The clauses are those of the customer service policy."""

import re

import pytest

from tests.journeys.desk import Desk
from tests.journeys.mail import PRESS, SUPPORT, WHOLESALE, at, reply
from triage.desk.commands import CommandError

ANN = "ann@shop.test"
RETURN = "I would like to return the AeroPress Go from order AM-10604 because it is too small for two cups."
COMPLAINT = (
    "This is a formal complaint about order AM-10111: nobody answers my mails and your colleague was rude. "
    "I expect an apology and a partial refund."
)


def test_a_question_is_answered_within_two_working_days(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes("Do the paper filters fit the AeroPress Go? Is it dishwasher safe?", to=(PRESS,))
    assert desk.due(ANN) == at("Wed 10:00")
    (letter,) = desk.letters_to(ANN)
    assert "Wednesday 4 June, 10:00 EDT" in letter.text


def test_several_models_and_discounts_take_three_working_days(desk: Desk) -> None:
    desk.pass_time(at("Thu 10:00"))
    desk.customer_writes(
        "I want an AeroPress Clear and an AeroPress Go. Can I combine the newsletter code with the sale?", to=(PRESS,)
    )
    assert (desk.ticket(ANN)["category"], desk.due(ANN)) == ("combined-enquiry", at("Tue 10:00", week=2))


def test_mail_at_the_weekend_counts_from_the_next_opening(desk: Desk) -> None:
    desk.pass_time(at("Sat 21:00"))
    desk.customer_writes(RETURN)
    assert desk.due(ANN) == at("Tue 09:00", week=2)
    assert len(desk.letters_to(ANN)) == 1


def test_a_tracking_enquiry_s_clock_starts_when_the_order_number_arrives(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes("Where is my parcel? The tracking page has not moved for nine days.", subject="Parcel?")
    ticket = desk.ticket(ANN)
    assert (ticket["category"], ticket["missing"], desk.due(ANN)) == ("order-tracking", ["order_number"], None)
    (letter,) = desk.letters_to(ANN)
    assert "order number" in letter.text
    assert "our time to answer starts then" in letter.text

    desk.pass_time(at("Wed 11:00"))
    desk.receives(reply(letter, "Sorry, it is AM-10777.", by="Ann Lee <ann@shop.test>"))
    ticket = desk.ticket(ANN)
    assert (ticket["missing"], ticket["facts"]["order_number"], desk.due(ANN)) == ([], ["AM-10777"], at("Fri 11:00"))


def test_nobody_is_reminded_while_the_enquiry_is_incomplete(desk: Desk) -> None:
    desk.customer_writes("Where is my parcel? The tracking page has not moved for nine days.")
    desk.pass_time(at("Fri 10:00"))
    assert desk.letters_to("aftersales-1@aeropressmall.com") == []


def test_wholesale_sent_to_press_belongs_to_wholesale(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes("We run three cafés and would like wholesale prices for 60 pieces.", to=(PRESS,))
    ticket = desk.ticket(ANN)
    assert (ticket["category"], ticket["team"], ticket["mailbox"]) == ("wholesale", "wholesale", WHOLESALE)
    (letter,) = desk.letters_to(ANN)
    assert WHOLESALE in letter.headers["From"]
    desk.pass_time(at("Tue 10:01"))
    assert len(desk.letters_to("wholesale-1@aeropressmall.com")) == 1
    assert desk.letters_to("presales-1@aeropressmall.com") == []


def test_a_return_is_audited_within_one_working_day(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(RETURN)
    ticket = desk.ticket(ANN)
    assert (ticket["stage"], ticket["missing"], desk.due(ANN)) == ("audit", [], at("Tue 10:00"))
    assert ticket["next_due"]["clause"] == "4"


def test_an_approved_return_gets_number_address_and_notes(desk: Desk) -> None:
    desk.customer_writes(RETURN, subject="Return")
    desk.pass_time(at("Mon 14:00"))
    desk.staff_commands("AM-1001", "#approve")
    letter = desk.letters_to(ANN)[-1]
    number = re.search(r"RA-1001-\d{4}", letter.text)
    assert number
    assert number[0] in letter.subject + letter.text
    assert "100 Example Street, Springfield, NJ 07081" in letter.text
    assert "Write the return authorization number on the outside of the box." in letter.text
    assert (letter.sender, letter.headers["From"]) == (SUPPORT, f"AeroPress Mall <{SUPPORT}>")
    ticket = desk.ticket(ANN)
    assert (ticket["stage"], ticket["status"], ticket["deadlines"][0]["outcome"]) == ("parcel", "pending", "met")


def test_the_way_of_a_return_to_its_refund(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(RETURN)
    desk.staff_commands("AM-1001", "#approve")
    desk.pass_time(at("Thu 12:00"))
    desk.staff_commands("AM-1001", "#received")
    assert (desk.ticket(ANN)["stage"], desk.due(ANN)) == ("inspection", at("Mon 12:00", week=2))
    desk.pass_time(at("Fri 12:00"))
    desk.staff_commands("AM-1001", "#passed")
    assert (desk.ticket(ANN)["stage"], desk.due(ANN)) == ("refund", at("Mon 12:00", week=4))  # Juneteenth is a holiday
    desk.pass_time(at("Mon 12:00", week=2))
    desk.staff_commands("AM-1001", "#refunded")
    assert desk.ticket(ANN)["status"] == "closed"


def test_a_failed_inspection_needs_reasons_and_the_clause(desk: Desk) -> None:
    desk.customer_writes(RETURN, subject="Return")
    desk.staff_commands("AM-1001", "#approve")
    desk.staff_commands("AM-1001", "#received")
    before = len(desk.letters_to(ANN))
    for line in ("#failed", "#failed the seal is torn", "#failed clause 4"):
        with pytest.raises(CommandError, match="needs reasons and the clause"):
            desk.staff_commands("AM-1001", line)
    assert (len(desk.letters_to(ANN)), desk.ticket(ANN)["stage"]) == (before, "inspection")

    desk.staff_commands("AM-1001", "#failed the seal is torn; a part is missing; clause 4")
    letter = desk.letters_to(ANN)[-1]
    assert "- the seal is torn - a part is missing" in letter.text
    assert "clause 4" in letter.text
    assert desk.ticket(ANN)["status"] == "closed"


def test_a_question_about_the_refund_stays_on_the_return(desk: Desk) -> None:
    desk.customer_writes(RETURN, subject="Return")
    desk.staff_commands("AM-1001", "#approve")
    approval = desk.letters_to(ANN)[-1]
    desk.pass_time(at("Thu 10:00"))
    desk.receives(reply(approval, "I sent it back on Monday. How far is my refund?", by="Ann Lee <ann@shop.test>"))
    assert len(desk.ticket(ANN)["messages"]) == 2
    assert len(desk.acknowledgements_to(ANN)) == 1


def test_a_complaint_is_classified_within_one_working_day(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(COMPLAINT)
    ticket = desk.ticket(ANN)
    assert (ticket["category"], ticket["team"], ticket["stage"]) == ("complaint", "complaints", "classify")
    assert (ticket["priority"], ticket["missing"], desk.due(ANN)) == ("high", [], at("Tue 10:00"))


@pytest.mark.parametrize(("verb", "due"), [("#simple", at("Thu 10:00")), ("#complex", at("Mon 10:00", week=2))])
def test_its_settlement_is_due_three_or_five_working_days_after_it_came(desk: Desk, verb: str, due: object) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(COMPLAINT)
    desk.pass_time(at("Tue 09:00"))
    desk.staff_commands("AM-1001", verb)
    assert desk.due(ANN) == due
    assert desk.ticket(ANN)["deadlines"][0]["outcome"] == "met"


def test_what_asks_nothing_is_not_acknowledged(desk: Desk) -> None:
    desk.customer_writes(
        "Our agency brings online shops to page one of Google with strong backlinks.", subject="Grow", to=(PRESS,)
    )
    assert (desk.ticket(ANN)["category"], desk.letters_to(ANN), desk.due(ANN)) == ("not-a-request", [], None)
