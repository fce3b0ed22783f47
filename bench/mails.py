"""A shop's mail, made by dice that fall alike every time: the mixture that every figure is taken with.

60 % new enquiries, 30 % replies, 5 % machines, 5 % with an attachment of 0.1 to 1 MB; fifteen pairs of charset and
transfer encoding; the words are those of the shipped examples in twelve languages.
"""

import base64
import quopri
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.header import Header
from email.utils import format_datetime

import yaml

from triage.opinion.examples import STARTER

SEED = 2026
AUTHSERV_ID = "mx.bench.test"
BEGINNING = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
SUPPORT = "support@aeropressmall.com"
SMALLEST, LARGEST = 100_000, 1_000_000  # octets of an attachment, before base64
SHARES = {"new": 0.60, "reply": 0.30, "machine": 0.05, "attachment": 0.05}
LATIN = ("en", "de", "fr", "es", "it", "nl", "pt")
WAYS: tuple[tuple[str, str, tuple[str, ...]], ...] = (  # charset, transfer encoding, languages that it can write
    ("us-ascii", "7bit", ("en",)),
    ("us-ascii", "quoted-printable", ("en",)),
    ("utf-8", "8bit", LATIN),
    ("utf-8", "quoted-printable", LATIN),
    ("utf-8", "base64", ("ja", "zh", "ko", "ar", "pl")),
    ("iso-8859-1", "8bit", LATIN),
    ("iso-8859-1", "quoted-printable", LATIN),
    ("iso-8859-15", "quoted-printable", LATIN),
    ("iso-8859-2", "quoted-printable", ("pl",)),
    ("windows-1252", "8bit", LATIN),
    ("windows-1252", "quoted-printable", LATIN),
    ("windows-1252", "base64", LATIN),
    ("iso-2022-jp", "7bit", ("ja",)),
    ("shift_jis", "base64", ("ja",)),
    ("gb18030", "base64", ("zh",)),
)
_STYLE = (
    "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.45;color:#222222;margin:0 0 12px 0;padding:0"
)
_PARAGRAPHS_MORE = (0, 2)  # of other examples, so that mails are as long as people write them
_SHEET = "\n".join(  # what mail programs put before every HTML text
    f"p.Mso{kind}, li.Mso{kind}, div.Mso{kind} {{margin:0cm; font-size:11.0pt; font-family:'Calibri',sans-serif; mso-style-priority:{at};}}"
    for at, kind in enumerate(
        "Normal Header Footer PlainText NoSpacing ListParagraph Quote Title Subtitle Caption Closing Date Salutation Signature BodyText List ListBullet ListNumber MessageHeader".split()
    )
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """What a reply needs to know of the mail it answers."""

    message_id: str
    author: str
    subject: str
    text: str
    language: str


def mixture(count: int, *, seed: int = SEED) -> list[bytes]:
    """So many mails in the order in which they arrive; the same for the same arguments."""
    return list(_mails(count, random.Random(seed), seed))


def large(octets: int, *, seed: int = SEED) -> bytes:
    """One mail with an attachment that makes it about that large."""
    dice = random.Random(seed)
    texts = _texts()
    mail = _Mail(dice, texts, number=0, at=BEGINNING, series=f"large-{octets}-{seed}")
    return mail.new(attached=octets * 73 // 100)


def conversation(count: int, *, before: int = 0, seed: int = SEED) -> list[bytes]:
    """A customer's mail and so many answers to it, each with `before` ids in its References."""
    dice, texts = random.Random(seed), _texts()
    first = _Mail(dice, texts, number=0, at=BEGINNING, series=f"conversation-{seed}")
    raws = [first.new(attached=0)]
    earlier = [f"<{at}.before-{seed}@mail.customers.example>" for at in range(before)]
    for number in range(1, count + 1):
        at = BEGINNING + timedelta(seconds=number)
        answer = _Mail(dice, texts, number=number, at=at, series=f"conversation-{seed}")
        raws.append(answer.reply(first.written, references=[*earlier, first.written.message_id]))
    return raws


def _mails(count: int, dice: random.Random, series: int) -> Iterator[bytes]:
    texts = _texts()
    known: list[Written] = []
    for number in range(count):
        mail = _Mail(dice, texts, number=number, at=BEGINNING + timedelta(seconds=number), series=str(series))
        kind = dice.choices(list(SHARES), list(SHARES.values()))[0]
        if kind == "machine":
            yield mail.machine()
        elif kind == "reply" and known:
            yield mail.reply(dice.choice(known[-200:]))
        else:
            size = int(SMALLEST * (LARGEST / SMALLEST) ** dice.random()) if kind == "attachment" else 0
            yield mail.new(attached=size)
            known.append(mail.written)


def _texts() -> dict[str, list[tuple[str, str]]]:
    """Language → (subject, text) of every example that people can write in it."""
    found: dict[str, list[tuple[str, str]]] = {}
    for file in sorted(STARTER.glob("*.yaml")):
        of_language = yaml.load(file.read_text("utf-8"), yaml.CSafeLoader)
        found[file.stem] = [
            (example.get("subject", ""), example.get("text", "")) for some in of_language.values() for example in some
        ]
    return found


class _Mail:
    """One mail in the making."""

    def __init__(
        self, dice: random.Random, texts: dict[str, list[tuple[str, str]]], *, number: int, at: datetime, series: str
    ) -> None:
        self._dice, self._texts, self._at = dice, texts, at
        self._name = f"{series}-{number}"
        self._charset, self._encoding, languages = dice.choice(WAYS)
        self._language = dice.choice(languages)
        self._message_id = f"<{dice.getrandbits(64):x}.{self._name}@mail.customers.example>"
        self._author = f"customer-{self._name}@customers.example"

    def new(self, *, attached: int) -> bytes:
        """A customer asks."""
        subject, text = self._dice.choice(self._texts[self._language])
        text = "\n\n".join([text.strip(), *self._more(), self._signature()])
        subject = subject or "Hello"
        self.written = Written(
            message_id=self._message_id, author=self._author, subject=subject, text=text, language=self._language
        )
        return self._raw(subject, text, [], attached)

    def reply(self, to: Written, references: Sequence[str] = ()) -> bytes:
        """A customer writes again, above what stood there before."""
        self._author, self._language = to.author, to.language
        self._charset, self._encoding = "utf-8", self._dice.choice(("quoted-printable", "base64", "8bit"))
        _, text = self._dice.choice(self._texts[self._language])
        quoted = "\n".join(f"> {line}" for line in to.text.splitlines())
        text = f"{text.strip()}\n\n{self._signature()}\n\nOn {self._at:%a, %d %b %Y}, {SUPPORT} wrote:\n{quoted}\n"
        thread = [f"In-Reply-To: {to.message_id}", "References: " + "\r\n ".join(references or [to.message_id])]
        return self._raw(f"Re: {to.subject}", text, thread, 0)

    def machine(self) -> bytes:
        """An absence, a newsletter, or an order confirmation that nobody reads."""
        marks, subject = self._dice.choice(
            (
                (["Auto-Submitted: auto-replied", "X-Auto-Response-Suppress: All"], "Automatic reply: your message"),
                (
                    ["List-Id: <offers.shop.example>", "List-Unsubscribe: <mailto:u@shop.example>", "Precedence: list"],
                    "Offers of the week",
                ),
                (["Auto-Submitted: auto-generated", "Precedence: bulk"], "Your statement is ready"),
            )
        )
        _, text = self._dice.choice(self._texts[self._language])
        return self._raw(subject, "\n\n".join([text, *self._more()]), marks, 0)

    def _more(self) -> list[str]:
        some = self._texts[self._language]
        return [self._dice.choice(some)[1].strip() for _ in range(self._dice.randint(*_PARAGRAPHS_MORE))]

    def _signature(self) -> str:
        return f"--\nAnna Customer {self._name}\n12 Long Street, Springfield\nTel. +1 555 0100"

    def _raw(self, subject: str, text: str, marks: Sequence[str], attached: int) -> bytes:
        headers = [*self._trace(), *self._head(subject), *marks]
        words = _joined("alternative", [self._part("plain", text), self._part("html", self._html(text))], self._name)
        content = _joined("mixed", [words, self._file(attached)], self._name) if attached else words
        return "\r\n".join(headers).encode("ascii") + b"\r\n" + content

    def _trace(self) -> list[str]:
        """What servers on the way add; as long as it is in real mail."""
        date = format_datetime(self._at)
        seal = base64.b64encode(self._dice.randbytes(256)).decode()
        return [
            f"Received: from relay.customers.example (relay.customers.example [192.0.2.{self._dice.randint(1, 250)}])",
            f"\tby {AUTHSERV_ID} (Postfix) with ESMTPS id {self._dice.getrandbits(40):X}",
            f"\tfor <{SUPPORT}>; {date}",
            f"Authentication-Results: {AUTHSERV_ID};",
            "\tdkim=pass header.d=customers.example header.s=s1;",
            "\tspf=pass smtp.mailfrom=customers.example;",
            "\tdmarc=pass (policy=reject) header.from=customers.example",
            "DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed; d=customers.example; s=s1;",
            *(f"\t{seal[at : at + 70]}" for at in range(0, len(seal), 70)),
            f"ARC-Seal: i=1; a=rsa-sha256; t=1795424400; cv=none; d={AUTHSERV_ID}; s=arc;",
            *(f"\t{seal[at : at + 70]}" for at in range(0, len(seal), 70)),
            f"ARC-Authentication-Results: i=1; {AUTHSERV_ID}; dkim=pass header.d=customers.example; dmarc=pass",
            f"Received: from [198.51.100.{self._dice.randint(1, 250)}] by relay.customers.example with ESMTPSA; {date}",
        ]

    def _head(self, subject: str) -> list[str]:
        return [
            f"Message-ID: {self._message_id}",
            f"Date: {format_datetime(self._at)}",
            f"From: Anna Customer <{self._author}>",
            f"To: {SUPPORT}",
            f"Subject: {Header(subject, 'us-ascii' if subject.isascii() else 'utf-8').encode(linesep=chr(13) + chr(10))}",
            "MIME-Version: 1.0",
        ]

    def _part(self, subtype: str, text: str) -> bytes:
        octets = text.replace("\n", "\r\n").encode(self._charset, "replace")
        if self._encoding == "base64":
            body = base64.encodebytes(octets).replace(b"\n", b"\r\n")
        elif self._encoding == "quoted-printable":
            body = quopri.encodestring(octets)
        else:
            body = octets
        head = f"Content-Type: text/{subtype}; charset={self._charset}\r\nContent-Transfer-Encoding: {self._encoding}\r\n\r\n"
        return head.encode() + body

    def _html(self, text: str) -> str:
        paragraphs = "\n".join(
            f'<p style="{_STYLE}"><span lang="{self._language}">{line}</span></p>' for line in text.split("\n\n")
        )
        return f"<html><head><style><!--\n{_SHEET}\n--></style></head><body>\n{paragraphs}\n</body></html>"

    def _file(self, octets: int) -> bytes:
        body = base64.encodebytes(self._dice.randbytes(octets)).replace(b"\n", b"\r\n")
        return (
            b'Content-Type: image/jpeg\r\nContent-Disposition: attachment; filename="photo.jpg"\r\n'
            b"Content-Transfer-Encoding: base64\r\n\r\n" + body
        )


def _joined(subtype: str, parts: Sequence[bytes], name: str) -> bytes:
    mark = f"=_{subtype}-{name}".encode()
    head = b"Content-Type: multipart/" + subtype.encode() + b'; boundary="' + mark + b'"\r\n\r\n'
    return head + b"".join(b"--" + mark + b"\r\n" + part + b"\r\n" for part in parts) + b"--" + mark + b"--\r\n"
