"""Shows in the inbox how each mail's ticket stands. Works out what is left to write; the mailbox writes it, and it is written down."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Literal

from triage.desk.marks import Marks, marks_of, shared, stale
from triage.inbound.mailbox import Change, Cursor, Keeps
from triage.jobs.office import Office
from triage.store import Due

PORTION = 200  # mails at once

Styles = Sequence[Literal["keywords", "thunderbird", "apple", "gmail"]]


def marks_due(office: Office, mailbox: str, cursor: Cursor, styles: Styles) -> list[Due]:
    """The next mails of this inbox that show something else than holds."""
    return office.store.marks.due(mailbox, cursor, styles, PORTION)


def changes_for(office: Office, due: Sequence[Due], styles: Styles) -> list[Change]:
    """What to put on and take off, mails with the same change together. Only what we wrote is taken off.

    Of a mail that we know nothing of, words that are ours alone are taken off: it may have been moved and come back.
    """
    alike = defaultdict[tuple[Marks, Marks, Marks], list[int]](list)
    for each in due:
        wanted = marks_of(each.state, styles)
        was = each.written or stale(wanted, styles, office.policy.rules)
        off = Marks(flags=was.flags - wanted.flags, labels=was.labels - wanted.labels)
        alike[wanted, off, each.written or Marks()].append(each.uid)
    return [
        Change(
            uids=tuple(sorted(uids)),
            add=wanted.flags,
            remove=off.flags,
            add_labels=wanted.labels,
            remove_labels=off.labels,
            shared=shared(wanted.flags - known.flags),
        )
        for (wanted, off, known), uids in alike.items()
    ]


def marked(office: Office, mailbox: str, cursor: Cursor, due: Sequence[Due], styles: Styles, keeps: Keeps) -> None:
    """Remember what was written: of the marks that were wanted, those that the folder keeps and that nobody had set before."""
    written = [(each, _ours(each, marks_of(each.state, styles), keeps)) for each in due]
    with office.store.transaction():
        office.store.marks.keep(mailbox, cursor, written)


def _ours(due: Due, wanted: Marks, keeps: Keeps) -> Marks:
    """A flag that stood there before we first wrote it is its reader's, and never taken off."""
    known = due.written.flags if due.written else frozenset[str]()
    before = keeps.before.get(due.uid, frozenset())
    flags = frozenset(flag for flag in keeps.of(wanted.flags) if flag in known or flag.lower() not in before)
    return Marks(flags=flags, labels=wanted.labels if keeps.labels else frozenset())
