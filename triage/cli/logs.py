"""Logs go to stderr: readable on a terminal, one JSON object a line otherwise."""

import logging
import sys
from typing import TextIO

from triage.log import structlog

_NOISY = {
    "apscheduler": logging.WARNING,
    "imapclient": logging.WARNING,
    "aiosmtplib": logging.WARNING,
    "asyncio": logging.WARNING,
    "pymap": logging.WARNING,
    "mail.log": logging.ERROR,  # aiosmtpd, in the demo: warns of its own deprecations at every login
}


def to_stderr(level: int = logging.INFO) -> None:
    """Write the events of structlog and the libraries' own log lines, in one form."""
    on_terminal = sys.stderr.isatty()
    chain: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    renderer = structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer(ensure_ascii=True)
    rendering: list[structlog.typing.Processor] = [
        *([] if on_terminal else [structlog.processors.format_exc_info]),
        renderer,
    ]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=chain,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendering],
        )
    )
    structlog.configure(
        processors=[*chain, *rendering],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=lambda *names: _Lines(handler, *names),
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy, threshold in _NOISY.items():
        logging.getLogger(noisy).setLevel(threshold)


class _Lines:
    """Writes structlog's finished lines as the handler writes those of the libraries, without a record for each in between."""

    def __init__(self, handler: "logging.StreamHandler[TextIO]", name: str = "") -> None:
        self._handler = handler
        self.name = name

    def msg(self, line: str) -> None:
        """A log that cannot be written keeps nobody from their work."""
        self._handler.acquire()
        try:
            self._handler.stream.write(f"{line}\n")
            self._handler.flush()
        except (OSError, ValueError):  # the disk is full, or nobody reads it any more
            pass
        finally:
            self._handler.release()

    debug = info = warning = error = critical = msg
