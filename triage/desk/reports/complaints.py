"""What recurs in complaints, so that the service gets better (policy clause 5): themes, trends, examples, promises kept."""

from collections.abc import Mapping, Sequence
from typing import Any

from triage.desk.reports.period import Period
from triage.desk.reports.promises import Kept, kept, share_kept
from triage.policy.rules import Rules
from triage.policy.themes import Told, themes_of
from triage.record import record

Row = Mapping[str, Any]

COLUMNS = ("theme", "topic", "count", "before", "share", "trend", "tickets", "because")  # of the CSV
MOST_THEMES, MOST_TOPICS = 6, 4  # in a letter: all of them stay below its 16 KiB in any script; the CSV has the rest
MOST_EXAMPLES = 3
WIDEST = 40  # characters of a topic, or of the words that tell of it, in a letter
SPELLED_OUT = 200  # characters of the reasons of one topic in a letter


@record
class Records:
    """What the store knows of one period's complaints, as rows."""

    tickets: Sequence[Row]  # number, ticket, subject
    said: Sequence[Row]  # number, author, subject, text
    facts: Sequence[Row]  # number, name, value
    promises: Sequence[Row]  # deadlines that fell due


@record
class Topic:
    """One topic of one theme, with every complaint that tells of it."""

    theme: str
    label: str
    told_by: Mapping[str, str]  # ticket → the words in it
    before: int  # complaints that told of it in the period before
    share: int  # percent of the period's complaints

    @property
    def count(self) -> int:
        return len(self.told_by)

    @property
    def trend(self) -> str:
        """Against the period before: up, down, steady or new."""
        if not self.before:
            return "new"
        return "steady" if self.count == self.before else "up" if self.count > self.before else "down"

    def because(self, most: int) -> str:
        """'late' in AM-1001 and AM-1004; 'too slow' in AM-1009: of so many of its tickets."""
        tickets_by_words: dict[str, list[str]] = {}
        for ticket, words in list(self.told_by.items())[:most]:
            tickets_by_words.setdefault(words, []).append(ticket)
        return "; ".join(f"'{words}' in {' and '.join(tickets)}" for words, tickets in tickets_by_words.items())


@record
class ComplaintReport:
    """One period's complaints."""

    period: Period
    count: int
    before: int
    topics: tuple[Topic, ...]  # by theme in the order of rules.yaml, the most frequent first
    promises: tuple[Kept, ...]
    kept_share: int | None  # percent; None when no promise fell due

    @property
    def is_empty(self) -> bool:
        """Nobody complained, neither now nor before, and nothing fell due."""
        return not (self.count or self.before or self.promises)

    def as_values(self) -> dict[str, object]:
        """For the template `staff/complaint-report`."""
        themes = dict.fromkeys(topic.theme for topic in self.topics)
        of = f"{self.count - self.before:+} against the period before" if self.before else ""
        kept_share = "none fell due" if self.kept_share is None else f"{self.kept_share} %"
        return {
            "since": self.period.first,
            "until": self.period.last,
            "figures": [
                {"label": "Complaints", "value": str(self.count), "change": of},
                {"label": "Promises kept", "value": kept_share, "change": ""},
            ],
            "themes": [
                {"title": _short(theme[:1].upper() + theme[1:]), "rows": [_values(topic) for topic in self.of(theme)]}
                for theme in list(themes)[:MOST_THEMES]
            ],
            "promises": [each.as_values() for each in self.promises],
        }

    def of(self, theme: str) -> list[Topic]:
        """The most frequent topics of this theme."""
        return [topic for topic in self.topics if topic.theme == theme][:MOST_TOPICS]

    def rows(self) -> list[dict[str, object]]:
        """Everything, as the rows of a sheet under COLUMNS."""
        return [
            {
                "theme": topic.theme,
                "topic": topic.label,
                "count": topic.count,
                "before": topic.before,
                "share": topic.share,
                "trend": topic.trend,
                "tickets": " ".join(topic.told_by),
                "because": topic.because(topic.count),
            }
            for topic in self.topics
        ]

    def as_json(self) -> dict[str, object]:
        """Plain values for `--json`."""
        return {
            "report": "complaints",
            "period": self.period.name,
            "since": self.period.since.isoformat(),
            "until": self.period.until.isoformat(),
            "complaints": self.count,
            "before": self.before,
            "themes": self.rows(),
            "promises": [each.as_values() for each in self.promises],
        }


def report(period: Period, *, of: Records, before: Records, rules: Rules) -> ComplaintReport:
    """The themes of one period's complaints beside those of the one before."""
    now, then = _told(of, rules), _told(before, rules)
    return ComplaintReport(
        period=period,
        count=len(now),
        before=len(then),
        topics=tuple(topic for theme in rules.themes for topic in _topics(theme, now, then)),
        promises=kept(of.promises),
        kept_share=share_kept(of.promises),
    )


def _told(records: Records, rules: Rules) -> dict[str, Told]:
    """Ticket → what its requester tells of. What our own people wrote on it is passed over."""
    own = {*rules.mailboxes, *rules.people}
    texts: dict[int, list[str]] = {}
    for row in records.said:
        if row["author"] not in own:
            texts.setdefault(row["number"], []).extend((row["subject"], row["text"]))
    facts: dict[int, dict[str, list[str]]] = {}
    for row in records.facts:
        facts.setdefault(row["number"], {}).setdefault(row["name"], []).append(row["value"])
    return {
        row["ticket"]: themes_of(texts.get(row["number"], [row["subject"]]), facts.get(row["number"], {}), rules)
        for row in records.tickets
    }


def _topics(theme: str, now: Mapping[str, Told], then: Mapping[str, Told]) -> list[Topic]:
    told, told_before = _by_topic(theme, now), _by_topic(theme, then)
    topics = [
        Topic(
            theme=theme,
            label=label,
            told_by=told.get(label, {}),
            before=len(told_before.get(label, {})),
            share=round(100 * len(told.get(label, {})) / len(now)) if now else 0,
        )
        for label in told | told_before
    ]
    return sorted(topics, key=lambda topic: (-topic.count, -topic.before, topic.label))


def _by_topic(theme: str, complaints: Mapping[str, Told]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for ticket, told in complaints.items():
        for label, words in told[theme].items():
            found.setdefault(label, {})[ticket] = words
    return found


def _values(topic: Topic) -> dict[str, object]:
    because = topic.because(MOST_EXAMPLES)
    return {
        "label": _short(topic.label),
        "count": topic.count,
        "before": topic.before,
        "share": topic.share,
        "trend": topic.trend,
        "examples": list(topic.told_by)[:MOST_EXAMPLES],
        "because": because if len(because) <= SPELLED_OUT else f"{because[: SPELLED_OUT - 1]}…",
    }


def _short(text: str) -> str:
    return text if len(text) <= WIDEST else f"{text[: WIDEST - 1]}…"
