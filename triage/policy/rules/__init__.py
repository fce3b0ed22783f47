"""The model of rules.yaml: every key that ops may write, with its meaning. Reads no file; `rulesfile` does.

Each key stands for itself here; what one part of the file says about another is checked in `consistency`.
The sentence under a key is what editors show (`schema` puts it there). One file a part of rules.yaml; `whole` joins them.
"""

from triage.policy.rules.categories import Category, Example, Join, Stage
from triage.policy.rules.desk import Desk, Shop, Timetable
from triage.policy.rules.facts import Fact
from triage.policy.rules.limits import Limits, Retention, SecondOpinion
from triage.policy.rules.mailboxes import Folders, Mailbox
from triage.policy.rules.reports import Reports, Theme, Topic
from triage.policy.rules.signals import Condition, Filter, Outcome, Signal
from triage.policy.rules.staff import Away, Notify, Step, Team
from triage.policy.rules.values import (
    CLOSED,
    COMMANDS,
    COMPLAINT,
    ENOUGH,
    EXPECTED,
    NO_REQUEST,
    NOBODY,
    PRIORITIES,
    PROGRESS,
    TOLD,
    WAITING,
    MarkStyle,
    Strict,
)
from triage.policy.rules.whole import Rules

__all__ = [
    "CLOSED",
    "COMMANDS",
    "COMPLAINT",
    "ENOUGH",
    "EXPECTED",
    "NOBODY",
    "NO_REQUEST",
    "PRIORITIES",
    "PROGRESS",
    "TOLD",
    "WAITING",
    "Away",
    "Category",
    "Condition",
    "Desk",
    "Example",
    "Fact",
    "Filter",
    "Folders",
    "Join",
    "Limits",
    "Mailbox",
    "MarkStyle",
    "Notify",
    "Outcome",
    "Reports",
    "Retention",
    "Rules",
    "SecondOpinion",
    "Shop",
    "Signal",
    "Stage",
    "Step",
    "Strict",
    "Team",
    "Theme",
    "Timetable",
    "Topic",
]
