"""Finished letters: their headers, their bytes, and what hostile values cannot do to them.

The golden letters in tests/letters are reviewed as mail. After a wanted change write them again with
`TRIAGE_WRITE_LETTERS=1 python -m pytest tests/outbound/test_letters.py -k golden` and read the difference.
"""

import os
import re
import sys
from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from triage.desk.drafts import Draft, LetterKind
from triage.outbound.cleaning import clean_text
from triage.outbound.letters import SAMPLES, VALUES, Letter, LetterError, Templates, Worded, Writer, compose
from triage.outbound.letters.mime import _require_as_intended, write
from triage.outbound.letters.preview import previews
from triage.outbound.wording import worded

ROOT = Path(__file__).parents[2]
ZONE = "America/New_York"
GOLDEN = ROOT / "tests/letters"
NOON = datetime(2026, 11, 23, 17, 0, tzinfo=UTC)
PROMISED = {
    "en": "Wednesday 25 November, 15:00 EST",
    "de": "Mittwoch, 25. November, 15:00 Uhr EST",
    "es": "miércoles 25 de noviembre a las 15:00 EST",
    "fr": "mercredi 25 novembre à 15:00 EST",
    "it": "mercoledì 25 novembre alle ore 15:00 EST",
    "pt": "quarta-feira, 25 de novembro, às 15:00 EST",
    "nl": "woensdag 25 november om 15:00 uur EST",
    "pl": "25 listopada (środa), godz. 15:00 EST",
    "zh": "11月25日（星期三）15:00 EST",
    "ja": "11月25日（水曜日）15:00 EST",
}


@pytest.fixture(scope="session")
def templates() -> Templates:
    return Templates.load(ROOT / "templates")


def written(draft: Draft, templates: Templates) -> Letter:
    values = worded(draft.values, ZONE, draft.language)
    draft = replace(draft, values=values)
    return compose(draft, templates, instance="desk-7f3a", date=NOON, desk_name="AeroPress Mall")


def read(letter: Letter) -> Message:
    return message_from_bytes(letter.raw)


def part(letter: Letter, kind: str) -> str:
    found = next(leaf for leaf in read(letter).walk() if leaf.get_content_type() == kind)
    return found.get_payload(decode=True).decode().replace("\r\n", "\n")


def acknowledgement(language: str = "en", category: str = "return-request", *missing: str, **changes: Any) -> Draft:
    """Ada's first letter."""
    promised = None if category == "order-tracking" and missing else PROMISED[language]
    draft = Draft(
        kind=LetterKind.ACKNOWLEDGEMENT,
        template="requester/acknowledgement",
        ticket="AM-1042",
        seq=1,
        recipient="ada@customer.example",
        recipient_name="Ada Lindqvist",
        mailbox="support@aeropressmall.com",
        message_id="am-1042.1.k3j5@aeropressmall.com",
        language=language,
        subject="Return order AM-10432",
        in_reply_to="c2@customer.example",
        references=("c1@customer.example", "c2@customer.example"),
        auto_submitted="auto-replied",
        values={
            "ticket": "AM-1042",
            "name": "Ada Lindqvist",
            "category": category,
            "promised": promised,
            "missing": list(missing),
            "clock_starts_when_complete": promised is None,
            "shop": SAMPLES["requester/acknowledgement"][0]["shop"],
        },
    )
    return replace(draft, **changes)


def of_stage(template: str, language: str = "en", at: int = 0) -> Draft:
    """A progress letter in Ada's thread, with its sample values."""
    sample = SAMPLES[template][at]
    return acknowledgement(
        language, kind=LetterKind.PROGRESS, template=template, values=sample, auto_submitted="auto-generated"
    )


def to_staff(kind: LetterKind, at: int = 0, ticket: str | None = "AM-1042", template: str = "") -> Draft:
    """A letter of our own to staff, outside the customer's thread."""
    changes = {
        "subject": None,
        "in_reply_to": None,
        "references": (),
        "auto_submitted": "auto-generated",
        "ticket": ticket,
    }
    whom = {"recipient": "lead@aeropressmall.com", "recipient_name": ""}
    template = template or f"staff/{kind}"
    values = SAMPLES[template][at]
    return acknowledgement("en", kind=kind, template=template, values=values, **whom, **changes)


