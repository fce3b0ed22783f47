"""`triage doctor`: reaches every server of rules.yaml and says what to fix; makes the folders that staff sort into."""

import asyncio
import os
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

import click

from triage.cli.exits import PROBLEMS
from triage.cli.options import as_json, places
from triage.cli.rulebook import good_rules
from triage.cli.shown import print_json, shown
from triage.daemon.post import Post, post_of
from triage.desk.marks import GMAIL
from triage.inbound.mailbox import OF_USE, Probed, probe
from triage.outbound.smtp import Courier, Outcome
from triage.policy.rules import Rules
from triage.record import record
from triage.settings import Settings, SettingsError, secret

State = Literal["ok", "note", "problem"]

_STYLES = {"ok": "green", "note": "yellow", "problem": "red"}
LEAST_FREE = 500_000_000  # octets: below this a day of mail may not fit
SKEW = timedelta(minutes=2)
CERTIFICATE_ENDS = timedelta(days=14)


@record
class Finding:
    """One thing that was looked at."""

    about: str  # a mailbox, or "this machine"
    what: str  # imap, smtp, folders …
    state: State
    says: str  # what was found, and what to do about it


@click.command(name="doctor")
@as_json
@click.option("--make-folders", is_flag=True, help="Make the folders for sorting that are missing (folders.triage).")
@places
def command(where: Settings, as_json: bool, make_folders: bool) -> int | None:
    """Reaches every server: TLS, login, folders, rights, clock, disk; says what to fix."""
    findings = asyncio.run(_everything(where, good_rules(where), datetime.now(UTC), make_folders=make_folders))
    if as_json:
        print_json(map(asdict, findings))
    else:
        _print(findings)
    return PROBLEMS if any(finding.state == "problem" for finding in findings) else None


async def _everything(where: Settings, rules: Rules, now: datetime, *, make_folders: bool) -> list[Finding]:
    """Mailboxes at the same time: a dead server costs half a minute once."""
    rounds = (_mailbox(address, rules, now, make_folders=make_folders) for address in rules.mailboxes)
    return [*_machine(where.data), *(finding for found in await asyncio.gather(*rounds) for finding in found)]


async def _mailbox(address: str, rules: Rules, now: datetime, *, make_folders: bool) -> list[Finding]:
    try:
        post = post_of(address, rules, secret(rules.mailboxes[address].secret))
    except (SettingsError, ValueError) as error:
        return [Finding(about=address, what="secret", state="problem", says=str(error))]
    probed, sent = await asyncio.gather(
        asyncio.to_thread(
            probe,
            post.account,
            make_folders=make_folders,
            ask_for_marks=bool(rules.mailboxes[address].folders.marks),
        ),
        _relay(address, post),
    )
    styles = rules.mailboxes[address].folders.marks
    marks = [Finding(about=address, what="marks", state=state, says=says) for state, says in _marks(probed, styles)]
    return [*_inbound(address, post, probed, now), *marks, sent]


# ---------------------------------------------------------------- IMAP
def _inbound(address: str, post: Post, probed: Probed, now: datetime) -> Iterator[Finding]:
    def found(what: str, state: State, says: str) -> Finding:
        return Finding(about=address, what=what, state=state, says=says)

    for problem in probed.problems:
        yield found("imap", "problem", problem)
    if not probed.is_in:
        return
    server = f"{post.account.host}:{post.account.port}"
    yield found("imap", "ok", f"{server} lets {post.account.login} in ({probed.security})")
    ends_at = probed.certificate_ends_at
    if ends_at and ends_at - now < CERTIFICATE_ENDS:
        yield found("tls", "note", f"the certificate of {post.account.host} ends on {ends_at:%Y-%m-%d}: renew it")
    yield found(
        "capabilities", "ok", ", ".join(name for name in OF_USE if name in probed.capabilities) or "none of use"
    )
    if "IDLE" not in probed.capabilities:
        yield found("capabilities", "note", "the server has no IDLE: new mail is seen once a minute, not at once")
    if probed.newest_at and probed.newest_at - now > SKEW:
        ahead = int((probed.newest_at - now).total_seconds() // 60)
        yield found(
            "clock",
            "problem",
            f"the newest mail came {ahead} minutes from now: set this machine's clock, or the server's (NTP)",
        )
    yield from (found(what, state, says) for what, state, says in _folders(post, probed))


def _folders(post: Post, probed: Probed) -> Iterator[tuple[str, State, str]]:
    for role, name in (item for item in probed.folders.items() if item[0] in ("inbox", "sent")):
        yield role, "ok", name
    if not post.account.sorting:
        return
    sorting = [name for role, name in probed.folders.items() if role in post.account.sorting]
    if probed.made:
        yield "folders", "ok", f"made: {', '.join(probed.made)}"
    if probed.missing:
        missing = ", ".join(probed.missing.values())
        yield "folders", "problem", f"these are missing: {missing}; `triage doctor --make-folders` makes them"
    elif sorting:
        yield "folders", "ok", f"staff can sort into {', '.join(sorting)}"


def _marks(probed: Probed, styles: Sequence[str]) -> Iterator[tuple[State, str]]:
    """Whether the inbox keeps what shall show there (folders.marks)."""
    if probed.keeps is None:
        return
    if not probed.keeps.any_keyword and set(styles) != {GMAIL}:
        kept = ", ".join(sorted(probed.keeps.flags)) or "none"
        yield "problem", f"the inbox keeps no keywords (only {kept}): states will not show; leave `folders.marks` out"
    elif GMAIL in styles and not probed.keeps.labels:
        yield "problem", "this server is not Gmail and has no labels: take `gmail` out of `folders.marks`"
    else:
        yield "ok", f"the inbox keeps {', '.join(styles)}"


# ---------------------------------------------------------------- SMTP
async def _relay(address: str, post: Post) -> Finding:
    courier = Courier(post.relay)
    greeted = await courier.greet()
    await courier.close()
    relay = post.relay
    if greeted.outcome is Outcome.ACCEPTED:
        says = f"{relay.host}:{relay.port} takes letters from {relay.login} ({relay.security})"
        return Finding(about=address, what="smtp", state="ok", says=says)
    says = (
        f"{relay.host}:{relay.port} takes no letters: {' '.join(filter(None, (str(greeted.code or ''), greeted.text)))}"
    )
    return Finding(about=address, what="smtp", state="problem", says=f"{says}; check `smtp`, `login` and `secret`")


# ---------------------------------------------------------------- this machine
def _machine(data: Path) -> Iterator[Finding]:
    folder = next(place for place in (data, *data.absolute().parents) if place.exists())
    free = shutil.disk_usage(folder).free
    room = f"{free / 1e9:.1f} GB are free on the disk of {data}"
    if not os.access(folder, os.W_OK):
        yield Finding(
            about="this machine", what="data", state="problem", says=f"{folder} cannot be written: is --data right?"
        )
    if free < LEAST_FREE:
        yield Finding(about="this machine", what="disk", state="problem", says=f"{room}: make room")
    else:
        yield Finding(about="this machine", what="disk", state="ok", says=room)


def _print(findings: list[Finding]) -> None:
    for about in dict.fromkeys(finding.about for finding in findings):
        click.secho(about, bold=True)
        for finding in (each for each in findings if each.about == about):
            state = click.style(f"{finding.state:8}", fg=_STYLES[finding.state])
            click.echo(f"  {state} {finding.what:12} {shown(finding.says)}")
