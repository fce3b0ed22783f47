"""Answers of machines: out-of-office notes, receipts of other desks, calendars. By header first, then by words.

Each test answers with a finding or None.
"""

import re
from collections.abc import Mapping

from triage.inbound.origin import marks, matters, notices, phrases, words
from triage.inbound.origin.clues import REPLY_PREFIXES, Clues, Finding
from triage.inbound.origin.records import Kind

RECEIPT_OPENING = 600  # a receipt says so at once; a person's answer through a ticket system has it in the footer
_LAST_BRACKET = re.compile(r"[(\[{]([^()\[\]{}]{3,60})[)\]}]\s*$")
BESIDE = (words.BACK_SENTENCES, words.INSTEAD_SENTENCES, words.LATER_SENTENCES)
RECEIPT_KINDS = (
    notices.RECEIPT_SENTENCES,
    notices.TICKET_SENTENCES,
    notices.PROMISE_SENTENCES,
    notices.NO_ANSWER_SENTENCES,
)
_ORDER_NUMBER = re.compile(r"\b[a-z]{2,3}-?\d{4,9}\b|#\d{4,9}\b")
_QUESTION_MARKS = tuple(map(phrases.fold, words.QUESTION_MARKS))
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
        return _answer(clues, marks.shown(found))
    author = message.author.addr_spec if message.author else ""
    return (
        _answer(clues, f"the sender {author} is an answering machine") if marks.is_answering_address(author) else None
    )


def subject_answer(clues: Clues) -> Finding | None:
    """The subject begins with the name of an automatic answer; mere words of absence need support."""
    if _asks(clues.subject) or _is_about_answers(clues):
        return None
    found = _named_answer(clues) or _bracketed_answer(clues) or _supported_absence(clues)
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
    is_all = found.endswith(":") or not phrases.begins_with_word(follows)
    return found if clues.hint or clues.is_reply or is_told or is_all else None


def _bracketed_answer(clues: Clues) -> str | None:
    """At the subject's end, such as "Re: Your order (Out of Office)"."""
    last = _LAST_BRACKET.search(clues.subject)
    return last and (phrases.opening(last[1], words.AUTOMATIC_SUBJECTS) or phrases.opening(last[1], words.AWAY_NOTICES))


def _supported_absence(clues: Clues) -> str | None:
    """Words of absence in the subject: all it says, before our own subject, or supported by mark or text."""
    found = phrases.opening(clues.subject, words.AWAY_SUBJECTS)
    away, beside = _absence(clues)
    is_told = bool(away) and not _asks(clues.text) and (len(beside) > 1 or not _is_about_goods(clues))
    if found is None:  # "Kim Lee is out of the office"
        return phrases.says(clues.subject, words.AWAY_NOTICES) if is_told and beside else None
    if _asks(clues.text) or (_is_about_goods(clues) and not clues.hint):
        return None
    follows = phrases.rest(clues.subject, found).lstrip(phrases.LEADING_MARKS)
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
    receipt = _receipt(clues, notices.RECEIPT_SENTENCES) or _receipt(clues, notices.TICKET_SENTENCES)
    told = away or automatic or receipt
    if clues.sure_hint and told:
        return _answer(clues, f'{clues.sure_hint}, and the text says "{told}"')
    if away and (len(beside) > 1 or (beside and clues.is_reply and not _asks(clues.text))):
        return _answer(clues, f'{clues.hint}, and the text says "{away}" and "{beside[0]}"')
    if clues.is_reply and (automatic or receipt):
        return _answer(clues, f'{clues.hint}, and the text says "{automatic or receipt}"')
    return None


def _unmarked_answer(clues: Clues) -> Finding | None:
    """Words alone: the machine presents itself, or it speaks as only absence notes, receipts and gatekeepers do."""
    if _is_about_answers(clues):
        return None
    presents_itself = phrases.begins_sentence(clues.text, words.AUTOMATIC_SENTENCES)
    is_answer = (
        clues.is_reply
        or phrases.says(clues.text, words.AUTOMATIC_SUBJECTS)
        or _receipt(clues, notices.RECEIPT_SENTENCES)
        or _receipt(clues, notices.TICKET_SENTENCES)
    )
    if presents_itself and is_answer:
        return _answer(clues, f'the text says "{presents_itself}"')
    if _asks(clues.text):
        return None
    return _worded_absence(clues) or _worded_receipt(clues) or _worded_dead_end(clues)


