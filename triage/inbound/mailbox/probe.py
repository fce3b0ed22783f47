"""Whether a mailbox can be reached and read, for those who set it up. Connects once; makes folders if asked, else changes nothing."""

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import datetime

from triage.inbound.mailbox.account import Account, Role
from triage.inbound.mailbox.breaker import Breaker
from triage.inbound.mailbox.connection import Connection
from triage.inbound.mailbox.errors import FolderError, LoginRefusedError, LostError
from triage.inbound.mailbox.marking import Keeps, keeps
from triage.inbound.mailbox.pace import Pace
from triage.record import record

OF_USE = (
    "IDLE",
    "SPECIAL-USE",
    "NAMESPACE",
    "LIST-STATUS",
    "MOVE",
    "UIDPLUS",
    "X-GM-EXT-1",
)  # capabilities worth telling
NEWEST = 50  # so many of the newest UIDs are asked when they came


@record
class Probed:
    """What a mailbox's server says of itself."""

    problems: tuple[str, ...] = ()  # sentences that say what to do; none: all is well
    is_in: bool = False  # connected, trusted and logged in
    security: str = ""  # "TLSv1.3", or "clear text"
    certificate_ends_at: datetime | None = None
    capabilities: frozenset[str] = frozenset()
    folders: Mapping[Role, str] = field(default_factory=dict[Role, str])  # those that exist, as the server spells them
    missing: Mapping[Role, str] = field(
        default_factory=dict[Role, str]
    )  # those for sorting that do not, as they would be called
    made: tuple[str, ...] = ()  # those that were made now
    keeps: Keeps | None = None  # marks that the inbox keeps; None: not asked, or none at all
    newest_at: datetime | None = None  # when the server says that the newest mail came


def probe(
    account: Account, pace: Pace | None = None, *, make_folders: bool = False, ask_for_marks: bool = False
) -> Probed:
    """What can be said about this mailbox. Blocks until the server has answered or the pace is out."""
    server = f"{account.host}:{account.port}"
    try:
        connection = Connection(account, Breaker(), pace or Pace())
    except LoginRefusedError as error:
        return Probed(problems=(f"{server} refuses the login {account.login!r}: {error}",))
    except LostError as error:
        return Probed(problems=(f"{server} cannot be used: {error}",))
    try:
        return _looked_at(connection, account, make_folders=make_folders, ask_for_marks=ask_for_marks)
    except LostError as error:
        return Probed(problems=(f"{server} hung up: {error}",), is_in=True)
    finally:
        connection.close()


def _looked_at(connection: Connection, account: Account, *, make_folders: bool, ask_for_marks: bool) -> Probed:
    folders, problems, newest_at = {}, [], None
    for role in ("inbox", "sent"):
        try:
            opened, *more = [connection.examine(folder) for folder in connection.folders.names(role)]
        except FolderError as error:
            problems.append(str(error))
            continue
        folders[role] = ", ".join(each.folder for each in (opened, *more))
        if role == "inbox":
            newest_at = _newest(connection, opened.uidnext)
    kept = None
    if ask_for_marks and "inbox" in folders:
        try:
            kept = keeps(connection, folders["inbox"])
        except FolderError as error:
            problems.append(str(error))
    made, unmade = _made(connection, account) if make_folders else ((), ())
    present = {role: standing.folder for role, standing in connection.folders.sorting().items()}
    return Probed(
        problems=(*problems, *unmade),
        is_in=True,
        security=connection.security,
        certificate_ends_at=connection.certificate_ends_at,
        capabilities=connection.capabilities,
        folders=folders | present,
        missing={role: connection.folders.sorting_name(role) for role in account.sorting if role not in present},
        made=made,
        keeps=kept,
        newest_at=newest_at,
    )


def _made(connection: Connection, account: Account) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The folders for sorting that were made now, and what was in the way of the others."""
    there = connection.folders.sorting()
    made, unmade = [], []
    for role in account.sorting:
        if role in there:
            continue
        name = connection.folders.sorting_name(role)
        try:
            connection.folders.create(name)
        except FolderError as error:
            unmade.append(str(error))
        else:
            made.append(name)
    return tuple(made), tuple(unmade)


def _newest(connection: Connection, uidnext: int) -> datetime | None:
    """When the newest of the last mails came."""
    uids = connection.listed(max(1, uidnext - NEWEST), uidnext - 1) if uidnext > 1 else []
    return max(_arrivals(connection, uids), default=None) if uids else None


def _arrivals(connection: Connection, uids: list[int]) -> Iterator[datetime]:
    for facts in connection.facts(uids).values():
        if facts.internaldate:
            yield facts.internaldate
