"""How long we wait for a server, and how much we take from it at once. Figures only."""

from pathlib import Path

from triage.record import record


@record
class Pace:
    """How patient a worker is. All in seconds; tests shorten them."""

    connect: float = 30  # from the first packet to the end of the login
    command: float = 60  # for one whole answer
    body: float = 300  # for one whole answer that holds messages
    poll: float = 60  # the bell rings at least this often
    renew: float = 540  # IDLE is left and begun anew; servers may hang up after 29 minutes (RFC 2177)
    backoff_first: float = 5  # after the first failure; doubles with each one that follows
    backoff_most: float = 300
    refused: float = 300  # after a refused login, which locks accounts when repeated


@record
class Portion:
    """How much one look fetches."""

    messages: int = 50
    octets: int = 8_000_000  # of all messages of one look; a single larger one still comes
    message_octets: int = 25_000_000  # of a larger message only the beginning is fetched
    beginning_octets: int = 256 * 1024
    spool: Path | None = None  # the folder where large messages are written down as they come; None: memory holds them
    spooled_octets: int = 2_000_000  # a message beyond this is large
    part_octets: int = 1_000_000  # of a large message at a time
    listed_uids: int = 50_000  # UIDs in one SEARCH answer: it stays below imaplib's limit of 1,000,000 bytes a line
