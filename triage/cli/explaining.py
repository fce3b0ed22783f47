"""How `triage explain` finds out what would happen to messages: the desk's answers without a desk."""

import os
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import click

from triage.cli.explained import Answer, Explained, print_explained
from triage.cli.rulebook import good_rules
from triage.cli.shown import print_json
from triage.desk.decide import decide
from triage.desk.decision import Decision, EventKind
from triage.desk.drafts import LetterKind
from triage.desk.situation import Arrival, Identity, Memory, Policy, Situation
from triage.inbound.message import Message
from triage.inbound.readers import Readers, hurry
from triage.inbound.records import Reading, SetAside
from triage.policy.opinion import Opinion
from triage.policy.ourselves import ours_of
from triage.policy.rules import Rules
from triage.policy.seen import prepare
from triage.settings import Settings

OpinionsOn = Callable[[Sequence[tuple[Reading | SetAside, str]]], list[Opinion | None]]

_BATCH = 100
_KEYS = (
    "file message_id date from from_name reply_to to cc subject kind authenticated text full_text attachments language mailbox "
    "category confidence team priority facts missing acknowledge because deadlines"
).split()
_LISTS = frozenset({"to", "cc", "attachments", "missing", "because", "deadlines"})


def explain(
    where: Settings, files: Sequence[str], *, as_json: bool, mailbox: str | None, at: datetime | None
) -> int | None:
    """Prints what would happen to each file; 1 when one of them cannot be read."""
    rules = good_rules(where)
    if mailbox and mailbox.lower() not in rules.mailboxes:
        raise click.BadParameter(f"{mailbox} is none of {', '.join(rules.mailboxes)}", param_hint="--mailbox")
    worst = None
    with _second_opinion(rules, where) as opinions_on:
        for explained in _Explainer(rules, opinions_on, mailbox.lower() if mailbox else None, at).explained(files):
            if explained.answer["kind"] == "set_aside":
                worst = 1
            if as_json:
                print_json([explained.answer])
            else:
                print_explained(explained)
    return worst


@contextmanager
def _second_opinion(rules: Rules, where: Settings) -> Generator[OpinionsOn]:
    """What gives opinions on messages; none are asked for, and nothing is loaded, where the rules do without."""
    if not rules.opinion.enabled:
        yield lambda arrivals: [None] * len(arrivals)
        return
    from triage.opinion import Adviser  # noqa: PLC0415  see above

    with Adviser(rules, cache=where.cache) as adviser:
        if adviser.is_asked:
            adviser.start()  # its model loads while the mail is read
        yield adviser.opinions_blocking


