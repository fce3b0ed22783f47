"""The mailbox against a real Dovecot: what people, other programs and accidents do to a shared mailbox."""

import asyncio
import logging
import time
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest

from tests.contracts import QUICK, MailboxContract, beginning, letter, subjects, told, watching
from tests.servers.dovecot import Dovecot, User, dovecot
from triage.inbound.mailbox import (
    Cursor,
    FolderError,
    LoginRefusedError,
    LostError,
    MailboxWorker,
    Phase,
    Portion,
    probe,
)
from triage.inbound.mailbox.connection import Connection


class TestDovecot(MailboxContract):
    @pytest.fixture
    def place(self, mailbox: User) -> User:
        return mailbox


@pytest.fixture(scope="module")
def own_server() -> Generator[Dovecot]:
    """A server that may be stopped, and that marks no folder as the one for sent mail."""
    with dovecot(special_use={"Drafts": "Drafts"}) as server:
        yield server


# ---- folders ----


def test_what_people_read_first_comes_all_the_same(mailbox: User) -> None:
    async def story() -> None:
        mailbox.append(letter("read"), flags=["\\Seen", "\\Answered"])
        async with watching(mailbox.account) as watch:
            look = await watch.worker.look("inbox", replace(await watch.present(), last_uid=0))
        assert subjects(look) == ["read"]
        assert mailbox.flags() == {1: {"\\Seen", "\\Answered"}}

    told(story())


def test_the_arrival_is_told_in_utc(mailbox: User) -> None:
    async def story() -> None:
        mailbox.append(letter("dated"), arrived=datetime(2026, 11, 20, 9, 30, tzinfo=timezone(timedelta(hours=-5))))
        async with watching(mailbox.account) as watch:
            look = await watch.worker.look("inbox", replace(await watch.present(), last_uid=0))
        assert look.fetched[0].internaldate == datetime(2026, 11, 20, 14, 30, tzinfo=UTC)
        assert look.fetched[0].internaldate.tzinfo is UTC

    told(story())


def test_a_new_uidvalidity_lists_everything_again(mailbox: User) -> None:
    async def story() -> None:
        mailbox.deliver(letter("first"))
        mailbox.deliver(letter("second"))
        async with watching(mailbox.account) as watch:
            cursor = await watch.present()
        mailbox.forget_uids()
        mailbox.deliver(letter("meanwhile"))
        async with watching(mailbox.account) as watch:
            look = await watch.worker.look("inbox", cursor, skip=frozenset({1}))
        assert look.reset
        assert look.uidvalidity != cursor.uidvalidity
        assert sorted(subjects(look)) == ["first", "meanwhile", "second"]

    told(story())


def test_a_cursor_of_another_folder_is_no_cursor(mailbox: User) -> None:
    async def story() -> None:
        mailbox.append(letter("answer"), folder="Sent")
        async with watching(mailbox.account) as watch:
            elsewhere = replace(await watch.present("sent"), folder="Gesendet")
            look = await watch.worker.look("sent", elsewhere)
        assert (look.reset, subjects(look)) == (True, ["answer"])

    told(story())


