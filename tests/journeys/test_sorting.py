"""A person drags mail into a folder, and back: what each move asks for, what it never means, and that nothing is done twice."""

import sys
from collections.abc import Generator
from datetime import timedelta
from pathlib import Path

import pytest
from structlog.testing import capture_logs

from tests.journeys.desk import OPENING, Desk, desk_in
from tests.journeys.mail import PRESS, SUPPORT, Mail, at
from tests.journeys.test_mailbox_accidents import nested
from tests.journeys.town import Town
from triage.daemon import post_of
from triage.inbound.mailbox import probe

ANN = "ann@shop.test"
PROBLEM = "I put the wrong house number on order AM-10470. Can you change the address before it leaves?"
RETURN = "I would like to return my AeroPress Go, order AM-10432, because it does not fit my cup."
SEEN_BY = "somebody in support@aeropressmall.com's folders"


def with_folders(text: str) -> str:
    return text.replace("sent: auto}", "sent: auto, triage: Triage}")


def make_folders(desk: Desk, *addresses: str) -> None:
    for address in addresses or (SUPPORT,):
        found = probe(post_of(address, desk.office.policy.rules, "correct-horse").account, make_folders=True)
        assert not found.problems, found


@pytest.fixture
def desk(town: Town, place: Path) -> Generator[Desk]:
    """A desk whose staff may sort by folders."""
    with desk_in(town, place) as opened:
        opened.write_rules(with_folders)
        opened.restart()
        make_folders(opened)
        opened.turn()
        yield opened


def sort(desk: Desk, folder: str, *, out_of: str = "INBOX", mailbox: str = SUPPORT) -> None:
    """A person drags the latest mail, and the desk takes a turn."""
    user = desk.town.mailbox(mailbox)
    user.move(max(user.flags(out_of)), folder, out_of=out_of)
    desk.turn()


def labelled(desk: Desk) -> list[tuple[str, str, str]]:
    return [(row.was, row.category, row.by) for row in desk.office.store.corrections.labelled()]


def unchanged(desk: Desk, before: object) -> bool:
    return desk.ticket(ANN) == before


# ---- a category ----


def test_a_category_folder_corrects_as_the_command_does(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, by="bob@shop.test")
    desk.customer_writes(PROBLEM)
    sort(desk, "Triage/Complaint")
    desk.staff_commands(str(desk.ticket("bob@shop.test")["ticket"]), "#category complaint")
    names = ("category", "stage", "team", "status", "next_due", "confidence", "unsure")
    moved, commanded = desk.ticket(ANN), desk.ticket("bob@shop.test")
    assert [moved[name] for name in names] == [commanded[name] for name in names]
    assert (moved["category"], moved["stage"]) == ("complaint", "classify")
    assert labelled(desk)[0] == ("order-problem", "complaint", SEEN_BY)
    assert f"complaint: corrected by {SEEN_BY} from order-problem" in desk.why(ANN)


