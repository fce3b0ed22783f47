"""How a ticket stands shows in the inbox of any mail client: as keywords, colours, and "handled by" on the second copy."""

import sys
from collections.abc import Callable, Generator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from structlog.testing import capture_logs

from tests.journeys.desk import Desk, desk_in
from tests.journeys.mail import PRESS, SUPPORT, Mail
from tests.journeys.test_mailbox_accidents import nested
from tests.journeys.town import Town
from triage.cli.commands import triage

ANN = "ann@shop.test"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"
Opened = Callable[[str], Desk]


@pytest.fixture
def opened(town: Town, place: Path) -> Generator[Opened]:
    """A desk that marks in the styles asked for."""
    with desk_in(town, place) as desk:

        def marking(styles: str) -> Desk:
            desk.write_rules(lambda text: text.replace("sent: auto}", f"sent: auto, triage: Triage, marks: {styles}}}"))
            desk.restart()
            return desk

        yield marking


def flags(desk: Desk, mailbox: str = SUPPORT) -> set[str]:
    """What another client sees on the latest mail in the inbox."""
    found = desk.town.mailbox(mailbox).flags()
    return set(found[max(found)])


def test_the_state_shows_and_follows_the_ticket(opened: Opened) -> None:
    desk = opened("keywords")
    mail = desk.customer_writes(PROBLEM)
    assert flags(desk) == {"$triage-new", "$triage-order-problem"}
    name = str(desk.ticket(ANN)["ticket"])
    desk.staff_commands(name, "#priority urgent")
    assert flags(desk) == {"$triage-new", "$triage-urgent", "$triage-order-problem"}
    desk.staff_commands(name, "#category complaint")
    assert flags(desk) == {"$triage-new", "$triage-urgent", "$triage-complaint"}
    desk.staff_answers(mail, "We have changed the address.", mailbox=SUPPORT)
    assert flags(desk) == {"$triage-pending", "$triage-urgent", "$triage-complaint"}
    desk.staff_commands(name, "#close")
    assert flags(desk) == {"$triage-closed", "$triage-complaint"}


def test_what_people_set_stays_and_nothing_is_marked_read(opened: Opened) -> None:
    desk = opened("keywords")
    desk.customer_writes(PROBLEM)
    desk.town.mailbox(SUPPORT).add_flags(1, "\\Flagged", "$label1", "mine")
    desk.staff_commands(str(desk.ticket(ANN)["ticket"]), "#close")
    assert flags(desk) == {"\\Flagged", "$label1", "mine", "$triage-closed", "$triage-order-problem"}


def test_thunderbird_and_apple_show_colours(opened: Opened) -> None:
    desk = opened("[thunderbird, apple]")
    mail = desk.customer_writes(PROBLEM)
    assert flags(desk) == {"$label4", "\\Flagged", "$MailFlagBit0"}
    desk.staff_answers(mail, "We have changed the address.", mailbox=SUPPORT)
    assert flags(desk) == {"$label5", "\\Flagged", "$MailFlagBit2"}
    desk.staff_commands(str(desk.ticket(ANN)["ticket"]), "#close")
    assert flags(desk) == {"$label3"}


@pytest.mark.parametrize(
    ("style", "theirs"),
    [("[apple]", {"\\Flagged"}), ("[apple]", {"\\Flagged", "$MailFlagBit2"}), ("[thunderbird]", {"$label5"})],
)
def test_a_flag_that_a_person_had_set_before_us_is_never_taken_away(
    opened: Opened, style: str, theirs: set[str]
) -> None:
    desk = opened("[]")
    mail = desk.customer_writes(PROBLEM)
    desk.town.mailbox(SUPPORT).add_flags(1, *theirs)
    opened(style)
    desk.turn()
    assert theirs < flags(desk), "ours stand beside theirs"
    desk.staff_answers(mail, "We have changed the address.", mailbox=SUPPORT)
    assert theirs <= flags(desk)
    desk.staff_commands(str(desk.ticket(ANN)["ticket"]), "#close")
    assert flags(desk) - {"$label3"} == theirs


def test_without_a_wish_nothing_is_written(town: Town, place: Path) -> None:
    with desk_in(town, place) as desk:
        desk.customer_writes(PROBLEM)
        desk.turn()
        assert flags(desk) == set()


def test_the_same_mail_in_two_mailboxes_is_handled_in_one(opened: Opened) -> None:
    desk = opened("keywords")
    desk.customer_writes(PROBLEM, to=(PRESS, SUPPORT))
    desk.turn()
    owner = str(desk.ticket(ANN)["mailbox"])
    (second,) = {PRESS, SUPPORT} - {owner}
    assert flags(desk, owner) == {"$triage-new", "$triage-order-problem"}
    assert flags(desk, second) == {"$triage-handled", f"handled-by-{owner.partition('@')[0]}"}
    assert desk.ticket(ANN)["also_in"] == [second]
    places = ["--rules", str(desk.settings.rules), "--data", str(desk.settings.data)]
    shown = CliRunner().invoke(triage, ["show", str(desk.ticket(ANN)["ticket"]), *places]).output
    assert f"{second} (handled by {owner})" in shown


