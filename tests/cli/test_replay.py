"""`triage replay` and `triage suggest`: rules tried on the desk's past, and what staff's corrections teach."""

from collections.abc import Callable

import pytest

from tests.cli.terminal import Terminal
from triage.settings import shipped

EVER = ("--since", "3650d")
SHIPPED = shipped("rules.yaml").read_text("utf-8")


@pytest.fixture
def other_rules(desk: Terminal) -> Callable[[str, str], str]:
    """Saves rules with one change; answers the file's name."""

    def saved(old: str, new: str) -> str:
        assert old in SHIPPED
        (desk.folder / "new.yaml").write_text(SHIPPED.replace(old, new, 1), "utf-8")
        return "new.yaml"

    return saved


def test_the_same_rules_change_nothing(desk: Terminal, other_rules: Callable[[str, str], str]) -> None:
    same = other_rules("# Try a change", "# Do try a change")
    said = desk.says("replay", "--rules", same, *EVER, "--json")
    assert said.code == 0, said.err
    assert said.rows() == [
        {"decided": 5, "changed": 0, "better": 0, "worse": 0, "unknown": 0, "helps": None},
    ]


def test_decisions_that_would_change_are_listed_with_the_rule_responsible(
    desk: Terminal, other_rules: Callable[[str, str], str]
) -> None:
    new = other_rules("- {score: 4, says: asks where it is}", "- {score: -4, says: asks where it is}")
    *changes, summary = desk.says("replay", "--rules", new, *EVER, "--json").rows()
    ann = next(row for row in changes if row["from"] == "ann@shop.test")
    assert ann["before"]["category"] == "order-tracking"
    assert ann["after"]["category"] != "order-tracking"
    assert ann["rule"].startswith("order-tracking: ")
    assert summary["changed"] == len(changes)
    told = desk.says("replay", "--rules", new, *EVER).out
    assert "category: order-tracking → " in told
    assert "decisions would change" in told


def test_what_staff_corrected_says_whether_a_change_helps(
    desk: Terminal, other_rules: Callable[[str, str], str], ticket_of: Callable[[str], str]
) -> None:
    assert desk.says("do", ticket_of("bob"), "#category order-problem").code == 0
    new = other_rules("- {score: 4, says: wants to send back}", "- {score: -9, says: wants to send back}")
    *changes, summary = desk.says("replay", "--rules", new, *EVER, "--json").rows()
    bob = next(row for row in changes if row["from"] == "bob@shop.test")
    assert bob["staff"]["category"] == "order-problem"
    assert (bob["after"]["category"], bob["verdict"]) == ("order-problem", "better")
    assert summary["helps"] is True


def test_a_promise_that_changes_is_a_change(desk: Terminal, other_rules: Callable[[str, str], str]) -> None:
    new = other_rules("audit:      {within: 1 working day", "audit:      {within: 3 working days")
    *changes, _ = desk.says("replay", "--rules", new, *EVER, "--json").rows()
    assert [(row["from"], row["changed"], row["rule"]) for row in changes] == [
        ("bob@shop.test", ["due"], "return-request: stages or the calendar")
    ]


def test_nothing_of_a_replay_stays(desk: Terminal, other_rules: Callable[[str, str], str]) -> None:
    before = desk.says("tickets", "--json", "--all").out, desk.says("outbox", "--json").out
    desk.says("replay", "--rules", other_rules("holidays: [US]", "holidays: [DE]"), *EVER)
    assert (desk.says("tickets", "--json", "--all").out, desk.says("outbox", "--json").out) == before


def test_todays_rules_are_scored_against_staff(desk: Terminal, ticket_of: Callable[[str], str]) -> None:
    assert "corrected nothing" in desk.says("replay", *EVER).out
    desk.says("do", ticket_of("bob"), "#category complaint")
    desk.says("do", ticket_of("ann"), "#category order-tracking")
    assert desk.says("replay", *EVER, "--json").rows() == [
        {"staff": "complaint", "rules": "return-request", "count": 1},
        {"staff": "order-tracking", "rules": "order-tracking", "count": 1},
        {"corrected": 2, "right": 1},
    ]
    assert "1 of 2 corrected tickets" in desk.says("replay", *EVER).out


def test_broken_rules_are_told_and_nothing_is_tried(desk: Terminal, other_rules: Callable[[str, str], str]) -> None:
    said = desk.says("replay", "--rules", other_rules("  timezone:", "  timezoen:"), *EVER)
    assert (said.code, said.out) == (1, "")
    assert "did you mean 'timezone'" in said.err


@pytest.mark.parametrize("since", ["soon", "0d", "90", "-3d"])
def test_a_time_that_is_none_is_refused(desk: Terminal, since: str) -> None:
    assert desk.says("replay", "--since", since).code == 2


def test_no_mail_in_that_time_is_told(terminal: Terminal) -> None:
    terminal.write("mail/none.txt", "")
    assert terminal.says("import", "--eml", "mail").code == 0
    said = terminal.says("replay", "--since", "1d")
    assert said.code == 1
    assert "a longer --since" in said.err


# ---------------------------------------------------------------- suggest
def test_corrections_become_a_patch_to_review(desk: Terminal, ticket_of: Callable[[str], str]) -> None:
    desk.says("do", ticket_of("ann"), "#category complaint")
    said = desk.says("suggest")
    assert said.code == 0
    assert ticket_of("ann") in said.err
    if said.out:
        assert said.out.startswith("--- ")
        assert [line for line in said.out.splitlines() if line.startswith("-") and not line.startswith("---")] == []


def test_without_corrections_there_is_nothing_to_suggest(desk: Terminal) -> None:
    said = desk.says("suggest")
    assert (said.code, said.out) == (1, "")
    assert "corrected nothing yet" in said.err


def test_merged_tickets_are_shown_as_one_and_replayed_as_they_came(
    desk: Terminal, other_rules: Callable[[str, str], str], ticket_of: Callable[[str], str]
) -> None:
    older, younger = sorted((ticket_of("ann"), ticket_of("bob")))
    refused = desk.says("do", older, f"#merge {younger}")
    assert refused.code == 1
    assert f"write #merge {younger} anyway" in refused.err
    done = desk.says("do", younger, f"#merge {older} anyway")
    assert done.code == 0, done.err
    assert f"{younger} is merged into {older}, the older one" in done.out

    shown = desk.says("show", younger.lower()).out
    assert shown.startswith(f"{younger} was merged; it goes on in {older}\n")
    assert f"merged into it  {younger}" in shown
    assert f"{younger} is merged into {older}" in desk.says("why", older).out
    assert f"into {older}, the older one, where it goes on" in desk.says("why", younger).out
    goes_on = {row["ticket"]: row["joined_to"] for row in desk.says("tickets", "--json").rows()}
    assert goes_on[younger] == older

    same = other_rules("# Try a change", "# Do try a change")
    (summary,) = desk.says("replay", "--rules", same, *EVER, "--json").rows()
    assert (summary["decided"], summary["changed"]) == (5, 0)

    split = desk.says("do", older, "#split")
    assert split.code == 0, split.err
    assert f"{younger} is a ticket of its own again" in split.out
    assert desk.says("show", younger, "--json").rows()[0]["ticket"] == younger