LETTERS = {
    "acknowledgement.return-request.en": acknowledgement("en", "return-request", "model", "reason"),
    "acknowledgement.order-tracking.de": acknowledgement(
        "de", "order-tracking", "order_number", subject="Wo ist mein Paket?"
    ),
    "acknowledgement.combined-enquiry.es": acknowledgement("es", "combined-enquiry", subject="Dos preguntas"),
    "acknowledgement.complaint.fr": acknowledgement("fr", "complaint", "settlement", subject="Réclamation"),
    "acknowledgement.refund-progress.it": acknowledgement("it", "refund-progress", subject="Rimborso"),
    "acknowledgement.return-request.ja": acknowledgement(
        "ja", "return-request", "order_number", "model", "reason", subject="返品について"
    ),
    "acknowledgement.unproven.en": acknowledgement(
        "en", "order-tracking", "order_number", "description", plain_only=True
    ),
    "acknowledgement.unproven.ja": acknowledgement("ja", "product-question", plain_only=True),
    "authorization.en": of_stage("requester/authorization"),
    "refusal.de": of_stage("requester/refusal", "de"),
    "closing.fr": of_stage("requester/closing", "fr"),
    "declined.it": of_stage("requester/declined", "it"),
    "waiting.pt": of_stage("requester/waiting", "pt"),
    "waiting.missing.zh": of_stage("requester/waiting", "zh", 1),
    "received.nl": of_stage("requester/received", "nl"),
    "passed.pl": of_stage("requester/passed", "pl"),
    "progress.zh": of_stage("requester/progress", "zh"),
    "refunded.es": of_stage("requester/refunded", "es"),
    "classified.simple.ja": of_stage("requester/classified", "ja"),
    "classified.complex.pl": of_stage("requester/classified", "pl", 1),
    "settled.en": of_stage("requester/settled"),
    "acknowledgement.order-problem.nl": acknowledgement("nl", "order-problem", subject="Verkeerd artikel"),
    "acknowledgement.product-question.pt": acknowledgement("pt", "product-question", subject="Uma pergunta"),
    "acknowledgement.return-request.pl": acknowledgement("pl", "return-request", "reason", subject="Zwrot"),
    "acknowledgement.unproven.pl": acknowledgement("pl", "order-tracking", "order_number", plain_only=True),
    "acknowledgement.unproven.zh": acknowledgement("zh", "complaint", plain_only=True),
    "news.new": to_staff(LetterKind.NOTIFICATION, template="staff/new"),
    "news.assigned": to_staff(LetterKind.NOTIFICATION, template="staff/assigned"),
    "news.follow-up": to_staff(LetterKind.NOTIFICATION, 1, template="staff/follow-up"),
    "news.outsider": to_staff(LetterKind.NOTIFICATION, template="staff/outsider"),
    "news.several": to_staff(LetterKind.NOTIFICATION, ticket=None, template="staff/notifications"),
    "reminder": to_staff(LetterKind.REMINDER),
    "escalation": to_staff(LetterKind.ESCALATION, 1),
    "notice": to_staff(LetterKind.NOTICE, ticket=None),
    "digest": to_staff(LetterKind.DIGEST, ticket=None),
    **{
        name: to_staff(LetterKind.NOTICE, ticket=None, template=f"staff/{name}")
        for name in ("reminders", "team-digest", "forecast-changes", "desk-report", "complaint-report")
    },
}


@pytest.mark.parametrize("name", LETTERS)
def test_golden_letters_have_not_changed(name: str, templates: Templates) -> None:
    raw, golden = written(LETTERS[name], templates).raw, GOLDEN / f"{name}.eml"
    if os.environ.get("TRIAGE_WRITE_LETTERS"):
        golden.write_bytes(raw)
    assert golden.read_bytes() == raw


def test_there_is_no_golden_letter_that_nobody_writes() -> None:
    assert {path.stem for path in GOLDEN.glob("*.eml")} == set(LETTERS)


def test_an_acknowledgement_carries_the_headers_of_an_automatic_reply(templates: Templates) -> None:
    letter = written(acknowledgement(), templates)
    assert read(letter).items()[:-2] == [
        ("From", '"AeroPress Mall" <support@aeropressmall.com>'),
        ("To", '"Ada Lindqvist" <ada@customer.example>'),
        ("Subject", "Re: Return order AM-10432 [AM-1042]"),
        ("Date", "Mon, 23 Nov 2026 17:00:00 +0000"),
        ("Message-ID", "<am-1042.1.k3j5@aeropressmall.com>"),
        ("In-Reply-To", "<c2@customer.example>"),
        ("References", "<c1@customer.example> <c2@customer.example>"),
        ("Auto-Submitted", "auto-replied"),
        ("X-Auto-Response-Suppress", "All"),
        ("Precedence", "bulk"),
        ("X-Triage-Instance", "desk-7f3a"),
        ("X-Triage-Ticket", "AM-1042"),
        ("Content-Language", "en"),
    ]
    assert letter.envelope_from == ""


