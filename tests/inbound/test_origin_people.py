"""Who stands behind From, whom an answer goes to, and which addresses we dare to write to."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.inbound import message, origin
from triage.inbound.origin import Ours

OURS = Ours(
    addresses=frozenset({"support@aeropressmall.com"}),
    contact_forms=frozenset({"form@shop.example"}),
)


def parsed(head: str) -> message.Message:
    return message.parse(f"{head.strip()}\nTo: support@aeropressmall.com\n\nHello\n".encode())


def requester(head: str) -> str | None:
    found = origin.requester_of(parsed(head), OURS)
    return found.addr_spec if found else None


def reply_address(head: str) -> str | None:
    found = origin.reply_address_of(parsed(head), OURS)
    return found.addr_spec if found else None


FORM = "From: Shop form <form@shop.example>"
LIST = "List-Post: <mailto:talk@lists.example>\nFrom: Anna via Talk <talk@lists.example>"


@pytest.mark.parametrize(
    ("head", "who"),
    [
        ("From: Anna <anna@kunde.example>", "anna@kunde.example"),
        ("From: Anna <anna@kunde.example>\nReply-To: other@kunde.example", "anna@kunde.example"),
        (f"{FORM}\nReply-To: Ben <ben@kunde.example>", "ben@kunde.example"),
        (f"{FORM}\nReply-To: support@aeropressmall.com, Ben <ben@kunde.example>", "ben@kunde.example"),
        (f"{FORM}\nReply-To: nobody@unknown", None),
        (FORM, None),
        (f"{LIST}\nReply-To: Anna <anna@kunde.example>", "anna@kunde.example"),
        (f"{LIST}\nReply-To: talk@lists.example\nX-Original-From: Anna <anna@kunde.example>", "anna@kunde.example"),
        (f"{LIST}\nReply-To: talk@lists.example", "talk@lists.example"),
        ("From: Talk <talk@lists.example>\nReply-To: Anna <anna@kunde.example>", "talk@lists.example"),
    ],
)
def test_the_ticket_belongs_to_whom_the_mail_proves(head: str, who: str | None) -> None:
    assert requester(head) == who


@pytest.mark.parametrize(
    ("head", "who"),
    [
        ("From: Anna <anna@kunde.example>", "anna@kunde.example"),
        ("From: Anna <anna@kunde.example>\nReply-To: Office <office@kunde.example>", "office@kunde.example"),
        ("From: Anna <anna@kunde.example>\nReply-To: support+x1@aeropressmall.com", "anna@kunde.example"),
        ("From: Anna <anna@kunde.example>\nReply-To: anna@unknown", "anna@kunde.example"),
        ("From: Anna <anna@kunde.example>\nReply-To: no-reply@kunde.example", "anna@kunde.example"),
        (f"{LIST}\nReply-To: talk@lists.example, Anna <anna@kunde.example>", "anna@kunde.example"),
    ],
)
def test_a_persons_answer_goes_where_any_mail_client_sends_it(head: str, who: str) -> None:
    assert reply_address(head) == who


def test_an_empty_from_is_filled_from_reply_to_and_keeps_its_name() -> None:
    found = origin.requester_of(parsed('From: "Anna Berg" <>\nReply-To: anna@kunde.example'), OURS)
    assert found == message.Address(display_name="Anna Berg", addr_spec="anna@kunde.example")


@pytest.mark.parametrize("address", ["a@b.example", "a.b+c@d-e.example", "o'neil@b.example", "jürgen@bücher.example"])
def test_an_ordinary_address_may_be_written_to(address: str) -> None:
    assert origin.is_strict(address)


@pytest.mark.parametrize(
    "address",
    [
        *("", "root", "@b.example", "a@", "a@b", "a@b@c.example", '"a b"@c.example', "a..b@c.example", ".a@c.example"),
        *(
            "a@[127.0.0.1]",
            "a@127.0.0.1",
            "a@-b.example",
            "a@b..example",
            "a b@c.example",
            "a\n@c.example",
            "us)them@evil.example",
        ),
        *("a@b.example,c@d.example", "a,b@c.example", "x" * 65 + "@b.example", "a@" + "b" * 250 + ".example"),
    ],
)
def test_anything_else_is_not(address: str) -> None:
    assert not origin.is_strict(address)


HEADER_NAMES = st.sampled_from(
    [
        *(
            "From",
            "To",
            "Reply-To",
            "Sender",
            "Return-Path",
            "Subject",
            "Auto-Submitted",
            "Precedence",
            "List-Post",
            "List-Id",
        ),
        *(
            "X-Auto-Response-Suppress",
            "X-Autoreply",
            "X-Failed-Recipients",
            "Authentication-Results",
            "Content-Type",
            "References",
        ),
    ]
)
HEADER_VALUES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["<>", "MAILER-DAEMON@b.example", "auto-replied", "multipart/report; boundary=b", "Re: out of office"]
    ),
)


@given(st.lists(st.tuples(HEADER_NAMES, HEADER_VALUES), max_size=12), st.text(max_size=200))
def test_no_message_is_without_a_verdict(headers: list[tuple[str, str]], text: str) -> None:
    head = "\r\n".join(f"{name}: {value}" for name, value in headers)
    read = message.parse(f"X: 1\r\n{head}\r\n\r\n{text}".encode("utf-8", "surrogatepass"))
    found = origin.of(read, text, OURS)
    assert all(found.because)
    assert found.kind in origin.Kind


@pytest.mark.parametrize(
    "text",
    [
        "<" * 100_000,
        "@" * 100_000,
        "a@" * 50_000,
        "x-" * 50_000,
        "> <a@b.example>\n" * 20_000,
        '"' * 100_000,
        "out of the office " * 9_000,
    ],
)
def test_hostile_text_costs_little(text: str) -> None:
    raw = f"From: MAILER-DAEMON@b.example\nSubject: {text[:5000]}\nX-{text[:5000]}: 1\n\n{text}".encode()
    found = origin.of(message.parse(raw), text, OURS)
    assert found.kind is origin.Kind.BOUNCE
