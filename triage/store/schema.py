"""The tables, as numbered migrations that only go forward. Each runs in one transaction.

In a table WITHOUT ROWID the key's columns come first: SQLite 3.40's quick_check mistakes any other order for damage.
"""

from triage.store.sqliteutils import Database, Migrations

migrations = Migrations("triage")


@migrations()
def m001_the_desk(db: Database) -> None:
    """Who we are: one row. The key signs our Message-IDs."""
    _create(
        db,
        """
        CREATE TABLE desk (
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            instance TEXT NOT NULL,
            key BLOB NOT NULL,
            created_at TEXT NOT NULL
        ) STRICT;
        CREATE TABLE rules_versions (
            version TEXT PRIMARY KEY,           -- sha256 of the text
            text TEXT NOT NULL,
            loaded_at TEXT NOT NULL
        ) STRICT;
    """,
    )


@migrations()
def m002_tickets(db: Database) -> None:
    """The unit of work, its people, facts, history and promises."""
    _create(
        db,
        """
        CREATE TABLE tickets (
            number INTEGER PRIMARY KEY,
            name TEXT NOT NULL UNIQUE,
            status TEXT NOT NULL CHECK (status IN ('new', 'open', 'pending', 'closed')),
            category TEXT NOT NULL,
            confidence REAL NOT NULL,
            stage TEXT,
            team TEXT,
            assignee TEXT,
            priority TEXT NOT NULL,
            mailbox TEXT NOT NULL,
            requester TEXT NOT NULL,
            requester_name TEXT NOT NULL,
            subject TEXT NOT NULL,
            subject_key TEXT NOT NULL,
            language TEXT NOT NULL,
            opened_at TEXT NOT NULL,
            first_answer_at TEXT,
            closed_at TEXT,
            last_message_at TEXT NOT NULL,
            missing TEXT NOT NULL,              -- JSON list
            cycle INTEGER NOT NULL,
            letters INTEGER NOT NULL,
            original_message_id TEXT,
            rules_version TEXT
        ) STRICT;
        CREATE INDEX tickets_by_requester ON tickets (requester, last_message_at);
        CREATE INDEX tickets_by_subject ON tickets (subject_key, last_message_at);
        CREATE TABLE participants (
            ticket INTEGER NOT NULL REFERENCES tickets,
            address TEXT NOT NULL,
            PRIMARY KEY (ticket, address)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX participants_by_address ON participants (address, ticket);
        CREATE TABLE facts (
            ticket INTEGER NOT NULL REFERENCES tickets,
            name TEXT NOT NULL,
            value TEXT NOT NULL,
            PRIMARY KEY (ticket, name, value)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE events (
            id INTEGER PRIMARY KEY,
            ticket INTEGER REFERENCES tickets,
            message INTEGER REFERENCES messages,
            at TEXT NOT NULL,
            kind TEXT NOT NULL,
            because TEXT NOT NULL               -- JSON list of sentences
        ) STRICT;
        CREATE INDEX events_by_ticket ON events (ticket, id);
        CREATE TABLE deadlines (
            ticket INTEGER NOT NULL REFERENCES tickets,
            cycle INTEGER NOT NULL,
            stage TEXT NOT NULL,
            starts_at TEXT NOT NULL,
            due_at TEXT NOT NULL,
            clause TEXT,
            outcome TEXT NOT NULL,
            settled_at TEXT,
            PRIMARY KEY (ticket, cycle)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX deadlines_open ON deadlines (due_at) WHERE outcome = 'open';
        CREATE TABLE rungs (
            ticket INTEGER NOT NULL REFERENCES tickets,
            cycle INTEGER NOT NULL,
            step TEXT NOT NULL,
            fires_at TEXT NOT NULL,
            is_escalation INTEGER NOT NULL,
            tell TEXT NOT NULL,                 -- JSON list
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'told', 'superseded', 'void')),
            done_at TEXT,
            PRIMARY KEY (ticket, cycle, step)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX rungs_open ON rungs (fires_at) WHERE state = 'open';
    """,
    )


