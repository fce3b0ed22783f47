"""Who is told: the words of a step as addresses, and who stands in for somebody who is away or cannot be reached."""

from collections.abc import Iterable
from datetime import date

from triage.desk.ticket import Ticket
from triage.policy.rules import Rules
from triage.record import record


@record
class People:
    """The staff on one day."""

    rules: Rules
    day: date  # by the desk's calendar
    unreachable: frozenset[str] = frozenset()  # addresses whose mail came back lately

    def told(self, words: Iterable[str], ticket: Ticket) -> tuple[str, ...]:
        """Whom these words of a step reach, each address once, in the order in which ops named them; never nobody."""
        named = (address for word in words for address in self._present(self._named(word, ticket)))
        return tuple(dict.fromkeys(named))

    def above(self, address: str) -> str | None:
        """The next on the way up from this person: lead, manager, ops; None above ops."""
        return next((person for person in self._way_up(address) if self._is_there(person)), None)

    def _named(self, word: str, ticket: Ticket) -> tuple[str, ...]:
        team, manager = self.rules.staff.get(ticket.team or ""), self.rules.desk.manager
        members = tuple(team.members) if team else (manager,)
        assignee = (ticket.assignee,) if ticket.assignee in self.rules.people else members  # who left, left
        table = {
            "assignee": assignee,
            "assignee or team": assignee,
            "team": members,
            "lead": (team.lead,) if team else (manager,),
            "manager": (manager,),
        }
        return table.get(word, (word,))

    def _present(self, named: tuple[str, ...]) -> tuple[str, ...]:
        """Those who are there and the substitutes of the others; when that is nobody, the next on the way up."""
        found = tuple(stand_in for person in named if (stand_in := self._stand_in(person)))
        return found or (self.above(named[0]) or named[0],)

    def _stand_in(self, address: str) -> str | None:
        """The person, or the substitute, or the substitute's own; None when nobody of them is there."""
        asked: set[str] = set()
        person: str | None = address
        while person and person not in asked and not self._is_there(person):
            asked.add(person)
            away = self.rules.away(person, self.day)
            person = away.substitute if away else None
        return None if person in asked else person

    def _is_there(self, address: str) -> bool:
        return address not in self.unreachable and self.rules.away(address, self.day) is None

    def _way_up(self, address: str) -> tuple[str, ...]:
        desk, teams = self.rules.desk, self.rules.staff.values()
        leads = tuple(team.lead for team in teams if address in team.members)
        way = (*leads[:1], desk.manager, desk.ops)
        return way[way.index(address) + 1 :] if address in way else way
