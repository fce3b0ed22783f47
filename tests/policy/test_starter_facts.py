"""What the shipped rules find in the shipped starter examples, twelve languages of people's own words: the floors that hold."""

from collections import Counter
from functools import cache
from pathlib import Path

import pytest
import yaml

from triage.policy import facts
from triage.policy.rulesfile import rules_from_file

RULES = rules_from_file(Path(__file__).parents[2] / "rules.yaml").rules
STARTER = Path(facts.__file__).parent / "starter"


@cache
def figures() -> dict[str, tuple[float, float]]:
    """Precision and recall of each labelled fact, and of what is missing, over all starter examples."""
    assert RULES is not None
    hits, found, wanted = Counter[str](), Counter[str](), Counter[str]()
    for file in sorted(STARTER.glob("*.yaml")):
        for category, examples in yaml.load(file.read_text(encoding="utf-8"), yaml.CSafeLoader).items():
            for example in examples:
                told = facts.find(subject=example["subject"], text=example["text"], rules=RULES)
                given = {name: {each.value for each in told[name]} for name in ("order_number", "model")}
                given["missing"] = {name for name in RULES.categories[category].requires if not told[name]}
                for name, values in given.items():
                    labels = set(example.get(name, []))
                    hits[name] += len(values & labels)
                    found[name] += len(values)
                    wanted[name] += len(labels)
    return {name: (hits[name] / found[name], hits[name] / wanted[name]) for name in wanted}


@pytest.mark.parametrize(
    ("name", "precision", "recall"), [("order_number", 0.99, 0.985), ("model", 0.99, 0.95), ("missing", 0.95, 0.95)]
)
def test_facts_in_peoples_own_words(name: str, precision: float, recall: float) -> None:
    given = figures()[name]
    assert given[0] >= precision, given
    assert given[1] >= recall, given
