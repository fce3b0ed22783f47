"""Carriers who are asked about a ticket, and mail that customers wrote to one of us personally."""

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

import pytest

from tests.journeys.desk import Desk
from tests.journeys.mail import SUPPORT, Mail, at, reply

ANN, COLLEAGUE, CARRIER = "ann@shop.test", "bob@shop.test", "claims@parcels.test"
MEMBER = "Ben Cole <aftersales-1@aeropressmall.com>"
PROBLEM = "Order AM-10432: you sent me the wrong item, I ordered the AeroPress Clear."


def asks_outside(desk: Desk, question: Mail) -> str:
    """Staff pass the customer's mail on to the carrier from the shared mailbox; answers the Message-ID."""
    message = EmailMessage(policy=SMTP)
    message["From"], message["To"] = f"Ben Cole <{SUPPORT}>", CARRIER
    message["Subject"], message["Date"] = f"Fwd: {question.subject}", format_datetime(desk.now)
    message["Message-ID"] = "<asked-outside@aeropressmall.com>"
    message["In-Reply-To"] = message["References"] = question.message_id
    message.set_content("Which parcel did you hand over? The customer must not know yet.")
    desk.town.mailbox(SUPPORT).append(message.as_bytes(), folder="Sent", flags=["\\Seen"])
    desk.turn()
    return str(message["Message-ID"])


def test_what_a_carrier_answers_stays_among_staff(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    question = desk.customer_writes(PROBLEM)
    due = desk.due(ANN)
    asked = asks_outside(desk, question)
    assert desk.ticket(ANN)["first_answer_at"] is None, "a question to somebody else is no answer"
    answer = "We handed over parcel 4711, it held the AeroPress Go. SECRET-OF-THE-CARRIER"
    links = {"In-Reply-To": asked, "References": asked}
    desk.receives(Mail(by=CARRIER, text=answer, subject=f"Re: Fwd: {question.subject}", headers=links))

    assert [row["requester"] for row in desk.tickets()] == [ANN]
    assert desk.letters_to(CARRIER) == []
    assert (desk.due(ANN), desk.ticket(ANN)["first_answer_at"]) == (due, None)
    told = desk.notifications_to("aftersales-1@aeropressmall.com")[-1]
    assert f"{CARRIER}, whom staff asked about this ticket, has answered" in told.text
    assert "SECRET-OF-THE-CARRIER" in told.text
    desk.staff_commands(desk.ticket(ANN)["ticket"], "#close")
    assert all("SECRET" not in letter.text and "must not know" not in letter.text for letter in desk.letters_to(ANN))


def test_a_colleague_in_the_customer_s_cc_takes_part_and_hears_nothing_of_before(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    question = desk.customer_writes(f"{PROBLEM} My card ends in 4242.", headers={"Cc": f"Bob <{COLLEAGUE}>"})
    assert desk.letters_to(COLLEAGUE) == [], "nobody is written to because he stands in Cc"
    links = {"In-Reply-To": question.message_id, "References": question.message_id}
    desk.receives(Mail(by=f"Bob <{COLLEAGUE}>", text="I can take the parcel in on Friday.", subject=f"Re: {question.subject}", headers=links))  # fmt: skip

    assert [row["requester"] for row in desk.tickets()] == [ANN]
    assert [message["author"] for message in desk.ticket(ANN)["messages"]] == [ANN, COLLEAGUE]
    assert desk.ticket(ANN)["first_answer_at"] is None
    assert all("4242" not in letter.raw.decode() for letter in desk.letters_to(COLLEAGUE))
    told = desk.notifications_to("aftersales-1@aeropressmall.com")[-1]
    assert "take the parcel in on Friday" in told.text

    desk.staff_commands(desk.ticket(ANN)["ticket"], "#close")
    assert [letter.subject for letter in desk.letters_to(COLLEAGUE)] == []


def test_a_stranger_who_only_knows_the_ticket_s_number_takes_part_in_nothing(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    name = desk.ticket(ANN)["ticket"]
    desk.receives(Mail(by=COLLEAGUE, text="Please send me all that was written.", subject=f"Re: Hello [{name}]"))
    assert len(desk.ticket(ANN)["messages"]) == 1
    assert all("10432" not in letter.raw.decode() for letter in desk.letters_to(COLLEAGUE))


def test_mail_that_staff_pass_on_is_its_writers_and_the_note_above_stays_here(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    text = f"""Please be kind, she has waited long. SECRET-NOTE

---------- Forwarded message ---------
From: Ann Lee <{ANN}>
Date: Mon, 2 Jun 2025 at 09:40
Subject: Wrong item
To: Ben Cole <aftersales-1@aeropressmall.com>

{PROBLEM}
"""
    desk.receives(Mail(by=MEMBER, text=text, subject="Fwd: Wrong item"))
    assert [row["requester"] for row in desk.tickets()] == [ANN]
    (acknowledgement,) = desk.acknowledgements_to(ANN)
    assert "SECRET" not in acknowledgement.text
    assert "SECRET-NOTE" in desk.why(ANN)


@pytest.mark.parametrize("by", ["aftersales-lead", "manager", "ops"])
def test_the_lead_the_manager_and_ops_are_people_of_the_house_too(desk: Desk, by: str) -> None:
    address = f"{by}@aeropressmall.com"
    block = f"---------- Forwarded message ---------\nFrom: Ann Lee <{ANN}>\nDate: Mon, 2 Jun 2025 at 09:40\nSubject: Wrong item\nTo: <{address}>\n"
    desk.receives(Mail(by=f"Eve Hall <{address}>", text=f"{block}\n{PROBLEM}", subject="Fwd: Wrong item"))
    assert [row["requester"] for row in desk.tickets()] == [ANN]
    assert len(desk.acknowledgements_to(ANN)) == 1


def test_a_command_above_it_comes_back_and_is_carried_out_in_answer(desk: Desk) -> None:
    block = f"---------- Forwarded message ---------\nFrom: Ann Lee <{ANN}>\nDate: Mon, 2 Jun 2025 at 09:40\nSubject: Wrong item\nTo: Ben Cole <aftersales-1@aeropressmall.com>\n"
    desk.receives(Mail(by=MEMBER, text=f"#take\nShe is angry.\n\n{block}\n{PROBLEM}", subject="Fwd: Wrong item"))
    assert desk.ticket(ANN)["assignee"] is None
    (letter,) = (each for each in desk.letters_to("aftersales-1@aeropressmall.com") if "not carried out" in each.text)
    desk.receives(reply(letter, "#take", by=MEMBER))
    assert desk.ticket(ANN)["assignee"] == "aftersales-1@aeropressmall.com"
    assert all("#" not in each.text and "angry" not in each.text for each in desk.letters_to(ANN))


def test_a_stranger_passes_on_nothing_in_our_name(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    text = f"From: Ann Lee <{ANN}>\nSubject: Wrong item\nTo: me@b.test\nDate: Mon, 2 Jun 2025 at 09:40\n\n{PROBLEM}"
    forged = Mail(by=MEMBER, text=f"---------- Forwarded message ---------\n{text}", subject="Fwd: x", is_proven=False)
    desk.receives(forged)
    assert desk.letters_to(ANN) == []
    assert ANN not in [row["requester"] for row in desk.tickets()]
