"""A message made ready for the tests of its kind, and what a test answers. Does not decide anything."""

from triage.inbound.message import Message
from triage.inbound.origin import marks, phrases
from triage.inbound.origin.records import Kind, Ours, Report
from triage.record import record

OPENING = 4000  # characters of the new text that are compared with phrases
FORWARD_PREFIXES = (
    "fwd:",
    "fw:",
    "wg:",
    "tr:",
    "rv:",
    "i:",
    "enc:",
    "doorst:",
    "vl:",
    "vb:",
    "pd:",
    "转发:",
    "転送:",
)
_REPLY_PREFIXES = (  # not "vs:", which is a reply in Finnish and a forward in Danish and Norwegian
    *(
        "re:",
        "re :",
        "re[",
        "re^",
        "aw:",
        "antw:",
        "sv:",
        "odp:",
        "res:",
        "rif:",
        "r:",
        "ynt:",
        "ha:",
        "bls:",
        "va:",
        "odg:",
    ),
    *(
        "απ:",
        "σχετ:",
        "отв:",
        "на:",
        "رد:",
        "תגובה:",
        "השב:",
        "ตอบกลับ:",
        "답장:",
        "회신:",
        "回复:",
        "回覆:",
        "答复:",
        "返信:",
    ),
)
REPLY_PREFIXES = tuple(map(phrases.fold, _REPLY_PREFIXES))


@record
class Finding:
    """What one test found out."""

    kind: Kind
    because: str  # one sentence
    report: Report | None = None


@record
class Clues:
    """A message made ready for the tests."""

    message: Message
    ours: Ours
    subject: str  # folded
    text: str  # the beginning of what was written now, folded
    is_reply: bool  # it says so itself: In-Reply-To, References or "Re:"
    sure_hint: str | None  # a mark of a machine that lacks only words to become a proof
    hint: str | None  # that, or one that people's mail bears now and then

    @property
    def is_forward(self) -> bool:
        """Somebody passes on what another has written."""
        return self.subject.startswith(FORWARD_PREFIXES)

    @property
    def is_form(self) -> bool:
        """A contact form that ops declared: a machine with a person behind it."""
        author = self.message.author
        return author is not None and author.addr_spec in self.ours.contact_forms

    @property
    def is_robot(self) -> bool:
        """The author's address says that nobody reads it."""
        author = self.message.author
        return author is not None and marks.is_robot(author.addr_spec)


def clues_of(message: Message, text: str, ours: Ours) -> Clues:
    """The clues in a message; `text` is what the writer wrote now."""
    subject = phrases.fold(message.subject[:1000])
    named = bool(message.in_reply_to or message.references)
    sure = _sure_hint(message)
    return Clues(
        message=message,
        ours=ours,
        subject=subject,
        text=phrases.fold_paragraphs((text.strip() or message.text)[:OPENING]),
        is_reply=named or subject.startswith(REPLY_PREFIXES),
        sure_hint=sure,
        hint=sure or _weak_hint(message, ours),
    )


def _sure_hint(message: Message) -> str | None:
    """Something machines do and people's programs do not."""
    if marks.is_null_path(message):
        return "an empty Return-Path"
    addresses = (message.return_path, message.message_id, message.sender.addr_spec if message.sender else None)
    if any(marks.is_answering_address(address or "") for address in addresses):
        return "an answering machine's Return-Path, Sender or Message-ID"
    mark = marks.auto_submitted(message)
    return marks.shown(mark) if mark else None


def _weak_hint(message: Message, ours: Ours) -> str | None:
    """Something machines do, and people's programs only by chance."""
    author = message.author.addr_spec if message.author else ""
    if marks.is_robot(author):
        return f"the sender {author}"
    mark = marks.suppression(message) or marks.exchange_rule(message)
    if mark is None and not marks.mailing_list(message, ours):
        mark = marks.precedence(message, "bulk", "junk", "list", "auto_reply")
    return marks.shown(mark) if mark else None
