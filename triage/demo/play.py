"""`triage demo`: the real daemon on a mail server started here, with sample customers, staff and a fast clock."""

import asyncio
import re
from collections.abc import Awaitable, Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

from rich.console import Console

from triage.daemon import Rhythm, Service, opened_office, posts_of
from triage.demo import correspondence, outcome
from triage.demo.clock import FastClock
from triage.demo.customers import ANSWERS, MAILS, Answer, Mail, named
from triage.demo.narrator import Narrator
from triage.demo.server import AUTHSERV_ID, HOST, DemoServer
from triage.inbound.mailbox import Pace
from triage.jobs import Office
from triage.policy.rules import Rules
from triage.policy.rulesfile import read_rules
from triage.record import record
from triage.settings import RULES, TEMPLATES, Settings, shipped

PASSWORD = "demo"  # noqa: S105  of a server that only lives in this process
MONDAY = datetime(2026, 11, 30, 9, 0)  # noqa: DTZ001  by the desk's clock: a week without holidays
LENGTH = timedelta(hours=28)  # of the play, nights included
PATIENCE = 15.0  # real seconds that something already due may take
_RHYTHM = Rhythm(poll=1, escalate=0.2, deliver=0.5, report=0.5, watch=5)
_PACE = Pace(poll=1, backoff_first=0.2)


class StuckError(Exception):
    """Something that the script waits for did not happen."""


@record
class Stage:
    """Everything the play needs."""

    server: DemoServer
    office: Office
    clock: FastClock
    start: datetime
    narrator: Narrator
    written: dict[str, bytes]  # the finished mails by name, for those that answer them


async def play(*, speed: float, keep: Path | None, console: Console, stay: bool) -> list[str]:
    """Run the script through; answers what went otherwise than it should.

    Args:
        speed: seconds of working time in one real second.
        keep: where rules, data and the sent mail stay for a look; None leaves nothing behind.
        console: where it is told.
        stay: go on until interrupted, so that a mail client can be connected.
    """
    rules, _ = read_rules(shipped(RULES).read_text("utf-8"))
    if rules is None:
        raise AssertionError("the shipped rules are broken")
    calendar = rules.desk.calendar
    start = MONDAY.replace(tzinfo=ZoneInfo(rules.desk.timezone)).astimezone(UTC)
    with _folder(keep) as folder:
        clock = FastClock(start, speed=speed, calendar=calendar)
        narrator = Narrator(clock, rules.desk.timezone, console)
        async with DemoServer(_accounts(rules), clock=clock) as server:
            where = _settle_in(folder, server)
            with opened_office(where, now=clock()) as (office, in_force):
                service = Service(
                    office, posts_of(in_force.rules, lambda _: PASSWORD), clock, rhythm=_RHYTHM, pace=_PACE
                )
                clock.restart()
                stage = Stage(server=server, office=office, clock=clock, start=start, narrator=narrator, written={})
                problems = await _perform(stage, service, stay=stay)
            _keep_sent(folder, server)
    return problems


async def _perform(stage: Stage, service: Service, *, stay: bool) -> list[str]:
    stop = asyncio.Event()
    boxes = ", ".join(stage.office.policy.rules.mailboxes)
    stage.narrator.says(f"A mail server of this process's own, the daemon, and a fast clock. The desk reads {boxes}.")
    running = asyncio.create_task(service.run(stop))
    telling = asyncio.create_task(_tell_letters(stage))
    try:
        await _until(lambda: _has_looked(stage), "the daemon reads its mailboxes")
        stage.clock.restart()
        for moment, act in _script(stage):
            await _wait_for(stage, moment)
            await act()
        await _wait_for(stage, stage.start + LENGTH)
        await _until(lambda: _is_quiet(stage), "the outbox is empty")
    except StuckError as error:
        return [str(error), *outcome.problems(stage.office.store)]
    else:
        problems = outcome.problems(stage.office.store)
        if stay:
            _invite(stage)
            await asyncio.Event().wait()
        return problems
    finally:
        stop.set()
        await running
        telling.cancel()


# ---------------------------------------------------------------- the script
def _script(stage: Stage) -> list[tuple[datetime, Callable[[], Awaitable[None]]]]:
    """Everything that people do, in order of time."""
    acts = [
        *((mail.after, lambda mail=mail: _customer_writes(stage, mail)) for mail in MAILS),
        *((answer.after, lambda answer=answer: _staff_answers(stage, answer)) for answer in ANSWERS),
    ]
    return [(stage.start + after, act) for after, act in sorted(acts, key=lambda item: item[0])]


