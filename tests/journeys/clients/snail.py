"""S-nail, which is told what to do line by line: a client of the old school with habits of its own."""

import subprocess

from tests.journeys.clients.seat import EDITOR, Seat
from tests.journeys.clients.terminal import SECONDS, environment
from tests.servers.daemons import binary

_RC = """\
set v15-compat
set folder={imap}/
set record=+Sent
set mta={smtp} smtp-auth=plain
set from="{name} <{address}>" hostname=laptop.example.test
set sendwait
set sendcharsets=utf-8 ttycharset=utf-8
set quote{attached}
set fullnames
set flipr
set VISUAL={editor}
"""


class SNail:
    """At one seat."""

    def __init__(self, seat: Seat, *, attaches: bool = False) -> None:
        """`attaches`: it forwards a mail as an attachment, else within the text."""
        self._seat, self._attaches = seat, attaches

    def reply(self, about: str, text: str) -> None:
        self._say(f"reply {_which(about)}", *text.splitlines(), "~.")

    def forward(self, about: str, to: str, text: str) -> None:
        """In an editor, as what is typed stands below the original."""
        self._seat.write("text", f"{text}\n\n")
        self._say(f"forward {_which(about)} {to}", "~v", "~.")

    def move(self, about: str, folder: str) -> None:
        self._say(f"move {_which(about)} +{folder}")

    def _say(self, *lines: str) -> None:
        seat = self._seat
        rc = _RC.format(
            imap=seat.imap, smtp=seat.smtp, address=seat.address, name=seat.name,
            editor=seat.write("editor", EDITOR.format(text=seat.home / "text"), is_program=True),
            attached=" forward-as-attachment" if self._attaches else "",
        )  # fmt: skip
        command = [binary("s-nail", package="s-nail"), "-#", "-:u", "-f", f"{seat.imap}/INBOX"]
        done = subprocess.run(
            command,
            input="\n".join((*lines, "quit", "")),
            env={**environment(seat.home), "MAILRC": str(seat.write("mailrc", rc))},
            cwd=seat.home,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        assert not done.stderr, done.stderr


def _which(about: str) -> str:
    """The mail by its subject."""
    return f"'(subject \"{about}\")'"
