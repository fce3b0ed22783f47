"""The mailbox against servers that misbehave."""

import asyncio
import contextlib
import time
from dataclasses import replace

import pytest

from tests.contracts import QUICK, Watch, beginning, eventually, letter, subjects, told, watching
from tests.servers import bad_imap as bad
from tests.servers.bad_imap import bad_imap
from triage.inbound.mailbox import Cursor, FolderError, LoginRefusedError, Look, LostError, Phase

MAIL = {7: letter("seven"), 8: letter("eight"), 9: letter("nine")}
BODY = r"UID FETCH .*BODY"
FACTS = r"UID FETCH .*SIZE"


async def persist(watch: Watch, cursor: Cursor) -> tuple[Look, int]:
    """Look at each ring until one look succeeds, as the daemon does; with the number of failures."""
    failures = 0
    while True:
        await watch.bell()
        try:
            return await watch.worker.look("inbox", cursor), failures
        except LostError:
            failures += 1


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        pytest.param(BODY, bad.cut_in_literal, id="27-cut-in-literal"),
        pytest.param(BODY, bad.stall_in_literal, id="28-stall-in-literal"),
        pytest.param(BODY, bad.drip, id="29-drip"),
        pytest.param(BODY, bad.say_bye, id="32-bye"),
        pytest.param(BODY, bad.nil_body, id="25-nil-body"),
        pytest.param(BODY, bad.other_uid, id="25-other-uid"),
        pytest.param(BODY, bad.nothing, id="25-nothing"),
        pytest.param(FACTS, bad.nothing, id="25-no-sizes"),
        pytest.param(BODY, bad.refuse, id="33-no"),
        pytest.param(BODY, bad.reject, id="33-bad"),
        pytest.param(FACTS, bad.garbage, id="38-garbage"),
        pytest.param("UID SEARCH", bad.reject, id="38-bad"),
        pytest.param("UID SEARCH", bad.stall, id="28-stall"),
        pytest.param("EXAMINE", bad.drip, id="29-drip-on-examine"),
        pytest.param("LOGIN", bad.hang_up, id="32-hang-up-at-login"),
        pytest.param("CAPABILITY", bad.drip, id="29-drip-while-connecting"),
    ],
)
def test_one_fault_costs_one_connection_and_no_mail(command: str, fault: bad.Fault) -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at(command, fault)
            async with watching(server.account, pace=replace(QUICK, connect=0.4, command=0.4, body=0.4)) as watch:
                look, _ = await persist(watch, beginning())
            assert (subjects(look), look.vanished) == (["seven", "eight", "nine"], ())
            assert server.connections == 2

    told(story())


@pytest.mark.parametrize("fault", [bad.refuse_for(8)], ids=["33-no-for-one"])
def test_one_bad_message_is_given_up_and_holds_up_the_others_three_looks_at_most(fault: bad.Fault) -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at(BODY, fault)
            async with watching(server.account) as watch:
                look, failures = await persist(watch, beginning())
        assert [(message.uid, message.raw is None) for message in look.fetched] == [(7, False), (8, True), (9, False)]
        assert (failures, look.vanished) == (3, ())

    told(story())


@pytest.mark.parametrize(
    "date",
    [
        b'"99-Foo-2026 25:61:00 +0000"',
        b"NIL",
        b'""',
        b'"31-Feb-2026 09:00:00 +0000"',
        b'"31-Dec-9999 23:59:59 -1200"',
        b'" 1-Jan-0101 00:00:00 +0000"',
        b'"31-Dec-1969 23:59:59 +0000"',
        b'"x y"',
    ],
)
def test_26_an_impossible_date_is_no_date(date: bytes) -> None:
    async def story() -> None:
        with bad_imap({7: letter("undated")}) as server:
            server.at(FACTS, bad.dated(date))
            async with watching(server.account) as watch:
                look = await watch.worker.look("inbox", beginning())
        assert (subjects(look), look.fetched[0].internaldate) == (["undated"], None)

    told(story())


