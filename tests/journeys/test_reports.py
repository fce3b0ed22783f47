"""What the desk tells of itself, read in the mailboxes of those who get it."""

from email import message_from_bytes

from tests.journeys.desk import Desk
from tests.journeys.mail import at

COMPLAINT = (
    "This is a formal complaint about order AM-10111: DHL was late and nobody answers my mails. "
    "I expect an apology and a partial refund."
)
MANAGER, LEAD = "manager@aeropressmall.com", "complaints-lead@aeropressmall.com"


def test_a_complaint_is_told_to_its_team_in_the_morning_and_summed_up_for_the_manager(desk: Desk) -> None:
    desk.write_rules(lambda text: text.replace("complaints: month}", "complaints: week}"))
    desk.restart()
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(COMPLAINT)
    desk.pass_time(at("Tue 09:01"))
    (morning,) = (letter for letter in desk.town.letters_to(LEAD) if "Complaints, Tue" in letter.headers["Subject"])
    assert "Due today: 1" in morning.text

    desk.pass_time(at("Mon 08:00", week=2))
    assert [letter for letter in desk.letters_to(MANAGER) if " to " in letter.headers["Subject"]] == []
    desk.restart()
    desk.pass_time(at("Mon 09:01", week=2))
    desk.restart()
    desk.pass_time(at("Mon 09:02", week=2))
    of_the_desk, of_complaints = (
        [letter for letter in desk.letters_to(MANAGER) if words in letter.headers["Subject"]]
        for words in ("Desk report, ", "Complaints, Mon 2 Jun 2025 to ")
    )
    assert (len(of_the_desk), len(of_complaints)) == (1, 1), "once, over two restarts"
    assert "Clause 5, complaint, classify: 0 kept, 1 missed" in of_the_desk[0].text
    message = message_from_bytes(of_complaints[0].raw)
    (sheet,) = (part for part in message.walk() if part.get_content_type() == "text/csv")
    content = sheet.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert "cause,no answer,1,0,100,new" in content.decode("utf-8-sig")
