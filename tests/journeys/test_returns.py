"""A return and a complaint from the first mail to the last letter, told as the customer sees it (clauses 4 and 5)."""

import re
from datetime import datetime, timedelta

import pytest

from tests.journeys.desk import Desk
from tests.journeys.mail import SUPPORT, Letter, at, reply
from triage.desk.commands import CommandError

ANN, BY_ANN = "ann@shop.test", "Ann Lee <ann@shop.test>"
RETURN = "I would like to return the AeroPress Go from order AM-10604 because it is too small for two cups."
COMPLAINT = (
    "This is a formal complaint about order AM-10111: nobody answers my mails and your colleague was rude. "
    "I expect an apology and a partial refund."
)


def last(desk: Desk) -> Letter:
    return desk.letters_to(ANN)[-1]


def does(desk: Desk, line: str, moment: datetime) -> Letter:
    """Staff write this line then; what Ann is told."""
    before = len(desk.letters_to(ANN))
    desk.pass_time(moment)
    desk.staff_commands("AM-1001", line)
    assert len(desk.letters_to(ANN)) == before + 1, f"{line} tells Ann something, once"
    return last(desk)


def test_a_return_from_request_to_refund(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    asked = desk.customer_writes(RETURN, by=BY_ANN, subject="Return")
    assert "Tuesday 3 June, 10:00 EDT" in last(desk).text, "audited within one working day"

    approved = does(desk, "#approve", at("Mon 15:00"))
    number = re.search(r"RA-1001-\d{4}", approved.text)
    assert number
    assert "100 Example Street, Springfield, NJ 07081" in approved.text
    assert approved.headers["In-Reply-To"] == asked.message_id, "in the same thread"

    received = does(desk, "#received", at("Thu 12:00"))
    assert number[0] in received.text
    assert "Monday 9 June, 12:00 EDT" in received.text

    passed = does(desk, "#passed", at("Fri 12:00"))
    assert "Monday 23 June, 12:00 EDT" in passed.text, "ten working days; Juneteenth is none"

    quiet = len(desk.letters_to(ANN))
    desk.pass_time(at("Fri 11:59", week=2))
    assert len(desk.letters_to(ANN)) == quiet
    desk.pass_time(at("Fri 12:00", week=2))
    assert len(desk.letters_to(ANN)) == quiet + 1, "after five working days she hears how it stands"
    assert "Monday 23 June, 12:00 EDT" in last(desk).text
    assert last(desk).headers["In-Reply-To"] == asked.message_id
    desk.pass_time(at("Mon 09:00", week=3))
    assert len(desk.letters_to(ANN)) == quiet + 1, "once"

    desk.receives(reply(last(desk), "How far is my refund?", by=BY_ANN))
    assert desk.due(ANN) == at("Mon 12:00", week=4), "a nudge postpones nothing"

    refunded = does(desk, "#refunded USD 39.95", at("Tue 10:00", week=3))
    assert "USD 39.95" in refunded.text
    ticket = desk.ticket(ANN)
    assert ticket["status"] == "closed"
    assert [deadline["outcome"] for deadline in ticket["deadlines"]] == ["met", "met", "met"]
    assert len(desk.acknowledgements_to(ANN)) == 1


def test_a_parcel_that_does_not_come_is_asked_for_once(desk: Desk) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(RETURN, by=BY_ANN)
    approved = does(desk, "#approve", at("Mon 11:00"))
    desk.pass_time(at("Mon 10:59", week=3))
    assert last(desk).raw == approved.raw
    desk.pass_time(at("Mon 11:00", week=3))
    number = re.search(r"RA-1001-\d{4}", approved.text)
    assert number
    assert number[0] in last(desk).text
    asked = len(desk.letters_to(ANN))
    desk.pass_time(at("Mon 11:00", week=5))
    assert len(desk.letters_to(ANN)) == asked
    assert desk.ticket(ANN)["status"] == "pending"


@pytest.mark.parametrize(
    ("way", "verb", "words"),
    [((), "#decline", "Please do not send anything back"), (("#approve", "#received"), "#failed", "clause 4")],
)
def test_a_refusal_lists_its_reasons_and_cites_the_clause(
    desk: Desk, way: tuple[str, ...], verb: str, words: str
) -> None:
    desk.customer_writes(RETURN, by=BY_ANN)
    for hour, line in enumerate(way):
        does(desk, line, at("Tue 10:00") + timedelta(days=hour))
    for said in ("", " the seal is torn", " clause 4"):
        with pytest.raises(CommandError, match="needs reasons and the clause"):
            desk.staff_commands("AM-1001", f"{verb}{said}")
    letter = does(desk, f"{verb} the seal is torn; a part is missing; clause 4", at("Fri 10:00"))
    assert "- the seal is torn - a part is missing" in letter.text
    assert words in letter.text
    assert desk.ticket(ANN)["status"] == "closed"


@pytest.mark.parametrize(
    ("verb", "due", "words"),
    [
        ("#simple", "Thursday 5 June, 10:00 EDT", "formal reply"),
        ("#complex", "Monday 9 June, 10:00 EDT", "final settlement plan"),
    ],
)
def test_a_complaint_is_classified_and_settled(desk: Desk, verb: str, due: str, words: str) -> None:
    desk.pass_time(at("Mon 10:00"))
    desk.customer_writes(COMPLAINT, by=BY_ANN)
    assert "Tuesday 3 June, 10:00 EDT" in last(desk).text
    classified = does(desk, verb, at("Tue 09:30"))
    assert due in classified.text, "counted from arrival"
    assert words in classified.text
    with pytest.raises(CommandError, match="needs what we do about it"):
        desk.staff_commands("AM-1001", "#settled")
    settled = does(desk, "#settled We apologise; We refund USD 6.00", at("Wed 10:00"))
    assert "- We apologise - We refund USD 6.00" in settled.text
    ticket = desk.ticket(ANN)
    assert ticket["status"] == "closed"
    assert [(each["stage"], each["outcome"], each["clause"]) for each in ticket["deadlines"]] == [
        ("classify", "met", "5"),
        (verb.removeprefix("#"), "met", "5"),
    ]


def test_who_answered_a_complaint_by_mail_need_not_say_it_twice(desk: Desk) -> None:
    complaint = desk.customer_writes(COMPLAINT, by=BY_ANN)
    desk.staff_commands("AM-1001", "#simple")
    desk.staff_answers(complaint, "We are sorry. We have refunded USD 6.00.", mailbox=SUPPORT)
    told = len(desk.letters_to(ANN))
    desk.staff_commands("AM-1001", "#settled")
    (closing,) = desk.letters_to(ANN)[told:]
    assert desk.ticket(ANN)["status"] == "closed"
    assert "is now closed" in closing.text
    assert "refund" not in closing.text


def test_a_new_mail_about_the_refund_finds_its_return(desk: Desk) -> None:
    desk.customer_writes(RETURN, by=BY_ANN)
    does(desk, "#approve", at("Mon 11:00"))
    desk.pass_time(at("Mon 11:00", week=2))
    desk.customer_writes(
        "When will I get the refund for AM-10604? I sent it back last week.", by=BY_ANN, subject="My money"
    )
    assert len(desk.ticket(ANN)["messages"]) == 2, "one ticket, two mails"
    assert "same order number" in desk.why(ANN)
