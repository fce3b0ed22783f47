"""What a line beginning with '#' asks for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.desk.commands import GENERAL, Command, CommandError, read_command


@pytest.mark.parametrize(
    ("line", "verb", "argument"),
    [
        ("#close", "close", ""),
        ("  #CLOSE  ", "close", ""),
        ("# close", "close", ""),
        ("#note\tcalled her", "note", "called her"),
        ("#failed seal is torn;  clause 4", "failed", "seal is torn;  clause 4"),
        ("close", "close", ""),
    ],
)
def test_a_verb_and_the_rest_of_the_line(line: str, verb: str, argument: str) -> None:
    assert read_command(line, ["failed"]) == Command(verb=verb, argument=argument)


def test_a_slip_is_answered_with_the_nearest_verb() -> None:
    with pytest.raises(CommandError, match=r"#aprove: no such command here; did you mean #approve\?"):
        read_command("#aprove", ["approve", "decline"])


def test_a_stranger_is_answered_with_all_that_fit() -> None:
    with pytest.raises(CommandError, match=r"this ticket knows #take, .*#help, #approve"):
        read_command("#xyzzy", ["approve"])


@pytest.mark.parametrize("line", ["", "#", "   ", "#  "])
def test_nothing_is_no_command(line: str) -> None:
    with pytest.raises(CommandError):
        read_command(line, [])


@given(st.text(), st.lists(st.text(min_size=1), max_size=3))
def test_any_line_is_a_command_or_a_sentence(line: str, verbs: list[str]) -> None:
    try:
        found = read_command(line, verbs)
    except CommandError:
        return
    assert found.verb in (*GENERAL, *verbs)