def test_each_state_is_written_once(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = opened("keywords")
    desk.customer_writes(PROBLEM)
    post = sys.modules["triage.daemon.post"]
    written: list[object] = []
    monkeypatch.setattr(post, "changes_for", lambda *given: written.append(given) or [])
    desk.turn()
    desk.restart()
    desk.pass_time(by=timedelta(minutes=5))
    assert written == []


def test_a_crash_between_writing_and_remembering_is_made_good(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = opened("keywords")
    with monkeypatch.context() as broken:
        broken.setattr(sys.modules["triage.daemon.post"], "marked", lambda *_: None)
        desk.customer_writes(PROBLEM)
    assert flags(desk) == {"$triage-new", "$triage-order-problem"}
    desk.staff_commands(str(desk.ticket(ANN)["ticket"]), "#category complaint")
    assert flags(desk) == {"$triage-new", "$triage-complaint"}


def test_what_changed_while_we_were_away_shows_afterwards(opened: Opened) -> None:
    desk = opened("keywords")
    desk.customer_writes(PROBLEM)
    store = desk.office.store
    with store.transaction():  # as `triage do` beside the daemon
        store._db.execute("UPDATE tickets SET priority = 'high'")
    desk.restart()
    assert "$triage-high" in flags(desk)


def test_new_uids_are_marked_anew(opened: Opened) -> None:
    desk = opened("keywords")
    desk.customer_writes(PROBLEM)
    desk.town.mailbox(SUPPORT).forget_uids()
    desk.town.mailbox(SUPPORT).kick()
    desk.pass_time(by=timedelta(minutes=1))
    desk.staff_commands(str(desk.ticket(ANN)["ticket"]), "#priority high")
    desk.turn()
    assert flags(desk) == {"$triage-new", "$triage-high", "$triage-order-problem"}


def test_mail_that_comes_back_into_the_inbox_shows_no_old_state(opened: Opened) -> None:
    desk = opened("keywords")
    desk.customer_writes(PROBLEM)
    user = desk.town.mailbox(SUPPORT)
    user.move(1, "Archive")
    desk.staff_commands(str(desk.ticket(ANN)["ticket"]), "#category complaint")
    user.move(1, "INBOX", out_of="Archive")
    desk.turn()
    assert flags(desk) == {"$triage-new", "$triage-complaint"}


def test_every_mail_of_a_conversation_shows_it(opened: Opened) -> None:
    desk = opened("keywords")
    mail = desk.customer_writes(PROBLEM)
    desk.customer_writes("Any news on this?", headers={"In-Reply-To": mail.message_id})
    desk.staff_commands(str(desk.ticket(ANN)["ticket"]), "#close")
    marks = desk.town.mailbox(SUPPORT).flags()
    assert [set(each) for each in marks.values()] == [{"$triage-closed", "$triage-order-problem"}] * 2


def test_an_inbox_that_may_only_be_read_is_left_as_it_is(opened: Opened, monkeypatch: pytest.MonkeyPatch) -> None:
    desk = opened("keywords")
    monkeypatch.setattr("triage.inbound.mailbox.connection.Client.select_folder", _only_examine)
    desk.customer_writes(PROBLEM)
    desk.turn()
    assert len(desk.acknowledgements_to(ANN)) == 1
    assert flags(desk) == set()


def _only_examine(self: object, folder: str, readonly: bool = False) -> object:
    from imapclient import IMAPClient  # noqa: PLC0415  the library's own, beneath what this stands for
    from imapclient.exceptions import IMAPClientReadOnlyError  # noqa: PLC0415

    if not readonly:
        raise IMAPClientReadOnlyError("INBOX is not writable")
    return IMAPClient.select_folder(self, folder, readonly=readonly)  # pyright: ignore[reportArgumentType]


def test_a_desk_in_the_shadow_writes_nothing(town: Town, place: Path) -> None:
    with desk_in(town, place) as desk:
        desk.write_rules(lambda text: text.replace("sent: auto}", "sent: auto, marks: keywords}"))
        desk.restart()
        desk.office.shadow = True
        desk.customer_writes(PROBLEM)
        assert flags(desk) == set()


def test_many_mails_are_marked_in_few_commands(opened: Opened) -> None:
    desk = opened("keywords")
    desk.receives(*(Mail(by=f"c{number}@shop.test", subject="S", text=f"{PROBLEM} {number}") for number in range(20)))
    marks = desk.town.mailbox(SUPPORT).flags()
    assert len(marks) == 20
    assert set(map(frozenset, marks.values())) == {frozenset({"$triage-new", "$triage-order-problem"})}


def test_mail_that_is_set_aside_shows_until_a_person_has_seen_to_it(opened: Opened) -> None:
    desk = opened("keywords")
    for name in ("eve", "mallory"):
        desk.receives(Mail(by=f"{name}@shop.test", raw=nested(150) + name.encode(), envelope_from=f"{name}@shop.test"))
    desk.turn()
    marks = desk.town.mailbox(SUPPORT).flags
    assert set(marks().values()) == {frozenset({"$triage-set-aside"})}
    first, second = desk.office.store.lists.set_aside()
    with desk.office.store.transaction():
        desk.office.store.aside.discard(first["id"])
    desk.turn()
    assert marks() == {first["uid"]: frozenset(), second["uid"]: {"$triage-set-aside"}}


def test_mail_that_was_set_aside_and_is_read_after_all_shows_its_ticket(
    opened: Opened, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = opened("keywords")
    with monkeypatch.context() as broken, capture_logs():  # a traceback with all the rules takes a long time to draw
        broken.setattr(sys.modules["triage.jobs.receive"], "decide", _breaks)
        desk.customer_writes(PROBLEM)
        desk.turn()
    assert flags(desk) == {"$triage-set-aside"}
    (row,) = desk.office.store.lists.set_aside()
    with desk.office.store.transaction():
        desk.office.store.aside.release(row["id"])
    desk.turn()
    assert flags(desk) == {"$triage-new", "$triage-order-problem"}


def _breaks(_: object) -> object:
    raise ValueError("a fault of ours")