@migrations()
def m003_messages(db: Database) -> None:
    """Every message once, wherever it occurs; and how far each folder has been read."""
    _create(
        db,
        """
        CREATE TABLE raw (
            sha256 TEXT PRIMARY KEY,
            bytes BLOB NOT NULL
        ) STRICT;
        CREATE TABLE messages (
            id INTEGER PRIMARY KEY,
            content_key TEXT NOT NULL UNIQUE,
            message_id TEXT,
            ticket INTEGER REFERENCES tickets DEFERRABLE INITIALLY DEFERRED,  -- both are saved in one transaction
            direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
            kind TEXT NOT NULL,
            authenticated TEXT NOT NULL,
            mailbox TEXT NOT NULL,
            author TEXT NOT NULL,
            author_name TEXT NOT NULL,
            recipients TEXT NOT NULL,           -- JSON list
            subject TEXT NOT NULL,
            date TEXT,                          -- the Date header's claim
            received_at TEXT NOT NULL,
            language TEXT,
            text TEXT NOT NULL,
            full_text TEXT NOT NULL,
            attachments TEXT NOT NULL,          -- JSON list of {filename, content_type, size, sha256}
            because TEXT NOT NULL,              -- JSON list: why this kind
            raw_sha256 TEXT NOT NULL REFERENCES raw,
            size INTEGER NOT NULL
        ) STRICT;
        CREATE INDEX messages_by_ticket ON messages (ticket, id);
        CREATE INDEX messages_by_message_id ON messages (message_id);
        CREATE INDEX messages_by_author ON messages (author, received_at);
        CREATE TABLE ids (                      -- every Message-ID and every reference, seen or not
            rfc_id TEXT NOT NULL,
            ticket INTEGER NOT NULL REFERENCES tickets DEFERRABLE INITIALLY DEFERRED,
            is_reference INTEGER NOT NULL,
            is_ours INTEGER NOT NULL,
            PRIMARY KEY (rfc_id, ticket, is_reference)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE cursors (
            mailbox TEXT NOT NULL,
            role TEXT NOT NULL CHECK (role IN ('inbox', 'sent')),
            folder TEXT NOT NULL,
            uidvalidity INTEGER NOT NULL,
            last_uid INTEGER NOT NULL,
            began_at TEXT NOT NULL,             -- the first look: what lay there before is not ours to take in
            reread_upto INTEGER NOT NULL DEFAULT 0,  -- UIDs up to this one were listed anew when UIDVALIDITY changed
            PRIMARY KEY (mailbox, role)
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE occurrences (
            mailbox TEXT NOT NULL,
            folder TEXT NOT NULL,
            uidvalidity INTEGER NOT NULL,
            uid INTEGER NOT NULL,
            state TEXT NOT NULL CHECK (state IN ('done', 'retry', 'quarantined', 'vanished')),
            tries INTEGER NOT NULL DEFAULT 1,
            message INTEGER REFERENCES messages,
            received_at TEXT NOT NULL,
            PRIMARY KEY (mailbox, folder, uidvalidity, uid)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX occurrences_by_message ON occurrences (message);
        CREATE TABLE set_aside (
            id INTEGER PRIMARY KEY,
            mailbox TEXT NOT NULL,
            folder TEXT NOT NULL,
            uidvalidity INTEGER NOT NULL,
            uid INTEGER NOT NULL,
            at TEXT NOT NULL,
            reason TEXT NOT NULL,
            headers TEXT NOT NULL,              -- what could be shown: From, Subject, Date as claimed
            raw_sha256 TEXT REFERENCES raw,
            told_at TEXT,                       -- when ops heard of it
            state TEXT NOT NULL DEFAULT 'open' CHECK (state IN ('open', 'released', 'discarded'))
        ) STRICT;
    """,
    )


