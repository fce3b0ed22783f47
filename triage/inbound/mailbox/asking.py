"""Asks one server: every question has its time, and whatever goes wrong becomes an error of ours, in one line."""

import contextlib
import ssl
from collections.abc import Generator

from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from triage.inbound.mailbox.account import Account
from triage.inbound.mailbox.breaker import Breaker
from triage.inbound.mailbox.errors import LostError, MailboxError


class Asking:
    """How the server of this account is asked."""

    def __init__(self, account: Account, breaker: Breaker) -> None:
        self._account, self._breaker = account, breaker

    @contextlib.contextmanager
    def within(self, seconds: float) -> Generator[None]:
        """The whole answer comes within so many seconds.

        Raises:
            LostError: it did not, or is not understood.
        """
        try:
            with self._breaker.deadline(seconds):
                yield
        except MailboxError:
            raise
        except Exception as error:
            # the library's parser raises whatever a strange answer makes it trip over
            raise LostError(self.words(error)) from error

    def words(self, error: Exception) -> str:
        """One line of what happened, as the server or the system put it; never the secret, even if the server repeats it."""
        words = " ".join(_said(error).split()) or type(error).__name__
        if isinstance(error, ssl.SSLCertVerificationError):
            words = f"the certificate of {self._account.host} is not trusted: {error.verify_message}"
        elif not isinstance(error, IMAPClientError | OSError):
            words = f"answer not understood ({type(error).__name__}: {words})"
        if self._account.secret:
            words = words.replace(self._account.secret, "…")
        return "".join(letter for letter in words if letter.isprintable())[:300]


def is_refusal(error: LostError) -> bool:
    """The server has said NO or BAD to this command, and the connection is as it was."""
    return isinstance(error.__cause__, IMAPClientError) and not isinstance(error.__cause__, IMAPClientAbortError)


def _said(error: Exception) -> str:
    """The server's words; imaplib keeps some as bytes, and the library wraps those of a refused login once more."""
    said = error.__context__ if isinstance(error, LoginError) and error.__context__ else error
    if isinstance(said, OSError) and said.strerror:
        return said.strerror
    first = said.args[0] if said.args else ""
    return first.decode("utf-8", "replace") if isinstance(first, bytes) else str(said)
