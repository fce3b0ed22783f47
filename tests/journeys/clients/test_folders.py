"""Staff drag a mail into a folder with their own program."""

from tests.journeys.clients.conftest import Sit
from tests.journeys.desk import Desk
from tests.journeys.mail import SUPPORT
from tests.journeys.test_sorting import make_folders, with_folders

ANN = "ann@shop.test"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"


def test_into_closed_closes_it_and_into_complaint_corrects_it(desk: Desk, sit: Sit) -> None:
    desk.write_rules(with_folders)
    desk.restart()
    make_folders(desk)
    desk.turn()
    desk.customer_writes(PROBLEM, subject="Wrong house number")
    desk.customer_writes(PROBLEM, subject="Broken cup", by="bob@shop.test")
    sit(SUPPORT, "Ben Cole").move("Wrong house number", "Triage/Closed")
    sit(SUPPORT, "Ben Cole").move("Broken cup", "Triage/Complaint")
    desk.turn()
    assert desk.ticket(ANN)["status"] == "closed"
    assert desk.ticket("bob@shop.test")["category"] == "complaint"
