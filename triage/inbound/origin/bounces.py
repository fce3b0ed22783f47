"""Bounces, warnings and receipts: by the structure of a report first, then by sender and words.

Each test answers with a finding or None. Machine-readable parts are read by `reports`, prose by `dialects`.
"""

from triage.inbound.message import Message
from triage.inbound.origin import dialects, failures, marks, matters, phrases, reports
from triage.inbound.origin.clues import OPENING, Clues, Finding
from triage.inbound.origin.records import Kind, Report


def delivery_status(clues: Clues) -> Finding | None:
    """A delivery status notification (RFC 3464), also by servers that forget to call it a report."""
    message = clues.message
    report = reports.delivery(message)
    if report is None or not (_is_report(message) or _is_servers(clues) or _tells_failure(clues)):
        return None
    if not report.recipients:
        return _by_notice(clues, "a delivery status notification without readable recipients")
    actions = {recipient.action for recipient in report.recipients}
    kind = Kind.BOUNCE if "failed" in actions else Kind.DELIVERY_REPORT
    because = f"a delivery status notification (RFC 3464): {', '.join(sorted(actions))}"
    return Finding(kind=kind, because=because, report=report)


def disposition(clues: Clues) -> Finding | None:
    """A read receipt (RFC 8098), or a rejection in the same dress."""
    if not reports.parts_of(clues.message, reports.DISPOSITION) or not (_is_report(clues.message) or clues.hint):
        return None
    rejected = phrases.says(clues.text[:600], failures.REJECTED_SENTENCES) is not None
    report = reports.disposition(clues.message, rejected=rejected)
    kind = Kind.BOUNCE if rejected else Kind.DELIVERY_REPORT
    return Finding(kind=kind, because="a disposition notification (RFC 8098)", report=report)


def feedback(clues: Clues) -> Finding | None:
    report = reports.feedback(clues.message)
    if report is None or not _is_report(clues.message):
        return None
    return Finding(kind=Kind.DELIVERY_REPORT, because="a complaint report (RFC 5965)", report=report)


def other_report(clues: Clues) -> Finding | None:
    """multipart/report whose machine-readable part is missing."""
    return _by_notice(clues, "multipart/report without a machine-readable part") if _is_report(clues.message) else None


def _is_report(message: Message) -> bool:
    """It says itself that it is a report; a report inside a person's forwarded mail does not make the mail one."""
    types = reports.DELIVERY | reports.DISPOSITION | reports.FEEDBACK
    named = dict(message.content_type_params).get("report-type", "").lower()
    return message.content_type == "multipart/report" or message.content_type in types or f"message/{named}" in types


def _is_servers(clues: Clues) -> bool:
    message = clues.message
    return marks.is_daemon(message) or marks.is_postmaster(message) or marks.is_null_path(message)


def failed_header(clues: Clues) -> Finding | None:
    value = clues.message.header("x-failed-recipients")
    return _by_notice(clues, f"X-Failed-Recipients: {value[:80]}") if value else None


def from_daemon(clues: Clues) -> Finding | None:
    """A mail server's delivery program writes nothing but notices (except where it says that it answers)."""
    author = clues.message.author
    if author is None or not marks.is_daemon(clues.message) or marks.answering_machine(clues.message):
        return None
    return _by_notice(clues, f"the sender is a mail server: {author.display_name or author.addr_spec}")


def worded_failure(clues: Clues) -> Finding | None:
    """Words of a non-delivery: one of subject and text when a server seems to write, else both, and a recipient named."""
    if clues.is_forward:
        return None
    if _is_servers(clues) and _tells_failure(clues):
        return _by_notice(clues, "a mail server's sender and the words of a non-delivery")
    is_servers_own = marks.is_null_path(clues.message) and marks.is_postmaster(clues.message)
    if is_servers_own and dialects.names_recipient(clues.message, clues.ours):  # in a language we do not know
        return _by_notice(clues, "a mail server's sender, an empty Return-Path, and a recipient")
    threaded = clues.message.in_reply_to or clues.message.references
    return None if threaded and not clues.hint else _named_failure(clues)


def _named_failure(clues: Clues) -> Finding | None:
    subject = None if "?" in clues.subject else phrases.says(clues.subject, failures.FAILURE_SUBJECTS)
    text = subject and phrases.says(clues.text[:1200], failures.FAILURE_SENTENCES)
    if not text or not dialects.names_recipient(clues.message, clues.ours):
        return None
    return _by_notice(clues, f'the words of a non-delivery: "{subject}" and "{text}"')


def _tells_failure(clues: Clues) -> bool:
    subject = phrases.says(clues.subject, failures.FAILURE_SUBJECTS)
    return bool(subject or phrases.says(clues.text[:1200], failures.FAILURE_SENTENCES))


def _by_notice(clues: Clues, because: str) -> Finding:
    """A bounce, or the warning that delivery takes longer, told apart by the notice's words."""
    notice, _ = dialects.notice_of(clues.message)
    told = f"{clues.subject} {phrases.fold(notice[:OPENING])}"
    waits = phrases.says(told, failures.DELAY_WORDS)
    is_delay = waits is not None and phrases.says(told, failures.FINAL_WORDS) is None
    kind, action = (Kind.DELIVERY_REPORT, "delayed") if is_delay else (Kind.BOUNCE, "failed")
    sentence = f'{because}; not given up yet: "{waits}"' if is_delay else because
    return Finding(kind=kind, because=sentence, report=dialects.read(clues.message, clues.ours, action))


def read_receipt(clues: Clues) -> Finding | None:
    """Receipts of mail programs that know no RFC 8098."""
    subject = phrases.opening(clues.subject, failures.READ_SUBJECTS)
    sentence = subject and phrases.says(clues.text[:600], failures.READ_SENTENCES)
    if not sentence or "?" in clues.text or phrases.says(clues.text, matters.OWN_WORDS):
        return None
    report = Report(recipients=(), original_message_id=reports.original_id(clues.message))
    return Finding(kind=Kind.DELIVERY_REPORT, because=f'a receipt: "{subject}", "{sentence}"', report=report)
