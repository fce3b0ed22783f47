"""Answers of machines that bear no mark: words alone tell, so two of them must agree and nothing speak for a person.

Each test answers with a finding or None.
"""

from triage.inbound.origin import matters, notices, phrases, speech, words
from triage.inbound.origin.clues import Clues, Finding

RECEIPT_KINDS = (
    notices.RECEIPT_SENTENCES,
    notices.TICKET_SENTENCES,
    notices.PROMISE_SENTENCES,
    notices.NO_ANSWER_SENTENCES,
)


def unmarked_answer(clues: Clues) -> Finding | None:
    """Words alone: the machine presents itself, or it speaks as only absence notes, receipts and gatekeepers do."""
    if speech.is_about_answers(clues):
        return None
    presents_itself = phrases.begins_sentence(clues.text, words.AUTOMATIC_SENTENCES)
    if presents_itself and _is_answer(clues):
        return speech.finding(clues, f'the text says "{presents_itself}"')
    if speech.asks(clues.text):
        return None
    return _absence(clues) or _receipt(clues) or _dead_end(clues)


def _is_answer(clues: Clues) -> bool:
    """It answers a letter, or speaks as if it did."""
    return bool(
        clues.is_reply
        or phrases.says(clues.text, words.AUTOMATIC_SUBJECTS)
        or speech.receipt(clues, notices.RECEIPT_SENTENCES)
        or speech.receipt(clues, notices.TICKET_SENTENCES)
    )


def _absence(clues: Clues) -> Finding | None:
    """The absence is told in full; a person who is away has something to settle with us."""
    away, beside = speech.absence(clues)
    if not beside:
        return None
    urgent = phrases.says(clues.text, words.URGENT_SENTENCES)
    in_full = len(beside) == len(speech.BESIDE) or (len(beside) > 1 and urgent)
    in_short = urgent or len(beside) > 1 or clues.is_reply
    if not in_full and (not in_short or speech.is_about_goods(clues)):
        return None
    told = '", "'.join(filter(None, (away, urgent, *beside)))
    return speech.finding(clues, f'the text says "{told}" and asks nothing')


def _receipt(clues: Clues) -> Finding | None:
    """Two things that receipts say, and nothing of the writer's own; in subject and text the same thing counts as two."""
    told = [said for kind in RECEIPT_KINDS if (said := speech.receipt(clues, kind))]
    if len(told) == 1 and not clues.is_reply:
        told += _repeated(clues)
    if len(told) < 2 or phrases.says(clues.text, matters.OWN_WORDS):  # noqa: PLR2004  two things, as said above
        return None
    return speech.finding(clues, f'a receipt says "{told[0]}" and "{told[1]}"')


def _repeated(clues: Clues) -> list[str]:
    """What subject and text say both."""
    told = (phrases.says(clues.subject, kind) and phrases.says(clues.text, kind) for kind in RECEIPT_KINDS)
    return [said for said in told if said]


def _dead_end(clues: Clues) -> Finding | None:
    """The addressee left, nobody reads what arrives, or a gatekeeper wants a proof first."""
    told = speech.told_at_once(clues)
    found = phrases.says(told, notices.CHALLENGE_SENTENCES) or phrases.says(told, notices.UNREAD_SENTENCES)
    left = None if found else phrases.says(told, notices.LEFT_SENTENCES)
    if not (found or left):
        return None
    has_matter = phrases.says(clues.text, matters.OWN_WORDS) if found else True
    instead = found or phrases.says(clues.text, notices.REDIRECT_SENTENCES)
    instead = instead or phrases.says(clues.text, words.INSTEAD_SENTENCES)
    if not instead or (has_matter and speech.is_about_goods(clues)):
        return None
    return speech.finding(clues, f'the text says "{found or left}" and asks nothing')