def test_a_correction_by_folder_is_an_example_to_learn_from(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    sort(desk, "Triage/Complaint")
    (example,) = desk.office.store.corrections.labelled()
    assert (example.text, example.category) == (PROBLEM, "complaint")


def test_nobody_hears_of_a_move_twice(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    sort(desk, "Triage/Complaint")
    before, letters = desk.ticket(ANN), len(desk.outbox())
    desk.turn()
    desk.restart()
    desk.pass_time(by=timedelta(minutes=1))
    assert unchanged(desk, before)
    assert (len(desk.outbox()), len(labelled(desk)), len(desk.letters_to(ANN))) == (letters, 1, 1)


def test_a_move_while_we_are_away_is_seen_afterwards(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    desk.close()
    desk.town.mailbox(SUPPORT).move(1, "Triage/Complaint")
    desk.open()
    assert desk.ticket(ANN)["category"] == "complaint"


def test_a_move_before_our_first_look_into_the_folder_counts(desk: Desk) -> None:
    desk.customer_writes(PROBLEM, by="zoe@shop.test", to=(PRESS,))
    make_folders(desk, PRESS)
    sort(desk, "Triage/Closed", mailbox=PRESS)
    assert desk.ticket("zoe@shop.test")["status"] == "closed"


def test_old_mail_in_a_folder_that_we_see_first_is_none_of_ours(town: Town, place: Path) -> None:
    with desk_in(town, place) as desk:
        town.mailbox(SUPPORT).create("Triage/Complaint")
        old = Mail(by="old@shop.test", subject="Long ago", text=PROBLEM)
        town.mailbox(SUPPORT).append(
            old.as_bytes(OPENING), folder="Triage/Complaint", arrived=OPENING - timedelta(days=9)
        )
        desk.write_rules(with_folders)
        desk.restart()
        desk.turn()
        assert desk.tickets() == []


# ---- and back ----


def test_back_in_the_inbox_what_the_move_did_is_undone(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    before = desk.ticket(ANN)
    desk.pass_time(by=timedelta(hours=1))
    sort(desk, "Triage/Complaint")
    desk.pass_time(by=timedelta(hours=1))
    sort(desk, "INBOX", out_of="Triage/Complaint")
    after = desk.ticket(ANN)
    names = (
        "category",
        "stage",
        "team",
        "status",
        "next_due",
        "confidence",
        "unsure",
        "missing",
        "messages",
        "letters",
    )
    assert [after[name] for name in names] == [before[name] for name in names]
    assert labelled(desk) == []
    assert f"moved back by {SEEN_BY}: order-problem, new again" in desk.why(ANN)
    assert len(desk.tickets()) == 1


def test_the_ladder_goes_on_where_it_was(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    due = desk.due(ANN)
    desk.pass_time(at("Tue 09:01"))
    told = len(desk.letters_to("aftersales-1@aeropressmall.com"))
    sort(desk, "Triage/Closed")
    sort(desk, "INBOX", out_of="Triage/Closed")
    desk.pass_time(by=timedelta(minutes=5))
    assert desk.due(ANN) == due
    assert len(desk.letters_to("aftersales-1@aeropressmall.com")) == told
    assert due
    desk.pass_time(due + timedelta(minutes=1))
    assert desk.letters_to("aftersales-lead@aeropressmall.com")


@pytest.mark.parametrize("folder", ["Triage/Closed", "Triage/Complaint", "Triage/Not a request"])
def test_who_has_not_sent_her_parcel_is_still_reminded_once(desk: Desk, folder: str) -> None:
    desk.customer_writes(RETURN)
    desk.staff_commands(str(desk.ticket(ANN)["ticket"]), "#approve")
    approved = desk.now
    desk.pass_time(by=timedelta(days=7))
    sort(desk, folder)
    sort(desk, "INBOX", out_of=folder)
    assert desk.ticket(ANN)["stage"] == "parcel"
    told = len(desk.letters_to(ANN))
    desk.pass_time(approved + timedelta(days=13))
    assert len(desk.letters_to(ANN)) == told
    desk.pass_time(approved + timedelta(days=14, minutes=1))
    assert len(desk.letters_to(ANN)) == told + 1
    sort(desk, folder)
    sort(desk, "INBOX", out_of=folder)
    told = len(desk.letters_to(ANN))
    desk.pass_time(by=timedelta(days=30))
    assert len(desk.letters_to(ANN)) == told


def test_from_one_category_folder_to_another_the_last_one_counts(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    sort(desk, "Triage/Complaint")
    sort(desk, "Triage/Return request", out_of="Triage/Complaint")
    assert desk.ticket(ANN)["category"] == "return-request"
    assert [row[:2] for row in labelled(desk)] == [("order-problem", "return-request")]
    sort(desk, "INBOX", out_of="Triage/Return request")
    assert desk.ticket(ANN)["category"] == "order-problem"
    assert labelled(desk) == []


def test_what_happened_since_is_not_undone(desk: Desk) -> None:
    mail = desk.customer_writes(PROBLEM)
    sort(desk, "Triage/Complaint")
    desk.staff_answers(mail, "We have changed the address.", mailbox=SUPPORT)
    answered = desk.ticket(ANN)
    sort(desk, "INBOX", out_of="Triage/Complaint")
    after = desk.ticket(ANN)
    assert (after["category"], after["status"], after["next_due"]) == ("order-problem", answered["status"], None)
    sort(desk, "Triage/Complaint")
    desk.staff_commands(str(after["ticket"]), "#category wholesale")
    sort(desk, "INBOX", out_of="Triage/Complaint")
    assert desk.ticket(ANN)["category"] == "wholesale"
    assert "has moved on since" in desk.why(ANN)


# ---- closed, spam ----


def test_closed_closes_and_the_inbox_opens_again(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    due = desk.due(ANN)
    sort(desk, "Triage/Closed")
    assert (desk.ticket(ANN)["status"], desk.due(ANN)) == ("closed", None)
    sort(desk, "INBOX", out_of="Triage/Closed")
    assert (desk.ticket(ANN)["status"], desk.due(ANN)) == ("new", due)
    outcomes = [row["outcome"] for row in desk.ticket(ANN)["deadlines"]]
    assert outcomes == ["void", "open"]


def test_from_closed_into_a_category_the_work_goes_on(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    sort(desk, "Triage/Closed")
    sort(desk, "Triage/Complaint", out_of="Triage/Closed")
    assert (desk.ticket(ANN)["status"], desk.ticket(ANN)["category"]) == ("new", "complaint")
    sort(desk, "Triage/Closed", out_of="Triage/Complaint")
    assert (desk.ticket(ANN)["status"], desk.ticket(ANN)["category"]) == ("closed", "complaint")
    sort(desk, "INBOX", out_of="Triage/Closed")
    assert (desk.ticket(ANN)["status"], desk.ticket(ANN)["category"]) == ("new", "order-problem")


def test_a_customer_who_writes_again_reopens_and_the_folder_does_not_close_twice(desk: Desk) -> None:
    mail = desk.customer_writes(PROBLEM)
    sort(desk, "Triage/Closed")
    desk.customer_writes("And please send it by express.", headers={"In-Reply-To": mail.message_id})
    assert desk.ticket(ANN)["status"] != "closed"
    desk.turn()
    desk.town.mailbox(SUPPORT).forget_uids("Triage/Closed")
    desk.town.mailbox(SUPPORT).kick()
    desk.pass_time(by=timedelta(minutes=1))
    desk.turn()
    assert desk.ticket(ANN)["status"] != "closed"


def test_spam_is_closed_learned_and_not_answered(desk: Desk) -> None:
    desk.customer_writes("We offer you first-page rankings for your order AM-10470.")
    was = desk.ticket(ANN)["category"]
    sort(desk, "Triage/Spam")
    assert (desk.ticket(ANN)["status"], desk.ticket(ANN)["category"], desk.due(ANN)) == (
        "closed",
        "not-a-request",
        None,
    )
    assert labelled(desk) == [(was, "not-a-request", SEEN_BY)]
    sort(desk, "INBOX", out_of="Triage/Spam")
    assert (desk.ticket(ANN)["status"], desk.ticket(ANN)["category"]) == ("new", was)
    assert labelled(desk) == []


# ---- mail that we had not seen ----


def test_mail_that_staff_sorted_before_we_saw_it_is_taken_in_once(desk: Desk) -> None:
    desk.close()
    desk.town.deliver(mail := Mail(by=ANN, subject="Meanwhile", text=PROBLEM), mail.as_bytes(desk.now))
    desk.town.settle()
    desk.town.mailbox(SUPPORT).move(1, "Triage/Complaint")
    desk.open()
    assert (desk.ticket(ANN)["category"], desk.ticket(ANN)["stage"]) == ("complaint", "classify")
    assert len(desk.acknowledgements_to(ANN)) == 1
    assert labelled(desk) == [("order-problem", "complaint", SEEN_BY)]
    sort(desk, "INBOX", out_of="Triage/Complaint")
    assert len(desk.tickets()) == len(desk.letters_to(ANN)) == 1
    assert (desk.ticket(ANN)["category"], desk.ticket(ANN)["stage"], labelled(desk)) == ("order-problem", "answer", [])


def test_what_staff_had_closed_before_we_saw_it_is_kept_and_not_answered(desk: Desk) -> None:
    desk.close()
    desk.town.deliver(mail := Mail(by=ANN, subject="Meanwhile", text=PROBLEM), mail.as_bytes(desk.now))
    desk.town.settle()
    desk.town.mailbox(SUPPORT).move(1, "Triage/Closed")
    desk.open()
    assert (desk.ticket(ANN)["status"], desk.letters_to(ANN)) == ("closed", [])
    assert not [row for row in desk.outbox() if row["ticket"]]


def test_spam_that_we_had_not_seen_is_closed_learned_and_told_to_nobody(desk: Desk) -> None:
    desk.close()
    desk.town.deliver(mail := Mail(by=ANN, subject="Meanwhile", text=PROBLEM), mail.as_bytes(desk.now))
    desk.town.settle()
    desk.town.mailbox(SUPPORT).move(1, "Triage/Spam")
    desk.open()
    assert (desk.ticket(ANN)["status"], desk.ticket(ANN)["category"]) == ("closed", "not-a-request")
    assert labelled(desk) == [("order-problem", "not-a-request", SEEN_BY)]
    assert not [row for row in desk.outbox() if row["ticket"]]


def test_a_machines_mail_that_staff_call_a_complaint_becomes_one_and_is_answered_by_no_machine(desk: Desk) -> None:
    away = {"Auto-Submitted": "auto-replied", "X-Autoreply": "yes"}
    desk.customer_writes("I am out of the office until Monday.", subject="Out of office", headers=away)
    assert desk.tickets() == []
    sort(desk, "Triage/Complaint")
    assert desk.ticket(ANN)["category"] == "complaint"
    assert desk.letters_to(ANN) == []


# ---- retry ----


def test_set_aside_mail_is_read_again_when_it_is_dragged_into_retry(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken, capture_logs():  # a traceback with all the rules takes a long time to draw
        broken.setattr(sys.modules["triage.jobs.receive"], "decide", _breaks)
        desk.customer_writes(PROBLEM)
        desk.turn()
    assert (len(desk.office.store.lists.set_aside()), desk.tickets()) == (1, [])
    sort(desk, "Triage/Retry")
    assert desk.office.store.lists.set_aside() == []
    assert len(desk.acknowledgements_to(ANN)) == 1
    sort(desk, "INBOX", out_of="Triage/Retry")
    assert (desk.ticket(ANN)["status"], len(desk.tickets())) == ("new", 1)


def _breaks(_: object) -> object:
    raise ValueError("a fault of ours")


def test_what_breaks_us_again_is_set_aside_again_and_told_again(desk: Desk) -> None:
    desk.receives(Mail(by="eve@shop.test", raw=nested(150), envelope_from="eve@shop.test"))
    desk.pass_time(by=timedelta(minutes=1))
    (first,) = desk.office.store.lists.set_aside()
    sort(desk, "Triage/Retry")
    (second,) = desk.office.store.lists.set_aside()
    assert (second["folder"], second["id"] > first["id"]) == ("Triage/Retry", True)


def test_retry_sorts_by_the_rules_of_today(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    desk.write_rules(
        lambda text: (
            with_folders(text).replace(
                "categories:\n", "filters: [{when: wrong house number, then: {category: complaint}}]\ncategories:\n", 1
            )
            if "\nfilters:" not in text
            else with_folders(text).replace(
                "filters:\n", "filters:\n  - {when: wrong house number, then: {category: complaint}}\n", 1
            )
        )
    )
    desk.restart()
    assert desk.ticket(ANN)["category"] == "order-problem"
    sort(desk, "Triage/Retry")
    assert desk.ticket(ANN)["category"] == "complaint"
    assert labelled(desk) == []


# ---- what means nothing ----


@pytest.mark.parametrize("folder", ["Trash", "Archive", "Junk", "Projects", "Triage/Complaint/Old"])
def test_other_folders_mean_nothing(desk: Desk, folder: str) -> None:
    desk.customer_writes(PROBLEM)
    before = desk.ticket(ANN)
    if folder in ("Projects", "Triage/Complaint/Old"):
        desk.town.mailbox(SUPPORT).create(folder)
    sort(desk, folder)
    assert unchanged(desk, before)
    sort(desk, "INBOX", out_of=folder)
    assert unchanged(desk, before)


def test_from_a_category_into_the_trash_what_was_said_stays(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    sort(desk, "Triage/Complaint")
    before = desk.ticket(ANN)
    sort(desk, "Trash", out_of="Triage/Complaint")
    assert unchanged(desk, before)


def test_copies_count_once(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    with desk.town.mailbox(SUPPORT).client("INBOX") as imap:
        for _ in range(3):
            imap.uid("COPY", "1", "Triage/Complaint")
    desk.turn()
    assert (desk.ticket(ANN)["category"], len(labelled(desk))) == ("complaint", 1)


def test_a_desk_without_such_folders_takes_no_notice(town: Town, place: Path) -> None:
    with desk_in(town, place) as desk:
        town.mailbox(SUPPORT).create("Triage/Complaint")
        desk.customer_writes(PROBLEM)
        before = desk.ticket(ANN)
        sort(desk, "Triage/Complaint")
        assert unchanged(desk, before)


# ---- accidents ----


@pytest.mark.parametrize("folder", ["Triage/Complaint", "INBOX"])
def test_new_uids_move_nothing(desk: Desk, folder: str) -> None:
    desk.customer_writes(PROBLEM)
    with desk.town.mailbox(SUPPORT).client("INBOX") as imap:
        imap.uid("COPY", "1", "Triage/Complaint")
    desk.turn()
    before = desk.ticket(ANN)
    desk.town.mailbox(SUPPORT).forget_uids(folder)
    desk.town.mailbox(SUPPORT).kick()
    desk.pass_time(by=timedelta(minutes=1))
    desk.turn()
    assert unchanged(desk, before)
    assert len(labelled(desk)) == 1


def test_a_folder_that_was_deleted_and_made_anew_works_on(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    with desk.town.mailbox(SUPPORT).client() as imap:
        imap.delete("Triage/Complaint")
        imap.create("Triage/Complaint")
    desk.turn()
    sort(desk, "Triage/Complaint")
    assert desk.ticket(ANN)["category"] == "complaint"


def test_flags_stay_as_people_set_them(desk: Desk) -> None:
    desk.customer_writes(PROBLEM)
    sort(desk, "Triage/Complaint")
    assert desk.town.mailbox(SUPPORT).flags("Triage/Complaint") == {1: frozenset()}


def test_each_mailbox_has_folders_of_its_own(desk: Desk) -> None:
    make_folders(desk, PRESS)
    desk.customer_writes(PROBLEM, to=(PRESS, SUPPORT))
    sort(desk, "Triage/Complaint", mailbox=PRESS)
    assert desk.ticket(ANN)["category"] == "complaint"
    sort(desk, "Triage/Closed", mailbox=SUPPORT)
    assert desk.ticket(ANN)["status"] == "closed"
    sort(desk, "INBOX", out_of="Triage/Closed", mailbox=SUPPORT)
    assert (desk.ticket(ANN)["status"], desk.ticket(ANN)["category"]) == ("new", "complaint")