def test_what_is_deleted_while_we_look_is_told_as_vanished(mailbox: User, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with watching(mailbox.account) as watch:
            cursor = await watch.present()
            for subject in ("one", "two", "three"):
                mailbox.deliver(letter(subject))
            facts = Connection.facts

            def somebody_deletes_the_second(connection: Connection, uids: list[int]) -> object:
                mailbox.expunge(2)
                return facts(connection, uids)

            monkeypatch.setattr(Connection, "facts", somebody_deletes_the_second)
            look = await watch.worker.look("inbox", cursor)
        assert (subjects(look), look.vanished, look.more) == (["one", "three"], (2,), False)

    told(story())


def test_what_is_deleted_after_its_size_was_asked_vanishes_too(mailbox: User, monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        async with watching(mailbox.account) as watch:
            cursor = await watch.present()
            for subject in ("one", "two", "three"):
                mailbox.deliver(letter(subject))
            bodies = Connection.bodies

            def somebody_deletes_the_second(connection: Connection, uids: list[int]) -> object:
                mailbox.expunge(2)
                return bodies(connection, uids)

            monkeypatch.setattr(Connection, "bodies", somebody_deletes_the_second)
            look = await watch.worker.look("inbox", cursor)
        assert (subjects(look), look.vanished) == (["one", "three"], (2,))

    told(story())


def test_of_an_oversized_mail_only_the_beginning_comes(mailbox: User) -> None:
    async def story() -> None:
        portion = Portion(message_octets=10_000, beginning_octets=1_000)
        async with watching(mailbox.account, portion=portion) as watch:
            cursor = await watch.present()
            for subject, text in [("small", "x"), ("large", "x" * 20_000), ("small too", "x")]:
                mailbox.deliver(letter(subject, text))
            look = await watch.worker.look("inbox", cursor)
        assert subjects(look) == ["small", "large", "small too"]
        large = look.fetched[1]
        assert large.raw is not None
        assert (large.truncated, len(large.raw), large.size > 20_000) == (True, 1_000, True)

    told(story())


def test_a_portion_is_bounded_in_bytes_but_never_empty(mailbox: User) -> None:
    async def story() -> None:
        async with watching(mailbox.account, portion=Portion(octets=5_000)) as watch:
            cursor = await watch.present()
            for subject, text in [("a", "x" * 8_000), ("b", "x" * 2_000), ("c", "x"), ("d", "x" * 4_000)]:
                mailbox.deliver(letter(subject, text))
            first = await watch.worker.look("inbox", cursor)
            second = await watch.worker.look("inbox", replace(cursor, last_uid=first.fetched[-1].uid))
        assert (subjects(first), first.more) == (["a"], True)
        assert (subjects(second), second.more) == (["b", "c"], True)

    told(story())


def test_a_folder_with_gaps_is_listed_page_by_page(mailbox: User) -> None:
    async def story() -> None:
        async with watching(mailbox.account, portion=Portion(messages=2, listed_uids=3)) as watch:
            cursor = await watch.present()
            for number in range(12):
                mailbox.deliver(letter(f"mail {number}"))
            with mailbox.client("INBOX") as imap:
                imap.uid("STORE", "2:8", "+FLAGS", "(\\Deleted)")
                imap.expunge()
            look = await watch.worker.look("inbox", cursor)
        assert (subjects(look), look.more) == (["mail 0", "mail 8"], True)

    told(story())


# ---- the Sent folder ----


def test_sent_is_found_by_its_mark(mailbox: User) -> None:
    async def story() -> None:
        mailbox.create("Gesendet")
        async with watching(mailbox.account) as watch:
            assert (await watch.worker.look("sent", None)).folder == "Sent"

    told(story())


@pytest.mark.parametrize("name", ["Gesendet", "Messages envoyés", "送信済みアイテム", "Posta inviata"])
def test_sent_is_found_by_its_usual_name(own_server: Dovecot, name: str) -> None:
    async def story() -> None:
        user = own_server.add_user(f"by-name-{name.encode().hex()}")
        user.create(name)
        user.append(letter("answer"), folder=name)
        async with watching(user.account) as watch:
            look = await watch.worker.look("sent", replace(await watch.present("sent"), last_uid=0))
        assert (look.folder, subjects(look)) == (name, ["answer"])

    told(story())


def test_sent_is_never_guessed(own_server: Dovecot) -> None:
    async def story() -> None:
        user = own_server.add_user("unsure")
        async with watching(user.account) as watch:
            with pytest.raises(FolderError, match="no folder is marked or named"):
                await watch.worker.look("sent", None)
            user.create("Sent Items")
            user.create("Gesendet")
            with pytest.raises(FolderError, match="Gesendet, Sent Items"):
                await watch.worker.look("sent", None)
            assert (await watch.worker.look("inbox", None)).folder == "INBOX"
        async with watching(replace(user.account, sent=("Gesendet",))) as watch:
            assert (await watch.worker.look("sent", None)).folder == "Gesendet"
        async with watching(replace(user.account, sent=("Versandt",))) as watch:
            with pytest.raises(FolderError, match="Versandt"):
                await watch.worker.look("sent", None)

    told(story())


def test_several_sent_folders_are_read_and_each_has_its_own_uids(own_server: Dovecot) -> None:
    async def story() -> None:
        user = own_server.add_user("two-clients")
        for name in ("Sent Items", "Gesendet"):
            user.create(name)
            user.append(letter(f"by {name}"), folder=name)
        async with watching(user.account) as watch:
            folders = await watch.worker.folders("sent")
            looks = [
                await watch.worker.look("sent", Cursor(folder=name, uidvalidity=0, last_uid=0), folder=name)
                for name in folders
            ]
        assert sorted(folders) == ["Gesendet", "Sent Items"]
        assert [subjects(look) for look in looks] == [[f"by {name}"] for name in folders]
        async with watching(replace(user.account, sent=("Gesendet", "Sent Items"))) as watch:
            assert await watch.worker.folders("sent") == ("Gesendet", "Sent Items")
            assert (await watch.worker.look("sent", None)).folder == "Gesendet"  # where letters would be filed

    told(story())


def test_of_all_mail_only_what_claims_to_be_ours_is_read(mailbox: User) -> None:
    async def story() -> None:
        ours = letter("ours").replace(b"From: ", b"From: support@alias.test, ", 1)
        for raw in (letter("theirs"), ours, letter("theirs too")):
            mailbox.append(raw, folder="Everything")
        account = replace(mailbox.account, sent=("all",), aliases=("support@alias.test",))
        async with watching(account) as watch:
            assert await watch.worker.folders("sent") == ("Everything",)
            present = await watch.worker.look("sent", None, folder="Everything")
            start = Cursor(folder="Everything", uidvalidity=present.uidvalidity, last_uid=0)
            look = await watch.worker.look("sent", start, folder="Everything")
        assert (subjects(look), look.mixed) == (["ours"], True)

    told(story())


def test_a_mailbox_without_a_folder_of_all_mail_says_so(own_server: Dovecot) -> None:
    async def story() -> None:
        async with watching(replace(own_server.add_user("no-all").account, sent=("all",))) as watch:
            with pytest.raises(FolderError, match=r"no folder is marked as the one of all mail"):
                await watch.worker.folders("sent")

    told(story())


def test_a_letter_is_filed_in_sent(mailbox: User) -> None:
    async def story() -> None:
        async with watching(mailbox.account) as watch:
            cursor = await watch.present("sent")
            filed = await watch.worker.append("sent", letter("ours"), ["\\Seen", "$Triage"])
            look = await watch.worker.look("sent", cursor)
        assert filed is not None
        assert (filed.uidvalidity, filed.uid) == (look.uidvalidity, look.fetched[0].uid)
        assert look.fetched[0].raw == letter("ours")
        assert mailbox.flags("Sent") == {1: {"\\Seen", "$Triage"}}

    told(story())


# ---- the connection ----


@pytest.mark.parametrize(("security", "port"), [("tls", "imaps"), ("starttls", "imap")])
def test_tls_is_verified(imap_server: Dovecot, mailbox: User, security: str, port: str) -> None:
    async def story() -> None:
        safe = replace(
            mailbox.account,
            security=security,
            host="localhost",
            port=getattr(imap_server, port),
            ca_file=imap_server.ca_file,
        )
        async with watching(safe) as watch:
            assert (await watch.worker.look("inbox", None)).exists == 0
            mailbox.deliver(letter("over TLS"))
            await watch.bell()
            assert subjects(await watch.worker.look("inbox", beginning())) == ["over TLS"]
        for wrong in (replace(safe, ca_file=None), replace(safe, host="127.0.0.1")):
            async with watching(wrong) as watch:
                with pytest.raises(LostError, match=f"certificate of {wrong.host} is not trusted"):
                    await watch.worker.look("inbox", None)

    told(story())


def test_a_refused_login_is_said_once_and_without_the_password(mailbox: User, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        wrong = replace(mailbox.account, secret="not my secret")
        async with watching(wrong, pace=replace(QUICK, refused=0.05)) as watch:
            with pytest.raises(LoginRefusedError):
                await watch.worker.look("inbox", None)
            await asyncio.sleep(0.5)
        assert "not my secret" not in caplog.text
        assert repr(wrong).find("not my secret") == -1
        assert [record.levelname for record in caplog.records if "triage" in record.name] == ["WARNING"]

    with caplog.at_level(logging.DEBUG):
        told(story())


def test_a_login_may_have_letters_of_any_language(imap_server: Dovecot) -> None:
    async def story() -> None:
        user = imap_server.add_user("größe")
        async with watching(user.account) as watch:
            assert (await watch.worker.look("inbox", None)).exists == 0

    told(story())


def test_after_a_kick_the_worker_comes_back_and_nothing_is_lost(mailbox: User) -> None:
    async def story() -> None:
        async with watching(mailbox.account, pace=replace(QUICK, poll=60)) as watch:
            await watch.bell()
            cursor = await watch.present()
            await asyncio.to_thread(mailbox.kick)
            mailbox.deliver(letter("while away"))
            await watch.bell()
            assert subjects(await watch.worker.look("inbox", cursor)) == ["while away"]

    told(story())


def test_a_server_restart_is_one_warning_and_one_return(own_server: Dovecot, caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        user = own_server.add_user("restarted")
        async with watching(user.account, pace=replace(QUICK, poll=60)) as watch:
            await watch.bell()
            cursor = await watch.present()
            own_server.stop()
            await watch.until(Phase.LOST)
            with pytest.raises(LostError):
                await watch.worker.look("inbox", cursor)
            await asyncio.sleep(0.5)
            await asyncio.to_thread(own_server.start)
            user.deliver(letter("after the restart"))
            await watch.bell()
            assert subjects(await watch.worker.look("inbox", cursor)) == ["after the restart"]
            assert watch.worker.seconds_since_good is not None
            assert watch.worker.seconds_since_good < 2

    with caplog.at_level(logging.INFO, "triage"):
        told(story())
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]


def test_a_wait_can_be_ended(own_server: Dovecot) -> None:
    async def story() -> None:
        user = own_server.add_user("impatient")
        own_server.stop()
        async with watching(user.account, pace=replace(QUICK, backoff_first=60, backoff_most=60)) as watch:
            await watch.until(Phase.LOST)
            await asyncio.to_thread(own_server.start)
            watch.worker.try_now()
            await watch.bell(2)

    told(story())


def test_polling_rings_even_when_nothing_is_heard(mailbox: User) -> None:
    async def story() -> None:
        async with watching(mailbox.account, pace=replace(QUICK, poll=0.1)) as watch:
            for _ in range(3):
                await watch.bell(1)
                await watch.worker.look("sent", None)

    told(story())


def test_many_questions_at_once_are_all_answered(mailbox: User) -> None:
    async def story() -> None:
        async with watching(mailbox.account) as watch:
            looks = await asyncio.gather(*(watch.worker.look(role, None) for role in ["inbox", "sent"] * 10))
        assert [look.folder for look in looks] == ["INBOX", "Sent"] * 10

    told(story())


def test_stopping_is_quick_and_says_so(mailbox: User) -> None:
    async def story() -> None:
        async with watching(mailbox.account) as watch:
            await watch.bell()
            began = time.monotonic()
            await watch.worker.close()
            assert time.monotonic() - began < 0.5
            assert str(watch.worker.state) == "stopped"
            with pytest.raises(LostError):
                await watch.worker.look("inbox", None)
        await MailboxWorker(mailbox.account, on_bell=lambda: None).close()

    told(story())


def test_a_burst_of_mail_arrives_whole(mailbox: User) -> None:
    async def story() -> None:
        async with watching(mailbox.account, pace=replace(QUICK, poll=60)) as watch:
            await watch.bell()
            cursor: Cursor = await watch.present()
            sending = asyncio.create_task(asyncio.to_thread(_deliver_many, mailbox, 60))
            arrived: list[str] = []
            while len(arrived) < 60:
                look = await watch.worker.look("inbox", cursor)
                arrived += subjects(look)
                if look.fetched:
                    cursor = replace(cursor, last_uid=look.fetched[-1].uid)
                if not look.more and len(arrived) < 60:
                    await watch.bell(5)
            await sending
        assert arrived == [f"mail {number}" for number in range(60)]

    told(story())


def _deliver_many(mailbox: User, count: int) -> None:
    for number in range(count):
        mailbox.deliver(letter(f"mail {number}"))


# ---- the probe ----


def test_a_probe_says_what_is_wrong_in_sentences(own_server: Dovecot) -> None:
    user = own_server.add_user("probed")
    wrong = replace(user.account, secret="wrong")
    untrusted = replace(user.account, security="starttls", host="localhost")
    assert probe(wrong).problems == (
        f"127.0.0.1:{own_server.imap} refuses the login 'probed': [AUTHENTICATIONFAILED] Authentication failed.",
    )
    assert [problem.partition(":")[2] for problem in probe(untrusted).problems] == [
        f"{own_server.imap} cannot be used: the certificate of localhost is not trusted: self-signed certificate"
    ]
    inbox, sent = probe(replace(user.account, inbox="Inbax")).problems
    assert inbox.startswith("folder 'Inbax' cannot be opened: select failed: Mailbox doesn't exist: Inbax")
    assert sent == "no folder is marked or named as the one for sent mail: name it as folders.sent"
    user.create("Sent")
    assert probe(user.account).problems == ()
