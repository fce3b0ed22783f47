"""What the desk remembers that bears on one message, letter or command: all that its decision may look at."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from triage.desk import tokens
from triage.desk.commands import tickets_named
from triage.desk.parts import Parts
from triage.desk.situation import Memory, Question, SentLetter
from triage.desk.thread import RECENT, Known, ancestors, conversation_id
from triage.desk.ticket import Ticket
from triage.inbound.message import Message
from triage.inbound.origin import Origin
from triage.record import replace
from triage.store.answers import Answers
from triage.store.links import Links
from triage.store.lists import Lists
from triage.store.merges import Merges
from triage.store.messages import Messages
from triage.store.outbox import Outbox
from triage.store.resemblance import Resemblance
from triage.store.tickets import Tickets

ADDRESSED_USED = 10
COMMANDS_WITHIN = 10_000  # characters of a text: nobody begins a mail with more of them
PEOPLE_USED = 5  # of From and Reply-To; an honest mail has one or two

_KNOWN = """
    SELECT coalesce(t.joined_to, t.number) AS ticket, max(i.is_ours) AS is_ours, i.is_reference, max(i.is_internal) AS is_internal
    FROM ids i JOIN tickets t ON t.number = i.ticket WHERE i.rfc_id = ? GROUP BY 1, 3
