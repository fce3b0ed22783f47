"""Where answers from the shared mailbox lie: in one Sent folder, in several, in one that was renamed, or among all mail."""

from pathlib import Path

from tests.journeys.desk import Desk, desk_in
from tests.journeys.mail import SUPPORT, Mail, at
from tests.journeys.town import Town

ANN, EVE = "ann@shop.test", "eve@shop.test"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"


def is_answered(desk: Desk, requester: str) -> bool:
    return desk.ticket(requester)["status"] == "pending"


def test_each_mail_client_has_a_sent_folder_of_its_own_and_all_are_read(desk: Desk) -> None:
    for folder in ("Sent Items", "Gesendete Elemente"):
        desk.town.mailbox(SUPPORT).create(folder)
    by_outlook = desk.customer_writes(PROBLEM)
    by_apple = desk.customer_writes(PROBLEM, by=EVE)
    desk.restart()  # the folders are asked for again after a while, or on a new connection
    assert not is_answered(desk, ANN)
    desk.staff_answers(by_outlook, "We changed it.", mailbox=SUPPORT, folder="Sent Items")
    desk.staff_answers(by_apple, "We changed it for you.", mailbox=SUPPORT, folder="Gesendete Elemente")
    assert is_answered(desk, ANN)
    assert is_answered(desk, EVE)


def test_ops_may_name_several(town: Town, place: Path) -> None:
    for folder in ("Versandt", "Ausgang"):
        town.mailbox(SUPPORT).create(folder)
    with desk_in(town, place) as desk:
        desk.write_rules(lambda text: text.replace("SUPPORT_PASSWORD\n    folders: {inbox: INBOX, sent: auto}", "SUPPORT_PASSWORD\n    folders: {inbox: INBOX, sent: [Versandt, Ausgang]}"))  # fmt: skip
        desk.restart()
        question = desk.customer_writes(PROBLEM)
        desk.staff_answers(question, "We changed it.", mailbox=SUPPORT, folder="Ausgang")
        assert is_answered(desk, ANN)


def test_an_answer_in_a_folder_that_was_just_renamed_counts_once(desk: Desk) -> None:
    question = desk.customer_writes(PROBLEM)
    desk.staff_answers(question, "We changed it.", mailbox=SUPPORT)
    again = desk.customer_writes(PROBLEM, by=EVE)
    desk.close()
    with desk.town.mailbox(SUPPORT).client() as imap:
        imap.rename("Sent", "Outbound")
    desk.write_rules(lambda text: text.replace("SUPPORT_PASSWORD\n    folders: {inbox: INBOX, sent: auto}", "SUPPORT_PASSWORD\n    folders: {inbox: INBOX, sent: Outbound}"))  # fmt: skip
    desk.open()
    desk.staff_answers(again, "We changed it too.", mailbox=SUPPORT, folder="Outbound")
    assert is_answered(desk, EVE)
    assert [message["direction"] for message in desk.ticket(ANN)["messages"]] == ["in", "out"]


def test_among_all_mail_only_what_we_sent_answers_and_a_forged_from_does_not(town: Town, place: Path) -> None:
    with desk_in(town, place) as desk:
        desk.write_rules(lambda text: text.replace("SUPPORT_PASSWORD\n    folders: {inbox: INBOX, sent: auto}", "SUPPORT_PASSWORD\n    folders: {inbox: INBOX, sent: all}"))  # fmt: skip
        desk.restart()
        question = desk.customer_writes(PROBLEM)
        forged = Mail(by=f"Ben Cole <{SUPPORT}>", subject=f"Re: {question.subject}", text="All done, thank you.", is_proven=False,
                      to=(SUPPORT, ANN), headers={"In-Reply-To": question.message_id})  # fmt: skip
        desk.receives(forged)
        (delivered,) = [raw for raw in town.mailbox(SUPPORT).messages() if b"All done" in raw]
        town.mailbox(SUPPORT).append(delivered, folder="Everything")
        desk.pass_time(at("Mon 10:00"))
        assert not is_answered(desk, ANN)
        desk.staff_answers(question, "We changed it.", mailbox=SUPPORT, folder="Everything")
        assert is_answered(desk, ANN)
