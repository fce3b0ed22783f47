"""What can be read in a message: charsets, encodings, HTML, flowed text, alternatives."""

import base64

import pytest

from triage.inbound.message import Message, parse, transfer


def plain(body: bytes, charset: str | None = None, encoding: str = "8bit", extra: str = "") -> Message:
    kind = "text/plain" + (f'; charset="{charset}"' if charset else "") + extra
    return parse(f"Subject: x\nContent-Type: {kind}\nContent-Transfer-Encoding: {encoding}\n\n".encode() + body)


def html(body: str) -> str:
    return parse(b"Content-Type: text/html; charset=utf-8\n\n" + body.encode()).text


def multipart(kind: str, *parts: str) -> Message:
    pieces = "".join(f"--b\n{part}\n" for part in parts)
    return parse(f"Subject: x\nContent-Type: multipart/{kind}; boundary=b\n\n{pieces}--b--\n".encode())


@pytest.mark.parametrize(
    ("text", "label", "codec"),
    [
        ("Grüße", "utf-8", "utf-8"),
        ("Grüße", "iso-8859-1", "latin-1"),
        ("Price: 5 € “now”", "iso-8859-1", "cp1252"),
        ("Price: 5 €", "us-ascii", "cp1252"),
        ("Grüße aus Köln", "us-ascii", "utf-8"),
        ("Grüße aus Köln, schöne Güte", "iso-8859-1", "utf-8"),
        ("朱镕基说", "gb2312", "gb18030"),
        ("똠방각하", "ks_c_5601-1987", "cp949"),
        ("ご注文の商品①", "shift_jis", "cp932"),
        ("ご注文の商品が届きません", "iso-2022-jp", "iso2022_jp"),
        ("日本語", "cp50221", "iso2022_jp"),
        ("Привет", "cp1251", "cp1251"),
        ("Привет", "windows-1251", "cp1251"),
        ("Łódź", "x-cp1250", "cp1250"),
        ("Grüße aus Köln", "x-unknown", "cp1252"),
        ("Grüße aus Köln", "no-such-thing", "cp1252"),
        ("Здравствуйте, где мой заказ?", None, "koi8-r"),
        ("Test message", "utf-16le", "utf-16-le"),
        ("Hello", "utf\0-8", "ascii"),
    ],
)
def test_charsets_and_how_their_names_lie(text: str, label: str | None, codec: str) -> None:
    encoded = base64.encodebytes(text.encode(codec))
    assert plain(encoded, label, "base64").text == text


def test_nec_characters_in_iso_2022_jp() -> None:
    assert plain(b"\x1b$B\x2d\x21\x24\x22\x1b(B!", "iso-2022-jp").text == "①あ!"


def test_a_broken_character_does_not_spoil_the_rest() -> None:
    message = plain("Grüße aus Köln, für Ärger".encode() + b" \xc3", "utf-8")
    assert message.text == "Grüße aus Köln, für Ärger \ufffd"
    assert any("broken" in defect for defect in message.defects)


def test_charsets_that_hide_text_from_rules_are_refused() -> None:
    assert plain(b"\\u0041bc", "unicode_escape").text == "\\u0041bc"
    assert plain(b"QUJD", "base64_codec").text == "QUJD"
    assert (
        plain(b"+ADw-script+AD4- Fr+APY-sche +ACI-now+ACI- +AGEAYg-", "utf-7").text
        == '+ADw-script+AD4- Frösche "now" +AGEAYg-'
    )


def test_no_nul_no_surrogate_no_control_character() -> None:
    text = plain(b"a\x00b\x1b[1mc\x85 \xed\xa0\x80 d\ftop", "utf-8").text
    assert "\0" not in text
    assert "\x1b" not in text
    assert text.encode().decode() == text


@pytest.mark.parametrize(
    ("body", "encoding", "text"),
    [
        (b"SGVsbG8gd29ybGQ=", "base64", "Hello world"),
        (b"SGVsbG8gd29ybGQ", "BASE64", "Hello world"),
        (b"SGVs\nbG8g=\nd29ybGQ=\n", " base64 (said twice)", "Hello world"),
        (b"SGVsbG8gd29ybGQ=\n\n____\nlist@x.example", "base64", "Hello world"),
        (b"This was never encoded, dear reader.", "base64", "This was never encoded, dear reader."),
        (b"Gr=FC=DFe=\n aus K=F6ln =XY", "quoted-printable", "Grüße aus Köln =XY"),
        (b"begin 644 a.txt\n%2&5L;&\\\n`\nend\n", "x-uuencode", "Hello"),
        (b"as it stands", "6bit", "as it stands"),
    ],
)
def test_transfer_encodings(body: bytes, encoding: str, text: str) -> None:
    assert plain(body, "iso-8859-1", encoding).text == text


