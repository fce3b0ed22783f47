"""What `triage doctor` makes of what a server says; how it reaches servers is told in the journeys."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from triage.cli import doctor_command
from triage.cli.doctor_command import Finding
from triage.daemon import post_of
from triage.inbound.mailbox import Probed
from triage.inbound.mailbox.marking import Keeps
from triage.policy.rulesfile import rules_from_file

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SUPPORT = "support@aeropressmall.com"
RULES = rules_from_file(Path(__file__).parents[2] / "rules.yaml").rules
WELL = Probed(
    is_in=True,
    security="TLSv1.3",
    certificate_ends_at=NOW + timedelta(days=90),
    capabilities=frozenset({"IDLE"}),
    folders={"inbox": "INBOX", "sent": "Sent"},
    newest_at=NOW - timedelta(hours=1),
)


def findings(probed: Probed) -> Sequence[Finding]:
    assert RULES
    return list(doctor_command._inbound(SUPPORT, post_of(SUPPORT, RULES, "secret"), probed, NOW))


def amiss(probed: Probed) -> list[tuple[str, str]]:
    return [(finding.what, finding.state) for finding in findings(probed) if finding.state != "ok"]


def test_nothing_is_amiss_where_all_is_well() -> None:
    assert amiss(WELL) == []
    assert "secret" not in str(findings(WELL))


def test_a_clock_apart_from_the_servers_is_told() -> None:
    assert amiss(replace(WELL, newest_at=NOW + timedelta(minutes=1))) == []
    ahead = replace(WELL, newest_at=NOW + timedelta(hours=3))
    assert amiss(ahead) == [("clock", "problem")]
    assert any("180 minutes from now" in finding.says for finding in findings(ahead))


def test_a_certificate_that_ends_soon_is_told_while_it_holds() -> None:
    assert amiss(replace(WELL, certificate_ends_at=NOW + timedelta(days=5))) == [("tls", "note")]


def test_a_server_without_idle_is_worth_a_note() -> None:
    assert amiss(replace(WELL, capabilities=frozenset())) == [("capabilities", "note")]


def test_who_is_not_let_in_is_told_nothing_else() -> None:
    assert amiss(Probed(problems=("it refuses the login",))) == [("imap", "problem")]
    assert len(findings(Probed(problems=("it refuses the login",)))) == 1


@pytest.mark.parametrize(
    ("any_keyword", "labels", "styles", "state"),
    [
        (True, False, ["keywords", "apple"], "ok"),
        (False, False, ["keywords"], "problem"),
        (True, False, ["gmail"], "problem"),
        (False, True, ["gmail"], "ok"),
    ],
)
def test_marks_that_the_inbox_does_not_keep_are_told(
    any_keyword: bool, labels: bool, styles: list[str], state: str
) -> None:
    keeps = Keeps(uidvalidity=1, any_keyword=any_keyword, flags=frozenset({"\\seen"}), labels=labels)
    assert [found for found, _ in doctor_command._marks(replace(WELL, keeps=keeps), styles)] == [state]
