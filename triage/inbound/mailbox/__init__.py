"""IMAP: what is new in a shared mailbox. Knows nothing of what messages say, of tickets, or of the database.

`account` how to reach it · `worker` the thread that watches it · `look` what is new since a cursor · `connection` the
commands, `asking` their time and errors, `answers` what they bring · `folders` which folder is which (`sentfolder`, `tree`) · `client` the
library on our socket · `breaker` ends what takes too long · `pace` the figures · `marking` flags · `probe` whether it works.
"""

from triage.inbound.cursor import Cursor
from triage.inbound.mailbox.account import Account, Role, account_from
from triage.inbound.mailbox.answers import Appended, Standing
from triage.inbound.mailbox.errors import FolderError, LoginRefusedError, LostError, MailboxError
from triage.inbound.mailbox.look import Fetched, Look
from triage.inbound.mailbox.marking import Change, Keeps
from triage.inbound.mailbox.pace import Pace, Portion
from triage.inbound.mailbox.probe import OF_USE, Probed, probe
from triage.inbound.mailbox.worker import MailboxWorker, Phase, State

__all__ = [
    "OF_USE",
    "Account",
    "Appended",
    "Change",
    "Cursor",
    "Fetched",
    "FolderError",
    "Keeps",
    "LoginRefusedError",
    "Look",
    "LostError",
    "MailboxError",
    "MailboxWorker",
    "Pace",
    "Phase",
    "Portion",
    "Probed",
    "Role",
    "Standing",
    "State",
    "account_from",
    "probe",
]
