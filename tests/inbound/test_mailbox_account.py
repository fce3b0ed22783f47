"""How a mailbox is reached, and which folder is Sent: text in, facts or sentences out."""

import pytest

from triage.inbound.mailbox import Account, FolderError, account_from
from triage.inbound.mailbox.sentfolder import Folder, all_folder, sent_folder, sent_folders


def account(url: str) -> Account:
    return account_from(url, address="Support@Example.test", login="support", secret="s3cret")


@pytest.mark.parametrize(
    ("url", "reached"),
    [
        ("imaps://imap.example.com", ("tls", "imap.example.com", 993)),
        ("imaps://imap.example.com:1993", ("tls", "imap.example.com", 1993)),
        ("imaps://imap.example.com/", ("tls", "imap.example.com", 993)),
        ("imap+starttls://imap.example.com", ("starttls", "imap.example.com", 143)),
        ("imap://localhost:1143", ("plain", "localhost", 1143)),
        ("imap://127.0.0.1", ("plain", "127.0.0.1", 143)),
        ("imap://[::1]:1143", ("plain", "::1", 1143)),
    ],
)
def test_an_address_says_how_to_reach_the_server(url: str, reached: tuple[str, str, int]) -> None:
    found = account(url)
    assert (found.security, found.host, found.port) == reached


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("imap://imap.example.com", "in clear text: write imaps://"),
        ("imap://127.0.0.1.example.com", "in clear text"),
        ("pop3://pop.example.com", "not with pop3://"),
        ("imap.example.com", "begins with imaps://"),
        ("imaps://", "the server's name is missing"),
        ("imaps://me:s3cret@imap.example.com", "login and secret have keys of their own"),
        ("imaps://imap.example.com:x", "the port is a number"),
        ("imaps://imap.example.com:99999", "the port is a number"),
        ("imaps://imap.example.com/INBOX", "folders have keys of their own"),
    ],
)
def test_what_cannot_be_is_refused_in_a_sentence(url: str, sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence) as refused:
        account(url)
    assert "s3cret" not in str(refused.value)


def test_an_account_shows_no_secret() -> None:
    assert "s3cret" not in repr(account("imaps://imap.example.com"))
    assert account("imaps://imap.example.com").address == "support@example.test"


def folder(name: str, *attributes: bytes, delimiter: str = "/") -> Folder:
    return Folder(name=name, delimiter=delimiter, attributes=frozenset(attributes))


@pytest.mark.parametrize(
    ("folders", "found"),
    [
        ([folder("INBOX"), folder("Ausgang", b"\\sent"), folder("Sent")], "Ausgang"),
        ([folder("INBOX"), folder("INBOX.Sent", delimiter=".")], "INBOX.Sent"),
        ([folder("[Gmail]", b"\\noselect"), folder("[Gmail]/Gesendet", b"\\sent")], "[Gmail]/Gesendet"),
        ([folder("Sent", b"\\noselect"), folder("Sent/2025"), folder("ENVIADOS")], "ENVIADOS"),
        ([folder("Éléments envoyés", delimiter="")], "Éléments envoyés"),
    ],
)
def test_sent_is_marked_or_usually_named(folders: list[Folder], found: str) -> None:
    assert sent_folder(folders) == found


@pytest.mark.parametrize(
    ("folders", "sentence"),
    [
        ([folder("INBOX"), folder("Absent")], "no folder is marked or named"),
        ([folder("Sent", b"\\sent"), folder("Sent Messages", b"\\sent")], "Sent, Sent Messages"),
    ],
)
def test_sent_is_not_guessed(folders: list[Folder], sentence: str) -> None:
    with pytest.raises(FolderError, match=sentence):
        sent_folder(folders)


@pytest.mark.parametrize(
    ("folders", "found"),
    [
        ([folder("Sent", b"\\sent"), folder("Sent Items"), folder("Gesendete Elemente")], ["Sent", "Sent Items", "Gesendete Elemente"]),
        ([folder("A", b"\\sent"), folder("B", b"\\sent")], ["A", "B"]),
        ([folder("Sent Items"), folder("INBOX.Envoyés", delimiter=".")], ["Sent Items", "INBOX.Envoyés"]),
        ([folder("Sent", b"\\sent"), folder("Other/Bob/Sent"), folder("Archive/Sent")], ["Sent"]),
        ([folder("[Gmail]/寄件備份", b"\\sent"), folder("[Gmail]/All Mail", b"\\all")], ["[Gmail]/寄件備份"]),
        ([folder("보낸편지함")], ["보낸편지함"]),
        ([folder("Отправленные"), folder("Absent")], ["Отправленные"]),
    ],
)  # fmt: skip
def test_every_folder_of_the_mailbox_itself_that_holds_sent_mail_is_read(
    folders: list[Folder], found: list[str]
) -> None:
    assert list(sent_folders(folders)) == found


def test_somebody_elses_sent_mail_is_not_read_by_guess() -> None:
    with pytest.raises(FolderError, match="several folders"):
        sent_folders([folder("Other/Bob/Sent"), folder("Other/Eve/Sent")])


def test_the_folder_of_all_mail_is_known_by_its_mark_only() -> None:
    assert all_folder([folder("All Mail"), folder("[Gmail]/Todos", b"\\all")]) == "[Gmail]/Todos"
    assert all_folder([folder("All Mail")]) is None
