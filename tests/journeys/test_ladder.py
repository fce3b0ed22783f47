"""Reminders and escalations as their readers get them: the right person, in working time, once, and many in one letter."""

from tests.journeys.desk import Desk
from tests.journeys.mail import SUPPORT, Letter, Mail, at, bounce

ONE, TWO, LEAD, MANAGER, TEMP = (
    f"{name}@aeropressmall.com"
    for name in ("aftersales-1", "aftersales-2", "aftersales-lead", "manager", "wholesale-1")
)
PROBLEM = "Order AM-10432: you sent me the wrong item, I ordered the AeroPress Clear."
MANY = 25


def about_tickets(desk: Desk, address: str) -> list[Letter]:
    """Our letters to one of the staff, but for the weekly reports and for mail that only reached the mailbox."""
    ours = (letter for letter in desk.letters_to(address) if "X-Triage-Instance" in letter.headers)
    return [letter for letter in ours if " to " not in letter.subject]


def many_write(desk: Desk, count: int = MANY) -> None:
    desk.receives(*(Mail(by=f"c{number}@shop.test", text=PROBLEM, subject=f"No {number}") for number in range(count)))


def test_who_is_told_when(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(PROBLEM)
    told = {}
    for moment in (
        "Tue 09:59",
        "Tue 10:00",
        "Tue 15:23",
        "Tue 15:24",
        "Wed 10:00",
        "Thu 09:59",
        "Thu 10:00",
        "Fri 10:00",
    ):
        desk.pass_time(at(moment))
        told[moment] = [len(about_tickets(desk, who)) for who in (ONE, TWO, LEAD, MANAGER)]
    assert told == {
        "Tue 09:59": [0, 0, 0, 0],
        "Tue 10:00": [1, 1, 0, 0],
        "Tue 15:23": [1, 1, 0, 0],
        "Tue 15:24": [2, 2, 1, 0],
        "Wed 10:00": [2, 2, 2, 0],
        "Thu 09:59": [2, 2, 2, 0],
        "Thu 10:00": [2, 2, 2, 1],
        "Fri 10:00": [2, 2, 2, 1],
    }


def test_an_answer_ends_it(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    asked = desk.customer_writes(PROBLEM)
    desk.pass_time(at("Tue 10:00"))
    desk.staff_answers(asked, "A new one is on its way to you.", mailbox=SUPPORT)
    desk.pass_time(at("Mon 10:00", week=2))
    assert [len(about_tickets(desk, who)) for who in (ONE, TWO, LEAD, MANAGER)] == [1, 1, 0, 0]


def test_what_falls_due_together_on_monday_morning_is_one_letter_a_person(desk: Desk) -> None:
    desk.pass_time(at("Fri 17:59"))
    many_write(desk)
    desk.pass_time(at("Mon 09:00", week=2))
    assert about_tickets(desk, ONE) == []
    desk.pass_time(at("Tue 09:00", week=2))
    (letter,) = about_tickets(desk, ONE)
    assert str(MANY) in letter.subject
    assert "AM-1001" in letter.text
    assert "c3@shop.test" in letter.text
    desk.pass_time(at("Tue 09:01", week=2))
    assert len(about_tickets(desk, ONE)) == 1
    assert len(about_tickets(desk, TWO)) == 1


def test_a_substitute_is_told_while_somebody_is_away(desk: Desk) -> None:
    away = f'lead: {LEAD}\n    away: {{{LEAD}: {{until: "2025-06-03", substitute: {TEMP}}}}}'
    desk.write_rules(lambda text: text.replace(f"lead: {LEAD}", away))
    desk.restart()
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(PROBLEM)
    desk.pass_time(at("Tue 16:00"))
    assert (len(about_tickets(desk, LEAD)), len(about_tickets(desk, TEMP))) == (0, 1)
    desk.pass_time(at("Wed 10:00"))
    assert (len(about_tickets(desk, LEAD)), len(about_tickets(desk, TEMP))) == (1, 1), "back on Wednesday"


def test_an_escalation_that_bounces_goes_to_the_next_person(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(PROBLEM)
    desk.pass_time(at("Wed 10:00"))
    escalation = about_tickets(desk, LEAD)[-1]
    assert about_tickets(desk, MANAGER) == []
    desk.pass_time(at("Wed 10:05"))
    desk.receives(bounce(escalation, of=LEAD, to=SUPPORT, status="5.2.2", words="552 5.2.2 mailbox full"))
    (instead,) = about_tickets(desk, MANAGER)
    assert instead.headers["X-Triage-Ticket"] == "AM-1001"
    desk.pass_time(at("Wed 10:10"))
    assert len(about_tickets(desk, MANAGER)) == 1, "once"
    assert "did not arrive" in desk.why("ann@shop.test")


def test_a_daemon_that_was_away_over_the_weekend_tells_each_step_once(desk: Desk) -> None:
    desk.pass_time(at("Wed 10:00"))
    desk.customer_writes(PROBLEM)
    desk.now = at("Sun 12:00")
    desk.restart()
    assert about_tickets(desk, LEAD) == [], "nobody is disturbed on a Sunday"
    desk.pass_time(at("Mon 09:00", week=2))
    assert [len(about_tickets(desk, who)) for who in (ONE, TWO, LEAD, MANAGER)] == [1, 1, 1, 0]
    desk.restart()
    desk.pass_time(at("Mon 09:30", week=2))
    assert [len(about_tickets(desk, who)) for who in (ONE, TWO, LEAD, MANAGER)] == [1, 1, 1, 0]
    desk.pass_time(at("Mon 10:00", week=2))
    assert len(about_tickets(desk, MANAGER)) == 1