@migrations()
def m004_letters(db: Database) -> None:
    """The outbox: final bytes, one recipient a row, and what became of each."""
    _create(
        db,
        """
        CREATE TABLE letters (
            id INTEGER PRIMARY KEY,
            kind TEXT NOT NULL,
            ticket INTEGER REFERENCES tickets,
            seq INTEGER NOT NULL,
            mailbox TEXT NOT NULL,
            recipient TEXT NOT NULL,
            envelope_from TEXT NOT NULL,
            message_id TEXT,
            subject TEXT NOT NULL,
            state TEXT NOT NULL CHECK (state IN (
                'queued', 'claimed', 'data', 'sent', 'deferred', 'failed', 'uncertain', 'withheld', 'suppressed')),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at TEXT,
            created_at TEXT NOT NULL,
            done_at TEXT,
            error TEXT NOT NULL DEFAULT '',
            told_at TEXT,                       -- when ops heard of a bad end, or at once where nobody needs to hear
            raw BLOB,                           -- last, so that the others are read without it. NULL when suppressed
            UNIQUE (ticket, kind, seq)
        ) STRICT;
        CREATE INDEX letters_due ON letters (mailbox, (kind IN ('acknowledgement', 'digest')), next_attempt_at)
            WHERE state IN ('queued', 'deferred');
        CREATE INDEX letters_by_recipient ON letters (recipient, created_at);
        CREATE INDEX letters_by_created ON letters (created_at);
        CREATE INDEX letters_by_message_id ON letters (message_id);
        CREATE INDEX letters_by_state ON letters (state, told_at);
        CREATE TABLE parked (
            address TEXT PRIMARY KEY,
            until TEXT NOT NULL,
            reason TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        CREATE TABLE notices (                  -- what ops were told lately, so that they are told once
            key TEXT PRIMARY KEY,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
    """,
    )


@migrations()
def m005_traces(db: Database) -> None:
    """By which words a message that names no id can be found to continue another."""
    _create(
        db,
        """
        CREATE TABLE traces (
            trace INTEGER NOT NULL,             -- of a run of words, see desk.thread.words
            message INTEGER NOT NULL,           -- the message in which they were written
            PRIMARY KEY (trace, message)
        ) STRICT, WITHOUT ROWID;
    """,
    )


@migrations()
def m006_rules_of_events(db: Database) -> None:
    """Which rules.yaml was in force when something was decided; NULL for what no rule decides."""
    _create(db, "ALTER TABLE events ADD COLUMN rules_version TEXT")


@migrations()
def m007_unsure(db: Database) -> None:
    """Tickets whose category is only a guess."""
    _create(db, "ALTER TABLE tickets ADD COLUMN unsure INTEGER NOT NULL DEFAULT 0")


@migrations()
def m008_corrections(db: Database) -> None:
    """What staff said a ticket is about: labelled examples to learn from."""
    _create(
        db,
        """
        CREATE TABLE corrections (
            id INTEGER PRIMARY KEY,
            ticket INTEGER NOT NULL REFERENCES tickets,
            was TEXT NOT NULL,
            category TEXT NOT NULL,
            by_whom TEXT NOT NULL,
            at TEXT NOT NULL
        ) STRICT;
        CREATE INDEX corrections_by_ticket ON corrections (ticket, id);
    """,
    )


@migrations()
def m009_ladders(db: Database) -> None:
    """Steps that repeat, letters to the requester at their moment, and letters about several tickets; late replies."""
    _create(
        db,
        """
        ALTER TABLE rungs ADD COLUMN repeat TEXT;           -- a length of time
        ALTER TABLE rungs ADD COLUMN letter TEXT;           -- to the requester
        CREATE TABLE letter_tickets (           -- what a letter about several tickets speaks of
            message_id TEXT NOT NULL,
            ticket INTEGER NOT NULL REFERENCES tickets,
            PRIMARY KEY (message_id, ticket)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE tickets ADD COLUMN continues INTEGER REFERENCES tickets;
        CREATE INDEX tickets_by_continued ON tickets (continues) WHERE continues IS NOT NULL
    """,
    )


@migrations()
def m010_files_of_rules(db: Database) -> None:
    """What rules.yaml names and lies beside it, kept with it; and with which rules open deadlines were reckoned last."""
    _create(
        db,
        """
        CREATE TABLE rules_files (
            version TEXT NOT NULL REFERENCES rules_versions,
            name TEXT NOT NULL,
            text TEXT NOT NULL,
            PRIMARY KEY (version, name)
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE desk ADD COLUMN reckoned_with TEXT
    """,
    )


