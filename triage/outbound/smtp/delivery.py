"""What became of one attempt to hand a letter over. Plain facts; what follows from them is retry's to say."""

from enum import StrEnum

from triage.record import record


class Outcome(StrEnum):
    """How an attempt ended."""

    ACCEPTED = "accepted"  # the server took responsibility (RFC 5321 §4.2.5)
    TRANSIENT = "transient"  # not sent; may work later
    PERMANENT = "permanent"  # refused for this letter or this recipient
    UNCERTAIN = "uncertain"  # the reply to the content was lost: it may have gone out
    MISCONFIGURED = "misconfigured"  # our login, sender or server is wrong: no letter would get through


class Stage(StrEnum):
    """How far the conversation had come."""

    ADDRESS = "address"  # before any server was asked
    CONNECT = "connect"  # connection, greeting, TLS, login
    MAIL = "mail"
    RCPT = "rcpt"
    DATA = "data"


@record
class Delivery:
    """The result of one attempt with one letter and one recipient."""

    outcome: Outcome
    stage: Stage
    code: int | None = None  # reply code (RFC 5321 §4.2); None when the server said nothing
    text: str = ""  # the server's words or the fault, one line, for the ticket and the log


def judged(stage: Stage, code: int) -> Outcome:
    """What a reply code means at a stage; 2xx is for the caller, who knows what was asked.

    A 5xx before the recipient is named is about us, except that MAIL may find this letter too large (RFC 1870 §6.1).
    """
    if code in _LOGIN_WANTED:
        return Outcome.MISCONFIGURED
    if 400 <= code < 500:  # noqa: PLR2004  the classes of RFC 5321 §4.2.1
        return Outcome.TRANSIENT
    if 500 <= code < 600:  # noqa: PLR2004  the same
        about_us = stage in (Stage.CONNECT, Stage.MAIL) and code != _TOO_LARGE
        return Outcome.MISCONFIGURED if about_us else Outcome.PERMANENT
    return Outcome.UNCERTAIN if stage is Stage.DATA else Outcome.TRANSIENT


_LOGIN_WANTED = (530, 534, 535, 538)  # RFC 4954 §6
_TOO_LARGE = 552
