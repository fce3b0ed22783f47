"""Every letter in every language with every sample, finished as it would go out: for a look before anybody gets one.

Knows the samples and what a mail program shows of a letter, not where the previews are written.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from email import message_from_bytes
from itertools import groupby

from markupsafe import Markup

from triage.desk.drafts import Draft, LetterKind
from triage.outbound.letter import Letter
from triage.outbound.letters.compose import compose
from triage.outbound.letters.contract import VALUES
from triage.outbound.letters.samples import SAMPLES
from triage.outbound.letters.templates import Templates
from triage.outbound.wording import FALLBACK, worded
from triage.record import record

_SHORT = "-short"
_WRITTEN_AT = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)  # as the moments in the samples suggest
_PAGE = Markup('<!doctype html>\n<html lang="{}"><meta charset="utf-8"><title>{}</title>\n{}</html>\n')
_PLAIN = Markup('<pre style="white-space:pre-wrap;font-size:15px">{}</pre>\n')
_STYLE = Markup("""<style>
:root { color-scheme: light dark; }
body { margin: 0; display: flex; height: 100vh; font: 14px/1.5 system-ui, sans-serif; }
nav { box-sizing: border-box; width: 340px; overflow: auto; padding: 16px; }
h1 { margin: 0 0 4px; font-size: 18px; } h2 { margin: 16px 0 4px; font-size: 14px; } p { margin: 0; }
iframe { border: 0; border-left: 1px solid #8886; height: 100%; background: #fff; }
iframe[name=phone] { width: 360px; } iframe[name=wide] { flex: 1; }
</style>
""")
_SCRIPT = Markup("""<script>
document.querySelector("nav").addEventListener("click", event => {
  if (!event.target.dataset.page) return;
  event.preventDefault();
  for (const frame of document.querySelectorAll("iframe")) frame.src = event.target.getAttribute("href");
});
</script>
""")
_FRAMES = Markup('{}<nav><h1>Letters</h1>\n{}</nav><iframe name="phone"></iframe><iframe name="wide"></iframe>\n{}')
_LETTER = Markup("<h2>{}</h2>\n{}")
_LANGUAGE = Markup("<p>{}: {}</p>\n")
_LINK = Markup('<a data-page="yes" href="{0}.html" title="{2}">{1}</a> <a href="{0}.eml" title="as mail">✉</a> ')


@record
class Preview:
    """One finished letter with made-up values."""

    letter: str  # "requester/closing"
    language: str
    sample: int  # from 1
    subject: str
    raw: bytes  # the whole message
    html: str  # a page; of a letter without HTML its text

    @property
    def name(self) -> str:
        """'requester/closing.de.1', to which an ending belongs."""
        return f"{self.letter}.{self.language}.{self.sample}"


def previews(
    templates: Templates, *, desk_name: str, mailbox: str, zone: str, letters: Iterable[str] = tuple(VALUES)
) -> Iterator[Preview]:
    """All of them, letter by letter and language by language.

    Args:
        templates: compiled.
        desk_name: the display name in From.
        mailbox: the address that they come from.
        zone: the desk's time zone (IANA name).
        letters: their names, all of them unless some are wanted.

    Raises:
        LetterError: a letter that cannot be composed with its samples.
    """
    for letter in letters:
        for language in sorted(templates.spoken[letter], key=lambda spoken: (spoken != FALLBACK, spoken)):
            for at, sample in enumerate(SAMPLES[letter], start=1):
                draft = _draft(letter, language, mailbox, worded(sample, zone, language))
                finished = compose(draft, templates, instance="preview", date=_WRITTEN_AT, desk_name=desk_name)
                yield _preview(finished, letter, language, at)


def index(shown: Iterable[Preview]) -> str:
    """A page that links them all, and shows one on a phone's width and wide, side by side."""
    letters = Markup().join(
        _LETTER.format(letter, Markup().join(_languages(ones)))
        for letter, ones in groupby(shown, key=lambda one: one.letter)
    )
    return _PAGE.format(FALLBACK, "Letters", _FRAMES.format(_STYLE, letters, _SCRIPT))


def _languages(shown: Iterable[Preview]) -> Iterator[Markup]:
    for language, ones in groupby(shown, key=lambda one: one.language):
        yield _LANGUAGE.format(language, Markup().join(_LINK.format(one.name, one.sample, one.subject) for one in ones))


def _draft(letter: str, language: str, mailbox: str, values: dict[str, object]) -> Draft:
    to_requester = letter.startswith("requester/")
    kind = LetterKind.PROGRESS if to_requester else LetterKind.NOTICE
    return Draft(
        kind=LetterKind.ACKNOWLEDGEMENT if "acknowledgement" in letter else kind,
        template=letter.removesuffix(_SHORT),
        ticket="AM-1042" if to_requester else None,
        seq=1,
        recipient="ada@customer.example" if to_requester else "staff@shop.example",
        recipient_name=str(values.get("name") or ""),
        mailbox=mailbox,
        message_id=f"preview@{mailbox.partition('@')[2]}",
        language=language,
        plain_only=letter.endswith(_SHORT),
        values=values,
    )


def _preview(finished: Letter, letter: str, language: str, at: int) -> Preview:
    parts = {part.get_content_type(): part for part in message_from_bytes(finished.raw).walk()}
    seen = {kind: bytes(part.get_payload(decode=True) or b"").decode() for kind, part in parts.items()}
    page = seen.get("text/html") or _PAGE.format(language, finished.subject, _PLAIN.format(seen["text/plain"]))
    return Preview(
        letter=letter, language=language, sample=at, subject=finished.subject, raw=finished.raw, html=str(page)
    )
