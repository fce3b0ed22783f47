"""What a line beginning with '#' asks for. Reads text into commands; what they do to a ticket is decided elsewhere."""

import difflib
from collections.abc import Iterable
from dataclasses import dataclass

GENERAL = {
    "assign": "ADDRESS — who works on it",
    "category": "NAME — sort it differently",
    "priority": "low, normal, high or urgent",
    "note": "TEXT — for staff only",
    "pause": "TEXT — the clock stands still until the requester writes, or #resume",
    "resume": "the clock runs on",
    "close": "end the work on it",
    "reopen": "take the work up again",
}


class CommandError(ValueError):
    """This line is no command that fits; the sentence says what would."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Command:
    """One thing that staff want done to a ticket."""

    verb: str  # without '#', lower case
    argument: str  # the rest of the line, "" when none


def read_command(line: str, stage_verbs: Iterable[str]) -> Command:
    """'#failed seal is torn; clause 4' → Command('failed', 'seal is torn; clause 4').

    Raises CommandError for a line that is no command, and for a verb that neither every ticket nor this stage knows.
    """
    word, *rest = line.strip().removeprefix("#").split(maxsplit=1) or [""]
    verbs = (*GENERAL, *stage_verbs)
    if word.lower() in verbs:
        return Command(verb=word.lower(), argument=" ".join(rest).strip())
    nearest = difflib.get_close_matches(word.lower(), verbs, 1)
    hint = f"did you mean #{nearest[0]}?" if nearest else f"this ticket knows {', '.join('#' + verb for verb in verbs)}"
    raise CommandError(f"#{word}: no such command here; {hint}")
