"""Which marks each mail in an inbox bears by our doing, and which it shall bear: what is left to write is the difference."""

import json
import sqlite3
from collections.abc import Iterable

from triage.desk.marks import Marks, State
from triage.desk.ticket import Status
from triage.inbound.cursor import Cursor
from triage.record import record

# What a mail shows, as one word; another one means that its marks must be written anew.
_SHOWN = """
    CASE WHEN t.mailbox <> :mailbox THEN 'handled by ' || t.mailbox ELSE t.status || ' ' || t.priority || ' ' || t.category END
    || ' as ' || :styles
"""
_COLUMNS = f"o.uid, t.status, t.priority, t.category, t.mailbox, k.flags, k.labels, {_SHOWN} AS shown"
_HERE = "o.mailbox = :mailbox AND o.folder = :folder AND o.uidvalidity = :uidvalidity"
_MARKED = "k.mailbox = :mailbox AND k.folder = :folder AND k.uidvalidity = :uidvalidity"
_ASIDE = "set aside as "
_WITHOUT_TICKET = "a.uid, NULL AS status, '' AS priority, '' AS category, '' AS mailbox, k.flags, k.labels"
_WAITS = "a.mailbox = :mailbox AND a.folder = :folder AND a.uidvalidity = :uidvalidity AND a.state = 'open'"
# In this order of joins the work grows with the tickets that are open, not with all mail that there ever was.
_DUE = f"""
    SELECT {_COLUMNS} FROM tickets t INDEXED BY tickets_open_by_team
    CROSS JOIN messages m ON m.ticket = t.number AND m.direction = 'in'
    CROSS JOIN occurrences o INDEXED BY occurrences_by_message ON o.message = m.id AND {_HERE} AND o.state = 'done'
    LEFT JOIN marks k ON {_MARKED} AND k.uid = o.uid
    WHERE t.status <> 'closed' AND coalesce(k.shown, '') <> {_SHOWN}
    UNION
    SELECT {_COLUMNS} FROM marks k INDEXED BY marks_not_over
    CROSS JOIN occurrences o ON {_HERE} AND o.uid = k.uid
    JOIN messages m ON m.id = o.message
    JOIN tickets t ON t.number = m.ticket
    WHERE {_MARKED} AND k.is_over = 0 AND t.status = 'closed'
    UNION
    SELECT {_WITHOUT_TICKET}, '{_ASIDE}' || :styles AS shown FROM set_aside a
    LEFT JOIN marks k ON {_MARKED} AND k.uid = a.uid
    WHERE {_WAITS} AND coalesce(k.shown, '') <> '{_ASIDE}' || :styles
    UNION
    SELECT {_WITHOUT_TICKET.replace("a.uid", "k.uid")}, '' AS shown FROM marks k INDEXED BY marks_not_over
    WHERE {_MARKED} AND k.is_over = 0 AND k.shown LIKE '{_ASIDE}%'
    AND NOT EXISTS (SELECT 1 FROM set_aside a WHERE {_WAITS} AND a.uid = k.uid)
    AND NOT EXISTS (SELECT 1 FROM occurrences o WHERE {_HERE} AND o.uid = k.uid AND o.message IS NOT NULL)
    LIMIT :most
"""  # noqa: S608  every part stands above


@record
class Due:
    """One mail whose marks must be written."""

    uid: int
    state: State
    written: Marks | None  # what we wrote last; None: nothing that we know of
    shown: str


class Written:
    """The marks that we wrote."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._db = connection

    def due(self, mailbox: str, cursor: Cursor, styles: Iterable[str], most: int) -> list[Due]:
        """Mails of this inbox whose ticket stands otherwise than they show, at most so many.

        Mail on tickets that are closed already is only looked at if it still shows an open one.
        """
        values = {
            "mailbox": mailbox,
            "folder": cursor.folder,
            "uidvalidity": cursor.uidvalidity,
            "styles": ",".join(sorted(styles)),
            "most": most,
        }
        return [_due(row, mailbox) for row in self._db.execute(_DUE, values)]

    def keep(self, mailbox: str, cursor: Cursor, written: Iterable[tuple[Due, Marks]]) -> None:
        """These marks were written. What is known of the folder's UIDs before it was made anew is forgotten."""
        place = (mailbox, cursor.folder, cursor.uidvalidity)
        self._db.execute("DELETE FROM marks WHERE mailbox = ? AND folder = ? AND uidvalidity <> ?", place)
        self._db.executemany(
            "INSERT OR REPLACE INTO marks (mailbox, folder, uidvalidity, uid, shown, is_over, flags, labels) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (
                    *place,
                    due.uid,
                    due.shown,
                    int(due.state.status is Status.CLOSED or due.shown == ""),
                    json.dumps(sorted(marks.flags)),
                    json.dumps(sorted(marks.labels), ensure_ascii=False),
                )
                for due, marks in written
            ],
        )


def _due(row: sqlite3.Row, mailbox: str) -> Due:
    state = State(
        status=Status(row["status"]) if row["status"] else None,
        priority=row["priority"],
        category=row["category"],
        is_set_aside=row["shown"].startswith(_ASIDE),
        handled_by=row["mailbox"] if row["mailbox"] not in ("", mailbox) else None,
    )
    written = None
    if row["flags"] is not None:
        written = Marks(flags=frozenset(json.loads(row["flags"])), labels=frozenset(json.loads(row["labels"])))
    return Due(uid=row["uid"], state=state, written=written, shown=row["shown"])
