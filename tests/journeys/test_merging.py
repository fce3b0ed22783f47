"""One customer's two mails become one ticket by a line in Ben's reply, and two again: through Exim into Dovecot and back."""

import pytest

from tests.journeys.desk import Desk
from tests.journeys.mail import SUPPORT, Letter, Mail, at, reply
from tests.journeys.test_relay import ANN, ASKED, BEN, answer, answers, asked, sends, transcripts

BOB = "bob@shop.test"
RETURN = "I would like to return my AeroPress Go, order AM-10432, because it does not fit my cup."


def two(desk: Desk, by: str = "Ann Lee <ann@shop.test>") -> tuple[Letter, Letter]:
    """Wrong item, AM-1001, and a return, AM-1002: Ben's notifications of them."""
    _, first = asked(desk)
    desk.now = at("Mon 10:00")
    desk.customer_writes(RETURN, subject="A return", by=by)
    (second,) = (letter for letter in desk.notifications_to(BEN) if letter.message_id != first.message_id)
    return first, second


def on(desk: Desk) -> dict[str, list[str]]:
    """Ticket → the subjects of what is on it, for those that have any."""
    found: dict[str, list[str]] = {}
    for row in desk.tickets():
        shown = desk.office.store.lists.ticket(row["ticket"])
        assert shown
        if shown["ticket"] == row["ticket"]:
            found[row["ticket"]] = [message["text"] for message in shown["messages"] if message["direction"] == "in"]
    return found


def latest_news(desk: Desk) -> Letter:
    return desk.notifications_to(BEN)[-1]


def writes(desk: Desk, letter: Letter, text: str, *, by: str = ANN) -> Mail:
    mail = reply(letter, text, by=by)
    desk.receives(mail)
    return mail


def test_both_threads_land_in_one_ticket_and_each_is_answered_in_its_own_until_they_are_split(desk: Desk) -> None:
    _, second = two(desk)
    first_ack, second_ack = desk.acknowledgements_to(ANN)
    sends(desk, answer(second, "#merge AM-1001", now=desk))
    (transcript,) = transcripts(desk)
    assert "AM-1002 is merged into AM-1001, the older one" in transcript.text
    assert (answers(desk), len(desk.acknowledgements_to(ANN))) == ([], 2), "she hears nothing of it, and no second time"
    assert {name: len(texts) for name, texts in on(desk).items()} == {"AM-1001": 2}

    returning = writes(desk, second_ack, "When do I get the label for the return?")
    assert len(on(desk)["AM-1001"]) == 3
    sends(desk, answer(latest_news(desk), "The label is on its way.", now=desk))
    (label,) = answers(desk)
    assert (label.headers["In-Reply-To"], label.subject) == (returning.message_id, "Re: A return [AM-1001]")

    missing = writes(desk, first_ack, "When do I get the right item?")
    sends(desk, answer(latest_news(desk), "The right item left today.", now=desk))
    item = answers(desk)[-1]
    assert (item.headers["In-Reply-To"], item.text) == (missing.message_id, "The right item left today.")
    assert "label" not in item.text
    assert "A return" not in item.subject

    sends(desk, answer(transcripts(desk)[0], "#split", now=desk))
    assert "AM-1002 is a ticket of its own again" in transcripts(desk)[-1].text
    writes(desk, label, "Thanks for the label; and the money, when?")
    writes(desk, item, "It came, but it is the wrong one again.")
    found = on(desk)
    assert {name: len(texts) for name, texts in found.items()} == {"AM-1001": 3, "AM-1002": 3}
    assert "the money" in found["AM-1002"][-1]
    assert "wrong one again" in found["AM-1001"][-1]
    assert len(desk.acknowledgements_to(ANN)) == 2


