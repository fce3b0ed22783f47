"""A message and the rules in, a category and its reasons out."""

import re
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from triage.policy.classify import DEFAULT_CONFIDENCE, Classification, classify
from triage.policy.rules import Category, Rules
from triage.policy.rulesfile import read_rules, rules_from_file
from triage.policy.signals import Circumstances, File


def shipped() -> Rules:
    reading = rules_from_file(Path(__file__).parents[2] / "rules.yaml")
    assert reading.rules is not None, "\n".join(map(str, reading.problems))
    return reading.rules


RULES = shipped()
SUPPORT, PRESS, WHOLESALE = (f"{name}@aeropressmall.com" for name in ("support", "press", "wholesale"))


def sort(
    text: str, subject: str = "", mailbox: str = SUPPORT, rules: Rules = RULES, author: str = "a@customer.example"
) -> Classification:
    return classify(subject=subject, text=text, author=author, mailbox=mailbox, rules=rules)


def rules_with(**categories: dict[str, Any]) -> Rules:
    """The shipped rules with these categories alone; `fallback` is every mailbox's default."""
    known = {name: Category.model_validate(each) for name, each in {**categories, "fallback": {}}.items()}
    mailboxes = {address: box.model_copy(update={"default": "fallback"}) for address, box in RULES.mailboxes.items()}
    return RULES.model_copy(update={"categories": known, "mailboxes": mailboxes})


def test_scores_add_up_and_the_highest_sum_wins() -> None:
    rules = rules_with(
        tea={"signals": [{"any": ["tea"], "score": 2.0}, {"any": ["pot"], "score": 2.0}]},
        coffee={"signals": [{"any": ["coffee"], "score": 3.0}]},
    )
    sorted_ = sort("coffee, or tea in a pot", rules=rules)
    assert (sorted_.category, sorted_.runner_up) == ("tea", "coffee")
    assert [hit.score for hit in sorted_.hits] == [2.0, 2.0, 3.0]


def test_confidence_is_the_score_against_the_runner_up_and_one() -> None:
    rules = rules_with(
        tea={"signals": [{"any": ["tea"], "score": 4.0}]}, coffee={"signals": [{"any": ["coffee"], "score": 3.0}]}
    )
    assert sort("tea", rules=rules).confidence == 0.8
    assert sort("tea and coffee", rules=rules).confidence == 0.5
    assert sort("water", rules=rules).confidence == DEFAULT_CONFIDENCE


def test_a_signal_counts_once_however_often_it_is_hit() -> None:
    rules = rules_with(tea={"signals": [{"any": ["tea", "cup"], "score": 1.0}]})
    assert [hit.score for hit in sort("tea, tea, a cup of tea", rules=rules).hits] == [1.0]


def test_a_negative_signal_speaks_against() -> None:
    rules = rules_with(tea={"signals": [{"any": ["tea"], "score": 2.0}, {"any": ["no tea"], "score": -2.0}]})
    sorted_ = sort("no tea, thanks", rules=rules)
    assert sorted_.category == "fallback"
    assert "'no tea' in the text speaks against tea (-2)" in sorted_.because


def test_a_reason_names_the_first_word_of_its_list_that_stands_there() -> None:
    rules = rules_with(tea={"signals": [{"any": ["pot", "mug", "cup", "tea"], "score": 1.0}]})
    assert "'mug' in the text speaks for tea (+1)" in sort("a cup of tea, or a mug", rules=rules).because


def test_a_word_that_stands_twice_in_its_list_is_shown_where_it_stands_first() -> None:
    text = (Path(__file__).parents[2] / "rules.yaml").read_text("utf-8")
    signal = "- {score: 4, says: asks where it is}"
    text = text.replace(signal, f"- {{score: 4, says: things}}\n      {signal}", 1)
    text = text.replace("words:\n", "words:\n  things:\n    - zebra\n    - lion\n    - zebra\n", 1)
    rules, problems = read_rules(text)
    assert rules, problems
    first = text.splitlines().index("    - zebra") + 1
    assert any(f"the word in {first})" in reason for reason in sort("A zebra!", rules=rules).because)


def test_too_little_is_not_enough() -> None:
    rules = rules_with(tea={"signals": [{"any": ["tea"], "score": 0.5}]})
    assert sort("tea", rules=rules).category == "fallback"