@pytest.mark.parametrize("kind", [kind for kind in LetterKind if f"staff/{kind}" in SAMPLES])
def test_a_staff_letter_leaves_a_way_back_for_its_bounce(kind: LetterKind, templates: Templates) -> None:
    template = "staff/new" if kind is LetterKind.NOTIFICATION else ""
    assert written(to_staff(kind, template=template), templates).envelope_from == "support@aeropressmall.com"


def test_the_same_draft_is_always_the_same_letter(templates: Templates) -> None:
    assert written(acknowledgement(), templates).raw == written(acknowledgement(), templates).raw


def test_the_text_promises_and_asks(templates: Templates) -> None:
    text = part(written(acknowledgement("en", "return-request", "order_number"), templates), "text/plain")
    assert "by Wednesday 25 November, 15:00 EST." in text
    assert "\n- your order number (it looks like AM-10432)\n" in text


def test_for_tracking_the_clock_starts_when_the_enquiry_is_complete(templates: Templates) -> None:
    text = part(written(acknowledgement("en", "order-tracking", "order_number"), templates), "text/plain")
    assert "as soon as we have what is listed below; our time to answer starts then." in text
    assert "within 1–3 working days, and delivery then takes 6–12 days" in text


def test_the_shops_spans_are_in_the_readers_language(templates: Templates) -> None:
    text = part(written(acknowledgement("de", "order-tracking", "order_number"), templates), "text/plain")
    assert "Bearbeitung im Lager: 1–3 Werktage; anschließende Lieferzeit: 6–12 Tage." in text


def test_a_missing_language_gets_english_and_says_so(templates: Templates) -> None:
    letter = written(acknowledgement(language="en", category="complaint"), templates)
    swedish = written(replace(acknowledgement("en", "complaint"), language="sv"), templates)
    assert swedish.raw == letter.raw
    assert read(swedish)["Content-Language"] == "en"


@pytest.mark.parametrize("language", PROMISED)
def test_an_unproven_reader_gets_two_kibibytes_without_a_word_of_the_senders(
    language: str, templates: Templates
) -> None:
    theirs = {"subject": "buy pills", "recipient_name": "Buy Pills", "in_reply_to": f"{'x' * 230}@customer.example"}
    for sample in SAMPLES["requester/acknowledgement"]:
        named = {**sample, "name": "Buy Pills", "promised": sample["promised"] and PROMISED[language]}
        letter = written(acknowledgement(language, plain_only=True, values=named, **theirs), templates)
        assert len(letter.raw) <= 2048
        assert read(letter).get_content_type() == "text/plain"
        assert letter.subject.endswith("[AM-1042]")
        assert not re.search(
            "pills",
            str(make_header(decode_header(read(letter)["Subject"]))) + part(letter, "text/plain"),
            re.IGNORECASE,
        )
        assert read(letter)["To"] == "ada@customer.example"


MOST = {"requester": 12 * 1024, "staff": 32 * 1024}  # octets on the wire; mail programs cut HTML at 100 KB


@pytest.mark.parametrize("letter", VALUES)
def test_every_letter_is_small_in_every_language(letter: str, templates: Templates) -> None:
    """And its text alone, as somebody unproven gets it, stays within two kibibytes."""
    room = letter.partition("/")[0]
    for shown in previews(
        templates, desk_name="AeroPress Mall", mailbox="support@aeropressmall.com", zone=ZONE, letters=[letter]
    ):
        assert len(shown.raw) <= (2048 if letter.endswith("-short") else MOST[room]), shown.name


@pytest.mark.parametrize("letter", [letter for letter in VALUES if letter.startswith("requester/")])
@pytest.mark.parametrize("language", PROMISED)
def test_every_letter_to_a_customer_fits_into_two_kibibytes_as_text(
    letter: str, language: str, templates: Templates
) -> None:
    for sample in SAMPLES[letter]:
        draft = acknowledgement(language, template=letter.removesuffix("-short"), values=sample, plain_only=True)
        assert len(written(draft, templates).raw) <= 2048


@pytest.mark.parametrize(
    ("name", "greeting"),
    [
        ("Ada", "Hello Ada,"),
        ("", "Hello,"),
        ("ada@customer.example", "Hello,"),
        ("www.pills.example", "Hello,"),
        ("https://pills.example", "Hello,"),
        ("Call 0800 123456", "Hello,"),
        ("Ada\r\n\r\nBuy", "Hello Ada Buy,"),
        ("x" * 500, f"Hello {'x' * 59}…,"),
    ],
)
def test_a_name_that_carries_a_message_is_not_greeted(name: str, greeting: str, templates: Templates) -> None:
    draft = acknowledgement()
    letter = written(replace(draft, values={**draft.values, "name": name}), templates)
    assert part(letter, "text/plain").splitlines()[0] == greeting


