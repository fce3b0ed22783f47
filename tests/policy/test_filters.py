"""Hard rules before any scoring: the first that holds decides what it names."""

from typing import Any

from tests.policy.test_classify import rules_with
from triage.policy.classify import Classification, classify
from triage.policy.rules import Filter, Rules

TEA, COFFEE = {"signals": ["tea"], "team": "presales"}, {"signals": ["coffee"], "team": "aftersales"}


def filtering(*filters: dict[str, Any]) -> Rules:
    rules = rules_with(tea=TEA, coffee=COFFEE)
    return rules.model_copy(update={"filters": [Filter.model_validate(each) for each in filters]})


def sort(text: str, rules: Rules, author: str = "a@partner.example") -> Classification:
    return classify(subject="", text=text, author=author, mailbox="support@aeropressmall.com", rules=rules)


def test_a_filter_decides_against_every_signal() -> None:
    rules = filtering({"name": "partners", "when": {"sender": "partner.example"}, "then": {"category": "coffee"}})
    sorted_ = sort("tea", rules)
    assert (sorted_.category, sorted_.confidence, sorted_.team) == ("coffee", 1.0, "aftersales")
    assert sorted_.runner_up == "tea"
    assert sorted_.because == (
        "the sender partner.example makes the filter partners decide: category coffee",
        "'tea' in the text speaks for tea (+1)",
    )
    assert sort("tea", rules, author="a@elsewhere.example").category == "tea"


def test_the_first_that_holds_decides_alone() -> None:
    rules = filtering(
        {"when": "tea", "then": {"priority": "high"}},
        {"when": ["tea", "coffee"], "then": {"category": "coffee", "priority": "urgent"}},
    )
    sorted_ = sort("tea", rules)
    assert (sorted_.category, sorted_.priority) == ("tea", "high")
    assert sorted_.because[0] == "'tea' in the text makes the filter no. 1 decide: priority high"


def test_a_filter_may_give_a_team_and_hold_the_acknowledgement_back() -> None:
    rules = filtering({"when": "tea", "then": {"team": "wholesale", "acknowledge": False}})
    sorted_ = sort("tea", rules)
    assert (sorted_.category, sorted_.team, sorted_.acknowledge) == ("tea", "wholesale", False)
    assert "team wholesale, not acknowledged" in sorted_.because[0]
    assert sort("coffee", rules).acknowledge


def test_ignored_mail_says_so_and_nothing_of_a_default() -> None:
    sorted_ = sort("weekly offers", filtering({"when": "offers", "then": {"ignore": True}}))
    assert sorted_.ignored
    assert sorted_.because == ("'offers' in the text makes the filter no. 1 decide: no ticket, no letter",)
