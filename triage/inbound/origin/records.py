"""What can be said of a message's origin: plain records. Knows nothing of how it was found out."""

from enum import StrEnum

from triage.record import record


class Kind(StrEnum):
    """What wrote this message."""

    PERSON = "person"
    AUTO_REPLY = "auto_reply"
    OUT_OF_OFFICE = "out_of_office"
    BOUNCE = "bounce"
    DELIVERY_REPORT = "delivery_report"
    LIST = "list"
    BULK = "bulk"
    LOOP = "loop"


class Authenticated(StrEnum):
    """Our own server's authentication result aligned with From (RFC 8601)."""

    PASS = "pass"  # noqa: S105  a verdict, not a password
    FAIL = "fail"
    NONE = "none"


@record
class Ours:
    """What we must know of ourselves to recognise our own mail and believe our own server. Plain values."""

    addresses: frozenset[str]  # every address of our mailboxes and aliases, lower case
    staff: frozenset[str] = frozenset()  # addresses of all who may speak for the desk (`Rules.people`), lower case
    authserv_id: str | None = (
        None  # the only Authentication-Results we believe, see authentication.py; None believes none
    )
    instance: str = ""  # value of X-Triage-Instance on our own letters
    contact_forms: frozenset[str] = frozenset()  # From addresses whose requester stands in Reply-To


@record
class Reason:
    """One reason not to answer automatically."""

    code: str  # null-path, own, system, auto, report, list, suppress, robot, not-ours, unclear
    sentence: str  # in words, naming the header and its value


@record
class FailedRecipient:
    """One recipient of a delivery status notification (RFC 3464)."""

    address: str
    action: str  # failed, delayed, delivered, relayed, expanded
    status: str  # enhanced status code such as "5.1.1"; "" when not given
    diagnostic: str  # the server's words; "" when not given


@record
class Report:
    """What a bounce or receipt says."""

    recipients: tuple[FailedRecipient, ...]
    original_message_id: str | None  # of the letter it is about, without angle brackets


@record
class Origin:
    """The verdict on one message."""

    kind: Kind
    authenticated: Authenticated
    because: tuple[str, ...]  # why this kind and this authentication, in sentences
    never_answer: tuple[Reason, ...]  # message-borne reasons, in the fixed order of the gate
    report: Report | None  # for bounces and delivery reports
