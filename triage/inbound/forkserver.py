"""The process that reading workers are forked from: it loads what they need once for all of them, and has no threads.

It can be begun before anything else is loaded: then it loads on another processor, beside whatever the caller does next.
"""

from multiprocessing import forkserver, get_context
from multiprocessing.context import ForkServerContext

_WARM = "triage.inbound.warmup"


def begin() -> None:
    """Starts it; it ends with this process. Returns at once."""
    forkserver.set_forkserver_preload([_WARM])
    forkserver.ensure_running()


def context() -> ForkServerContext:
    """What starts processes by it, once it has loaded."""
    begin()
    return get_context("forkserver")
