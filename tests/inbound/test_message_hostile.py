"""Mail made to break a parser: it costs little and ends as a message or as NotUnderstoodError, never otherwise."""

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.inbound.message import LIMITS, Limits, NotUnderstoodError, parse

_HEAD = b"From: a@b.example\nSubject: x\n"
_SECONDS = 2.0  # a generous guard: these take less than half a second


def nested(levels: int) -> bytes:
    opened = (b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(levels))
    return _HEAD + b"".join(opened) + b"\nend"


def parts(count: int) -> bytes:
    return _HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * count + b"--b--\n"


def of(field: bytes, value: bytes) -> bytes:
    return _HEAD + field + b": " + value + b"\n\nbody"


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (parts(100_000), "more than 1000 parts"),
        (nested(101), "deeper than 100"),
        (nested(10_000), "deeper than 100"),
        (_HEAD + b"Content-Type: message/rfc822\n\n" * 1_000 + b"end", "deeper than 100"),
        (b"x" * (LIMITS.message_bytes + 1), "bytes, more than"),
    ],
    ids=["parts", "nesting", "deep nesting", "messages in messages", "size"],
)
def test_beyond_the_limits_it_is_refused(raw: bytes, sentence: str) -> None:
    started = time.process_time()
    with pytest.raises(NotUnderstoodError, match=sentence):
        parse(raw)
    assert time.process_time() - started < _SECONDS


def test_at_the_limits_it_is_read() -> None:
    assert len(parse(parts(999)).text.split()) == 999
    assert parse(nested(99)).text == "end"