def test_among_equals_the_mailbox_default_wins_then_the_order_of_the_file() -> None:
    tie = {"first": {"signals": [{"any": ["x"]}]}, "second": {"signals": [{"any": ["x"]}]}}
    rules = rules_with(**tie)
    assert sort("x", rules=rules).category == "first"
    support = RULES.mailboxes[SUPPORT].model_copy(update={"default": "second"})
    assert sort("x", rules=rules.model_copy(update={"mailboxes": {SUPPORT: support}})).category == "second"


@pytest.mark.parametrize(
    ("signal", "text", "holds"),
    [
        ({"any": ["send back"]}, "I will SEND  back the box", True),
        ({"any": ["send back"]}, "resend backwards", False),
        ({"any": ["60-day"]}, "the 60 day return", True),
        ({"any": ["Rücksendung"]}, "die Ruecksendung", True),
        ({"any": ["Rücksendung"]}, "die RUCKSENDUNG", True),
        ({"any": ["zurück*"]}, "zurückgeschickt", True),
        ({"any": ["schicke … zurück"]}, "Ich schicke die Ware morgen zurück", True),
        ({"any": ["schicke … zurück"]}, "Ich schicke eine Mail. Komme morgen zurück", False),
        ({"any": ["haven't received"]}, "I haven’t received it", True),
        ({"any": ["café"]}, "our cafe\u0301 in Leeds", True),
        ({"any": ["返品"]}, "返\n品したい", True),
        ({"any": ["zwrócić"]}, "Chcę ZWROCIC towar", True),
        ({"all": ["tea", "pot"]}, "a pot of tea", True),
        ({"all": ["tea", "pot"]}, "a cup of tea", False),
        ({"any": ["tea"], "none": ["iced"]}, "iced tea", False),
        ({"any": ["tea"], "none": ["iced"]}, "hot tea", True),
        ({"regex": r"\btea{2,}\b"}, "TEAAA!", True),
        ({"subject": ["subject word"]}, "subject word only in the text", False),
        ({"fact": "order_number"}, "order AM-10432", True),
        ({"fact": "order_number", "count": 2}, "AM-10432 and AM-10432", False),
        ({"fact": "order_number", "count": 2}, "AM-10432 and AM-10433", True),
        ({"any": ["thanks"], "words_at_most": 3}, "thanks a lot", True),
        ({"any": ["thanks"], "words_at_most": 3}, "thanks a lot for everything", False),
        ({"says": "has sent it back"}, "I returned it on Monday", True),
        ({"any": ["box"], "does_not_say": "has sent it back"}, "I returned it in a box", False),
        ({"any": ["box"], "does_not_say": "has sent it back"}, "it came in a box", True),
        ({"sender": ["customer.example"]}, "x", True),
        ({"sender": ["a@customer.example"]}, "x", True),
        ({"sender": ["stomer.example"]}, "x", False),
        ({"mailbox": SUPPORT}, "x", True),
        ({"mailbox": PRESS}, "x", False),
        ("tea", "TEA!", True),
        (["tea", "coffee"], "coffee", True),
        ({"any": "tea"}, "a cup of tea", True),
        ({"any": ["반품"]}, "제품을 반품하고 싶습니다", True),
        ({"any": ["반품 신청"]}, "반품신청을 합니다", True),
        ({"any": ["استرجاع"]}, "أريد استرجاع المنتج", True),
        ({"any": ["استرجاع"]}, "الاسترجاعات", False),
        ({"any": ["مُنتَج"]}, "هذا منتج", True),
        ({"any": ["退货"]}, "我想退货，谢谢", True),
    ],
)
def test_each_kind_of_condition(signal: dict[str, Any], text: str, holds: bool) -> None:
    assert (sort(text, rules=rules_with(tea={"signals": [signal]})).category == "tea") is holds


def test_because_names_every_hit_where_it_stood_and_its_score() -> None:
    sorted_ = sort("I would like to send it back.", subject="Return AM-10432")
    told = "\n".join(sorted_.because)
    assert "'send … back' in the text speaks for return-request (+4; rules.yaml:" in told
    assert "'return' in the subject speaks for return-request (+3; rules.yaml:" in told
    assert len(sorted_.because) == len(sorted_.hits)


def test_because_names_the_lines_of_the_signal_and_of_its_word() -> None:
    lines = (Path(__file__).parents[2] / "rules.yaml").read_text("utf-8").splitlines()
    sentence = next(each for each in sort("I would like to send it back.").because if "send … back" in each)
    found = re.search(r"rules\.yaml:(\d+), the word in (\d+)\)", sentence)
    assert found
    assert "says: wants to send back" in lines[int(found[1]) - 1]
    assert "send … back" in lines[int(found[2]) - 1]


