"""What the documents say is what the commands print and the code knows."""

import json
import re
from pathlib import Path
from typing import Any

from click.testing import CliRunner

from triage.cli.commands import triage
from triage.desk.commands import GENERAL
from triage.outbound.retry import LetterState
from triage.policy import reference, rules, yamlnodes
from triage.policy.rulesfile import reading_of

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


def test_the_rules_page_explains_every_key_as_the_model_does() -> None:
    written = read("docs/rules.md").partition(reference.BEGIN)
    assert written[1] + written[2] == reference.reference(), "run: python -m triage.policy.reference"
    for name, model in {"Rules": rules.Rules, **vars(rules)}.items():
        if isinstance(model, type) and issubclass(model, rules.Strict):
            keys = [field.alias or key for key, field in model.model_fields.items()]
            assert [key for key in keys if f"| `{key}` |" not in written[2]] == [], name


def test_what_the_rules_page_shows_fits_into_the_shipped_rules() -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", read("docs/rules.md"), re.DOTALL)
    assert len(blocks) >= 5
    for block in blocks:
        shown = yamlnodes.read(block)
        assert shown.faults == []
        whole = json.dumps(merged(yamlnodes.read(read("rules.yaml")).data, shown.data), ensure_ascii=False)
        assert [problem.sentence for problem in reading_of(whole, "rules.yaml").problems] == [], block


def merged(below: Any, above: Any) -> Any:
    """`above` laid over `below`, key by key; the stages of a category as a whole."""
    if not (isinstance(below, dict) and isinstance(above, dict)):
        return above
    both = {key: merged(below.get(key), value) if key != "stages" else value for key, value in above.items()}
    return {**below, **both}


def test_the_page_on_commands_names_each_and_no_other() -> None:
    named = set(re.findall(r"`#([a-z]+)", read("docs/commands.md").partition("the stage's own")[0]))
    assert named == set(GENERAL)


def test_the_staff_page_names_every_command_and_takes_two_minutes() -> None:
    page = read("docs/staff.md")
    shipped = reading_of(read("rules.yaml"), "rules.yaml").rules
    assert shipped
    stage_verbs = {
        verb for each in shipped.categories.values() for stage in each.stages.values() for verb in stage.verbs
    }
    named = set(re.findall(r"#([a-z]+)", page))
    assert set(GENERAL) - named == set()
    assert named <= {*GENERAL, *stage_verbs}
    assert len(page.split()) <= 500  # two minutes at 250 words each
    assert {path for path in re.findall(r"\]\((\w+\.md)\)", page) if not (ROOT / "docs" / path).exists()} == set()
