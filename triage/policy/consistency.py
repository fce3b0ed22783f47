"""What one part of rules.yaml says about another: teams, facts, categories and stages that must exist.

Looks at the data as written, not at the finished model, so that its findings stand beside the model's own: one wrong
length of time does not hide a misspelled team. What has the wrong type is passed over; the model complains about it.
"""

from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any

from pydantic import ValidationError

from triage.policy.beside import Beside
from triage.policy.complaints import Complaint
from triage.policy.nearest import did_you_mean, not_one_of
from triage.policy.rules import CLOSED, COMMANDS, ENOUGH, NO_REQUEST, PROGRESS, WAITING, Desk, Timetable
from triage.policy.sorting import FIXED, folder_of_category
from triage.policy.yamlnodes import Trail

_REFERENCES = {  # what stands here … must be a key of this section
    ("mailboxes", "*", "default"): "categories",
    ("categories", "*", "team"): "staff",
    ("categories", "*", "home"): "mailboxes",
    ("categories", "*", "requires", "*"): "facts",
    ("categories", "*", "joins", "category"): "categories",
    ("categories", "*", "joins", "by"): "facts",
    ("staff", "*", "calendar"): "calendars",
    ("filters", "*", "then", "category"): "categories",
    ("filters", "*", "then", "team"): "staff",
    ("filters", "*", "when", "fact"): "facts",
    ("filters", "*", "when", "mailbox"): "mailboxes",
    ("filters", "*", "when", "says"): "words",
    ("filters", "*", "when", "does_not_say"): "words",
    ("categories", "*", "signals", "*", "fact"): "facts",
    ("categories", "*", "signals", "*", "mailbox"): "mailboxes",
    ("categories", "*", "signals", "*", "says"): "words",
    ("categories", "*", "signals", "*", "does_not_say"): "words",
    ("facts", "*", "says"): "words",
    ("facts", "*", "besides", "*"): "words",
    ("facts", "*", "asides", "*"): "words",
    ("facts", "*", "apart_from", "*"): "facts",
    ("themes", "*", "fact"): "facts",
    ("themes", "*", "topics", "*", "says"): "words",
    ("themes", "*", "topics", "*", "says", "*"): "words",
    ("categories", "*", "examples", "*", "mailbox"): "mailboxes",
    ("categories", "*", "examples", "*", "is"): "categories",
}

_OPTIONAL = frozenset({"words", "calendars"})  # a file may go without these


def contradictions(data: Mapping[str, Any], beside: Beside | None = None) -> Iterator[Complaint]:
    """Everything in the file that does not fit something else in it."""
    yield from _unknown_names(data)
    yield from _shared_addresses(data)
    yield from _examples(data)
    yield from _unreached(data)
    yield from _calendars(data, beside)
    yield from _absences(data)
    yield from _folders(data)
    for path, category in _items(data, "categories", "*"):
        if isinstance(category, dict):
            yield from (
                Complaint((*path, *complaint.path), complaint.sentence, complaint.of_key)
                for complaint in chain(_promises(category), _stages(category))
            )


def _unknown_names(data: Mapping[str, Any]) -> Iterator[Complaint]:
    for pattern, section in _REFERENCES.items():
        names = data.get(section, {} if section in _OPTIONAL else None)
        if not isinstance(names, dict):
            continue
        known = {_as_key(name, section): name for name in names}
        for path, name in _texts(data, *pattern):
            if _as_key(name, section) not in known:
                yield Complaint(path, not_one_of(name, names))


def _as_key(name: str, section: str) -> str:
    return name.lower() if section == "mailboxes" else name