"""


class Recall:
    """Gathers memories from the store's other parts."""

    def __init__(
        self,
        connection: sqlite3.Connection,
        *,
        key: Callable[[], bytes],
        tickets: Tickets,
        merges: Merges,
        resemblance: Resemblance,
        messages: Messages,
        outbox: Outbox,
        answers: Answers,
        links: Links,
        lists: Lists,
    ) -> None:
        """`key`: that of the desk's signatures."""
        self._db, self._key = connection, key
        self._tickets, self._merges, self._resemblance = tickets, merges, resemblance
        self._messages, self._outbox, self._answers = messages, outbox, answers
        self._links, self._lists = links, lists

    def for_message(
        self, message: Message, origin: Origin, *, now: datetime, staff: Iterable[str] = (), sent: bool = False
    ) -> Memory:
        """Everything we know that bears on this message. `staff`: who may be told of it; `sent`: it left us, so that its recipients tell of tickets."""
        author = message.author.addr_spec if message.author else ""
        signed = tuple(self._signed(message, author))
        known = (*self._known(message), *signed)
        recipients = self._possible_recipients(message)
        leads_somewhere = any(item.rfc_id != message.message_id for item in known)
        people = _addressed(message) if sent else recipients
        candidates = () if leads_somewhere else self._resemblance.candidates(message, people, now=now)
        outside = () if sent or leads_somewhere else self._tickets.numbers_asked_of(author, now - RECENT)
        tickets = {
            **self._tickets.load(item.ticket for item in known),
            **{item.ticket.number: item.ticket for item in candidates},
            **self._tickets.load(outside),
        }
        tickets = {**tickets, **self._continued(tickets)}
        reported = self._reported(origin)
        if reported and reported.ticket:
            tickets = {**tickets, **self._tickets.load([reported.ticket])}
        commanded = known if sent else signed  # on which tickets it may command
        theirs = [tickets[item.ticket] for item in commanded]
        spoken_to = (
            *recipients,
            *(address for each in theirs for address in each.requesters),
            *(taken.answer_to for each in theirs for taken in each.taken if taken.answer_to),
            *(each.answer_to for each in theirs if each.answer_to),
        )
        return Memory(
            next_number=self._tickets.next_number(),
            known=known,
            candidates=candidates,
            tickets=tickets,
            reported=reported,
            parked_until=self._outbox.parked((*spoken_to, *staff)),
            tallies={address: self._outbox.tallies(address, None, now) for address in spoken_to},
            notified=self._outbox.notified(now),
            language=self._messages.last_language(author) if author else None,
            asked_at={number: at for number in tickets if (at := self._messages.asked_at(number))},
            spent=frozenset(self._links.spent(message.subject)),
            asked_outside={number: self._messages.asked_outside(number) for number in outside},
            apart=self._tickets.kept_apart(tickets),
            next_notice=self._outbox.next_notice(),
            parts=self._parts(message, {each.number: each for each in theirs}),
            **self._for_staff([(item.rfc_id, tickets[item.ticket]) for item in commanded]),
        )

    def for_letters(
        self,
        recipients: Iterable[str],
        ticket: int | None,
        *,
        now: datetime,
        to_staff: bool = False,
        staff: Iterable[str] = (),
    ) -> Memory:
        """What the gate needs to know before letters to these recipients on this ticket."""
        addresses = tuple(recipients)
        return Memory(
            next_number=self._tickets.next_number(),
            parked_until=self._outbox.parked((*addresses, *staff)),
            tallies={address: self._outbox.tallies(address, ticket, now, to_staff=to_staff) for address in addresses},
            heard={ticket: self._messages.heard(ticket)} if ticket else {},
            **self._of_openings([ticket] if ticket else []),
            notified=self._outbox.notified(now),
        )

    def for_command(self, ticket: Ticket, line: str, *, now: datetime, staff: Iterable[str] = ()) -> Memory:
        """What a command that came by no mail needs to know."""
        memory = self.for_letters(sorted(ticket.requesters), ticket.number, now=now, staff=staff)
        names = tickets_named(line)
        parts = Parts() if names is None else self._merges.parts({ticket.number: ticket}, names)
        return replace(memory, history={ticket.number: self._lists.told(ticket.name)}, parts=parts)

    def _for_staff(self, answers: Sequence[tuple[str, Ticket]]) -> dict[str, Any]:
        """What a mail that may command needs besides: the requester's last mail and the ticket's history.

        `answers`: each letter, mail or address that it answers, with the ticket.
        """
        tickets = {ticket.number: ticket for _, ticket in answers}
        asked = {
            seen.name: found
            for letter, ticket in answers
            for seen in (ticket, *(ticket.as_named(taken.name) for taken in ticket.taken))
            if (found := self._asked(seen, letter))
        }
        return {
            "asked": asked,
            "history": {number: self._lists.told(ticket.name) for number, ticket in tickets.items()},
            "heard": {number: self._messages.heard(number) for number in tickets},
            "meant_for": self._outbox.meant_for(letter for letter, _ in answers),
            "rearranged": self._merges.rearranged(tickets),
            **self._of_openings(tickets),
        }

    def _of_openings(self, numbers: Iterable[int]) -> dict[str, Any]:
        """What an acknowledgement that comes late needs to know of these tickets."""
        numbers = tuple(numbers)
        return {
            "came": {number: came for number in numbers if (came := self._messages.came(number))},
            "written_to": frozenset(number for number in numbers if self._outbox.wrote_to_requester(number)),
        }

    def _asked(self, ticket: Ticket, letter: str) -> Question | None:
        """The requester's last mail; where several tickets are one, the mail of which the letter told, which has its own thread."""
        told = self._messages.told_by(letter, ticket.requester) if ticket.taken else None
        return told or self._messages.asked_in(ticket.number, ticket.requester)

    def _parts(self, message: Message, tickets: Mapping[int, Ticket]) -> Parts:
        """What merging and splitting need; nothing for a mail that asks for neither."""
        names = tickets_named(message.text[:COMMANDS_WITHIN]) if tickets else None
        return Parts() if names is None else self._merges.parts(tickets, names, ancestors(message))

    def _continued(self, tickets: Mapping[int, Ticket]) -> dict[int, Ticket]:
        """The tickets that have taken up one of these again, and so on."""
        found: dict[int, Ticket] = {}
        latest = tuple(tickets.values())
        while wanted := {ticket.continued_in for ticket in latest if ticket.continued_in} - {*found, *tickets}:
            news = self._tickets.load(wanted)
            found |= news
            latest = tuple(news.values())
        return found

    def _known(self, message: Message) -> tuple[Known, ...]:
        conversation = conversation_id(message)
        wanted = (
            *ancestors(message),
            *([message.message_id] if message.message_id else []),
            *([conversation] if conversation else []),
        )

        def leads(item: Known) -> bool:  # whatever mail this is: its own Message-ID is another mail's as well, perhaps
            return item.is_ours or item.is_reference or item.rfc_id != message.message_id

        found = [
            Known(
                rfc_id=rfc_id,
                ticket=row["ticket"],
                is_ours=bool(row["is_ours"]),
                is_reference=bool(row["is_reference"]),
                is_internal=bool(row["is_internal"]),
            )
            for rfc_id in wanted
            for row in self._db.execute(_KNOWN, (rfc_id,))
        ]
        if all(map(leads, found)) or self._messages.is_copy(message):
            return tuple(found)
        return tuple(filter(leads, found))

    def _signed(self, message: Message, author: str) -> Iterator[Known]:
        """Ids and reply addresses that we signed for this author: they lead to their ticket even after an old backup was restored."""
        key = self._key()
        for rfc_id in ancestors(message):
            token = tokens.read(rfc_id, key=key, recipient=author)
            yield from self._named(rfc_id, token.ticket if token else None)
        if action := tokens.read_action(message.subject, key=key, recipient=author):
            yield from self._named(action.text, action.ticket)
        for item in (*message.to, *message.cc):
            token = tokens.read_address(item.addr_spec, key=key, recipient=author)
            yield from self._named(item.addr_spec, token.ticket if token else None)

    def _named(self, carrier: str, name: str | None) -> Iterator[Known]:
        ticket = self._tickets.by_name(name) if name else None
        if ticket:
            yield Known(rfc_id=carrier, ticket=ticket.number, is_ours=True)

    def _reported(self, origin: Origin) -> SentLetter | None:
        original = origin.report.original_message_id if origin.report else None
        found = self._outbox.find_sent(original) if original else None
        if found is None or found.ticket is None or found.kind != "answer":
            return found
        return replace(found, answered=self._answers.of_mail(found.ticket, found.message_id))

    @staticmethod
    def _possible_recipients(message: Message) -> tuple[str, ...]:
        addresses = (*message.authors, *message.reply_to)
        return tuple(dict.fromkeys(item.addr_spec for item in addresses if item.addr_spec))[:PEOPLE_USED]


def _addressed(message: Message) -> tuple[str, ...]:
    """Whom a message goes to, each once, as many as a person writes to."""
    found = (item.addr_spec for item in (*message.to, *message.cc) if item.addr_spec)
    return tuple(dict.fromkeys(found))[:ADDRESSED_USED]
