"""What wrote a message. Tests in a fixed order, the surest first: header, structure, sender and, last, words.

Each test answers with a finding, which says why, or with None. Does not know whether anybody will be answered.
"""

from collections.abc import Callable

from triage.inbound.message import Message
from triage.inbound.origin import addresses, answers, bounces, marks, notices, phrases, words
from triage.inbound.origin.clues import Clues, Finding, clues_of
from triage.inbound.origin.records import Kind, Ours

FOOT = 1500  # characters at the end of a mail: what mass mailings put there


def find(message: Message, text: str, ours: Ours) -> Finding:
    """The finding of the first test that answers; a message that no test knows was written by a person."""
    clues = clues_of(message, text, ours)
    found = (test(clues) for test in TESTS)
    person = Finding(kind=Kind.PERSON, because="a person wrote it: no mark of a machine in headers, sender or words")
    return next((finding for finding in found if finding), person)


def _loop(clues: Clues) -> Finding | None:
    """Our own letter came back. Only its mark proves that, never our address in From."""
    instance = clues.ours.instance
    if instance and any(value.strip() == instance for value in clues.message.all_headers("x-triage-instance")):
        return Finding(kind=Kind.LOOP, because=f"our own letter came back: X-Triage-Instance: {instance}")
    return None


def _mailing_list(clues: Clues) -> Finding | None:
    """A discussion list can be written to, a mass mailing can only be left."""
    mark = marks.mailing_list(clues.message, clues.ours)
    if mark is None:
        return None
    is_list = marks.list_address(clues.message) or marks.precedence(clues.message, "list")
    kind, name = (Kind.LIST, "a mailing list") if is_list else (Kind.BULK, "a mass mailing")
    return Finding(kind=kind, because=f"{name}: {marks.shown(mark)}")


def _mass_mail(clues: Clues) -> Finding | None:
    """A sender that reads no answers. Precedence alone hides no person; a form that names its writer is a person's."""
    message = clues.message
    named = addresses.reply_address_of(message, clues.ours)
    if clues.is_form or not clues.is_robot or (named and message.author and named != message.author):
        return None
    author = message.author.addr_spec if message.author else ""
    return Finding(kind=Kind.BULK, because=f"nobody reads what is sent to {author}")


def _standing_report(clues: Clues) -> Finding | None:
    """What other servers report of our domain each day (RFC 7489 §7.2.1.1, RFC 8460 §5.3)."""
    is_report = clues.subject.startswith("report domain:") or clues.message.header("tls-report-domain") is not None
    return Finding(kind=Kind.BULK, because="a report on our domain (DMARC or TLS)") if is_report else None


def _newsletter(clues: Clues) -> Finding | None:
    """Its foot tells how to leave and why it comes; people answer and forward such mail, but do not write it."""
    if clues.is_reply or clues.is_forward or clues.is_form:
        return None
    foot = phrases.fold(clues.message.text[-FOOT:])
    leave = phrases.says(foot, notices.LEAVE_WORDS)
    subscribed = leave and phrases.says(foot, notices.SUBSCRIBED_SENTENCES)
    return Finding(kind=Kind.BULK, because=f'a mass mailing says "{leave}" and "{subscribed}"') if subscribed else None


def _notice(clues: Clues) -> Finding | None:
    """A machine presents itself and wants no answer."""
    if clues.is_reply or clues.is_forward or clues.is_form:
        return None
    says_so = phrases.begins_sentence(clues.text, words.AUTOMATIC_SENTENCES)
    wants_none = says_so and phrases.says(clues.text, notices.NO_ANSWER_SENTENCES)
    return Finding(kind=Kind.BULK, because=f'a notice says "{says_so}" and "{wants_none}"') if wants_none else None


TESTS: tuple[Callable[[Clues], Finding | None], ...] = (
    _loop,
    *(bounces.delivery_status, bounces.disposition, bounces.feedback, bounces.other_report),
    *(bounces.failed_header, bounces.from_daemon),
    *(answers.declared_answer, answers.subject_answer),
    *(bounces.worded_failure, bounces.read_receipt),
    *(answers.calendar_answer, answers.worded_answer, answers.generated, answers.silent_answer),
    *(_mailing_list, _standing_report, _mass_mail, _newsletter, _notice),
)
