"""How every command ends: 0 fine · 1 problems found and listed · 2 wrong usage · 3 unexpected fault."""

import gc
import sys
import traceback
from io import TextIOWrapper

import click

from triage.settings import SettingsError

FINE, PROBLEMS, USAGE, FAULT = 0, 1, 2, 3
INTERRUPTED = 130  # the shell's convention for Ctrl-C


class ProblemsError(Exception):
    """What was asked for cannot be done, or was done and found problems; each is a sentence for stderr."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def run_and_exit(command: click.Command) -> None:
    """Run the command line; turn whatever comes out into words on stderr and an exit code."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # a terminal that lacks a letter gets its number
    code = exit_code(command)
    gc.freeze()  # what is left ends with the process: Python need not look for cycles in all of it
    sys.exit(code)


def exit_code(command: click.Command, arguments: list[str] | None = None) -> int:
    """The exit code of one run."""
    try:
        result = command.main(args=arguments, standalone_mode=False)
    except (ProblemsError, *_problems()) as error:
        _say(*getattr(error, "problems", (str(error),)))
        return PROBLEMS
    except click.ClickException as error:
        error.show()
        return USAGE
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    except SystemExit:  # what click and rich make of a broken pipe: `triage tickets | head`, nobody listens any more
        return FINE
    except Exception:  # noqa: BLE001  the last resort: a fault is shown whole, with its own exit code
        _say(traceback.format_exc().rstrip(), "This is a fault of triage, not yours: please report the lines above.")
        return FAULT
    return result if isinstance(result, int) else FINE


def _problems() -> tuple[type[Exception], ...]:
    """Errors of the rooms that tell a person what to do; imported late, so that usage errors are quick."""
    import sqlite3  # noqa: PLC0415  see above

    from triage.daemon.opening import NotReadyError  # noqa: PLC0415  see above
    from triage.store import StoreError  # noqa: PLC0415  see above

    return NotReadyError, StoreError, SettingsError, sqlite3.OperationalError


def _say(*lines: str) -> None:
    for line in lines:
        click.echo(line, err=True)
