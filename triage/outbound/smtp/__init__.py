"""Hand one letter to the server, and say exactly what became of it. Read `courier` first."""

from triage.outbound.smtp.courier import Courier, Patience
from triage.outbound.smtp.delivery import Delivery, Outcome, Stage
from triage.outbound.smtp.relay import Relay, relay_from

__all__ = ["Courier", "Delivery", "Outcome", "Patience", "Relay", "Stage", "relay_from"]
