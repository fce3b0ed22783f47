"""A real Dovecot with mail in it."""

import imaplib
from collections.abc import Iterable, Sequence

from tests.servers.daemons import PASSWORD
from tests.servers.dovecot import Dovecot


def fill(server: Dovecot, user: str, mails: Iterable[bytes]) -> None:
    """Append these mails to the user's inbox, in order, over one connection."""
    with imaplib.IMAP4("127.0.0.1", server.imap) as imap:
        imap.login(user, PASSWORD)
        for raw in mails:
            status, said = imap.append("INBOX", "", "", raw)
            if status != "OK":
                raise RuntimeError(f"Dovecot took no mail: {said}")


def blocks(mails: Sequence[bytes], size: int) -> list[Sequence[bytes]]:
    """The mails in blocks of so many, without the rest."""
    return [mails[at : at + size] for at in range(0, len(mails) - size + 1, size)]
