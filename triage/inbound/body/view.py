"""The story of one text: lines → quotes and forwarded text → signature → what is left, and its language."""

from collections.abc import Sequence

from triage.inbound.body import lines as text_lines
from triage.inbound.body import quotes, signature
from triage.inbound.body.language import language_of
from triage.inbound.body.lines import Kind
from triage.inbound.body.records import Body


def of(text: str, *, subject: str = "", is_reply: bool = False) -> Body:
    """As the package's `of` says."""
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
