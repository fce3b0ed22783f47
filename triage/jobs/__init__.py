"""What the daemon does over and over: receive · escalate · deliver · file · report · retain. Read `receive` first: it is the whole story.

Each job loads what it needs, lets the desk decide, saves in one transaction, and only then touches the outside.
"""

from triage.jobs.deliver import deliver
from triage.jobs.escalate import escalate
from triage.jobs.filing import file_copies
from triage.jobs.office import Office
from triage.jobs.receive import receive
from triage.jobs.report import report
from triage.jobs.retain import retain

__all__ = ["Office", "deliver", "escalate", "file_copies", "receive", "report", "retain"]
