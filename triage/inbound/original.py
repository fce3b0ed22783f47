"""Who wrote what stands below a header block that a mail program put above a forwarded mail, and where that mail ends.

Most programs write a few headers in their language; others (Mutt, S-nail) put the whole raw header there and say where it ends.
"""

import re
from collections.abc import Sequence

from triage.inbound.body import headers
from triage.inbound.body.lines import LONGEST_LINE, joined, next_spoken
from triage.inbound.message import Address, NotUnderstoodError, parse
from triage.record import record, replace

_ADDRESS = re.compile(r"[^\s<>()\[\]\",;:\\@*]{1,64}@[^\s<>()\[\]\",;:\\@*]{1,255}")
_AFTER_WORD = re.compile(r"[^:：]{0,40}[:：]\s*")
_AROUND_NAME = " \t\"'*<[(,;"
_RAW_FIELD = re.compile(r"([!-9;-~]{1,76}):(?:\s|$)")  # RFC 5322 §3.6.8
_ONLY_RAW = frozenset({"message-id", "mime-version", "received"})  # no program shows these among a few headers
_FRAMED = re.compile(r"(-{3,} ).* -{3,}\s*")
_END = re.compile(
    r"-{3,}\s+(?:End|Ende|Einde|Fin|Fine|Fim|Slut|Slutt|Koniec|Konec|Конец)\b[^-].{0,60}\s-{3,}\s*", re.IGNORECASE
)


@record
class Original:
    """A forwarded mail as it stands in a text."""

    authors: str  # the value of From, as it stands
    subject: str
    rest: str  # what stands below its headers
    message_id: str | None = None  # where the whole header stands there
    below: str = ""  # what the forwarder wrote below its end

    @property
    def author(self) -> Address | None:
        return one_address(self.authors)


def original_in(lines: Sequence[str]) -> Original | None:
    """The first mail below a header block with an author; None when there is none."""
    end = _its_end(lines)
    below = joined([line for line in lines[end:] if not _END.fullmatch(line[:LONGEST_LINE])])
    found = _first(lines[:end])
    return replace(found, below=below) if found else None


def _first(lines: Sequence[str]) -> Original | None:
    for start, line in enumerate(lines):
        if not line.strip():
            continue
        if raw := _below_raw_header(lines, start):
            return raw
        end = headers.block_at(lines, start, announced=True) if headers.field_of(line) else None
        if end is None:
            continue
        values = _values(lines[start:end])
        if "author" in values:
            return Original(authors=values["author"], subject=values.get("subject", ""), rest=joined(lines[end:]))
    return None


def one_address(said: str) -> Address | None:
    """The one address in these words, with the name before it; [mailto:…] may repeat it. None when they name none or several."""
    found = [each.removeprefix("mailto:").strip(".'") for each in _ADDRESS.findall(said.lower())]
    if len(set(found)) != 1:
        return None
    name = said[: said.lower().find(found[0])].removesuffix("mailto:").strip(_AROUND_NAME)
    return Address(display_name=name[:100], addr_spec=found[0])


def addresses(said: str) -> list[str]:
    """Every address in these words, lower case."""
    return _ADDRESS.findall(said.lower())


def _below_raw_header(lines: Sequence[str], start: int) -> Original | None:
    """Where a whole RFC 5322 header begins at this line, and not in the middle of one."""
    if not _RAW_FIELD.match(lines[start]) or (start and _is_of_header(lines[start - 1])):
        return None
    end = next((at for at in range(start, len(lines)) if not _is_of_header(lines[at])), len(lines))
    names = {found[1].lower() for line in lines[start:end] if (found := _RAW_FIELD.match(line))}
    is_whole = end == len(lines) or not lines[end].strip()
    if not (is_whole and "from" in names and names & _ONLY_RAW):
        return None
    try:
        header = parse("\n".join([*lines[start:end], "", ""]).encode())
    except NotUnderstoodError:
        return None
    authors = ", ".join(f"{each.display_name} <{each.addr_spec}>" for each in header.authors)
    return Original(authors=authors, subject=header.subject, rest=joined(lines[end:]), message_id=header.message_id)


def _is_of_header(line: str) -> bool:
    return bool(_RAW_FIELD.match(line)) or (line[:1] in " \t" and bool(line.strip()))


def _its_end(lines: Sequence[str]) -> int:
    """Where "----- End forwarded message -----" answers the line that opened it; len(lines) when nothing does."""
    first = next_spoken(lines, 0)
    opened = _FRAMED.fullmatch(lines[first][:LONGEST_LINE]) if first < len(lines) else None
    if opened is None:
        return len(lines)
    ends = (at for at in reversed(range(first + 1, len(lines))) if lines[at].startswith(opened[1]))
    return next((at for at in ends if _END.fullmatch(lines[at][:LONGEST_LINE])), len(lines))


def _values(block: Sequence[str]) -> dict[str, str]:
    """Field → value; lines that begin no field run on."""
    found: dict[str, str] = {}
    field = ""
    for line in block:
        named = headers.field_of(line)
        if named and named not in found:
            field = named
            found[field] = _AFTER_WORD.sub("", line.strip(" \t*_|#-"), count=1).strip(" \t*")
        elif field and not named and line.strip():
            found[field] = f"{found[field]} {line.strip()}"
    return found