def _worded_absence(clues: Clues) -> Finding | None:
    """The absence is told in full; a person who is away has something to settle with us."""
    away, beside = _absence(clues)
    urgent = phrases.says(clues.text, words.URGENT_SENTENCES) if away else None
    in_full = len(beside) == len(BESIDE) or (len(beside) > 1 and urgent)
    in_short = beside and (urgent or len(beside) > 1 or clues.is_reply)
    if not in_full and (not in_short or _is_about_goods(clues)):
        return None
    told = '", "'.join(filter(None, (away, urgent, *beside)))
    return _answer(clues, f'the text says "{told}" and asks nothing')


def _worded_receipt(clues: Clues) -> Finding | None:
    """Two things that receipts say, and nothing of the writer's own; in subject and text the same thing counts as two."""
    if phrases.says(clues.text, matters.OWN_WORDS):
        return None
    told = [said for kind in RECEIPT_KINDS if (said := _receipt(clues, kind))]
    if len(told) == 1 and not clues.is_reply:
        told += _repeated(clues)
    return _answer(clues, f'a receipt says "{told[0]}" and "{told[1]}"') if len(told) > 1 else None


def _repeated(clues: Clues) -> list[str]:
    """What subject and text say both."""
    told = (phrases.says(clues.subject, kind) and phrases.says(clues.text, kind) for kind in RECEIPT_KINDS)
    return [said for said in told if said]


def _receipt(clues: Clues, by_language: Mapping[str, str]) -> str | None:
    return phrases.says(_told(clues), by_language)


def _told(clues: Clues) -> str:
    """Its subject, unless that is the subject it answers, and how its text begins."""
    subject = "" if clues.subject.startswith(REPLY_PREFIXES) else clues.subject
    return f"{subject}{phrases.PARAGRAPH}{clues.text[:RECEIPT_OPENING]}"


def _worded_dead_end(clues: Clues) -> Finding | None:
    """The addressee left, nobody reads what arrives, or a gatekeeper wants a proof first."""
    if phrases.says(clues.text, matters.OWN_WORDS) and _is_about_goods(clues):
        return None
    told = _told(clues)
    found = phrases.says(told, notices.CHALLENGE_SENTENCES) or phrases.says(told, notices.UNREAD_SENTENCES)
    left = phrases.says(told, notices.LEFT_SENTENCES)
    if left and not _is_about_goods(clues):
        instead = phrases.says(clues.text, notices.REDIRECT_SENTENCES) or phrases.says(
            clues.text, words.INSTEAD_SENTENCES
        )
        found = found or (left if instead else None)
    return _answer(clues, f'the text says "{found}" and asks nothing') if found else None


def _absence(clues: Clues) -> tuple[str | None, list[str]]:
    """The words of absence, and what an out-of-office note says beside them; nothing is beside no absence."""
    away = None if phrases.says(clues.text, matters.PAST_WORDS) else phrases.says(clues.text, words.AWAY_SENTENCES)
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
    return _answer(clues, "an empty Return-Path, in answer to a letter")


def _answer(clues: Clues, because: str) -> Finding:
    """Out of office when the subject or the text says that somebody is away, else an automatic reply."""
    told = f"{because} {clues.message.header('auto-submitted') or ''}".lower()
    away = (
        phrases.says(clues.subject, words.AWAY_NOTICES)
        or phrases.opening(clues.subject, words.AWAY_SUBJECTS)
        or phrases.says(clues.text, words.AWAY_SENTENCES)
        or phrases.says(clues.subject, words.AWAY_SENTENCES)
        or phrases.says(clues.text, notices.LEFT_SENTENCES)
        or "vacation" in told
    )
    kind, name = (Kind.OUT_OF_OFFICE, "an out-of-office note") if away else (Kind.AUTO_REPLY, "an automatic reply")
    return Finding(kind=kind, because=f"{name}: {because}")


def _is_about_goods(clues: Clues) -> bool:
    """An order, its number, a parcel, money: somebody wants something of us."""
    return bool(_ORDER_NUMBER.search(clues.text) or phrases.says(clues.text, matters.GOODS_WORDS))


def _is_about_answers(clues: Clues) -> bool:
    """A question about automatic answers, or about going out of the office."""
    named = phrases.opening(clues.subject, words.AUTOMATIC_SUBJECTS)
    follows = phrases.rest(clues.subject, named) if named else ""
    is_about = follows[:1].isalpha() and any(word in follows for word in words.ABOUT_WORDS)
    return bool(is_about or phrases.opening(clues.subject, words.NO_NOTICES))


def _asks(text: str) -> bool:
    return any(mark in text for mark in _QUESTION_MARKS)
