"""Staff hear at once what is new: whom rules.yaml names, in letters that can simply be answered, and never in a flood."""

from typing import Any

import pytest

from tests.desk.builders import (
    ANN,
    BOB,
    DAY,
    HOUR,
    MONDAY,
    NOTIFY,
    PROBLEM,
    RETURN,
    RULES,
    STAFF,
    SUPPORT,
    THANKS,
    Book,
    decide,
    mail,
    policy,
    situation,
)
from triage.desk.decide.news import gather
from triage.desk.decision import Decision
from triage.desk.drafts import LetterKind
from triage.desk.situation import Memory
from triage.policy.rules import Away, Notify, Rules

MEMBERS = ["aftersales-1@aeropressmall.com", "aftersales-2@aeropressmall.com"]
LEAD = "aftersales-lead@aeropressmall.com"


def told(decision: Decision) -> list[tuple[str, str]]:
    """Which letters of news go out, and to whom."""
    news = [draft for draft in decision.drafts if draft.kind is LetterKind.NOTIFICATION]
    return [(draft.template, draft.recipient) for draft in news]


def desk(**changes: Any) -> Book:
    return Book(policy=policy(**{"notify": NOTIFY, **changes}))


def with_team(**changes: Any) -> dict[str, Any]:
    return {"staff": {**RULES.staff, "aftersales": RULES.staff["aftersales"].model_copy(update=changes)}}


# ---------------------------------------------------------------- who hears of what
def test_a_new_ticket_is_told_to_its_team_after_the_customer_has_her_answer() -> None:
    decision = desk().take(mail(PROBLEM))
    assert decision.drafts[0].kind is LetterKind.ACKNOWLEDGEMENT
    assert told(decision) == [("staff/new", who) for who in MEMBERS]


def test_who_has_the_ticket_hears_when_the_requester_writes_again_and_nobody_else() -> None:
    book = desk()
    book.take(mail(PROBLEM))
    book.do("AM-1001", f"#assign {MEMBERS[1]}", MONDAY)
    again = book.take(mail("Is there any news?", number=2, refs=["m1@shop.test"]), MONDAY + HOUR)
    assert told(again) == [("staff/follow-up", MEMBERS[1])]


def test_without_an_assignee_the_team_hears_that_the_requester_wrote_again() -> None:
    book = desk()
    book.take(mail(PROBLEM))
    again = book.take(mail("Is there any news?", number=2, refs=["m1@shop.test"]), MONDAY + HOUR)
    assert told(again) == [("staff/follow-up", who) for who in MEMBERS]


def test_who_is_given_a_ticket_hears_of_it_with_the_giver() -> None:
    book = desk()
    book.take(mail(PROBLEM))
    given = book.do("AM-1001", f"#assign {MEMBERS[1]}", MONDAY)
    (letter,) = given.drafts
    assert (letter.template, letter.recipient, letter.values["by"]) == ("staff/assigned", MEMBERS[1], STAFF)
    assert book.do("AM-1001", f"#assign {MEMBERS[1]}", MONDAY).drafts == (), "it was theirs already"


def test_who_takes_a_ticket_is_not_told_so() -> None:
    book = desk()
    book.take(mail(PROBLEM))
    assert book.do("AM-1001", f"#assign {STAFF}", MONDAY).drafts == ()


def test_the_substitute_hears_for_who_is_away() -> None:
    away = {MEMBERS[0]: Away(until="2026-12-31", substitute=LEAD)}
    assert told(desk(**with_team(away=away)).take(mail(PROBLEM))) == [("staff/new", LEAD), ("staff/new", MEMBERS[1])]


def test_staff_whose_mail_came_back_lately_are_left_out_for_the_next() -> None:
    memory = Memory(next_number=1001, parked_until=dict.fromkeys(MEMBERS, MONDAY + DAY))
    decision = decide(situation(mail(PROBLEM), memory=memory, in_force=policy(notify=NOTIFY)))
    assert told(decision) == [("staff/new", LEAD)]


def test_a_team_may_want_other_news_than_the_desk() -> None:
    assert told(desk(**with_team(notify=Notify(new=["lead", "assignee"]))).take(mail(PROBLEM))) == [
        ("staff/new", LEAD),
        *(("staff/new", who) for who in MEMBERS),
    ]
    assert told(desk(**with_team(notify=Notify())).take(mail(PROBLEM))) == []


