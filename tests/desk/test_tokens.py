"""Our letters are known again by a MAC that nobody else can make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.builders import ANN, BOB, DAY, MONDAY, SUPPORT
from triage.desk import tokens
from triage.desk.drafts import LetterKind
from triage.desk.tokens import Token

KEY = b"k" * 32


def made(**changes: object) -> str:
    plain = {
        "key": KEY,
        "ticket": "AM-1042",
        "kind": LetterKind.ACKNOWLEDGEMENT,
        "seq": 1,
        "recipient": ANN,
        "domain": "aeropressmall.com",
        "at": MONDAY,
    }
    return tokens.message_id(**{**plain, **changes})  # pyright: ignore[reportArgumentType]  a table of arguments


def test_a_letter_of_ours_is_known_again() -> None:
    assert made().startswith("AM-1042.acknowledgement.1.20261130.")
    assert tokens.is_ours(made(), key=KEY, recipient=ANN)
    assert tokens.is_ours(made(ticket=None, kind=LetterKind.DIGEST), key=KEY, recipient=ANN)


@pytest.mark.parametrize(
    "change",
    [
        {"ticket": "AM-1043"},
        {"kind": LetterKind.REMINDER},
        {"seq": 2},
        {"recipient": BOB},
        {"key": b"other"},
        {"at": MONDAY + DAY},
    ],
)
def test_each_part_is_under_the_signature(change: dict[str, object]) -> None:
    mac, other = made().split(".")[4], made(**change).split(".")[4]
    assert mac.partition("@")[0] != other.partition("@")[0]


def test_it_proves_nothing_for_another_recipient_or_desk() -> None:
    assert not tokens.is_ours(made(), key=KEY, recipient=BOB)
    assert not tokens.is_ours(made(), key=b"another desk", recipient=ANN)


def test_it_says_what_it_was_made_for() -> None:
    expected = Token(ticket="AM-1042", kind="acknowledgement", day=MONDAY.date())
    assert tokens.read(made(), key=KEY, recipient=ANN) == expected
    assert tokens.read(made(ticket=None, kind=LetterKind.DIGEST), key=KEY, recipient=ANN) == Token(
        ticket=None, kind="digest", day=MONDAY.date()
    )


def test_an_id_of_the_shape_before_days_were_signed_is_nobody_s() -> None:
    day = made().split(".")[3]
    assert tokens.read(made().replace(f"{day}.", ""), key=KEY, recipient=ANN) is None


def address(**changes: object) -> str | None:
    plain = {"key": KEY, "ticket": "AM-1042", "recipient": ANN, "mailbox": SUPPORT, "at": MONDAY}
    return tokens.reply_address(**{**plain, **changes})  # pyright: ignore[reportArgumentType]  a table of arguments


def test_a_reply_address_says_the_same_in_any_case() -> None:
    signed = address()
    assert signed
    assert signed.startswith("support+am-1042.20261130.")
    expected = Token(ticket="AM-1042", kind="reply", day=MONDAY.date())
    for spelling in (signed, signed.upper(), signed.title()):
        assert tokens.read_address(spelling, key=KEY, recipient=ANN) == expected
    assert tokens.read_address(signed, key=KEY, recipient=BOB) is None
    assert tokens.read_address(signed.replace("am-1042", "am-1043"), key=KEY, recipient=ANN) is None


def test_the_mac_of_a_reply_address_is_no_message_id_s() -> None:
    signed = address() or ""
    day, mac = signed.partition("+am-1042.")[2].partition("@")[0].split(".")
    assert tokens.read(f"AM-1042.reply.1.{day}.{mac}@x.test", key=KEY, recipient=ANN) is None


def test_no_reply_address_where_it_would_be_too_long() -> None:
    assert address(mailbox=f"{'a' * 40}@aeropressmall.com") is None


def test_the_same_mac_under_another_ticket_is_refused() -> None:
    assert not tokens.is_ours(made().replace("AM-1042", "AM-1043"), key=KEY, recipient=ANN)


@given(st.text())
def test_no_other_text_is_ours(text: str) -> None:
    assert not tokens.is_ours(text, key=KEY, recipient=ANN)
