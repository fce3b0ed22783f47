"""What a line beginning with '#' asks for. Reads text into commands; what they do to a ticket is decided elsewhere."""

import difflib
import re
from collections.abc import Iterable

from triage.record import record

GENERAL = {
    "take": "you work on it",
    "assign": "ADDRESS — who works on it",
    "category": "NAME — sort it differently",
    "priority": "low, normal, high or urgent",
    "note": "TEXT — for staff only, with all that stands below it",
    "pause": "TEXT — the clock stands still until the requester writes, or #resume",
    "resume": "the clock runs on",
    "close": "end the work on it",
    "reopen": "take the work up again",
    "snooze": "monday, or a date as 2026-12-01 — no reminder before; a broken promise is told all the same",
    "merge": "AM-1042 — that ticket and this one are one matter: the older one goes on",
    "split": "undo a merge; or the message that you answer, and what followed, becomes a ticket of its own",
    "spam": "it asks nothing of us: closed, and nobody is written to",
    "notspam": "it does ask something of us: sorted anew and answered",
    "status": "where it stands",
    "why": "what happened to it, and why",
    "help": "what may be written here",
}
ASKING = frozenset({"status", "why", "help"})  # these only ask: they change nothing, and no text goes out beneath them

# What mail programs put before a line: blanks of every kind, marks that nobody sees, stars that mean bold.
_UNSEEN = r"[\s\u00a0\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f\u2060-\u206f\u3000\u3164\ufe00-\ufe0f\ufeff\uffa0*_]*"
_SIGN = "[#\uff03\ufe5f]"  # as it is, full width, small
_COMMAND = re.compile(rf"{_UNSEEN}{_SIGN}{_UNSEEN}([^\W\d_].*)", re.DOTALL)
_ENDS = re.compile(rf"{_UNSEEN}\Z")
_BLANK = re.compile(rf"{_UNSEEN}\Z")
_ANOTHER = re.compile(rf"(?:^|\s){_SIGN}([^\W\d_]+)")
_PARTS = frozenset({"merge", "split", "help"})  # commands that need to know of other tickets and single messages
_TICKET = re.compile(r"\[?([A-Za-z]{1,6}-\d{1,12})\]?(?!\w)")
_NEAR = 0.75  # how like a verb a word below the first lines must be to be taken for one


class CommandError(ValueError):
    """This line is no command that fits; the sentence says what would."""


@record
class Command:
    """One thing that staff want done to a ticket."""

    verb: str  # without '#', lower case
    argument: str  # the rest of the line, "" when none


@record
class Written:
    """What a staff member wrote, parted."""

    lines: tuple[str, ...]  # the commands, each beginning with '#'
    text: str  # what stands below them, for the requester; "" when nothing


def read_commands(text: str) -> Written:
    """The commands that a text begins with, and what stands below; blank lines between them do not matter.

    A line is a command when its first visible sign is '#' and a letter follows: '#close', '# close', '＃close'.
    """
    lines, found = text.splitlines(), list[str]()
    for at, line in enumerate(lines):
        if command := _COMMAND.match(line):
            found.append(f"#{_ENDS.sub('', command[1])}")
        elif not _BLANK.match(line):
            return Written(lines=tuple(found), text="\n".join(lines[at:]).strip())
    return Written(lines=tuple(found), text="")


def tickets_named(text: str) -> tuple[str, ...] | None:
    """The names of tickets, in capitals, in the lines that merge or split; None where none of those lines, nor #help, is there."""
    lines = [line for line in read_commands(text).lines if as_written(line).verb in _PARTS]
    return tuple(name.upper() for line in lines for name in _TICKET.findall(line)) if lines else None


def stray_command(text: str, verbs: Iterable[str]) -> str | None:
    """The first line of a text for the requester that was meant as a command, by its look; None when there is none."""
    known = (*GENERAL, *verbs)
    for line in text.splitlines():
        command = _COMMAND.match(line)
        if command and difflib.get_close_matches(_verb(command[1].split()[0]), known, 1, _NEAR):
            return line.strip()
    return None


def read_command(line: str, stage_verbs: Iterable[str]) -> Command:
    """'#failed seal is torn; clause 4' → Command('failed', 'seal is torn; clause 4').

    Raises CommandError for a line that is no command, and for a verb that neither every ticket nor this stage knows.
    """
    command, verbs = as_written(line), (*GENERAL, *stage_verbs)
    if command.verb in verbs:
        _require_one(command, verbs)
        return command
    nearest = difflib.get_close_matches(command.verb, verbs, 1)
    hint = f"did you mean #{nearest[0]}?" if nearest else f"this ticket knows {', '.join('#' + verb for verb in verbs)}"
    raise CommandError(f"#{command.verb}: no such command here; {hint}")


def as_written(line: str) -> Command:
    """'#Failed: seal is torn' → Command('failed', 'seal is torn'), whether anything knows that verb or not."""
    word, *rest = line.strip().removeprefix("#").split(maxsplit=1) or [""]
    return Command(verb=_verb(word), argument=" ".join(rest).strip())


def _verb(word: str) -> str:
    """'Close:' → 'close'."""
    return word.rstrip(".,:;!*_").lower()


def _require_one(command: Command, verbs: Iterable[str]) -> None:
    """'#take #close' is two commands, and the second would be lost in the first one's argument."""
    another = next((word for word in _ANOTHER.findall(command.argument) if _verb(word) in verbs), None)
    if another and command.verb != "note":
        raise CommandError(f"#{command.verb} and #{another}: each command needs a line of its own")
