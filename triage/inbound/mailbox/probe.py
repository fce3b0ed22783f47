"""Whether a mailbox can be reached and read, for those who set it up. Connects once, changes nothing."""

from triage.inbound.mailbox.account import Account, Role
from triage.inbound.mailbox.breaker import Breaker
from triage.inbound.mailbox.connection import Connection
from triage.inbound.mailbox.errors import FolderError, LoginRefusedError, LostError
from triage.inbound.mailbox.pace import Pace


def probe(account: Account, pace: Pace | None = None) -> tuple[str, ...]:
    """Every problem in a sentence; none: all is well. Blocks until the server has answered or the pace is out."""
    server = f"{account.host}:{account.port}"
    try:
        connection = Connection(account, Breaker(), pace or Pace())
    except LoginRefusedError as error:
        return (f"{server} refuses the login {account.login!r}: {error}",)
    except LostError as error:
        return (f"{server} cannot be used: {error}",)
    try:
        return (*_folder_problems(connection, "inbox"), *_folder_problems(connection, "sent"))
    except LostError as error:
        return (f"{server} hung up: {error}",)
    finally:
        connection.close()


def _folder_problems(connection: Connection, role: Role) -> tuple[str, ...]:
    try:
        connection.examine(connection.folder(role))
    except FolderError as error:
        return (str(error),)
    return ()
