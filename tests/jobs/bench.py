"""A whole office on a temporary folder: the real store, rules, templates and desk; readers without processes, a scripted relay."""

from collections.abc import Awaitable, Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.desk.builders import ANN, OURS, RULES, SUPPORT
from triage.desk.situation import Identity, Policy
from triage.inbound.mailbox import Fetched, Look
from triage.inbound.message import NotUnderstoodError
from triage.inbound.readers import Beside, Reading, SetAside, read
from triage.jobs import Office
from triage.outbound.letters import Templates
from triage.outbound.smtp import Delivery, Outcome
from triage.outbound.smtp.delivery import Stage
from triage.store import Store

TEMPLATES = Templates.load(Path(__file__).parents[2] / "templates")


class InlineReaders:
    """Reads here and now; obeys the methods of Readers, and leaves the sorting to the desk."""

    async def read_all(self, raws: Sequence[bytes], _: Beside | None = None) -> list[Reading | SetAside]:
        return self.read_all_blocking(raws)

    def read_all_blocking(self, raws: Sequence[bytes]) -> list[Reading | SetAside]:
        return [self._read(raw) for raw in raws]

    def _read(self, raw: bytes) -> Reading | SetAside:
        try:
            return read(raw, OURS)
        except NotUnderstoodError as error:
            return SetAside(reason=str(error))


@contextmanager
def office_in(folder: Path, now: datetime, *, shadow: bool = False, **changes: Any) -> Generator[Office]:
    """An office ready for work; `changes` are to the shipped rules."""
    store = Store.open(folder, now=now)
    rules = RULES.model_copy(update=changes)
    us = store.us()
    try:
        yield Office(
            policy=Policy(rules=rules, calendar=rules.desk.calendar),
            rules_version="v1",
            identity=Identity(instance=us.instance, key=us.key, ours=OURS),
            store=store,
            readers=InlineReaders(),  # pyright: ignore[reportArgumentType]  the same methods, no processes
            templates=TEMPLATES,
            shadow=shadow,
        )
    finally:
        store.close()


def raw_mail(
    text: str, by: str = ANN, *, number: int = 1, refs: str = "", headers: str = "", to: str = SUPPORT
) -> bytes:
    """The bytes of one proven mail."""
    lines = [
        f"Return-Path: <{by}>",
        f"Authentication-Results: mx.aeropressmall.com; dmarc=pass header.from={by.partition('@')[2]}",
        f"From: {by}",
        f"To: {to}",
        "Subject: A question",
        f"Message-ID: <m{number}@shop.test>",
        *([f"References: <{refs}>"] if refs else []),
        *headers.splitlines(),
    ]
    return "\r\n".join((*lines, "", text, "")).encode()


def fetched(
    uid: int, raw: bytes | None, at: datetime | None, *, uidvalidity: int = 1, truncated: bool = False
) -> Fetched:
    return Fetched(
        folder="INBOX",
        uidvalidity=uidvalidity,
        uid=uid,
        internaldate=at,
        size=len(raw or b""),
        raw=raw,
        truncated=truncated,
    )


def look(*found: Fetched, vanished: tuple[int, ...] = (), postponed: tuple[int, ...] = (), more: bool = False, reset: bool = False, uidvalidity: int = 1, uidnext: int = 0) -> Look:  # fmt: skip
    """What a look into the inbox has found."""
    last = max([*(item.uid for item in found), *vanished, *postponed], default=0)
    return Look(
        folder="INBOX",
        uidvalidity=uidvalidity,
        uidnext=uidnext or last + 1,
        exists=len(found),
        fetched=found,
        vanished=vanished,
        postponed=postponed,
        more=more,
        reset=reset,
    )


@dataclass
class ScriptedCourier:
    """Answers each letter with the next result; "lost" breaks off after DATA began."""

    script: list[Delivery | Exception] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)

    async def send(
        self, letter_raw: bytes, *, sender: str, recipient: str, before_data: Callable[[], Awaitable[None] | None]
    ) -> Delivery:
        result = self.script.pop(0) if self.script else ACCEPTED
        if isinstance(result, Exception):
            before_data()
            raise result
        if result.stage is Stage.DATA:
            before_data()
            self.taken.append(letter_raw)
        return result


ACCEPTED = Delivery(outcome=Outcome.ACCEPTED, stage=Stage.DATA, code=250, text="queued")
BUSY = Delivery(outcome=Outcome.TRANSIENT, stage=Stage.RCPT, code=450, text="greylisted")
UNKNOWN = Delivery(outcome=Outcome.PERMANENT, stage=Stage.RCPT, code=550, text="no such user")
SILENT = Delivery(outcome=Outcome.UNCERTAIN, stage=Stage.DATA, text="connection lost")
AWAY = Delivery(outcome=Outcome.TRANSIENT, stage=Stage.CONNECT, text="refused")
LOGIN = Delivery(outcome=Outcome.MISCONFIGURED, stage=Stage.CONNECT, code=535, text="wrong password")


def dsn(original: str, recipient: str, *, number: int = 1, status: str = "4.4.7", words: str = "451 gave up") -> bytes:
    """The bytes of a delivery report about what left this mailbox with that Message-ID (RFC 3464)."""
    return f"""\
Return-Path: <>
From: Mail Delivery System <mailer-daemon@aeropressmall.com>
To: {SUPPORT}
Subject: Undelivered Mail
Message-ID: <dsn-{number}@aeropressmall.com>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.aeropressmall.com

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {words}

--b
Content-Type: text/rfc822-headers

From: {SUPPORT}
To: {recipient}
Message-ID: <{original}>

--b--
""".replace("\n", "\r\n").encode()
