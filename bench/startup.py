"""How long a person waits for the command line: help, one mail explained, the desk as a table.

`python -m bench.startup`. Whole processes, begun anew each time, of modules that are compiled as pip leaves them. The floor is Python that does nothing.
"""

import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from time import perf_counter

from bench.figures import Line, as_installed, machine, table, title
from triage.settings import RULES, shipped
from triage.store import Store

ROUNDS = 5
MAIL = Path(__file__).parents[1] / "triage/demo/mails/daniel.eml"
FLOOR = "python -c pass"
GOALS = {"triage --help": "0.15", "triage explain, signals only": "0.6"}


def main() -> None:
    """Print the table."""
    as_installed()
    title("startup: from Enter to the prompt")
    print(machine(), end="\n\n")
    with tempfile.TemporaryDirectory(prefix="bench-startup-") as folder:
        commands = _commands(Path(folder))
        lines = {name: Line(name=name) for name in commands}
        for round_ in range(ROUNDS + 1):
            for name, command in commands.items():
                begun = perf_counter()
                subprocess.run([sys.executable, *command], check=True, capture_output=True, cwd=folder)
                if round_:  # the first fills the disk's cache
                    lines[name].rounds.append(perf_counter() - begun)
    floor = lines[FLOOR]
    table(
        ("command", "s, median [min..max]", "× the floor", "goal, s"),
        [(line.name, line.spread(2), f"{line.ratio(floor):.1f}", GOALS.get(line.name, "")) for line in lines.values()],
    )


def _commands(folder: Path) -> dict[str, list[str]]:
    text = shipped(RULES).read_text("utf-8")
    (folder / "advised.yaml").write_text(text, "utf-8")
    (folder / "alone.yaml").write_text(text + "\nopinion: {enabled: false}\n", "utf-8")
    Store.open(folder / "data", now=datetime.now(UTC)).close()
    triage = ["-m", "triage"]
    return {
        FLOOR: ["-c", "pass"],
        "triage --help": [*triage, "--help"],
        "triage explain --help": [*triage, "explain", "--help"],
        "triage explain, signals only": [*triage, "explain", str(MAIL), "--rules", "alone.yaml"],
        "triage explain, with second opinion": [*triage, "explain", str(MAIL), "--rules", "advised.yaml"],
        "triage tickets, none": [*triage, "tickets", "--rules", "alone.yaml"],
        "triage check": [*triage, "check", "--rules", "alone.yaml"],
    }


if __name__ == "__main__":
    main()
