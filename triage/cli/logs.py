"""Logs go to stderr: readable on a terminal, one JSON object a line otherwise."""

import logging
import sys

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
    """Send structlog's events and the libraries' own log lines through one renderer."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    on_terminal = sys.stderr.isatty()
    renderer = structlog.dev.ConsoleRenderer() if on_terminal else structlog.processors.JSONRenderer(ensure_ascii=True)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
    )
    format_exception = [] if on_terminal else [structlog.processors.format_exc_info]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *format_exception, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for noisy, threshold in _NOISY.items():
        logging.getLogger(noisy).setLevel(threshold)
