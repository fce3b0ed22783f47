"""The model of rules.yaml by itself, and its schema."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pydantic import ValidationError

from triage.policy import schema
from triage.policy.rules import Category, Desk, Limits, Mailbox, Rules, Signal, Stage, Step
from triage.policy.rulesfile import rules_from_file
from triage.policy.worktime import Span

SHIPPED = Path(schema.__file__).parents[2] / "rules.yaml"

DESK = Desk(
    name="AeroPress Mall",
    timezone="America/New_York",
    working_hours={"mon-fri": "09:00-18:00"},
    holidays=["US"],
    manager="Manager@shop.example",
    ops="ops@shop.example",
)


def test_the_shipped_rules_have_no_problems() -> None:
    assert [str(problem) for problem in rules_from_file(SHIPPED).problems] == []


def test_a_desk_knows_its_calendar() -> None:
    thanksgiving = datetime(2026, 11, 26, 15, tzinfo=UTC)
    assert not DESK.calendar.is_open(thanksgiving)
    assert DESK.calendar is DESK.calendar


def test_addresses_are_kept_in_small_letters() -> None:
    assert DESK.manager == "manager@shop.example"
    assert Signal(sender=["Shop.Example", "A@B.example"]).sender == ["shop.example", "a@b.example"]
    assert Signal(mailbox="Press@shop.example").mailbox == "press@shop.example"


def test_a_rung_says_its_moment_and_whom_it_tells() -> None:
    assert Step(at="80%", tell=["team", "lead"]).percent == 80
    assert Step(at="80%", tell=["team", "lead"]).recipients == ("team", "lead")
    assert Step(before=Span(1, "working hours"), tell="lead").percent is None
    assert Step(before=Span(1, "working hours"), tell="lead").recipients == ("lead",)


def test_records_are_frozen_and_take_no_unknown_keys() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        DESK.name = "x"  # pyright: ignore[reportAttributeAccessIssue]  the point of the test
    with pytest.raises(ValidationError, match="Extra inputs"):
        Category.model_validate({"colour": "red"})


def test_lengths_are_written_as_ops_write_them() -> None:
    assert Stage(within=Span(2, "working days")).model_dump(mode="json")["within"] == "2 working days"
    assert Limits().model_dump(mode="json")["look_back"] == "24 hours"


def test_rules_read_back_from_their_own_dump() -> None:
    rules = rules_from_file(SHIPPED).rules
    assert rules is not None
    dumped = rules.model_dump(mode="json", by_alias=True)
    assert Rules.model_validate(dumped).model_dump(mode="json", by_alias=True) == dumped


def test_defaults_are_those_that_ops_may_leave_out() -> None:
    assert Mailbox.model_fields["folders"].default.sent == ["auto"]
    assert DESK.ticket_prefix == "AM"
    assert DESK.languages == ["en"]


def test_the_schema_file_is_not_stale() -> None:
    assert schema.FILE.read_text(encoding="utf-8") == schema.json_schema(), "run: python -m triage.policy.schema"


def test_the_schema_uses_the_names_that_ops_write_and_explains_each() -> None:
    found = json.loads(schema.json_schema())
    assert set(found["$defs"]["Example"]["properties"]) == {"subject", "text", "mailbox", "sender", "is", "missing"}
    assert "from" in found["$defs"]["Stage"]["properties"]
    assert found["$defs"]["Limits"]["properties"]["look_back"]["default"] == "24 hours"
    for model in (found, *found["$defs"].values()):
        assert model["additionalProperties"] is False
        assert all(described["description"] for described in model["properties"].values())
