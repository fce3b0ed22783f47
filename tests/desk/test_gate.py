"""The one gate: every reason not to send, and that nothing else stops a letter."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.builders import ANN, DAY, MONDAY, RULES, acknowledged, decide, mail, no_tallies, situation
from triage.desk.drafts import LetterKind
from triage.desk.gate import Request, Tallies, refusals
from triage.desk.situation import Memory

LIMITS = RULES.limits
TEXT = "My order AM-10432 came with the wrong item."


def codes(kind: LetterKind = LetterKind.ACKNOWLEDGEMENT, recipient: str = ANN, *, proven: bool = True, until: timedelta | None = None, **tallies: int) -> list[str]:  # fmt: skip
    parked = MONDAY + until if until else None
    request = Request(kind=kind, recipient=recipient, parked_until=parked, tallies=Tallies(**tallies))
    return [reason.code for reason in refusals(request, proven=proven, limits=LIMITS, now=MONDAY)]


@pytest.mark.parametrize("kind", list(LetterKind))
def test_an_ordinary_letter_goes_out(kind: LetterKind) -> None:
    assert codes(kind) == []


@pytest.mark.parametrize(
    "recipient",
    ["", "root", "a@b@c.test", '"a b"@c.test', "v@[127.0.0.1]", "a@host", "a\x00@b.test", "a\r\n@b.test", "ü@b.test", "a@-b.test", " a@b.test"],
)  # fmt: skip
def test_an_odd_address_is_never_written_to(recipient: str) -> None:
    assert codes(recipient=recipient) == ["address"]


@given(st.text(max_size=80))
def test_what_is_written_to_has_one_at_and_a_domain(text: str) -> None:
    if codes(recipient=text) == []:
        local, _, domain = text.rpartition("@")
        assert local
        assert "@" not in local
        assert "." in domain
        assert text.isascii()
        assert text.isprintable()


def test_a_parked_address_rests_until_its_day() -> None:
    assert codes(until=DAY) == ["parked"]
    assert codes(until=-DAY) == []


def test_the_day_s_budget_of_an_address_depends_on_its_proof() -> None:
    assert codes(to_address_a_day=4) == []
    assert codes(to_address_a_day=5) == ["address-budget"]
    assert codes(to_address_a_day=1, proven=False) == []
    assert codes(to_address_a_day=2, proven=False) == ["address-budget"]


def test_the_budget_of_an_address_is_not_for_staff() -> None:
    assert codes(LetterKind.ESCALATION, to_address_a_day=100) == []
    assert codes(LetterKind.PROGRESS, to_address_a_day=100) == ["address-budget"]


def test_the_other_budgets_hold_for_all() -> None:
    assert codes(LetterKind.ESCALATION, on_ticket_a_day=3) == ["ticket-budget"]
    assert codes(LetterKind.ESCALATION, desk_10_minutes=30) == ["desk-budget"]
    assert codes(LetterKind.ESCALATION, desk_hour=120) == ["desk-budget"]


def test_what_a_person_orders_waits_for_no_budget_but_the_desk_s() -> None:
    spent = Tallies(to_address_a_day=9, on_ticket_a_day=9)
    request = Request(kind=LetterKind.PROGRESS, recipient=ANN, tallies=spent, is_ordered=True)
    assert refusals(request, proven=True, limits=LIMITS, now=MONDAY) == ()
    flood = replace(request, tallies=replace(spent, desk_hour=120))
    assert [reason.code for reason in refusals(flood, proven=True, limits=LIMITS, now=MONDAY)] == ["desk-budget"]


def test_every_reason_is_given_not_only_the_first() -> None:
    assert codes(recipient="root", until=DAY, to_address_a_day=9) == ["address", "parked", "address-budget"]


# ---------------------------------------------------------------- what the message itself says
def refused(headers: str = "", *, by: str = ANN, to: str = "support@aeropressmall.com", age: timedelta = timedelta()) -> list[str]:  # fmt: skip
    decision = decide(situation(mail(TEXT, by, to=to, headers=headers), at=MONDAY - age, now=MONDAY))
    assert acknowledged(decision) == (not decision.suppressed)
    return [reason.code for entry in decision.suppressed for reason in entry.reasons]


def test_a_person_is_answered() -> None:
    assert refused() == []
    assert refused("Auto-Submitted: no") == []


@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ("Precedence: bulk", "list"),
        ("X-Auto-Response-Suppress: All", "suppress"),
        ("From: second@shop.test", "unclear"),
    ],
)
def test_a_mark_of_a_machine_is_never_answered(headers: str, code: str) -> None:
    assert code in refused(headers)


def test_a_list_s_mail_asks_nothing_of_us() -> None:
    decision = decide(situation(mail(TEXT, headers="List-Id: <news.shop.test>")))
    assert decision.drafts == ()
    assert decision.ticket is not None
    assert decision.ticket.category == "not-a-request"


def test_mail_that_was_not_written_to_us_is_not_answered() -> None:
    assert refused(to="somebody@else.test") == ["not-ours"]


def test_old_mail_is_taken_in_and_not_acknowledged() -> None:
    assert refused(age=timedelta(hours=23)) == []
    assert refused(age=timedelta(hours=25)) == ["old"]


def test_a_forged_sender_is_not_answered() -> None:
    reading = mail(
        TEXT, proven=False, headers="Authentication-Results: mx.aeropressmall.com; dmarc=fail header.from=shop.test"
    )
    decision = decide(situation(reading))
    assert [reason.code for entry in decision.suppressed for reason in entry.reasons] == ["forged"]


def test_an_unproven_sender_gets_none_of_their_words_back() -> None:
    (draft,) = decide(situation(mail(TEXT, proven=False))).drafts
    assert (draft.plain_only, draft.subject, draft.recipient_name, draft.values["name"]) == (True, None, "", "")


def test_a_full_budget_leaves_its_reason_on_the_ticket() -> None:
    decision = decide(situation(mail(TEXT), memory=no_tallies(to_address_a_day=5)))
    assert decision.drafts == ()
    assert decision.ticket is not None
    assert decision.events[-1].because[1] == f"address-budget: 5 of 5 letters to {ANN} in 24 hours are used up"


def test_a_parked_customer_is_not_written_to() -> None:
    decision = decide(situation(mail(TEXT), memory=Memory(next_number=1001, parked_until={ANN: MONDAY + DAY})))
    assert [entry.reasons[0].code for entry in decision.suppressed] == ["parked"]
