"""Alpine in a terminal nobody looks at: its own IMAP library, its own quoting, and a copy that it files itself."""

from tests.journeys.clients.seat import EDITOR, Seat
from tests.journeys.clients.terminal import Terminal
from tests.servers.daemons import PASSWORD, binary

_RC = """\
personal-name={name}
user-domain=aeropressmall.com
alt-addresses={address}
customized-hdrs=From: {name} <{address}>
inbox-path={imap}INBOX
folder-collections=Mail {imap}[]
default-fcc={imap}Sent
postponed-folder={imap}Drafts
smtp-server={smtp}
editor={editor}
feature-list=enable-alternate-editor-implicitly,include-text-in-reply,reply-always-uses-reply-to,
\tsend-without-confirm,quit-without-confirm,expunge-without-confirm-everywhere,
\tdisable-password-caching,disable-password-file-saving,quell-extra-post-prompt{attached}
last-version-used=99.99.99
"""
_TO_ALL, _WRITTEN = "Reply to all recipients?", "Alternate editor done"
_ENTER, _NEXT_LINE, _SEND = "\r", "\x0e", "\x18"  # ^N, ^X


class Alpine:
    """At one seat."""

    def __init__(self, seat: Seat, *, attaches: bool = False) -> None:
        """`attaches`: it forwards a mail as an attachment, else within the text."""
        self._seat, self._attaches = seat, attaches

    def reply(self, about: str, text: str) -> None:
        with self._at(about, text) as terminal:
            terminal.keys("R")
            if terminal.wait_for(_TO_ALL, _WRITTEN) == _TO_ALL:
                terminal.keys("N")
                terminal.wait_for(_WRITTEN)
            self._send(terminal)

    def forward(self, about: str, to: str, text: str) -> None:
        with self._at(about, text) as terminal:
            terminal.keys("F")
            terminal.wait_for("FORWARD MESSAGE")
            terminal.keys(to, _ENTER, *[_NEXT_LINE] * 3)  # over Cc, attachments and subject
            terminal.wait_for(_WRITTEN)
            self._send(terminal)

    def move(self, about: str, folder: str) -> None:
        with self._at(about, "") as terminal:
            terminal.keys("S")
            terminal.wait_for("SAVE Msg")
            terminal.keys(folder, _ENTER)
            terminal.keys("Q")
            terminal.wait_for_end()

    @staticmethod
    def _send(terminal: Terminal) -> None:
        """What the editor has written."""
        terminal.keys(_SEND)
        terminal.wait_for("ENTER PASSWORD:")
        terminal.keys(PASSWORD, _ENTER)
        terminal.keys("Q")
        terminal.wait_for_end()

    def _at(self, about: str, text: str) -> "_Index":
        return _Index(self._seat, about, text, attaches=self._attaches)


class _Index(Terminal):
    """The list of mails, with the one that is meant under the cursor."""

    def __init__(self, seat: Seat, about: str, text: str, *, attaches: bool) -> None:
        seat.write("text", f"{text}\n\n")
        login = seat.address.partition("@")[0]
        rc = _RC.format(
            name=seat.name,
            address=seat.address,
            imap=f"{{127.0.0.1:{seat.town.dovecot.imap}/user={login}/notls}}",
            smtp=f"127.0.0.1:{seat.town.exim.port}/user={seat.address}/notls",
            editor=seat.write("editor", EDITOR.format(text=seat.home / "text"), is_program=True),
            attached=",forward-as-attachment" if attaches else "",
        )
        command = [binary("alpine", package="alpine"), "-p", seat.write("pinerc", rc), "-P", "/dev/null", "-i"]
        super().__init__(command, home=seat.home)
        self._about = about

    def begin(self) -> None:
        """Into the mailbox, to the mail."""
        self.wait_for("ENTER PASSWORD:")
        self.keys(PASSWORD, _ENTER)
        self.wait_for('Folder "INBOX" opened', "DONE]")  # whichever it says, by how long it took
        self.keys("W")
        self.wait_for("Word to search for")
        self.keys(self._about, _ENTER)
        self.wait_for("Word found")
