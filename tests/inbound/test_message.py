"""What the header of a raw message says: text in, facts out."""

import pickle
from datetime import UTC, datetime

import pytest

from triage.inbound.message import Address, Message, NotUnderstoodError, parse


def read(header: str | bytes, body: str | bytes = "Hello.") -> Message:
    """A message of these header lines and this body."""
    raw = [text.encode() if isinstance(text, str) else text for text in (header, body)]
    return parse(b"\n\n".join(raw))


def author_of(value: str | bytes) -> Address | None:
    return read((b"From: " + value) if isinstance(value, bytes) else f"From: {value}").author


def subject_of(value: str | bytes) -> str:
    return read((b"Subject: " + value) if isinstance(value, bytes) else f"Subject: {value}").subject


def test_a_plain_mail() -> None:
    message = read(
        "From: Robin Customer <Robin@Customer.example>\nTo: press@x.example, Support <support@x.example>\nSubject: Rubber seal\n"
        "Date: Mon, 16 Nov 2026 10:00:00 +0100\nMessage-ID: <1@customer.example>\nIn-Reply-To: <0@x.example>\n"
        "References: <a@x.example>\n\t<0@x.example>\nReturn-Path: <robin@customer.example>"
    )
    assert message.author == Address(display_name="Robin Customer", addr_spec="robin@customer.example")
    assert [to.addr_spec for to in message.to] == ["press@x.example", "support@x.example"]
    assert message.subject == "Rubber seal"
    assert message.date == datetime(2026, 11, 16, 9, tzinfo=UTC)
    assert message.message_id == "1@customer.example"
    assert message.in_reply_to == ("0@x.example",)
    assert message.references == ("a@x.example", "0@x.example")
    assert message.return_path == "robin@customer.example"
    assert (message.text, message.html_only, message.content_type) == ("Hello.", False, "text/plain")
    assert message.defects == ()


def test_it_can_cross_processes() -> None:
    message = read("From: a@b.example\nSubject: x")
    assert pickle.loads(pickle.dumps(message)) == message


def test_header_access_is_explicit_and_keeps_every_field() -> None:
    message = read(
        "Parse: 1\nX-Triage-Instance: abc\nReceived: one\nReceived: two\n  folded\nX-Long: =?utf-8?q?=C3=BC?="
    )
    assert message.header("PARSE") == "1"
    assert message.header("x-triage-instance") == "abc"
    assert message.all_headers("received") == ("one", "two  folded")
    assert message.header("x-long") == "ü"


@pytest.mark.parametrize(
    ("written", "name", "addr_spec"),
    [
        ("Doe <j@x.example>", "Doe", "j@x.example"),
        ("j@x.example (Jane Doe)", "Jane Doe", "j@x.example"),
        ("<j@x.example>", "", "j@x.example"),
        ('"Doe, Jane" <j@x.example>', "Doe, Jane", "j@x.example"),
        ("=?utf-8?Q?M=C3=BCller=2C_A?= <m@x.example>", "Müller, A", "m@x.example"),
        ('"=?utf-8?Q?M=C3=BCller?=" <m@x.example>', "Müller", "m@x.example"),
        ("=?utf-8?B?TcO8bGxlciA8bUB4LmV4YW1wbGU+?=", "Müller", "m@x.example"),
        ("help@ours.example <evil@x.example>", "help@ours.example", "evil@x.example"),
        ('"help@ours.example" <evil@x.example>', "help@ours.example", "evil@x.example"),
        ("Jane <<j@x.example>>", "Jane", "j@x.example"),
        ("Jane <j@x.example", "Jane", "j@x.example"),
        ("mailto:j@x.example", "mailto", "j@x.example"),
        ("j..d@docomo.example", "", "j..d@docomo.example"),
        ("Big Bug bb@bug.example", "Big Bug", "bb@bug.example"),
        ("MAILER-DAEMON (Mail Delivery System)", "Mail Delivery System", "mailer-daemon"),
        ("Postmaster <root>", "Postmaster", "root"),
        ("Mail System <>", "Mail System", ""),
        ("Lee, Kim <k@x.example>", "Lee, Kim", "k@x.example"),
    ],
)
def test_authors_as_they_are_written(written: str, name: str, addr_spec: str) -> None:
    author = author_of(written)
    assert author is not None
    assert (author.display_name, author.addr_spec) == (name, addr_spec)


