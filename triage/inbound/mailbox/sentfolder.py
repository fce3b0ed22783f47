"""Which folders hold what staff sent: all of them to read, one of them to file into. Pure functions over the server's list."""

from collections.abc import Iterable, Sequence

from triage.inbound.mailbox.errors import FolderError
from triage.record import record

AUTO, ALL = "auto", "all"  # words of folders.sent that are no names

# as mail clients and servers name it, by language
USUAL_NAMES = frozenset(
    {
        *("sent", "sent items", "sent mail", "sent messages", "sent objects", "sent-mail", "sent_mail"),
        *("gesendet", "gesendete elemente", "gesendete objekte", "gesendete nachrichten"),  # codespell:ignore
        *("gesendete mails", "gesendete e-mails", "versendet"),
        *("envoyés", "messages envoyés", "éléments envoyés", "courrier envoyé", "objets envoyés"),  # codespell:ignore
        *("enviados", "elementos enviados", "mensajes enviados", "correo enviado", "correos enviados", "enviado"),
        *("inviata", "inviati", "posta inviata", "messaggi inviati", "elementi inviati"),
        *("itens enviados", "e-mails enviados", "mensagens enviadas", "enviadas"),  # codespell:ignore
        *("verzonden", "verzonden items", "verzonden berichten", "verstuurd"),
        *(
            "skickat",
            "skickade objekt",  # codespell:ignore
            "skickade",
            "sendt",
            "sendte elementer",
            "sendt post",
            "sendte",
            "lähetetyt",
        ),  # codespell:ignore
        *("lähetetyt viestit", "sent eposti", "saadetud", "sendir hlutir"),
        *("wysłane", "elementy wysłane", "wysłano", "odeslaná pošta", "odeslané", "odoslaná pošta", "odoslané"),
        *(
            "elküldött",
            "elküldött elemek",
            "elküldött üzenetek",
            "trimise",
            "elemente trimise",  # codespell:ignore
            "mesaje trimise",
        ),  # codespell:ignore
        *("poslano", "poslane stavke", "poslana pošta", "poslato", "išsiųsti", "nosūtītie", "nosūtītās"),
        *("gönderilmiş", "gönderilmiş öğeler", "gönderilmiş postalar", "gönderilenler", "gönderilen öğeler"),
        *("отправленные", "надіслані", "відправлені", "изпратени", "изпратени елементи"),
        *(
            "απεσταλμένα",
            "σταλμένα",
            "נשלח",
            "פריטים שנשלחו",
            "דואר שנשלח",
            "البريد المرسل",
            "العناصر المرسلة",
            "المرسل",
        ),
        *(
            "送信済み",
            "送信済みアイテム",
            "送信済みメール",
            "送信済みトレイ",
            "已发送",
            "已发送邮件",
            "已傳送",
            "寄件備份",
        ),
        *(
            "寄件匣備份",
            "已寄出",
            "보낸편지함",
            "보낸 편지함",
            "보낸 메일함",
            "보낸 항목",
            "thư đã gửi",
            "ส่งแล้ว",
            "จดหมายที่ส่ง",
        ),
        *("terkirim", "item terkirim"),
    }
)
_PERSONAL = frozenset({"", "inbox", "[gmail]", "[google mail]"})  # where a mailbox keeps its own folders


@record
class Folder:
    """One line of LIST (RFC 3501 §7.2.2)."""

    name: str  # as people read it
    delimiter: str  # between a folder's name and its parent's; "" when the server has no levels
    attributes: frozenset[bytes]  # lower case, e.g. b"\\sent"


def sent_folder(folders: Sequence[Folder]) -> str:
    """Where to file: the one folder marked as Sent (RFC 6154), else the one that bears a usual name. Never guesses between two.

    Raises:
        FolderError: none, or several.
    """
    found = _marked(folders, b"\\sent") or _named(folders)
    if len(found) == 1:
        return found[0]
    if found:
        raise FolderError(
            f"several folders may hold sent mail ({', '.join(sorted(found))}): name one as folders.sent, or a list of them"
        )
    raise FolderError("no folder is marked or named as the one for sent mail: name it as folders.sent")


def sent_folders(folders: Sequence[Folder]) -> tuple[str, ...]:
    """Where to read: every folder marked as Sent, and the mailbox's own of a usual name, for each mail client makes its own.

    Raises:
        FolderError: none; or several that may be somebody else's.
    """
    found = (*_marked(folders, b"\\sent"), *_own(folders))
    return tuple(dict.fromkeys(found)) or (sent_folder(folders),)


def all_folder(folders: Sequence[Folder]) -> str | None:
    """The folder that shows every message of the mailbox (RFC 6154), e.g. Gmail's All Mail."""
    return next(iter(_marked(folders, b"\\all")), None)


def _marked(folders: Iterable[Folder], mark: bytes) -> list[str]:
    return [folder.name for folder in _real(folders) if mark in folder.attributes]


def _named(folders: Iterable[Folder]) -> list[str]:
    """Those of a usual name: the mailbox's own, else wherever they lie, as in an archive or with somebody else."""
    return _own(folders) or [folder.name for folder in _real(folders) if _levels(folder)[1].casefold() in USUAL_NAMES]


def _own(folders: Iterable[Folder]) -> list[str]:
    levels = [(folder.name, *_levels(folder)) for folder in _real(folders)]
    return [name for name, parent, own in levels if own.casefold() in USUAL_NAMES and parent.casefold() in _PERSONAL]


def _real(folders: Iterable[Folder]) -> list[Folder]:
    return [each for each in folders if each.attributes.isdisjoint((b"\\noselect", b"\\nonexistent"))]


def _levels(folder: Folder) -> tuple[str, str]:
    """The name of the folder that it lies in, and its own."""
    if not folder.delimiter:
        return "", folder.name
    parent, _, own = folder.name.rpartition(folder.delimiter)
    return parent, own
