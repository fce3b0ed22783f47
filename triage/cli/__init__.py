"""What ops type. One file a command; exit codes and error words in `exits`."""

from triage.cli.commands import triage
from triage.cli.exits import run_and_exit


def main() -> None:
    """The console script: runs the command line and ends with its exit code."""
    run_and_exit(triage)
