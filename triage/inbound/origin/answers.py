"""Answers of machines: out-of-office notes, receipts of other desks, calendars. By header first, then by words.

Each test answers with a finding or None.
"""

from triage.inbound.origin import marks, phrases, words
from triage.inbound.origin.clues import REPLY_PREFIXES, Clues, Finding
from triage.inbound.origin.records import Kind

RECEIPT_OPENING = 600  # a receipt says so at once; a person's answer through a ticket system has it in the footer
BESIDE = (words.BACK_SENTENCES, words.INSTEAD_SENTENCES, words.LATER_SENTENCES)
CALENDAR_SUBJECTS = {
    "de": "zugesagt: | abgelehnt: | mit vorbehalt: | angenommen:",
    "en": "accepted: | declined: | tentative: | tentatively accepted: | canceled: | new time proposed:",
    "es": "aceptado: | aceptada: | rechazado: | rechazada: | provisional:",
    "fr": "accepté : | accepté: | refusé : | refusé: | provisoire :",
    "it": "accettato: | rifiutato: | provvisorio:",
    "nl": "geaccepteerd: | geweigerd: | voorlopig:",
    "pt": "aceito: | aceite: | recusado: | recusada:",
}


def declared_answer(clues: Clues) -> Finding | None:
    """It says in a header that a machine answered."""
    message = clues.message
    keyword = marks.auto_submitted_as(message)
    found = (
        marks.answering_machine(message)
        or (marks.auto_submitted(message) if keyword == "auto-replied" else None)
        or marks.precedence(message, "auto_reply")
    )
    if found:
        return _answer(clues, marks.shown(found))
    author = message.author.addr_spec if message.author else ""
    return (
        _answer(clues, f"the sender {author} is an answering machine") if marks.is_answering_address(author) else None
    )


def subject_answer(clues: Clues) -> Finding | None:
    """The subject begins with the name of an automatic answer; mere words of absence need support."""
    if _asks(clues.subject) or phrases.opening(clues.subject, words.NO_NOTICES):
        return None
    found = _named_answer(clues) or _supported_absence(clues)
    if found is None and clues.hint:
        found = phrases.says(clues.subject, words.AUTOMATIC_SUBJECTS) or phrases.says(clues.subject, words.AWAY_NOTICES)
    return _answer(clues, f'the subject says "{found}"') if found else None


def _named_answer(clues: Clues) -> str | None:
    """Such as "Automatic reply: …"; but "Automatic reply settings" needs a text that speaks so, too."""
    found = phrases.opening(clues.subject, words.AUTOMATIC_SUBJECTS) or phrases.opening(
        clues.subject, words.AWAY_NOTICES
    )
    if found is None:
        return None
    follows = phrases.rest(clues.subject, found)
    is_told = phrases.says(clues.text, words.AWAY_SENTENCES) or phrases.says(clues.text, words.AUTOMATIC_SENTENCES)
    return found if clues.hint or clues.is_reply or is_told or not phrases.begins_with_word(follows) else None


def _supported_absence(clues: Clues) -> str | None:
    """Words of absence at the subject's beginning: all it says, before our own subject, or supported by mark or text."""
    found = phrases.opening(clues.subject, words.AWAY_SUBJECTS)
    if found is None:
        return None
    follows = phrases.rest(clues.subject, found).lstrip(phrases.LEADING_MARKS)
    away, beside = _absence(clues)
    is_told = bool(away) and len(beside) > 1 and not _asks(clues.text)
    stands_alone = not follows or follows.startswith(REPLY_PREFIXES)
    return found if stands_alone or clues.hint or clues.is_reply or is_told else None


def worded_answer(clues: Clues) -> Finding | None:
    """The text says that a machine answers or that its writer is away, beside a machine's mark."""
    found = _hinted_answer(clues) if clues.hint else None
    return found or (None if clues.is_forward else _unmarked_answer(clues))


