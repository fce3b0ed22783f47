"""What can go wrong between us and an IMAP server. Each error is a sentence; its class says what to do about it."""


class MailboxError(Exception):
    """Base of all errors of this package."""


class LostError(MailboxError):
    """The connection is of no use any more; connect again, later. Nothing was lost."""


class LoginRefusedError(MailboxError):
    """The server knows us not: somebody must look at login and secret. Trying quickly again may lock the account."""


class FolderError(MailboxError):
    """This folder does not exist or cannot be told apart; ops must name it in rules.yaml. The connection is fine."""


class NotFetchedError(LostError):
    """The server did not hand over these messages, although it lists them."""

    def __init__(self, reason: str, uids: tuple[int, ...]) -> None:
        super().__init__(reason)
        self.uids = uids  # all that the failed command asked for
