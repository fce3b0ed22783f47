"""The folders that staff sort mail into by moving it, and what each asks for. Names only: knows no server and no ticket."""

from collections.abc import Mapping

from triage.policy.rules import Rules

CATEGORY = "category"  # the first word of a category folder's role
CLOSE, SPAM, RETRY = "close", "spam", "retry"
FIXED = {CLOSE: "Closed", SPAM: "Spam", RETRY: "Retry"}  # role → its folder under `folders.triage`


def sorting_folders(rules: Rules, root: str | None) -> Mapping[str, str]:
    """Role → folder, e.g. {"category complaint": "Triage/Complaint", "close": "Triage/Closed", …}; empty without a root.

    A role is the command that moving a mail there stands for, without its `#`.
    """
    if root is None:
        return {}
    categories = {
        f"{CATEGORY} {name}": category.folder or folder_of_category(name) for name, category in rules.categories.items()
    }
    return {role: f"{root}/{name}" for role, name in (categories | FIXED).items()}


def folder_of_category(name: str) -> str:
    """'return-request' → 'Return request'."""
    return name.replace("-", " ").replace("_", " ").strip().capitalize()


def is_for_sorting(role: str) -> bool:
    """Whether a folder of this role is one that staff sort into."""
    return role in FIXED or category_of(role) is not None


def category_of(role: str) -> str | None:
    """The category that a folder of this role stands for; None for the others."""
    word, _, name = role.partition(" ")
    return name if word == CATEGORY else None
