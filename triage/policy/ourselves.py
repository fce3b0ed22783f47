"""Who we are, as rules.yaml says it, for those who read mail. Does not read any."""

from triage.inbound.origin import Ours
from triage.policy.rules import Rules


def ours_of(rules: Rules, instance: str = "") -> Ours:
    """What the readers must know of us."""
    boxes = rules.mailboxes
    return Ours(
        addresses=frozenset([*boxes, *(alias for box in boxes.values() for alias in box.aliases)]),
        staff=rules.people,
        authserv_id=next((box.authserv_id for box in boxes.values() if box.authserv_id), None),
        instance=instance,
        contact_forms=frozenset(address for box in boxes.values() for address in box.contact_forms),
    )