def test_the_earlier_promise_stays_in_force_and_is_told_once(desk: Desk) -> None:
    _, second = two(desk)
    due = {row["ticket"]: row["next_due"]["due_at"] for row in desk.tickets()}
    assert due["AM-1002"] < due["AM-1001"]
    sends(desk, answer(second, "#merge AM-1001", now=desk))
    (row,) = (row for row in desk.tickets() if row["status"] != "closed")
    assert (row["ticket"], row["next_due"]["due_at"]) == ("AM-1001", due["AM-1002"])
    desk.pass_time(at("Tue 11:00"))
    lead = desk.letters_to("aftersales-lead@aeropressmall.com")
    assert len([letter for letter in lead if ".escalation." in letter.message_id]) == 1


def test_two_requesters_are_merged_only_anyway_and_each_gets_only_his_own_answers(desk: Desk) -> None:
    _, second = two(desk, by="Bob Ray <bob@shop.test>")
    sends(desk, answer(second, "#merge AM-1001", now=desk))
    (refused,) = transcripts(desk)
    assert "write #merge AM-1001 anyway" in refused.text
    sends(desk, answer(second, "#merge AM-1001 anyway", now=desk))
    assert "2 requesters are on it now: ann@shop.test, bob@shop.test" in transcripts(desk)[-1].text

    (ack,) = desk.acknowledgements_to(BOB)
    his = writes(desk, ack, "My secret size is enormous.", by=BOB)
    told = latest_news(desk)
    assert "My secret size is enormous." in told.text.replace("> ", "")
    sends(desk, answer(told, "Dear Bob, enormous it is.", now=desk))
    (got,) = (letter for letter in desk.letters_to(BOB) if not letter.is_acknowledgement)
    assert (got.headers["In-Reply-To"], got.text) == (his.message_id, "Dear Bob, enormous it is.")
    sends(desk, answer(desk.notifications_to(BEN)[0], "Dear Ann, the right one left.\n", now=desk))
    (hers,) = answers(desk)
    assert hers.text == "Dear Ann, the right one left."
    for address, words in ((ANN, "enormous"), (BOB, "Dear Ann")):
        assert all(words not in letter.raw.decode() for letter in desk.letters_to(address))


def test_a_stranger_s_mail_is_split_off_and_the_letter_about_it_answers_the_stranger(desk: Desk) -> None:
    question, first = asked(desk)
    desk.receives(
        Mail(
            by="Bob Ray <bob@shop.test>",
            subject="Re: Wrong item",
            text=RETURN,
            headers={"In-Reply-To": question.message_id},
        )
    )
    assert len(desk.tickets()) == 1
    told = latest_news(desk)
    assert told.message_id != first.message_id
    sends(desk, answer(told, "#split", now=desk))
    assert on(desk) == {"AM-1001": [ASKED], "AM-1002": [RETURN]}
    new = next(row for row in desk.tickets() if row["ticket"] == "AM-1002")
    assert (new["requester"], new["category"], new["status"]) == (BOB, "return-request", "new")
    for letter in (told, latest_news(desk)):  # the old one, and the one that tells of the new ticket
        sends(desk, answer(letter, f"Dear Bob, please send it in. {letter.message_id[1:8]}", now=desk))
    assert len([letter for letter in desk.letters_to(BOB) if "Dear Bob" in letter.text]) == 2
    assert answers(desk) == [], "nothing of it reaches Ann"


@pytest.mark.parametrize("line", ["#merge AM-1001", "#split"])
def test_a_line_in_the_name_of_staff_merges_and_splits_nothing(desk: Desk, line: str) -> None:
    _, second = two(desk)
    forged = answer(second, line, now=desk)
    del forged["Authentication-Results"]
    sends(desk, forged)
    assert {name: len(texts) for name, texts in on(desk).items()} == {"AM-1001": 1, "AM-1002": 1}
    desk.receives(Mail(by=f"Ann Lee <{ANN}>", subject="Re: A return", text=f"{line}\n\nPlease.", to=(SUPPORT,)))
    assert not any(row["joined_to"] for row in desk.tickets())
