"""NeoMutt in a terminal nobody looks at: its keys are pushed, its editor is a script."""

from tests.journeys.clients.seat import EDITOR, Seat, pattern
from tests.journeys.clients.terminal import Terminal
from tests.servers.daemons import PASSWORD, binary

_RC = """\
set folder = "{imap}/"
set spoolfile = "{imap}/INBOX"
set record = "{imap}/Sent"
set postponed = "{imap}/Drafts"
set imap_pass = "{password}"
set smtp_pass = "{password}"
set smtp_url = "{smtp}"
set smtp_authenticators = "plain"
set ssl_starttls = no
set ssl_force_tls = no
set from = "{address}"
set realname = "{name}"
set use_envelope_from = yes
set hostname = laptop.example.test
set editor = "{editor}"
set fast_reply = yes
set include = yes
set copy = yes
set quit = yes
set delete = yes
set move = no
set confirm_append = no
set confirm_create = no
set abort_unmodified = no
set abort_noattach = no
set abort_nosubject = no
set wait_key = no
set mime_forward = {attached}
set forward_quote = no
unset header_cache
unset mark_old
"""


class NeoMutt:
    """At one seat."""

    def __init__(self, seat: Seat, *, attaches: bool = False) -> None:
        """`attaches`: it forwards a mail as an attachment, else within the text."""
        self._seat, self._attaches = seat, attaches

    def reply(self, about: str, text: str) -> None:
        self._write(text)
        self._press(about, "<reply><send-message>")

    def forward(self, about: str, to: str, text: str) -> None:
        self._write(text)
        self._press(about, f"<forward-message>{to}<enter><send-message>")

    def move(self, about: str, folder: str) -> None:
        self._write("")
        self._press(about, f"<save-message><kill-line>{self._imap}/{folder}<enter>")

    @property
    def _imap(self) -> str:
        return self._seat.imap.replace(f":{PASSWORD}@", "@")  # it asks for one that stands in a URL

    def _write(self, text: str) -> None:
        self._seat.write("text", f"{text}\n\n")

    def _press(self, about: str, keys: str) -> None:
        seat = self._seat
        editor = seat.write("editor", EDITOR.format(text=seat.home / "text"), is_program=True)
        rc = _RC.format(
            imap=self._imap, smtp=seat.smtp.replace(f":{PASSWORD}@", "@"), password=PASSWORD, address=seat.address, name=seat.name, editor=editor,
            attached="yes" if self._attaches else "no",
        )  # fmt: skip
        program = binary("neomutt", package="neomutt")
        found = f"<limit>~s {pattern(about)}<enter><first-entry>"
        command = [program, "-n", "-F", seat.write("muttrc", rc), "-e", f"push '{found}{keys}<quit>'"]
        with Terminal(command, home=seat.home) as terminal:
            terminal.wait_for_end()
