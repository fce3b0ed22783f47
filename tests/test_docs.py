"""What the documents say is what the commands print and the code knows."""

import re
from pathlib import Path

from click.testing import CliRunner

from triage.cli.commands import triage
from triage.outbound.retry import LetterState

ROOT = Path(__file__).parent.parent


def read(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def test_readme_shows_what_explain_prints() -> None:
    block = re.search(r"\$ \.venv/bin/triage explain (\S+)\n((?: {4}.+\n)+)", read("README.md"))
    assert block
    printed = CliRunner().invoke(triage, ["explain", str(ROOT / block[1])]).output.replace(f"{ROOT}/", "")
    shown = [line.strip() for line in block[2].splitlines() if line.strip() != "…"]
    found = {anywhere(line.strip()) for line in printed.splitlines()}
    assert [line for line in shown if anywhere(line) not in found] == []


def anywhere(line: str) -> str:
    """The line, wherever in rules.yaml it points to: words are added there every week."""
    return re.sub(r"(rules\.yaml:|the word in )\d+", r"\1…", line)


def test_readmes_rule_stands_in_the_shipped_rules() -> None:
    block = re.search(r"(    order-tracking:\n(?: {6}.+\n)+)", read("README.md"))
    assert block
    shipped = {line.strip() for line in read("rules.yaml").splitlines()}
    assert [line for line in block[1].splitlines() if line.strip() not in shipped] == []


def test_readme_lists_the_room_a_stranger_reads_first() -> None:
    assert len(read("README.md").splitlines()) <= 60
    assert len(read("ARCHITECTURE.md").splitlines()) <= 120


def test_every_command_named_in_the_operators_page_exists() -> None:
    named = set(re.findall(r"`?triage ([a-z-]+)", read("docs/operating.md")))
    assert named <= set(triage.list_commands(None)), named  # pyright: ignore[reportArgumentType]  no context needed


def test_the_letters_page_names_every_reason_and_state() -> None:
    page = read("docs/letters.md")
    code = "".join(path.read_text("utf-8") for path in (ROOT / "triage").rglob("*.py"))
    reasons = set(re.findall(r"Reason\(\s*code=\"([a-z-]+)\"", code))
    assert reasons
    assert {reason for reason in reasons if not re.search(rf"\b{reason}\b", page)} == set()
    assert {
        state.value for state in LetterState if f"`{state.value}`" not in page and f" {state.value}" not in page
    } == set()