async def _customer_writes(stage: Stage, mail: Mail) -> None:
    at, letter = stage.clock(), await _answered_letter(stage, mail)
    raw = stage.written[mail.name] = correspondence.compose(mail, at=at, letter=letter)
    writer = correspondence.author(mail)
    stage.narrator.arrives(writer, mail.to, raw, mail.kind)
    for mailbox in mail.to:
        await stage.server.arrive(sender=correspondence.sender(mail), recipient=mailbox, raw=raw, at=at)


async def _answered_letter(stage: Stage, mail: Mail) -> bytes | None:
    """The letter of ours that this mail answers; it may still be on its way."""
    if mail.answers is None:
        return None
    reader = correspondence.author(named(mail.answers))
    await _until(lambda: bool(stage.server.letters_to(reader)), f"a letter to {reader}")
    return stage.server.letters_to(reader)[-1].raw


async def _staff_answers(stage: Stage, answer: Answer) -> None:
    at, customer = stage.clock(), correspondence.author(named(answer.to))
    raw = correspondence.compose_answer(answer, at=at, question=stage.written[answer.to])
    stage.narrator.answered(answer.by, answer.mailbox, customer)
    await stage.server.answer(mailbox=answer.mailbox, recipient=customer, raw=raw, at=at)


# ---------------------------------------------------------------- waiting and telling
async def _wait_for(stage: Stage, moment: datetime) -> None:
    while stage.clock() < moment:  # noqa: ASYNC110  a clock rings no bell
        await asyncio.sleep(0.02)


async def _until(is_so: Callable[[], bool], what: str) -> None:
    try:
        async with asyncio.timeout(PATIENCE):
            while not is_so():  # noqa: ASYNC110  nor does a database
                await asyncio.sleep(0.02)
    except TimeoutError:
        raise StuckError(f"the demo waited {PATIENCE:.0f} s in vain: {what}") from None


async def _tell_letters(stage: Stage) -> None:
    told = 0
    while True:
        for letter in stage.server.sent[told:]:
            if b"X-Triage-Instance" in letter.raw:
                stage.narrator.leaves(letter)
        told = len(stage.server.sent)
        await asyncio.sleep(0.05)


def _has_looked(stage: Stage) -> bool:
    store, boxes = stage.office.store, stage.office.policy.rules.mailboxes
    return all(store.places.cursor(box, role) for box in boxes for role in ("inbox", "sent"))


def _is_quiet(stage: Stage) -> bool:
    busy = {"queued", "claimed", "data"}
    return not any(row["state"] in busy for row in stage.office.store.lists.letters())


def _invite(stage: Stage) -> None:
    stage.narrator.says(
        f"The server stays up: IMAP {HOST}:{stage.server.imap_port}, SMTP {HOST}:{stage.server.smtp_port}, no TLS,"
    )
    stage.narrator.says(f"login support@aeropressmall.com, password {PASSWORD}. Read, reply, look on. Ctrl-C ends it.")


# ---------------------------------------------------------------- the place
@contextmanager
def _folder(keep: Path | None) -> Generator[Path]:
    if keep:
        keep.mkdir(parents=True, exist_ok=True)
        yield keep
        return
    with TemporaryDirectory(prefix="triage-demo-") as folder:
        yield Path(folder)


def _settle_in(folder: Path, server: DemoServer) -> Settings:
    """The shipped rules, with the demo's servers in place of the placeholders."""
    text = shipped(RULES).read_text("utf-8")
    text = re.sub(r"imap: imaps://\S+", f"imap: imap://{HOST}:{server.imap_port}\n    authserv_id: {AUTHSERV_ID}", text)
    text = re.sub(r"smtp: smtps://\S+", f"smtp: smtp://{HOST}:{server.smtp_port}", text)
    text += "\nopinion: {enabled: false} # the demo goes the same way on every machine\n"
    (folder / RULES).write_text(text, "utf-8")
    return Settings(rules=folder / RULES, templates=shipped(TEMPLATES), data=folder / "data")


def _keep_sent(folder: Path, server: DemoServer) -> None:
    sent = folder / "sent"
    sent.mkdir(exist_ok=True)
    for number, letter in enumerate(server.sent, 1):
        (sent / f"{number:03d} {letter.recipient}.eml").write_bytes(letter.raw)


def _accounts(rules: Rules) -> dict[str, str]:
    return dict.fromkeys(rules.mailboxes, PASSWORD)