def test_a_server_that_breaks_every_look_is_one_warning(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("UID SEARCH", bad.reject, times=5)
            async with watching(server.account) as watch:
                look, failures = await persist(watch, beginning())
        assert (len(look.fetched), failures) == (3, 5)

    with caplog.at_level("INFO", "triage"):
        told(story())
    assert [record.levelname for record in caplog.records] == ["WARNING", "INFO"]
    assert caplog.records[-1].getMessage() == "mailbox bad@example.test: back after 5 failed tries"


def test_a_server_that_lets_us_in_and_breaks_every_look_is_silent() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("UID SEARCH", bad.reject, times=3)
            async with watching(server.account) as watch:
                while server.commands.count("UID SEARCH UID 1:9") < 3:
                    await watch.bell()
                    with contextlib.suppress(LostError):
                        await watch.worker.folders("inbox")  # its name stands in rules.yaml: no server is asked
                        await watch.worker.look("inbox", beginning())
                assert watch.worker.seconds_since_good is None

    told(story())


def test_30_a_peer_that_vanishes_in_idle_is_left() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("IDLE", bad.deaf_while_idling)
            async with watching(server.account, pace=replace(QUICK, command=0.3, poll=60)) as watch:
                await watch.bell()
                await watch.until(Phase.IDLE)
                with pytest.raises(LostError):
                    await watch.worker.look("inbox", None)
                await watch.bell()
                assert (await watch.worker.look("inbox", None)).exists == 3

    told(story())


def test_31_idle_is_renewed() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            async with watching(server.account, pace=replace(QUICK, poll=60, renew=0.1)) as watch:
                await watch.bell()
                await watch.present()
                await asyncio.sleep(0.5)
                assert watch.rings == 1
            assert server.commands.count("IDLE") >= 4
            assert server.connections == 1

    told(story())


@pytest.mark.parametrize("fault", [bad.exists_before_idling, bad.exists_with_idling])
def test_news_at_the_edge_of_idle_are_heard(fault: bad.Fault) -> None:
    async def story() -> None:
        with bad_imap({}) as server:
            server.at("IDLE", fault)
            async with watching(server.account, pace=replace(QUICK, poll=60)) as watch:
                await watch.bell()
                await watch.bell(1)
                assert subjects(await watch.worker.look("inbox", beginning())) == ["just now"]
            assert server.connections == 1

    told(story())


def test_a_chattering_server_does_not_keep_us_running() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("IDLE", bad.chatter, times=1000)
            async with watching(server.account, pace=replace(QUICK, poll=60)) as watch:
                await watch.bell()
                await watch.present()
                await asyncio.sleep(0.5)
                assert watch.rings <= 2
            assert len(server.commands) < 20

    told(story())


def test_an_arrival_that_is_never_announced_is_found_by_polling() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.announces = False
            async with watching(server.account, pace=replace(QUICK, poll=0.2)) as watch:
                await watch.bell()
                cursor = await watch.present()
                server.deliver(letter("unannounced"))
                await watch.bell(1)
                assert subjects(await watch.worker.look("inbox", cursor)) == ["unannounced"]

    told(story())


def test_a_server_without_idle_is_polled() -> None:
    async def story() -> None:
        with bad_imap(MAIL, capabilities="IMAP4rev1") as server:
            async with watching(server.account, pace=replace(QUICK, poll=0.2)) as watch:
                await watch.bell()
                cursor = await watch.present()
                server.deliver(letter("polled"))
                await watch.bell(1)
                assert subjects(await watch.worker.look("inbox", cursor)) == ["polled"]
            assert "IDLE" not in server.commands

    told(story())


@pytest.mark.parametrize(
    ("how", "security", "sentence"),
    [
        ({"greeting": "PREAUTH welcome"}, "plain", "PREAUTH"),
        ({"greeting": "PREAUTH welcome", "capabilities": "IMAP4rev1 STARTTLS"}, "starttls", "PREAUTH"),
        ({}, "starttls", "does not offer STARTTLS; nothing was sent in clear text"),
        ({"greeting": "BYE too many"}, "plain", "too many"),
        ({"greeting": "SSH-2.0-whatever"}, "plain", "SSH-2.0"),
    ],
)
def test_35_a_server_that_cannot_be_trusted_hears_no_password(
    how: dict[str, str], security: str, sentence: str
) -> None:
    async def story() -> None:
        with bad_imap(MAIL, **how) as server:
            async with watching(replace(server.account, security=security)) as watch:
                with pytest.raises(LostError, match=sentence):
                    await watch.worker.look("inbox", None)
            assert not [command for command in server.commands if command.startswith(("LOGIN", "AUTHENTICATE"))]

    told(story())


def test_34_an_unavailable_login_is_no_refused_login() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("LOGIN", lambda command: command.send(command.tag + b" NO [UNAVAILABLE] directory is down"))
            async with watching(server.account) as watch:
                with pytest.raises(LostError, match="directory is down"):
                    await watch.worker.look("inbox", None)
                await watch.bell()

    told(story())


def test_34_a_refused_login_is_not_tried_again_soon() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            async with watching(replace(server.account, secret="wrong")) as watch:
                await watch.until(Phase.LOGIN_REFUSED)
                await asyncio.sleep(0.4)
                with pytest.raises(LoginRefusedError):
                    await watch.worker.look("inbox", None)
            assert server.connections == 1

    told(story())


def test_a_secret_that_the_server_repeats_stays_secret(caplog: pytest.LogCaptureFixture) -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("LOGIN", lambda command: command.send(command.tag + b" NO bad line: " + command.text.encode()))
            async with watching(replace(server.account, secret="hunter2")) as watch:
                await watch.until(Phase.LOGIN_REFUSED)
                assert "hunter2" not in str(watch.worker.state)
        assert "hunter2" not in caplog.text

    told(story())


def test_a_silent_server_does_not_hold_up_the_stop() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("UID SEARCH", bad.stall)
            async with watching(server.account, pace=replace(QUICK, command=60)) as watch:
                asking = asyncio.create_task(watch.worker.look("inbox", beginning()))
                await eventually(lambda: any(command.startswith("UID SEARCH") for command in server.commands))
                began = time.monotonic()
                await watch.worker.close(0.2)
                assert time.monotonic() - began < 1
                with pytest.raises(LostError):
                    await asking
            assert watch.worker.state.phase is Phase.STOPPED

    told(story())


def test_02_a_folder_of_150_000_mails_is_listed_in_bounded_answers() -> None:
    async def story() -> None:
        with bad_imap(dict.fromkeys(range(1, 150_001), letter("one of many"))) as server:
            async with watching(server.account) as watch:
                look = await watch.worker.look("inbox", beginning())
                last = await watch.worker.look("inbox", replace(beginning(), last_uid=149_990))
        assert ([message.uid for message in look.fetched], look.more) == (list(range(1, 51)), True)
        assert ([message.uid for message in last.fetched], last.more) == (list(range(149_991, 150_001)), False)
        assert [command for command in server.commands if "SEARCH" in command] == [
            "UID SEARCH UID 1:50000",
            "UID SEARCH UID 149991:150000",
        ]

    told(story())


def test_gmail_is_asked_by_its_label_and_so_holds_nothing_forged() -> None:
    async def story() -> None:
        with bad_imap(MAIL, capabilities="IMAP4rev1 IDLE X-GM-EXT-1") as server:
            server.at("LIST", lambda command: command.ok(b'* LIST (\\All) "/" "[Gmail]/Alle Nachrichten"'), times=9)
            async with watching(server.account) as watch:
                (folder,) = await watch.worker.folders("sent")
                look = await watch.worker.look("sent", Cursor(folder=folder, uidvalidity=1, last_uid=0), folder=folder)
            assert (folder, look.mixed) == ("[Gmail]/Alle Nachrichten", False)
            assert "UID SEARCH UID 1:9 X-GM-RAW in:sent" in server.commands

    told(story())


def test_a_server_that_hides_uidnext_is_asked_for_it() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("EXAMINE", bad.without_uidnext, times=9)
            server.at("STATUS", lambda command: command.ok(b'* STATUS "INBOX" (UIDNEXT 10)'), times=9)
            async with watching(server.account) as watch:
                assert (await watch.present()).last_uid == 9

    told(story())


def test_idle_offered_and_refused_costs_the_connection() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("IDLE", bad.refuse)
            async with watching(server.account, pace=replace(QUICK, poll=60)) as watch:
                await watch.bell()
                await watch.bell()
            assert server.connections == 2

    told(story())


def test_a_refused_letter_is_said_and_the_connection_kept() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("APPEND", bad.refuse)
            async with watching(replace(server.account, sent=("INBOX",))) as watch:
                with pytest.raises(FolderError, match="folder 'INBOX' takes no message"):
                    await watch.worker.append("sent", letter("ours"))
                assert (await watch.worker.look("inbox", None)).exists == 3
            assert server.connections == 1

    told(story())


def test_a_missing_authority_file_is_named() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            account = replace(server.account, security="tls", ca_file="no-such-file.pem")
            async with watching(account) as watch:
                with pytest.raises(LostError, match=r"no-such-file\.pem holds no certificates that can be read"):
                    await watch.worker.look("inbox", None)

    told(story())


def test_a_fault_of_ours_is_shown_and_does_not_end_the_watch(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            async with watching(server.account) as watch:
                await watch.bell()
                with monkeypatch.context() as patch:
                    patch.setattr("triage.inbound.mailbox.worker.look", lambda *_, **__: 1 / 0)
                    with pytest.raises(ZeroDivisionError):
                        await watch.worker.look("inbox", None)
                await watch.bell()
                assert (await watch.worker.look("inbox", None)).exists == 3

    told(story())
    assert "a fault of ours" in caplog.text


def test_who_stops_waiting_hurts_nobody() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            async with watching(server.account) as watch:
                await watch.bell()
                asking = asyncio.create_task(watch.worker.look("inbox", None))
                await asyncio.sleep(0)
                asking.cancel()
                assert (await watch.worker.look("inbox", None)).exists == 3

    told(story())


def test_nobody_listens() -> None:
    async def story() -> None:
        with bad_imap({}) as server:
            account = server.account
        async with watching(account) as watch:
            with pytest.raises(LostError, match="Connection refused"):
                await watch.worker.look("inbox", None)

    told(story())