# ---------------------------------------------------------------- what is no news
@pytest.mark.parametrize(
    ("text", "headers"),
    [
        ("We offer you the best SEO service and backlinks for your website. Unsubscribe here.", "List-Id: <offers.shop.test>"),
        ("I am out of the office until Monday.", "Auto-Submitted: auto-replied"),
    ],
)  # fmt: skip
def test_mail_by_machines_is_no_news(text: str, headers: str) -> None:
    assert told(desk().take(mail(text, headers=headers))) == []


def test_a_thank_you_is_no_news() -> None:
    book = desk()
    book.take(mail(PROBLEM))
    assert told(book.take(mail(THANKS, number=2, refs=["m1@shop.test"]), MONDAY + HOUR)) == []


def test_a_staff_member_who_writes_to_us_is_not_told_of_her_own_mail() -> None:
    assert told(desk().take(mail(PROBLEM, STAFF))) == [("staff/new", MEMBERS[1])]


# ---------------------------------------------------------------- what the letter says
def test_the_letter_carries_words_facts_files_and_the_commands_that_fit() -> None:
    book = desk()
    (letter, *_) = [each for each in book.take(mail(RETURN)).drafts if each.kind is LetterKind.NOTIFICATION]
    values = letter.values
    assert values["text"] == RETURN
    assert {"name": "order_number", "value": "AM-10432"} in values["facts"]
    assert values["due"] == book.tickets[1001].deadline.due_at  # pyright: ignore[reportOptionalMemberAccess]  it has one
    assert "#approve" in values["commands"]
    assert "#close" in values["commands"]
    assert values["doubt"] == ""


def test_a_forged_sender_is_named_as_such() -> None:
    forged = mail(
        PROBLEM, proven=False, headers="Authentication-Results: mx.aeropressmall.com; dmarc=fail header.from=shop.test"
    )
    (letter, *_) = desk().take(forged).drafts
    assert "forged" in letter.values["doubt"]


def test_each_letter_is_signed_for_its_reader_and_ticket() -> None:
    news = [draft for draft in desk().take(mail(PROBLEM)).drafts if draft.kind is LetterKind.NOTIFICATION]
    assert len({draft.message_id for draft in news}) == len(MEMBERS)
    assert all(draft.message_id.startswith("AM-1001.notification.") for draft in news)
    assert {(draft.mailbox, draft.auto_submitted) for draft in news} == {(SUPPORT, "auto-generated")}


# ---------------------------------------------------------------- a flood
def test_beyond_an_hour_s_limit_news_waits_for_one_letter_and_the_customer_is_answered_all_the_same() -> None:
    spent = Memory(next_number=1001, notified={MEMBERS[0]: RULES.limits.notifications_per_person_an_hour})
    decision = decide(situation(mail(PROBLEM), memory=spent, in_force=policy(notify=NOTIFY)))
    assert told(decision) == [("staff/new", MEMBERS[1])]
    (held,) = decision.suppressed
    assert (held.kind, held.recipient, held.reasons[0].code) == ("notification", MEMBERS[0], "person-budget")
    assert decision.drafts[0].kind is LetterKind.ACKNOWLEDGEMENT


def test_what_was_held_back_stands_in_one_letter_the_latest_first() -> None:
    book = desk()
    book.take(mail(PROBLEM))
    book.take(mail(PROBLEM, BOB, number=2, subject="Another"), MONDAY + HOUR)
    letter = gather(STAFF, list(book.tickets.values()), book.policy, MONDAY + HOUR)
    assert (letter.values["count"], [each["requester"] for each in letter.values["tickets"]]) == (2, [BOB, ANN])


def test_the_shipped_rules_tell_staff_of_all_three() -> None:
    shipped: Rules = RULES.model_copy(update={"notify": NOTIFY})
    named = shipped.notify_of("aftersales")
    assert (named.told("new"), named.told("assigned"), named.told("follow_up")) == (
        ("team",),
        ("assignee",),
        ("assignee or team",),
    )
    assert policy().rules.notify_of("aftersales").told("new") == (), "nobody, where ops say nothing of it"


def test_the_letter_says_where_an_answer_goes_when_a_proven_customer_asked_for_another_address() -> None:
    (letter, *_) = [
        each
        for each in desk().take(mail(PROBLEM, headers="Reply-To: office@shop.test")).drafts
        if each.template == "staff/new"
    ]
    assert letter.values["answer_to"] == "office@shop.test"
    (letter, *_) = [
        each
        for each in desk().take(mail(PROBLEM, headers="Reply-To: eve@else.test", proven=False)).drafts
        if each.template == "staff/new"
    ]
    assert letter.values["answer_to"] is None