@migrations()
def m011_reports(db: Database) -> None:
    """What reports count is found by the moment at which it happened, and a team's open tickets by the team."""
    _create(
        db,
        """
        CREATE INDEX tickets_by_opened ON tickets (opened_at, category);
        CREATE INDEX tickets_by_first_answer ON tickets (first_answer_at) WHERE first_answer_at IS NOT NULL;
        CREATE INDEX tickets_by_closed ON tickets (closed_at) WHERE closed_at IS NOT NULL;
        CREATE INDEX tickets_open_by_team ON tickets (team) WHERE status <> 'closed';
        CREATE INDEX deadlines_by_due ON deadlines (due_at);
        CREATE INDEX messages_by_received ON messages (received_at, direction, kind, mailbox, ticket)
    """,
    )


@migrations()
def m012_conversations(db: Database) -> None:
    """Every subject a ticket's mails had; how far old traces are forgotten; which ticket another was joined to."""
    _create(
        db,
        """
        CREATE TABLE subjects (
            subject_key TEXT NOT NULL,
            ticket INTEGER NOT NULL,
            at TEXT NOT NULL,                   -- when a mail with that subject last came in on it
            PRIMARY KEY (subject_key, ticket)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX subjects_by_at ON subjects (subject_key, at);
        INSERT INTO subjects SELECT subject_key, number, last_message_at FROM tickets WHERE subject_key != '';
        DROP INDEX tickets_by_subject;
        CREATE TABLE forgotten (                -- one row: traces of messages up to this id are taken back
            only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
            upto INTEGER NOT NULL
        ) STRICT;
        INSERT INTO forgotten VALUES (1, 0);
        ALTER TABLE tickets ADD COLUMN joined_to INTEGER REFERENCES tickets;
        CREATE INDEX tickets_joined ON tickets (joined_to) WHERE joined_to IS NOT NULL;
    """,
    )


@migrations()
def m013_cursors_by_folder(db: Database) -> None:
    """One cursor a folder: several may hold what staff sent."""
    _create(
        db,
        """
        ALTER TABLE cursors RENAME TO cursors_by_role;
        CREATE TABLE cursors (
            mailbox TEXT NOT NULL,
            role TEXT NOT NULL,                 -- inbox, sent
            folder TEXT NOT NULL,
            uidvalidity INTEGER NOT NULL,
            last_uid INTEGER NOT NULL,
            began_at TEXT NOT NULL,             -- the first look: what lay there before is not ours to take in
            reread_upto INTEGER NOT NULL DEFAULT 0,  -- UIDs up to this one were listed anew when UIDVALIDITY changed
            PRIMARY KEY (mailbox, role, folder)
        ) STRICT, WITHOUT ROWID;
        INSERT INTO cursors SELECT mailbox, role, folder, uidvalidity, last_uid, began_at, reread_upto FROM cursors_by_role;
        DROP TABLE cursors_by_role
    """,
    )


@migrations()
def m014_notifications(db: Database) -> None:
    """Letters that tell staff of news go out beside acknowledgements, and are counted by the hour."""
    _create(
        db,
        """
        DROP INDEX letters_due;
        CREATE INDEX letters_due ON letters (mailbox, (kind IN ('acknowledgement', 'digest', 'notification')), next_attempt_at)
            WHERE state IN ('queued', 'deferred');
        CREATE INDEX letters_of_news ON letters (created_at, recipient) WHERE kind = 'notification'
    """,
    )


@migrations()
def m015_sorting(db: Database) -> None:
    """The journal of mails that staff sorted into folders."""
    _create(
        db,
        """
        CREATE TABLE moves (
            id INTEGER PRIMARY KEY,
            message INTEGER NOT NULL REFERENCES messages,
            mailbox TEXT NOT NULL,
            ticket INTEGER NOT NULL REFERENCES tickets,
            role TEXT NOT NULL,                 -- where it lies since: 'category complaint', 'close' … or 'inbox'
            at TEXT NOT NULL,
            since TEXT NOT NULL,                -- the first move that `before` and `after` tell of
            before TEXT,                        -- JSON: how the ticket stood. NULL: nothing to take back
            after TEXT                          -- JSON
        ) STRICT;
        CREATE INDEX moves_of_message ON moves (message, mailbox, id)
    """,
    )


