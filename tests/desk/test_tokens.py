"""Our letters are known again by a MAC that nobody else can make."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.desk.builders import ANN, BOB
from triage.desk import tokens
from triage.desk.drafts import LetterKind

KEY = b"k" * 32


def made(**changes: object) -> str:
    plain = {
        "key": KEY,
        "ticket": "AM-1042",
        "kind": LetterKind.ACKNOWLEDGEMENT,
        "seq": 1,
        "recipient": ANN,
        "domain": "aeropressmall.com",
    }
    return tokens.message_id(**{**plain, **changes})  # pyright: ignore[reportArgumentType]  a table of arguments


def test_a_letter_of_ours_is_known_again() -> None:
    assert made().startswith("AM-1042.acknowledgement.1.")
    assert tokens.is_ours(made(), key=KEY, recipient=ANN)
    assert tokens.is_ours(made(ticket=None, kind=LetterKind.DIGEST), key=KEY, recipient=ANN)


@pytest.mark.parametrize(
    "change", [{"ticket": "AM-1043"}, {"kind": LetterKind.REMINDER}, {"seq": 2}, {"recipient": BOB}, {"key": b"other"}]
)
def test_each_part_is_under_the_signature(change: dict[str, object]) -> None:
    mac, other = made().split(".")[3], made(**change).split(".")[3]
    assert mac.partition("@")[0] != other.partition("@")[0]


def test_it_proves_nothing_for_another_recipient_or_desk() -> None:
    assert not tokens.is_ours(made(), key=KEY, recipient=BOB)
    assert not tokens.is_ours(made(), key=b"another desk", recipient=ANN)


def test_the_same_mac_under_another_ticket_is_refused() -> None:
    assert not tokens.is_ours(made().replace("AM-1042", "AM-1043"), key=KEY, recipient=ANN)


@given(st.text())
def test_no_other_text_is_ours(text: str) -> None:
    assert not tokens.is_ours(text, key=KEY, recipient=ANN)