class _Explainer:
    """The desk's answers without a desk."""

    def __init__(self, rules: Rules, opinions_on: OpinionsOn, mailbox: str | None, at: datetime | None) -> None:
        self._policy = Policy(rules=rules, calendar=rules.desk.calendar)
        self._opinions_on = opinions_on
        self._mailbox, self._at = mailbox, at
        self._identity = Identity(instance="", key=b"explain", ours=ours_of(rules))
        self._zone = ZoneInfo(rules.desk.timezone)

    def explained(self, files: Sequence[str]) -> Iterator[Explained]:
        workers = min(1 + len(files) // 20, os.cpu_count() or 1)
        hurry()
        with ThreadPoolExecutor(max_workers=1) as beside:
            prepared = beside.submit(prepare, self._policy.rules)  # while the workers load and read
            with Readers(workers=workers, ours=self._identity.ours) as readers:
                for at in range(0, len(files), _BATCH):
                    readings = _readings(readers, files[at : at + _BATCH])
                    if at + _BATCH >= len(files):
                        readers.dismiss()  # they come to rest while the last messages are explained
                    prepared.result()
                    yield from self._of_batch(files[at : at + _BATCH], readings)

    def _of_batch(self, files: Sequence[str], readings: Sequence[Reading | SetAside]) -> Iterator[Explained]:
        opinions = self._opinions_on([(reading, self._mailbox_of(reading)) for reading in readings])
        yield from map(self._explained, files, readings, opinions)

    def _explained(self, file: str, reading: Reading | SetAside, opinion: Opinion | None) -> Explained:
        if isinstance(reading, SetAside):
            return Explained(
                answer=_blank()
                | {"file": file, "kind": "set_aside", "acknowledge": False, "because": [reading.reason]},
                origin=(reading.reason,),
            )
        situation = self._situation(reading.original(), opinion)
        decision = decide(situation)
        explained = Explained(
            answer={"file": file} | _of_message(reading) | self._of_decision(situation, decision),
            origin=situation.origin.because,
            found=decision.classification,
            refused=tuple(_refused(decision)),
            refusals=tuple(_refusals(situation, decision)),
            clock=tuple(_said(decision, EventKind.CLOCK)),
            facts=tuple(_said(decision, EventKind.FACTS)),
        )
        explained.answer["because"] = [
            *explained.origin,
            *(explained.found.because if explained.found else ()),
            *explained.facts,
            *explained.refused,
            *explained.refusals,
            *explained.clock,
        ]
        return explained

    def _mailbox_of(self, reading: Reading | SetAside) -> str:
        if self._mailbox or isinstance(reading, SetAside):
            return self._mailbox or ""
        return _mailbox_of(reading.message, self._policy.rules)

    def _situation(self, reading: Reading, opinion: Opinion | None) -> Situation:
        at = (self._at or _received_at(reading.message)).astimezone(UTC)
        return Situation(
            message=reading.message,
            body=reading.body,
            origin=reading.origin,
            arrival=Arrival(mailbox=self._mailbox_of(reading), role="inbox", received_at=at),
            memory=Memory(next_number=1),
            policy=self._policy,
            identity=self._identity,
            now=at,
            opinion=opinion,
            forwarded=reading.forwarded,
        )

    def _of_decision(self, situation: Situation, decision: Decision) -> Answer:
        found, ticket = decision.classification, decision.ticket
        return {
            "mailbox": ticket.mailbox if ticket else situation.arrival.mailbox,
            "category": found.category if found else None,
            "confidence": found.confidence if found else None,
            "team": ticket.team if ticket else None,
            "priority": ticket.priority if ticket else None,
            "facts": {name: list(values) for name, values in ticket.facts.items()} if ticket else {},
            "missing": list(ticket.missing) if ticket else [],
            "acknowledge": any(draft.kind is LetterKind.ACKNOWLEDGEMENT for draft in decision.drafts),
            "because": [],  # see _explained
            "deadlines": [self._deadline(promise.deadline) for promise in decision.promises if promise.deadline],
        }

    def _deadline(self, deadline: Any) -> Answer:
        due_at = deadline.due_at.astimezone(self._zone).isoformat(timespec="seconds")
        return {"stage": deadline.stage, "due_at": due_at, "clause": deadline.clause}


def _refusals(situation: Situation, decision: Decision) -> Iterator[str]:
    """Each reason not to answer."""
    if not decision.suppressed:
        yield from (reason.sentence for reason in situation.origin.never_answer)
    for entry in decision.suppressed:
        yield from (f"no {entry.kind}: {reason.sentence}" for reason in entry.reasons)


def _refused(decision: Decision) -> Iterator[str]:
    """Of a mail that would speak for the desk and may not, or whose original is nobody's: the reason, outside any ticket."""
    kinds = (EventKind.REFUSED, EventKind.DOUBT)
    yield from (remark.event.because[0] for remark in decision.remarks if remark.event.kind in kinds)


def _said(decision: Decision, kind: EventKind) -> Iterator[str]:
    return (sentence for entry in decision.events if entry.kind is kind for sentence in entry.because)


def _blank() -> Answer:
    return {name: [] if name in _LISTS else {} if name == "facts" else None for name in _KEYS}


def _of_message(reading: Reading) -> Answer:
    message, origin = reading.message, reading.origin
    return {
        "message_id": message.message_id,
        "date": message.date.isoformat() if message.date else None,
        "from": message.author.addr_spec if message.author else None,
        "from_name": message.author.display_name if message.author else None,
        "reply_to": message.reply_to[0].addr_spec if message.reply_to else None,
        "to": [item.addr_spec for item in message.to],
        "cc": [item.addr_spec for item in message.cc],
        "subject": message.subject,
        "kind": origin.kind.value,
        "authenticated": origin.authenticated.value,
        "text": reading.body.text,
        "full_text": message.text,
        "attachments": [
            {"filename": item.filename, "content_type": item.content_type, "size": item.size}
            for item in message.attachments
        ],
        "language": reading.body.language,
    }


def _readings(readers: Readers, files: Sequence[str]) -> list[Reading | SetAside]:
    found = [_read(Path(file)) for file in files]
    read = iter(readers.read_all_blocking([raw for raw in found if isinstance(raw, bytes)]))
    return [next(read) if isinstance(raw, bytes) else raw for raw in found]


def _read(path: Path) -> bytes | SetAside:
    try:
        return path.read_bytes()
    except OSError as error:
        return SetAside(reason=f"the file cannot be read: {error.strerror or error}")


def _received_at(message: Message) -> datetime:
    """When it came in, by the top-most Received header, else its Date, else now; never in the future."""
    now = datetime.now(UTC)
    claims = [_moment(message.header("received") or ""), message.date, now]
    return min(next(claim for claim in claims if claim), now)


def _moment(received: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(received.rpartition(";")[2].strip())
    except (ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _mailbox_of(message: Message, rules: Rules) -> str:
    """The mailbox that its headers name, else the first."""
    delivered = (
        address.strip(" <>").lower()
        for name in ("delivered-to", "x-original-to")
        for address in message.all_headers(name)
    )
    named = (*(item.addr_spec for item in (*message.to, *message.cc)), *delivered)
    ours = {name: own for own, box in rules.mailboxes.items() for name in (own, *box.aliases)}
    return next((ours[address] for address in named if address in ours), next(iter(rules.mailboxes)))