@migrations()
def m016_marks(db: Database) -> None:
    """What each mail in an inbox shows of its ticket by our doing."""
    _create(
        db,
        """
        CREATE TABLE marks (
            mailbox TEXT NOT NULL,
            folder TEXT NOT NULL,
            uidvalidity INTEGER NOT NULL,
            uid INTEGER NOT NULL,
            shown TEXT NOT NULL,                -- the state that its marks tell, and in which styles
            is_over INTEGER NOT NULL,           -- the ticket was closed then: looked at no more
            flags TEXT NOT NULL,                -- JSON list: those that we wrote
            labels TEXT NOT NULL,               -- JSON list
            PRIMARY KEY (mailbox, folder, uidvalidity, uid)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX marks_not_over ON marks (mailbox, folder, uidvalidity, uid) WHERE is_over = 0
    """,
    )


@migrations()
def m017_answers_by_mail(db: Database) -> None:
    """Whose own words a letter carries, and when they heard that it was lost; copies on their way into a Sent folder."""
    _create(
        db,
        """
        ALTER TABLE letters ADD COLUMN written_by TEXT;
        ALTER TABLE letters ADD COLUMN said TEXT;       -- these words, to be given back
        ALTER TABLE letters ADD COLUMN returned_at TEXT;
        CREATE INDEX letters_lost ON letters (done_at) WHERE kind = 'relay' AND returned_at IS NULL AND state IN ('failed', 'uncertain');
        CREATE TABLE copies (
            letter INTEGER PRIMARY KEY REFERENCES letters,
            mailbox TEXT NOT NULL,
            message_id TEXT NOT NULL,
            state TEXT NOT NULL DEFAULT 'wanted' CHECK (state IN ('wanted', 'begun', 'filed', 'seen')),
            attempts INTEGER NOT NULL DEFAULT 0,
            next_attempt_at TEXT NOT NULL,
            done_at TEXT,
            error TEXT NOT NULL DEFAULT ''
        ) STRICT;
        CREATE INDEX copies_due ON copies (mailbox, next_attempt_at) WHERE state IN ('wanted', 'begun');
        CREATE INDEX copies_by_message_id ON copies (message_id)
    """,
    )


@migrations()
def m018_answer_addresses(db: Database) -> None:
    """Where a person's answer goes, if not to the requester's own address."""
    _create(db, "ALTER TABLE tickets ADD COLUMN answer_to TEXT")


@migrations()
def m019_links(db: Database) -> None:
    """Links in letters to staff that were used, and until when a ticket's reminders wait."""
    _create(
        db,
        """
        CREATE TABLE spent_links (
            link TEXT PRIMARY KEY,
            at TEXT NOT NULL
        ) STRICT, WITHOUT ROWID;
        ALTER TABLE tickets ADD COLUMN snoozed_until TEXT
    """,
    )


@migrations()
def m020_insiders(db: Database) -> None:
    """What stays among staff and those they asked; mail that staff passed on; tickets that staff took together or apart."""
    _create(
        db,
        """
        ALTER TABLE messages ADD COLUMN is_internal INTEGER NOT NULL DEFAULT 0;  -- no customer's, and shown to none
        ALTER TABLE messages ADD COLUMN forwarded_by TEXT;  -- the staff member who passed it on
        ALTER TABLE messages ADD COLUMN note TEXT NOT NULL DEFAULT '';  -- what they wrote above, for staff only
        ALTER TABLE ids ADD COLUMN is_internal INTEGER NOT NULL DEFAULT 0;
        CREATE TABLE third_parties (            -- whom staff asked about a ticket without its requester
            address TEXT NOT NULL,
            ticket INTEGER NOT NULL REFERENCES tickets DEFERRABLE INITIALLY DEFERRED,
            PRIMARY KEY (address, ticket)
        ) STRICT, WITHOUT ROWID;
        CREATE INDEX third_parties_by_ticket ON third_parties (ticket);
        CREATE TABLE kept_apart (               -- pairs that no later mail may join: staff split them
            lower INTEGER NOT NULL REFERENCES tickets DEFERRABLE INITIALLY DEFERRED,
            higher INTEGER NOT NULL REFERENCES tickets DEFERRABLE INITIALLY DEFERRED,
            PRIMARY KEY (lower, higher)
        ) STRICT, WITHOUT ROWID
    """,
    )


