"""From a mail in Dovecot to a stored, threaded ticket with its acknowledgement queued: what one mail costs.

`python -m bench.intake [--mails N] [--rounds N] [--no-opinion]`. Every round gives the same mails to everybody, one after the
other in an order that dice choose: triage with and without the second opinion, floors that do a part of its work, and
django-helpdesk. All limits, checks and `synchronous=FULL` are on, and logs are written.
"""

import argparse
import random
import tempfile
from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path

from bench.contestants import Fetching, Helpdesk, Pair, commit_only, helpdesk, mail_parser_only, parse_only
from bench.desk import Desk, Work, desk_at
from bench.figures import Line, machine, table, title
from bench.mails import SEED, mixture
from bench.post import blocks, fill
from tests.servers.dovecot import Dovecot, User, dovecot

MAILS, ROUNDS = 150, 5  # a round; one round more warms up and is not counted
PART_OF_RIVAL = 2  # the rival gets half of the mails: it is slow
FLOOR, OURS, ADVISED = "parse only: compat32", "triage", "triage with second opinion"
RIVAL = "django-helpdesk"
PARTS = (
    "parse only: compat32, two processes at once",
    "parse only: mail-parser",
    "fetch only: our mailbox worker",
    "commit only: sqlite3, 50 a commit",
)


def main() -> None:
    """Print the tables."""
    asked = _arguments()
    title("intake: Dovecot → fetched → parsed → classified → threaded → committed → acknowledgement queued")
    print(machine())
    mails = mixture(asked.mails * (asked.rounds + 1))
    with tempfile.TemporaryDirectory(prefix="bench-intake-") as folder, dovecot() as server, ExitStack() as stack:
        course = _Course(Path(folder), server, stack, is_advised=not asked.no_opinion)
        for number, block in enumerate(blocks(mails, asked.mails)):
            course.run(block, counts=number > 0, seed=number)
    small = sorted(len(raw) for raw in mails if len(raw) < 100_000)
    print(
        f"{asked.rounds} rounds of {asked.mails} mails, median {small[len(small) // 2] / 1000:.1f} kB without attachments, "
        f"mean {sum(map(len, mails)) / len(mails) / 1000:.1f} kB with them\n"
    )
    course.print_costs()
    print()
    course.print_memory()


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=MAILS, help="a round")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--no-opinion", action="store_true", help="leave the second opinion out")
    return parser.parse_args()


class _Course:
    """All contestants, and what each round cost them."""

    def __init__(self, folder: Path, server: Dovecot, stack: ExitStack, *, is_advised: bool) -> None:
        self._folder, self._server = folder, server
        self._pair = stack.enter_context(Pair())
        self._fetching = stack.enter_context(Fetching(User(server, "fetch").account))
        self._desks = {OURS: stack.enter_context(desk_at(folder / "plain", user="plain", imap=server.imap))}
        if is_advised:
            advised = desk_at(folder / "advised", user="advised", imap=server.imap, has_opinion=True)
            self._desks[ADVISED] = stack.enter_context(advised)
        self._rival = stack.enter_context(helpdesk(folder, server, "rival"))
        names = [FLOOR, *PARTS, *self._desks, *([RIVAL] if self._rival else [])]
        self._lines = {name: Line(name=name) for name in names}
        self._works: dict[str, list[Work]] = {name: [] for name in self._desks}
        self._rival_said: list[dict[str, float]] = []

    def run(self, mails: Sequence[bytes], *, counts: bool, seed: int) -> None:
        """One round."""
        turns: dict[str, Callable[[], float]] = {
            FLOOR: lambda: parse_only(mails),
            PARTS[0]: lambda: self._pair.parse(mails),
            PARTS[1]: lambda: mail_parser_only(mails),
            PARTS[2]: lambda: self._fetched(mails),
            PARTS[3]: lambda: commit_only(mails, self._folder),
            **{
                name: lambda name=name, desk=desk: self._taken_in(name, desk, mails, counts=counts)
                for name, desk in self._desks.items()
            },
        }
        some = mails[: len(mails) // PART_OF_RIVAL]
        if rival := self._rival:
            turns[RIVAL] = lambda: self._rivalled(rival, some, counts=counts)
        order = list(turns)
        random.Random(SEED + seed).shuffle(order)
        for name in order:
            milliseconds = turns[name]() * 1_000 / len(some if name == RIVAL else mails)
            if counts:
                self._lines[name].rounds.append(milliseconds)

    def _fetched(self, mails: Sequence[bytes]) -> float:
        fill(self._server, "fetch", mails)
        return self._fetching.poll()

    def _taken_in(self, name: str, desk: Desk, mails: Sequence[bytes], *, counts: bool) -> float:
        fill(self._server, "plain" if name == OURS else "advised", mails)
        work = desk.does("poll")
        if work.done != len(mails):
            raise AssertionError(f"{name} took in {work.done} of {len(mails)} mails")
        if counts:
            self._works[name].append(work)
        return work.seconds

    def _rivalled(self, rival: Helpdesk, mails: Sequence[bytes], *, counts: bool) -> float:
        fill(self._server, "rival", mails)
        told = rival.poll()
        if counts:
            self._rival_said.append({**told, "mails": len(mails)})
        return told["seconds"]

    def print_costs(self) -> None:
        """Time and processor time of one mail."""
        floor, rival = self._lines[FLOOR], self._lines.get(RIVAL)
        rows = [
            (
                line.name,
                f"{1_000 / line.middle:,.0f}",
                line.spread(2),
                self._cpu_of(line.name),
                f"{line.ratio(floor):.2f}",
                f"{1 / line.ratio(rival):.1f}" if rival else "",
            )
            for line in self._lines.values()
        ]
        table(
            (
                "one mail",
                "mails/s",
                "ms, median [min..max]",
                "CPU ms: desk + workers",
                "× the floor",
                "× faster than rival",
            ),
            rows,
        )

    def _cpu_of(self, name: str) -> str:
        if works := self._works.get(name):
            own, theirs = (
                sorted(1_000 * part / work.done for work, part in zip(works, some, strict=True))[len(works) // 2]
                for some in ([work.cpu for work in works], [work.cpu_workers for work in works])
            )
            return f"{own:.1f} + {theirs:.1f}"
        if name == RIVAL and self._rival_said:
            used = sorted(1_000 * told["cpu"] / told["mails"] for told in self._rival_said)
            return f"{used[len(used) // 2]:.1f}"
        return ""

    def print_memory(self) -> None:
        """The most that each process ever held."""
        rows = [
            (name, f"{works[-1].parent_mb:.0f}", " ".join(f"{each:.0f}" for each in works[-1].workers_mb))
            for name, works in self._works.items()
        ]
        if self._rival_said:
            rows.append((RIVAL, f"{self._rival_said[-1]['peak_mb']:.0f}", ""))
        table(("memory, MB at the highest", "desk", "its other processes"), rows)
        if self._rival_said:
            tickets, follow_ups, offered = (
                sum(told[what] for told in self._rival_said) for what in ("tickets", "follow_ups", "mails")
            )
            print(
                f"\n{RIVAL}: {offered:.0f} mails became {tickets:.0f} tickets and {follow_ups:.0f} follow-ups "
                "(it keeps each mail as a follow-up, the first of a ticket too)"
            )


if __name__ == "__main__":
    main()
