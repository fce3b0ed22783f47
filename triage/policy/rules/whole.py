"""The whole of rules.yaml, and what follows from several of its parts."""

from collections.abc import Mapping
from datetime import date
from typing import Self

from pydantic import Field, PrivateAttr

from triage.policy.once import once_for_each
from triage.policy.rules.categories import Category
from triage.policy.rules.desk import Desk, Shop, Timetable
from triage.policy.rules.facts import Fact
from triage.policy.rules.limits import Limits, Retention, SecondOpinion
from triage.policy.rules.mailboxes import Mailbox
from triage.policy.rules.reports import Reports, Theme
from triage.policy.rules.signals import Filter
from triage.policy.rules.staff import Away, Notify, Step, Team
from triage.policy.rules.values import Addr, Name, Strict, Word
from triage.policy.worktime import Calendar
from triage.policy.yamlnodes import Place, Trail


class Rules(Strict):
    """The whole file."""

    desk: Desk
    """Who we are, and when we work."""
    shop: Shop
    """What letters may state as fact."""
    mailboxes: dict[Addr, Mailbox] = Field(min_length=1)
    """The shared mailboxes, by address."""
    calendars: dict[Name, Timetable] = {}
    """Other hours than the desk's, by name."""
    staff: dict[Name, Team]
    """The teams, by name."""
    facts: dict[Name, Fact]
    """What to find in a message, by name."""
    filters: list[Filter] = []
    """Hard rules, tried in this order before any scoring; the first that holds decides."""
    categories: dict[Name, Category]
    """What a message can be about, by name."""
    words: dict[Word, list[Word]] = {}
    """Lists of words and phrases that mean the same to us, by what a message then says."""
    escalation: list[Step] = []
    """Whom to tell when, as a deadline comes near and passes."""
    notify: Notify = Notify.model_construct()
    """Whom a letter tells at once that a ticket has news."""
    opinion: SecondOpinion = SecondOpinion.model_construct()
    """A second opinion on the category."""
    themes: dict[Word, Theme] = {}
    """What complaints are counted by in their report, by name."""
    reports: Reports = Reports.model_construct()
    """How often the desk reports of itself."""
    limits: Limits = Limits.model_construct()
    """Brakes."""
    retention: Retention = Retention.model_construct()
    """What is emptied after a time; tickets, texts and histories stay."""

    _file: str = PrivateAttr(default="")
    _lines: Mapping[Trail, int] = PrivateAttr(default_factory=dict[Trail, int])

    def written_in(self, file: str, places: Mapping[Trail, Place]) -> Self:
        """These rules, knowing where in which file each of their values stands."""
        self._file, self._lines = file, {path: place.line for path, place in places.items()}
        return self

    def place(self, *path: str | int) -> str:
        """'rules.yaml:214' for the value at this path; "" for rules that were not read from a file."""
        line = self._lines.get(path)
        return f"{self._file}:{line}" if line else ""

    @property
    def people(self) -> frozenset[str]:
        """Everybody who may speak for the desk today: members, leads, the manager and ops."""
        teams = (address for team in self.staff.values() for address in (*team.members, team.lead))
        return frozenset((*teams, self.desk.manager, self.desk.ops))

    @property
    def letters(self) -> Mapping[Trail, str]:
        """The letters that ops name, by where they name them."""
        found: dict[Trail, str | None] = {("desk", "closing"): self.desk.closing}
        for name, category in self.categories.items():
            found["categories", name, "letter"] = category.letter
            for at, stage in category.stages.items():
                found["categories", name, "stages", at, "letter"] = stage.letter
                found |= {
                    ("categories", name, "stages", at, "letters", when): letter
                    for when, letter in stage.letters.items()
                }
        return {path: letter for path, letter in found.items() if letter}

    def writes_from(self, mailbox: str) -> str:
        """Which mailbox letters about that one's tickets come from: itself; the first, where it stands here no more."""
        return mailbox if mailbox in self.mailboxes else next(iter(self.mailboxes))

    def away(self, address: str, day: date) -> Away | None:
        """The absence of this person on that day; None for who is there."""
        noted = (team.away.get(address) for team in self.staff.values())
        return next((away for away in noted if away and away.covers(day)), None)

    def ladder_of(self, category: str, team: str | None) -> list[Step]:
        """Whom to tell when: the category's own steps, else its team's, else the desk's."""
        own = self.categories[category].escalation if category in self.categories else None
        theirs = self.staff[team].escalation if team in self.staff else None
        return next((steps for steps in (own, theirs) if steps is not None), self.escalation)

    def notify_of(self, team: str | None) -> Notify:
        """Whom to tell of news: as the team has it, else as the desk."""
        own = self.staff[team].notify if team in self.staff else None
        return self.notify if own is None else own

    @property
    def team_calendars(self) -> Mapping[str, Calendar]:
        """The calendars of the teams that keep other hours than the desk."""
        return _team_calendars(self)


@once_for_each
def _team_calendars(rules: Rules) -> dict[str, Calendar]:
    return {
        name: rules.calendars[team.calendar].calendar(rules.desk)
        for name, team in rules.staff.items()
        if team.calendar is not None
    }
