"""Large mail comes in parts and is written down as it comes, whatever the server makes of that."""

import errno
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.contracts import QUICK, Watch, beginning, letter, told, watching
from tests.inbound.test_mailbox_faults import persist
from tests.inbound.test_spool import disk, files_of_at_most
from tests.servers import bad_imap as bad
from tests.servers.bad_imap import BadImap, bad_imap
from tests.servers.dovecot import User
from triage.inbound.mailbox import Look, Portion
from triage.inbound.mailbox.connection import Connection
from triage.inbound.spool import Spooled

LARGE = letter("large", "".join(f"{number:6}\r\n" for number in range(300)))
MAIL = {7: letter("seven"), 8: LARGE, 9: letter("nine")}
FACTS = r"UID FETCH 8 \(.*SIZE|UID FETCH 7,8,9 \(.*SIZE"


def part(begin: int) -> str:
    """The command that asks for the octets from there on."""
    return rf"UID FETCH 8 .*<{begin}\."


BEHIND = part(len(LARGE))


@pytest.fixture
def portion(tmp_path: Path) -> Portion:
    return Portion(spool=tmp_path, spooled_octets=1_000, part_octets=400, message_octets=10_000, beginning_octets=200)


@pytest.fixture
def server() -> Generator[BadImap]:
    with bad_imap(MAIL) as server:
        yield server


def seen(look: Look) -> list[bytes | None]:
    """All that was fetched."""
    return [message.raw[:] if message.raw is not None else None for message in look.fetched]


def in_files(look: Look) -> list[bool]:
    return [isinstance(message.raw, Spooled) for message in look.fetched]


def looked(server: BadImap, portion: Portion) -> tuple[Look, int]:
    """What the first look that succeeds has found, and how many failed before it."""
    found: list[tuple[Look, int]] = []

    async def story() -> None:
        pace = replace(QUICK, connect=0.5, command=0.5, body=0.5)
        async with watching(server.account, pace=pace, portion=portion) as watch:
            found.append(await persist(watch, beginning()))

    told(story())
    return found[0]


def test_a_large_mail_comes_in_parts_and_lies_in_a_file(server: BadImap, portion: Portion) -> None:
    look, failures = looked(server, portion)
    assert (seen(look), failures) == (list(MAIL.values()), 0)
    assert in_files(look) == [False, True, False]
    assert [command for command in server.commands if "<400.400>" in command]


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        pytest.param(part(0), bad.in_small_parts, id="fewer-octets-than-asked-for"),
        pytest.param(part(0), bad.whole_for_a_part, id="no-parts"),
        pytest.param(FACTS, bad.sized(1_001), id="size-told-too-small"),
        pytest.param(FACTS, bad.sized(9_000), id="size-told-too-large"),
        pytest.param(BEHIND, bad.nothing, id="nothing-behind-the-end"),
        pytest.param(BEHIND, bad.nil_body, id="nil-behind-the-end"),
        pytest.param(BEHIND, bad.refuse, id="no-behind-the-end"),
        pytest.param(BEHIND, bad.reject, id="bad-behind-the-end"),
    ],
)
def test_what_servers_make_of_parts(server: BadImap, portion: Portion, command: str, fault: bad.Fault) -> None:
    server.at(command, fault)
    look, failures = looked(server, portion)
    assert (seen(look)[-2:], failures) == ([LARGE, MAIL[9]], 0)
    assert not look.fetched[-2].truncated


def test_a_server_without_parts_that_tells_a_larger_size_gives_it_once(portion: Portion) -> None:
    with bad_imap({8: letter("small")}) as server:
        server.at(FACTS, bad.sized(5_000))
        server.at(part(0), bad.whole_for_a_part)
        look, failures = looked(server, portion)
    assert (seen(look), failures) == ([letter("small")], 0)


@pytest.mark.parametrize(
    ("command", "fault"),
    [
        pytest.param(part(400), bad.cut_in_literal, id="cut"),
        pytest.param(part(400), bad.stall_in_literal, id="stall"),
        pytest.param(part(400), bad.drip, id="drip"),
        pytest.param(part(400), bad.nothing, id="nothing"),
        pytest.param(part(400), bad.nil_body, id="nil"),
        pytest.param(part(400), bad.refuse, id="no"),
        pytest.param(part(400), bad.always_the_first_part, id="other-octets"),
        pytest.param(BEHIND, bad.cut_in_literal, id="cut-behind-the-end"),
    ],
)
def test_what_breaks_off_is_asked_for_again(
    server: BadImap, portion: Portion, command: str, fault: bad.Fault, tmp_path: Path
) -> None:
    server.at(command, fault)
    look, failures = looked(server, portion)
    assert (seen(look), failures, look.vanished) == (list(MAIL.values()), 1, ())
    assert list(tmp_path.iterdir()) == []


def test_a_server_that_never_gives_the_second_part_gets_the_beginning_taken(server: BadImap, portion: Portion) -> None:
    server.at(part(400), bad.refuse, times=9)
    look, failures = looked(server, portion)
    assert (seen(look), failures) == ([MAIL[7], LARGE[:200], MAIL[9]], 2)
    assert look.fetched[1].truncated