def test_a_customers_braces_are_printed(templates: Templates) -> None:
    letter = written(acknowledgement(subject="{{ 7*7 }} {% raw %}"), templates)
    assert letter.subject == "Re: {{ 7*7 }} {% raw %} [AM-1042]"


def test_references_keep_the_first_and_the_last_under_a_limit(templates: Templates) -> None:
    many = tuple(f"{n}.{'x' * 60}@customer.example" for n in range(20_000))
    referred = read(written(acknowledgement(references=many, in_reply_to=many[-1]), templates))["References"]
    ids = referred.split()
    assert (ids[0], ids[-1]) == (f"<{many[0]}>", f"<{many[-1]}>")
    assert len(ids) <= 50
    assert len(referred) < 3_100


@pytest.mark.parametrize("bad", ["a b@x", "a@x>\r\nBcc: e", "<a@x>", "=?utf-8?q?a?=@x", "x" * 249, "", "ü@x", "a@x\0"])
def test_an_id_that_is_none_is_left_out(bad: str, templates: Templates) -> None:
    read_back = read(written(acknowledgement(in_reply_to=bad, references=("c1@customer.example", bad)), templates))
    assert read_back["In-Reply-To"] is None
    assert read_back["References"] == "<c1@customer.example>"


def test_an_international_address_stands_in_the_header_as_it_is(templates: Templates) -> None:
    letter = written(acknowledgement(recipient="用户@例子.example"), templates)
    assert 'To: "Ada Lindqvist" <用户@例子.example>\r\n'.encode() in letter.raw


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"recipient": "a@b@c.example"}, "'a@b@c.example' has characters before the @"),
        ({"recipient": "root"}, "'root' has no @"),
        ({"mailbox": "support"}, "'support' has no @"),
        ({"message_id": "a@x>\r\nBcc: evil"}, "Message-ID .* cannot stand in a header"),
        ({"auto_submitted": "no"}, "Auto-Submitted: 'no' is none of ours"),
        ({"template": "requester/nothing"}, "there is no such letter"),
        ({"values": {}}, r"templates/requester/acknowledgement\.en\.txt:\d+: 'name' is undefined"),
    ],
)
def test_a_draft_that_cannot_become_a_letter_says_why(
    changes: dict[str, Any], sentence: str, templates: Templates
) -> None:
    with pytest.raises(LetterError, match=sentence):
        written(acknowledgement(**changes), templates)


def test_an_unproven_reader_never_gets_more_than_two_kibibytes(templates: Templates) -> None:
    facts = [f"fact_{n}_{'x' * 40}" for n in range(50)]
    with pytest.raises(LetterError, match=r"\d+ octets for an unproven reader, at most 2048 may be sent"):
        written(acknowledgement("en", "order-problem", *facts, plain_only=True), templates)


def test_no_printable_character_is_cleaned_away_on_either_way() -> None:
    """What is printable is passed through at once: with a tab before it, each character is looked at."""
    everything = "".join(filter(str.isprintable, map(chr, range(sys.maxunicode + 1))))
    assert clean_text(everything) == everything
    assert clean_text(f"\t{everything}") == f"\t{everything}"
    assert clean_text("a\u202eb\r\nc\ud800\0") == "ab\nc?"


def test_letters_that_say_the_same_are_worded_once(templates: Templates, monkeypatch: pytest.MonkeyPatch) -> None:
    ada, bob = acknowledgement(), acknowledgement(recipient="bob@customer.example", message_id="am-1042.2@x.example")
    others = [acknowledgement("de"), acknowledgement(plain_only=True), acknowledgement("en", "complaint")]
    drafts = [replace(each, values=worded(each.values, ZONE, each.language)) for each in (ada, bob, *others, ada)]
    alone = [compose(each, templates, instance="i", date=NOON, desk_name="Desk").raw for each in drafts]
    asked: list[str] = []

    def word(self: Templates, letter: str, *rest: Any, **options: Any) -> Worded:
        asked.append(letter)
        return really(self, letter, *rest, **options)

    really = Templates.word
    monkeypatch.setattr(Templates, "word", word)
    writer = Writer(templates, instance="i", date=NOON, desk_name="Desk")
    assert [writer.compose(each).raw for each in drafts] == alone
    assert len(asked) == len(drafts) - 1, "what Bob is told is what Ada was told"


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["a\r\nBcc: evil@x.example"], "its header fields read back as Subject, Bcc, MIME-Version"),
        (["a\r\n\r\nbody"], "its header fields read back as Subject"),
        (["a\rb"], "its header fields read back as Subject"),
        (["a\0b"], "a lone line end or a NUL"),
        (["x" * 1000], "a line is longer than 998 octets"),
    ],
)
def test_finished_bytes_are_read_again_before_anybody_gets_them(words: list[str], sentence: str) -> None:
    """Should a value ever slip past the cleaning, the letter is refused."""
    with pytest.raises(LetterError, match=f"not what was meant: .*{sentence}"):
        write([("Subject", words)], text="Hello\n", html="<p>Hello</p>\n")


