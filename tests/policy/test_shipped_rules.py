"""The shipped rules.yaml keeps every promise of the Customer Service Policy; the numbers are the policy's sections."""

from pathlib import Path

import pytest

from triage.policy.classify import classify
from triage.policy.rules import Category, Example, Rules, Stage
from triage.policy.rulesfile import rules_from_file
from triage.policy.worktime import Span


def shipped() -> Rules:
    reading = rules_from_file(Path(__file__).parents[2] / "rules.yaml")
    assert reading.rules is not None, "\n".join(map(str, reading.problems))
    return reading.rules


RULES = shipped()
SUPPORT, PRESS, WHOLESALE = (f"{name}@aeropressmall.com" for name in ("support", "press", "wholesale"))
EXAMPLES = [
    pytest.param(name, example, id=f"{name}: {(example.subject or example.text)[:40]}")
    for name, category in RULES.categories.items()
    for example in category.examples
]


def category(name: str) -> Category:
    return RULES.categories[name]


def stage(name: str, step: str) -> Stage:
    return category(name).stages[step]


def promise(name: str, step: str) -> tuple[str, str, str | None, bool]:
    """(within, from, clause, ours) of one stage."""
    it = stage(name, step)
    return str(it.within), it.start, it.clause, it.ours


def sort(text: str, mailbox: str, subject: str = "") -> str:
    sorted_ = classify(subject=subject, text=text, author="a@customer.example", mailbox=mailbox, rules=RULES)
    return sorted_.category


def test_the_categories_and_facts_are_the_contract() -> None:
    assert set(RULES.categories) == {
        "product-question", "combined-enquiry", "wholesale", "order-tracking", "return-request",
        "refund-progress", "complaint", "order-problem", "not-a-request",
    }  # fmt: skip
    required = {"order_number", "model", "reason", "description", "dissatisfaction", "settlement"}
    assert required <= set(RULES.facts)


def test_p1_three_mailboxes_each_with_its_purpose_and_the_shop_facts() -> None:
    assert {address: box.default for address, box in RULES.mailboxes.items()} == {
        PRESS: "product-question",
        SUPPORT: "order-problem",
        WHOLESALE: "wholesale",
    }
    assert {box.clause for box in RULES.mailboxes.values()} == {"1"}
    assert all(box.purpose for box in RULES.mailboxes.values())
    assert (RULES.shop.currency, RULES.shop.free_return_days) == ("USD", 60)


def test_p2_product_questions_in_2_working_days_of_receipt() -> None:
    assert promise("product-question", "answer") == ("2 working days", "receipt", "2", False)
    assert category("product-question").home == PRESS


def test_p3_several_models_and_discounts_in_3_working_days() -> None:
    assert promise("combined-enquiry", "answer") == ("3 working days", "receipt", "2", False)
    assert category("combined-enquiry").home == PRESS


@pytest.mark.parametrize("mailbox", [SUPPORT, PRESS, WHOLESALE])
def test_p4_wholesale_intent_goes_to_wholesale_whichever_mailbox_it_reached(mailbox: str) -> None:
    text = "I own a coffee shop and would like to resell your makers. What are your wholesale terms for 40 pieces?"
    assert sort(text, mailbox) == "wholesale"
    assert (category("wholesale").home, category("wholesale").team) == (WHOLESALE, "wholesale")
    assert promise("wholesale", "quotation") == ("2 working days", "receipt", "2", True)


def test_p5_order_tracking_counts_from_the_valid_enquiry() -> None:
    assert category("order-tracking").requires == ["order_number", "description"]
    assert promise("order-tracking", "verification") == ("2 working days", "valid enquiry", "3", False)


def test_p6_what_a_tracking_answer_relies_on() -> None:
    assert (RULES.shop.handling, RULES.shop.transit) == ("1-3 working days", "6-12 days")


def test_p7_return_requests_are_audited_in_1_working_day_of_receipt() -> None:
    assert category("return-request").requires == ["order_number", "model", "reason"]
    assert promise("return-request", "audit") == ("1 working day", "receipt", "4", False)
    assert next(iter(category("return-request").stages)) == "audit"


def test_p8_approval_waits_for_the_parcel_and_we_know_where_it_goes() -> None:
    assert stage("return-request", "audit").verbs == {"approve": "parcel", "decline": "closed"}
    parcel = stage("return-request", "parcel")
    assert (parcel.waits_for, parcel.remind_after) == ("requester", Span.parse("14 days"))
    assert RULES.shop.warehouse_address
    assert len(RULES.shop.repackaging) >= 3


def test_p9_after_inspection_the_refund_comes_in_5_to_10_working_days() -> None:
    assert stage("return-request", "parcel").verbs == {"received": "inspection"}
    refund = stage("return-request", "refund")
    assert (refund.within, refund.progress_after) == (Span.parse("10 working days"), Span.parse("5 working days"))
    assert RULES.shop.refund == "5-10 working days"
    assert promise("refund-progress", "answer") == ("2 working days", "receipt", "4", True)