def test_without_a_hit_the_mailbox_decides_and_says_so() -> None:
    for mailbox, category in ((SUPPORT, "order-problem"), (PRESS, "product-question"), (WHOLESALE, "wholesale")):
        sorted_ = sort("Hello there.", mailbox=mailbox)
        assert (sorted_.category, sorted_.confidence) == (category, DEFAULT_CONFIDENCE)
        assert sorted_.because[-2] == f"no signal was strong enough, so the default of {mailbox} applies: {category}"


def test_an_alias_stands_for_its_mailbox() -> None:
    press = RULES.mailboxes[PRESS].model_copy(update={"aliases": ["hello@aeropressmall.com"]})
    rules = RULES.model_copy(update={"mailboxes": {**RULES.mailboxes, PRESS: press}})
    assert sort("Hello there.", mailbox="Hello@aeropressmall.com", rules=rules).category == "product-question"


def test_team_priority_and_missing_facts_come_with_the_category() -> None:
    sorted_ = sort("I want to return my AeroPress Go.")
    assert (sorted_.category, sorted_.team, sorted_.priority) == ("return-request", "aftersales", "normal")
    assert sorted_.missing == ("order_number", "reason")
    assert [found.value for found in sorted_.facts["model"]] == ["AeroPress Go"]
    assert sort("This is unacceptable, I wish to complain.").priority == "high"


def test_a_number_that_is_quoted_need_not_be_repeated_even_where_nobody_asks_for_it() -> None:
    around = Circumstances(quoted="Your return for order AM-10432 has arrived.")
    text = "And where is my refund? It has been three weeks."
    found = classify(subject="", text=text, author="", mailbox=SUPPORT, rules=RULES, around=around)
    assert found.category == "refund-progress"
    assert [item.value for item in found.facts["order_number"]] == ["AM-10432"]


def test_what_the_quoted_confirmation_tells_is_not_asked_for_and_speaks_for_nothing() -> None:
    around = Circumstances(quoted="Your order AM-10432: 1 x AeroPress Go")
    returned = classify(
        subject="",
        text="I want to send it back because it leaks.",
        author="",
        mailbox=SUPPORT,
        rules=RULES,
        around=around,
    )
    assert (returned.category, returned.missing) == ("return-request", ())
    assert [found.where for found in returned.facts["order_number"]] == ["quoted text"]
    thanks = classify(subject="", text="Thank you!", author="", mailbox=SUPPORT, rules=RULES, around=around)
    assert thanks.category == "not-a-request"


AROUND = Circumstances(
    recipients=(SUPPORT, "returns@shop.example"),
    headers=(("x-form", "Return, Rückgabe"), ("x-spam-flag", "YES")),
    files=(File("Photo 1.JPG", "image/jpeg"), File("", "application/pdf")),
    language="pt-br",
    authenticated="pass",
)


@pytest.mark.parametrize(
    ("signal", "reason"),
    [
        ({"recipient": ["returns@shop.example"]}, "the recipient returns@shop.example"),
        ({"recipient": "shop.example"}, "the recipient shop.example"),
        ({"recipient": "other.example"}, None),
        ({"header": {"X-Form": "ruckgabe"}}, "'ruckgabe' in the header X-Form"),
        ({"header": {"X-Form": "turn"}}, None),
        ({"header": {"x-spam-flag": "*"}}, "a header x-spam-flag"),
        ({"header": {"X-Form": "return", "X-Spam-Flag": "no"}}, None),
        ({"header": {"X-Other": "*"}}, None),
        ({"attachment": "*"}, "the attachment Photo 1.JPG"),
        ({"attachment": "*.jpg"}, "the attachment Photo 1.JPG"),
        ({"attachment": ["*.png", "application/pdf"]}, "the attachment application/pdf"),
        ({"attachment": "video/*"}, None),
        ({"language": ["de", "pt"]}, "the language pt-br"),
        ({"language": "fr"}, None),
        ({"authenticated": "pass"}, "the authentication verdict pass"),
        ({"authenticated": "none"}, None),
        ({"attachment": "image/*", "any": "broken"}, "'broken' in the text and the attachment Photo 1.JPG"),
    ],
)
def test_conditions_on_what_a_message_shows_beside_its_words(signal: dict[str, Any], reason: str | None) -> None:
    rules = rules_with(tea={"signals": [signal]})
    sorted_ = classify(subject="", text="It is broken", author="", mailbox=SUPPORT, rules=rules, around=AROUND)
    assert (sorted_.category == "tea") is (reason is not None)
    assert reason is None or sorted_.because == (f"{reason} speaks for tea (+1)",)