@pytest.mark.parametrize("behind", [b"x", b"\r\n x", b'; charset="utf-8"'])
def test_a_boundary_counts_only_where_nothing_stands_behind_it(behind: bytes) -> None:
    """Else a reader might take another one for it, and see no parts."""
    raw = write([("Subject", ["Hello"])], text="Hello\n", html="<p>Hello</p>\n")
    names = ["Subject", "MIME-Version", "Content-Type"]
    _require_as_intended(raw, names, 2)
    with pytest.raises(LetterError, match="it does not have 2 parts"):
        _require_as_intended(re.sub(rb'(boundary="[^"]+")', rb"\1" + behind, raw, count=1), names, 2)


BREAKS = ["\r\n", "\n", "\r", "\x85", "\u2028", "\u2029", "\v", "\f", "\0", "\x1c", "\r\n\r\n", "\r\n ", "\n\t"]
INJECTIONS = [
    "Bcc: evil@x.example",
    "Content-Type: text/html",
    "=?utf-8?q?=0D=0ABcc:_evil=40x.example?=",
    "=?utf-8?b?DQpCY2M6IGV2aWxAeC5leGFtcGxl?=",
    "=?utf-8?q?=3D=3Futf-8=3Fq=3F=3D0D=3D0ABcc=3A=5Fevil=3F=3D?=",  # encoded twice
    "=?utf-8?b?PT91dGYtOD9iP0RRcENZMk02SUdWMmFXdz0/PQ==?=",
    "==??utf-8?q?x?=",
    "--=_0",
]
PLAIN = ["a", " ", "é", "漢字", "😀", "\ud800", '"', "\\", "<", ">", ",", ":", "@", "=?", "?=", "\u202e", "x" * 90]
hostile = st.lists(st.sampled_from(BREAKS + INJECTIONS + PLAIN), max_size=12).map("".join)
INTENDED = "From To Subject Date Message-ID In-Reply-To References Auto-Submitted X-Auto-Response-Suppress Precedence X-Triage-Instance X-Triage-Ticket Content-Language MIME-Version Content-Type".split()


@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    values=st.fixed_dictionaries(
        dict.fromkeys(
            ("subject", "recipient_name", "in_reply_to", "reference", "name", "desk", "ticket", "instance", "language"),
            hostile,
        )
    )
)
def test_no_value_adds_a_header_or_a_part(values: dict[str, str], templates: Templates) -> None:
    """300 letters of 9 hostile values each: CRLF, encoded words once and twice, Unicode's line ends, boundaries."""
    draft = acknowledgement(
        subject=values["subject"],
        recipient_name=values["recipient_name"],
        in_reply_to=values["in_reply_to"],
        references=(values["reference"], "c1@customer.example"),
        ticket=values["ticket"],
    )
    draft = replace(
        draft, language=values["language"], values={**draft.values, "name": values["name"], "ticket": values["ticket"]}
    )
    letter = compose(draft, templates, instance=values["instance"], date=NOON, desk_name=values["desk"])
    message = read(letter)
    names = message.keys()
    assert names == [name for name in INTENDED if name in names]
    assert len([leaf for leaf in message.walk() if not leaf.is_multipart()]) == 2
    for name in ("Subject", "From", "To", "X-Triage-Instance", "X-Triage-Ticket"):
        assert_harmless_however_often_decoded(message.get(name, ""))
    assert max(map(len, letter.raw.split(b"\r\n"))) <= 998
    assert letter.raw.isascii()


def assert_harmless_however_often_decoded(text: str) -> None:
    for _ in range(3):
        text = str(make_header(decode_header(text)))
        assert not re.search("[\r\n\x85\u2028\u2029\v\f\0]", re.sub(r"\r\n[ \t]", " ", text))
