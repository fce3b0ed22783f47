"""Who is told when somebody is away, and who is next when somebody cannot be reached."""

from datetime import date
from typing import Any

import pytest

from tests.desk.builders import RULES, ticket
from triage.desk.people import People
from triage.policy.rules import Away, Team

ONE, TWO = RULES.staff["aftersales"].members
LEAD, MANAGER, OPS = RULES.staff["aftersales"].lead, RULES.desk.manager, RULES.desk.ops
TEMP = "temp@aeropressmall.com"
TODAY = date(2026, 11, 30)


def people(*unreachable: str, **away: dict[str, Any]) -> People:
    """`away`: by the short names below, what ops wrote."""
    names = {"one": ONE, "two": TWO, "lead": LEAD, "manager": MANAGER, "temp": TEMP}
    absences = {names[name]: Away.model_validate(given) for name, given in away.items()}
    team = Team(members=[ONE, TWO], lead=LEAD, away=absences)
    rules = RULES.model_copy(update={"staff": {**RULES.staff, "aftersales": team}})
    return People(rules=rules, day=TODAY, unreachable=frozenset(unreachable))


def test_who_is_there_is_told() -> None:
    assert people().told(["team", "lead"], ticket()) == (ONE, TWO, LEAD)


@pytest.mark.parametrize(
    ("away", "told"),
    [
        ({"until": "2026-12-04", "substitute": TEMP}, (TEMP,)),
        ({"until": "2026-11-30", "substitute": TEMP}, (TEMP,)),
        ({"until": "2026-11-29", "substitute": TEMP}, (ONE,)),
        ({"from": "2026-12-01", "until": "2026-12-04", "substitute": TEMP}, (ONE,)),
        ({"from": "2026-11-30", "until": "2026-12-04"}, (LEAD,)),
    ],
)
def test_a_substitute_stands_in_from_the_first_day_to_the_last(away: dict[str, Any], told: tuple[str, ...]) -> None:
    assert people(one=away).told(["assignee"], ticket(assignee=ONE)) == told


@pytest.mark.parametrize("word", ["assignee", "assignee or team"])
def test_who_is_staff_no_more_hears_nothing_of_the_tickets_left_behind(word: str) -> None:
    assert people().told([word], ticket(assignee="left@aeropressmall.com")) == (ONE, TWO)


def test_a_team_goes_on_without_one_of_its_members() -> None:
    assert people(one={"until": "2026-12-04"}).told(["team"], ticket()) == (TWO,)


def test_when_the_whole_team_is_away_the_lead_is_told_and_then_the_manager() -> None:
    gone = {"until": "2026-12-04"}
    assert people(one=gone, two=gone).told(["team"], ticket()) == (LEAD,)
    assert people(one=gone, two=gone, lead=gone).told(["team", "lead"], ticket()) == (MANAGER,)
    assert people(one=gone, two=gone, lead=gone, manager=gone).told(["lead"], ticket()) == (OPS,)


def test_substitutes_who_stand_in_for_each_other_leave_nobody_untold() -> None:
    circle = people(one={"until": "2026-12-04", "substitute": TWO}, two={"until": "2026-12-04", "substitute": ONE})
    assert circle.told(["assignee"], ticket(assignee=ONE)) == (LEAD,)


def test_a_substitute_s_substitute_stands_in() -> None:
    chain = people(lead={"until": "2026-12-04", "substitute": ONE}, one={"until": "2026-12-04", "substitute": TEMP})
    assert chain.told(["lead"], ticket()) == (TEMP,)


def test_who_cannot_be_reached_is_as_good_as_away() -> None:
    assert people(LEAD).told(["lead"], ticket()) == (MANAGER,)
    assert people(LEAD, MANAGER).told(["lead"], ticket()) == (OPS,)
    assert people(LEAD, MANAGER, OPS).told(["lead"], ticket()) == (LEAD,), "the gate says why it does not go out"


@pytest.mark.parametrize(
    ("person", "above"), [(ONE, LEAD), (LEAD, MANAGER), (MANAGER, OPS), (OPS, None), ("boss@elsewhere.test", MANAGER)]
)
def test_the_way_up(person: str, above: str | None) -> None:
    assert people().above(person) == above


def test_the_way_up_passes_over_who_is_away() -> None:
    assert people(lead={"until": "2026-12-04"}).above(ONE) == MANAGER
