"""Answers by mail that cannot be passed on come back to their writer with the reason; and one whose only token is its address."""

from email.utils import parseaddr

import pytest

from tests.journeys.desk import Desk
from tests.journeys.mail import SUPPORT, Letter
from tests.journeys.test_relay import ANN, BEN, answer, answers, asked, relayed, sends, transcripts


def came_back(desk: Desk) -> Letter:
    (letter,) = transcripts(desk)
    return letter


def is_unanswered(desk: Desk) -> bool:
    ticket = desk.ticket(ANN)
    return (ticket["first_answer_at"], ticket["next_due"] is not None) == (None, True)


def test_an_answer_that_our_own_server_cannot_deliver_comes_back_and_so_does_the_next_one_at_once(desk: Desk) -> None:
    _, notification = asked(desk)
    desk.town.sink.at_rcpt[ANN] = "550 5.1.1 no such user"
    sends(desk, answer(notification, "It is on its way.", now=desk))
    desk.town.settle()
    desk.turn()  # our server has said so in a mail of its own
    letter = came_back(desk)
    assert "no such user" in letter.text
    assert "It is on its way." in letter.text
    assert desk.due(ANN) is not None

    desk.town.sink.clear()
    sends(desk, answer(notification, "Once more: it is on its way.", now=desk))
    again = transcripts(desk)[-1]
    assert f"mail to {ANN} bounced" in again.text
    assert "Once more: it is on its way." in again.text
    assert answers(desk) == []
    assert desk.due(ANN) is not None


def test_what_is_too_large_comes_back_whole(desk: Desk) -> None:
    desk.write_rules(lambda text: f"{text}\nlimits: {{passed_on_megabytes: 1}}\n")
    desk.restart()
    _, notification = asked(desk)
    message = answer(notification, "Here is the film of it.", now=desk)
    message.add_attachment(b"\0film" * 300_000, maintype="video", subtype="mp4", filename="film.mp4")
    sends(desk, message)
    letter = came_back(desk)
    assert "its attachments are too large: at most 1 MB can be passed on" in letter.text
    assert "Here is the film of it." in letter.text
    assert (answers(desk), is_unanswered(desk)) == ([], True)
    sends(desk, answer(notification, "Here is the film of it: film.example.com/1", now=desk))
    assert relayed(desk).text.startswith("Here is the film of it")


# ---------------------------------------------------------------- the token stands in the address alone
def takes_subaddresses(text: str) -> str:
    return text.replace("secret: SUPPORT_PASSWORD\n", "secret: SUPPORT_PASSWORD\n    subaddresses: true\n")


@pytest.fixture
def signed(desk: Desk) -> Desk:
    """A desk whose mail server delivers support+anything@ to support@, and whose letters to staff say so."""
    desk.write_rules(takes_subaddresses)
    desk.restart()
    return desk


def without_links(desk: Desk, notification: Letter, text: str, *, to: str) -> None:
    """A reply from a program, or through a provider, that keeps no ids."""
    message = answer(notification, text, now=desk)
    for name in ("In-Reply-To", "References"):
        del message[name]
    message.replace_header("To", to)
    message.replace_header("Subject", "Re:")
    desk.town.carry(message.as_bytes(), sender=BEN, to=(to,))
    desk.town.settle()
    desk.turn()


def test_a_reply_that_lost_all_its_links_is_proven_by_the_address_it_goes_to(signed: Desk) -> None:
    _, notification = asked(signed)
    address = parseaddr(str(notification.headers["Reply-To"]))[1]
    assert address.startswith("support+")
    without_links(signed, notification, "It is on its way.", to=address)
    assert relayed(signed).text == "It is on its way."
    assert relayed(signed).headers["From"] == f'"Ben Cole, AeroPress Mall" <{SUPPORT}>'
    assert signed.ticket(ANN)["assignee"] == BEN


def test_one_letter_of_that_address_changed_proves_nothing(signed: Desk) -> None:
    _, notification = asked(signed)
    local, _, domain = parseaddr(str(notification.headers["Reply-To"]))[1].partition("@")
    forged = f"{local[:-1]}{'a' if local[-1] != 'a' else 'b'}@{domain}"
    without_links(signed, notification, "It is on its way.", to=forged)
    assert answers(signed) == []
    assert is_unanswered(signed)
    assert "was not written to this address" in signed.letters_to(BEN)[-1].text
