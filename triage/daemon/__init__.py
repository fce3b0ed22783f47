"""The clock, the signals and a clean stop around the jobs. Read `run` for the whole life of a daemon."""

from triage.daemon.opening import NotReadyError, opened_office, visited_office
from triage.daemon.post import post_of, posts_of
from triage.daemon.reload import Reloader
from triage.daemon.service import Rhythm, Service

__all__ = ["NotReadyError", "Reloader", "Rhythm", "Service", "opened_office", "post_of", "posts_of", "visited_office"]