def _hinted_answer(clues: Clues) -> Finding | None:
    """The words that prove a machine beside its mark: one with a sure mark, two with a weak one."""
    is_notice = (
        bool(marks.auto_submitted_as(clues.message)) and not clues.is_reply
    )  # of a shop or a form: `generated` decides
    automatic = None if is_notice else phrases.says(clues.text, words.AUTOMATIC_SENTENCES)
    away, beside = _absence(clues)
    receipt = phrases.says(f"{clues.subject} {clues.text[:RECEIPT_OPENING]}", words.RECEIPT_SENTENCES)
    told = away or automatic or receipt
    if clues.sure_hint and told:
        return _answer(clues, f'{clues.sure_hint}, and the text says "{told}"')
    if away and (len(beside) > 1 or (beside and clues.is_reply and not _asks(clues.text))):
        return _answer(clues, f'{clues.hint}, and the text says "{away}" and "{beside[0]}"')
    if clues.is_reply and (automatic or receipt):
        return _answer(clues, f'{clues.hint}, and the text says "{automatic or receipt}"')
    return None


def _unmarked_answer(clues: Clues) -> Finding | None:
    """Words alone: the machine presents itself, the absence is told in full, or a receipt is given twice."""
    presents_itself = phrases.begins_sentence(clues.text, words.AUTOMATIC_SENTENCES)
    if presents_itself and (clues.is_reply or phrases.says(clues.text, words.AUTOMATIC_SUBJECTS)):
        return _answer(clues, f'the text says "{presents_itself}"')
    if _asks(clues.text):
        return None
    away, beside = _absence(clues)
    if len(beside) == len(BESIDE) or (len(beside) > 1 and phrases.says(clues.text, words.URGENT_SENTENCES)):
        return _answer(clues, f'the text says "{away}", "{beside[0]}", "{beside[1]}" and asks nothing')
    subject = None if clues.is_reply else phrases.says(clues.subject, words.RECEIPT_SENTENCES)
    text = subject and phrases.says(clues.text, words.RECEIPT_SENTENCES)
    return _answer(clues, f'subject and text say "{subject}" and "{text}"') if text else None


def _absence(clues: Clues) -> tuple[str | None, list[str]]:
    """The words of absence, and what an out-of-office note says beside them; nothing is beside no absence."""
    away = phrases.says(clues.text, words.AWAY_SENTENCES)
    beside = (phrases.says(clues.text, group) for group in BESIDE) if away else ()
    return away, [said for said in beside if said]


def generated(clues: Clues) -> Finding | None:
    """`Auto-Submitted: auto-generated` and the like: an answer, another desk's case, or a notice."""
    message = clues.message
    keyword = marks.auto_submitted_as(message)
    if not keyword or clues.is_form:
        return None
    desk = marks.ticket_system(message)
    if desk:
        return Finding(kind=Kind.PERSON, because=f"{keyword}, but a ticket system's letter ({desk[0]}): kept as a case")
    if clues.is_reply:
        return _answer(clues, f"Auto-Submitted: {keyword}, in answer to a letter")
    if clues.is_robot or marks.machine_headers(message):
        return Finding(kind=Kind.BULK, because=f"Auto-Submitted: {keyword}, and no person reads what is sent there")
    return Finding(kind=Kind.PERSON, because=f"{keyword}, but it answers no letter: kept as a case")


def calendar_answer(clues: Clues) -> Finding | None:
    """The calendar program's "Accepted: …"."""
    message = clues.message
    kinds = {message.content_type, *(attachment.content_type for attachment in message.attachments)}
    is_calendar = kinds & {"text/calendar", "application/ics"} or "calendarmessage" in (
        message.header("content-class") or ""
    )
    found = phrases.opening(clues.subject, CALENDAR_SUBJECTS) if is_calendar else None
    return Finding(kind=Kind.AUTO_REPLY, because=f'a calendar program\'s answer: "{found}"') if found else None


def _answer(clues: Clues, because: str) -> Finding:
    """Out of office when the subject or the text says that somebody is away, else an automatic reply."""
    told = f"{because} {clues.message.header('auto-submitted') or ''}".lower()
    away = (
        phrases.says(clues.subject, words.AWAY_NOTICES)
        or phrases.opening(clues.subject, words.AWAY_SUBJECTS)
        or phrases.says(clues.text, words.AWAY_SENTENCES)
        or phrases.says(clues.subject, words.AWAY_SENTENCES)
        or "vacation" in told
    )
    kind, name = (Kind.OUT_OF_OFFICE, "an out-of-office note") if away else (Kind.AUTO_REPLY, "an automatic reply")
    return Finding(kind=kind, because=f"{name}: {because}")


def _asks(text: str) -> bool:
    return any(mark in text for mark in "?？؟")
