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
