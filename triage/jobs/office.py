"""What the jobs work with: the policy in force, the store, the readers, the templates. One per process."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from triage.desk.decision import Decision
from triage.desk.drafts import Draft, LetterKind
from triage.desk.situation import Identity, Policy
from triage.inbound.origin import Ours
from triage.inbound.readers import Readers
from triage.inbound.records import Enclosed, SetAside
from triage.opinion import Adviser
from triage.outbound.letters import Letter, LetterError, Templates, Writer, compose_relay
from triage.outbound.wording import worded
from triage.record import replace
from triage.store import Store


@dataclass(kw_only=True, slots=True)
class Office:
    """Everything a job needs beside the moment. Only `adopt` changes it, and never within a transaction."""

    policy: Policy
    rules_version: str
    identity: Identity
    store: Store
    readers: Readers
    templates: Templates
    adviser: Adviser | None = None  # a second opinion on what mail is about; None: the signals decide alone
    shadow: bool = False  # read and decide; send nothing

    def adopt(self, policy: Policy, rules_version: str, ours: Ours, templates: Templates) -> None:
        """New rules and templates take force in one step: the loop decides nothing meanwhile."""
        self.policy, self.rules_version, self.templates = policy, rules_version, templates
        self.identity = replace(self.identity, ours=ours)
        self.readers.ours = ours
        if self.adviser:
            self.adviser.adopt(policy.rules)

    def save(
        self,
        decision: Decision,
        now: datetime,
        *,
        message: int | None = None,
        enclosed: Enclosed | SetAside | None = None,
    ) -> None:
        """Compose the letters that were decided and keep everything, inside the caller's transaction.

        `enclosed`: the files of the message that all this follows from, for the letter that passes its words on.

        A letter that cannot be composed is kept as failed, where people see it; the ticket is not held up by it.
        """
        for part in decision.parts:
            self.store.save(part, at=now, message=message, rules_version=self.rules_version)
            number = part.ticket.number if part.ticket else None
            self.save_letters(part.drafts, now, ticket=number, message=message, enclosed=enclosed)

    def save_letters(
        self,
        drafts: Iterable[Draft],
        now: datetime,
        *,
        ticket: int | None = None,
        message: int | None = None,
        enclosed: Enclosed | SetAside | None = None,
    ) -> None:
        """The same for letters alone."""
        writer = Writer(
            self.templates, instance=self.identity.instance, date=now, desk_name=self.policy.rules.desk.name
        )
        for draft in drafts:
            try:
                letter = (
                    self._relay(draft, enclosed, now)
                    if draft.kind is LetterKind.RELAY
                    else writer.compose(self._in_words(draft))
                )
            except LetterError as error:
                self.store.outbox.add_failed(draft, ticket=ticket, at=now, error=str(error))
            else:
                self.store.save_letter(letter, ticket=ticket, at=now, message=message, shadow=self.shadow)

    def _relay(self, draft: Draft, enclosed: Enclosed | SetAside | None, now: datetime) -> Letter:
        if isinstance(enclosed, SetAside):
            raise LetterError(f"its attachments cannot be passed on: {enclosed.reason}")
        return compose_relay(
            draft,
            enclosed or Enclosed(),
            instance=self.identity.instance,
            date=now,
            desk_name=self.policy.rules.desk.name,
        )

    def _in_words(self, draft: Draft) -> Draft:
        """The draft with its moments written out, as the desk's clock shows them and the reader says them."""
        return replace(draft, values=worded(draft.values, self.policy.rules.desk.timezone, draft.language))