@pytest.mark.parametrize(
    "raw",
    [
        *(
            of(b"From", each * (200_000 // len(each)))
            for each in (b",", b";", b"(", b'"', b"<", b">", b"[", b"@", b"a ", b"a@b ", b"()", b"\\", b":")
        ),
        of(b"From", b'"' + b"a" * 60_000),  # a quote that nothing closes, and nothing that is an address
        of(b"From", "ä".encode() * 30_000 + b" <a@b..c>"),
        of(b"From", b'\\"' * 30_000 + b"; x@y.example"),
        of(b"X-Long", b"a" * 1_000_000),
        of(b"A" * 1_000_000, b"x"),
        _HEAD + b"X: y\n" * 100_000 + b"\nbody",
        _HEAD + b"".join(b"X-%d: y\n" % number for number in range(100_000)) + b"\nbody",
        of(b"Content-Type", b"text/plain" + b";" * 200_000),
        of(b"Content-Type", b"text/plain" + b"; a=b" * 20_000),
        of(b"Content-Type", b"text/plain; name=" + b'"\\' * 50_000),
        of(b"Subject", b"=?utf-8?q?a?= " * 20_000),
        of(b"Subject", b"=?utf-8?q?a" * 20_000),
        of(b"Subject", b"".join(b"=?x%d?q?=FF?= " % number for number in range(2_000))),
        of(b"X-Raw", b"\xe9") * 1 + b"".join(b"X: \xe9\n" for _ in range(10_000)),
        of(b"References", b"".join(b"<%d@x>\n " % number for number in range(20_000))),
        of(b"References", b"a" * 200_000),
        of(b"Content-Type", b"multipart/mixed; boundary=" + b"b" * 1_000_000),
        of(b"Content-Type", b"text/plain; charset=" + b"u" * 100_000),
        of(b"Content-Type", b"text/html") + b"<div>" * 200_000,
        of(b"Content-Type", b"text/html") + b"<blockquote>x" * 20_000,
        of(b"Content-Type", b"text/html") + b"<a href=http://x.example>x" * 40_000,
        of(b"Content-Transfer-Encoding", b"base64") + b"QQ==x\n" * 100_000,
        of(b"Content-Transfer-Encoding", b"quoted-printable") + b"=\n" * 1_000_000,
        of(b"Content-Type", b"multipart/mixed; boundary=b") + b"\n--x" * 100_000,
        of(b"Content-Type", b"text/calendar") + b"BEGIN:VEVENT\n" * 20_000,
    ],
)
def test_it_stays_cheap(raw: bytes) -> None:
    started = time.process_time()
    message = parse(raw)
    assert time.process_time() - started < _SECONDS
    assert len(message.authors) <= LIMITS.addresses


@pytest.mark.parametrize(
    ("raw", "defect"),
    [
        (of(b"X-Long", b"a" * 1_000_000), "header block of"),
        (of(b"X-Long", b"a" * 100_000), "header field x-long of 100000 bytes cut for view"),
        (of(b"To", b"a@b.example," * 2_000), "more than 1000 addresses"),
        (_HEAD + b"\n" + b"word " * 270_000, "characters cut for view"),
        (_HEAD + b"Content-Type: text/html\n\n" + b"<p>word" * 270_000, "HTML part cut for view"),
    ],
)
def test_what_is_cut_is_told(raw: bytes, defect: str) -> None:
    message = parse(raw)
    assert any(defect in each for each in message.defects)
    assert len(message.text) <= LIMITS.text_characters


def test_the_limits_are_an_argument() -> None:
    with pytest.raises(NotUnderstoodError, match="more than 3 parts"):
        parse(parts(5), limits=Limits(parts=3))


@pytest.mark.parametrize("boundary", [b"-", b"b"])
def test_many_lines_that_begin_like_the_only_boundary_are_text(boundary: bytes) -> None:
    text = b"hi\n" + (b"--" + boundary + b"------\n") * 100_000
    head = _HEAD + b"Content-Type: multipart/mixed; boundary=" + boundary
    message = parse(head + b"\n\n--" + boundary + b"\n\n" + text + b"--" + boundary + b"--\n")
    assert message.text.splitlines() == text.decode().splitlines()


def test_a_boundary_used_again_empty_or_missing() -> None:
    same = b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=b\n\n--b\n\nHello.\n--b--\n"
    assert parse(same).text == "Hello."
    assert parse(b'Content-Type: multipart/mixed; boundary=""\n\n--\n\nHello.\n----\n').text == "--\n\nHello.\n----"
    assert parse(b"Content-Type: multipart/mixed\n\nHello.\n").text == "Hello."


_FRAGMENTS = st.sampled_from(
    [
        b"\n", b"\r\n", b"\n\n", b"\r", b" ", b"\t", b"--b", b"--b--", b"--c\n", b"\0", b"\xff\xe9", b"=?utf-8?q?=C3?=", b"=?gb2312?b?/w==?=", b"=?", b"?=",
        b"From: ", b"Subject: ", b"To: a@b.example, ", b"<a@b>", b"(", b'"', b";", b",", b":", b"=", b"*0*=utf-8''%C3", b"Date: 1 Jan 99 99:99",
        b"Content-Type: multipart/mixed; boundary=b\n", b"Content-Type: multipart/digest; boundary=c\n", b"Content-Type: message/rfc822\n",
        b"Content-Type: text/html; charset=utf-16\n", b"Content-Type: text/plain; charset=iso-2022-jp; format=flowed\n", b"Content-Type: application/ms-tnef\n",
        b"Content-Transfer-Encoding: base64\n", b"Content-Transfer-Encoding: x-uuencode\n", b"begin 644 a\n", b"\x78\x9f\x3e\x22\x01\x00", b"\x1b$B\x2d", b"+AD",
        b"Content-Disposition: attachment; filename=", b"References: ", b"Message-ID: <", b"<table><a href=http://x>", b"<!--", b"BEGIN:VEVENT\n", b"\xf0\x9f",
    ]
)  # fmt: skip


def never_breaks(raw: bytes) -> None:
    try:
        message = parse(raw)
    except NotUnderstoodError:
        return
    for text in (message.text, message.subject, message.enclosed, *(value for _, value in message.headers)):
        assert "\0" not in text
        text.encode()


@given(st.binary(max_size=400))
def test_random_bytes_never_break_it(raw: bytes) -> None:
    never_breaks(raw)


@given(st.lists(_FRAGMENTS, max_size=40).map(b"".join))
def test_pieces_of_mail_in_any_order_never_break_it(raw: bytes) -> None:
    never_breaks(raw)


_MAIL = (
    b"From: =?utf-8?q?J=C3=BCrgen?= <j@x.example>\nTo: a@b.example, c@d.example\nSubject: =?gb2312?B?1uzpRbv5?=\nMessage-ID: <1@x>\n"
    b"Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain; charset=utf-8; format=flowed\n\nHello \nyou \xc3\xbc\n"
    b"--b\nContent-Type: multipart/alternative; boundary=c\n\n--c\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\n\n<p>=C3=BC</p>\n"
    b"--c--\n--b\nContent-Type: message/rfc822\n\nSubject: in\n\nx\n--b\nContent-Type: image/png; name*=utf-8''%C3%BC.png\n"
    b"Content-Transfer-Encoding: base64\n\nAAEC\n--b--\n"
)


@given(st.lists(st.tuples(st.integers(0, len(_MAIL)), st.integers(0, 40), st.binary(max_size=6)), max_size=6))
def test_damaged_mail_never_breaks_it(damages: list[tuple[int, int, bytes]]) -> None:
    raw = _MAIL
    for start, length, instead in damages:
        raw = raw[:start] + instead + raw[start + length :]
    never_breaks(raw)


_WORD: Callable[[], st.SearchStrategy[str]] = lambda: st.text("abcXYZ0123456789.-", min_size=1, max_size=20)  # noqa: E731  a name for one strategy


@given(_WORD(), _WORD())
def test_what_servers_add_does_not_change_the_content_key(host: str, path: str) -> None:
    added = f"Received: from {host} by {path}\nReturn-Path: <{path}@{host}>\nDelivered-To: {path}\nAuthentication-Results: {host}; dkim=none\n"
    assert parse(added.encode() + _MAIL).content_key == parse(_MAIL).content_key


_CPU_SECONDS = 4.0  # these take less than two; a loaded machine needs more
_MIXED = _HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n"


def html(markup: bytes) -> bytes:
    return _HEAD + b"Content-Type: text/html\n\n" + markup


def attributes(count: int, kind: bytes = b"") -> bytes:
    return b"".join(b"a%b%d " % (kind, number) for number in range(count))


@pytest.mark.parametrize(
    "raw",
    [
        pytest.param(_MIXED + b"--x\n" * 3_000_000, id="lines like delimiters"),
        pytest.param(
            _MIXED + (b"--b\nContent-Type: multipart/x; boundary=c\n" + b"--x\n" * 15_000) * 90, id="and part headers"
        ),
        pytest.param(
            _MIXED.replace(b"=b", b"=" + b"a" * 5_000) + (b"--" + b"a" * 32 + b"\n") * 500_000, id="beginnings of one"
        ),
        pytest.param(_MIXED + (b"--b\n" + b"a:\n" * 8_000) * 990, id="long part headers"),
        pytest.param(_MIXED + (b"--b\nContent-Type: text/html\n\n" + b"<b>x</b>" * 100_000) * 20, id="much HTML"),
        pytest.param(_HEAD + b"Content-Type: text/plain; charset=utf-7\n\n" + b"+APw-" * 1_000_000, id="utf-7"),
        pytest.param(_HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"QQ==\n" * 2_000_000, id="padded base64"),
        pytest.param(_HEAD + b"Content-Transfer-Encoding: base64\n\n" + b"A " * 10_000_000, id="base64 of blanks"),
        pytest.param(
            _HEAD + b"Content-Transfer-Encoding: uuencode\n\nbegin 644 a\n" + b"!~~~~\n" * 3_000_000, id="uuencode"
        ),
        pytest.param(
            _HEAD
            + b"Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\0\0"
            + b"\1\0\0\0\0\0\0\0\0\0\0" * 2_000_000,
            id="winmail.dat",
        ),
        pytest.param(of(b"X-Parse", b"".join(b"=?x%d?q?=FF?= " % n for n in range(4_500))), id="unknown charsets"),
        *(
            pytest.param(html(b"<%b>x" % tag.encode() * (900_000 // (len(tag) + 3))), id=tag)
            for tag in "div table ul blockquote font a b section center span h1 form details object button".split()
        ),
        pytest.param(html(b"<table><tr><td>x" * 60_000), id="tables"),
        pytest.param(html(b"<ul><li>x" * 100_000), id="lists"),
        pytest.param(html(b"<div></b>" * 100_000), id="other ends"),
        pytest.param(html(b"<div><!--</div>-->" * 50_000), id="ends in comments"),
        pytest.param(html(b"<a href=x><!--" * 60_000), id="comments that nothing ends"),
        pytest.param(html(b"<div title='</div>'>" * 50_000), id="ends in attributes"),
        pytest.param(html(b"<a %b>x" % attributes(100_000)), id="attributes"),
        pytest.param(html(b"<!-- <a b='--><a %b>x" % attributes(100_000)), id="attributes behind a comment"),
        pytest.param(html(b"<a %b>x" % attributes(60_000).replace(b" ", b"='>'")), id="attributes with brackets"),
        pytest.param(html(b"<a b=\xc2\xa0' %b>'x" % attributes(100_000)), id="attributes behind an odd quote"),
        pytest.param(
            html(b"".join(b"<body %b></body>" % attributes(500, b"%d-" % n) for n in range(200))), id="bodies"
        ),
    ],
)
def test_processor_time_stays_bounded(raw: bytes) -> None:
    started = time.process_time()
    never_breaks(raw)
    assert time.process_time() - started < _CPU_SECONDS


def test_html_that_is_too_deep_keeps_its_words_without_scripts_and_styles() -> None:
    hidden = b"<style>p{color:red}</style><script>evil()</script><!-- secret -->"
    assert parse(html(hidden + b"<div>" * 2_000 + b"Hello" + hidden + b" you")).text == "Hello you"


def test_html_with_too_many_attributes_keeps_its_words() -> None:
    assert parse(html(b"<p>Hello <a %b>you</a></p>" % attributes(10_000))).text == "Hello you"


def test_as_many_attributes_as_a_page_has_cost_it_no_layout() -> None:
    markup = b"<blockquote %b>a</blockquote>" % attributes(900) * 20
    assert parse(html(markup)).text.split() == [">", "a"] * 20


def test_broken_japanese_in_ascii_is_read_as_far_as_it_goes() -> None:
    assert parse(_HEAD + b"\nHello \x1b$B\x2d").text.startswith("Hello")


@pytest.mark.parametrize("name", ["utf-7", "unicode_escape", "base64_codec", "idna", "utf\0-8", "x" * 100_000])
def test_a_charset_that_evades_filters_hides_nothing(name: str) -> None:
    raw = _HEAD + f"Content-Type: text/plain; charset={name}\n\n".encode() + b"+ADw-script \\u003cscript"
    assert "<" not in parse(raw).text


@pytest.mark.parametrize(
    "name", ["../../x", "/etc/passwd", "a\0b", "CON", "x." + "y" * 5_000, "\u202egpj.exe", "a\x1b[31m"]
)
def test_an_attachment_name_is_a_clean_short_line(name: str) -> None:
    part = f'--b\nContent-Type: application/zip\nContent-Disposition: attachment; filename="{name}"\n\nPK\n--b--\n'
    (attachment,) = parse(_MIXED + part.encode()).attachments
    assert len(attachment.filename) <= LIMITS.name_characters
    assert attachment.filename.isprintable()
    assert attachment.size == len(b"PK")


def test_header_names_are_only_names() -> None:
    message = parse(b"Parse: 1\nDefects: 2\nHeaders: 3\nFrom: a@b.example\n\nx")
    assert (message.header("PARSE"), message.all_headers("Defects"), message.header("headers")) == ("1", ("2",), "3")