def test_p10_inspection_passes_or_fails() -> None:
    assert stage("return-request", "inspection").verbs == {"passed": "refund", "failed": "closed"}


def test_p11_complaints_are_classified_in_1_working_day_by_their_own_team() -> None:
    assert category("complaint").requires == ["dissatisfaction", "settlement"]
    assert promise("complaint", "classify") == ("1 working day", "receipt", "5", False)
    assert (category("complaint").team, category("complaint").home) == ("complaints", SUPPORT)


def test_p12_simple_in_3_and_complex_in_5_working_days_counted_from_arrival() -> None:
    assert stage("complaint", "classify").verbs == {"simple": "simple", "complex": "complex"}
    assert promise("complaint", "simple") == ("3 working days", "receipt", "5", False)
    assert promise("complaint", "complex") == ("5 working days", "receipt", "5", False)


def test_p13_complaints_tell_what_their_summary_needs() -> None:
    text = "I want to complain: your discount was never applied to AM-10432 and nobody answers. I expect the difference back."
    sorted_ = classify(subject="", text=text, author="", mailbox=SUPPORT, rules=RULES)
    assert sorted_.category == "complaint"
    assert all(sorted_.facts[name] for name in ("order_number", "dissatisfaction", "settlement"))


def test_p14_other_order_trouble_goes_to_support() -> None:
    assert promise("order-problem", "answer") == ("2 working days", "receipt", "1", True)
    assert category("order-problem").home == SUPPORT
    for text in (
        "Please cancel AM-10432.",
        "You sent me the wrong item.",
        "I was charged twice.",
        "It arrived damaged.",
    ):
        assert sort(text, PRESS) == "order-problem"


def test_mail_that_asks_nothing_is_neither_answered_nor_timed() -> None:
    nothing = category("not-a-request")
    assert (nothing.acknowledge, nothing.stages, nothing.priority) == (False, {}, "low")


def test_every_promise_names_its_clause_and_says_when_it_is_ours() -> None:
    timed = [(name, step, it) for name, each in RULES.categories.items() for step, it in each.stages.items()]
    assert all(it.clause for _, _, it in timed)
    ours = {(name, step) for name, step, it in timed if it.ours}
    assert ours == {
        ("wholesale", "quotation"), ("refund-progress", "answer"), ("order-problem", "answer"),
        ("return-request", "inspection"),
    }  # fmt: skip


def test_the_ladder_climbs_from_the_assignee_to_the_manager() -> None:
    ladder = [(step.at or f"after {step.after}", step.tell) for step in RULES.escalation]
    assert ladder == [
        ("50%", "assignee or team"),
        ("80%", ["team", "lead"]),
        ("100%", "lead"),
        ("after 1 working day", "manager"),
    ]


def test_the_desk() -> None:
    desk = RULES.desk
    assert (desk.timezone, desk.working_hours) == ("America/New_York", {"mon-fri": "09:00-18:00"})
    assert (desk.holidays, desk.closed) == (["US"], ["2026-12-24: Christmas Eve"])
    assert desk.languages == ["en", "de", "es", "fr", "it", "pt", "nl", "pl", "ja", "zh"]


def test_every_category_but_the_silent_one_has_a_team_and_a_home() -> None:
    for name, each in RULES.categories.items():
        assert name == "not-a-request" or (each.team in RULES.staff and each.home in RULES.mailboxes)


def test_every_category_shows_three_examples_or_more() -> None:
    assert all(len(each.examples) >= 3 for each in RULES.categories.values())


@pytest.mark.parametrize(("name", "example"), EXAMPLES)
def test_each_example_is_sorted_as_it_says(name: str, example: Example) -> None:
    for mailbox in [example.mailbox] if example.mailbox else RULES.mailboxes:
        sorted_ = classify(
            subject=example.subject, text=example.text, author="a@customer.example", mailbox=mailbox, rules=RULES
        )
        assert sorted_.category == (example.is_ or name), sorted_.because
        assert example.missing is None or list(sorted_.missing) == example.missing


def test_every_list_of_words_is_used_and_holds_no_empty_phrase() -> None:
    signals = [signal for each in RULES.categories.values() for signal in each.signals]
    used = {signal.says for signal in signals} | {signal.does_not_say for signal in signals}
    used |= {name for fact in RULES.facts.values() for name in (fact.says, *fact.besides, *fact.asides)}
    assert set(RULES.words) == used - {None}
    phrases = [phrase for each in RULES.words.values() for phrase in each]
    assert not [phrase for phrase in phrases if not any(sign.isalnum() for sign in phrase)]


def test_the_secrets_are_names_and_the_servers_are_encrypted() -> None:
    for box in RULES.mailboxes.values():
        assert box.secret.endswith("_PASSWORD")
        assert box.imap.startswith("imaps://")
        assert box.smtp.startswith("smtps://")
