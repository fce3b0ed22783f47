"""Letters about the desk to the people who run it: no ticket's, and under no budget, so that nothing silences them."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from triage.desk import links, tokens
from triage.desk.drafts import Attachment, Draft, LetterKind
from triage.jobs.office import Office
from triage.log import structlog

log = structlog.stdlib.get_logger("report")


def tell(
    office: Office,
    recipient: str,
    kind: LetterKind,
    template: str,
    values: Mapping[str, object],
    now: datetime,
    *,
    attachments: tuple[Attachment, ...] = (),
) -> None:
    """Order one letter, inside the caller's transaction. What may be told twice, the caller holds back."""
    mailbox = next(iter(office.policy.rules.mailboxes))
    seq = office.store.outbox.next_notice()
    own_id = tokens.message_id(
        key=office.identity.key,
        ticket=None,
        kind=kind,
        seq=seq,
        recipient=recipient,
        domain=mailbox.partition("@")[2],
        at=now,
    )
    draft = Draft(
        kind=kind,
        template=template,
        ticket=None,
        seq=seq,
        recipient=recipient,
        mailbox=mailbox,
        message_id=own_id,
        values=values,
        attachments=attachments,
    )
    office.save_letters([draft], now)
    log.info("told", kind=kind.value, letter=template, to=recipient)


def offer_to(office: Office, recipient: str, now: datetime) -> Callable[[str, Sequence[str]], list[dict[str, str]]]:
    """What makes the links in the next letter to this recipient: a ticket's name and verbs → [{label, url}]."""
    mailbox, seq = next(iter(office.policy.rules.mailboxes)), office.store.outbox.next_notice()

    def offer(ticket: str, verbs: Sequence[str]) -> list[dict[str, str]]:
        return links.offered(
            verbs, ticket=ticket, recipient=recipient, mailbox=mailbox, seq=seq, identity=office.identity, at=now
        )

    return offer
