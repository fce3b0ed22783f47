"""Which folders staff can sort mail into, and what stands for what."""

from pathlib import Path

from triage.policy.rulesfile import read_rules
from triage.policy.sorting import category_of, sorting_folders

SHIPPED = (Path(__file__).parents[2] / "rules.yaml").read_text("utf-8")
WITH = SHIPPED.replace("sent: auto}", "sent: auto, triage: Desk/Triage}")


def problems(text: str) -> list[str]:
    return [problem.sentence for problem in read_rules(text, "rules.yaml")[1]]


def test_every_category_has_a_folder_in_words_and_three_ask_for_more() -> None:
    rules, _ = read_rules(WITH, "rules.yaml")
    assert rules is not None
    folders = sorting_folders(rules, "Desk/Triage")
    assert folders["category return-request"] == "Desk/Triage/Return request"
    assert (folders["close"], folders["spam"], folders["retry"]) == (
        "Desk/Triage/Closed",
        "Desk/Triage/Spam",
        "Desk/Triage/Retry",
    )
    assert {category_of(role) for role in folders} == {*rules.categories, None}


def test_without_a_root_there_are_none() -> None:
    rules, _ = read_rules(SHIPPED, "rules.yaml")
    assert rules is not None
    assert sorting_folders(rules, rules.mailboxes["support@aeropressmall.com"].folders.triage) == {}


def test_ops_may_name_a_folder_in_their_own_words() -> None:
    text = WITH.replace("  complaint:\n", "  complaint:\n    folder: Réclamations\n", 1)
    rules, found = read_rules(text, "rules.yaml")
    assert rules is not None, found
    assert sorting_folders(rules, "T")["category complaint"] == "T/Réclamations"


def test_a_move_must_mean_one_thing() -> None:
    assert problems(WITH.replace("  complaint:\n", "  complaint:\n    folder: closed\n", 1)) == [
        "'closed' is the folder for #close already: give another name as `folder`"
    ]
    assert problems(WITH.replace("  complaint:\n", "  complaint:\n    folder: Return Request\n", 1)) == [
        "'Return Request' is the folder of return-request already: give another name as `folder`"
    ]
    found = problems(SHIPPED.replace("sent: auto}", "sent: auto, triage: inbox}"))
    assert found[0] == "'inbox' is the folder of `inbox` already"


def test_what_is_no_name_of_a_folder_is_refused() -> None:
    for name in ("Triage/", "/Triage", "A//B", '"a*b"', "' x'"):
        found = problems(SHIPPED.replace("sent: auto}", f"sent: auto, triage: {name}}}"))
        assert "is not the name of a folder" in found[0], name
