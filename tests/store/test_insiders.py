"""Answers that name no mail, questions to third parties, mail that staff passed on: who is answered, and what stays among staff."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.desk.builders import (
    ANN,
    AUTHSERV,
    BOB,
    DAY,
    HOUR,
    MONDAY,
    OURS,
    PRESS,
    PROBLEM,
    STAFF,
    SUPPORT,
    acknowledged,
    bounce,
    mail,
    policy,
    situation,
)
from triage.desk.decide import decide
from triage.desk.decision import Decision
from triage.inbound.readers import Reading, read
from triage.policy.rules import Rules
from triage.store import Store

CARRIER = "desk@carrier.test"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    found = Store.open(tmp_path, now=MONDAY)
    yield found
    found.close()


def take(store: Store, carrier: Reading, at: datetime = MONDAY, *, role: str = "inbox", mailbox: str = SUPPORT, rules: Rules | None = None) -> Decision:  # fmt: skip
    reading = carrier.original() if role == "inbox" else carrier
    memory = store.recall.for_message(reading.message, reading.origin, now=at, sent=role == "sent")
    in_force = policy() if rules is None else policy().__class__(rules=rules, calendar=rules.desk.calendar)
    seen = situation(reading, at=at, role=role, memory=memory, mailbox=mailbox, in_force=in_force)
    decision = decide(seen.__class__(**{name: getattr(seen, name) for name in seen.__slots__} | {"forwarded": reading.forwarded}))  # fmt: skip
    kept = carrier if decision.is_of_carrier else reading
    passed = kept.forwarded if kept.forwarded and kept.message is kept.forwarded.message else None
    with store.transaction():
        row = store.messages.add(kept.message, kept.body, kept.origin, seen.arrival, decision, b"raw", forwarded=passed)
        for part in decision.parts:
            store.save(part, at=at, message=row, rules_version="")
            for draft in part.drafts:
                if part.ticket:
                    store.messages.index_letter(draft.message_id, part.ticket.number)
    return decision


def sent(to: str, *, subject: str, number: str = "s1", text: str = "It is on its way.", by: str = "Ben Cole", refs: tuple[str, ...] = (), headers: str = "") -> Reading:  # fmt: skip
    """What lies in the Sent folder of support@."""
    lines = [f"From: {by} <{SUPPORT}>", f"To: {to}", f"Subject: {subject}", f"Message-ID: <{number}@aeropressmall.com>"]
    lines += [f"References: {' '.join(f'<{ref}>' for ref in refs)}"] if refs else []
    return read(("\n".join([*lines, *headers.splitlines()]) + f"\n\n{text}\n").encode(), OURS)


def shown(store: Store, name: str = "AM-1001") -> dict[str, Any]:
    found = store.lists.ticket(name)
    assert found
    return found


def why(store: Store, name: str = "AM-1001") -> str:
    return "\n".join(sentence for row in store.lists.history(name) for sentence in row["because"])


# ---------------------------------------------------------------- an answer written as a new mail
def test_a_new_mail_to_the_requester_with_the_ticket_s_subject_answers_it(store: Store) -> None:
    take(store, mail(PROBLEM, subject="My cups"))
    decision = take(store, sent(ANN, subject="AW: My cups"), MONDAY + HOUR, role="sent")
    assert (shown(store)["status"], shown(store)["next_due"]) == ("pending", None)
    assert "goes to ann@shop.test, and it bears the ticket's subject (90% sure)" in why(store)
    assert decision.ticket
    assert decision.ticket.assignee is None


def test_the_tag_tells_although_the_subject_is_another(store: Store) -> None:
    take(store, mail(PROBLEM, subject="My cups"))
    take(store, mail(PROBLEM + " Again.", subject="My cups", number=2), MONDAY + HOUR)
    take(store, sent(ANN, subject="[AM-1001] News"), MONDAY + 2 * HOUR, role="sent")
    assert shown(store)["status"] == "pending"
    assert "its subject carries [AM-1001] (95% sure)" in why(store)


def test_nothing_is_guessed_between_two_of_her_tickets_and_both_say_so(store: Store) -> None:
    for number, (text, moment) in enumerate((("Where is my parcel? AM-10111", MONDAY), ("I want to return my AeroPress Go, order AM-10222, it is cracked.", MONDAY + 20 * DAY)), 1):  # fmt: skip
        take(store, mail(text, subject=f"Matter {number}", number=number), moment)
    assert len(list(store.lists.tickets())) == 2
    take(store, sent(ANN, subject="About your mail"), MONDAY + 21 * DAY, role="sent")
    for name in ("AM-1001", "AM-1002"):
        assert shown(store, name)["first_answer_at"] is None
        assert "nothing is guessed, and the clock stays" in why(store, name)


def test_a_mail_to_somebody_else_with_that_subject_answers_nothing(store: Store) -> None:
    take(store, mail(PROBLEM, subject="My cups"))
    take(store, sent(BOB, subject="My cups"), MONDAY + HOUR, role="sent")
    assert shown(store)["first_answer_at"] is None
    assert len(shown(store)["messages"]) == 1


def test_a_mail_from_before_the_ticket_or_long_after_does_not_answer_it(store: Store) -> None:
    take(store, mail(PROBLEM, subject="My cups"))
    take(store, sent(ANN, subject="My cups", number="early"), MONDAY - HOUR, role="sent")
    take(store, sent(ANN, subject="My cups", number="late"), MONDAY + 40 * DAY, role="sent")
    assert shown(store)["first_answer_at"] is None


def test_one_answer_to_two_requesters_answers_both_tickets_and_each_finds_their_own(store: Store) -> None:
    take(store, mail(PROBLEM, subject="The fair"))
    take(store, mail("When does the fair begin?", BOB, subject="Fair", number=2))
    take(store, sent(f"{ANN}, {BOB}", subject="The fair", refs=("m1@shop.test", "m2@shop.test")), MONDAY + HOUR, role="sent")  # fmt: skip
    assert [shown(store, name)["status"] for name in ("AM-1001", "AM-1002")] == ["pending", "pending"]
    for by, name in ((ANN, "AM-1001"), (BOB, "AM-1002")):
        decision = take(store, mail("And the end?", by, number=by, refs=["s1@aeropressmall.com"]), MONDAY + 2 * HOUR)
        assert decision.ticket
        assert decision.ticket.name == name


@pytest.mark.parametrize(
    ("by", "headers", "assignee"),
    [
        ("Ben Cole", "", None),
        ("Ben Cole", f"Sender: {STAFF}", STAFF),
        ("After Sales", f"X-Authenticated-User: {STAFF}", STAFF),
        ("Support", "", None),
    ],
)
def test_the_answerer_becomes_assignee_only_where_the_mail_says_who(store: Store, by: str, headers: str, assignee: str | None) -> None:  # fmt: skip
    take(store, mail(PROBLEM))
    take(store, sent(ANN, subject="Re: A question", by=by, headers=headers, refs=("m1@shop.test",)), MONDAY + HOUR, role="sent")  # fmt: skip
    assert shown(store)["assignee"] == assignee
    assert f"{by}" in why(store)


# ---------------------------------------------------------------- mail of ours that begins a correspondence
def opening() -> Rules:
    rules = policy().rules
    box = rules.mailboxes[SUPPORT].model_copy(update={"outgoing_opens": True})
    return rules.model_copy(update={"mailboxes": {**rules.mailboxes, SUPPORT: box}})


def test_outgoing_mail_opens_nothing_unless_ops_want_it(store: Store) -> None:
    take(store, sent("new@shop.test", subject="Your order"), role="sent")
    assert list(store.lists.tickets()) == []


def test_outgoing_mail_opens_a_ticket_that_waits_and_its_reply_lands_there(store: Store) -> None:
    first = take(store, sent("New <new@shop.test>", subject="Your order", text="The cup that you ordered is sold out. May we send the larger one?"), role="sent", rules=opening())  # fmt: skip
    ticket = shown(store)
    assert (ticket["status"], ticket["requester"], ticket["next_due"], first.drafts) == ("pending", "new@shop.test", None, ())  # fmt: skip
    reply = take(store, mail("Yes, please do.", "new@shop.test", number=7, refs=["s1@aeropressmall.com"]), MONDAY + DAY)
    assert reply.ticket
    assert (reply.ticket.name, acknowledged(reply)) == ("AM-1001", False)
    assert reply.ticket.deadline


# ---------------------------------------------------------------- third parties
def ask_carrier(store: Store, subject: str = "Fwd: Where is it?") -> Decision:
    take(store, mail("Order AM-10111: where is my parcel?", subject="Where is it?"))
    return take(store, sent(CARRIER, subject=subject, refs=("m1@shop.test",), text="Can you find this?"), MONDAY + HOUR, role="sent")  # fmt: skip


def test_a_question_to_a_carrier_is_internal_and_answers_nobody(store: Store) -> None:
    decision = ask_carrier(store)
    assert decision.is_internal
    assert shown(store)["first_answer_at"] is None
    assert [message["is_internal"] for message in shown(store)["messages"]] == [0, 1]
    assert CARRIER not in shown(store)["participants"]


@pytest.mark.parametrize("names_it", [True, False], ids=["by id", "by recipient, subject and time"])
def test_the_carrier_s_answer_stays_among_staff(store: Store, names_it: bool) -> None:
    ask_carrier(store)
    before = shown(store)
    refs = ["s1@aeropressmall.com"] if names_it else []
    decision = take(store, mail("Lost in the depot, do not tell her.", CARRIER, number="c", subject="RE: Where is it?", refs=refs), MONDAY + 2 * HOUR)  # fmt: skip
    assert decision.ticket
    assert (decision.ticket.name, decision.is_internal, decision.drafts) == ("AM-1001", True, ())
    after = shown(store)
    assert [after[key] for key in ("status", "next_due", "first_answer_at", "requester")] == [before[key] for key in ("status", "next_due", "first_answer_at", "requester")]  # fmt: skip
    assert CARRIER not in after["participants"]
    assert "depot" not in store.messages.heard(1001).text
    assert store.messages.asked_at(1001) == MONDAY
    assert "it stays among staff" in why(store)


def test_a_colleague_at_the_carrier_who_answers_is_a_third_party_too(store: Store) -> None:
    ask_carrier(store)
    decision = take(store, mail("Found it.", "other@carrier.test", number="c", refs=["s1@aeropressmall.com"]), MONDAY + 2 * HOUR)  # fmt: skip
    again = take(store, mail("Sent it on.", CARRIER, number="d", refs=["mc@shop.test"]), MONDAY + 3 * HOUR)
    assert decision.is_internal
    assert again.is_internal


def test_a_carrier_that_writes_about_something_else_is_an_ordinary_sender(store: Store) -> None:
    ask_carrier(store)
    decision = take(store, mail(PROBLEM, CARRIER, number="c", subject="Our new prices"), MONDAY + 2 * HOUR)
    assert decision.is_new


def test_the_requester_is_never_a_third_party_on_her_own_ticket(store: Store) -> None:
    ask_carrier(store)
    decision = take(store, mail("The carrier told me it is lost!", number=5, refs=["s1@aeropressmall.com"]), MONDAY + 2 * HOUR)  # fmt: skip
    assert not decision.is_internal
    assert store.messages.heard(1001).text == "The carrier told me it is lost!"


def test_a_question_that_does_not_reach_the_carrier_leaves_the_customer_s_clock_alone(store: Store) -> None:
    ask_carrier(store)
    before = shown(store)["next_due"]
    take(store, bounce("s1@aeropressmall.com", CARRIER), MONDAY + 2 * HOUR)
    assert shown(store)["next_due"] == before
    assert "question to a third party to desk@carrier.test did not arrive" in why(store)


def test_a_colleague_of_the_customer_joins_without_history_or_rights(store: Store) -> None:
    take(store, mail("Order AM-10111: where is my parcel?", subject="Where is it?", to=f"{SUPPORT}, {BOB}"))
    decision = take(store, mail("I work with Ann: any news?", "carol@shop.test", number=2, refs=["m1@shop.test"]), MONDAY + HOUR)  # fmt: skip
    assert decision.ticket
    assert (decision.ticket.requester, decision.drafts, decision.is_internal) == (ANN, (), False)
    assert "carol@shop.test is new on this ticket and unproven" in why(store)


# ---------------------------------------------------------------- passed on by staff
BLOCK = "---------- Forwarded message ---------\nFrom: Ann Lee <ann@shop.test>\nDate: Mon, 2 Jun 2025 at 10:00\nSubject: {subject}\nTo: <ben@aeropressmall.com>\n\n{text}\n"


def passed_on(text: str, *, subject: str = "My cups", note: str = "", number: str = "f1", to: str = SUPPORT, original: str = "") -> Reading:  # fmt: skip
    head = f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=aeropressmall.com\nFrom: Ben Cole <{STAFF}>\nTo: {to}\nSubject: Fwd: {subject}\nMessage-ID: <{number}@aeropressmall.com>\n"
    if not original:
        return read((head + f"\n{note}\n\n" + BLOCK.format(subject=subject, text=text)).encode(), OURS)
    inner = f"From: Ann Example <{ANN}>\nTo: {SUPPORT}\nSubject: {subject}\nMessage-ID: <{original}>\n\n{text}\n"
    return read((head + f"MIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\n{note}\n\n--b\nContent-Type: message/rfc822\n\n{inner}--b--\n").encode(), OURS)  # fmt: skip


@pytest.mark.parametrize("original", ["", "o1@shop.test"], ids=["in the text", "attached"])
def test_the_ticket_belongs_to_the_original_sender_and_the_note_stays_inside(store: Store, original: str) -> None:
    decision = take(store, passed_on(PROBLEM, note="A difficult one.", original=original))
    ticket = shown(store)
    assert (ticket["requester"], ticket["subject"], acknowledged(decision)) == (ANN, "My cups", True)
    (draft,) = decision.drafts
    assert (draft.recipient, draft.plain_only, draft.in_reply_to) == (ANN, True, original or None)
    assert "difficult" not in repr(draft)
    (message,) = ticket["messages"]
    assert (message["author"], message["forwarded_by"], message["note"]) == (ANN, STAFF, "A difficult one.")
    assert "difficult" not in store.messages.heard(1001).text + message["full_text"]
    assert "they note: A difficult one." in why(store)


def test_her_later_mail_and_staff_s_own_thread_both_find_the_ticket(store: Store) -> None:
    take(store, passed_on(PROBLEM, original="o1@shop.test"))
    hers = take(store, mail("Any news?", number=3, refs=["o1@shop.test"]), MONDAY + HOUR)
    answer = take(store, sent(ANN, subject="Re: My cups", refs=("f1@aeropressmall.com",)), MONDAY + 2 * HOUR, role="sent")  # fmt: skip
    assert [each.ticket and each.ticket.name for each in (hers, answer)] == ["AM-1001", "AM-1001"]


@pytest.mark.parametrize("original", ["", "m1@shop.test"], ids=["in the text", "attached"])
def test_what_is_here_already_gets_the_note_and_no_second_ticket_or_letter(store: Store, original: str) -> None:
    take(store, mail(PROBLEM, subject="My cups"))
    decision = take(store, passed_on(PROBLEM, note="Seen this?", original=original), MONDAY + HOUR)
    assert decision.ticket
    assert (decision.ticket.name, decision.is_new, decision.drafts) == ("AM-1001", False, ())
    assert [message["is_internal"] for message in shown(store)["messages"]] == [0, 1]
    assert "Seen this?" not in store.messages.heard(1001).text
    assert "they note: Seen this?" in why(store)


def test_passed_on_to_another_mailbox_it_is_a_new_matter_that_knows_the_old(store: Store) -> None:
    take(store, mail(PROBLEM, subject="My cups"))
    decision = take(store, passed_on(PROBLEM, to=PRESS, original="m1@shop.test"), MONDAY + HOUR, mailbox=PRESS)
    assert decision.is_new
    assert "it was passed on from AM-1001" in why(store, "AM-1002")
    assert "passed it on to press@aeropressmall.com: AM-1002" in why(store)
    later = take(store, mail("Any news?", number=4, refs=["m1@shop.test"]), MONDAY + 2 * HOUR)
    assert later.joined == ()
    assert [row["status"] for row in store.lists.tickets()] == ["new", "new"]


def test_an_unclear_forward_opens_nothing_and_its_forwarder_is_asked_once(store: Store) -> None:
    decision = take(store, read(f"Authentication-Results: {AUTHSERV}; dmarc=pass header.from=aeropressmall.com\nFrom: {STAFF}\nTo: {SUPPORT}\nSubject: Fwd: this\nMessage-ID: <u@x.test>\n\nlook: sales@else.test\n".encode(), OURS))  # fmt: skip
    assert decision.ticket is None
    (draft,) = decision.drafts
    assert (draft.recipient, draft.template) == (STAFF, "staff/forward")
    assert list(store.lists.tickets()) == []


def test_without_proof_it_is_the_forwarder_s_own_matter_and_says_so(store: Store) -> None:
    reading = passed_on(PROBLEM)
    raw = f"From: Ben Cole <{STAFF}>\nTo: {SUPPORT}\nSubject: Fwd: My cups\nMessage-ID: <f1@x.test>\n\n" + BLOCK.format(subject="My cups", text=PROBLEM)  # fmt: skip
    decision = take(store, read(raw.encode(), OURS))
    assert reading.forwarded
    assert decision.ticket
    assert decision.ticket.requester == STAFF
    assert "is not proven" in why(store)


def test_mail_in_staff_s_name_that_was_refused_is_listed_apart_from_machines(store: Store) -> None:
    take(store, mail("#close", STAFF, number=2, subject="Re: Hello", proven=False))
    take(store, mail("I am away.", number=3, subject="Out of office", headers="Auto-Submitted: auto-replied"))
    (refused,) = store.lists.unplaced_mail(MONDAY - DAY)
    assert (refused["author"], refused["subject"]) == (STAFF, "Re: Hello")
    assert "was not taken for staff's" in refused["because"][0]
    assert [row["subject"] for row in store.lists.machine_mail(MONDAY - DAY)] == ["Out of office"]


def test_commands_above_a_forward_do_nothing_and_come_back_in_a_letter_that_can_be_answered(store: Store) -> None:
    decision = take(store, passed_on("The cups came broken.", note="#take\n#priority urgent\nShe is angry."))
    assert decision.ticket
    assert (decision.ticket.requester, decision.ticket.assignee, decision.ticket.priority) == (ANN, None, "normal")
    (letter,) = (draft for draft in decision.drafts if draft.recipient == STAFF and draft.kind == "transcript")
    assert letter.values["lines"] == ["#take", "#priority urgent"]
    assert all("#take" not in str(draft.values) for draft in decision.drafts if draft.recipient == ANN)


def test_a_note_or_the_name_of_the_customer_above_a_forward_needs_no_answer(store: Store) -> None:
    decision = take(store, passed_on("The cups came broken.", note="#from bob@shop.test\n#note She is angry."))
    assert decision.ticket
    assert decision.ticket.requester == "bob@shop.test"
    assert [draft.kind for draft in decision.drafts if draft.recipient == STAFF and draft.kind == "transcript"] == []
    assert "She is angry." in why(store, decision.ticket.name)
