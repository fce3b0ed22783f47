"""A click in the morning's digest, from one mailbox to the other."""

import re

from tests.journeys.desk import Desk
from tests.journeys.mail import Letter, Mail, at

MEMBER = "aftersales-1@aeropressmall.com"


def digest_of(desk: Desk, day: str) -> Letter:
    (found,) = (each for each in desk.town.letters_to(MEMBER) if f"Aftersales, {day}" in each.subject)
    return found


def clicked(letter: Letter, label: str) -> Mail:
    """The mail that a mail program opens: to whom and about what is given, and nothing is written into it."""
    link = re.search(rf"{label}: mailto:([^?\s]+)\?subject=(\S+)", letter.text)
    assert link, letter.text
    assert f'href="mailto:{link[1]}?subject={link[2]}"' in letter.html
    return Mail(by=f"Ben Cole <{MEMBER}>", to=(link[1],), subject=link[2])


def test_a_ticket_is_taken_from_the_digest_with_one_click_and_only_once(desk: Desk) -> None:
    desk.pass_time(at("Mon 16:00"))
    desk.customer_writes("Order AM-10432: you sent me the wrong item, I ordered the AeroPress Clear.")
    desk.pass_time(at("Tue 09:01"))
    click = clicked(digest_of(desk, "Tue"), "Take it")
    desk.receives(click)
    assert desk.ticket("ann@shop.test")["assignee"] == MEMBER
    (told,) = (each for each in desk.letters_to(MEMBER) if each.subject == "Re: Hello [AM-1001]")
    assert "#take" in told.text

    desk.staff_commands(desk.ticket("ann@shop.test")["ticket"], "#assign aftersales-2@aeropressmall.com")
    desk.receives(Mail(by=click.by, to=click.to, subject=click.subject))
    assert desk.ticket("ann@shop.test")["assignee"] == "aftersales-2@aeropressmall.com"
    assert len(desk.acknowledgements_to("ann@shop.test")) == 1


def test_a_snoozed_ticket_is_not_spoken_of_before_monday_unless_its_promise_breaks(desk: Desk) -> None:
    desk.pass_time(at("Mon 16:00"))
    desk.customer_writes("Order AM-10432: you sent me the wrong item, I ordered the AeroPress Clear.")
    desk.pass_time(at("Tue 09:01"))
    desk.receives(clicked(digest_of(desk, "Tue"), "Snooze until Monday"))
    before = len(desk.letters_to(MEMBER))
    desk.pass_time(at("Wed 15:30"))
    assert len(desk.letters_to(MEMBER)) == before, "no reminder"
    desk.pass_time(at("Wed 16:01"))
    assert any("AM-1001" in each.text for each in desk.letters_to("aftersales-lead@aeropressmall.com"))


OFFER = "Hello, we are an agency and sell guest posts with a dofollow link on sites about lifestyle. 80 USD each."
ANN, OPS = "ann@shop.test", "ops@aeropressmall.com"


def overruled(desk: Desk) -> None:
    """Ops click "Not spam" in the next morning's digest."""
    desk.pass_time(at("Tue 09:01"))
    digest = next(each for each in reversed(desk.town.letters_to(OPS)) if "Not spam" in each.text)
    click = clicked(digest, "Not spam")
    desk.receives(Mail(by=f"Ops <{OPS}>", to=click.to, subject=click.subject))


def test_who_was_taken_for_spam_hears_what_she_is_promised_once_a_person_has_overruled_it(desk: Desk) -> None:
    desk.pass_time(at("Mon 16:00"))
    asked = desk.customer_writes(OFFER, subject="Our offer")
    assert desk.letters_to(ANN) == []
    overruled(desk)
    (letter,) = desk.acknowledgements_to(ANN)
    assert letter.headers["In-Reply-To"] == asked.message_id
    assert "Wednesday 4 June, 16:00 EDT" in letter.text, "counted from her mail"
    assert desk.ticket(ANN)["category"] == "order-problem"

    desk.staff_commands(desk.ticket(ANN)["ticket"], "#spam")
    desk.staff_commands(desk.ticket(ANN)["ticket"], "#notspam")
    assert len(desk.acknowledgements_to(ANN)) == 1


def test_over_a_weekend_she_still_hears_it_and_not_once_the_promise_has_passed(desk: Desk) -> None:
    desk.pass_time(at("Fri 16:00"))
    desk.customer_writes(OFFER)
    desk.customer_writes(OFFER, by="bob@shop.test")
    desk.pass_time(at("Mon 09:01", week=2))
    desk.staff_commands(desk.ticket(ANN)["ticket"], "#notspam")
    (letter,) = desk.acknowledgements_to(ANN)
    assert "Tuesday 10 June, 16:00 EDT" in letter.text
    desk.pass_time(at("Wed 09:01", week=2))
    desk.staff_commands(desk.ticket("bob@shop.test")["ticket"], "#notspam")
    assert desk.acknowledgements_to("bob@shop.test") == []
    assert "what it would promise has passed" in desk.why("bob@shop.test")


def test_an_overruled_mail_that_no_machine_may_answer_is_still_not_answered(desk: Desk) -> None:
    desk.pass_time(at("Mon 16:00"))
    desk.customer_writes(OFFER, headers={"X-Auto-Response-Suppress": "All"})
    overruled(desk)
    assert desk.letters_to(ANN) == []
    assert desk.due(ANN) is not None
    assert "X-Auto-Response-Suppress" in desk.why(ANN)
