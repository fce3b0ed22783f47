"""What a subject line says about a conversation: reply prefixes, list labels, our tags, an earlier subject. Only words."""

import re
from functools import lru_cache

# What mail programs put before a subject, by language; counters ("Re[2]:", "Re^2:", "Re(3):") and full-width colons aside.
_PREFIXES = (
    "re res fw fwd "  # English, Portuguese
    "aw antwort wg weiterleitung "  # German
    "antw doorst "  # Dutch
    "sv svar vs vb vl fs "  # Swedish, Danish, Norwegian, Finnish, Icelandic
    "rv reenv enc r i rif tr "  # Spanish, Portuguese, Italian, French
    "odp pd "  # Polish
    "atb pārs ats pers "  # Latvian, Lithuanian
    "ynt ilt "  # Turkish
    "vá továbbítás "  # Hungarian
    "на отв пересл "  # Russian
    "απ σχετ πρθ "  # Greek
    "תשובה הועבר "  # Hebrew
    "رد إعادة_توجيه "  # Arabic
    "回复 回覆 回信 答复 答覆 转发 轉寄 轉發 返信 転送 회신 답장 전달 "  # Chinese, Japanese, Korean
    "ตอบกลับ ส่งต่อ bls trs"  # Thai, Indonesian
)
_REPLY = (
    rf"(?:{'|'.join(re.escape(word).replace('_', ' ') for word in dict.fromkeys(_PREFIXES.split()))})"
    r"\s*+(?:\[\d+\]|\(\d+\)|\^\d+)?+\s*+[:：]\s*+"  # possessive: many blanks must not cost quadratic time
)
_LABEL = r"\[[^\[\]\d]{1,40}\]\s*+(?=\S)"  # "[Newsletter] ", "[EXTERN] ": added on the way, so it says nothing
_PREFIX = re.compile(rf"\s*+(?:{_REPLY}|{_LABEL})", re.IGNORECASE)
_ANSWERS = re.compile(rf"\s*+(?:{_LABEL})?{_REPLY}", re.IGNORECASE)
LONGEST = 500  # characters of a subject that are compared
_TAG = re.compile(r"\[([A-Z]{1,6}-\d{1,12})\]")
_FORMERLY = re.compile(r"[(\[]\s*(?:was|war|era|était)\b\s*[:：]?(.{1,200}?)[)\]]*\s*$", re.IGNORECASE)


def subject_key(subject: str) -> str:
    """The subject without prefixes, labels, tags, "(was: …)", case and blanks: what two mails of one conversation share."""
    return _key(_FORMERLY.sub("", subject[:LONGEST]))


def subject_keys(subject: str) -> tuple[str, ...]:
    """The key of the subject and that of the subject it says it had before; none is empty."""
    before = _FORMERLY.search(subject[:LONGEST])
    return tuple(dict.fromkeys(key for key in (subject_key(subject), _key(before[1]) if before else "") if key))


def tags(subject: str) -> tuple[str, ...]:
    """Ticket names that the subject carries in brackets."""
    return tuple(_TAG.findall(subject))


def says_reply(subject: str) -> bool:
    """Does the subject begin with "Re:" or the like?"""
    return bool(_ANSWERS.match(subject))


@lru_cache(maxsize=16)  # one mail's is asked for again and again
def _key(subject: str) -> str:
    rest = _TAG.sub(" ", subject)
    while prefix := _PREFIX.match(rest):
        rest = rest[prefix.end() :]
    return " ".join(rest.casefold().split())
