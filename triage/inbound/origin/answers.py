"""Answers of machines: out-of-office notes, receipts of other desks, calendars. By header first, then by words.

Each test answers with a finding or None.
"""

import re

from triage.inbound.origin import marks, notices, phrases, speech, unmarked, words
from triage.inbound.origin.clues import REPLY_PREFIXES, Clues, Finding
from triage.inbound.origin.records import Kind

_LAST_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]{3,60})[)\]}]\s*$")
CALENDARS = {"text/calendar", "application/ics"}
_REPLIES = re.compile(r"(?im)^METHOD:(?:REPLY|COUNTER|DECLINECOUNTER)\s*$")
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
        return speech.finding(clues, marks.shown(found))
    author = message.author.addr_spec if message.author else ""
    return (
        speech.finding(clues, f"the sender {author} is an answering machine")
        if marks.is_answering_address(author)
        else None
    )


def subject_answer(clues: Clues) -> Finding | None:
    """The subject begins with the name of an automatic answer; mere words of absence need support."""
    if speech.asks(clues.subject) or speech.is_about_answers(clues):
        return None
    found = _named_answer(clues) or _bracketed_answer(clues) or _supported_absence(clues)
    if found is None and clues.hint:
        found = phrases.says(clues.subject, words.AUTOMATIC_SUBJECTS) or phrases.says(clues.subject, words.AWAY_NOTICES)
    return speech.finding(clues, f'the subject says "{found}"') if found else None


def _named_answer(clues: Clues) -> str | None:
    """Such as "Automatic reply: …"; but "Automatic reply settings" needs a text that speaks so, too."""
    found = phrases.opening(clues.subject, words.AUTOMATIC_SUBJECTS) or phrases.opening(
        clues.subject, words.AWAY_NOTICES
    )
    if found is None:
        return None
    follows = phrases.rest(clues.subject, found)
    is_told = phrases.says(clues.text, words.AWAY_SENTENCES) or phrases.says(clues.text, words.AUTOMATIC_SENTENCES)
    is_all = found.endswith(":") or not phrases.begins_with_word(follows)
    return found if clues.hint or clues.is_reply or is_told or is_all else None


def _bracketed_answer(clues: Clues) -> str | None:
    """At the subject's end, such as "Re: Your order (Out of Office)"."""
    last = _LAST_BRACKET.search(clues.subject)
    return last and (phrases.opening(last[1], words.AUTOMATIC_SUBJECTS) or phrases.opening(last[1], words.AWAY_NOTICES))


def _supported_absence(clues: Clues) -> str | None:
    """Words of absence in the subject: all it says, before our own subject, or supported by mark or text."""
    found = phrases.opening(clues.subject, words.AWAY_SUBJECTS)
    away, beside = speech.absence(clues)
    is_told = bool(away) and not speech.asks(clues.text) and (len(beside) > 1 or not speech.is_about_goods(clues))
    if found is None:  # "Kim Lee is out of the office"
        return phrases.says(clues.subject, words.AWAY_NOTICES) if is_told and beside else None
    if speech.asks(clues.text) or (speech.is_about_goods(clues) and not clues.hint):
        return None
    follows = phrases.rest(clues.subject, found).lstrip(phrases.LEADING_MARKS)
    stands_alone = not follows or follows.startswith(REPLY_PREFIXES)
    return found if stands_alone or clues.hint or clues.is_reply or is_told else None


def worded_answer(clues: Clues) -> Finding | None:
    """The text says that a machine answers or that its writer is away, beside a machine's mark."""
    found = _hinted_answer(clues) if clues.hint else None
    return found or (None if clues.is_forward else unmarked.unmarked_answer(clues))


def _hinted_answer(clues: Clues) -> Finding | None:
    """The words that prove a machine beside its mark: one with a sure mark, two with a weak one."""
    is_notice = (
        bool(marks.auto_submitted_as(clues.message)) and not clues.is_reply
    )  # of a shop or a form: `generated` decides
    automatic = None if is_notice else phrases.says(clues.text, words.AUTOMATIC_SENTENCES)
    away, beside = speech.absence(clues)
    receipt = speech.receipt(clues, notices.RECEIPT_SENTENCES) or speech.receipt(clues, notices.TICKET_SENTENCES)
    told = away or automatic or receipt
    if clues.sure_hint and told:
        return speech.finding(clues, f'{clues.sure_hint}, and the text says "{told}"')
    if away and (len(beside) > 1 or (beside and clues.is_reply and not speech.asks(clues.text))):
        return speech.finding(clues, f'{clues.hint}, and the text says "{away}" and "{beside[0]}"')
    if clues.is_reply and (automatic or receipt):
        return speech.finding(clues, f'{clues.hint}, and the text says "{automatic or receipt}"')
    return None


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
        return speech.finding(clues, f"Auto-Submitted: {keyword}, in answer to a letter")
    if clues.is_robot or marks.machine_headers(message):
        return Finding(kind=Kind.BULK, because=f"Auto-Submitted: {keyword}, and no person reads what is sent there")
    return Finding(kind=Kind.PERSON, because=f"{keyword}, but it answers no letter: kept as a case")


def calendar_answer(clues: Clues) -> Finding | None:
    """A calendar program's "Accepted: …" (RFC 5546 §3.2.3): by the calendar's own method, else by the subject."""
    message = clues.message
    calendars = [part.text for part in message.report_parts if part.content_type in CALENDARS]
    if any(_REPLIES.search(text) for text in calendars):
        return Finding(kind=Kind.AUTO_REPLY, because="a calendar program's answer: METHOD:REPLY")
    is_calendar = message.content_type in CALENDARS or "calendarmessage" in (message.header("content-class") or "")
    found = phrases.opening(clues.subject, CALENDAR_SUBJECTS) if calendars or is_calendar else None
    return Finding(kind=Kind.AUTO_REPLY, because=f'a calendar program\'s answer: "{found}"') if found else None


def silent_answer(clues: Clues) -> Finding | None:
    """Whatever it says, nobody may answer it, and it answers a letter (RFC 3834 §3.3)."""
    if not clues.is_reply or not marks.is_null_path(clues.message):
        return None
    return speech.finding(clues, "an empty Return-Path, in answer to a letter")
