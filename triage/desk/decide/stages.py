"""What the requester is told as a ticket moves on: the letters that ops name beside a stage's verbs (rules.yaml `letters`).

Each letter has a writer that knows its values; which letter goes with which verb is not decided here.
"""

import re
import zlib
from collections.abc import Callable
from datetime import datetime

from triage.desk.commands import CommandError
from triage.desk.decide.ordering import Wish
from triage.desk.decide.standing import promised, standing
from triage.desk.drafts import LetterKind
from triage.desk.situation import Identity, Policy
from triage.desk.ticket import Ticket
from triage.policy.rules import Category
from triage.record import record

Values = dict[str, object]

AUTHORIZATION = "requester/authorization"

_CLAUSE = re.compile(r"(?:;|,)?\s*clause\s+([\w.]+)\s*$", re.IGNORECASE)


@record
class Occasion:
    """On what a letter to the requester goes out."""

    ticket: Ticket  # as it stands now, behind the move
    policy: Policy
    identity: Identity
    now: datetime
    verb: str = ""  # what staff wrote, without '#'; "" when a moment passed
    said: str = ""  # what stood behind the verb


def stage_letter(name: str, occasion: Occasion) -> Wish | None:
    """The letter of that name; None where nothing is left to tell. Raises CommandError when staff must say more."""
    ticket = occasion.ticket
    values = _WRITERS.get(name, _as_it_stands)(occasion)
    if values is None:
        return None
    return Wish(
        kind=LetterKind.PROGRESS,
        template=name,
        recipient=ticket.requester,
        recipient_name=ticket.requester_name,
        language=ticket.language,
        subject=ticket.subject,
        in_reply_to=ticket.original_message_id,
        references=(ticket.original_message_id,) if ticket.original_message_id else (),
        is_ordered=bool(occasion.verb),
        values={"ticket": ticket.name, "name": ticket.requester_name, **values},
    )


def _authorization(occasion: Occasion) -> Values:
    """Clause 4: the return authorization number, the warehouse address, the repackaging notes."""
    shop = occasion.policy.rules.shop
    return {
        "number": _return_number(occasion),
        "warehouse_address": shop.warehouse_address,
        "repackaging": list(shop.repackaging),
    }


def _waiting(occasion: Occasion) -> Values:
    """For the parcel of an authorized return, or for an answer."""
    sends_back = _sends_back(occasion)
    return {
        "number": _return_number(occasion) if sends_back else None,
        "warehouse_address": occasion.policy.rules.shop.warehouse_address if sends_back else None,
        "missing": list(occasion.ticket.missing),
    }


def _sends_back(occasion: Occasion) -> bool:
    """Whether the stage before this one has authorized a return."""
    category = occasion.policy.rules.categories.get(occasion.ticket.category, Category())
    return any(
        stage.letters.get(verb) == AUTHORIZATION and target == occasion.ticket.stage
        for stage in category.stages.values()
        for verb, target in stage.verbs.items()
    )


def _received(occasion: Occasion) -> Values:
    return {"number": _return_number(occasion), **_promise(occasion)}


def _promise(occasion: Occasion) -> Values:
    """By when the next step is promised."""
    return {"promised": promised(occasion.ticket, occasion.now), "shop": occasion.policy.rules.shop.as_values()}


def _refusal(occasion: Occasion) -> Values:
    """Clause 4: the reasons one by one, and the clause they rest on."""
    clause = _CLAUSE.search(occasion.said)
    reasons = _parts(_CLAUSE.sub("", occasion.said))
    if not clause or not reasons:
        verb = occasion.verb
        raise CommandError(
            f"#{verb} needs reasons and the clause, e.g. '#{verb} the seal is torn; a part is missing; clause 4'"
        )
    return {"reasons": reasons, "clause": clause.group(1)}


def _refunded(occasion: Occasion) -> Values:
    return {"amount": occasion.said or None}


def _classified(occasion: Occasion) -> Values:
    """Clause 5: who settles it, and by when."""
    ticket = occasion.ticket
    return {"team": ticket.team, "kind": occasion.verb, "promised": promised(ticket, occasion.now)}


def _settled(occasion: Occasion) -> Values | None:
    """Clause 5: the formal reply. Who has answered by mail already need not say it again."""
    if settlement := _parts(occasion.said):
        return {"settlement": settlement}
    if occasion.ticket.first_answer_at is None:
        verb = occasion.verb
        raise CommandError(
            f"#{verb} needs what we do about it, e.g. '#{verb} we refund the difference', as nobody has answered yet"
        )
    return None


def _closing(occasion: Occasion) -> Values:  # noqa: ARG001  one signature for every letter
    return {}


def _as_it_stands(occasion: Occasion) -> Values:
    """For letters of ops' own."""
    ticket = occasion.ticket
    return standing(ticket, name=ticket.requester_name, rules=occasion.policy.rules, now=occasion.now)


def _return_number(occasion: Occasion) -> str:
    """The same for a ticket whenever it is asked, and not to be guessed."""
    ticket = occasion.ticket
    check = zlib.crc32(ticket.name.encode() + occasion.identity.key) % 10_000
    return f"RA-{ticket.number}-{check:04d}"


def _parts(said: str) -> list[str]:
    return [part.strip() for part in said.split(";") if part.strip()]


_WRITERS: dict[str, Callable[[Occasion], Values | None]] = {
    AUTHORIZATION: _authorization,
    "requester/declined": _refusal,
    "requester/waiting": _waiting,
    "requester/received": _received,
    "requester/passed": _promise,
    "requester/progress": _promise,
    "requester/refusal": _refusal,
    "requester/refunded": _refunded,
    "requester/classified": _classified,
    "requester/settled": _settled,
    "requester/closing": _closing,
}