def test_a_mail_that_vanishes_between_its_parts(server: BadImap, portion: Portion) -> None:
    server.at(part(400), bad.vanish)
    look, failures = looked(server, portion)
    assert (seen(look), look.vanished, failures) == ([MAIL[7], MAIL[9]], (8,), 0)


def test_of_a_mail_that_grows_beyond_all_limits_the_beginning_is_taken(server: BadImap, portion: Portion) -> None:
    server.at(FACTS, bad.sized(1_001))
    look, _ = looked(server, replace(portion, message_octets=1_200))
    assert (seen(look)[1], look.fetched[1].truncated) == (LARGE[:200], True)
    assert not [command for command in server.commands if "<1600." in command], "nobody asks for the rest"


def test_all_parts_together_have_the_time_of_one_answer(server: BadImap, portion: Portion) -> None:
    server.at(part(800), bad.stall)
    _, failures = looked(server, portion)
    assert failures == 1


def test_without_room_on_the_disk_it_waits_and_the_others_come(
    server: BadImap, portion: Portion, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    gone = tmp_path / "gone"
    with caplog.at_level("WARNING", "triage"):
        look, failures = looked(server, replace(portion, spool=gone))
    assert (seen(look), look.postponed, look.more, failures) == ([MAIL[7], MAIL[9]], (8,), False, 0)
    assert look.hindered_by == errno.ENOENT
    assert f"{gone}: No such file" in caplog.text
    gone.mkdir()
    look, _ = looked(server, replace(portion, spool=gone))
    assert (seen(look), look.postponed, look.hindered_by) == (list(MAIL.values()), (), None)


def test_a_disk_that_fills_up_between_two_parts_costs_neither_connection_nor_other_mail(
    server: BadImap, portion: Portion
) -> None:
    with files_of_at_most(1_000):
        look, failures = looked(server, portion)
    assert (seen(look), look.postponed, failures) == ([MAIL[7], MAIL[9]], (8,), 0)
    assert server.connections == 1


def test_what_finds_no_room_does_not_keep_out_what_is_behind_it(portion: Portion, tmp_path: Path) -> None:
    with bad_imap({8: LARGE, 9: letter("nine")}) as server:
        look, _ = looked(server, replace(portion, spool=tmp_path / "gone", octets=1_500))
    assert (seen(look), look.postponed, look.more) == ([MAIL[9]], (8,), False)


def test_a_whole_portion_without_room_does_not_keep_out_what_is_behind_it(portion: Portion, tmp_path: Path) -> None:
    with bad_imap({7: LARGE, 8: LARGE, 9: letter("nine"), 10: letter("ten")}) as server:
        look, _ = looked(server, replace(portion, spool=tmp_path / "gone", messages=1))
    assert (seen(look), look.postponed, look.more) == ([letter("nine")], (7, 8), True)


def test_several_large_mails_of_one_look_do_not_fill_the_disk_together(
    portion: Portion, monkeypatch: pytest.MonkeyPatch
) -> None:
    disk(monkeypatch, free=7 * len(LARGE) - 1)  # one takes four times its size, and three times when it lies there
    with bad_imap({7: LARGE, 8: LARGE, 9: letter("nine")}) as server:
        look, _ = looked(server, portion)
    assert (seen(look), look.postponed) == ([LARGE, letter("nine")], (8,))
    assert look.hindered_by == errno.ENOSPC


# ---- with a real server ----


def test_a_mail_of_many_parts_is_what_was_sent(mailbox: User, tmp_path: Path) -> None:
    async def story() -> None:
        portion = Portion(spool=tmp_path, spooled_octets=100_000, part_octets=65_536)
        raw = letter("photo", "".join(f"{number:70}\r\n" for number in range(6_000)))
        async with watching(mailbox.account, portion=portion) as watch:
            cursor = await watch.present()
            mailbox.append(raw)
            mailbox.append(letter("small"))
            look = await watch.worker.look("inbox", cursor)
        assert in_files(look) == [True, False]
        assert look.fetched[0].raw is not None
        assert look.fetched[0].raw[:] == raw
        assert look.fetched[0].size == len(look.fetched[0].raw)

    told(story())
    assert list(tmp_path.iterdir()) == []


def test_a_mail_that_people_delete_between_its_parts(
    mailbox: User, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asks = Connection._part

    def somebody_deletes_it(connection: Connection, uid: int, at: int, *args: object, **named: object) -> object:
        if at:
            mailbox.expunge(uid)
        return asks(connection, uid, at, *args, **named)  # pyright: ignore[reportArgumentType]  handed on as they came

    async def story() -> None:
        async with watching(
            mailbox.account, portion=Portion(spool=tmp_path, spooled_octets=1_000, part_octets=400)
        ) as watch:
            cursor = await watch.present()
            mailbox.append(LARGE)
            mailbox.append(letter("stays"))
            monkeypatch.setattr(Connection, "_part", somebody_deletes_it)
            look = await settled(watch, cursor.last_uid)
        assert (len(look.fetched), look.vanished) == (1, (cursor.last_uid + 1,))

    told(story())


async def settled(watch: Watch, last_uid: int) -> Look:
    """The first look that succeeds from there."""
    first = await watch.worker.look("inbox", None)
    look, _ = await persist(watch, replace(beginning(), uidvalidity=first.uidvalidity, last_uid=last_uid))
    return look
