"""Which folder holds what staff sent. A pure function over the server's list; never guesses between two."""

from collections.abc import Sequence
from dataclasses import dataclass

from triage.inbound.mailbox.errors import FolderError

# as mail clients and servers name it: English, German, French, Spanish, Italian, Portuguese, Dutch, Swedish, Polish, Japanese
USUAL_NAMES = frozenset(
    {
        "sent",
        "sent items",
        "sent mail",
        "sent messages",
        "gesendet",
        "gesendete elemente",  # codespell:ignore
        "gesendete objekte",
        "envoyés",
        "messages envoyés",
        "éléments envoyés",
        "enviados",
        "elementos enviados",
        "mensajes enviados",
        "inviata",
        "inviati",
        "posta inviata",
        "itens enviados",  # codespell:ignore
        "verzonden",
        "verzonden items",
        "skickat",
        "wysłane",
        "送信済み",
        "送信済みアイテム",
        "送信済みメール",
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Folder:
    """One line of LIST (RFC 3501 §7.2.2)."""

    name: str  # as people read it
    delimiter: str  # between a folder's name and its parent's; "" when the server has no levels
    attributes: frozenset[bytes]  # lower case, e.g. b"\\sent"


def sent_folder(folders: Sequence[Folder]) -> str:
    """The one folder marked as Sent (RFC 6154), else the one that bears a usual name.

    Raises:
        FolderError: none, or several.
    """
    real = [
        folder
        for folder in folders
        if b"\\noselect" not in folder.attributes and b"\\nonexistent" not in folder.attributes
    ]
    marked = [folder.name for folder in real if b"\\sent" in folder.attributes]
    named = [folder.name for folder in real if _last_level(folder).casefold() in USUAL_NAMES]
    found = marked or named
    if len(found) == 1:
        return found[0]
    if found:
        raise FolderError(f"several folders may hold sent mail ({', '.join(sorted(found))}): name one as folders.sent")
    raise FolderError("no folder is marked or named as the one for sent mail: name it as folders.sent")


def _last_level(folder: Folder) -> str:
    return folder.name.rsplit(folder.delimiter, 1)[-1] if folder.delimiter else folder.name