@migrations()
def m021_merges(db: Database) -> None:
    """Which ticket was merged into which, and how both stood, so that it can be undone; which messages hang together."""
    _create(
        db,
        """
        ALTER TABLE messages ADD COLUMN ancestors TEXT NOT NULL DEFAULT '[]';  -- JSON: ids that it refers to, nearest first
        ALTER TABLE letters ADD COLUMN message INTEGER REFERENCES messages;    -- by which it was ordered
        CREATE TABLE merges (
            id INTEGER PRIMARY KEY,
            taken INTEGER NOT NULL REFERENCES tickets,
            kept INTEGER NOT NULL REFERENCES tickets,  -- goes on
            at TEXT NOT NULL,
            upto INTEGER NOT NULL,              -- the newest message then
            stood TEXT NOT NULL,                -- JSON: how the tickets stood
            undone_at TEXT
        ) STRICT;
        CREATE INDEX merges_by_taken ON merges (taken);
        CREATE TABLE merged_messages (          -- that came with it
            merge INTEGER NOT NULL REFERENCES merges,
            message INTEGER NOT NULL REFERENCES messages,
            PRIMARY KEY (merge, message)
        ) STRICT, WITHOUT ROWID
    """,
    )


@migrations()
def m022_never_answer(db: Database) -> None:
    """Why a message may not be answered by a machine, for an acknowledgement that comes later; NULL from before."""
    _create(db, "ALTER TABLE messages ADD COLUMN never_answer TEXT")


@migrations()
def m023_counting(db: Database) -> None:
    """The budgets count letters by indexes that hold all they ask for, whatever was held back beside them."""
    _create(
        db,
        """
        DROP INDEX letters_of_news;
        CREATE INDEX letters_of_news ON letters (created_at, recipient) WHERE kind = 'notification' AND raw IS NOT NULL;
        CREATE INDEX letters_counted ON letters (kind, created_at) WHERE raw IS NOT NULL
    """,
    )


@migrations()
def m024_references(db: Database) -> None:
    """Every column that names another table's row is found by an index: whenever such a row is kept, SQLite looks who names it."""
    _create(
        db,
        """
        CREATE INDEX ids_by_ticket ON ids (ticket);
        CREATE INDEX messages_by_raw ON messages (raw_sha256);
        CREATE INDEX set_aside_by_raw ON set_aside (raw_sha256);
        CREATE INDEX events_by_message ON events (message) WHERE message IS NOT NULL;
        CREATE INDEX letters_by_message ON letters (message) WHERE message IS NOT NULL;
        CREATE INDEX letter_tickets_by_ticket ON letter_tickets (ticket);
        CREATE INDEX moves_by_ticket ON moves (ticket);
        CREATE INDEX kept_apart_by_higher ON kept_apart (higher);
        CREATE INDEX merges_by_kept ON merges (kept);
        CREATE INDEX merged_messages_by_message ON merged_messages (message)
    """,
    )


@migrations()
def m025_meant_for(db: Database) -> None:
    """To whom an answer to a letter to staff may go, by what it says; NULL from before, and for every other letter."""
    _create(db, "ALTER TABLE letters ADD COLUMN meant_for TEXT")  # JSON list of addresses


@migrations()
def m026_asked(db: Database) -> None:
    """What a requester last wrote on a ticket is found at once, however much either has seen."""
    _create(
        db,
        """
        CREATE INDEX messages_of_requester ON messages (ticket, author, received_at)
            WHERE direction = 'in' AND kind = 'person' AND NOT is_internal
    """,
    )


@migrations()
def m027_indexes(db: Database) -> None:
    """The next number for a letter of no ticket is found at once; no row stands in an index by which nobody looks for it."""
    _create(
        db,
        """
        CREATE INDEX letters_of_no_ticket ON letters (seq) WHERE ticket IS NULL;
        DROP INDEX letters_by_message_id;
        CREATE INDEX letters_by_message_id ON letters (message_id) WHERE message_id IS NOT NULL;
        DROP INDEX tickets_by_requester
    """,
    )


@migrations()
def m028_asks_nothing(db: Database) -> None:
    """A thank-you that is read before the answer for which it thanks is no question after that."""
    _create(db, "ALTER TABLE messages ADD COLUMN asks_nothing INTEGER NOT NULL DEFAULT 0")


def _create(db: Database, script: str) -> None:
    """Statement by statement: `executescript` would commit the transaction it runs in."""
    for statement in filter(str.strip, script.split(";")):
        db.conn.execute(statement)
