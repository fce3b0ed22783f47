"""How a folder that ops name is called on one server: its delimiter, its namespace, its capitals. Speaks to nobody."""

from collections.abc import Iterable, Mapping

from triage.inbound.mailbox.sentfolder import Folder
from triage.record import record

_FLAT = "-"  # between levels where the server has none


@record
class Space:
    """Where a person's own folders lie (RFC 2342)."""

    prefix: str  # before every folder but the inbox, e.g. "INBOX."
    delimiter: str  # between levels; "" when the server has none


def server_name(path: str, space: Space) -> str:
    """'Triage/Complaint' → 'INBOX.Triage.Complaint'. The prefix comes once and only at the front, whoever wrote it."""
    delimiter = space.delimiter or _FLAT
    levels = path.split("/")
    if delimiter != "/":
        levels = [level.replace(delimiter, "_") for level in levels]
    prefix = [level for level in space.prefix.split(delimiter) if level]
    if [level.casefold() for level in levels[: len(prefix)]] == [level.casefold() for level in prefix]:
        levels = levels[len(prefix) :]
    return space.prefix + delimiter.join(levels)


def present(wanted: Mapping[str, str], folders: Iterable[Folder]) -> dict[str, str]:
    """Role → name of those wanted folders (role → name) that are there, as the server spells them; capitals make no difference."""
    by_name: dict[str, str] = {}
    for folder in folders:
        if not folder.attributes & {b"\\noselect", b"\\nonexistent"}:
            by_name.setdefault(folder.name.casefold(), folder.name)
    return {role: by_name[name.casefold()] for role, name in wanted.items() if name.casefold() in by_name}
