"""What any mailbox must do, whichever server holds it. A test class inherits a contract and says how to get a `place`."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Callable, Coroutine
from dataclasses import replace
from typing import Any, Protocol

import pytest

from triage.inbound.mailbox import (
    Account,
    Change,
    Cursor,
    LoginRefusedError,
    Look,
    MailboxWorker,
    Pace,
    Phase,
    Portion,
    probe,
)

QUICK = Pace(connect=5, command=5, body=5, poll=0.5, backoff_first=0.05, backoff_most=0.2, refused=60)


def letter(subject: str, text: str = "Hello") -> bytes:
    """A small message as it goes over the wire."""
    return f"From: Ann <ann@shop.test>\r\nTo: support@example.test\r\nSubject: {subject}\r\n\r\n{text}\r\n".encode()


def told(story: Coroutine[Any, Any, None]) -> None:
    """Runs a test's story; none takes longer than 20 seconds."""
    asyncio.run(asyncio.wait_for(story, 20))


async def eventually(holds: Callable[[], bool], seconds: float = 10) -> None:
    """Until this holds of something that tells nobody when it changes."""
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  see above
            await asyncio.sleep(0.005)


class Watch:
    """A worker, and the bell it rings."""

    def __init__(self, account: Account, pace: Pace, portion: Portion) -> None:
        self.rings = 0
        self._rung = asyncio.Event()
        self.worker = MailboxWorker(account, on_bell=self._ring, pace=pace, portion=portion)

    def _ring(self) -> None:
        self.rings += 1
        self._rung.set()

    async def bell(self, seconds: float = 10) -> None:
        """Until it rings, or has rung since the last time."""
        await asyncio.wait_for(self._rung.wait(), seconds)
        self._rung.clear()

    async def until(self, phase: Phase) -> None:
        await eventually(lambda: self.worker.state.phase is phase)

    async def present(self, role: str = "inbox") -> Cursor:
        """The cursor of a first look."""
        first = await self.worker.look(role, None)
        return Cursor(folder=first.folder, uidvalidity=first.uidvalidity, last_uid=first.uidnext - 1)


@contextlib.asynccontextmanager
async def watching(account: Account, *, pace: Pace = QUICK, portion: Portion | None = None) -> AsyncGenerator[Watch]:
    watch = Watch(account, pace, portion or Portion())
    watch.worker.start()
    try:
        yield watch
    finally:
        await watch.worker.close(1)


def beginning(folder: str = "INBOX", uidvalidity: int = 1) -> Cursor:
    """Before the first message."""
    return Cursor(folder=folder, uidvalidity=uidvalidity, last_uid=0)


def subjects(look: Look) -> list[str]:
    """What was fetched, by its subjects."""
    raws = [message.raw or b"" for message in look.fetched]
    return [raw.partition(b"Subject: ")[2].partition(b"\r\n")[0].decode() for raw in raws]


class Place(Protocol):
    """A mailbox on some server."""

    @property
    def account(self) -> Account: ...
    def deliver(self, raw: bytes) -> None: ...
    def expunge(self, uid: int) -> None: ...
    def flags(self) -> dict[int, frozenset[str]]: ...


