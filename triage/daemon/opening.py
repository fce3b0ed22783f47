"""From settings to an office ready for work: rules read, templates proven, store opened and held, readers started."""

from collections.abc import Generator
from contextlib import closing, contextmanager, nullcontext
from datetime import datetime
from pathlib import Path

from triage.daemon import proven
from triage.desk.situation import Identity, Policy
from triage.inbound.readers import Readers
from triage.jobs import Office
from triage.jobs.recompute import catch_up
from triage.log import structlog
from triage.opinion import Adviser
from triage.opinion.examples import Labelled
from triage.outbound.letters import SAMPLES, VALUES, Templates, TemplatesError, prove, prove_own
from triage.policy.ourselves import ours_of
from triage.policy.rules import Rules
from triage.policy.rulesfile import read_rules, rules_from_file
from triage.record import record
from triage.settings import Settings
from triage.store import Store, only_instance

PATIENCE = 15.0  # seconds that mail waits for an opinion that is not there yet; then the signals decide alone

log = structlog.stdlib.get_logger("daemon")


class NotReadyError(Exception):
    """The office cannot be opened; every problem is a sentence."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@record
class InForce:
    """The rules that hold now."""

    rules: Rules
    version: str
    problems: tuple[str, ...]  # why the file on disk is not what holds; empty when it is


@contextmanager
def opened_office(
    settings: Settings, *, now: datetime, shadow: bool = False, workers: int = 2
) -> Generator[tuple[Office, InForce]]:
    """An office that has this data directory for itself. Raises NotReadyError, StoreError or BusyError with what to do."""
    with only_instance(settings.data), visited_office(settings, now=now, shadow=shadow, workers=workers) as opened:
        office, _ = opened
        with office.store.transaction():
            office.store.outbox.recover(now)
            catch_up(office.store, office.policy, version=office.rules_version, now=now)
        with office.readers, closing(office.adviser) if office.adviser else nullcontext():
            yield opened


@contextmanager
def visited_office(
    settings: Settings, *, now: datetime, shadow: bool = False, workers: int = 1, must_exist: bool = False
) -> Generator[tuple[Office, InForce]]:
    """The same beside a daemon that may be running, its readers not started: for one short change."""
    templates = proven_templates(settings.templates, settings.cache)
    store = Store.open(settings.data, now=now, must_exist=must_exist)
    try:
        in_force = _rules_in_force(settings.rules, store, now)
        prove_letters_of(in_force.rules, templates, settings.templates, settings.cache)
        identity = _identity(store, in_force.rules)
        adviser = Adviser(in_force.rules, cache=settings.cache, patience=PATIENCE, corrections=_taught(store))
        office = Office(
            policy=Policy(rules=in_force.rules, calendar=in_force.rules.desk.calendar),
            rules_version=in_force.version,
            identity=identity,
            store=store,
            readers=Readers(workers=workers, ours=identity.ours),
            templates=templates,
            adviser=adviser,
            shadow=shadow,
        )
        yield office, in_force
    finally:
        store.close()


def proven_templates(folder: Path, cache: Path | None = None) -> Templates:
    """Templates that compile and render with samples. Raises NotReadyError with every problem.

    With a `cache`, those that were proven once are not compiled and rendered again.
    """
    try:
        digest = proven.digest_of(folder) if cache else ""
        templates = Templates.load(folder, are_proven=proven.is_proven(digest, cache))
    except TemplatesError as error:
        raise NotReadyError(*error.problems) from error
    if proven.is_proven(digest, cache):
        return templates
    if problems := prove(templates, SAMPLES):
        raise NotReadyError(*problems)
    proven.remember(digest, cache)
    return templates


def prove_letters_of(rules: Rules, templates: Templates, folder: Path | None = None, cache: Path | None = None) -> None:
    """The letters that rules name are there, and ops' own get what the acknowledgement gets.

    With the `folder` of the templates and a `cache`, as above. Raises NotReadyError as above.
    """
    own = [letter for path, letter in rules.letters.items() if not (path[-2] == "letters" and letter in VALUES)]
    digest = proven.digest_of(folder, *own) if folder and cache else ""
    if digest and proven.is_proven(digest, cache):
        return
    if problems := prove_own(templates, own, SAMPLES["requester/acknowledgement"]):
        raise NotReadyError(*problems)
    if digest:
        proven.remember(digest, cache)


def _taught(store: Store) -> list[Labelled]:
    """What staff corrected until now, as examples."""
    return [
        Labelled(subject=row.subject, text=row.text, category=row.category, language=row.language, group=row.ticket)
        for row in store.corrections.labelled()
    ]


def _identity(store: Store, rules: Rules) -> Identity:
    us = store.us()
    return Identity(instance=us.instance, key=us.key, ours=ours_of(rules, us.instance))


def _rules_in_force(path: Path, store: Store, now: datetime) -> InForce:
    """The file's rules, or the last good ones with the file's problems: a bad file never stops the mail (invariant 10)."""
    reading = rules_from_file(path)
    problems = tuple(map(str, reading.problems))
    if reading.rules:
        with store.transaction():
            version = store.keep_rules(reading.text, now, reading.files)
        return InForce(rules=reading.rules, version=version, problems=())
    kept = store.last_good_rules()
    if kept is None:
        raise NotReadyError(*problems)
    rules, _ = read_rules(kept.text, f"{path} as of {kept.version}", kept.files)
    if rules is None:
        raise NotReadyError(*problems)
    log.error("rules.yaml is broken; the last good rules stay in force", version=kept.version, problems=problems)
    return InForce(rules=rules, version=kept.version, problems=problems)
