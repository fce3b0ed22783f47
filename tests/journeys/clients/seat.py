"""Where a staff member sits: her mailbox, her login at the submission server, and a home for her mail program's files."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol
from urllib.parse import quote

from tests.journeys.town import Town
from tests.servers.daemons import PASSWORD

EDITOR = """\
#!/bin/sh
cat "{text}" "$1" > "$1.new" && mv "$1.new" "$1"
"""  # which writes above what the mail program has put there


@dataclass(frozen=True, kw_only=True, slots=True)
class Seat:
    """One person at one mailbox."""

    town: Town
    address: str
    name: str  # as it stands in From
    home: Path  # empty when she sits down

    @property
    def imap(self) -> str:
        """As a URL, with login and password."""
        login = self.address.partition("@")[0]
        return f"imap://{login}:{PASSWORD}@127.0.0.1:{self.town.dovecot.imap}"

    @property
    def smtp(self) -> str:
        """As a URL: she logs in with her whole address."""
        return f"smtp://{quote(self.address, safe='')}:{PASSWORD}@127.0.0.1:{self.town.exim.port}"

    def write(self, name: str, text: str, *, is_program: bool = False) -> Path:
        """A file in her home."""
        path = self.home / name
        path.write_text(text, "utf-8")
        path.chmod(0o755 if is_program else 0o600)
        return path


class Client(Protocol):
    """A mail program as its user knows it. `about`: words of the subject of the one mail that is meant."""

    def reply(self, about: str, text: str) -> None:
        """Press Reply, write above the quote, send; the copy lies in Sent."""
        ...

    def forward(self, about: str, to: str, text: str) -> None:
        """Press Forward, write a note above, send."""
        ...

    def move(self, about: str, folder: str) -> None:
        """Drag the mail into a folder."""
        ...


def pattern(about: str) -> str:
    """The words as a regular expression without blanks or anything that a key table could take for its own."""
    return re.sub(r"[^A-Za-z0-9]", ".", about)
