"""What the words of a mail tell: an absence, a receipt, a matter of the writer's own. Makes no decision of them."""

import re
from collections.abc import Mapping

from triage.inbound.origin import matters, notices, phrases, words
from triage.inbound.origin.clues import REPLY_PREFIXES, Clues, Finding
from triage.inbound.origin.records import Kind

RECEIPT_OPENING = 600  # a receipt says so at once; a person's answer through a ticket system has it in the footer
BESIDE = (words.BACK_SENTENCES, words.INSTEAD_SENTENCES, words.LATER_SENTENCES)
_ORDER_NUMBER = re.compile(r"\b[a-z]{2,3}-?\d{4,9}\b|#\d{4,9}\b")
_QUESTION_MARKS = tuple(map(phrases.fold, words.QUESTION_MARKS))


def absence(clues: Clues) -> tuple[str | None, list[str]]:
    """The words of absence, and what an out-of-office note says beside them; nothing is beside no absence."""
    away = phrases.says(clues.text, words.AWAY_SENTENCES)
    away = None if away and phrases.says(clues.text, matters.PAST_WORDS) else away
    beside = (phrases.says(clues.text, group) for group in BESIDE) if away else ()
    return away, [said for said in beside if said]


def receipt(clues: Clues, by_language: Mapping[str, str]) -> str | None:
    """What a receipt of this kind says, in the subject or at the beginning."""
    return phrases.says(told_at_once(clues), by_language)


def told_at_once(clues: Clues) -> str:
    """Its subject, unless that is the subject it answers, and how its text begins."""
    subject = "" if clues.subject.startswith(REPLY_PREFIXES) else clues.subject
    return f"{subject}{phrases.PARAGRAPH}{clues.text[:RECEIPT_OPENING]}"


def is_about_goods(clues: Clues) -> bool:
    """An order, its number, a parcel, money: somebody wants something of us."""
    return bool(_ORDER_NUMBER.search(clues.text) or phrases.says(clues.text, matters.GOODS_WORDS))


def is_about_answers(clues: Clues) -> bool:
    """A question about automatic answers, or about going out of the office."""
    named = phrases.opening(clues.subject, words.AUTOMATIC_SUBJECTS)
    follows = phrases.rest(clues.subject, named) if named else ""
    is_about = follows[:1].isalpha() and any(word in follows for word in words.ABOUT_WORDS)
    return bool(is_about or phrases.opening(clues.subject, words.NO_NOTICES))


def asks(text: str) -> bool:
    """There is a question in it."""
    return any(mark in text for mark in _QUESTION_MARKS)


def finding(clues: Clues, because: str) -> Finding:
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