@pytest.mark.parametrize(
    ("body", "decoded"),
    [
        (b"QUJD?===", (b"QUJD?===", transfer.NOT_BASE64)),
        (b"QUJDQUJDQUJD?===", (b"ABCABCABC", "base64 holds foreign characters")),
        (b"Q\r\nQ=\r\n=", (b"A", "text behind the base64 is left out")),
        (b"QQ==QkJC", (b"ABBB", None)),
    ],
)
def test_base64_as_long_as_a_faultless_one_is_read_with_care(body: bytes, decoded: tuple[bytes, str | None]) -> None:
    assert transfer.base64(body) == decoded


def test_flowed_text() -> None:
    body = b"One paragraph \nover two lines.\n\n> quoted \n> on\n> end\n-- \nJane\n"
    assert plain(body, extra="; format=flowed").text == "One paragraph over two lines.\n\n> quoted on\n> end\n-- \nJane"
    assert plain(b"un \nbroken\n", extra="; format=flowed; delsp=yes").text == "unbroken"


def test_html_blocks_lists_links_and_quotes() -> None:
    assert html(
        "<html><head><title>no</title><style>p{}</style></head><body><p>Hi <a href='https://x.example/a'>shop</a>,"
        " see <a href='https://x.example'>https://x.example</a></p><ul><li>one<li>two <b>three</b></ul>"
        "<table><tr><td>A<td>B</tr></table>end<br>last<script>no()</script><!-- no --></body></html>"
    ) == ("Hi shop <https://x.example/a>, see https://x.example\n\n- one\n- two three\n\nA B\nend\nlast")
    assert (
        html("answer<blockquote>old<br>text<blockquote>older</blockquote></blockquote>")
        == "answer\n> old\n> text\n> > older"
    )
    assert html("<pre>a\n  b</pre>") == "a\n  b"
    assert html("a&nbsp;&lt;b&gt; &euro;") == "a <b> €"


@pytest.mark.parametrize(
    "hidden",
    [
        "<div style='display:none'>no</div>",
        "<span style='font-size: 0px'>no</span>",
        "<p hidden>no</p>",
        "<div style='max-height:0;'>no</div>",
    ],
)
def test_what_a_reader_does_not_see_is_left_out(hidden: str) -> None:
    assert html(f"{hidden}yes<img src='http://x.example/pixel.gif' alt='no'>") == "yes"


def test_text_of_ordinary_size_is_seen() -> None:
    assert html("<div style='font-size:0.9em; opacity:0.5'>yes</div>") == "yes"


def test_html_that_names_its_charset_itself() -> None:
    raw = (
        b"Content-Type: text/html\n\n<meta http-equiv=x content='text/html; charset=windows-1251'><p>"
        + "Привет".encode("cp1251")
    )
    assert parse(raw).text == "Привет"


def test_the_plain_alternative_is_the_writers_words() -> None:
    message = multipart(
        "alternative", "Content-Type: text/plain\n\nHello you.", "Content-Type: text/html\n\n<p>Hello <b>you</b>."
    )
    assert (message.text, message.html_only, message.attachments) == ("Hello you.", False, ())


@pytest.mark.parametrize("said", ["", " \n", "Your program cannot display this kind of mail."])
def test_html_speaks_where_plain_says_nothing(said: str) -> None:
    html_part = "Content-Type: text/html\n\n<p>My parcel arrived broken, order 4711, please send me a new chamber."
    message = multipart("alternative", f"Content-Type: text/plain\n\n{said}", html_part)
    assert message.text == "My parcel arrived broken, order 4711, please send me a new chamber."
    assert message.html_only


def test_several_texts_are_joined_in_order() -> None:
    message = multipart(
        "mixed",
        "\nfirst",
        "Content-Type: text/html\n\n<p>second",
        "Content-Type: image/png\n\nx",
        "Content-Type: text/plain\n\nthird",
    )
    assert message.text == "first\n\nsecond\n\nthird"
    assert not message.html_only


def test_a_calendar_alone_is_readable() -> None:
    event = "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Visit\\, with\n  coffee\nDTSTART:20261123T100000Z\nLOCATION:Shop\nEND:VEVENT"
    message = multipart("mixed", f"Content-Type: text/calendar; method=REQUEST\n\n{event}")
    assert message.text == "Summary: Visit, with coffee\nStart: 2026-11-23 10:00 UTC\nWhere: Shop"
    assert [attachment.content_type for attachment in message.attachments] == ["text/calendar"]


def test_signed_mail_reads_like_any_other() -> None:
    signature = "Content-Type: application/pgp-signature; name=signature.asc\n\nabc"
    message = multipart("signed", "Content-Type: text/plain\n\nHello.", signature)
    assert (message.text, [attachment.filename for attachment in message.attachments]) == ("Hello.", ["signature.asc"])


def test_encrypted_mail_has_nothing_to_read() -> None:
    message = multipart(
        "encrypted",
        "Content-Type: application/pgp-encrypted\n\nVersion: 1",
        "Content-Type: application/octet-stream\n\nx",
    )
    assert (message.text, len(message.attachments)) == ("", 2)