class MailboxContract:
    """Inherit, and override the fixture `place` with an empty mailbox."""

    @pytest.fixture
    def place(self) -> Place:
        raise NotImplementedError("each server's own test says where its mailbox lies")

    def test_a_first_look_takes_the_present_as_its_beginning(self, place: Place) -> None:
        async def story() -> None:
            place.deliver(letter("before us"))
            async with watching(place.account) as watch:
                first = await watch.worker.look("inbox", None)
                cursor = await watch.present()
                place.deliver(letter("new"))
                then = await watch.worker.look("inbox", cursor)
            assert (first.fetched, first.exists, first.more, first.reset) == ((), 1, False, False)
            assert subjects(then) == ["new"]

        told(story())

    def test_mail_comes_oldest_first_in_portions(self, place: Place) -> None:
        async def story() -> None:
            async with watching(place.account, portion=Portion(messages=2)) as watch:
                cursor = await watch.present()
                for number in range(5):
                    place.deliver(letter(f"mail {number}"))
                looks: list[Look] = []
                while not looks or looks[-1].more:
                    looks.append(await watch.worker.look("inbox", cursor))
                    cursor = replace(cursor, last_uid=looks[-1].fetched[-1].uid)
            assert [subjects(look) for look in looks] == [["mail 0", "mail 1"], ["mail 2", "mail 3"], ["mail 4"]]

        told(story())

    def test_when_nothing_is_new_nothing_comes(self, place: Place) -> None:
        async def story() -> None:
            place.deliver(letter("old"))
            async with watching(place.account) as watch:
                again = await watch.worker.look("inbox", await watch.present())
            assert (again.fetched, again.vanished, again.more) == ((), (), False)

        told(story())

    def test_skipped_uids_do_not_come(self, place: Place) -> None:
        async def story() -> None:
            async with watching(place.account) as watch:
                cursor = await watch.present()
                for subject in ("one", "two", "three"):
                    place.deliver(letter(subject))
                second = cursor.last_uid + 2
                assert subjects(await watch.worker.look("inbox", cursor, frozenset({second}))) == ["one", "three"]

        told(story())

    def test_looking_leaves_no_trace(self, place: Place) -> None:
        async def story() -> None:
            async with watching(place.account) as watch:
                cursor = await watch.present()
                place.deliver(letter("unread"))
                await watch.worker.look("inbox", cursor)
            assert list(place.flags().values()) == [frozenset()]

        told(story())

    def test_the_raw_bytes_are_what_was_sent(self, place: Place) -> None:
        async def story() -> None:
            text = "Grüße\r\n.\r\nFrom here\r\n" + "x" * 5000
            async with watching(place.account) as watch:
                cursor = await watch.present()
                place.deliver(letter("as it is", text))
                (message,) = (await watch.worker.look("inbox", cursor)).fetched
            assert message.raw is not None
            assert message.raw.endswith(letter("as it is", text))
            assert (message.size, message.truncated) == (len(message.raw), False)
            assert message.internaldate is not None

        told(story())

    def test_the_bell_rings_for_new_mail(self, place: Place) -> None:
        async def story() -> None:
            async with watching(place.account, pace=replace(QUICK, poll=60)) as watch:
                await watch.bell()
                cursor = await watch.present()
                await asyncio.to_thread(place.deliver, letter("ring"))
                await watch.bell(5)
                assert subjects(await watch.worker.look("inbox", cursor)) == ["ring"]

        told(story())

    def test_deleted_mail_does_not_come(self, place: Place) -> None:
        async def story() -> None:
            async with watching(place.account) as watch:
                cursor = await watch.present()
                place.deliver(letter("gone"))
                place.deliver(letter("stays"))
                place.expunge(cursor.last_uid + 1)
                assert subjects(await watch.worker.look("inbox", cursor)) == ["stays"]

        told(story())

    def test_a_wrong_password_is_told_apart(self, place: Place) -> None:
        async def story() -> None:
            async with watching(replace(place.account, secret="wrong")) as watch:
                with pytest.raises(LoginRefusedError):
                    await watch.worker.look("inbox", None)
                assert watch.worker.state.phase is Phase.LOGIN_REFUSED

        told(story())

    def test_marks_are_put_on_and_taken_off_and_nothing_else(self, place: Place) -> None:
        async def story() -> None:
            async with watching(place.account) as watch:
                cursor = await watch.present()
                for subject in ("one", "two"):
                    place.deliver(letter(subject))
                first, second = cursor.last_uid + 1, cursor.last_uid + 2
                on = Change(uids=(first, second + 99), add=frozenset({"$triage-new", "\\Flagged"}))
                kept = await watch.worker.mark("inbox", cursor.uidvalidity, [on])
                assert kept is not None
                assert kept.any_keyword
                assert place.flags() == {first: {"$triage-new", "\\Flagged"}, second: frozenset()}
                off = Change(uids=(first,), add=frozenset({"$triage-open"}), remove=frozenset({"$triage-new"}))
                await watch.worker.mark("inbox", cursor.uidvalidity, [off])
                assert place.flags() == {first: {"$triage-open", "\\Flagged"}, second: frozenset()}

        told(story())

    def test_marks_are_not_put_on_by_uids_of_another_time(self, place: Place) -> None:
        async def story() -> None:
            async with watching(place.account) as watch:
                cursor = await watch.present()
                place.deliver(letter("one"))
                change = Change(uids=(cursor.last_uid + 1,), add=frozenset({"$triage-new"}))
                assert await watch.worker.mark("inbox", cursor.uidvalidity + 1, [change]) is None
            assert list(place.flags().values()) == [frozenset()]

        told(story())

    def test_folders_to_sort_into_are_made_on_request_and_watched(self, place: Place) -> None:
        account = replace(place.account, sorting={"close": "Triage/Closed", "category x": "Triage/Grüße"})
        assert sorted(probe(account).missing) == ["category x", "close"]
        assert sorted(probe(account, make_folders=True).made) == ["Triage/Closed", "Triage/Grüße"]

        async def story() -> None:
            async with watching(account) as watch:
                before = await watch.worker.standings()
                await watch.worker.append("category x", letter("sorted"))
                after = await watch.worker.standings()
                look = await watch.worker.look("category x", None)
            assert [role for role in before if before[role] != after[role]] == ["category x"]
            assert (look.exists, look.uidnext) == (1, after["category x"].uidnext)

        told(story())
