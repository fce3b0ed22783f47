"""One pass over everything against real protocols on loopback: what is read and sent, is read and sent once."""

import asyncio
import re
from collections import Counter
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path

from triage.daemon import Service, opened_office, posts_of
from triage.daemon.opening import InForce
from triage.demo.server import HOST, DemoServer
from triage.jobs import Office
from triage.settings import RULES, TEMPLATES, Settings, shipped

MONDAY = datetime(2026, 11, 30, 15, 0, tzinfo=UTC)
BOXES = [f"{name}@aeropressmall.com" for name in ("press", "support", "wholesale")]
MAIL = """\
From: {writer}
To: support@aeropressmall.com
Subject: Where is my parcel?
Message-ID: <{writer}>

Where is my order AM-10432, an AeroPress Go? The tracking page has not changed for a week.
""".replace("\n", "\r\n")


def office_at(folder: Path, server: DemoServer) -> AbstractContextManager[tuple[Office, InForce]]:
    text = shipped(RULES).read_text("utf-8")
    text = re.sub(r"imap: imaps://\S+", f"imap: imap://{HOST}:{server.imap_port}", text)
    text = re.sub(r"smtp: smtps://\S+", f"smtp: smtp://{HOST}:{server.smtp_port}", text)
    (folder / RULES).write_text(text, "utf-8")
    where = Settings(rules=folder / RULES, templates=shipped(TEMPLATES), data=folder / "data")
    return opened_office(where, now=MONDAY, workers=1)


def test_bells_and_orders_during_one_pass_send_nothing_twice(tmp_path: Path) -> None:
    """The workers ring when they connect, and the digest is due: neither may start a second run beside the first."""

    async def story() -> Counter[str]:
        moments = [MONDAY + timedelta(days=day) for day in range(4)]
        async with DemoServer(dict.fromkeys(BOXES, "x"), clock=lambda: moments[0]) as server:
            with office_at(tmp_path, server) as (office, in_force):
                for number in range(3):
                    posts = posts_of(in_force.rules, lambda _: "x")
                    service = Service(office, posts, lambda: moments[0])
                    assert await service.once() == {}
                    moments.pop(0)
                    for writer in range(5):
                        writer_at = f"w{number}-{writer}@shop.test"
                        raw = MAIL.format(writer=writer_at).encode()
                        await server.arrive(sender=writer_at, recipient=BOXES[1], raw=raw, at=moments[0])
                states = Counter(row["state"] for row in office.store.lists.letters())
                tickets = Counter(row["requester"] for row in office.store.lists.tickets())
            assert set(states) == {"sent"}
            assert set(tickets.values()) == {1}
            return Counter(re.findall(rb"(?mi)^Message-ID:\s*(\S+)", letter.raw)[0] for letter in server.sent)

    sent = asyncio.run(asyncio.wait_for(story(), 60))
    assert len(sent) >= 13  # three digests and ten acknowledgements
    assert set(sent.values()) == {1}


def test_a_service_that_stopped_hears_no_bells(tmp_path: Path) -> None:
    async def story() -> None:
        async with DemoServer(dict.fromkeys(BOXES, "x"), clock=lambda: MONDAY) as server:
            with office_at(tmp_path, server) as (office, in_force):
                service = Service(office, posts_of(in_force.rules, lambda _: "x"), lambda: MONDAY)
                stop = asyncio.Event()
                running = asyncio.create_task(service.run(stop))
                while not office.store.places.cursor(BOXES[1], "sent"):  # noqa: ASYNC110  a table rings no bell
                    await asyncio.sleep(0.02)
                stop.set()
                await running
                service._ring(0)
                service._send_soon()
                assert [
                    task.get_name() for task in asyncio.all_tasks() if task.get_name().startswith(("poll", "del"))
                ] == []

    asyncio.run(asyncio.wait_for(story(), 30))