def _shared_addresses(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """Mail to an address must reach one mailbox."""
    owners: dict[str, str] = {}
    for path, _ in _items(data, "mailboxes", "*"):
        owner = str(path[1])
        if owners.setdefault(owner.lower(), owner) != owner:
            yield Complaint(path, "this mailbox is given twice: capitals make no difference", of_key=True)
    for path, alias in _texts(data, "mailboxes", "*", "aliases", "*"):
        if (owner := owners.setdefault(alias.lower(), str(path[1]))) != path[1]:
            yield Complaint(path, f"{alias!r} already belongs to {owner}")


def _unreached(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """Categories into which no mail can come."""
    ways = (("mailboxes", "*", "default"), ("filters", "*", "then", "category"))
    led_to = {name for way in ways for _, name in _texts(data, *way)} | {NO_REQUEST}
    for path, category in _items(data, "categories", "*"):
        if path[1] not in led_to and isinstance(category, dict) and _best_score(category) < ENOUGH:
            sentence = "no mail can come here: give it signals whose scores add up to 1, a filter, or make it a mailbox's default"
            yield Complaint(path, sentence, of_key=True)


def _best_score(category: Mapping[str, Any]) -> float:
    """What it reaches when everything speaks for it and nothing against; enough when that cannot be told."""
    total = 0.0
    for _, signal in _items(category, "signals", "*"):
        score = signal.get("score", 1) if isinstance(signal, dict) else 1
        if not isinstance(score, int | float):
            return ENOUGH
        total += max(0, score)
    return total


def _calendars(data: Mapping[str, Any], beside: Beside | None) -> Iterator[Complaint]:
    """A calendar that takes the rest from the desk must still be open at some time."""
    desk = data.get("desk")
    for path, timetable in _items(data, "calendars", "*"):
        try:
            Timetable.model_validate(timetable, context=beside).calendar(Desk.model_validate(desk, context=beside))
        except ValidationError:  # the model complains about it
            continue
        except ValueError as error:
            yield Complaint(path, str(error), of_key=True)


def _absences(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """Who is away is somebody whom a rung could tell."""
    managers = [address for _, address in _texts(data, "desk", "manager")]
    for path, _ in _items(data, "staff", "*", "away", "*"):
        team = str(path[1])
        ways = (("members", "*"), ("lead",))
        known = [address for way in ways for _, address in _texts(data, "staff", team, *way)] + managers
        if str(path[-1]).lower() not in map(str.lower, known):
            yield Complaint(path, not_one_of(str(path[-1]), known), of_key=True)


def _folders(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """A move into a folder must mean one thing."""
    roots = list(_texts(data, "mailboxes", "*", "folders", "triage"))
    for path, root in roots:
        others = dict(_items(data, *map(str, path[:-1]), "*"))
        for key in ("inbox", "sent"):
            if str(others.get((*path[:-1], key), "INBOX" if key == "inbox" else "auto")).lower() == root.lower():
                yield Complaint(path, f"{root!r} is the folder of `{key}` already")
    taken = {name.lower(): f"the folder for #{verb}" for verb, name in FIXED.items()}
    for path, category in _items(data, "categories", "*") if roots else ():
        given = category.get("folder") if isinstance(category, dict) else None
        name = given if isinstance(given, str) else folder_of_category(str(path[1]))
        owner = taken.setdefault(name.lower(), f"the folder of {path[1]}")
        if owner != f"the folder of {path[1]}":
            where, of_key = ((*path, "folder"), False) if given else (path, True)
            yield Complaint(where, f"{name!r} is {owner} already: give another name as `folder`", of_key=of_key)


def _promises(category: Mapping[str, Any]) -> Iterator[Complaint]:
    """Who is answered is told when, and by whom; who is asked for something is told what."""
    stages, acknowledges = category.get("stages"), category.get("acknowledge", True) is True
    if acknowledges and not stages:
        yield Complaint((), "'stages' is missing: an acknowledgement says when we answer; or give 'acknowledge: false'")
    if (acknowledges or stages) and not category.get("team"):
        yield Complaint((), "'team' is missing")
    if not category.get("requires"):
        for path, start in _items(category, "stages", "*", "from"):
            if start == "valid enquiry":
                yield Complaint(path, "'valid enquiry' needs 'requires': the facts that make it valid")


def _examples(data: Mapping[str, Any]) -> Iterator[Complaint]:
    """An example can only miss what the category it belongs to requires."""
    required: dict[str, list[str]] = {}
    for path, fact in _texts(data, "categories", "*", "requires", "*"):
        required.setdefault(str(path[1]), []).append(fact)
    belonging = {path[:4]: name for path, name in _texts(data, "categories", "*", "examples", "*", "is")}
    for path, fact in _texts(data, "categories", "*", "examples", "*", "missing", "*"):
        category = belonging.get(path[:4], str(path[1]))
        known = required.get(category, [])
        if fact not in known:
            yield Complaint(path, f"{category} does not require {fact!r}{did_you_mean(fact, known)}")


def _stages(category: Mapping[str, Any]) -> Iterator[Complaint]:
    stages = category.get("stages")
    if not isinstance(stages, dict):
        return
    if CLOSED in stages:
        yield Complaint(("stages", CLOSED), "this is the end of every ticket, not a stage", of_key=True)
    ways = list(_texts(stages, "*", "verbs", "*"))
    known = [*stages, CLOSED]
    for path, target in ways:
        if path[2] in COMMANDS:
            yield Complaint(("stages", *path), f"#{path[2]} is a command already: take another word", of_key=True)
        if target not in known:
            yield Complaint(("stages", *path), not_one_of(target, known))
    yield from _letters(stages)
    if all(target in known for _, target in ways):
        yield from _unreachable(stages, {(str(path[0]), target) for path, target in ways})


def _letters(stages: Mapping[str, Any]) -> Iterator[Complaint]:
    """A letter goes out with a verb of its stage, or at one of two moments."""
    moments = {PROGRESS: "progress_after", WAITING: "remind_after"}
    for path, _ in _items(stages, "*", "letters", "*"):
        stage, when = str(path[0]), str(path[-1])
        given = stages[stage]
        verbs = given.get("verbs")
        known = [*(verbs if isinstance(verbs, dict) else ()), *(name for name, key in moments.items() if key in given)]
        if when not in known:
            yield Complaint(("stages", *path), f"no such moment here: {not_one_of(when, known)}", of_key=True)


def _unreachable(stages: Mapping[str, Any], ways: set[tuple[str, str]]) -> Iterator[Complaint]:
    """Stages that no verb leads to, step by step from the first."""
    reached: set[str] = set()
    ahead = {next(iter(stages), CLOSED)}
    while ahead:
        reached |= ahead
        ahead = {target for stage, target in ways if stage in reached} - reached
    for stage in stages:
        if stage not in reached:
            yield Complaint(("stages", stage), "no verb leads to this stage", of_key=True)


def _items(data: Any, *pattern: str) -> Iterator[tuple[Trail, Any]]:
    """Whatever stands at this path, `*` being every key or item; what has another shape is passed over."""
    if not pattern:
        yield (), data
        return
    for key, value in _children(data):
        if pattern[0] in ("*", key):
            for path, found in _items(value, *pattern[1:]):
                yield (key, *path), found


def _texts(data: Any, *pattern: str) -> Iterator[tuple[Trail, str]]:
    """As `_items`, only what is text."""
    return ((path, found) for path, found in _items(data, *pattern) if isinstance(found, str))


def _children(data: Any) -> Iterator[tuple[str | int, Any]]:
    if isinstance(data, dict):
        return iter(data.items())
    return iter(enumerate(data)) if isinstance(data, list) else iter(())
