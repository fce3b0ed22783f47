"""The folders that staff sort into, on real servers: what they are called, how they are made, and how they are watched."""

import asyncio
from collections.abc import Callable, Generator
from dataclasses import replace

import pytest

from tests.contracts import QUICK, letter, told, watching
from tests.servers.dovecot import Dovecot, User, dovecot
from triage.inbound.mailbox import Account, probe
from triage.inbound.mailbox.client import Client
from triage.inbound.mailbox.sentfolder import Folder
from triage.inbound.mailbox.tree import Space, present, server_name

SORTING = {
    "category complaint": "Triage/Complaint",
    "category returns": "Triage/Rücksendung & Co",
    "close": "Triage/Closed",
}


def sorting(user: User) -> Account:
    return replace(user.account, sorting=SORTING)


@pytest.fixture(scope="module")
def dotted() -> Generator[Dovecot]:
    """A server that calls folders INBOX.Sent, as Courier and many hosters do."""
    with dovecot(space="INBOX.") as server:
        yield server


# ---- names ----


@pytest.mark.parametrize(
    ("path", "prefix", "delimiter", "name"),
    [
        ("Triage/Complaint", "", "/", "Triage/Complaint"),
        ("Triage/Complaint", "INBOX.", ".", "INBOX.Triage.Complaint"),
        ("INBOX/Triage/Complaint", "INBOX.", ".", "INBOX.Triage.Complaint"),
        ("Inbox/Triage", "INBOX/", "/", "INBOX/Triage"),
        ("Triage/No. 1", "INBOX.", ".", "INBOX.Triage.No_ 1"),
        ("Triage/Complaint", "", "", "Triage-Complaint"),
    ],
)
def test_a_folder_is_called_as_the_server_calls_folders(path: str, prefix: str, delimiter: str, name: str) -> None:
    assert server_name(path, Space(prefix=prefix, delimiter=delimiter)) == name


def test_capitals_make_no_other_folder_and_what_holds_no_mail_is_none() -> None:
    there = [
        Folder(name="Triage", delimiter="/", attributes=frozenset({b"\\noselect"})),
        Folder(name="Triage/CLOSED", delimiter="/", attributes=frozenset()),
    ]
    wanted = {"close": "Triage/Closed", "spam": "Triage/Spam", "root": "Triage"}
    assert present(wanted, there) == {"close": "Triage/CLOSED"}


# ---- making ----


def test_nothing_is_made_by_itself(mailbox: User) -> None:
    found = probe(sorting(mailbox))
    assert (found.problems, found.made, sorted(found.missing.values())) == ((), (), sorted(SORTING.values()))
    assert not [name for name in mailbox.folders() if "Triage" in name]


def test_folders_are_made_on_request_once_and_shown_in_clients(mailbox: User) -> None:
    found = probe(sorting(mailbox), make_folders=True)
    assert (found.made, found.missing, found.problems) == (tuple(SORTING.values()), {}, ())
    assert "Triage/R&APw-cksendung &- Co" in mailbox.folders(subscribed=True)
    again = probe(sorting(mailbox), make_folders=True)
    assert (again.made, again.problems) == ((), ())


def test_a_namespace_is_kept_to(dotted: Dovecot) -> None:
    user = dotted.add_user("dots")
    assert "INBOX.Triage.Closed" in probe(sorting(user), make_folders=True).made
    assert {"INBOX.Triage.Closed", "INBOX.Triage.Complaint"} <= set(user.folders(subscribed=True))


def test_a_server_that_takes_no_folder_says_so(mailbox: User) -> None:
    found = probe(replace(mailbox.account, sorting={"close": "x" * 300}), make_folders=True)
    assert len(found.problems) == 1
    assert "cannot be made" in found.problems[0]


# ---- watching ----


def without_list_status(monkeypatch: pytest.MonkeyPatch) -> None:
    capabilities = Client.capabilities
    monkeypatch.setattr(
        Client, "capabilities", lambda self: [item for item in capabilities(self) if item != b"LIST-STATUS"]
    )


def refusing_list_status(monkeypatch: pytest.MonkeyPatch) -> None:
    """The server says BAD to it, although it says that it can."""
    asks = Client.list_status
    monkeypatch.setattr(Client, "list_status", lambda self, pattern, _: asks(self, pattern, "NONSENSE"))


@pytest.mark.parametrize(
    "server", [lambda _: None, without_list_status, refusing_list_status], ids=["can", "cannot", "refuses"]
)
def test_what_has_grown_is_told_without_opening_it(
    mailbox: User, monkeypatch: pytest.MonkeyPatch, server: Callable[[pytest.MonkeyPatch], None]
) -> None:
    probe(sorting(mailbox), make_folders=True)
    server(monkeypatch)

    async def story() -> None:
        async with watching(sorting(mailbox)) as watch:
            before = await watch.worker.standings()
            mailbox.append(letter("one"), folder="Triage/Rücksendung & Co")
            after = await watch.worker.standings()
        assert set(before) == set(SORTING)
        grown = {role for role in SORTING if after[role] != before[role]}
        assert grown == {"category returns"}
        assert after["category returns"].uidnext == before["category returns"].uidnext + 1

    told(story())


def test_folders_that_nobody_made_are_no_trouble(mailbox: User) -> None:
    async def story() -> None:
        async with watching(sorting(mailbox)) as watch:
            assert await watch.worker.standings() == {}

    told(story())


def test_a_folder_in_a_namespace_is_looked_into(dotted: Dovecot) -> None:
    user = dotted.add_user("looked")
    probe(sorting(user), make_folders=True)
    user.append(letter("one"), folder="INBOX.Triage.Complaint")

    async def story() -> None:
        async with watching(sorting(user)) as watch:
            assert (await watch.worker.look("category complaint", None)).exists == 1
            assert (await watch.worker.standings())["category complaint"].folder == "INBOX.Triage.Complaint"

    told(story())


def test_a_mail_dragged_out_of_the_inbox_rings_where_staff_sort(mailbox: User) -> None:
    probe(sorting(mailbox), make_folders=True)
    mailbox.append(letter("one"))

    async def story() -> None:
        async with watching(sorting(mailbox), pace=replace(QUICK, poll=60)) as watch:
            await watch.bell()
            await watch.present()
            await asyncio.to_thread(mailbox.move, 1, "Triage/Complaint")
            await watch.bell(5)
            assert (await watch.worker.look("category complaint", None)).exists == 1

    told(story())