def test_a_message_that_shows_nothing_fits_no_such_condition() -> None:
    for signal in ({"recipient": "shop.example"}, {"header": {"X": "*"}}, {"attachment": "*"}, {"language": "en"}):
        assert sort("x", rules=rules_with(tea={"signals": [signal]})).category == "fallback"


def test_a_signal_may_raise_the_priority_of_the_category_that_wins() -> None:
    urgent = {"any": "lawyer", "score": 0.0, "priority": "urgent"}
    rules = rules_with(
        tea={"signals": ["tea", urgent, {"any": "soon", "score": 0.0, "priority": "high"}], "priority": "low"},
        coffee={"signals": [{"any": "coffee", "score": 2.0}]},
    )
    assert sort("tea", rules=rules).priority == "low"
    assert sort("tea soon", rules=rules).priority == "high"
    assert sort("tea soon, or my lawyer", rules=rules).priority == "urgent"
    assert sort("coffee, or my lawyer", rules=rules).priority == "normal"


@pytest.mark.parametrize("mailbox", [SUPPORT, PRESS, WHOLESALE])
@pytest.mark.parametrize(
    ("text", "category"),
    [
        ("We run a coffee bar and would like to resell your makers. Do you have a price list?", "wholesale"),
        ("Where is my parcel? AM-10432 has not arrived.", "order-tracking"),
        ("Is the Clear dishwasher safe, and do you ship to Norway?", "product-question"),
        ("Ich möchte mich über Ihren Service beschweren.", "complaint"),
        ("Bitte stornieren Sie meine Bestellung AM-10432.", "order-problem"),
        ("返品したいです。注文番号はAM-10432です。", "return-request"),
        ("¿Cuándo recibiré el reembolso? Devolví la cafetera hace dos semanas.", "refund-progress"),
    ],
)
def test_a_clear_text_means_the_same_in_every_mailbox(text: str, category: str, mailbox: str) -> None:
    assert sort(text, mailbox=mailbox).category == category


@pytest.mark.parametrize(
    "text",
    [
        "Thank you!",
        "Thanks a lot, it arrived safely.",
        "Vielen Dank, alles bestens!",
        "Merci beaucoup et bonne soirée",
        "Muchas gracias, ya llegó.",
        "Grazie mille!",
        "Dziękuję bardzo!",
        "ありがとうございました。",
        "I am applying for the position of packer and attach my CV.",
        "We noticed your shop. Our agency offers SEO and backlinks.",
    ],
)
def test_mail_that_asks_nothing(text: str) -> None:
    assert sort(text).category == "not-a-request"


@pytest.mark.parametrize(
    "text",
    [
        "Thanks, but the lid is cracked.",
        "Thank you. Where is my parcel?",
        "Thanks! My order number is AM-10432.",
        "Please cancel it, thank you.",
        "Danke, aber das Paket ist noch nicht da.",
        "Merci de changer mon adresse.",
        "Gracias, pero falta una pieza.",
        "Model: Go. Reason: it leaks. Thanks",
        "Your mobile app crashes at the checkout. Thanks",
        "Please take me off your email list.",
        "Do you offer financing?",
    ],
)
def test_a_request_is_never_taken_for_thanks_or_an_offer(text: str) -> None:
    assert sort(text).category != "not-a-request"


@given(st.text(max_size=300), st.text(max_size=2_000), st.sampled_from([SUPPORT, PRESS, WHOLESALE, ""]))
@settings(max_examples=60, deadline=None)
def test_every_text_gets_a_known_category_and_a_reason(subject: str, text: str, mailbox: str) -> None:
    sorted_ = sort(text, subject=subject, mailbox=mailbox)
    assert sorted_.category in RULES.categories
    assert 0 <= sorted_.confidence <= 1
    assert sorted_.because


def test_a_typical_mail_takes_about_a_millisecond() -> None:
    text = (
        "Hello team,\n\nI ordered an AeroPress Go two weeks ago (AM-10432) and it has not arrived yet. The tracking page "
        * 4
    )
    sort(text)
    started = process_time()
    for _ in range(50):
        sort(text)
    assert (process_time() - started) / 50 < 0.02  # far above the 1 ms we measure: this machine may be busy


def test_a_hostile_mail_takes_linear_time() -> None:
    started = process_time()
    sort("where is my order not received refund still waiting " * 4_000)
    assert process_time() - started < 2
