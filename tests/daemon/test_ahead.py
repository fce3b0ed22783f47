"""Looking ahead: what lies ready counts only where the store has come to."""

import asyncio
from dataclasses import dataclass, field

import pytest

from triage.daemon.ahead import LIGHT, PARTS, READY, Ahead, Start
from triage.inbound.mailbox import Cursor, Fetched, Look, LostError
from triage.jobs.receive import Understood

PORTION = 2
FIRST, SECOND, LATER = PARTS  # how many messages a part has


@dataclass
class Folder:
    """A folder with this many messages, UIDs from 1 on, that hands out two at a time."""

    messages: int
    portion: int = PORTION
    gone: int | None = None  # this UID was listed, and is not there any more
    waits: int | None = None  # there is no room for this UID
    slow_from: int | None = None  # what begins behind this UID takes for ever to read
    octets: int = 10  # of each
    breaks_at: int | None = None  # the look from this UID on fails
    looked_from: list[int] = field(default_factory=list)
    understood: list[int] = field(default_factory=list)  # the first UID of each look that was read

    async def look(self, start: Start) -> Look:
        assert start.cursor
        after = start.cursor.last_uid
        self.looked_from.append(after)
        await asyncio.sleep(0)
        if after == self.breaks_at:
            raise LostError("the server is away")
        uids = [uid for uid in range(after + 1, self.messages + 1) if uid not in start.skip][: self.portion]
        return Look(
            folder="INBOX",
            uidvalidity=1,
            uidnext=self.messages + 1,
            exists=self.messages,
            fetched=tuple(self._message(uid) for uid in uids if uid not in (self.gone, self.waits)),
            vanished=tuple(uid for uid in uids if uid == self.gone),
            postponed=tuple(uid for uid in uids if uid == self.waits),
            more=bool(uids) and uids[-1] < self.messages,
            reset=False,
        )

    async def understand(self, look: Look) -> Understood:
        await asyncio.sleep(0)
        if self.slow_from and look.fetched[0].uid > self.slow_from:
            await asyncio.Event().wait()
        self.understood.append(look.fetched[0].uid)
        return []

    def ahead(self) -> Ahead:
        return Ahead(self.look, self.understand)

    def _message(self, uid: int) -> Fetched:
        raw = b"x" * self.octets
        return Fetched(
            folder="INBOX", uidvalidity=1, uid=uid, internaldate=None, size=len(raw), raw=raw, truncated=False
        )


def after(uid: int, *skip: int) -> Start:
    return Start(cursor=Cursor(folder="INBOX", uidvalidity=1, last_uid=uid), skip=frozenset(skip))


async def uids(ahead: Ahead, start: Start) -> list[int]:
    look, _ = await ahead.next(start)
    return [fetched.uid for fetched in look.fetched]


async def settled() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


def test_the_next_looks_are_read_while_one_is_decided_and_no_more_than_a_few() -> None:
    folder = Folder(messages=40)

    async def story() -> None:
        async with folder.ahead() as ahead:
            assert await uids(ahead, after(0)) == [1, 2]
            await settled()
            assert folder.understood == [1, *range(3, 3 + 2 * READY, 2)]
            assert await uids(ahead, after(2)) == [3, 4]
            await settled()
            assert folder.understood == [1, *range(3, 5 + 2 * READY, 2)]

    asyncio.run(story())
    assert folder.looked_from == list(range(0, 4 + 2 * READY, 2)), "each place is looked at once"


def test_the_messages_of_one_look_are_decided_in_parts_of_few_at_first() -> None:
    folder = Folder(messages=50, portion=50)
    sizes: list[int] = []

    async def story() -> None:
        async with folder.ahead() as ahead:
            for _ in range(4):
                sizes.append(len(await uids(ahead, after(sum(sizes)))))

    asyncio.run(story())
    assert sizes == [FIRST, SECOND, LATER, LATER]
    assert folder.looked_from == [0], "they came with one look"


def test_the_desk_begins_with_the_first_part_while_the_others_are_read() -> None:
    folder = Folder(messages=50, portion=50, slow_from=FIRST)

    async def story() -> None:
        async with folder.ahead() as ahead, asyncio.timeout(10):
            assert await uids(ahead, after(0)) == list(range(1, FIRST + 1))

    asyncio.run(story())
    assert folder.understood == [1]


def test_a_message_to_be_retried_in_one_part_makes_the_others_worthless() -> None:
    folder = Folder(messages=FIRST + 2, portion=FIRST + 2)

    async def story() -> None:
        async with folder.ahead() as ahead:
            await ahead.next(after(0))
            others = range(2, FIRST + 1)
            assert await uids(ahead, after(0, *others)) == [1, FIRST + 1, FIRST + 2]

    asyncio.run(story())
    assert folder.looked_from == [0, 0]


def test_a_look_in_which_mail_was_gone_is_decided_as_a_whole_so_that_the_cursor_passes_it_with_the_others() -> None:
    folder = Folder(messages=FIRST + 2, portion=FIRST + 2, gone=2)

    async def story() -> None:
        async with folder.ahead() as ahead:
            look, _ = await ahead.next(after(0))
            assert (len(look.fetched), look.vanished) == (FIRST + 1, (2,))

    asyncio.run(story())


def test_a_message_to_be_retried_makes_what_lies_ready_worthless() -> None:
    folder = Folder(messages=6)

    async def story() -> None:
        async with folder.ahead() as ahead:
            assert await uids(ahead, after(0)) == [1, 2]
            await settled()
            assert await uids(ahead, after(0, 2)) == [1, 3], "1 is tried once more, 2 is done"

    asyncio.run(story())


def test_a_look_in_which_mail_waits_for_room_is_decided_as_a_whole_so_that_the_cursor_does_not_pass_it() -> None:
    folder = Folder(messages=FIRST + 2, portion=FIRST + 2, waits=2)

    async def story() -> None:
        async with folder.ahead() as ahead:
            look, _ = await ahead.next(after(0))
            assert (len(look.fetched), look.postponed) == (FIRST + 1, (2,))

    asyncio.run(story())


def test_a_fault_ahead_is_told_when_its_turn_has_come() -> None:
    folder = Folder(messages=6, breaks_at=2)

    async def story() -> None:
        async with folder.ahead() as ahead:
            assert await uids(ahead, after(0)) == [1, 2]
            await settled()
            with pytest.raises(LostError, match="the server is away"):
                await ahead.next(after(2))

    asyncio.run(story())


def test_beside_a_large_message_nothing_more_is_held() -> None:
    folder = Folder(messages=6, octets=LIGHT)

    async def story() -> None:
        async with folder.ahead() as ahead:
            assert await uids(ahead, after(0)) == [1, 2]
            await settled()

    asyncio.run(story())
    assert folder.looked_from == [0]


def test_the_end_of_the_folder_is_the_end_of_looking() -> None:
    folder = Folder(messages=3)

    async def story() -> None:
        async with folder.ahead() as ahead:
            assert await uids(ahead, after(0)) == [1, 2]
            assert await uids(ahead, after(2)) == [3]
            await settled()

    asyncio.run(story())
    assert folder.looked_from == [0, 2]