@pytest.mark.parametrize(
    ("written", "addr_specs"),
    [
        ('"support@ours.example', []),
        ("a@b@ours.example", []),
        ("a@b.example <c@d.example> e@f.example", []),
        ("us)them@evil.example", ["them@evil.example"]),  # nothing but evil.example can be meant
        ('"Jane <j@x.example', []),
        ('Jane "J <j@x.example>', ["j@x.example"]),
    ],
)
def test_what_is_doubtful_is_not_guessed(written: str, addr_specs: list[str]) -> None:
    message = read(f"From: {written}")
    assert [author.addr_spec for author in message.authors if author.addr_spec] == addr_specs
    assert message.defects


def test_semicolons_and_blanks_between_addresses() -> None:
    assert [to.addr_spec for to in read("To: a@x.example; b@y.example").to] == ["a@x.example", "b@y.example"]
    assert [to.addr_spec for to in read("To: a@x.example b@y.example").to] == ["a@x.example", "b@y.example"]


def test_a_group_gives_its_members() -> None:
    assert [to.addr_spec for to in read("To: team: a@x.example, b@y.example;").to] == ["a@x.example", "b@y.example"]
    assert read("To: undisclosed-recipients:;").to == ()


def test_two_from_fields_are_kept_in_order_and_told() -> None:
    message = read("From: a@x.example\nFrom: b@y.example")
    assert [author.addr_spec for author in message.authors] == ["a@x.example", "b@y.example"]
    assert "from is given 2 times" in message.defects


def test_a_name_without_address_takes_the_address_of_reply_to() -> None:
    message = read('From: "Shop form" <>\nReply-To: jane@x.example')
    assert message.author == Address(display_name="Shop form", addr_spec="jane@x.example")
    assert "From has no address: taken from Reply-To" in message.defects


@pytest.mark.parametrize(
    ("written", "subject"),
    [
        ("=?UTF-8?B?R3LDvMOfZQ==?=", "Grüße"),
        ("=?utf-8?q?Gr=C3=BC=C3=9Fe_aus_K=C3=B6ln?=", "Grüße aus Köln"),
        ("=?utf-8?q?Gr=C3?= =?utf-8?q?=BCn?=", "Grün"),
        ("=?utf-8?q?Gr?==?utf-8?q?=C3=BCn?=", "Grün"),
        ("Re:=?utf-8?q?_Gr=C3=BCn?=!", "Re: Grün!"),
        ("=?utf-8?Q?with blanks inside?= end", "with blanks inside end"),
        ("=?utf-8?Q?What?=20now?=", "What? now"),
        ("=?utf-8?B?R3LDvMOfZQ?=", "Grüße"),
        ("=?iso-8859-1*de?Q?Gr=FC=DFe?=", "Grüße"),
        ("=?iso-8859-1?Q?Price_=80_5?=", "Price € 5"),
        ("=?gb2312?B?1uzpRrv5?=", "朱镕基"),
        ("=?iso-2022-jp?B?GyRCJDMkcyRLJEEkTxsoQg==?=", "こんにちは"),
        ("=?x-nobody?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"),
        ("=?utf-8?Q?unfinished", "=?utf-8?Q?unfinished"),
        ("=?utf-8?q?a=0D=0ABcc:_evil@x.example?=", "a Bcc: evil@x.example"),
        ("a\x00b\x1b[31mc", "a b [31mc"),
        ("=?utf-8?q?invoice=E2=80=AEfdp.exe?=", "invoicefdp.exe"),
        ("folded\n here", "folded here"),
    ],
)
def test_subjects_as_they_are_written(written: str, subject: str) -> None:
    assert subject_of(written) == subject


@pytest.mark.parametrize(
    ("text", "codec"),
    [
        ("Frösche für Müller", "utf-8"),
        ("Frösche für Müller", "cp1252"),
        ("Здравствуйте, где мой заказ?", "cp1251"),
        ("你好,我的订单还没有到", "gb18030"),
    ],
)
def test_raw_eight_bit_subjects(text: str, codec: str) -> None:
    assert subject_of(text.encode(codec)) == text


def test_raw_bytes_inside_an_encoded_word_follow_its_label() -> None:
    assert subject_of(b"=?iso-8859-1?Q?Die_Fr\xf6sche?=") == "Die Frösche"


@pytest.mark.parametrize(
    ("written", "message_id"),
    [
        ("<a@b>", "a@b"),
        ("a@b", "a@b"),
        ("<a@\n b>", "a@b"),
        ("", None),
        ("<>", None),
        ("<a\x00b@c>", None),
        (f"<{'a' * 300}@b>", None),
    ],
)
def test_message_ids(written: str, message_id: str | None) -> None:
    assert read(f"Message-ID: {written}").message_id == message_id


