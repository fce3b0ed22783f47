"""Signals and a second opinion together: which wins, how sure it is, and what is said about it."""

from typing import Any

from tests.policy.test_classify import RULES, rules_with
from triage.policy.classify import Classification, classify
from triage.policy.opinion import Neighbour, Opinion
from triage.policy.rules import Rules, SecondOpinion

TEA = Neighbour(category="tea", language="de", words="Ich hätte gern Tee")
COFFEE = Neighbour(category="coffee", language="en", words="one black coffee please")
SIGNALS: dict[str, Any] = {
    "tea": {"signals": [{"any": ["tea"], "score": 2.0}]},
    "coffee": {"signals": [{"any": ["coffee"], "score": 3.0}]},
    "quiet": {"acknowledge": False},
}


def opinion(**likelihood: float) -> Opinion:
    return Opinion(likelihood=likelihood, nearest=(TEA, COFFEE))


def sort(text: str, said: Opinion | None, **settings: Any) -> Classification:
    rules: Rules = rules_with(**SIGNALS).model_copy(update={"opinion": SecondOpinion(**settings)})
    return classify(subject="", text=text, author="", mailbox=next(iter(RULES.mailboxes)), rules=rules, opinion=said)


def test_where_signals_are_silent_it_speaks() -> None:
    found = sort("a cup of something", opinion(tea=0.9, coffee=0.1))
    assert (found.category, found.confidence, found.runner_up, found.unsure) == ("tea", 0.9, "coffee", False)
    assert found.because == ("reads like: «Ich hätte gern Tee» (de, tea)",)


def test_a_signal_tips_what_it_leaves_open() -> None:
    assert sort("coffee", opinion(tea=0.55, coffee=0.45)).category == "coffee"
    assert sort("coffee", opinion(tea=0.95, coffee=0.05)).category == "tea"


def test_every_signal_that_held_is_told_beside_it() -> None:
    found = sort("coffee", opinion(tea=0.1, coffee=0.9))
    assert found.because == (
        "'coffee' in the text speaks for coffee (+3)",
        "reads like: «one black coffee please» (en, coffee)",
    )


def test_what_reads_like_nothing_known_is_said_to_be_left_to_the_signals() -> None:
    strange = Opinion(likelihood={"tea": 0.52, "coffee": 0.48}, nearest=(TEA, COFFEE), is_familiar=False)
    found = sort("coffee", strange)
    assert found.category == "coffee"
    assert found.because[1] == "reads like nothing that is known, so the signals decide"


def test_signals_that_suffice_decide_alone() -> None:
    found = sort("coffee", opinion(tea=1.0, coffee=1e-9), signals_suffice=0.75)
    assert (found.category, found.confidence) == ("coffee", 0.75)
    assert not any("reads like" in sentence for sentence in found.because)


def test_without_it_nothing_changes_but_a_default_is_called_a_guess() -> None:
    assert sort("coffee", None).confidence == 0.75
    found = sort("water", None)
    assert (found.category, found.unsure) == ("fallback", True)
    assert found.because[-1] == "unsure: fallback is only a guess (10% sure); a person should look"


def test_below_the_stated_confidence_it_is_unsure() -> None:
    said = opinion(tea=0.55, coffee=0.45)
    assert not sort("", said).unsure
    found = sort("", said, unsure_below=0.6)
    assert (found.category, found.unsure) == ("tea", True)
    assert found.because[-1] == "unsure: tea is only a guess (55% sure), or perhaps coffee; a person should look"


def test_a_doubtful_guess_silences_nobody() -> None:
    assert sort("", opinion(tea=0.3, quiet=0.7)).category == "quiet"
    found = sort("", opinion(tea=0.25, coffee=0.3, quiet=0.45))
    assert (found.category, found.runner_up, found.unsure) == ("coffee", "quiet", True)


def test_categories_that_are_no_longer_in_force_do_not_count() -> None:
    assert sort("", opinion(tea=0.1, cake=0.9)).category == "tea"
    assert sort("coffee", opinion(cake=1.0)).category == "coffee"
