"""What ops type. One file a command; exit codes and error words in `exits`."""

import gc

from triage.cli.commands import triage
from triage.cli.exits import run_and_exit

_PATIENCE = 500_000  # new objects before the collector looks for cycles: a start makes two hundred thousand that stay


def main() -> None:
    """The console script: runs the command line and ends with its exit code."""
    gc.set_threshold(_PATIENCE)
    run_and_exit(triage)