def test_missing_and_doubled_message_ids() -> None:
    assert read("From: a@b.example").message_id is None
    message = read("Message-ID: <1@a>\nMessage-ID: <2@a>")
    assert (message.message_id, message.defects) == ("1@a", ("message-id is given 2 times",))


def test_ids_with_commas_without_brackets_and_in_prose() -> None:
    assert read("References: a@x, b@y").references == ("a@x", "b@y")
    assert read("References: <a@x>,<b@y>\n\t<a@x>").references == ("a@x", "b@y")
    assert read('In-Reply-To: Your message of "Mon" <a@x> <b@y>').in_reply_to == ("a@x", "b@y")


def test_of_too_many_references_the_oldest_and_the_newest_stay() -> None:
    many = "\n ".join(f"<{number}@x>" for number in range(2_000))
    references = read(f"References: {many}").references
    assert len(references) == 50
    assert (references[0], references[-1]) == ("0@x", "1999@x")


@pytest.mark.parametrize(
    ("written", "path"),
    [("<>", ""), ("<MAILER-DAEMON>", ""), ("<A@B.example>", "a@b.example"), ("a@b.example", "a@b.example")],
)
def test_return_path(written: str, path: str) -> None:
    assert read(f"Return-Path: {written}\nReturn-Path: <old@x>").return_path == path


def test_no_return_path_is_not_the_null_path() -> None:
    assert read("From: a@b.example").return_path is None


@pytest.mark.parametrize(
    ("written", "date"),
    [
        ("Mon, 16 Nov 2026 10:00:00 +0000", datetime(2026, 11, 16, 10, tzinfo=UTC)),
        ("16 Nov 26 10:00 EST", datetime(2026, 11, 16, 15, tzinfo=UTC)),
        ("Mon Nov 16 10:00:00 2026", datetime(2026, 11, 16, 10, tzinfo=UTC)),
        ("Mon, 16 Nov 2026 10:00:00 +0000 (as my clock says)", datetime(2026, 11, 16, 10, tzinfo=UTC)),
        ("yesterday", None),
        ("Mon, 99 Nov 99999 10:00:00 +9999", None),
        ("", None),
    ],
)
def test_dates(written: str, date: datetime | None) -> None:
    assert read(f"Date: {written}").date == date


def test_a_line_that_is_not_indented_belongs_to_the_field_before() -> None:
    message = read("From: a@b.example\nSubject: a long\nsubject that someone broke\nTo: c@d.example")
    assert message.subject == "a long subject that someone broke"
    assert message.to[0].addr_spec == "c@d.example"
    assert any("not indented" in defect for defect in message.defects)


def test_a_missing_blank_line_before_the_body() -> None:
    message = parse(b"From: a@b.example\nSubject: x\nThis is the text.\n\nAnd more.\n")
    assert (message.subject, message.text) == ("x", "This is the text.\n\nAnd more.")


def test_wrappings_and_line_ends() -> None:
    plain = "Subject: x\nFrom: a@b.example\n\nline one\nline two\n"
    for raw in (
        plain.encode(),
        plain.replace("\n", "\r\n").encode(),
        plain.replace("\n", "\r").encode(),
        b"\xef\xbb\xbf" + plain.encode(),
        b"From a@b.example Mon Nov 16 10:00:00 2026\n" + plain.encode(),
        b"\n\n" + plain.encode(),
        plain.replace(":", " :").encode(),
    ):
        assert (parse(raw).subject, parse(raw).text) == ("x", "line one\nline two")


def test_the_content_key_joins_copies_and_separates_different_mails() -> None:
    header = "From: a@b.example\nSubject: x\nMessage-ID: <1@b>\nDate: Mon, 16 Nov 2026 10:00:00 +0000"
    way = "Received: from x by y\nReturn-Path: <a@b.example>\nDelivered-To: press@x\nAuthentication-Results: x; dkim=pass\nDKIM-Signature: v=1"
    one, copy = read(header, "Hello.\n"), parse(f"{way}\n{header}\n\nHello.\n".replace("\n", "\r\n").encode())
    assert one.content_key == copy.content_key
    assert (
        len(
            {
                one.content_key,
                read(header, "Other.").content_key,
                read(header.replace("<1", "<2"), "Hello.").content_key,
            }
        )
        == 3
    )


@pytest.mark.parametrize("raw", [b"", b"\r\n \n"])
def test_nothing_is_not_a_message(raw: bytes) -> None:
    with pytest.raises(NotUnderstoodError, match="empty"):
        parse(raw)
