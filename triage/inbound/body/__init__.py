"""What the writer wrote now, apart from quotes, signatures and forwarded text. The full text is never thrown away."""

from collections.abc import Sequence
from dataclasses import dataclass

from triage.inbound.body import lines as text_lines
from triage.inbound.body import quotes, signature
from triage.inbound.body.language import language_of
from triage.inbound.body.lines import Kind
from triage.inbound.body.quotes import begins_forward, says_answer, says_forward, without_forward_prefix

__all__ = ["Body", "begins_forward", "language_of", "of", "says_answer", "says_forward", "without_forward_prefix"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Body:
    """A view on a message's text."""

    text: str  # what the writer wrote now; inline answers kept; never "" when the mail has new words
    certain: str  # of that, what is beyond doubt no quote, no signature: all that may be passed on; "" when nothing is
    quoted: str  # quoted text, without its quote marks where that is easy; "" when none
    signature: str  # "" when none was recognised
    forwarded: str  # forwarded text with its header block; "" when this is no forward
    language: str | None  # ISO 639-1 of `text`, e.g. "de"; None below the threshold
    language_confidence: float  # 0..1


def of(text: str, *, subject: str = "", is_reply: bool = False) -> Body:
    """What the writer wrote now.

    Args:
        text: the whole readable text of a message; only its first lines.LONGEST_TEXT characters are looked at.
        subject: tells a forward ("Fwd: …") from a reply.
        is_reply: the message names another one that it answers, so it is no forward by its subject alone.
    """
    lines = quotes.without_forward_marks(text_lines.split(text))
    cut = quotes.cut(
        lines,
        forward=not is_reply and quotes.says_forward(subject),
        answer=is_reply or quotes.says_answer(subject),
    )
    kinds = signature.mark(lines, cut.kinds)
    new = _of_kind(lines, kinds, Kind.NEW)
    language, confidence = language_of(new)
    return Body(
        text=new,
        certain=_certain(lines) if is_reply else new,
        quoted=_quoted(lines, kinds),
        signature=_of_kind(lines, kinds, Kind.SIGNATURE),
        forwarded=text_lines.joined([text_lines.unmarked(lines[at]) for at in cut.forwarded]),
        language=language,
        language_confidence=confidence,
    )


def _certain(lines: Sequence[str]) -> str:
    """An empty reply stays empty here, whatever stands below; in `text` the last words of a mail are never given up."""
    return _of_kind(lines, signature.mark(lines, quotes.cut_strictly(lines), keeps_last_words=False), Kind.NEW)


def _quoted(lines: Sequence[str], kinds: Sequence[Kind]) -> str:
    if Kind.QUOTED not in kinds:
        return ""
    return _of_kind([text_lines.unmarked(line) for line in lines], kinds, Kind.QUOTED)


def _of_kind(lines: Sequence[str], kinds: Sequence[Kind], wanted: Kind) -> str:
    """The lines of one kind as one text; where others stood in between, at most one blank line is left."""
    found: list[str] = []
    for at, kind in enumerate(kinds):
        after_gap = at > 0 and kinds[at - 1] is not wanted
        if kind is wanted and not (after_gap and not lines[at].strip() and found and not found[-1]):
            found.append(lines[at])
    return text_lines.joined(found)
