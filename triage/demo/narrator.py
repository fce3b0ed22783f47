"""Tells on the terminal what happens in the demo, by the desk's own clock."""

import re
from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.text import Text

from triage.demo.server import Sent

_STYLES = {
    "acknowledgement": "green",
    "reminder": "yellow",
    "escalation": "bold red",
    "notification": "dim",
    "relay": "bold",
    "notice": "magenta",
    "digest": "magenta",
}
_MOMENT = re.compile(r"\d\d:\d\d.* (?:[A-Z]{3,4}|UTC\S+)\b")  # as letters write it: "15:00 EST"


class Narrator:
    """One line an event."""

    def __init__(self, clock: Callable[[], datetime], zone: str, console: Console) -> None:
        self._clock, self._zone, self._console = clock, ZoneInfo(zone), console

    def arrives(self, author: str, mailboxes: tuple[str, ...], raw: bytes, kind: str) -> None:
        """A mail from outside."""
        what = "" if kind == "person" else f" ({kind.replace('_', ' ')})"
        self._line(
            "←", f"{author} writes to {', '.join(_short(box) for box in mailboxes)}{what}: {_subject(raw)}", "cyan"
        )

    def answered(self, by: str, mailbox: str, customer: str) -> None:
        """A staff member's own reply."""
        self._line("→", f"{by} answers {customer} from {_short(mailbox)} by pressing Reply: the clock stops", "bold")

    def leaves(self, letter: Sent) -> None:
        """A letter of the desk."""
        message = message_from_bytes(letter.raw)
        kind = _kind(message)
        self._line("→", f"{kind} to {letter.recipient}: {_subject(letter.raw)}", _STYLES.get(kind, ""))
        if kind == "acknowledgement" and (promise := _promise(message)):
            self._console.print(Text(f"{'':21}“{promise}”", style="dim"), no_wrap=True, overflow="ellipsis")

    def says(self, sentence: str, style: str = "") -> None:
        """Anything else."""
        self._line(" ", sentence, style)

    def _line(self, arrow: str, text: str, style: str) -> None:
        moment = self._clock().astimezone(self._zone)
        head = Text(f"{moment:%a %d %b %H:%M}  {arrow} ", style="dim")
        self._console.print(head + Text(text, style=style), no_wrap=True, overflow="ellipsis")


def _kind(message: Message) -> str:
    """Our Message-IDs carry the letter's kind."""
    return str(message["Message-ID"]).split(".")[1]


def _promise(message: Message) -> str | None:
    """The sentence of the letter that names the promised moment."""
    text = next((part for part in message.walk() if part.get_content_type() == "text/plain"), None)
    payload = text.get_payload(decode=True) if text else b""
    lines = payload.decode("utf-8").splitlines() if isinstance(payload, bytes) else []
    return next((line.strip() for line in lines if _MOMENT.search(line)), None)


def _subject(raw: bytes) -> str:
    value = message_from_bytes(raw)["Subject"] or "(no subject)"
    return " ".join(str(make_header(decode_header(value))).split())


def _short(address: str) -> str:
    return f"{address.partition('@')[0]}@"
