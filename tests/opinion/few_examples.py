"""A starter set so small that the real model learns it within seconds."""

from pathlib import Path

import yaml

from triage.opinion.examples import starter


def few_examples(folder: Path, languages: tuple[str, ...], each: int) -> Path:
    """The first few examples of every category in these languages, in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for language in languages:
        categories: dict[str, list[dict[str, str]]] = {}
        for example in (example for example in starter() if example.language == language):
            categories.setdefault(example.category, []).append({"subject": example.subject, "text": example.text})
        first = {name: examples[:each] for name, examples in categories.items()}
        (folder / f"{language}.yaml").write_text(yaml.safe_dump(first, allow_unicode=True), "utf-8")
    return folder
