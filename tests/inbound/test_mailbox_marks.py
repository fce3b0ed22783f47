"""Marks on mails where a server keeps few of them, or none, or fails while they are written."""

import pytest

from tests.contracts import letter, told, watching
from tests.servers import bad_imap as bad
from tests.servers.bad_imap import BadImap, bad_imap
from triage.inbound.mailbox import Change, FolderError, LostError

MAIL = {7: letter("seven"), 8: letter("eight")}
CHANGE = Change(uids=(7, 8), add=frozenset({"$triage-new", "\\Flagged"}), remove=frozenset({"$triage-open"}))


def stores(server: BadImap) -> list[str]:
    return [command for command in server.commands if command.startswith("UID STORE")]


def test_only_what_is_asked_is_written_and_silently() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            async with watching(server.account) as watch:
                await watch.worker.mark("inbox", 1, [CHANGE])
            assert stores(server) == [
                "UID STORE 7,8 -FLAGS.SILENT ($triage-open)",
                "UID STORE 7,8 +FLAGS.SILENT ($triage-new \\Flagged)",
            ]
            assert not any(word in command for command in server.commands for word in ("Seen", "EXPUNGE", "Deleted"))

    told(story())


def test_a_server_that_keeps_no_keywords_gets_none() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.keeps = r"\Answered \Flagged \Seen"
            async with watching(server.account) as watch:
                kept = await watch.worker.mark("inbox", 1, [CHANGE])
            assert kept is not None
            assert (kept.any_keyword, kept.of(CHANGE.add)) == (False, {"\\Flagged"})
            assert stores(server) == ["UID STORE 7,8 +FLAGS.SILENT (\\Flagged)"]

    told(story())


def test_a_server_that_keeps_some_keywords_gets_those() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.keeps = r"\Flagged $TRIAGE-new"
            async with watching(server.account) as watch:
                await watch.worker.mark("inbox", 1, [CHANGE])
            assert stores(server) == ["UID STORE 7,8 +FLAGS.SILENT ($triage-new \\Flagged)"]

    told(story())


def test_labels_go_to_gmail_only() -> None:
    change = Change(uids=(7,), add_labels=frozenset({"triage-new"}), remove_labels=frozenset({"triage-open"}))

    async def story() -> None:
        for capabilities, expected in (
            ("IMAP4rev1 IDLE X-GM-EXT-1", ["-X-GM-LABELS.SILENT", "+X-GM-LABELS.SILENT"]),
            ("IMAP4rev1 IDLE", []),
        ):
            with bad_imap(MAIL, capabilities=capabilities) as server:
                async with watching(server.account) as watch:
                    await watch.worker.mark("inbox", 1, [change])
                assert [command.split()[3] for command in stores(server)] == expected

    told(story())


def test_a_refusal_leaves_the_connection_as_it_is() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("UID STORE", bad.refuse)
            async with watching(server.account) as watch:
                with pytest.raises(FolderError, match="takes no marks now"):
                    await watch.worker.mark("inbox", 1, [CHANGE])
                await watch.worker.mark("inbox", 1, [CHANGE])
            assert server.connections == 1

    told(story())


def test_an_inbox_for_reading_only_is_told() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at("SELECT", _read_only)
            async with watching(server.account) as watch:
                with pytest.raises(FolderError, match="may only be read"):
                    await watch.worker.mark("inbox", 1, [CHANGE])
            assert stores(server) == []

    told(story())


def _read_only(command: bad.Command) -> None:
    command.send(b"* 2 EXISTS", b"* OK [UIDVALIDITY 1] valid", b"* OK [UIDNEXT 9] next")
    command.send(command.tag + b" OK [READ-ONLY] look, do not touch")


def test_a_connection_lost_half_way_is_told_and_the_next_try_writes_all() -> None:
    async def story() -> None:
        with bad_imap(MAIL) as server:
            server.at(r"UID STORE .*\+FLAGS", bad.hang_up)
            async with watching(server.account) as watch:
                with pytest.raises(LostError):
                    await watch.worker.mark("inbox", 1, [CHANGE])
                await watch.bell()
                await watch.bell()
                await watch.worker.mark("inbox", 1, [CHANGE])
            assert stores(server)[-2:] == [
                "UID STORE 7,8 -FLAGS.SILENT ($triage-open)",
                "UID STORE 7,8 +FLAGS.SILENT ($triage-new \\Flagged)",
            ]

    told(story())
