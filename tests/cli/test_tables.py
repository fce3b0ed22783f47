"""What a terminal is given: printable characters, and columns that fit."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.cli.shown import print_json, shown
from triage.cli.tables import print_table

ROWS = [
    {"ticket": "AM-1001", "state": "new", "subject": "Where is my parcel? " * 20, "to": "ann@shop.test"},
    {"ticket": "AM-1002", "state": "", "subject": "注文番号の件" * 20, "to": None},
    {"ticket": "AM-1003", "state": "open", "subject": "[bold red]no markup[/]", "to": "\x1b[2J\u202e"},
]
COLUMNS = ("ticket", "state", "to", "subject")


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, ""),
        (1042, "1042"),
        ("a\nb\r\tc", r"a b\x0d\x09c"),
        ("\x1b[31mred\x07\x9b0m", r"\x1b[31mred\x07\x9b0m"),
        ("safe\u202egpj.exe\u2066\u200f", r"safe\x202egpj.exe\x2066\x200f"),
        ("line\u2028separator", r"line\x2028separator"),
        ("お届け\u3000先 Bonjour\u00a0!", "お届け 先 Bonjour !"),
        ("stray \udcff", r"stray \xdcff"),
        ("Grüße, ☕", "Grüße, ☕"),
    ],
)
def test_one_printable_line(value: object, text: str) -> None:
    assert shown(value) == text


@given(st.text(st.characters(codec=None)))
def test_whatever_mail_holds_the_line_is_printable(text: str) -> None:
    assert shown(text).isprintable()


@pytest.mark.parametrize("width", [1, 20, 60, 80, 200])
def test_a_table_fits_any_terminal(
    width: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(width))
    print_table(ROWS, COLUMNS, title="Letters", empty="None.")
    out = capsys.readouterr().out
    assert [character for character in out if not character.isprintable() and character != "\n"] == []
    if width >= 60:
        assert "AM-1003" in out
        assert "[bold red]" in out


def test_no_rows_are_told_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    print_table([], COLUMNS, title="Letters", empty="No letters.")
    assert capsys.readouterr().out == "No letters.\n"


def test_json_is_utf8_and_one_line_each(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    rows = [{"subject": "Grüße\nund\u2028mehr"}, {"subject": "stray \udcff"}]
    print_json(rows)
    lines = capfdbinary.readouterr().out.split(b"\n")
    assert "Grüße".encode() in lines[0]
    assert [json.loads(line) for line in lines[:-1]] == rows
